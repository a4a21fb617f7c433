#include "services/review/service.h"

#include <utility>

#include "services/review/handlers.h"

namespace cartera::review {

namespace {

using Made = std::unique_ptr<rpc::Service>;

Made ReviewService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.ReviewService");
  service->Bind(deps, CreateRound);
  service->Bind(deps, GetRound);
  service->Bind(deps, ListRounds);
  service->Bind(deps, OpenRound);
  service->Bind(deps, CloseRound);
  service->Bind(deps, SetCeilings);
  service->Bind(deps, ConfirmCeilings);
  service->Bind(deps, GetCeilings);
  service->BindStream(deps, RankRound, v1::RankRoundResponse());
  service->Bind(deps, CreateSubmission);
  service->Bind(deps, GetSubmission);
  service->Bind(deps, ListSubmissions);
  service->Bind(deps, WithdrawSubmission);
  service->Bind(deps, ReviseSubmission);
  service->Bind(deps, ClearSubmission);
  service->Bind(deps, SignSubmission);
  service->Bind(deps, EndorseSubmission);
  service->Bind(deps, ReturnSubmission);
  service->Bind(deps, SubmitSubmission);
  service->Bind(deps, AssignReviewer);
  service->Bind(deps, StartReview);
  service->Bind(deps, AssessSubmission);
  service->Bind(deps, ListAssessments);
  service->Bind(deps, CreateObservation);
  service->Bind(deps, ReplyObservation);
  service->Bind(deps, CloseObservation);
  service->Bind(deps, ListObservations);
  service->Bind(deps, DecideSubmission);
  service->Bind(deps, GetDecision);
  service->Bind(deps, ListDecisions);
  service->Bind(deps, GetAuthorisation);
  service->Bind(deps, ListAuthorisations);
  return service;
}

Made AuthorisationService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.AuthorisationService");
  service->Bind(deps, CheckAuthorisation);
  service->Bind(deps, SuspendAuthorisation);
  service->Bind(deps, ResumeAuthorisation);
  service->Bind(deps, RevokeAuthorisation);
  service->Bind(deps, CarryOverAuthorisation);
  service->Bind(deps, ContinueAuthorisation);
  service->Bind(deps, ListAuthorisationActs);
  service->Bind(deps, GetCondition);
  service->Bind(deps, ListConditions);
  service->Bind(deps, MeetCondition);
  service->Bind(deps, AcceptCondition);
  service->Bind(deps, RefuseCondition);
  return service;
}

Made DialogueService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.DialogueService");
  service->Bind(deps, GetObservation);
  service->Bind(deps, ReopenObservation);
  service->Bind(deps, CompareSubmission);
  service->Bind(deps, AskClarification);
  service->Bind(deps, AnswerClarification);
  service->Bind(deps, ListClarifications);
  return service;
}

Made LetterService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.LetterService");
  service->Bind(deps, GetDecisionLetter);
  return service;
}

Made AssignmentService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.AssignmentService");
  service->Bind(deps, DeclareInterest);
  service->Bind(deps, ListDeclarations);
  service->Bind(deps, ListReviewers);
  service->Bind(deps, SetReviewerProfile);
  service->Bind(deps, CreateDelegation);
  service->Bind(deps, EndDelegation);
  service->Bind(deps, ListDelegations);
  return service;
}

Made JudgementService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.JudgementService");
  service->Bind(deps, AddReviewer);
  service->Bind(deps, RemoveReviewer);
  service->Bind(deps, ListBlindScores);
  service->Bind(deps, AgreeAssessments);
  service->Bind(deps, GiveOpinion);
  service->Bind(deps, ListOpinions);
  service->Bind(deps, CastVote);
  service->Bind(deps, ListVotes);
  service->Bind(deps, AppealSubmission);
  service->Bind(deps, ListAppeals);
  return service;
}

Made TaskService(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.review.v1.TaskService");
  service->Bind(deps, ListTasks);
  return service;
}

}  // namespace

std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps) {
  std::vector<Made> services;
  services.push_back(ReviewService(deps));
  services.push_back(AuthorisationService(deps));
  services.push_back(DialogueService(deps));
  services.push_back(LetterService(deps));
  services.push_back(AssignmentService(deps));
  services.push_back(JudgementService(deps));
  services.push_back(TaskService(deps));
  return services;
}

}  // namespace cartera::review
