#ifndef CARTERA_SERVICES_APPRAISAL_HANDLERS_H_
#define CARTERA_SERVICES_APPRAISAL_HANDLERS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/appraisal/v1/methodology_draft.pb.h"
#include "cartera/appraisal/v1/portfolio_simulation.pb.h"
#include "cartera/appraisal/v1/screening.pb.h"
#include "libs/platform/rpc/call.h"
#include "libs/platform/rpc/service.h"
#include "services/appraisal/deps.h"

// One function per RPC; the contract says what each does and which errors it gives.
namespace cartera::appraisal {

// methodology_handlers.cc
absl::Status ListMethodologyVersions(Deps&, rpc::Call&, const v1::ListMethodologyVersionsRequest&,
                                     v1::ListMethodologyVersionsResponse*);
absl::Status GetMethodologyVersion(Deps&, rpc::Call&, const v1::GetMethodologyVersionRequest&,
                                   v1::GetMethodologyVersionResponse*);

// methodology_draft_handlers.cc
absl::Status SaveMethodologyDraft(Deps&, rpc::Call&, const v1::SaveMethodologyDraftRequest&,
                                  v1::SaveMethodologyDraftResponse*);
absl::Status GetMethodologyDraft(Deps&, rpc::Call&, const v1::GetMethodologyDraftRequest&,
                                 v1::GetMethodologyDraftResponse*);
absl::Status ListMethodologyDrafts(Deps&, rpc::Call&, const v1::ListMethodologyDraftsRequest&,
                                   v1::ListMethodologyDraftsResponse*);
absl::Status DiscardMethodologyDraft(Deps&, rpc::Call&, const v1::DiscardMethodologyDraftRequest&,
                                     v1::DiscardMethodologyDraftResponse*);
absl::Status PublishMethodologyDraft(Deps&, rpc::Call&, const v1::PublishMethodologyDraftRequest&,
                                     v1::PublishMethodologyDraftResponse*);

// methodology_comparison_handlers.cc
absl::StatusOr<std::unique_ptr<rpc::Pages>> CompareMethodology(
    Deps&, rpc::Call&, const v1::CompareMethodologyRequest&);

// case_handlers.cc
absl::Status CreateCase(Deps&, rpc::Call&, const v1::CreateCaseRequest&, v1::CreateCaseResponse*);
absl::Status GetCase(Deps&, rpc::Call&, const v1::GetCaseRequest&, v1::GetCaseResponse*);
absl::Status ListCases(Deps&, rpc::Call&, const v1::ListCasesRequest&, v1::ListCasesResponse*);
absl::Status UpdateCase(Deps&, rpc::Call&, const v1::UpdateCaseRequest&, v1::UpdateCaseResponse*);
absl::Status CheckCase(Deps&, rpc::Call&, const v1::CheckCaseRequest&, v1::CheckCaseResponse*);

// screening_handlers.cc
absl::Status ScreenCase(Deps&, rpc::Call&, const v1::ScreenCaseRequest&, v1::ScreenCaseResponse*);

// revision_handlers.cc
absl::Status CreateRevision(Deps&, rpc::Call&, const v1::CreateRevisionRequest&,
                            v1::CreateRevisionResponse*);
absl::Status GetRevision(Deps&, rpc::Call&, const v1::GetRevisionRequest&,
                         v1::GetRevisionResponse*);
absl::Status ListRevisions(Deps&, rpc::Call&, const v1::ListRevisionsRequest&,
                           v1::ListRevisionsResponse*);
absl::Status DiffRevisions(Deps&, rpc::Call&, const v1::DiffRevisionsRequest&,
                           v1::DiffRevisionsResponse*);

// evaluation_handlers.cc
absl::Status EvaluateRevision(Deps&, rpc::Call&, const v1::EvaluateRevisionRequest&,
                              v1::EvaluateRevisionResponse*);
absl::Status GetEvaluation(Deps&, rpc::Call&, const v1::GetEvaluationRequest&,
                           v1::GetEvaluationResponse*);
absl::Status ReplayEvaluation(Deps&, rpc::Call&, const v1::ReplayEvaluationRequest&,
                              v1::ReplayEvaluationResponse*);

// portfolio_handlers.cc
absl::StatusOr<std::unique_ptr<rpc::Pages>> SimulatePortfolio(Deps&, rpc::Call&,
                                                              const v1::SimulatePortfolioRequest&);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_HANDLERS_H_
