#include "services/appraisal/service.h"

#include <utility>

#include "services/appraisal/handlers.h"

namespace cartera::appraisal {

std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.appraisal.v1.AppraisalService");
  service->Bind(deps, ListMethodologyVersions);
  service->Bind(deps, GetMethodologyVersion);
  service->Bind(deps, CreateCase);
  service->Bind(deps, GetCase);
  service->Bind<Deps, v1::ListCasesRequest, v1::ListCasesResponse>(deps, ListCases);
  service->Bind(deps, UpdateCase);
  service->Bind(deps, CheckCase);
  service->Bind(deps, CreateRevision);
  service->Bind(deps, GetRevision);
  service->Bind<Deps, v1::ListRevisionsRequest, v1::ListRevisionsResponse>(deps, ListRevisions);
  service->Bind(deps, DiffRevisions);
  service->Bind(deps, EvaluateRevision);
  service->Bind(deps, GetEvaluation);
  service->Bind(deps, ReplayEvaluation);
  service->BindStream(deps, SimulatePortfolio, v1::SimulatePortfolioResponse::default_instance());
  std::vector<std::unique_ptr<rpc::Service>> services;
  services.push_back(std::move(service));
  auto methods = std::make_unique<rpc::Service>("cartera.appraisal.v1.MethodologyService");
  methods->Bind(deps, SaveMethodologyDraft);
  methods->Bind(deps, GetMethodologyDraft);
  methods->Bind(deps, ListMethodologyDrafts);
  methods->Bind(deps, DiscardMethodologyDraft);
  methods->Bind(deps, PublishMethodologyDraft);
  methods->BindStream(deps, CompareMethodology, v1::CompareMethodologyResponse());
  services.push_back(std::move(methods));
  auto screening = std::make_unique<rpc::Service>("cartera.appraisal.v1.ScreeningService");
  screening->Bind(deps, ScreenCase);
  services.push_back(std::move(screening));
  return services;
}

}  // namespace cartera::appraisal
