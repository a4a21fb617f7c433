#ifndef CARTERA_SERVICES_REGISTRY_PLACE_H_
#define CARTERA_SERVICES_REGISTRY_PLACE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/access/access.h"

namespace cartera::registry {

// The place of the agency (id) that the request's `field` names, where the caller holds one of the
// method's roles. Errors: FAILED_PRECONDITION REFERENCE_MISSING (agencies are no secret),
// PERMISSION_DENIED ROLE_MISSING.
absl::StatusOr<access::Place> RequireAt(pg::Tx& tx, const rpc::Call& call,
                                        const access::Caller& caller, absl::string_view field,
                                        const std::string& agency);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_PLACE_H_
