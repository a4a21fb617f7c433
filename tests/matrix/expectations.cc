#include "tests/matrix/expectations.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/platform/rpc/error.h"
#include "tests/support/contract.h"

namespace cartera::testing {
namespace {

using google::protobuf::Message;
using lifecycle::Role;
using lifecycle::RoleSet;
using lifecycle::Side;
using type::v1::Access;

RoleSet SidesOf(std::initializer_list<Side> sides) {
  RoleSet set;
  for (const Role role : lifecycle::AllRoles()) {
    if (std::find(sides.begin(), sides.end(), lifecycle::SideOf(role)) != sides.end()) {
      set.Insert(role);
    }
  }
  return set;
}

}  // namespace

const char* NameOf(Outcome outcome) {
  static constexpr const char* kNames[] = {"let in",         "ROLE_MISSING", "hidden or absent",
                                           "NOT_REGISTERED", "no token",     "SERVICE_ONLY",
                                           "broken"};
  return kNames[static_cast<int>(outcome)];
}

Outcome OutcomeOf(const absl::Status& status) {
  const std::string reason = rpc::ReasonOf(status);
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      return Outcome::kNoToken;
    case absl::StatusCode::kPermissionDenied:
      // Rules about the object itself, such as a conflict of interest, meet who was let in.
      return reason == "ROLE_MISSING"     ? Outcome::kRoleMissing
             : reason == "NOT_REGISTERED" ? Outcome::kNotRegistered
             : reason == "SERVICE_ONLY"   ? Outcome::kService
                                          : Outcome::kLetIn;
    case absl::StatusCode::kNotFound:
      return reason == "NOT_FOUND" ? Outcome::kHidden : Outcome::kLetIn;
    case absl::StatusCode::kFailedPrecondition:
      return reason == "REFERENCE_MISSING" ? Outcome::kHidden : Outcome::kLetIn;
    case absl::StatusCode::kOk:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return Outcome::kLetIn;
    default:
      return Outcome::kBroken;
  }
}

RoleSet RolesOf(const Access& access) {
  static const auto* const kSides =
      new std::map<std::string, Side>{{"@agency", Side::kAgency},
                                      {"@ministry", Side::kMinistry},
                                      {"@centre", Side::kCentre},
                                      {"@oversight", Side::kOversight}};
  RoleSet set;
  for (const Role role : lifecycle::AllRoles()) {
    for (const std::string& name : access.roles()) {
      const auto side = kSides->find(name);
      if (side == kSides->end() ? lifecycle::Name(role) == name
                                : lifecycle::SideOf(role) == side->second) {
        set.Insert(role);
      }
    }
  }
  return set;
}

bool Holds(const Subject& subject, const RoleSet& roles, const std::string& agency) {
  return subject.role.has_value() && roles.Contains(*subject.role) && Covers(subject.place, agency);
}

bool MaySee(const Subject& subject, Kind kind) {
  static const RoleSet kOfficial =
      SidesOf({Side::kAgency, Side::kMinistry, Side::kCentre, Side::kOversight});
  switch (kind) {
    case Kind::kProject:
    case Kind::kProjects:
      return Covers(subject.place, kOwn) || Covers(subject.place, kParticipant);
    case Kind::kCase:
    case Kind::kCases:
    case Kind::kSubmission:
    case Kind::kSubmissions:
      return Holds(subject, kOfficial, kOwn) || Holds(subject, kOfficial, kParticipant);
    case Kind::kGrant:
      return Covers(subject.place, kOwn);
    case Kind::kOperation:
      return subject.id == "officer";
    default:
      return true;
  }
}

std::unique_ptr<Message> RequestOn(const Door& door, const World& world, Variant variant) {
  std::unique_ptr<Message> request(door.request->New());
  request->CopyFrom(*door.request);
  if (variant == Variant::kThere) return request;
  if (variant == Variant::kOpen) {
    if (door.kind != Kind::kProject) return nullptr;
    ReplaceInTexts("secret", "public", request.get());
    return request;
  }
  switch (door.kind) {
    case Kind::kNothing:
    case Kind::kAgency:
      ReplaceInTexts("agencies/tax", "agencies/nix", request.get());
      ReplaceInTexts("people/member", "people/absent", request.get());
      ReplaceInTexts("rounds/r1", "rounds/zz", request.get());
      break;
    case Kind::kGrant:
      ReplaceInTexts(world.grant(), "grants/" + std::string(world.grant().size() - 7, 'z'),
                     request.get());
      break;
    case Kind::kOperation:
      ReplaceInTexts(world.operation(), "operations/00000000-0000-4000-8000-000000000000",
                     request.get());
      break;
    case Kind::kProject:
    case Kind::kCase:
    case Kind::kSubmission:
      ReplaceInTexts("secret", "absent", request.get());
      break;
    default:
      return nullptr;
  }
  if (request->SerializeAsString() == door.request->SerializeAsString()) return nullptr;
  return request;
}

Outcome Expected(const Door& door, const Subject& subject, Variant variant) {
  const Access& access = door.method->options().GetExtension(type::v1::access);
  const bool token = subject.id != "anonymous";
  if (access.kind() == Access::KIND_PUBLIC || access.kind() == Access::KIND_DEV) {
    return Outcome::kLetIn;
  }
  if (!token) return Outcome::kNoToken;
  if (access.kind() == Access::KIND_SERVICE) return Outcome::kService;
  if (access.kind() == Access::KIND_TOKEN) return Outcome::kLetIn;
  if (subject.place.empty()) return Outcome::kNotRegistered;
  if (variant == Variant::kAbsent) return Outcome::kHidden;
  const bool open = variant == Variant::kOpen;
  const bool list =
      door.kind == Kind::kProjects || door.kind == Kind::kCases || door.kind == Kind::kSubmissions;
  if (!open && !list && !MaySee(subject, door.kind)) return Outcome::kHidden;
  if (access.kind() == Access::KIND_MEMBER) return Outcome::kLetIn;
  const RoleSet roles = RolesOf(access);
  const bool anywhere = door.kind == Kind::kPeople || door.kind == Kind::kGrants;
  bool right = anywhere ? subject.role.has_value() && roles.Contains(*subject.role)
                        : Holds(subject, roles, door.kind == Kind::kRoot ? "gov" : kOwn);
  const bool participants =
      door.kind == Kind::kProject || door.kind == Kind::kCase || door.kind == Kind::kSubmission;
  if (participants && !access.writes() && !door.at_lead_only) {
    right = right || Holds(subject, roles, kParticipant);
  }
  return right ? Outcome::kLetIn : Outcome::kRoleMissing;
}

}  // namespace cartera::testing
