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
#include "services/review/scores.h"
#include "services/review/store_observations.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using lifecycle::State;
using lifecycle::Verb;

// In these states another reviewer takes over; nothing else changes.
bool IsWithReviewer(State state) { return state == State::kScreening || state == State::kInReview; }

// Who is asked for, or the best candidate.
absl::StatusOr<std::string> ReviewerOf(pg::Tx& tx, const Opened& opened,
                                       const v1::AssignReviewerRequest& request, absl::Time now) {
  if (request.reviewer().empty()) return ChooseReviewer(tx, opened, now);
  RETURN_IF_ERROR(CheckReviewer(tx, opened, request.reviewer(), now));
  return IdOf(request.reviewer());
}

// Scores and reasons are the agency's to see from the decision on. Errors: PERMISSION_DENIED
// NOT_DECIDED.
absl::Status RequirePublished(const Opened& opened) {
  const State state = opened.submission.state;
  const bool is_open = state == State::kSubmitted || IsWithReviewer(state);
  if (!is_open || HoldsAtAny(opened.caller, Judges(), opened.places)) return absl::OkStatus();
  return NotDecided(NameOf(opened.submission));
}

absl::Status RequireReason(const v1::AssignReviewerRequest& request) {
  rpc::Violations violations;
  if (!IsReason(request.reason())) {
    violations.Add("reason", "REQUIRED", "must say why another reviewer takes over");
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
    RETURN_IF_ERROR(RequireAssigned(opened, /*any=*/true));
    RETURN_IF_ERROR(RefuseConflict(opened));
    RETURN_IF_ERROR(CheckCriteria(opened.round, request.assessments()));
    if (IsScoredBlind(submission)) return ScoreBlind(tx, opened, request, response);
    std::vector<Assessment> stored;
    for (const v1::Assessment& given : request.assessments()) {
      Assessment assessment = ToAssessment(given, opened);
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
    RETURN_IF_ERROR(RequirePublished(opened));
    ASSIGN_OR_RETURN(const auto assessments, ListAssessments(tx, opened.submission));
    for (const Assessment& assessment : assessments) {
      *response->add_assessments() = ToProto(assessment);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
