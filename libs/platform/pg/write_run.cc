#include "libs/platform/pg/write_run.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/audit.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

constexpr Query kBegin{"pg.begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"};
constexpr Query kBeginSerializable{"pg.begin_serializable",
                                   "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"};
constexpr Query kBeginWrite{"pg.begin_write", R"sql(
  SELECT xid, replayed, stored_hash, stored_answer, stored_resource
    FROM begin_write($1, $2, $3, $4, $5))sql"};
constexpr Query kSetNow{"pg.set_now", "SELECT set_config('cartera.now_us', $1, true)"};
constexpr Query kSealWrite{"pg.seal_write", R"sql(
  SELECT seal_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};
constexpr Query kCheckConstraints{"pg.check_constraints", "SET CONSTRAINTS ALL IMMEDIATE"};
constexpr Query kAnswered{"pg.answered", R"sql(
  SELECT 1 FROM answers WHERE principal = $1 AND method = $2 AND request_id = $3)sql"};
constexpr Query kCommit{"pg.commit", "COMMIT"};
constexpr Query kRollback{"pg.rollback", "ROLLBACK"};

}  // namespace

absl::Status WriteRun::Once(Connection& connection, bool* may_rerun) {
  WriteTx tx(&connection, context_);
  audit_subject_.clear();
  audit_entry_.clear();
  absl::Status status;
  try {
    status = Begin(tx, *connection.options().clock);
    if (status.ok()) {
      absl::StatusOr<std::string> answer = body_(tx);
      status = answer.status();
      answer_ = status.ok() ? *std::move(answer) : "";
    }
  } catch (const std::exception& error) {
    connection.Log(absl::StrCat(context_.method, " threw: ", error.what()));
    status = InternalBug();
    *may_rerun = false;
  }
  if (status.ok()) {
    status = Seal(tx, may_rerun);
  }
  if (!connection.broken() && connection.InTransaction()) {
    (void)connection.RunOne(kRollback, {}, absl::Now() + absl::Seconds(1));
  }
  if (!status.ok() && AnsweredMeanwhile(connection, tx)) {
    connection.MarkConflict();
  }
  return status;
}

// begin_write waits for a rival with the same request_id, but a serializable snapshot may be older
// than the rival's commit. Then whatever refused this attempt is not its answer: run again and
// replay.
bool WriteRun::AnsweredMeanwhile(Connection& connection, const WriteTx& tx) {
  if (isolation_ != Isolation::kSerializable || context_.request_id.empty() || tx.replayed_ ||
      context_.validate_only || in_doubt_ || connection.broken()) {
    return false;
  }
  const auto result = connection.RunOne(
      kAnswered, Bind(context_.principal, context_.method, context_.request_id), context_.deadline);
  return result.ok() && !result->empty();
}

// BEGIN and begin_write travel together. Only then, with the open writer announced, is the clock
// read that stamps the versions; it reaches the session with the body's first statement.
absl::Status WriteRun::Begin(WriteTx& tx, const Clock& clock) {
  const int64_t bucket_s = absl::ToUnixSeconds(clock.Now());
  const std::string request_id = context_.validate_only ? "" : context_.request_id;
  tx.ExecLater(isolation_ == Isolation::kSerializable ? kBeginSerializable : kBegin);
  ASSIGN_OR_RETURN(const Result result,
                   tx.Exec(kBeginWrite, bucket_s, context_.principal, context_.method, request_id,
                           TimeoutText(context_.deadline)));
  const Row row = result[0];
  tx.now_us_ = std::max(absl::ToUnixMicros(clock.Now()), bucket_s * 1'000'000);
  tx.replayed_ = row.Bool(1);
  if (tx.replayed_) {
    if (row.IsNull(2)) {
      return AnswerExpired(request_id, row.Text(4));
    }
    if (row.Bytes(2) != context_.request_hash) {
      return RequestIdReused(request_id);
    }
    tx.stored_answer_ = row.Bytes(3);
    return absl::OkStatus();
  }
  xid_ = row.Text(0);
  tx.ExecLater(kSetNow, Bind(absl::StrCat(tx.now_us_)));
  return absl::OkStatus();
}

absl::Status WriteRun::Seal(WriteTx& tx, bool* may_rerun) {
  if (!tx.failed_.ok()) {
    tx.connection_->Log(absl::StrCat(context_.method, " returned OK after a failed statement"));
    return tx.connection_->conflict() ? tx.failed_ : InternalBug();
  }
  if (tx.replayed_) {
    answer_ = std::move(tx.stored_answer_);
    return absl::OkStatus();
  }
  QueueSeal(tx);
  if (context_.validate_only) {
    return tx.Exec(kCheckConstraints).status();
  }
  return Commit(tx, may_rerun);
}

void WriteRun::QueueSeal(WriteTx& tx) {
  emitted_ = !tx.events_.empty() && !context_.validate_only;
  const bool keep_answer = !context_.validate_only && !context_.request_id.empty();
  if (tx.audit_.empty() && tx.events_.empty() && !keep_answer) {
    return;
  }
  // One order of subjects for everybody, so that two writers cannot wait for each other's chain.
  std::stable_sort(tx.audit_.begin(), tx.audit_.end(),
                   [](const AuditEntry& a, const AuditEntry& b) { return a.subject < b.subject; });
  std::vector<std::string> subjects, entries, aggregates, types, payloads;
  for (const AuditEntry& entry : tx.audit_) {
    subjects.push_back(entry.subject);
    entries.push_back(CanonicalEntry(context_, tx.actor(), tx.now_us_, entry));
  }
  if (!subjects.empty()) {
    audit_subject_ = subjects.front();
    audit_entry_ = entries.front();
  }
  for (Event& event : tx.events_) {
    aggregates.push_back(std::move(event.aggregate));
    types.push_back(std::move(event.type));
    payloads.push_back(std::move(event.payload));
  }
  Params params;
  params.AddArray(subjects).AddBytesArray(entries).AddArray(aggregates).AddArray(types);
  params.AddBytesArray(payloads).Add(context_.principal).Add(context_.method);
  params.Add(keep_answer ? context_.request_id : std::string());
  // An evaluation is 60 KB: not worth sending when nobody can ask for it again.
  params.AddBytes(keep_answer ? context_.request_hash : std::string());
  params.AddBytes(keep_answer ? answer_ : std::string()).Add(tx.resource_);
  tx.ExecLater(kSealWrite, std::move(params));
}

absl::Status WriteRun::Commit(WriteTx& tx, bool* may_rerun) {
  if (absl::Now() >= context_.deadline) {
    return DeadlineOver();
  }
  const absl::StatusOr<Result> result = tx.Exec(kCommit);
  if (result.ok()) {
    return absl::OkStatus();
  }
  if (tx.connection_->broken()) {
    // COMMIT may have been sent: never run again, ask what became of it.
    in_doubt_ = true;
    *may_rerun = false;
  }
  return result.status();
}

}  // namespace cartera::pg
