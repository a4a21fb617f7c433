#include "services/oversight/service.h"

#include <utility>

#include "services/oversight/handlers.h"

namespace cartera::oversight {

std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps) {
  auto oversight = std::make_unique<rpc::Service>("cartera.oversight.v1.OversightService");
  oversight->BindStream(deps, GetPortfolioReport,
                        v1::GetPortfolioReportResponse::default_instance());
  oversight->BindStream(deps, GetProjectHistory, v1::GetProjectHistoryResponse::default_instance());
  oversight->BindStream(deps, VerifyAudit, v1::VerifyAuditResponse::default_instance());
  oversight->BindStream(deps, CheckInvariants, v1::CheckInvariantsResponse::default_instance());
  std::vector<std::unique_ptr<rpc::Service>> services;
  services.push_back(std::move(oversight));
  auto record = std::make_unique<rpc::Service>("cartera.oversight.v1.RecordService");
  record->Bind(deps, GetCheckpoint);
  record->Bind(deps, GetConsistencyProof);
  record->Bind(deps, GetInclusionProof);
  record->BindStream(deps, ExportRecord, v1::ExportRecordResponse::default_instance());
  services.push_back(std::move(record));
  auto events = std::make_unique<rpc::Service>("cartera.oversight.v1.EventService");
  events->BindWatch(deps, WatchEvents, v1::WatchEventsResponse::default_instance());
  services.push_back(std::move(events));
  return services;
}

}  // namespace cartera::oversight
