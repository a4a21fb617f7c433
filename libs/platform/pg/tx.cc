#include "libs/platform/pg/tx.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/connection.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/write_run.h"

namespace cartera::pg {
namespace {

constexpr Query kSetTimeout{"pg.set_timeout", "SELECT set_config('statement_timeout', $1, true)"};
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
  queued_.push_back({kSetTimeout, Bind(TimeoutText(deadline_))});
}

absl::StatusOr<Result> Tx::Exec(const Query& query, const Params& params) {
  // Refused before anything is sent, so the transaction stays usable.
  RETURN_IF_ERROR(params.status());
  return Flush({query, params});
}

void Tx::ExecLater(const Query& query, Params params) {
  if (failed_.ok() && !params.status().ok()) {
    failed_ = params.status();
  }
  queued_.push_back({query, std::move(params)});
}

absl::StatusOr<Result> Tx::Flush(Statement last) {
  RETURN_IF_ERROR(failed_);
  queued_.push_back(std::move(last));
  auto results = connection_->Run(queued_, deadline_);
  queued_.clear();
  if (!results.ok()) {
    failed_ = results.status();
    return failed_;
  }
  return std::move(results->back());
}

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
