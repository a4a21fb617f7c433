#include "libs/domain/lifecycle/roles.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/domain/lifecycle/conflict_of_interest.h"

namespace cartera::lifecycle {
namespace {

TEST(Roles, GoBothWaysByNameInTheirOrder) {
  EXPECT_EQ(AllRoles().size(), 16u);
  for (size_t i = 0; i < AllRoles().size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(AllRoles()[i]), i);
    EXPECT_EQ(*ParseRole(Name(AllRoles()[i])), AllRoles()[i]);
  }
  const absl::Status status = ParseRole("boss").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("\"boss\" is not a role: formulator, "), std::string::npos);
}

TEST(MayMerge, AllowsAnyTwoOfTheAgencySide) {
  for (Role a : AllRoles()) {
    for (Role b : AllRoles()) {
      EXPECT_EQ(MayMerge(a, b), MayMerge(b, a));
      if (SideOf(a) == Side::kAgency && SideOf(b) == Side::kAgency) {
        EXPECT_TRUE(MayMerge(a, b)) << Name(a) << " " << Name(b);
      }
    }
  }
}

TEST(MayMerge, NeverJoinsReviewingOrDecidingWithTheAgencySide) {
  for (Role agency : AllRoles()) {
    if (SideOf(agency) != Side::kAgency) continue;
    for (Role other : AllRoles()) {
      if (SideOf(other) == Side::kAgency || other == Role::kPublic) continue;
      EXPECT_FALSE(MayMerge(agency, other)) << Name(agency) << " " << Name(other);
    }
  }
}

TEST(MayMerge, KeepsTwoPersonRulesTwoPersons) {
  EXPECT_FALSE(MayMerge(Role::kMethodEditor, Role::kMethodPublisher));
  EXPECT_FALSE(MayMerge(Role::kAccessAdministrator, Role::kMethodPublisher));
  EXPECT_FALSE(MayMerge(Role::kAuditor, Role::kApprover));
  EXPECT_TRUE(MayMerge(Role::kBudgetReviewer, Role::kApprover));
}

const AgencyPath kRoot = {"agencies/gov"};
const AgencyPath kHealth = {"agencies/gov", "agencies/health"};
const AgencyPath kHospitals = {"agencies/gov", "agencies/health", "agencies/hospitals"};
const AgencyPath kVaccines = {"agencies/gov", "agencies/health", "agencies/vaccines"};
const AgencyPath kFinance = {"agencies/gov", "agencies/finance"};
const AgencyPath kBudget = {"agencies/gov", "agencies/finance", "agencies/budget"};
const AgencyPath kTax = {"agencies/gov", "agencies/finance", "agencies/tax"};

std::string ConflictWith(const std::vector<AgencyPath>& affiliations, const AgencyPath& lead,
                         const std::vector<AgencyPath>& participants = {}) {
  const auto conflict = ConflictOfInterest(
      "people/ana", affiliations, {.lead = lead, .participants = participants, .authors = {}});
  return conflict.has_value() ? conflict->reason : "";
}

TEST(ConflictOfInterest, OfTheLeadAndItsLine) {
  EXPECT_EQ(ConflictWith({kHospitals}, kHospitals),
            "the person belongs to agencies/hospitals, which leads the project");
  EXPECT_EQ(ConflictWith({kHealth}, kHospitals),
            "the person belongs to agencies/health, which is above agencies/hospitals, which leads "
            "the project");
  EXPECT_EQ(ConflictWith({kHospitals}, kHealth),
            "the person belongs to agencies/hospitals, which is below agencies/health, which leads "
            "the project");
}

TEST(ConflictOfInterest, OfAParticipantAndOfASecondAffiliation) {
  EXPECT_EQ(ConflictWith({kBudget}, kHospitals, {kVaccines, kFinance}),
            "the person belongs to agencies/budget, which is below agencies/finance, which takes "
            "part in the project");
  EXPECT_NE(ConflictWith({kBudget, kHealth}, kHospitals), "");
}

TEST(ConflictOfInterest, NotOfAnotherLineASiblingOrTheRoot) {
  EXPECT_EQ(ConflictWith({kBudget}, kHospitals), "");
  EXPECT_EQ(ConflictWith({kVaccines}, kHospitals), "");
  EXPECT_EQ(ConflictWith({kTax}, kBudget), "");
  EXPECT_EQ(ConflictWith({kRoot}, kHospitals), "");
  EXPECT_EQ(ConflictWith({}, kHospitals), "");
}

TEST(ConflictOfInterest, OfTheRootOnlyWhenTheRootItselfLeads) {
  EXPECT_NE(ConflictWith({kRoot}, kRoot), "");
  EXPECT_EQ(ConflictWith({kBudget}, kRoot), "");
}

TEST(ConflictOfInterest, OfAnAuthorFirst) {
  const auto conflict =
      ConflictOfInterest("people/ana", {kHospitals},
                         {.lead = kHospitals, .participants = {}, .authors = {"people/ana"}});
  ASSERT_TRUE(conflict.has_value());
  EXPECT_EQ(conflict->kind, Conflict::Kind::kAuthor);
  EXPECT_FALSE(
      ConflictOfInterest("people/eva", {kBudget},
                         {.lead = kHospitals, .participants = {}, .authors = {"people/ana"}})
          .has_value());
}

}  // namespace
}  // namespace cartera::lifecycle
