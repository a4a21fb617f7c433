#include "services/review/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/platform/rpc/error.h"

namespace cartera::review {

using absl::StatusCode;
using rpc::Error;

absl::Status NameTaken(absl::string_view name) {
  return Error(StatusCode::kAlreadyExists, "NAME_TAKEN", absl::StrCat(name, " exists already"))
      .Resource("", name);
}

absl::Status CaseAlreadyInRound(absl::string_view case_name, absl::string_view round) {
  return Error(StatusCode::kAlreadyExists, "CASE_ALREADY_IN_ROUND",
               absl::StrCat(case_name, " has an open submission in ", round, " already"))
      .Resource("", case_name);
}

absl::Status NoSuchReference(absl::string_view field, absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "REFERENCE_MISSING",
               absl::StrCat(field, ": ", name, " does not exist, or you may not see it"))
      .Precondition("EXISTS", name, absl::StrCat(field, " names it"));
}

absl::Status EtagStale(absl::string_view name) {
  return Error(StatusCode::kAborted, "ETAG_STALE",
               absl::StrCat(name, " was changed since you read it; read it again and repeat"))
      .Resource("", name);
}

absl::Status RevisionChanged(absl::string_view name, absl::string_view hash_now) {
  return Error(StatusCode::kAborted, "REVISION_CHANGED",
               absl::StrCat(name, ": the revision is another than the one you read; its hash is ",
                            hash_now))
      .Resource("", name)
      .Meta("revision_hash", hash_now);
}

absl::Status AssessmentsChanged(absl::string_view name) {
  return Error(StatusCode::kAborted, "ASSESSMENTS_CHANGED",
               absl::StrCat(name, ": a score was changed just now; read them again and repeat"))
      .Resource("", name);
}

absl::Status StateRefused(absl::string_view name, lifecycle::State state, absl::string_view act,
                          const lifecycle::StepPolicy& policy) {
  std::vector<absl::string_view> verbs;
  for (const lifecycle::Transition& row : lifecycle::Allowed(state, policy)) {
    verbs.push_back(lifecycle::Name(row.verb));
  }
  const std::string allowed =
      verbs.empty() ? "nothing, the state is final" : absl::StrJoin(verbs, ", ");
  return Error(StatusCode::kFailedPrecondition, "STATE_REFUSED",
               absl::StrCat(name, " is ", lifecycle::Name(state), ", which does not allow ", act,
                            "; allowed: ", allowed))
      .Meta("state", lifecycle::Name(state))
      .Meta("allowed", absl::StrJoin(verbs, ","))
      .Precondition("STATE", name, absl::StrCat("it is ", lifecycle::Name(state)));
}

absl::Status StateRefused(absl::string_view name, absl::string_view state, absl::string_view act) {
  return Error(StatusCode::kFailedPrecondition, "STATE_REFUSED",
               absl::StrCat(name, " is ", state, ", which does not allow ", act))
      .Meta("state", state)
      .Precondition("STATE", name, absl::StrCat("it is ", state));
}

absl::Status GuardFailed(absl::string_view name, lifecycle::Verb verb,
                         absl::Span<const lifecycle::Guard> failed) {
  std::vector<absl::string_view> meanings;
  for (const lifecycle::Guard guard : failed) meanings.push_back(lifecycle::Meaning(guard));
  Error error(StatusCode::kFailedPrecondition, "GUARD_FAILED",
              absl::StrCat("to ", lifecycle::Name(verb), " ", name,
                           ", this must hold and does not: ", absl::StrJoin(meanings, "; ")));
  for (const lifecycle::Guard guard : failed) {
    error.Precondition(lifecycle::Name(guard), name, lifecycle::Meaning(guard));
  }
  return error;
}

absl::Status NotCarriedOver(absl::string_view name, absl::string_view why) {
  return Error(StatusCode::kFailedPrecondition, "NOT_CARRIED_OVER", absl::StrCat(name, ": ", why))
      .Precondition("AMOUNT", name, why);
}

