#include "libs/platform/pg/tx.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/connection.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/past.h"
#include "libs/platform/pg/write_run.h"

namespace cartera::pg {
namespace {

constexpr Query kSetTimeout{"pg.set_timeout", "SELECT set_config('statement_timeout', $1, true)"};
constexpr Query kKeepTimeout{"pg.keep_timeout",
                             "SELECT set_config('statement_timeout', $1, false)"};

// A limit this long may be a little longer than the call has: the connection itself gives up at the
// deadline. So most calls find the session set up for them.
constexpr absl::Duration kRoundedFrom = absl::Seconds(4);

// The least power of two seconds that is not less; 0 for none.
int64_t RoundedTimeoutMs(absl::Duration left) {
  int64_t rounded_ms = absl::ToInt64Milliseconds(kRoundedFrom);
  while (absl::Milliseconds(rounded_ms) < left && rounded_ms < (int64_t{1} << 40)) {
    rounded_ms *= 2;
  }
  return rounded_ms;
}
constexpr Query kSeeEverything{"pg.see_everything", R"sql(
  SELECT set_config('cartera.seen', '{*}', true), set_config('cartera.seen_why', $1, true))sql"};
constexpr Query kSetInstant{"pg.set_instant", "SELECT set_config('cartera.as_of_us', $1, true)"};
constexpr Query kFirstDelivery{"pg.first_delivery", R"sql(
  INSERT INTO inbox (source, id, at_us) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql"};

}  // namespace

std::string TimeoutText(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) {
    return "0";
  }
  return absl::StrCat(std::max<int64_t>(1, absl::ToInt64Milliseconds(deadline - absl::Now())));
}

Tx::Tx(Connection* connection, absl::Time deadline)
    : connection_(connection), deadline_(deadline) {}

Tx::~Tx() = default;

void Tx::Begin(const Query& begin) {
  queued_.push_back({begin, {}});
  const absl::Duration left = deadline_ - absl::Now();
  if (left < kRoundedFrom) {
    queued_.push_back({kSetTimeout, Bind(TimeoutText(deadline_))});
    return;
  }
  const int64_t timeout_ms = deadline_ == absl::InfiniteFuture() ? 0 : RoundedTimeoutMs(left);
  if (connection_->session_timeout_ms() != timeout_ms) {
    queued_.push_back({kKeepTimeout, Bind(absl::StrCat(timeout_ms))});
    kept_timeout_ms_ = timeout_ms;
  }
}

void Tx::BeginRead(const Query& begin, const Query& commit) {
  Begin(begin);
  commit_ = commit;
}

absl::StatusOr<Result> Tx::Exec(const Query& query, const Params& params) {
  // Refused before anything is sent, so the transaction stays usable.
  RETURN_IF_ERROR(params.status());
  return Flush({InTime(query), params});
}

void Tx::ExecLater(const Query& query, Params params) {
  if (failed_.ok() && !params.status().ok()) {
    failed_ = params.status();
  }
  queued_.push_back({InTime(query), std::move(params)});
}

Asked Tx::Ask(const Query& query, Params params) {
  const Asked asked{asked_count_++};
  asked_.emplace_back(queued_.size(), asked);
  ExecLater(query, std::move(params));
  return asked;
}

absl::StatusOr<Result> Tx::Answer(Asked asked) {
  for (int tries = 0; tries < 2; ++tries) {
    for (auto answer = answers_.begin(); answer != answers_.end(); ++answer) {
      if (answer->first == asked) {
        Result result = std::move(answer->second);
        answers_.erase(answer);
        return result;
      }
    }
    RETURN_IF_ERROR(FlushQueued().status());
  }
  connection_->Log("Answer asked for twice");
  return InternalBug();
}

absl::StatusOr<Result> Tx::Flush(Statement last) {
  queued_.push_back(std::move(last));
  return FlushQueued();
}

absl::StatusOr<Result> Tx::FlushQueued() {
  RETURN_IF_ERROR(failed_);
  if (queued_.empty()) {
    return Result();
  }
  const size_t last = queued_.size() - 1;
  const bool ends = ends_with_next_ && commit_.has_value();
  if (ends) {
    queued_.push_back({*commit_, {}});
  }
  auto results = connection_->Run(queued_, deadline_);
  queued_.clear();
  if (!results.ok()) {
    connection_->ForgetSessionTimeout();
    failed_ = results.status();
    return failed_;
  }
  if (ends) {
    failed_ = InternalBug();  // of whatever would follow
  }
  if (kept_timeout_ms_.has_value()) {
    connection_->set_session_timeout_ms(*std::exchange(kept_timeout_ms_, std::nullopt));
  }
  for (const auto& [place, asked] : asked_) {
    answers_.emplace_back(asked, (*results)[place]);
  }
  asked_.clear();
  return std::move((*results)[last]);
}

void Tx::ReadPast(absl::string_view schema) {
  ExecLater(kSetInstant, Bind(absl::StrCat(as_of_us_)));
  past_schema_ = std::string(schema);
}

Query Tx::InTime(const Query& query) {
  if (past_schema_.empty()) return query;
  if (!query.once) return PastOf(query, past_schema_);
  return {query.name, past_texts_.emplace_back(PastText(query.sql, past_schema_)), true};
}

void Tx::SeeEverything(absl::string_view reason) { ExecLater(kSeeEverything, Bind(reason)); }

WriteTx::WriteTx(Connection* connection, const CallContext& context)
    : Tx(connection, context.deadline), context_(context) {}

absl::Status WriteTx::Audit(AuditEntry entry) {
  const size_t digest = entry.state_digest.size();
  if (replayed_ || entry.subject.empty() || (digest != 0 && digest != 32)) {
    connection_->Log(
        absl::StrCat("Audit on a replay, without subject or with a digest of ", digest));
    return InternalBug();
  }
  audit_.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::Status WriteTx::Emit(Event event) {
  if (replayed_ || event.aggregate.empty()) {
    connection_->Log("Emit on a replay or without aggregate");
    return InternalBug();
  }
  events_.push_back(std::move(event));
  return absl::OkStatus();
}

absl::StatusOr<bool> WriteTx::FirstDelivery(absl::string_view source, int64_t id) {
  if (replayed_) {
    return false;
  }
  ASSIGN_OR_RETURN(const Result result, Exec(kFirstDelivery, source, id, now_us_));
  return result.affected() == 1;
}

}  // namespace cartera::pg
