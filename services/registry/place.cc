#include "services/registry/place.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/registry/errors.h"

namespace cartera::registry {

absl::StatusOr<access::Place> RequireAt(pg::Tx& tx, const rpc::Call& call,
                                        const access::Caller& caller, absl::string_view field,
                                        const std::string& agency) {
  ASSIGN_OR_RETURN(access::Place place, access::LoadPlace(tx, agency, call.now()));
  if (place.empty()) return NoSuchReference(field, absl::StrCat("agencies/", agency));
  RETURN_IF_ERROR(access::Require(caller, call, place));
  return place;
}

}  // namespace cartera::registry
