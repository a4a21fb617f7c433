#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/candidates.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_observations.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using lifecycle::Role;
using lifecycle::State;
using lifecycle::Verb;

constexpr lifecycle::RoleSet kReviewing = {Role::kBudgetReviewer, Role::kTechnicalReviewer};

bool MayReview(const ReviewerRecord& person, const access::Place& lead) {
  for (size_t i = 0; i < person.roles.size() && i < person.agencies.size(); ++i) {
    const auto role = lifecycle::ParseRole(person.roles[i]);
    if (role.ok() && kReviewing.Contains(*role) &&
        std::find(lead.begin(), lead.end(), person.agencies[i]) != lead.end()) {
      return true;
    }
  }
  return false;
}

// OK when the person may be given the case. Errors: FAILED_PRECONDITION REFERENCE_MISSING or
// REVIEWER_ROLE_MISSING, PERMISSION_DENIED CONFLICT_OF_INTEREST.
absl::Status CheckReviewer(pg::Tx& tx, const Opened& opened, const std::string& reviewer,
                           absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<ReviewerRecord> person, FindPerson(tx, IdOf(reviewer), now));
  if (!person.has_value()) return NoSuchReference("reviewer", reviewer);
  const auto conflict =
      ConflictOf(IdOf(reviewer), person->affiliation, opened.submission, opened.places);
  if (conflict.has_value()) return ConflictOfInterestFound(reviewer, conflict->reason);
  if (MayReview(*person, opened.places.lead)) return absl::OkStatus();
  return ReviewerRoleMissing(reviewer, opened.places.lead.back());
}

// In these states another reviewer takes over; nothing else changes.
bool IsWithReviewer(State state) { return state == State::kScreening || state == State::kInReview; }

// Who is asked for, or the best candidate.
absl::StatusOr<std::string> ReviewerOf(pg::Tx& tx, const Opened& opened,
                                       const v1::AssignReviewerRequest& request, absl::Time now) {
  if (request.reviewer().empty()) return ChooseReviewer(tx, opened, now);
  RETURN_IF_ERROR(CheckReviewer(tx, opened, request.reviewer(), now));
  return IdOf(request.reviewer());
}

absl::Status RequireReason(const v1::AssignReviewerRequest& request) {
  rpc::Violations violations;
  if (!IsReason(request.reason())) {
    violations.Add("reason", "REQUIRED", "must say why another reviewer takes over");
  }
  return violations.ToStatus();
}

absl::Status CheckCriteria(const Round& round, const v1::AssessSubmissionRequest& request) {
  rpc::Violations violations;
  std::set<std::string> seen;
  for (int i = 0; i < request.assessments_size(); ++i) {
    const v1::Assessment& assessment = request.assessments(i);
    const std::string field = absl::StrCat("assessments[", i, "]");
    const auto& known = round.person_criteria;
    if (std::find(known.begin(), known.end(), assessment.criterion()) == known.end()) {
      violations.Add(field + ".criterion", "NOT_BY_PERSON",
                     absl::StrCat(assessment.criterion(), " is no criterion of ",
                                  round.methodology_version, " that a person scores"));
    } else if (!seen.insert(assessment.criterion()).second) {
      violations.Add(field + ".criterion", "TWICE", "is scored twice in this request");
    }
    if (!IsReason(assessment.reason())) {
      violations.Add(field + ".reason", "REQUIRED", "must say why");
    }
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status AssignReviewer(Deps& deps, rpc::Call& call, const v1::AssignReviewerRequest& request,
                            v1::AssignReviewerResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    const bool takes_over = IsWithReviewer(submission.state);
    if (takes_over) {
      RETURN_IF_ERROR(RequireReason(request));
      ASSIGN_OR_RETURN(submission.reviewer, ReviewerOf(tx, opened, request, call.now()));
    } else {
      ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kStartScreening));
      ASSIGN_OR_RETURN(submission.reviewer, ReviewerOf(tx, opened, request, call.now()));
      GuardFacts facts = FactsOf(opened, tx.Now());
      // Of the reviewer, which is who the rule is about; a conflict was refused by name above.
      facts.person_is_no_author = true;
      facts.person_is_of_no_party = true;
      RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
      EnterState(opened.round, row.to, tx.Now(), &submission);
    }
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    const std::string reviewer = PersonName(submission.reviewer);
    return takes_over ? Record(tx, submission, "submission.reassign_reviewer",
                               absl::StrCat(reviewer, ": ", request.reason()))
                      : Record(tx, submission, "submission.assign_reviewer", reviewer);
  });
}

absl::Status StartReview(Deps& deps, rpc::Call& call, const v1::StartReviewRequest& request,
                         v1::StartReviewResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kStartReview));
    RETURN_IF_ERROR(RequireAssigned(opened));
    // Affiliations and participants may have changed since the assignment.
    RETURN_IF_ERROR(RefuseConflict(opened));
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.person_is_no_author = true;
    facts.person_is_of_no_party = true;
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    EnterState(opened.round, row.to, tx.Now(), &submission);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.start_review", "");
  });
}

absl::Status AssessSubmission(Deps& deps, rpc::Call& call,
                              const v1::AssessSubmissionRequest& request,
                              v1::AssessSubmissionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    const Submission& submission = opened.submission;
    if (submission.state != State::kInReview) {
      return StateRefused(request.name(), submission.state, "assessing", opened.round.steps);
    }
    RETURN_IF_ERROR(RequireAssigned(opened));
    RETURN_IF_ERROR(RefuseConflict(opened));
    RETURN_IF_ERROR(CheckCriteria(opened.round, request));
    std::vector<Assessment> stored;
    for (const v1::Assessment& given : request.assessments()) {
      Assessment assessment;
      assessment.criterion = given.criterion();
      assessment.revision_hash = submission.revision_hash;
      assessment.score = given.score();
      assessment.reason = given.reason();
      assessment.assessor = opened.caller.person;
      RETURN_IF_ERROR(PutAssessment(tx, submission, &assessment));
      *response->add_assessments() = ToProto(assessment);
      stored.push_back(std::move(assessment));
    }
    tx.NameResource(request.name());
    return tx.Audit({ProjectNameOf(submission), "submission.assess", request.name(), Digest(stored),
                     absl::StrCat(stored.size(), " criteria")});
  });
}

absl::Status ListAssessments(Deps& deps, rpc::Call& call, const v1::ListAssessmentsRequest& request,
                             v1::ListAssessmentsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto assessments, ListAssessments(tx, opened.submission));
    for (const Assessment& assessment : assessments) {
      *response->add_assessments() = ToProto(assessment);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
