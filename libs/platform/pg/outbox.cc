#include "libs/platform/pg/outbox.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/platform/pg/connection.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

// Class of the session lock of relays; the object is the schema.
constexpr Query kTryRelay{"pg.try_relay", R"sql(
  SELECT pg_try_advisory_lock(1128485461, hashtext(current_schema())))sql"};
constexpr Query kHeld{"pg.relay_held", "SELECT 1"};
// A held-back row is not due and stops every later row of its aggregate. No pause is longer than
// $3: a row that seems to wait longer was marked before the clock was set back, and is due.
constexpr Query kFetch{"pg.outbox_fetch", R"sql(
  SELECT o.id, o.aggregate, o.type, o.payload, o.at_us, o.attempts, o.last_error
    FROM outbox o
   WHERE o.delivered_us IS NULL AND o.txid < pg_snapshot_xmin(pg_current_snapshot())
     AND NOT EXISTS (SELECT 1 FROM outbox b
                      WHERE b.delivered_us IS NULL AND b.next_attempt_us > 0
                        AND b.aggregate = o.aggregate AND (b.txid, b.id) <= (o.txid, o.id)
                        AND (b.parked OR
                             b.next_attempt_us > $1 AND b.next_attempt_us <= $1::bigint + $3))
   ORDER BY o.txid, o.id
   LIMIT $2)sql"};
constexpr Query kDelivered{"pg.outbox_delivered", R"sql(
  UPDATE outbox SET delivered_us = $1 WHERE id = ANY ($2::bigint[]) AND delivered_us IS NULL)sql"};
constexpr Query kFailed{"pg.outbox_failed", R"sql(
  UPDATE outbox SET attempts = attempts + 1, parked = attempts + 1 >= $4, last_error = $3,
         next_attempt_us = $1::bigint + (1000000 << least(attempts, 5))
   WHERE id = $2 AND delivered_us IS NULL)sql"};
constexpr Query kPostponed{"pg.outbox_postponed", R"sql(
  UPDATE outbox SET last_error = $2, next_attempt_us = $1
   WHERE id = ANY ($3::bigint[]) AND delivered_us IS NULL)sql"};
constexpr Query kCountParked{"pg.outbox_count_parked", R"sql(
  SELECT count(DISTINCT aggregate) FROM outbox
   WHERE delivered_us IS NULL AND next_attempt_us > 0 AND parked)sql"};
constexpr Query kSweepOutbox{"pg.sweep_outbox", "SELECT sweep_outbox($1, $2)"};
constexpr Query kSweepInbox{"pg.sweep_inbox", "SELECT sweep_inbox($1, $2, $3, $4)"};
// An open transaction may hold a smaller number; it was never sent, so there is nothing to forget.
constexpr Query kSettledId{"pg.outbox_settled", R"sql(
  SELECT coalesce((SELECT min(id) FROM outbox WHERE delivered_us IS NULL),
                  (SELECT max(id) + 1 FROM outbox), 0))sql"};
constexpr Query kParked{"pg.outbox_parked", R"sql(
  SELECT id, aggregate, type, payload, at_us, attempts, last_error
    FROM outbox WHERE delivered_us IS NULL AND next_attempt_us > 0 AND parked
   ORDER BY txid, id LIMIT $1)sql"};
constexpr Query kRetry{"pg.outbox_retry", R"sql(
  UPDATE outbox SET attempts = 0, parked = false, next_attempt_us = 0
   WHERE id = $1 AND delivered_us IS NULL)sql"};

constexpr absl::Duration kPauseMax = absl::Seconds(32);

int64_t NowUs(const Database& database) {
  return absl::ToUnixMicros(database.options().clock->Now());
}

std::vector<OutboxRow> RowsOf(const Result& result) {
  std::vector<OutboxRow> rows;
  for (const Row row : result) {
    rows.push_back({.id = row.Int64(0),
                    .aggregate = row.Text(1),
                    .type = row.Text(2),
                    .payload = row.Bytes(3),
                    .at_us = row.Int64(4),
                    .attempts = static_cast<int>(row.Int64(5)),
                    .last_error = row.Text(6)});
  }
  return rows;
}

}  // namespace

RelayLease::RelayLease(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}