absl::Status YearNotNext(absl::string_view name, int fiscal_year, std::optional<int> next) {
  const std::string why = next.has_value() ? absl::StrCat("the next year to confirm is ", *next)
                                           : "no year waits to be confirmed";
  return Error(StatusCode::kFailedPrecondition, "YEAR_NOT_NEXT",
               absl::StrCat(name, " is not continued for ", fiscal_year, ": ", why))
      .Precondition("FISCAL_YEAR", name, why);
}

absl::Status AgainstSuggestion(absl::string_view name, absl::string_view suggestion) {
  return Error(StatusCode::kFailedPrecondition, "AGAINST_SUGGESTION",
               absl::StrCat("the methodology suggested to ", suggestion, " ", name,
                            "; decision.against_suggestion must say why not"))
      .Meta("suggestion", suggestion)
      .Precondition("REASON", "decision.against_suggestion", "says why not as suggested");
}

absl::Status RoundNotOpen(absl::string_view round, absl::string_view state) {
  return Error(StatusCode::kFailedPrecondition, "ROUND_NOT_OPEN",
               absl::StrCat(round, " is ", state, ", not open"))
      .Precondition("STATE", round, absl::StrCat("it is ", state));
}

absl::Status WindowPassed(absl::string_view round, absl::string_view until) {
  return Error(StatusCode::kFailedPrecondition, "WINDOW_PASSED",
               absl::StrCat("the last day for this in ", round, " was ", until))
      .Precondition("WINDOW", round, absl::StrCat("it ended on ", until));
}

absl::Status WindowNotBegun(absl::string_view round, absl::string_view from) {
  return Error(StatusCode::kFailedPrecondition, "WINDOW_NOT_BEGUN",
               absl::StrCat("the first day for this in ", round, " is ", from))
      .Precondition("WINDOW", round, absl::StrCat("it begins on ", from));
}

absl::Status KindNotTaken(absl::string_view round, bool is_standing) {
  const absl::string_view why = is_standing
                                    ? "it is a standing window, for cases of kind out_of_round only"
                                    : "a case of kind out_of_round goes to a standing window";
  return Error(StatusCode::kFailedPrecondition, "KIND_NOT_TAKEN", absl::StrCat(round, ": ", why))
      .Precondition("KIND", round, why);
}

absl::Status MethodologyDiffers(absl::string_view name, absl::string_view has,
                                absl::string_view round_has) {
  return Error(StatusCode::kFailedPrecondition, "METHODOLOGY_DIFFERS",
               absl::StrCat(name, " follows ", has, ", the round ", round_has))
      .Precondition("METHODOLOGY", name, absl::StrCat("it follows ", has));
}

absl::Status NoRevision(absl::string_view case_name) {
  return Error(StatusCode::kFailedPrecondition, "NO_REVISION",
               absl::StrCat(case_name, " has no revision yet; freeze one and read it first"))
      .Precondition("REVISION", case_name, "it has none");
}

absl::Status NothingToCompare(absl::string_view submission) {
  return Error(StatusCode::kFailedPrecondition, "NOTHING_TO_COMPARE",
               absl::StrCat(submission, " was never sent back; name the earlier revision"))
      .Precondition("ITERATION", submission, "no iteration was requested");
}

absl::Status CaseHasBlockingFindings(absl::string_view revision,
                                     const std::vector<type::v1::Finding>& findings) {
  Error error(StatusCode::kFailedPrecondition, "CASE_HAS_BLOCKING_FINDINGS",
              absl::StrCat(revision, " has ", findings.size(),
                           " fault(s) that must be mended before it is signed; the first: ",
                           findings.empty() ? "" : findings.front().field(), ": ",
                           findings.empty() ? "" : findings.front().message()));
  type::v1::Findings details;
  for (const type::v1::Finding& finding : findings) {
    error.Precondition(finding.code(), finding.field(), finding.message());
    *details.add_findings() = finding;
  }
  absl::Status status = error;
  status.SetPayload("type.googleapis.com/cartera.type.v1.Findings",
                    absl::Cord(details.SerializeAsString()));
  return status;
}

