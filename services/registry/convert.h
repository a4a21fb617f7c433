#ifndef CARTERA_SERVICES_REGISTRY_CONVERT_H_
#define CARTERA_SERVICES_REGISTRY_CONVERT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/registry/v1/agency.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "services/registry/records.h"
#include "services/registry/store_projects.h"

// Between the contract's messages and registry's records. Inbound functions take validated
// requests.
namespace cartera::registry {

// OK when no etag was given or it is that of version_us. Errors: ABORTED ETAG_STALE.
absl::Status CheckEtag(const std::string& etag, int64_t version_us, absl::string_view name);

absl::StatusOr<Project> FromProto(absl::string_view id, const v1::Project& proto);
// Puts the fields that `mask` names from `proto` into `project`. Errors: INVALID_ARGUMENT
// MASK_UNKNOWN.
absl::Status ApplyMask(const v1::Project& proto, const google::protobuf::FieldMask& mask,
                       Project* project);
v1::Project ToProto(const Project& project, const std::vector<std::string>& allowed_actions);
v1::Agency ToProto(const Agency& agency, const std::vector<std::string>& allowed_actions);
v1::Participant ToProto(const Participant& participant);
v1::Person ToProto(const Person& person);
v1::Grant ToProto(const Grant& grant);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_CONVERT_H_
