#ifndef CARTERA_SERVICES_REVIEW_HANDLERS_H_
#define CARTERA_SERVICES_REVIEW_HANDLERS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/review/v1/assignment.pb.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "cartera/review/v1/condition.pb.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/judgement.pb.h"
#include "cartera/review/v1/letter.pb.h"
#include "cartera/review/v1/ranking.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "cartera/review/v1/task.pb.h"
#include "libs/platform/rpc/call.h"
#include "libs/platform/rpc/service.h"
#include "services/review/deps.h"

// One function per RPC; the contract says what each does and which errors it gives.
namespace cartera::review {

// round_handlers.cc
absl::Status CreateRound(Deps&, rpc::Call&, const v1::CreateRoundRequest&,
                         v1::CreateRoundResponse*);
absl::Status GetRound(Deps&, rpc::Call&, const v1::GetRoundRequest&, v1::GetRoundResponse*);
absl::Status ListRounds(Deps&, rpc::Call&, const v1::ListRoundsRequest&, v1::ListRoundsResponse*);
absl::Status OpenRound(Deps&, rpc::Call&, const v1::OpenRoundRequest&, v1::OpenRoundResponse*);
absl::Status CloseRound(Deps&, rpc::Call&, const v1::CloseRoundRequest&, v1::CloseRoundResponse*);

// submission_handlers.cc
absl::Status CreateSubmission(Deps&, rpc::Call&, const v1::CreateSubmissionRequest&,
                              v1::CreateSubmissionResponse*);
absl::Status GetSubmission(Deps&, rpc::Call&, const v1::GetSubmissionRequest&,
                           v1::GetSubmissionResponse*);
absl::Status ListSubmissions(Deps&, rpc::Call&, const v1::ListSubmissionsRequest&,
                             v1::ListSubmissionsResponse*);
absl::Status WithdrawSubmission(Deps&, rpc::Call&, const v1::WithdrawSubmissionRequest&,
                                v1::WithdrawSubmissionResponse*);
absl::Status ReviseSubmission(Deps&, rpc::Call&, const v1::ReviseSubmissionRequest&,
                              v1::ReviseSubmissionResponse*);

// ceiling_handlers.cc
absl::Status SetCeilings(Deps&, rpc::Call&, const v1::SetCeilingsRequest&,
                         v1::SetCeilingsResponse*);
absl::Status ConfirmCeilings(Deps&, rpc::Call&, const v1::ConfirmCeilingsRequest&,
                             v1::ConfirmCeilingsResponse*);
absl::Status GetCeilings(Deps&, rpc::Call&, const v1::GetCeilingsRequest&,
                         v1::GetCeilingsResponse*);

// ranking_handlers.cc
absl::StatusOr<std::unique_ptr<rpc::Pages>> RankRound(Deps&, rpc::Call&,
                                                      const v1::RankRoundRequest&);

// endorsing_handlers.cc
absl::Status ClearSubmission(Deps&, rpc::Call&, const v1::ClearSubmissionRequest&,
                             v1::ClearSubmissionResponse*);
absl::Status EndorseSubmission(Deps&, rpc::Call&, const v1::EndorseSubmissionRequest&,
                               v1::EndorseSubmissionResponse*);
absl::Status ReturnSubmission(Deps&, rpc::Call&, const v1::ReturnSubmissionRequest&,
                              v1::ReturnSubmissionResponse*);

// signing_handlers.cc
absl::Status SignSubmission(Deps&, rpc::Call&, const v1::SignSubmissionRequest&,
                            v1::SignSubmissionResponse*);
absl::Status SubmitSubmission(Deps&, rpc::Call&, const v1::SubmitSubmissionRequest&,
                              v1::SubmitSubmissionResponse*);

// review_handlers.cc
absl::Status AssignReviewer(Deps&, rpc::Call&, const v1::AssignReviewerRequest&,
                            v1::AssignReviewerResponse*);
absl::Status StartReview(Deps&, rpc::Call&, const v1::StartReviewRequest&,
                         v1::StartReviewResponse*);
absl::Status AssessSubmission(Deps&, rpc::Call&, const v1::AssessSubmissionRequest&,
                              v1::AssessSubmissionResponse*);
absl::Status ListAssessments(Deps&, rpc::Call&, const v1::ListAssessmentsRequest&,
                             v1::ListAssessmentsResponse*);

// assignment_handlers.cc
absl::Status DeclareInterest(Deps&, rpc::Call&, const v1::DeclareInterestRequest&,
                             v1::DeclareInterestResponse*);
absl::Status ListDeclarations(Deps&, rpc::Call&, const v1::ListDeclarationsRequest&,
                              v1::ListDeclarationsResponse*);
absl::Status ListReviewers(Deps&, rpc::Call&, const v1::ListReviewersRequest&,
                           v1::ListReviewersResponse*);
absl::Status SetReviewerProfile(Deps&, rpc::Call&, const v1::SetReviewerProfileRequest&,
                                v1::SetReviewerProfileResponse*);

// scoring_handlers.cc
absl::Status AddReviewer(Deps&, rpc::Call&, const v1::AddReviewerRequest&,
                         v1::AddReviewerResponse*);
absl::Status RemoveReviewer(Deps&, rpc::Call&, const v1::RemoveReviewerRequest&,
                            v1::RemoveReviewerResponse*);
absl::Status ListBlindScores(Deps&, rpc::Call&, const v1::ListBlindScoresRequest&,
                             v1::ListBlindScoresResponse*);
absl::Status AgreeAssessments(Deps&, rpc::Call&, const v1::AgreeAssessmentsRequest&,
                              v1::AgreeAssessmentsResponse*);

// judgement_handlers.cc
absl::Status GiveOpinion(Deps&, rpc::Call&, const v1::GiveOpinionRequest&,
                         v1::GiveOpinionResponse*);
absl::Status ListOpinions(Deps&, rpc::Call&, const v1::ListOpinionsRequest&,
                          v1::ListOpinionsResponse*);
absl::Status CastVote(Deps&, rpc::Call&, const v1::CastVoteRequest&, v1::CastVoteResponse*);
absl::Status ListVotes(Deps&, rpc::Call&, const v1::ListVotesRequest&, v1::ListVotesResponse*);

// appeal_handlers.cc
absl::Status AppealSubmission(Deps&, rpc::Call&, const v1::AppealSubmissionRequest&,
                              v1::AppealSubmissionResponse*);
absl::Status ListAppeals(Deps&, rpc::Call&, const v1::ListAppealsRequest&,
                         v1::ListAppealsResponse*);

// delegation_handlers.cc
absl::Status CreateDelegation(Deps&, rpc::Call&, const v1::CreateDelegationRequest&,
                              v1::CreateDelegationResponse*);
absl::Status EndDelegation(Deps&, rpc::Call&, const v1::EndDelegationRequest&,
                           v1::EndDelegationResponse*);
absl::Status ListDelegations(Deps&, rpc::Call&, const v1::ListDelegationsRequest&,
                             v1::ListDelegationsResponse*);

// observation_handlers.cc
absl::Status CreateObservation(Deps&, rpc::Call&, const v1::CreateObservationRequest&,
                               v1::CreateObservationResponse*);
absl::Status ReplyObservation(Deps&, rpc::Call&, const v1::ReplyObservationRequest&,
                              v1::ReplyObservationResponse*);
absl::Status CloseObservation(Deps&, rpc::Call&, const v1::CloseObservationRequest&,
                              v1::CloseObservationResponse*);
absl::Status ListObservations(Deps&, rpc::Call&, const v1::ListObservationsRequest&,
                              v1::ListObservationsResponse*);

absl::Status GetObservation(Deps&, rpc::Call&, const v1::GetObservationRequest&,
                            v1::GetObservationResponse*);
absl::Status ReopenObservation(Deps&, rpc::Call&, const v1::ReopenObservationRequest&,
                               v1::ReopenObservationResponse*);

// comparison_handlers.cc
absl::Status CompareSubmission(Deps&, rpc::Call&, const v1::CompareSubmissionRequest&,
                               v1::CompareSubmissionResponse*);

// letter_handlers.cc
absl::Status GetDecisionLetter(Deps&, rpc::Call&, const v1::GetDecisionLetterRequest&,
                               v1::GetDecisionLetterResponse*);

// clarification_handlers.cc
absl::Status AskClarification(Deps&, rpc::Call&, const v1::AskClarificationRequest&,
                              v1::AskClarificationResponse*);
absl::Status AnswerClarification(Deps&, rpc::Call&, const v1::AnswerClarificationRequest&,
                                 v1::AnswerClarificationResponse*);
absl::Status ListClarifications(Deps&, rpc::Call&, const v1::ListClarificationsRequest&,
                                v1::ListClarificationsResponse*);

// decision_handlers.cc
absl::Status DecideSubmission(Deps&, rpc::Call&, const v1::DecideSubmissionRequest&,
                              v1::DecideSubmissionResponse*);

// authorisation_handlers.cc
absl::Status GetDecision(Deps&, rpc::Call&, const v1::GetDecisionRequest&,
                         v1::GetDecisionResponse*);
absl::Status ListDecisions(Deps&, rpc::Call&, const v1::ListDecisionsRequest&,
                           v1::ListDecisionsResponse*);
absl::Status GetAuthorisation(Deps&, rpc::Call&, const v1::GetAuthorisationRequest&,
                              v1::GetAuthorisationResponse*);
absl::Status ListAuthorisations(Deps&, rpc::Call&, const v1::ListAuthorisationsRequest&,
                                v1::ListAuthorisationsResponse*);

// check_handlers.cc
absl::Status CheckAuthorisation(Deps&, rpc::Call&, const v1::CheckAuthorisationRequest&,
                                v1::CheckAuthorisationResponse*);

// act_handlers.cc
absl::Status SuspendAuthorisation(Deps&, rpc::Call&, const v1::SuspendAuthorisationRequest&,
                                  v1::SuspendAuthorisationResponse*);
absl::Status ResumeAuthorisation(Deps&, rpc::Call&, const v1::ResumeAuthorisationRequest&,
                                 v1::ResumeAuthorisationResponse*);
absl::Status RevokeAuthorisation(Deps&, rpc::Call&, const v1::RevokeAuthorisationRequest&,
                                 v1::RevokeAuthorisationResponse*);
absl::Status CarryOverAuthorisation(Deps&, rpc::Call&, const v1::CarryOverAuthorisationRequest&,
                                    v1::CarryOverAuthorisationResponse*);
absl::Status ContinueAuthorisation(Deps&, rpc::Call&, const v1::ContinueAuthorisationRequest&,
                                   v1::ContinueAuthorisationResponse*);
absl::Status ListAuthorisationActs(Deps&, rpc::Call&, const v1::ListAuthorisationActsRequest&,
                                   v1::ListAuthorisationActsResponse*);

// condition_handlers.cc
absl::Status GetCondition(Deps&, rpc::Call&, const v1::GetConditionRequest&,
                          v1::GetConditionResponse*);
absl::Status ListConditions(Deps&, rpc::Call&, const v1::ListConditionsRequest&,
                            v1::ListConditionsResponse*);
absl::Status MeetCondition(Deps&, rpc::Call&, const v1::MeetConditionRequest&,
                           v1::MeetConditionResponse*);
absl::Status AcceptCondition(Deps&, rpc::Call&, const v1::AcceptConditionRequest&,
                             v1::AcceptConditionResponse*);
absl::Status RefuseCondition(Deps&, rpc::Call&, const v1::RefuseConditionRequest&,
                             v1::RefuseConditionResponse*);

// task_handlers.cc
absl::Status ListTasks(Deps&, rpc::Call&, const v1::ListTasksRequest&, v1::ListTasksResponse*);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_HANDLERS_H_
