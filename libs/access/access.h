#ifndef CARTERA_LIBS_ACCESS_ACCESS_H_
#define CARTERA_LIBS_ACCESS_ACCESS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/lifecycle/conflict_of_interest.h"
#include "libs/domain/lifecycle/roles.h"
#include "libs/platform/pg/tx.h"
#include "libs/platform/rpc/call.h"

namespace cartera::access {

// Agency ids from the root down to the agency itself, as of today.
using Place = std::vector<std::string>;

struct Grant {
  lifecycle::Role role;
  std::string agency;  // id
};

// Who calls, with the grants that hold today.
struct Caller {
  std::string person;       // id; empty for a token whose subject is not registered
  std::string affiliation;  // agency id
  Place affiliation_place;
  std::vector<Grant> grants;
  bool is_service = false;

  // "people/ana", or "services/review".
  std::string actor;

  // True when one of the roles is held at `place` or above.
  bool Holds(const lifecycle::RoleSet& roles, const Place& place) const;
  // True when one of the roles is held anywhere.
  bool HoldsAnywhere(const lifecycle::RoleSet& roles) const;
  // The root of the caller's tree.
  Place Root() const;
  // Agencies at which one of the roles is held.
  std::vector<std::string> AgenciesWith(const lifecycle::RoleSet& roles) const;
  // True for the caller's own agency, one below it, or a place at which any role is held.
  bool Sees(const Place& place) const;
  // Every agency whose subtree the caller sees: those of the grants and the affiliation.
  std::vector<std::string> SeenAgencies() const;
};

// Loads the caller of `call` in `tx`, and shows the rest of `tx` the rows of the places that the
// caller sees: before it, guarded tables are empty. One statement. Errors: PERMISSION_DENIED
// NOT_REGISTERED for an unregistered subject, unless the method is of kind TOKEN.
absl::StatusOr<Caller> LoadCaller(pg::Tx& tx, const rpc::Call& call);
// The same for a write, and makes the caller's person the actor of its audit entries.
absl::StatusOr<Caller> LoadCaller(pg::WriteTx& tx, const rpc::Call& call);

// A caller who is being looked up.
struct AskedCaller {
  pg::Tx* tx;
  const rpc::Call* call;
  pg::Asked rows;  // of no use for a service
};
// Asks for the caller without waiting: the statement travels with the next one. Look at the answer
// before showing anything of what that one read.
AskedCaller AskCaller(pg::Tx& tx, const rpc::Call& call);
// What LoadCaller gives.
absl::StatusOr<Caller> Answer(const AskedCaller& asked);

// The UTC day of an instant, "2027-03-31": what effective dates are compared with.
std::string Day(absl::Time time);

// The place of an agency on the day of `now`; empty when there is no such agency. One statement.
absl::StatusOr<Place> LoadPlace(pg::Tx& tx, absl::string_view agency, absl::Time now);

// The roles that the method of `call` lets in.
const lifecycle::RoleSet& RolesOf(const rpc::Call& call);

// OK when the caller holds one of the method's roles at `place`. Errors: PERMISSION_DENIED
// ROLE_MISSING naming the roles. For objects the caller may see; otherwise answer NotFound.
absl::Status Require(const Caller& caller, const rpc::Call& call, const Place& place);

// OK when the caller holds one of the method's roles at the root of the tree: for what concerns
// every agency. Errors: PERMISSION_DENIED ROLE_MISSING.
absl::Status RequireAtRoot(pg::Tx& tx, const rpc::Call& call);

// NOT_FOUND for an object that does not exist or that the caller may not see: the same text for
// both.
absl::Status NotFound(absl::string_view name);

}  // namespace cartera::access

#endif  // CARTERA_LIBS_ACCESS_ACCESS_H_