absl::Status ConflictOfInterestFound(absl::string_view person, absl::string_view reason) {
  return Error(StatusCode::kPermissionDenied, "CONFLICT_OF_INTEREST",
               absl::StrCat(person, " may not review or decide this case: ", reason))
      .Meta("why", reason);
}

absl::Status NotAssigned(absl::string_view name) {
  return Error(StatusCode::kPermissionDenied, "NOT_ASSIGNED",
               absl::StrCat("only the assigned reviewer of ", name, " may do this"));
}

absl::Status DeclarationMissing(absl::string_view name, absl::string_view person) {
  return Error(StatusCode::kFailedPrecondition, "DECLARATION_MISSING",
               absl::StrCat(person, " has not declared yet to have no interest in ", name))
      .Precondition("DECLARATION", name, "the round asks for one before review and decision");
}

absl::Status NoReviewerFree(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "NO_REVIEWER_FREE",
               absl::StrCat("nobody who may review ", name, " has room; name a reviewer"))
      .Precondition("REVIEWER", name, "every candidate has a conflict or is at capacity");
}

absl::Status NotYourCases(absl::string_view person) {
  return Error(StatusCode::kPermissionDenied, "NOT_YOUR_CASES",
               absl::StrCat("only ", person, " and a budget officer may hand on their cases"));
}

absl::Status NotDecided(absl::string_view name) {
  return Error(StatusCode::kPermissionDenied, "NOT_DECIDED",
               absl::StrCat("the scores of ", name, " are shown from its decision on"));
}

absl::Status ScoresClosed(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "SCORES_CLOSED",
               absl::StrCat(name, ": all reviewers have scored; what is left is to agree"))
      .Precondition("SCORES", name, "nobody has seen another's score");
}

absl::Status ScoresIncomplete(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "SCORES_INCOMPLETE",
               absl::StrCat(name, ": not every reviewer has scored every criterion"))
      .Precondition("SCORES", name, "every reviewer has scored every criterion");
}

absl::Status NotThatReviewer(absl::string_view name, absl::string_view person,
                             absl::string_view why) {
  return Error(StatusCode::kFailedPrecondition, "NOT_THAT_REVIEWER",
               absl::StrCat(name, ": ", person, " ", why))
      .Precondition("REVIEWER", person, why);
}

absl::Status NotOfThisTier(absl::string_view name, absl::string_view what) {
  return Error(StatusCode::kFailedPrecondition, "NOT_OF_THIS_TIER",
               absl::StrCat("the tier of ", name, " asks for no ", what))
      .Precondition("TIER", name, absl::StrCat("its tier asks for ", what));
}

absl::Status ConflictStands(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "CONFLICT_STANDS",
               absl::StrCat(name, ": you declared a conflict of interest; it stands"))
      .Precondition("DECLARATION", name, "a declared conflict is not taken back");
}

absl::Status ReviewerRoleMissing(absl::string_view person, absl::string_view agency) {
  return Error(StatusCode::kFailedPrecondition, "REVIEWER_ROLE_MISSING",
               absl::StrCat(person, " is no budget or technical reviewer at agencies/", agency,
                            " or above"))
      .Precondition("ROLE", person, "holds no reviewing role there");
}

absl::Status SecondPersonNeeded(absl::string_view name) {
  return Error(StatusCode::kPermissionDenied, "SECOND_PERSON_NEEDED",
               absl::StrCat(name, ": you proposed it; somebody else puts it in force"))
      .Resource("", name);
}

absl::Status NothingToConfirm(absl::string_view round, int version) {
  return Error(StatusCode::kFailedPrecondition, "NOTHING_TO_CONFIRM",
               absl::StrCat(round, ": version ", version, " of its ceilings does not wait"))
      .Precondition("STATE", round, "the version is the latest and not in force yet");
}

absl::Status NotCleared(absl::string_view name) {
  return Error(StatusCode::kAborted, "REVISION_CHANGED",
               absl::StrCat(name, ": technology and finance have cleared another revision"))
      .Resource("", name);
}

}  // namespace cartera::review
