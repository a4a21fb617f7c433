#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/domain/scoring/spread.h"
#include "services/review/candidates.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/scores.h"
#include "services/review/store_judgement.h"
#include "services/review/store_observations.h"

namespace cartera::review {
namespace {

using lifecycle::State;

constexpr size_t kCoReviewersMax = 9;  // with the reviewer as many as a tier may ask for

// The submission for a change of those who review it.
template <typename Request>
absl::StatusOr<Opened> OpenForReviewers(pg::WriteTx& tx, const rpc::Call& call,
                                        const Request& request, absl::string_view act) {
  ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
  if (tx.Replayed()) return opened;
  const Submission& submission = opened.submission;
  RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
  if (submission.state != State::kScreening && submission.state != State::kInReview) {
    return StateRefused(request.name(), submission.state, act, opened.round.steps);
  }
  return opened;
}

void PutProgress(const Opened& opened, const std::vector<BlindScore>& scores,
                 v1::ListBlindScoresResponse* response) {
  std::vector<std::string> seats = opened.submission.co_reviewers;
  if (!opened.submission.reviewer.empty()) {
    seats.insert(seats.begin(), opened.submission.reviewer);
  }
  for (const std::string& seat : seats) {
    v1::ReviewerProgress& progress = *response->add_progress();
    progress.set_reviewer(PersonName(seat));
    progress.set_scored_count(static_cast<int32_t>(std::count_if(
        scores.begin(), scores.end(), [&](const BlindScore& one) { return one.seat == seat; })));
  }
}

void PutSpreads(const Round& round, const std::vector<BlindScore>& scores,
                v1::ListBlindScoresResponse* response) {
  std::vector<scoring::GivenScore> given;
  for (const BlindScore& one : scores) given.push_back({one.criterion, one.seat, one.score});
  for (const scoring::Spread& spread : scoring::Spreads(given, round.person_criteria)) {
    v1::Spread& out = *response->add_spreads();
    out.set_criterion(spread.criterion);
    out.set_lowest(spread.lowest);
    out.set_highest(spread.highest);
    out.set_mean_hundredths(spread.mean_hundredths);
  }
}

absl::Status CheckAllGiven(const Round& round, const v1::AgreeAssessmentsRequest& request) {
  rpc::Violations violations;
  for (const std::string& criterion : round.person_criteria) {
    const bool given =
        std::any_of(request.assessments().begin(), request.assessments().end(),
                    [&](const v1::Assessment& one) { return one.criterion() == criterion; });
    if (!given) {
      violations.Add("assessments", "REQUIRED",
                     absl::StrCat("criterion ", criterion, " has no agreed score"));
    }
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status AddReviewer(Deps& deps, rpc::Call& call, const v1::AddReviewerRequest& request,
                         v1::AddReviewerResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForReviewers(tx, call, request, "adding a reviewer"));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckReviewer(tx, opened, request.reviewer(), call.now()));
    const std::string person = IdOf(request.reviewer());
    std::vector<std::string>& others = submission.co_reviewers;
    if (person == submission.reviewer ||
        std::find(others.begin(), others.end(), person) != others.end()) {
      return NotThatReviewer(request.name(), request.reviewer(), "reviews it already");
    }
    if (others.size() >= kCoReviewersMax) {
      return NotThatReviewer(request.name(), request.reviewer(), "would be one too many");
    }
    // Scores that somebody could see already would not be blind.
    ASSIGN_OR_RETURN(const auto agreed, ListAssessments(tx, submission));
    if (!agreed.empty()) return ScoresClosed(request.name());
    others.push_back(person);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.add_reviewer", request.reviewer());
  });
}

absl::Status RemoveReviewer(Deps& deps, rpc::Call& call, const v1::RemoveReviewerRequest& request,
                            v1::RemoveReviewerResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForReviewers(tx, call, request, "removing a reviewer"));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    if (std::erase(submission.co_reviewers, IdOf(request.reviewer())) == 0) {
      return NotThatReviewer(request.name(), request.reviewer(), "is no co-reviewer of it");
    }
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.remove_reviewer",
                  absl::StrCat(request.reviewer(), ": ", request.reason()));
  });
}

absl::Status ListBlindScores(Deps& deps, rpc::Call& call, const v1::ListBlindScoresRequest& request,
                             v1::ListBlindScoresResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto scores, ListBlindScores(tx, opened.submission));
    const bool complete = IsScoredBlind(opened.submission) && AreScoresComplete(opened, scores);
    const std::string seat = SeatOf(opened);
    for (const BlindScore& one : scores) {
      if (complete || (!seat.empty() && one.seat == seat)) {
        *response->add_scores() = ToProto(one);
      }
    }
    response->set_complete(complete);
    PutProgress(opened, scores, response);
    if (complete) PutSpreads(opened.round, scores, response);
    return absl::OkStatus();
  });
}

absl::Status AgreeAssessments(Deps& deps, rpc::Call& call,
                              const v1::AgreeAssessmentsRequest& request,
                              v1::AgreeAssessmentsResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    const Submission& submission = opened.submission;
    if (submission.state != State::kInReview) {
      return StateRefused(request.name(), submission.state, "agreeing", opened.round.steps);
    }
    RETURN_IF_ERROR(RequireAssigned(opened));
    RETURN_IF_ERROR(RefuseConflict(opened));
    if (!IsScoredBlind(submission)) {
      return NotThatReviewer(request.name(), opened.caller.actor,
                             "reviews it alone: its own scores are the agreed ones");
    }
    RETURN_IF_ERROR(CheckCriteria(opened.round, request.assessments()));
    RETURN_IF_ERROR(CheckAllGiven(opened.round, request));
    ASSIGN_OR_RETURN(const auto scores, ListBlindScores(tx, submission));
    if (!AreScoresComplete(opened, scores)) return ScoresIncomplete(request.name());
    std::vector<Assessment> stored;
    for (const v1::Assessment& given : request.assessments()) {
      Assessment assessment = ToAssessment(given, opened);
      RETURN_IF_ERROR(PutAssessment(tx, submission, &assessment));
      *response->add_assessments() = ToProto(assessment);
      stored.push_back(std::move(assessment));
    }
    tx.NameResource(request.name());
    return tx.Audit({ProjectNameOf(submission), "submission.agree", request.name(), Digest(stored),
                     absl::StrCat(stored.size(), " criteria")});
  });
}

}  // namespace cartera::review
