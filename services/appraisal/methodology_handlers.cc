#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/methodologies.h"

namespace cartera::appraisal {
namespace {

// Methodologies are public to everybody who is registered; nothing else is read.
absl::Status RequireMember(Deps& deps, const rpc::Call& call) {
  return deps.env.database().Read(
      call.context, [&](pg::Tx& tx) { return access::LoadCaller(tx, call).status(); });
}

}  // namespace

absl::Status ListMethodologyVersions(Deps& deps, rpc::Call& call,
                                     const v1::ListMethodologyVersionsRequest&,
                                     v1::ListMethodologyVersionsResponse* response) {
  RETURN_IF_ERROR(RequireMember(deps, call));
  for (const Methodology& methodology : deps.methodologies.All()) {
    *response->add_methodology_versions() = ToProto(methodology, /*with_definition=*/false);
  }
  return absl::OkStatus();
}

absl::Status GetMethodologyVersion(Deps& deps, rpc::Call& call,
                                   const v1::GetMethodologyVersionRequest& request,
                                   v1::GetMethodologyVersionResponse* response) {
  RETURN_IF_ERROR(RequireMember(deps, call));
  const Methodology* methodology = deps.methodologies.Find(MethodologyOf(request.name()));
  if (methodology == nullptr) return access::NotFound(request.name());
  *response->mutable_methodology_version() = ToProto(*methodology, /*with_definition=*/true);
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
