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
// A held-back row is not due and stops every later row of its aggregate.
constexpr Query kFetch{"pg.outbox_fetch", R"sql(
  SELECT o.id, o.aggregate, o.type, o.payload, o.at_us, o.attempts, o.last_error
    FROM outbox o
   WHERE o.delivered_us IS NULL AND o.txid < pg_snapshot_xmin(pg_current_snapshot())
     AND NOT EXISTS (SELECT 1 FROM outbox b
                      WHERE b.delivered_us IS NULL AND b.next_attempt_us > 0
                        AND b.aggregate = o.aggregate AND (b.txid, b.id) <= (o.txid, o.id)
                        AND (b.parked OR b.next_attempt_us > $1))
   ORDER BY o.txid, o.id
   LIMIT $2)sql"};
constexpr Query kDelivered{"pg.outbox_delivered", R"sql(
  UPDATE outbox SET delivered_us = $1 WHERE id = ANY ($2::bigint[]) AND delivered_us IS NULL)sql"};
constexpr Query kFailed{"pg.outbox_failed", R"sql(
  UPDATE outbox SET attempts = attempts + 1, parked = attempts + 1 >= $4, last_error = $3,
         next_attempt_us = $1::bigint + (1000000 << least(attempts, 20))
   WHERE id = $2 AND delivered_us IS NULL)sql"};
constexpr Query kParked{"pg.outbox_parked", R"sql(
  SELECT id, aggregate, type, payload, at_us, attempts, last_error
    FROM outbox WHERE delivered_us IS NULL AND next_attempt_us > 0 AND parked
   ORDER BY txid, id LIMIT $1)sql"};
constexpr Query kRetry{"pg.outbox_retry", R"sql(
  UPDATE outbox SET attempts = 0, parked = false, next_attempt_us = 0
   WHERE id = $1 AND delivered_us IS NULL)sql"};

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
    ASSIGN_OR_RETURN(const Result result, tx.Exec(kFetch, NowUs(database), limit));
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

}  // namespace cartera::pg
