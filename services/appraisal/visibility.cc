#include "services/appraisal/visibility.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/domain/lifecycle/roles.h"

namespace cartera::appraisal {
namespace {

using access::Caller;
using lifecycle::Role;
using lifecycle::RoleSet;
using lifecycle::Side;

RoleSet RolesOfSides(std::initializer_list<Side> sides) {
  RoleSet set;
  for (const Role role : lifecycle::AllRoles()) {
    if (std::find(sides.begin(), sides.end(), lifecycle::SideOf(role)) != sides.end()) {
      set.Insert(role);
    }
  }
  return set;
}

// The readers of submissions: what is submitted, said and decided speaks of the case throughout, so
// that hiding the case from one of them would hide little and confuse much.
const RoleSet& Readers() {
  static const RoleSet kRoles =
      RolesOfSides({Side::kAgency, Side::kMinistry, Side::kCentre, Side::kOversight});
  return kRoles;
}

// As the contract's access options say.
constexpr RoleSet kWriters = {Role::kFormulator, Role::kTechnologyOfficer, Role::kFinanceOfficer,
                              Role::kSeniorResponsibleOwner};
constexpr RoleSet kFreezers = {Role::kFormulator, Role::kTechnologyOfficer, Role::kFinanceOfficer,
                               Role::kSignatory, Role::kSeniorResponsibleOwner};
constexpr RoleSet kEvaluators = {Role::kFormulator,        Role::kFinanceOfficer, Role::kSignatory,
                                 Role::kTechnicalReviewer, Role::kBudgetReviewer, Role::kApprover,
                                 Role::kBudgetOfficer};

absl::StatusOr<PlacedCase> Open(pg::Tx& tx, const rpc::Call& call, const Caller& caller,
                                const CaseIds& ids, absl::string_view name, bool lock) {
  ASSIGN_OR_RETURN(std::optional<PlacedCase> placed,
                   FindCase(tx, ids.project, ids.case_id, call.now(), lock));
  if (!placed.has_value() || !MaySee(caller, placed->places)) return access::NotFound(name);
  return *std::move(placed);
}

}  // namespace

bool MaySee(const Caller& caller, const ProjectPlaces& places) {
  return caller.is_service || caller.Holds(Readers(), places.lead) ||
         std::any_of(places.participants.begin(), places.participants.end(),
                     [&](const access::Place& place) { return caller.Holds(Readers(), place); });
}

SeenCases SeenBy(const Caller& caller) {
  return {caller.is_service, caller.AgenciesWith(Readers())};
}

bool IsOfCentre(const Caller& caller, const ProjectPlaces& places) {
  static const RoleSet kCentre = RolesOfSides({Side::kCentre});
  return caller.is_service || caller.Holds(kCentre, places.lead);
}

absl::StatusOr<CaseIds> ParseName(absl::string_view name) {
  // The request validator has checked the pattern: collections and ids in turn.
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  CaseIds ids;
  if (parts.size() < 4) return access::NotFound(name);
  ids.project = parts[1];
  ids.case_id = parts[3];
  if (parts.size() > 5) {
    const bool is_number = absl::SimpleAtoi(parts[5], &ids.number) && ids.number > 0 &&
                           absl::StrCat(ids.number) == parts[5];
    if (!is_number) return access::NotFound(name);
  }
  if (parts.size() > 7) ids.evaluation = parts[7];
  return ids;
}

absl::StatusOr<PlacedCase> OpenToRead(pg::Tx& tx, const rpc::Call& call, const Caller& caller,
                                      const CaseIds& ids, absl::string_view name) {
  return Open(tx, call, caller, ids, name, /*lock=*/false);
}

absl::StatusOr<PlacedCase> OpenToWrite(pg::WriteTx& tx, const rpc::Call& call, const Caller& caller,
                                       const CaseIds& ids, absl::string_view name) {
  // Looked at before it is held: who is turned away neither holds the row nor waits for it.
  ASSIGN_OR_RETURN(PlacedCase placed, Open(tx, call, caller, ids, name, /*lock=*/false));
  RETURN_IF_ERROR(access::Require(caller, call, placed.places.lead));
  if (tx.Replayed()) return placed;
  ASSIGN_OR_RETURN(placed, Open(tx, call, caller, ids, name, /*lock=*/true));
  RETURN_IF_ERROR(access::Require(caller, call, placed.places.lead));
  return placed;
}

std::vector<std::string> AllowedActions(const Caller& caller, const PlacedCase& placed) {
  std::vector<std::string> actions;
  if (!placed.stored.locked && caller.Holds(kWriters, placed.places.lead)) {
    actions.emplace_back("update");
  }
  if (!placed.stored.locked && caller.Holds(kFreezers, placed.places.lead)) {
    actions.emplace_back("create_revision");
  }
  if (placed.stored.latest_revision > 0 && caller.Holds(kEvaluators, placed.places.lead)) {
    actions.emplace_back("evaluate_revision");
  }
  return actions;
}

absl::Status Record(pg::WriteTx& tx, const std::string& project, std::string action,
                    std::string resource, std::string digest, std::string detail) {
  tx.NameResource(resource);
  return tx.Audit({absl::StrCat("projects/", project), std::move(action), std::move(resource),
                   std::move(digest), std::move(detail)});
}

}  // namespace cartera::appraisal
