#ifndef CARTERA_SERVICES_APPRAISAL_ERRORS_H_
#define CARTERA_SERVICES_APPRAISAL_ERRORS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/methodology/parse.h"

// Every error of appraisal that a client may act on, by name.
namespace cartera::appraisal {

// ALREADY_EXISTS: the project has a case of that id.
absl::Status NameTaken(absl::string_view name);
// FAILED_PRECONDITION: something named in the request does not exist.
absl::Status NoSuchReference(absl::string_view field, absl::string_view name);
// ABORTED: the section changed since it was read; metadata `section` names it.
absl::Status SectionStale(absl::string_view name, absl::string_view section);
// FAILED_PRECONDITION: a submission of the case is under review.
absl::Status CaseLocked(absl::string_view name);
// FAILED_PRECONDITION: nothing has been written that could be frozen.
absl::Status CaseEmpty(absl::string_view name);
// FAILED_PRECONDITION: the whole content would pass kCaseBytesMax.
absl::Status CaseTooLarge(absl::string_view name, size_t size_bytes);
// FAILED_PRECONDITION: the sum of the lines passes what an amount can hold.
absl::Status TotalTooLarge(absl::string_view figure);
// INVALID_ARGUMENT: the two revisions are not of one case.
absl::Status RevisionsOfTwoCases();
// PERMISSION_DENIED: only the centre states what somebody else scored.
absl::Status ForeignScore(absl::string_view assessor);
// FAILED_PRECONDITION: the blocking findings, each with its field.
absl::Status NotComputable(absl::string_view revision, const std::vector<Finding>& findings);
// FAILED_PRECONDITION: the result would pass kCanonicalBytesMax.
absl::Status ResultTooLarge(absl::string_view revision, size_t size_bytes);
// What the domain's Evaluate refused: INVALID_ARGUMENT CONTEXT_INVALID, else FAILED_PRECONDITION
// NOT_COMPUTABLE.
absl::Status EvaluationRefused(const absl::Status& status);
// RESOURCE_EXHAUSTED: no place for another simulation of a portfolio.
absl::Status SimulationsBusy(absl::string_view why);
// INVALID_ARGUMENT: a portfolio of more cases than one simulation takes.
absl::Status TooManyCases(absl::string_view field, int cases_max);
// INVALID_ARGUMENT: what the domain refused of a portfolio's drivers; begins with the field.
absl::Status DriverRefused(const absl::Status& status);
// CANCELLED: the caller went away, or the server stops.
absl::Status CallerGone();
// INTERNAL: what is stored cannot be read, or does not match its hash.
absl::Status StoredUnreadable(absl::string_view name, absl::string_view cause);

// INVALID_ARGUMENT: `definition` is no JSON text.
absl::Status NoMethodologyText(absl::string_view cause);
// ABORTED: the draft's text is another than the one that was read.
absl::Status DraftStale(absl::string_view name);
// FAILED_PRECONDITION: the draft was published or discarded.
absl::Status DraftClosed(absl::string_view name, absl::string_view state);
// FAILED_PRECONDITION METHODOLOGY_FAULTY: a violation for every fault, with its path.
absl::Status MethodologyFaulty(absl::string_view name,
                               const std::vector<methodology::Fault>& faults);
// PERMISSION_DENIED: who wrote a rule does not put it in force.
absl::Status SecondPersonNeeded(absl::string_view name);
// INVALID_ARGUMENT: `draft` or `candidate`, one of the two.
absl::Status OneCandidateNeeded();

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_ERRORS_H_