RelayLease::~RelayLease() = default;

absl::StatusOr<std::unique_ptr<RelayLease>> RelayLease::TryAcquire(Database& database,
                                                                   absl::Time deadline) {
  ASSIGN_OR_RETURN(auto connection, Connection::Open(database.options_, deadline));
  ASSIGN_OR_RETURN(const Result result, connection->RunOne(kTryRelay, {}, deadline));
  if (!result[0].Bool(0)) {
    return std::unique_ptr<RelayLease>();
  }
  return std::unique_ptr<RelayLease>(new RelayLease(std::move(connection)));
}

bool RelayLease::StillHeld(absl::Time deadline) {
  return !connection_->broken() && connection_->RunOne(kHeld, {}, deadline).ok();
}

absl::StatusOr<std::vector<OutboxRow>> FetchDeliverable(Database& database,
                                                        const CallContext& context, int limit) {
  std::vector<OutboxRow> rows;
  RETURN_IF_ERROR(database.Read(context, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result,
                     tx.Exec(kFetch, NowUs(database), limit, absl::ToInt64Microseconds(kPauseMax)));
    rows = RowsOf(result);
    return absl::OkStatus();
  }));
  return rows;
}

absl::Status MarkDelivered(Database& database, const CallContext& context,
                           absl::Span<const int64_t> ids) {
  return database.Maintain(context, [&](Tx& tx) {
    return tx.Exec(kDelivered, Params{}.Add(NowUs(database)).AddArray(ids)).status();
  });
}

absl::Status MarkFailed(Database& database, const CallContext& context, int64_t id,
                        absl::string_view why) {
  return database.Maintain(context, [&](Tx& tx) {
    return tx.Exec(kFailed, NowUs(database), id, why, kDeliveryAttemptsMax).status();
  });
}

absl::Status MarkPostponed(Database& database, const CallContext& context,
                           absl::Span<const int64_t> ids, absl::string_view why) {
  return database.Maintain(context, [&](Tx& tx) {
    const int64_t next_us = NowUs(database) + absl::ToInt64Microseconds(kReceiverPause);
    return tx.Exec(kPostponed, Params{}.Add(next_us).Add(why).AddArray(ids)).status();
  });
}

absl::StatusOr<std::vector<OutboxRow>> ListParked(Database& database, const CallContext& context,
                                                  int limit) {
  std::vector<OutboxRow> rows;
  RETURN_IF_ERROR(database.Read(context, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result, tx.Exec(kParked, limit));
    rows = RowsOf(result);
    return absl::OkStatus();
  }));
  return rows;
}

absl::Status Retry(Database& database, const CallContext& context, int64_t id) {
  return database.Maintain(context, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result, tx.Exec(kRetry, id));
    return result.affected() == 1 ? absl::OkStatus() : NoSuchEffect(id);
  });
}

namespace {

// The number that a statement of upkeep answers with.
absl::StatusOr<int64_t> Ask(Database& database, const CallContext& context, const Query& query,
                            const Params& params) {
  int64_t number = 0;
  RETURN_IF_ERROR(database.Maintain(context, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result, tx.Exec(query, params));
    number = result[0].Int64(0);
    return absl::OkStatus();
  }));
  return number;
}

int64_t KeptSinceUs(const Database& database) {
  return NowUs(database) - absl::ToInt64Microseconds(kDeliveredKept);
}

}  // namespace

absl::StatusOr<int64_t> CountParked(Database& database, const CallContext& context) {
  return Ask(database, context, kCountParked, {});
}

absl::StatusOr<int64_t> SweepOutbox(Database& database, const CallContext& context, int64_t limit) {
  return Ask(database, context, kSweepOutbox, Bind(KeptSinceUs(database), limit));
}

absl::StatusOr<int64_t> SettledId(Database& database, const CallContext& context) {
  return Ask(database, context, kSettledId, {});
}

absl::StatusOr<int64_t> SweepInbox(Database& database, const CallContext& context,
                                   absl::string_view source, int64_t settled_id, int64_t limit) {
  return Ask(database, context, kSweepInbox,
             Bind(source, settled_id, KeptSinceUs(database), limit));
}

}  // namespace cartera::pg
