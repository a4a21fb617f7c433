#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/platform/auth/one_time_code.h"
#include "services/registry/convert.h"
#include "services/registry/errors.h"
#include "services/registry/handlers.h"
#include "services/registry/place.h"
#include "services/registry/store_agencies.h"
#include "services/registry/store_people.h"

namespace cartera::registry {
namespace {

using access::Caller;
using lifecycle::Role;

absl::Status RecordGrant(pg::WriteTx& tx, const Grant& grant, absl::string_view action) {
  const std::string name = absl::StrCat("grants/", grant.id);
  tx.NameResource(name);
  return tx.Audit(
      {name, std::string(action), name, Digest(grant),
       absl::StrCat(grant.role, " of people/", grant.person, " at agencies/", grant.agency)});
}

absl::Status RecordPerson(pg::WriteTx& tx, const Person& person) {
  const std::string name = absl::StrCat("people/", person.id);
  tx.NameResource(name);
  return tx.Audit({name, "person.create", name, Digest(person), ""});
}

// Reviewing and deciding never meet the agency side in one person, wherever the places are.
absl::Status CheckMerge(pg::Tx& tx, const Grant& wanted, absl::Time now) {
  ASSIGN_OR_RETURN(const Role role, lifecycle::ParseRole(wanted.role));
  ASSIGN_OR_RETURN(const std::vector<Grant> held, GrantsOf(tx, wanted.person, now));
  for (const Grant& grant : held) {
    ASSIGN_OR_RETURN(const Role other, lifecycle::ParseRole(grant.role));
    if (!lifecycle::MayMerge(other, role)) return RolesMustNotMerge(grant.role, wanted.role);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WhoAmI(Deps& deps, rpc::Call& call, const v1::WhoAmIRequest&,
                    v1::WhoAmIResponse* response) {
  response->set_issuer(call.identity.issuer);
  response->set_subject(call.identity.subject);
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    if (caller.person.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::optional<Person> person, FindPerson(tx, caller.person));
    if (person.has_value()) *response->mutable_person() = ToProto(*person);
    ASSIGN_OR_RETURN(const std::vector<Grant> grants, GrantsOf(tx, caller.person, call.now()));
    for (const Grant& grant : grants) *response->add_grants() = ToProto(grant);
    return absl::OkStatus();
  });
}

absl::Status Bootstrap(Deps& deps, rpc::Call& call, const v1::BootstrapRequest& request,
                       v1::BootstrapResponse* response) {
  RETURN_IF_ERROR(auth::CheckBootstrapCode(deps.env.data_dir(), request.code()));
  RETURN_IF_ERROR(
      rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const bool any, AnyPerson(tx));
        if (any) return AlreadyBootstrapped();
        Agency root;
        root.id = request.root_agency_id();
        root.display_name = request.root_display_name();
        root.type = "government";
        RETURN_IF_ERROR(InsertAgency(tx, &root));
        Person person{request.person_id(),
                      request.display_name(),
                      call.identity.issuer,
                      call.identity.subject,
                      root.id,
                      0};
        tx.SetActor(absl::StrCat("people/", person.id));
        RETURN_IF_ERROR(InsertPerson(tx, &person));
        Grant grant;
        grant.id = absl::StrCat(person.id, "-administrator");
        grant.person = person.id;
        grant.role = std::string(lifecycle::Name(Role::kAccessAdministrator));
        grant.agency = root.id;
        grant.from = convert::DayOf(call.now());
        RETURN_IF_ERROR(InsertGrant(tx, &grant));
        RETURN_IF_ERROR(tx.Audit({absl::StrCat("agencies/", root.id), "agency.create",
                                  absl::StrCat("agencies/", root.id), Digest(root), "bootstrap"}));
        RETURN_IF_ERROR(RecordPerson(tx, person));
        RETURN_IF_ERROR(RecordGrant(tx, grant, "grant.create"));
        *response->mutable_person() = ToProto(person);
        return absl::OkStatus();
      }));
  return auth::ConsumeBootstrapCode(deps.env.data_dir());
}

absl::Status CreatePerson(Deps& deps, rpc::Call& call, const v1::CreatePersonRequest& request,
                          v1::CreatePersonResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const v1::Person& proto = request.person();
    Person person{request.person_id(), proto.display_name(),      proto.issuer(),
                  proto.subject(),     IdOf(proto.affiliation()), 0};
    RETURN_IF_ERROR(RequireAt(tx, call, caller, "person.affiliation", person.affiliation).status());
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(InsertPerson(tx, &person));
    *response->mutable_person() = ToProto(person);
    return RecordPerson(tx, person);
  });
}

