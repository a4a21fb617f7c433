#include "libs/access/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cartera/type/v1/options.pb.h"
#include "libs/platform/rpc/error.h"

namespace cartera::access {
namespace {

using lifecycle::Role;
using lifecycle::RoleSet;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const Place kTax = {"gov", "ministry", "tax"};
const Place kHealth = {"gov", "ministry", "health"};

type::v1::Access* AccessOf(std::initializer_list<const char*> roles) {
  auto* access = new type::v1::Access;  // as the contract's options: never freed
  access->set_kind(type::v1::Access::KIND_ROLE);
  for (const char* role : roles) access->add_roles(role);
  return access;
}

TEST(RolesOf, IsThatOfTheMethodAlsoWhereAnotherStoodBefore) {
  rpc::Method method;
  rpc::Call call;
  call.method = &method;
  method.access = AccessOf({"auditor"});
  EXPECT_EQ(RolesOf(call), RoleSet{Role::kAuditor});
  method.access = AccessOf({"approver", "panel"});
  EXPECT_EQ(RolesOf(call), (RoleSet{Role::kApprover, Role::kPanel}));
}

TEST(RolesOf, AGroupStandsForAllRolesOfItsSide) {
  rpc::Method method;
  rpc::Call call;
  call.method = &method;
  method.access = AccessOf({"@agency", "approver"});
  for (const Role role : lifecycle::AllRoles()) {
    EXPECT_EQ(RolesOf(call).Contains(role),
              lifecycle::SideOf(role) == lifecycle::Side::kAgency || role == Role::kApprover)
        << lifecycle::Name(role);
  }
}

TEST(Caller, HoldsARoleAtItsPlaceAndBelow) {
  Caller caller;
  caller.grants = {{Role::kFormulator, "tax"}, {Role::kSignatory, "ministry"}};
  EXPECT_TRUE(caller.Holds({Role::kFormulator}, kTax));
  EXPECT_FALSE(caller.Holds({Role::kFormulator}, kHealth));
  EXPECT_TRUE(caller.Holds({Role::kSignatory}, kHealth));
  EXPECT_FALSE(caller.Holds({Role::kSignatory}, {"gov"})) << "never above";
  EXPECT_FALSE(caller.Holds({Role::kAuditor}, kTax));
  EXPECT_FALSE(caller.Holds({Role::kFormulator}, {})) << "no place";
  EXPECT_TRUE(caller.HoldsAnywhere({Role::kFormulator}));
  EXPECT_THAT(caller.AgenciesWith({Role::kSignatory}), ElementsAre("ministry"));
}

TEST(Caller, SeesItsOwnAgencyAndThePlacesOfItsRoles) {
  Caller caller;
  caller.affiliation = "tax";
  EXPECT_TRUE(caller.Sees(kTax));
  EXPECT_FALSE(caller.Sees(kHealth));
  caller.grants = {{Role::kAuditor, "ministry"}};
  EXPECT_TRUE(caller.Sees(kHealth));
  EXPECT_THAT(caller.SeenAgencies(), UnorderedElementsAre("tax", "ministry"));
  EXPECT_FALSE(Caller().Sees(kTax)) << "nobody";
}

TEST(Caller, RootIsTheTopOfItsOwnTree) {
  Caller caller;
  EXPECT_TRUE(caller.Root().empty()) << "nobody";
  caller.affiliation_place = kTax;
  EXPECT_EQ(caller.Root(), Place{"gov"});
}

TEST(Require, NamesTheRolesThatAreMissing) {
  rpc::Method method;
  method.access = AccessOf({"auditor"});
  rpc::Call call;
  call.method = &method;
  const absl::Status status = Require(Caller(), call, kTax);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(rpc::ReasonOf(status), "ROLE_MISSING");
  EXPECT_THAT(std::string(status.message()), HasSubstr("auditor"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("tax"));
}

}  // namespace
}  // namespace cartera::access
