#include "libs/platform/pg/errors.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace cartera::pg {
namespace {

std::string PayloadOf(const absl::Status& status, absl::string_view url) {
  const auto payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

absl::Status WithReason(absl::Status status, absl::string_view reason) {
  status.SetPayload(kReasonPayload, absl::Cord(reason));
  return status;
}

struct Refusal {
  absl::StatusCode code;
  absl::string_view message;
  absl::string_view reason;
};

Refusal RefusalOf(absl::string_view sqlstate) {
  if (sqlstate == "23503") {
    return {absl::StatusCode::kFailedPrecondition,
            "a resource named here does not exist or is in use", "REFERENCE_MISSING"};
  }
  if (sqlstate == "23505") {
    return {absl::StatusCode::kAlreadyExists, "it exists already", "ALREADY_EXISTS"};
  }
  if (sqlstate == "40001" || sqlstate == "40P01") {
    return {absl::StatusCode::kAborted, "concurrent changes collided; try again", "CONFLICT"};
  }
  if (sqlstate == "57014" || sqlstate == "55P03") {
    return {absl::StatusCode::kDeadlineExceeded, "the time for this call is over", "DEADLINE_OVER"};
  }
  if (sqlstate == "22021") {
    return {absl::StatusCode::kInvalidArgument, "text is not valid UTF-8", "INVALID_UTF8"};
  }
  if (absl::StartsWith(sqlstate, "53")) {
    return {absl::StatusCode::kUnavailable, "the database has no room for this call now",
            "DATABASE_EXHAUSTED"};
  }
  if (absl::StartsWith(sqlstate, "08") || absl::StartsWith(sqlstate, "57P")) {
    return {absl::StatusCode::kUnavailable, "the database is not available",
            "DATABASE_UNAVAILABLE"};
  }
  return {absl::StatusCode::kInternal, "internal error", "INTERNAL"};
}

}  // namespace

std::string ReasonOf(const absl::Status& status) { return PayloadOf(status, kReasonPayload); }
std::string SqlStateOf(const absl::Status& status) { return PayloadOf(status, kSqlStatePayload); }
std::string ConstraintOf(const absl::Status& status) {
  return PayloadOf(status, kConstraintPayload);
}
std::string ResourceOf(const absl::Status& status) { return PayloadOf(status, kResourcePayload); }

absl::StatusCode CodeOfSqlState(absl::string_view sqlstate) { return RefusalOf(sqlstate).code; }

absl::Status StatementError(absl::string_view sqlstate, absl::string_view constraint) {
  const Refusal refusal = RefusalOf(sqlstate);
  absl::Status status = WithReason(absl::Status(refusal.code, refusal.message), refusal.reason);
  status.SetPayload(kSqlStatePayload, absl::Cord(sqlstate));
  if (!constraint.empty()) {
    status.SetPayload(kConstraintPayload, absl::Cord(constraint));
  }
  return status;
}

namespace {

std::string InstantText(int64_t us) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(us), absl::UTCTimeZone());
}

}  // namespace

absl::Status AsOfNotClosed(int64_t at_us, int64_t closed_us) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "what was at ", InstantText(at_us),
          " is not settled yet; the latest instant that is: ", InstantText(closed_us))),
      "AS_OF_NOT_CLOSED");
}

absl::Status RequestIdReused(absl::string_view request_id) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat(
                        "request_id ", request_id, " was used before with another request")),
                    "REQUEST_ID_REUSED");
}

absl::Status AnswerExpired(absl::string_view request_id, absl::string_view resource) {
  absl::Status status =
      WithReason(absl::FailedPreconditionError(absl::StrCat(
                     "request_id ", request_id, " succeeded more than 7 days ago; see ",
                     resource.empty() ? "the resource" : resource)),
                 "REQUEST_ID_EXPIRED");
  status.SetPayload(kResourcePayload, absl::Cord(resource));
  return status;
}

absl::Status CommitInDoubt() {
  return WithReason(
      absl::UnavailableError("the connection broke while committing and the outcome is not known; "
                             "repeat the call with the same request_id"),
      "COMMIT_IN_DOUBT");
}

absl::Status CommitLost() {
  return WithReason(
      absl::UnavailableError("the connection broke and nothing was changed; try again"),
      "COMMIT_LOST");
}

absl::Status PoolTimeout() {
  return WithReason(absl::DeadlineExceededError("no database connection became free in time"),
                    "POOL_TIMEOUT");
}

absl::Status DatabaseUnavailable() {
  return WithReason(absl::UnavailableError("the database is not available"),
                    "DATABASE_UNAVAILABLE");
}

absl::Status DatabaseNotReached(absl::string_view why) {
  return WithReason(absl::UnavailableError(absl::StrCat("the database is not available: ",
                                                        absl::StripAsciiWhitespace(why))),
                    "DATABASE_UNAVAILABLE");
}

absl::Status DeadlineOver() {
  return WithReason(absl::DeadlineExceededError("the time for this call is over"), "DEADLINE_OVER");
}

absl::Status NulInText() {
  return WithReason(absl::InvalidArgumentError("text holds a NUL byte"), "NUL_IN_TEXT");
}

absl::Status NoSuchEffect(int64_t outbox_id) {
  return WithReason(
      absl::NotFoundError(absl::StrCat("no undelivered effect with the id ", outbox_id)),
      "EFFECT_NOT_FOUND");
}

absl::Status SchemaNotCurrent(absl::string_view what) {
  return WithReason(absl::FailedPreconditionError(what), "SCHEMA_NOT_CURRENT");
}

absl::Status MigrationFailed(absl::string_view what) {
  return WithReason(absl::InternalError(what), "MIGRATION_FAILED");
}

absl::Status InternalBug() { return WithReason(absl::InternalError("internal error"), "INTERNAL"); }

}  // namespace cartera::pg