absl::Status GetPerson(Deps& deps, rpc::Call& call, const v1::GetPersonRequest& request,
                       v1::GetPersonResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(std::optional<Person> person, FindPerson(tx, IdOf(request.name())));
    if (!person.has_value()) return access::NotFound(request.name());
    *response->mutable_person() = ToProto(*person);
    // Who a person is to the token issuer concerns administrators and the person alone.
    ASSIGN_OR_RETURN(const access::Place place,
                     access::LoadPlace(tx, person->affiliation, call.now()));
    if (caller.person != person->id &&
        !caller.Holds(lifecycle::RoleSet{Role::kAccessAdministrator, Role::kAuditor}, place)) {
      response->mutable_person()->clear_issuer();
      response->mutable_person()->clear_subject();
    }
    return absl::OkStatus();
  });
}

absl::Status CreateGrant(Deps& deps, rpc::Call& call, const v1::CreateGrantRequest& request,
                         v1::CreateGrantResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const v1::Grant& proto = request.grant();
    Grant grant;
    grant.id = request.grant_id();
    grant.person = IdOf(proto.person());
    grant.role = convert::EnumToText(type::v1::Role_descriptor(), proto.role());
    grant.agency = IdOf(proto.agency());
    grant.from = convert::DayOf(call.now());
    RETURN_IF_ERROR(RequireAt(tx, call, caller, "grant.agency", grant.agency).status());
    if (tx.Replayed()) return absl::OkStatus();
    if (grant.person == caller.person) return SelfGrant();
    if (proto.has_from()) {
      ASSIGN_OR_RETURN(grant.from, convert::FromProto(proto.from()));
    }
    if (proto.has_until()) {
      ASSIGN_OR_RETURN(grant.until, convert::FromProto(proto.until()));
      if (*grant.until < grant.from) {
        return DayTooEarly("grant.until", calendar::FormatDate(grant.from));
      }
    }
    // Grants to one person are given one after the other: two at once could merge what must not.
    RETURN_IF_ERROR(LockPerson(tx, grant.person));
    RETURN_IF_ERROR(CheckMerge(tx, grant, call.now()));
    RETURN_IF_ERROR(InsertGrant(tx, &grant));
    *response->mutable_grant() = ToProto(grant);
    return RecordGrant(tx, grant, "grant.create");
  });
}

absl::Status RevokeGrant(Deps& deps, rpc::Call& call, const v1::RevokeGrantRequest& request,
                         v1::RevokeGrantResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    std::optional<PlacedGrant> placed;
    // Looked at before it is held: who is turned away neither holds the row nor waits for it.
    for (const bool hold : {false, true}) {
      ASSIGN_OR_RETURN(placed, FindGrant(tx, IdOf(request.name()), call.now(), hold));
      if (!placed.has_value() || !caller.Sees(placed->place)) {
        return access::NotFound(request.name());
      }
      RETURN_IF_ERROR(access::Require(caller, call, placed->place));
      if (tx.Replayed()) return absl::OkStatus();
    }
    Grant& grant = placed->grant;
    RETURN_IF_ERROR(CheckEtag(request.etag(), grant.version_us, request.name()));
    const calendar::CivilDate today = convert::DayOf(call.now());
    // A grant that has not begun ends before it begins: it never holds. One that has ended stays
    // so.
    const calendar::CivilDate end = grant.from < today ? today : grant.from;
    if (!grant.until.has_value() || grant.until > end) grant.until = end;
    RETURN_IF_ERROR(EndGrant(tx, &grant));
    *response->mutable_grant() = ToProto(grant);
    return RecordGrant(tx, grant, "grant.revoke");
  });
}

absl::Status ListPeople(Deps& deps, rpc::Call& call, const v1::ListPeopleRequest& request,
                        v1::ListPeopleResponse* response) {
  ASSIGN_OR_RETURN(const convert::ListPage page,
                   convert::ListPage::Make(
                       {call.context.method, "", request.filter(), request.order_by(),
                        request.page_token(), request.page_size(), call.context.principal},
                       PersonFields(), PersonFields()[0], deps.tokens, kListAccessParameters + 1));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const auto agencies = caller.AgenciesWith(access::RolesOf(call));
    if (agencies.empty()) return access::Require(caller, call, {});
    ASSIGN_OR_RETURN(const PersonPage found, ListPeople(tx, agencies, call.now(), page));
    for (const Person& person : found.people) *response->add_people() = ToProto(person);
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

absl::Status ListGrants(Deps& deps, rpc::Call& call, const v1::ListGrantsRequest& request,
                        v1::ListGrantsResponse* response) {
  ASSIGN_OR_RETURN(const convert::ListPage page,
                   convert::ListPage::Make(
                       {call.context.method, "", request.filter(), request.order_by(),
                        request.page_token(), request.page_size(), call.context.principal},
                       GrantFields(), GrantFields()[0], deps.tokens, kListAccessParameters + 1));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const auto agencies = caller.AgenciesWith(access::RolesOf(call));
    if (agencies.empty()) return access::Require(caller, call, {});
    ASSIGN_OR_RETURN(const GrantPage found, ListGrants(tx, agencies, call.now(), page));
    for (const Grant& grant : found.grants) *response->add_grants() = ToProto(grant);
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

}  // namespace cartera::registry
