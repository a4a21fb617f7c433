#include "libs/platform/pg/database.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/connection.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/pool.h"
#include "libs/platform/pg/write_run.h"

namespace cartera::pg {
namespace {

constexpr int kRerunsMax = 3;
constexpr absl::Duration kAnswersKept = absl::Hours(7 * 24);

constexpr Query kBeginRead{"pg.begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Query kBeginUpkeep{"pg.begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"};
constexpr Query kCommit{"pg.commit", "COMMIT"};
constexpr Query kRollback{"pg.rollback", "ROLLBACK"};
constexpr Query kPing{"pg.ping", "SELECT 1"};
constexpr Query kClosedTime{"pg.closed_time", "SELECT closed_time_us($1, $2)"};
constexpr Query kXactStatus{"pg.xact_status", "SELECT pg_xact_status($1::xid8)"};
// What only this very transaction can have left: its answer, or an entry of its audit.
constexpr Query kTrace{"pg.trace", R"sql(
  SELECT EXISTS (SELECT 1 FROM answers
                  WHERE principal = $1 AND method = $2 AND request_id = $3 AND request_hash = $4
                    AND answer = $5)
      OR EXISTS (SELECT 1 FROM audit
                  WHERE subject = $6 AND txid = $7::xid8 AND entry = $8))sql"};
constexpr Query kSweepAnswers{"pg.sweep_answers", R"sql(
  UPDATE answers SET request_hash = NULL, answer = NULL
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM answers
                            WHERE request_hash IS NOT NULL AND at_us < $1
                            LIMIT $2 FOR UPDATE)))sql"};

absl::Status RunBody(Connection& connection, Tx& tx, absl::FunctionRef<absl::Status(Tx&)> body,
                     bool* may_rerun) {
  try {
    return body(tx);
  } catch (const std::exception& error) {
    connection.Log(absl::StrCat("a transaction's body threw: ", error.what()));
    *may_rerun = false;
    return InternalBug();
  }
}

}  // namespace

Database::Database(Options options)
    : options_(std::move(options)), pool_(std::make_unique<Pool>(options_)) {}

Database::~Database() = default;

int Database::connections_in_use() const { return pool_->lent(); }

absl::Status Database::Attempt(const CallContext& context,
                               absl::FunctionRef<absl::Status(Connection&, bool* may_rerun)> once) {
  for (int attempt = 0;; ++attempt) {
    bool conflict = false;
    {
      ASSIGN_OR_RETURN(const Lease lease, pool_->Acquire(context.deadline));
      lease->ForgetConflict();
      lease->set_request_id(context.request_id);
      bool may_rerun = true;
      const int64_t sent_before = lease->statements();
      absl::Status status = once(*lease, &may_rerun);
      context.statements += lease->statements() - sent_before;
      conflict = lease->conflict();
      if (status.ok() || !may_rerun || !(conflict || lease->broken()) ||
          absl::Now() >= context.deadline) {
        return status;
      }
      if (attempt == kRerunsMax) {
        return conflict ? StatementError("40001", "") : status;
      }
    }
    if (conflict) {
      // Spread the rivals a little; the low bits of the time are as good as dice here.
      absl::SleepFor(absl::Microseconds((absl::GetCurrentTimeNanos() / 64 % 2000) << attempt));
    }
  }
}

absl::Status Database::Read(const CallContext& context, absl::FunctionRef<absl::Status(Tx&)> body) {
  return RunRead(context, Instant::kNow, std::nullopt, body);
}

absl::Status Database::ReadAsOf(const CallContext& context, std::optional<absl::Time> at,
                                absl::FunctionRef<absl::Status(Tx&)> body) {
  return RunRead(context, Instant::kClosed, at, body);
}

absl::Status Database::ReadPast(const CallContext& context, absl::Time at,
                                absl::FunctionRef<absl::Status(Tx&)> body) {
  return RunRead(context, Instant::kPast, at, body);
}

absl::Status Database::RunRead(const CallContext& context, Instant instant,
                               std::optional<absl::Time> at,
                               absl::FunctionRef<absl::Status(Tx&)> body) {
  return Attempt(context, [&](Connection& connection, bool* may_rerun) -> absl::Status {
    Tx tx(&connection, context.deadline);
    if (instant != Instant::kNow) {
      // In this order: clock, open writers, snapshot. A writer that the look at the open writers
      // misses has either ended, so the snapshot sees it, or stamps its versions later than the
      // clock said.
      const int64_t now_us = absl::ToUnixMicros(options_.clock->Now());
      const int64_t skew_us = absl::ToInt64Microseconds(options_.clock_skew);
      ASSIGN_OR_RETURN(const Result result,
                       connection.RunOne(kClosedTime, Bind(now_us, skew_us), context.deadline));
      const int64_t closed_us = result[0].Int64(0);
      tx.as_of_us_ = at.has_value() ? absl::ToUnixMicros(*at) : closed_us;
      if (tx.as_of_us_ > closed_us) {
        return AsOfNotClosed(tx.as_of_us_, closed_us);
      }
    }
    tx.BeginRead(kBeginRead, kCommit);
    if (instant == Instant::kPast) tx.ReadPast(options_.schema);
    absl::Status status = RunBody(connection, tx, body, may_rerun);
    if (!connection.broken() && connection.InTransaction()) {
      connection.EndWithoutWaiting();
    }
    return status;
  });
}

