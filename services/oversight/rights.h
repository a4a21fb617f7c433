#ifndef CARTERA_SERVICES_OVERSIGHT_RIGHTS_H_
#define CARTERA_SERVICES_OVERSIGHT_RIGHTS_H_

#include <string>

#include "absl/status/status.h"
#include "libs/access/access.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// OK when the caller holds one of the method's roles at an agency that leads or takes part in the
// project `name`. Errors: NOT_FOUND for a project that does not exist or may not be seen;
// PERMISSION_DENIED ROLE_MISSING.
absl::Status RequireProject(pg::Tx& tx, const rpc::Call& call, const access::Caller& caller,
                            const std::string& name);

// Whether RequireProject lets the caller of `call` at a project that stands there.
bool MayFollow(const rpc::Call& call, const access::Caller& caller, const ProjectPlaces& places);

// OK when the caller may check the chain of `subject`; empty means all chains. What belongs to no
// project, and all together, is for those who hold the role for the whole government.
absl::Status RequireChain(pg::Tx& tx, const rpc::Call& call, const std::string& subject);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_RIGHTS_H_
