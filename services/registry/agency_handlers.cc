#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/registry/convert.h"
#include "services/registry/errors.h"
#include "services/registry/handlers.h"
#include "services/registry/place.h"
#include "services/registry/store_agencies.h"

namespace cartera::registry {
namespace {

using access::Caller;
using lifecycle::Role;
using lifecycle::RoleSet;

std::vector<std::string> AllowedActions(const Caller& caller, const access::Place& place) {
  if (!caller.Holds(RoleSet{Role::kAccessAdministrator}, place)) return {};
  return {"move", "create_below"};
}

absl::Status Record(pg::WriteTx& tx, const Agency& agency, absl::string_view action) {
  const std::string name = absl::StrCat("agencies/", agency.id);
  tx.NameResource(name);
  return tx.Audit({name, std::string(action), name, Digest(agency), agency.parent});
}

}  // namespace

absl::Status CreateAgency(Deps& deps, rpc::Call& call, const v1::CreateAgencyRequest& request,
                          v1::CreateAgencyResponse* response) {
  if (request.agency().parent().empty()) return NameMissing("agency.parent");
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    Agency agency;
    agency.id = request.agency_id();
    agency.display_name = request.agency().display_name();
    agency.type = convert::EnumToText(v1::AgencyType_descriptor(), request.agency().type());
    agency.parent = IdOf(request.agency().parent());
    agency.parent_from = convert::DayOf(call.now());
    if (request.agency().has_parent_from()) {
      ASSIGN_OR_RETURN(agency.parent_from, convert::FromProto(request.agency().parent_from()));
    }
    ASSIGN_OR_RETURN(access::Place place,
                     RequireAt(tx, call, caller, "agency.parent", agency.parent));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(InsertAgency(tx, &agency));
    place.push_back(agency.id);
    *response->mutable_agency() = ToProto(agency, AllowedActions(caller, place));
    return Record(tx, agency, "agency.create");
  });
}

absl::Status GetAgency(Deps& deps, rpc::Call& call, const v1::GetAgencyRequest& request,
                       v1::GetAgencyResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const std::optional<Agency> agency,
                     FindAgency(tx, IdOf(request.name()), call.now(), /*lock=*/false));
    if (!agency.has_value()) return access::NotFound(request.name());
    ASSIGN_OR_RETURN(const access::Place place, access::LoadPlace(tx, agency->id, call.now()));
    *response->mutable_agency() = ToProto(*agency, AllowedActions(caller, place));
    return absl::OkStatus();
  });
}

absl::Status ListAgencies(Deps& deps, rpc::Call& call, const v1::ListAgenciesRequest& request,
                          v1::ListAgenciesResponse* response) {
  ASSIGN_OR_RETURN(
      const convert::ListPage page,
      convert::ListPage::Make({call.context.method, "", request.filter(), request.order_by(),
                               request.page_token(), request.page_size(), call.context.principal},
                              AgencyFields(), AgencyFields()[0], deps.tokens,
                              kListAgenciesParameters + 1));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    ASSIGN_OR_RETURN(const AgencyPage found, ListAgencies(tx, call.now(), page));
    for (const Agency& agency : found.agencies) *response->add_agencies() = ToProto(agency, {});
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

absl::Status MoveAgency(Deps& deps, rpc::Call& call, const v1::MoveAgencyRequest& request,
                        v1::MoveAgencyResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const access::Place from,
                     access::LoadPlace(tx, IdOf(request.name()), call.now()));
    if (from.empty()) return access::NotFound(request.name());
    RETURN_IF_ERROR(access::Require(caller, call, from));
    ASSIGN_OR_RETURN(const access::Place to,
                     RequireAt(tx, call, caller, "parent", IdOf(request.parent())));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(std::optional<Agency> agency,
                     FindAgency(tx, IdOf(request.name()), call.now(), /*lock=*/true));
    if (!agency.has_value()) return access::NotFound(request.name());
    RETURN_IF_ERROR(CheckEtag(request.etag(), agency->version_us, request.name()));
    if (agency->parent.empty()) return MoveRefused("the root of the tree has no parent");
    agency->parent = IdOf(request.parent());
    ASSIGN_OR_RETURN(agency->parent_from, convert::FromProto(request.from()));
    RETURN_IF_ERROR(MoveAgency(tx, &*agency));
    *response->mutable_agency() = ToProto(*agency, AllowedActions(caller, to));
    return Record(tx, *agency, "agency.move");
  });
}

}  // namespace cartera::registry
