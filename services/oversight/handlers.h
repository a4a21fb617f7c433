#ifndef CARTERA_SERVICES_OVERSIGHT_HANDLERS_H_
#define CARTERA_SERVICES_OVERSIGHT_HANDLERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "cartera/oversight/v1/event_service.pb.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "libs/platform/rpc/call.h"
#include "libs/platform/rpc/service.h"
#include "services/oversight/deps.h"

// One function per RPC; the contract says what each does and which errors it gives. The pages keep
// references to `deps` and the call, which outlive them.
namespace cartera::oversight {

absl::StatusOr<std::unique_ptr<rpc::Pages>> GetPortfolioReport(
    Deps& deps, rpc::Call& call, const v1::GetPortfolioReportRequest& request);

absl::StatusOr<std::unique_ptr<rpc::Pages>> GetProjectHistory(
    Deps& deps, rpc::Call& call, const v1::GetProjectHistoryRequest& request);

absl::StatusOr<std::unique_ptr<rpc::Pages>> VerifyAudit(Deps& deps, rpc::Call& call,
                                                        const v1::VerifyAuditRequest& request);

absl::StatusOr<std::unique_ptr<rpc::Pages>> CheckInvariants(
    Deps& deps, rpc::Call& call, const v1::CheckInvariantsRequest& request);

absl::Status GetCheckpoint(Deps& deps, rpc::Call& call, const v1::GetCheckpointRequest& request,
                           v1::GetCheckpointResponse* response);

absl::Status GetConsistencyProof(Deps& deps, rpc::Call& call,
                                 const v1::GetConsistencyProofRequest& request,
                                 v1::GetConsistencyProofResponse* response);

absl::Status GetInclusionProof(Deps& deps, rpc::Call& call,
                               const v1::GetInclusionProofRequest& request,
                               v1::GetInclusionProofResponse* response);

absl::StatusOr<std::unique_ptr<rpc::Pages>> ExportRecord(Deps& deps, rpc::Call& call,
                                                         const v1::ExportRecordRequest& request);

absl::StatusOr<std::unique_ptr<rpc::Pages>> WatchEvents(Deps& deps, rpc::Call& call,
                                                        const v1::WatchEventsRequest& request);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_HANDLERS_H_
