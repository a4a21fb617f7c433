#ifndef CARTERA_LIBS_DOMAIN_LIFECYCLE_ROLES_H_
#define CARTERA_LIBS_DOMAIN_LIFECYCLE_ROLES_H_

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::lifecycle {

// What a person may be, always at a place of the agency tree.
enum class Role : uint8_t {
  kFormulator,
  kTechnologyOfficer,
  kFinanceOfficer,
  kSignatory,
  kSeniorResponsibleOwner,
  kSectorCoordinator,
  kTechnicalReviewer,
  kBudgetReviewer,
  kApprover,
  kPanel,
  kBudgetOfficer,
  kAuditor,
  kMethodEditor,
  kMethodPublisher,
  kAccessAdministrator,
  kPublic,
};

// Where a role stands in the process.
enum class Side : uint8_t { kAgency, kMinistry, kCentre, kOversight, kAdministration, kPublic };

// All roles, in the order above.
absl::Span<const Role> AllRoles();

// "technology_officer", and back. Errors: INVALID_ARGUMENT naming the roles.
absl::string_view Name(Role role);
absl::StatusOr<Role> ParseRole(absl::string_view name);

Side SideOf(Role role);

// True when one person may hold both at the same place: any two of the agency side, two of another
// side where no second person is asked for. Reviewing and deciding never merge with the agency
// side.
bool MayMerge(Role a, Role b);

// A set of roles; any one of them may act.
class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (Role role : roles) bits_ |= Bit(role);
  }
  constexpr void Insert(Role role) { bits_ |= Bit(role); }
  constexpr bool Contains(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  std::vector<Role> ToVector() const;
  friend constexpr bool operator==(const RoleSet&, const RoleSet&) = default;

 private:
  static constexpr uint32_t Bit(Role role) { return uint32_t{1} << static_cast<int>(role); }
  uint32_t bits_ = 0;
};

}  // namespace cartera::lifecycle

#endif  // CARTERA_LIBS_DOMAIN_LIFECYCLE_ROLES_H_
