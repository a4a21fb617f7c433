#include "services/review/service.h"

#include <utility>

#include "services/review/handlers.h"

namespace cartera::review {

std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps) {
  auto review = std::make_unique<rpc::Service>("cartera.review.v1.ReviewService");
  review->Bind(deps, CreateRound);
  review->Bind(deps, GetRound);
  review->Bind(deps, ListRounds);
  review->Bind(deps, OpenRound);
  review->Bind(deps, CloseRound);
  review->Bind(deps, SetCeilings);
  review->Bind(deps, ConfirmCeilings);
  review->Bind(deps, GetCeilings);
  review->BindStream(deps, RankRound, v1::RankRoundResponse());
  review->Bind(deps, CreateSubmission);
  review->Bind(deps, GetSubmission);
  review->Bind(deps, ListSubmissions);
  review->Bind(deps, WithdrawSubmission);
  review->Bind(deps, ReviseSubmission);
  review->Bind(deps, ClearSubmission);
  review->Bind(deps, SignSubmission);
  review->Bind(deps, EndorseSubmission);
  review->Bind(deps, ReturnSubmission);
  review->Bind(deps, SubmitSubmission);
  review->Bind(deps, AssignReviewer);
  review->Bind(deps, StartReview);
  review->Bind(deps, AssessSubmission);
  review->Bind(deps, ListAssessments);
  review->Bind(deps, CreateObservation);
  review->Bind(deps, ReplyObservation);
  review->Bind(deps, CloseObservation);
  review->Bind(deps, ListObservations);
  review->Bind(deps, DecideSubmission);
  review->Bind(deps, GetDecision);
  review->Bind(deps, ListDecisions);
  review->Bind(deps, GetAuthorisation);
  review->Bind(deps, ListAuthorisations);
  auto authorisation = std::make_unique<rpc::Service>("cartera.review.v1.AuthorisationService");
  authorisation->Bind(deps, CheckAuthorisation);
  authorisation->Bind(deps, SuspendAuthorisation);
  authorisation->Bind(deps, ResumeAuthorisation);
  authorisation->Bind(deps, RevokeAuthorisation);
  authorisation->Bind(deps, CarryOverAuthorisation);
  authorisation->Bind(deps, ContinueAuthorisation);
  authorisation->Bind(deps, ListAuthorisationActs);
  authorisation->Bind(deps, GetCondition);
  authorisation->Bind(deps, ListConditions);
  authorisation->Bind(deps, MeetCondition);
  authorisation->Bind(deps, AcceptCondition);
  authorisation->Bind(deps, RefuseCondition);
  auto dialogue = std::make_unique<rpc::Service>("cartera.review.v1.DialogueService");
  dialogue->Bind(deps, GetObservation);
  dialogue->Bind(deps, ReopenObservation);
  dialogue->Bind(deps, CompareSubmission);
  dialogue->Bind(deps, AskClarification);
  dialogue->Bind(deps, AnswerClarification);
  dialogue->Bind(deps, ListClarifications);
  auto letters = std::make_unique<rpc::Service>("cartera.review.v1.LetterService");
  letters->Bind(deps, GetDecisionLetter);
  auto assignment = std::make_unique<rpc::Service>("cartera.review.v1.AssignmentService");
  assignment->Bind(deps, DeclareInterest);
  assignment->Bind(deps, ListDeclarations);
  assignment->Bind(deps, ListReviewers);
  assignment->Bind(deps, SetReviewerProfile);
  assignment->Bind(deps, CreateDelegation);
  assignment->Bind(deps, EndDelegation);
  assignment->Bind(deps, ListDelegations);
  auto judgement = std::make_unique<rpc::Service>("cartera.review.v1.JudgementService");
  judgement->Bind(deps, AddReviewer);
  judgement->Bind(deps, RemoveReviewer);
  judgement->Bind(deps, ListBlindScores);
  judgement->Bind(deps, AgreeAssessments);
  judgement->Bind(deps, GiveOpinion);
  judgement->Bind(deps, ListOpinions);
  judgement->Bind(deps, CastVote);
  judgement->Bind(deps, ListVotes);
  judgement->Bind(deps, AppealSubmission);
  judgement->Bind(deps, ListAppeals);
  std::vector<std::unique_ptr<rpc::Service>> services;
  services.push_back(std::move(judgement));
  services.push_back(std::move(review));
  services.push_back(std::move(authorisation));
  services.push_back(std::move(dialogue));
  services.push_back(std::move(letters));
  services.push_back(std::move(assignment));
  return services;
}

}  // namespace cartera::review
