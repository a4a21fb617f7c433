#ifndef CARTERA_SERVICES_REVIEW_ERRORS_H_
#define CARTERA_SERVICES_REVIEW_ERRORS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cartera/type/v1/finding.pb.h"
#include "libs/domain/lifecycle/submission.h"

// Every error of review that a client may act on, by name.
namespace cartera::review {

// ALREADY_EXISTS: another thing has that name.
absl::Status NameTaken(absl::string_view name);
// ALREADY_EXISTS: the case is in the round already, under a submission that is still open.
absl::Status CaseAlreadyInRound(absl::string_view case_name, absl::string_view round);
// FAILED_PRECONDITION: something named in the request does not exist.
absl::Status NoSuchReference(absl::string_view field, absl::string_view name);
// ABORTED: the thing changed since it was read.
absl::Status EtagStale(absl::string_view name);
// ABORTED: another revision is under review, or is the latest, than the one that was read.
absl::Status RevisionChanged(absl::string_view name, absl::string_view hash_now);
// ABORTED: a score was changed while the decision was being taken.
absl::Status AssessmentsChanged(absl::string_view name);

// FAILED_PRECONDITION STATE_REFUSED: the state does not allow the act; names what it does allow.
absl::Status StateRefused(absl::string_view name, lifecycle::State state, absl::string_view act,
                          const lifecycle::StepPolicy& policy);
// The same for a thing with a state of its own (round, observation).
absl::Status StateRefused(absl::string_view name, absl::string_view state, absl::string_view act);
// FAILED_PRECONDITION GUARD_FAILED: one violation for each guard that does not hold.
absl::Status GuardFailed(absl::string_view name, lifecycle::Verb verb,
                         absl::Span<const lifecycle::Guard> failed);

// FAILED_PRECONDITION NOT_CARRIED_OVER: the authorisation has no such money to move.
absl::Status NotCarriedOver(absl::string_view name, absl::string_view why);
// FAILED_PRECONDITION YEAR_NOT_NEXT: the year cannot be confirmed now; `next` can, if any.
absl::Status YearNotNext(absl::string_view name, int fiscal_year, std::optional<int> next);
// FAILED_PRECONDITION AGAINST_SUGGESTION: the decision goes against the methodology's suggestion
// and does not say why.
absl::Status AgainstSuggestion(absl::string_view name, absl::string_view suggestion);

// FAILED_PRECONDITION: the round is not open, or its last day for the act has passed.
absl::Status RoundNotOpen(absl::string_view round, absl::string_view state);
absl::Status WindowPassed(absl::string_view round, absl::string_view until);
absl::Status WindowNotBegun(absl::string_view round, absl::string_view from);
// FAILED_PRECONDITION: a standing window takes cases out of round and no others; a round all but
// those.
absl::Status KindNotTaken(absl::string_view round, bool is_standing);
// FAILED_PRECONDITION: the case or its revision follows another methodology than the round.
absl::Status MethodologyDiffers(absl::string_view name, absl::string_view has,
                                absl::string_view round_has);
// FAILED_PRECONDITION: the case has no revision that could be signed.
absl::Status NoRevision(absl::string_view case_name);
// FAILED_PRECONDITION NOTHING_TO_COMPARE: no revision was sent back yet.
absl::Status NothingToCompare(absl::string_view submission);
// FAILED_PRECONDITION with the blocking findings as details.
absl::Status CaseHasBlockingFindings(absl::string_view revision,
                                     const std::vector<type::v1::Finding>& findings);

// PERMISSION_DENIED: the person has an interest in the case.
absl::Status ConflictOfInterestFound(absl::string_view person, absl::string_view reason);
// PERMISSION_DENIED: only the assigned reviewer, or who acts for them, may do this.
absl::Status NotAssigned(absl::string_view name);
// FAILED_PRECONDITION: the round asks for a declaration of interest first.
absl::Status DeclarationMissing(absl::string_view name, absl::string_view person);
// FAILED_PRECONDITION: nobody who may review the case has room.
absl::Status NoReviewerFree(absl::string_view name);
// PERMISSION_DENIED: only they themselves, or who assigns cases, may hand on a person's cases.
absl::Status NotYourCases(absl::string_view person);
// PERMISSION_DENIED: scores are the agency's to see from the decision on.
absl::Status NotDecided(absl::string_view name);
// FAILED_PRECONDITION: all have scored and may see one another's; nobody's score changes any more.
absl::Status ScoresClosed(absl::string_view name);
// FAILED_PRECONDITION: somebody has not scored every criterion yet.
absl::Status ScoresIncomplete(absl::string_view name);
// FAILED_PRECONDITION: one person reviews the case, or is on it already, or is not.
absl::Status NotThatReviewer(absl::string_view name, absl::string_view person,
                             absl::string_view why);
// FAILED_PRECONDITION: the tier of the case has no panel, or asks for no opinion.
absl::Status NotOfThisTier(absl::string_view name, absl::string_view what);
// FAILED_PRECONDITION: a declared conflict stands.
absl::Status ConflictStands(absl::string_view name);
// FAILED_PRECONDITION: the person holds no reviewing role at the agency or above it.
absl::Status ReviewerRoleMissing(absl::string_view person, absl::string_view agency);

// PERMISSION_DENIED: who proposed a rule of an open round does not put it in force.
absl::Status SecondPersonNeeded(absl::string_view name);
// FAILED_PRECONDITION: that version of the round's ceilings does not wait for anybody.
absl::Status NothingToConfirm(absl::string_view round, int version);
// ABORTED: the offices have cleared another revision than the one that is to be signed.
absl::Status NotCleared(absl::string_view name);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_ERRORS_H_
