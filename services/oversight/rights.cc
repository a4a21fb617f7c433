#include "services/oversight/rights.h"

#include "absl/strings/match.h"
#include "libs/base/status_macros.h"
#include "services/oversight/convert.h"
#include "services/oversight/store_audit.h"

namespace cartera::oversight {
namespace {

bool MaySee(const access::Caller& caller, const ProjectPlaces& places) {
  if (places.open || caller.Sees(places.lead)) return true;
  for (const access::Place& place : places.participants) {
    if (caller.Sees(place)) return true;
  }
  return false;
}

// One of the method's roles at the lead agency, or at an agency that takes part.
absl::Status RequireThere(const access::Caller& caller, const rpc::Call& call,
                          const ProjectPlaces& places) {
  for (const access::Place& place : places.participants) {
    if (caller.Holds(access::RolesOf(call), place)) return absl::OkStatus();
  }
  return access::Require(caller, call, places.lead);
}

}  // namespace

absl::Status RequireProject(pg::Tx& tx, const rpc::Call& call, const access::Caller& caller,
                            const std::string& name) {
  const std::string id(IdOf(name));
  ASSIGN_OR_RETURN(const auto found, FindPlaces(tx, {id}, call.now()));
  const auto places = found.find(id);
  if (places == found.end() || !MaySee(caller, places->second)) return access::NotFound(name);
  return RequireThere(caller, call, places->second);
}

bool MayFollow(const rpc::Call& call, const access::Caller& caller, const ProjectPlaces& places) {
  return MaySee(caller, places) && RequireThere(caller, call, places).ok();
}

absl::Status RequireChain(pg::Tx& tx, const rpc::Call& call, const std::string& subject) {
  ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call));
  const absl::Status everywhere = access::Require(caller, call, caller.Root());
  if (everywhere.ok() || !absl::StartsWith(subject, "projects/")) return everywhere;
  return RequireProject(tx, call, caller, subject);
}

}  // namespace cartera::oversight
