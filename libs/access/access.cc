#include "libs/access/access.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/error.h"

namespace cartera::access {
namespace {

using lifecycle::Role;
using lifecycle::RoleSet;
using lifecycle::Side;

// Today is the UTC day of the call's instant, which is passed in: never the database's own clock.
// It also tells the row policies what the caller sees, until the transaction ends: '{*}' for who
// stands at the root, which is above every agency whatever the day; else every agency seen.
constexpr pg::Query kLoadCaller{"access.load_caller", R"sql(
  SELECT p.id, p.affiliation,
         ARRAY(SELECT c.ancestor FROM registry_read.agency_closure_v1 c
                WHERE c.descendant = p.affiliation
                  AND c.from_day <= $3::date AND (c.until_day IS NULL OR c.until_day > $3::date)
                ORDER BY c.depth DESC),
         g.roles, g.agencies,
         set_config('cartera.person', p.id, true), set_config('cartera.day', $3::date::text, true),
         set_config('cartera.seen', CASE WHEN EXISTS (
             SELECT FROM unnest(g.agencies || p.affiliation) AS s (agency)
              WHERE (SELECT max(up.depth) FROM registry_read.agency_closure_v1 up
                      WHERE up.descendant = s.agency) = 0)
           THEN '{*}'
           ELSE ARRAY(SELECT b.descendant
                        FROM (SELECT DISTINCT unnest(g.agencies || p.affiliation)) AS s (agency)
                       CROSS JOIN LATERAL (
                         SELECT c.descendant FROM registry_read.agency_closure_v1 c
                          WHERE c.ancestor = s.agency AND c.from_day <= $3::date
                            AND (c.until_day IS NULL OR c.until_day > $3::date)
                         OFFSET 0) b)::text END, true)
    FROM registry_read.people_v1 p
   CROSS JOIN LATERAL (
     SELECT coalesce(array_agg(g.role ORDER BY g.id), '{}') AS roles,
            coalesce(array_agg(g.agency ORDER BY g.id), '{}') AS agencies
       FROM registry_read.grants_v1 g WHERE g.person = p.id
        AND g.from_day <= $3::date AND (g.until_day IS NULL OR g.until_day > $3::date)) g
   WHERE p.issuer = $1 AND p.subject = $2)sql"};

constexpr pg::Query kLoadPlace{"access.load_place", R"sql(
  SELECT c.ancestor FROM registry_read.agency_closure_v1 c
   WHERE c.descendant = $1 AND c.from_day <= $2::date
     AND (c.until_day IS NULL OR c.until_day > $2::date)
   ORDER BY c.depth DESC)sql"};

bool Has(const Place& place, const std::string& agency) {
  return std::find(place.begin(), place.end(), agency) != place.end();
}

void AddGroup(absl::string_view group, std::vector<Role>* roles) {
  const Side side = group == "agency"     ? Side::kAgency
                    : group == "ministry" ? Side::kMinistry
                    : group == "centre"   ? Side::kCentre
                                          : Side::kOversight;
  for (const Role role : lifecycle::AllRoles()) {
    if (lifecycle::SideOf(role) == side) roles->push_back(role);
  }
}

RoleSet Merge(const std::vector<Role>& roles) {
  RoleSet set;
  for (const Role role : roles) set.Insert(role);
  return set;
}

RoleSet ReadRoles(const type::v1::Access& access) {
  std::vector<Role> roles;
  for (const std::string& name : access.roles()) {
    absl::string_view group = name;
    if (absl::ConsumePrefix(&group, "@")) {
      AddGroup(group, &roles);
    } else if (const auto role = lifecycle::ParseRole(name); role.ok()) {
      roles.push_back(*role);
    }
  }
  return Merge(roles);
}

}  // namespace

bool Caller::Holds(const RoleSet& roles, const Place& place) const {
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
    return roles.Contains(grant.role) && Has(place, grant.agency);
  });
}

bool Caller::HoldsAnywhere(const RoleSet& roles) const {
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& grant) { return roles.Contains(grant.role); });
}

Place Caller::Root() const {
  if (affiliation_place.empty()) return {};
  return {affiliation_place.front()};
}

std::vector<std::string> Caller::AgenciesWith(const RoleSet& roles) const {
  std::vector<std::string> agencies;
  for (const Grant& grant : grants) {
    if (roles.Contains(grant.role)) agencies.push_back(grant.agency);
  }
  return agencies;
}

bool Caller::Sees(const Place& place) const {
  if (is_service || Has(place, affiliation)) return true;
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& grant) { return Has(place, grant.agency); });
}

