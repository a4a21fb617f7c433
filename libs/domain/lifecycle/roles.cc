#include "libs/domain/lifecycle/roles.h"

#include <array>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/text_rule.h"

namespace cartera::lifecycle {
namespace {

struct RoleRow {
  Role role;
  absl::string_view name;
  Side side;
};

constexpr RoleRow kRoles[] = {
    {Role::kFormulator, "formulator", Side::kAgency},
    {Role::kTechnologyOfficer, "technology_officer", Side::kAgency},
    {Role::kFinanceOfficer, "finance_officer", Side::kAgency},
    {Role::kSignatory, "signatory", Side::kAgency},
    {Role::kSeniorResponsibleOwner, "senior_responsible_owner", Side::kAgency},
    {Role::kSectorCoordinator, "sector_coordinator", Side::kMinistry},
    {Role::kTechnicalReviewer, "technical_reviewer", Side::kCentre},
    {Role::kBudgetReviewer, "budget_reviewer", Side::kCentre},
    {Role::kApprover, "approver", Side::kCentre},
    {Role::kPanel, "panel", Side::kCentre},
    {Role::kBudgetOfficer, "budget_officer", Side::kCentre},
    {Role::kAuditor, "auditor", Side::kOversight},
    {Role::kMethodEditor, "method_editor", Side::kAdministration},
    {Role::kMethodPublisher, "method_publisher", Side::kAdministration},
    {Role::kAccessAdministrator, "access_administrator", Side::kAdministration},
    {Role::kPublic, "public", Side::kPublic},
};

constexpr auto kAllRoles = [] {
  std::array<Role, std::size(kRoles)> roles{};
  for (size_t i = 0; i < roles.size(); ++i) roles[i] = kRoles[i].role;
  return roles;
}();

}  // namespace

absl::Span<const Role> AllRoles() { return kAllRoles; }

absl::string_view Name(Role role) { return kRoles[static_cast<size_t>(role)].name; }

absl::StatusOr<Role> ParseRole(absl::string_view name) {
  for (const RoleRow& row : kRoles) {
    if (row.name == name) return row.role;
  }
  const auto append_name = [](std::string* out, const RoleRow& row) {
    absl::StrAppend(out, row.name);
  };
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(name, 40), " is not a role: ", absl::StrJoin(kRoles, ", ", append_name)));
}

Side SideOf(Role role) { return kRoles[static_cast<size_t>(role)].side; }

bool MayMerge(Role a, Role b) {
  // The public holds nothing to misuse: everyone is the public too.
  if (a == b || a == Role::kPublic || b == Role::kPublic) return true;
  const Side side = SideOf(a);
  if (side != SideOf(b)) return false;
  // What one writes or grants, a second person publishes or confirms.
  return side != Side::kAdministration;
}

std::vector<Role> RoleSet::ToVector() const {
  std::vector<Role> roles;
  for (Role role : kAllRoles) {
    if (Contains(role)) roles.push_back(role);
  }
  return roles;
}

}  // namespace cartera::lifecycle
