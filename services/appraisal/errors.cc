#include "services/appraisal/errors.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {
namespace {

using absl::StatusCode;
using rpc::Error;

// Findings told with one error; CheckCase gives them all.
constexpr size_t kFindingsTold = 20;

}  // namespace

absl::Status NameTaken(absl::string_view name) {
  return Error(StatusCode::kAlreadyExists, "NAME_TAKEN", absl::StrCat(name, " exists already"))
      .Resource("", name);
}

absl::Status NoSuchReference(absl::string_view field, absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "REFERENCE_MISSING",
               absl::StrCat(field, ": ", name, " does not exist"))
      .Precondition("EXISTS", name, absl::StrCat(field, " names it"));
}

absl::Status SectionStale(absl::string_view name, absl::string_view section) {
  return Error(StatusCode::kAborted, "ETAG_STALE",
               absl::StrCat("section ", section, " of ", name,
                            " was changed since you read it; read it again and repeat"))
      .Meta("section", section)
      .Resource("", name);
}

absl::Status CaseLocked(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "CASE_LOCKED",
               absl::StrCat(name, " is under review: it cannot be changed before an iteration is ",
                            "requested, it is decided or it is withdrawn"))
      .Precondition("STATE", name, "it is locked");
}

absl::Status CaseEmpty(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "CASE_EMPTY",
               absl::StrCat(name, " has no content yet"))
      .Precondition("STATE", name, "it has no content");
}

absl::Status CaseTooLarge(absl::string_view name, size_t size_bytes) {
  return Error(StatusCode::kFailedPrecondition, "CASE_TOO_LARGE",
               absl::StrCat("with this ", name, " would hold ", size_bytes, " bytes; at most ",
                            kCaseBytesMax, " are allowed"))
      .Precondition("LIMIT", name, "the whole content of a case is bounded");
}

absl::Status TotalTooLarge(absl::string_view figure) {
  return Error(StatusCode::kFailedPrecondition, "TOTAL_TOO_LARGE",
               absl::StrCat("the sum of the ", figure, " is larger than an amount can be"))
      .Precondition("LIMIT", figure, "its sum is too large");
}

absl::Status RevisionsOfTwoCases() {
  rpc::Violations violations;
  violations.Add("after", "OTHER_CASE", "must be a revision of the same case as `before`");
  return violations.ToStatus();
}

absl::Status ForeignScore(absl::string_view assessor) {
  return Error(StatusCode::kPermissionDenied, "FOREIGN_SCORE",
               absl::StrCat("only the centre states a score of another person (", assessor, ")"));
}

absl::Status NotComputable(absl::string_view revision, const std::vector<Finding>& findings) {
  Error error(StatusCode::kFailedPrecondition, "NOT_COMPUTABLE",
              absl::StrCat(
                  "no figures can be made of ", revision, " by this methodology: ", findings.size(),
                  findings.size() == 1 ? " finding stands" : " findings stand", " against it"));
  for (size_t i = 0; i < std::min(findings.size(), kFindingsTold); ++i) {
    error.Precondition(findings[i].code, findings[i].field_path, findings[i].message);
  }
  return error;
}

absl::Status ResultTooLarge(absl::string_view revision, size_t size_bytes) {
  return Error(StatusCode::kFailedPrecondition, "RESULT_TOO_LARGE",
               absl::StrCat("the evaluation of ", revision, " would take ", size_bytes,
                            " bytes; at most ", kCanonicalBytesMax, " are allowed"))
      .Precondition("LIMIT", revision, "the size of an evaluation is bounded");
}

absl::Status EvaluationRefused(const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) {
    return Error(StatusCode::kInvalidArgument, "CONTEXT_INVALID", status.message())
        .Field("context", status.message());
  }
  return Error(StatusCode::kFailedPrecondition, "NOT_COMPUTABLE", status.message());
}

absl::Status SimulationsBusy(absl::string_view why) {
  return Error(StatusCode::kResourceExhausted, "SIMULATIONS_BUSY",
               absl::StrCat("no simulation of a portfolio can begin: ", why))
      .RetryAfter(absl::Seconds(5));
}

absl::Status TooManyCases(absl::string_view field, int cases_max) {
  return Error(StatusCode::kInvalidArgument, "TOO_MANY_CASES",
               absl::StrCat(field, ": more than ", cases_max,
                            " cases; one simulation takes no more, name fewer"))
      .Field(field, absl::StrCat("at most ", cases_max, " cases"));
}

absl::Status DriverRefused(const absl::Status& status) {
  const std::string text(status.message());
  return Error(StatusCode::kInvalidArgument, "DRIVERS_INVALID", text)
      .Field(text.substr(0, text.find(':')), text);
}

absl::Status CallerGone() {
  return Error(StatusCode::kCancelled, "CANCELLED", "the caller went away, or the server stops");
}

absl::Status StoredUnreadable(absl::string_view name, absl::string_view cause) {
  return Error(StatusCode::kInternal, "STORED_UNREADABLE", absl::StrCat(name, ": ", cause));
}

absl::Status NoMethodologyText(absl::string_view cause) {
  rpc::Violations violations;
  violations.Add("definition", "NO_JSON", std::string(cause));
  return violations.ToStatus();
}

absl::Status DraftStale(absl::string_view name) {
  return Error(StatusCode::kAborted, "ETAG_STALE",
               absl::StrCat(name, " was changed since you read it; read it again and repeat"))
      .Resource("", name);
}

absl::Status DraftClosed(absl::string_view name, absl::string_view state) {
  return Error(StatusCode::kFailedPrecondition, "STATE_REFUSED",
               absl::StrCat(name, " is ", state, "; only an open draft can be changed"))
      .Precondition("STATE", name, absl::StrCat("it is ", state));
}

absl::Status MethodologyFaulty(absl::string_view name,
                               const std::vector<methodology::Fault>& faults) {
  Error error(
      StatusCode::kFailedPrecondition, "METHODOLOGY_FAULTY",
      absl::StrCat(name, " has ", faults.size(), faults.size() == 1 ? " fault" : " faults"));
  for (const methodology::Fault& fault : faults) {
    error.Precondition("FAULT", fault.path, fault.message);
  }
  return error;
}

absl::Status SecondPersonNeeded(absl::string_view name) {
  return Error(StatusCode::kPermissionDenied, "SECOND_PERSON_NEEDED",
               absl::StrCat(name, ": you wrote some of it; somebody else publishes it"))
      .Resource("", name);
}

absl::Status OneCandidateNeeded() {
  rpc::Violations violations;
  violations.Add("candidate", "ONE_OF", "give a draft or a candidate version, one of the two");
  return violations.ToStatus();
}

}  // namespace cartera::appraisal