std::vector<std::string> Caller::SeenAgencies() const {
  std::vector<std::string> agencies;
  if (!affiliation.empty()) agencies.push_back(affiliation);
  for (const Grant& grant : grants) {
    if (!Has(agencies, grant.agency)) agencies.push_back(grant.agency);
  }
  return agencies;
}

AskedCaller AskCaller(pg::Tx& tx, const rpc::Call& call) {
  if (call.identity.is_service) {
    tx.SeeEverything("a service of ours calls");
    return {&tx, &call, pg::Asked{}};
  }
  return {
      &tx, &call,
      tx.Ask(kLoadCaller, pg::Bind(call.identity.issuer, call.identity.subject, Day(call.now())))};
}

absl::StatusOr<Caller> Answer(const AskedCaller& asked) {
  const rpc::Call& call = *asked.call;
  Caller caller;
  if (call.identity.is_service) {
    caller.is_service = true;
    caller.actor = absl::StrCat("services/", absl::StripPrefix(call.identity.subject, "service:"));
    return caller;
  }
  ASSIGN_OR_RETURN(const pg::Result result, asked.tx->Answer(asked.rows));
  if (result.empty()) {
    if (call.method->access->kind() == type::v1::Access::KIND_TOKEN) return caller;
    return rpc::Error(absl::StatusCode::kPermissionDenied, "NOT_REGISTERED",
                      "the token is good, but nobody is registered under its subject");
  }
  const pg::Row row = result[0];
  caller.person = row.Text(0);
  caller.actor = absl::StrCat("people/", caller.person);
  caller.affiliation = row.Text(1);
  caller.affiliation_place = row.TextArray(2);
  const std::vector<std::string> roles = row.TextArray(3);
  const std::vector<std::string> agencies = row.TextArray(4);
  for (size_t i = 0; i < roles.size() && i < agencies.size(); ++i) {
    ASSIGN_OR_RETURN(const Role role, lifecycle::ParseRole(roles[i]));
    caller.grants.push_back({role, agencies[i]});
  }
  return caller;
}

absl::StatusOr<Caller> LoadCaller(pg::Tx& tx, const rpc::Call& call) {
  return Answer(AskCaller(tx, call));
}

absl::StatusOr<Caller> LoadCaller(pg::WriteTx& tx, const rpc::Call& call) {
  ASSIGN_OR_RETURN(Caller caller, LoadCaller(static_cast<pg::Tx&>(tx), call));
  tx.SetActor(caller.actor);
  return caller;
}

std::string Day(absl::Time time) {
  return absl::FormatCivilTime(absl::ToCivilDay(time, absl::UTCTimeZone()));
}

absl::StatusOr<Place> LoadPlace(pg::Tx& tx, absl::string_view agency, absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLoadPlace, agency, Day(now)));
  Place place;
  for (const pg::Row row : result) place.push_back(row.Text(0));
  return place;
}

const RoleSet& RolesOf(const rpc::Call& call) {
  // The contract's options live as long as the process (a Method only as long as its server); each
  // is read once.
  static auto* const mutex = new Mutex;
  static auto* const known =
      new absl::flat_hash_map<const type::v1::Access*, std::unique_ptr<RoleSet>>();
  const MutexLock lock(mutex);
  auto& roles = (*known)[call.method->access];
  if (roles == nullptr) roles = std::make_unique<RoleSet>(ReadRoles(*call.method->access));
  return *roles;
}

absl::Status Require(const Caller& caller, const rpc::Call& call, const Place& place) {
  if (caller.is_service || caller.Holds(RolesOf(call), place)) return absl::OkStatus();
  std::vector<std::string> names;
  for (const Role role : RolesOf(call).ToVector()) names.emplace_back(lifecycle::Name(role));
  return rpc::Error(absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
                    absl::StrCat("this needs one of these roles at ",
                                 place.empty() ? std::string("the place") : place.back(),
                                 " or above: ", absl::StrJoin(names, ", ")));
}

absl::Status RequireAtRoot(pg::Tx& tx, const rpc::Call& call) {
  ASSIGN_OR_RETURN(const Caller caller, LoadCaller(tx, call));
  return Require(caller, call, caller.Root());
}

absl::Status NotFound(absl::string_view name) {
  return rpc::Error(absl::StatusCode::kNotFound, "NOT_FOUND",
                    absl::StrCat(name, " does not exist, or you may not see it"))
      .Resource("", name);
}

}  // namespace cartera::access
