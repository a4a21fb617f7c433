#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_methodologies.h"

namespace cartera::appraisal {
// Methodologies are public to everybody who is registered.
absl::Status ListMethodologyVersions(Deps& deps, rpc::Call& call,
                                     const v1::ListMethodologyVersionsRequest&,
                                     v1::ListMethodologyVersionsResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    ASSIGN_OR_RETURN(const auto all, ListMethodologies(tx, deps.methodologies));
    for (const Methodology* methodology : all) {
      *response->add_methodology_versions() = ToProto(*methodology, /*with_definition=*/false);
    }
    return absl::OkStatus();
  });
}

absl::Status GetMethodologyVersion(Deps& deps, rpc::Call& call,
                                   const v1::GetMethodologyVersionRequest& request,
                                   v1::GetMethodologyVersionResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    ASSIGN_OR_RETURN(const Methodology* methodology,
                     FindMethodology(tx, deps.methodologies, MethodologyOf(request.name())));
    if (methodology == nullptr) return access::NotFound(request.name());
    *response->mutable_methodology_version() = ToProto(*methodology, /*with_definition=*/true);
    return absl::OkStatus();
  });
}

}  // namespace cartera::appraisal