absl::Status Database::Maintain(const CallContext& context,
                                absl::FunctionRef<absl::Status(Tx&)> body) {
  return Attempt(context, [&](Connection& connection, bool* may_rerun) -> absl::Status {
    Tx tx(&connection, context.deadline);
    tx.Begin(kBeginUpkeep);
    absl::Status status = RunBody(connection, tx, body, may_rerun);
    if (status.ok()) {
      status = tx.Exec(kCommit).status();
      if (!status.ok() && connection.broken()) {
        *may_rerun = false;
        status = CommitInDoubt();
      }
    }
    if (!connection.broken() && connection.InTransaction()) {
      connection.ForgetSessionTimeout();
      (void)connection.RunOne(kRollback, {}, absl::Now() + absl::Seconds(1));
    }
    return status;
  });
}

absl::Status Database::Write(const CallContext& context, std::string* answer,
                             absl::FunctionRef<absl::StatusOr<std::string>(WriteTx&)> body,
                             Isolation isolation) {
  WriteRun run(context, isolation, body);
  absl::Status status = Attempt(context, [&](Connection& connection, bool* may_rerun) {
    return run.Once(connection, may_rerun);
  });
  if (run.in_doubt()) {
    status = ResolveInDoubt(context, run);
  }
  if (status.ok() && run.emitted() && options_.emitted) {
    options_.emitted();
  }
  if (status.ok() && answer != nullptr) {
    *answer = run.answer();
  }
  return status;
}

absl::Status Database::ResolveInDoubt(const CallContext& context, const WriteRun& run) {
  const absl::Time until = std::max(context.deadline, absl::Now()) == absl::InfiniteFuture()
                               ? absl::Now() + absl::Seconds(30)
                               : std::max(context.deadline, absl::Now()) + options_.in_doubt_grace;
  for (absl::Duration pause = absl::Milliseconds(5); absl::Now() < until;
       pause = std::min(pause * 2, absl::Milliseconds(100))) {
    const absl::StatusOr<Lease> lease = pool_->Acquire(until);
    if (lease.ok()) {
      const std::optional<absl::Status> fate = AskFate(**lease, context, run, until);
      if (fate.has_value()) {
        return *fate;
      }
    }
    // Not a lease any more: the old session may need this very place to end.
    absl::SleepFor(std::min(pause, until - absl::Now()));
  }
  return CommitInDoubt();
}

// PostgreSQL forgets in a crash the numbers of transactions that had nothing on disk, and gives
// them away again. So "aborted" and "not given yet" are the truth, for a durable commit keeps its
// number; but "committed" may be about another transaction and needs a trace of this one.
std::optional<absl::Status> Database::AskFate(Connection& connection, const CallContext& context,
                                              const WriteRun& run, absl::Time until) {
  const auto status = connection.RunOne(kXactStatus, Bind(run.xid()), until);
  if (SqlStateOf(status.status()) == "22023") {
    return CommitLost();
  }
  if (!status.ok()) {
    return std::nullopt;
  }
  const std::string fate = (*status)[0].OptionalText(0).value_or("forgotten");
  if (fate == "aborted") {
    return CommitLost();
  }
  if (fate == "in progress") {
    return std::nullopt;
  }
  const auto trace = connection.RunOne(
      kTrace,
      Bind(context.principal, context.method, context.request_id, Bytes{context.request_hash},
           Bytes{run.answer()}, run.audit_subject(), run.xid(), Bytes{run.audit_entry()}),
      until);
  if (!trace.ok()) {
    return std::nullopt;
  }
  return (*trace)[0].Bool(0) ? absl::OkStatus() : CommitInDoubt();
}

absl::Status Database::Ping(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Lease lease, pool_->Acquire(deadline));
  return lease->RunOne(kPing, {}, deadline).status();
}

absl::StatusOr<int64_t> SweepAnswers(Database& database, const CallContext& context,
                                     int64_t limit) {
  const int64_t before_us = absl::ToUnixMicros(database.options().clock->Now() - kAnswersKept);
  int64_t swept = 0;
  RETURN_IF_ERROR(database.Maintain(context, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result, tx.Exec(kSweepAnswers, before_us, limit));
    swept = result.affected();
    return absl::OkStatus();
  }));
  return swept;
}

}  // namespace cartera::pg
