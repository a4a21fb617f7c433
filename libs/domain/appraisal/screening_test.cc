#include "libs/domain/appraisal/screening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/sample_case.h"

namespace cartera::appraisal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

methodology::Methodology WithGrounds() {
  methodology::Methodology method = ChileOfEngine2();
  method.refusal_grounds = {
      {.id = "no-problem", .absent = {"problem.affected_users", "problem.problem"}},
      {.id = "no-costs", .absent = {"costs"}, .findings = {"COST_CATEGORY_MISSING"}},
      {.id = "no-gains", .findings = {"BASELINE_MISSING", "BENEFIT_OWNER_MISSING"}},
  };
  return method;
}

// "no-problem: problem.problem ABSENT", in their order.
std::vector<std::string> Shown(const CaseContent& content, const CheckScope& scope = {}) {
  const methodology::Methodology method = WithGrounds();
  std::vector<std::string> lines;
  for (const GivenGround& given : Screen(content, method, SampleContext().basis, scope)) {
    for (const Finding& finding : given.findings) {
      lines.push_back(absl::StrCat(given.ground->id, ": ", finding.field_path, " ", finding.code));
    }
  }
  return lines;
}

TEST(Screen, ACompleteCaseGivesNoGround) { EXPECT_THAT(Shown(SampleCase()), IsEmpty()); }

TEST(Screen, NamesWhatIsEmptyInTheOrderOfTheGroundAndGroundsInThatOfTheMethod) {
  CaseContent content = SampleCase();
  content.problem.affected_users = " ";
  content.problem.problem.clear();
  content.costs = {};
  EXPECT_THAT(Shown(content),
              ElementsAre("no-problem: problem.affected_users ABSENT",
                          "no-problem: problem.problem ABSENT", "no-costs: costs ABSENT"));
}

TEST(Screen, WhatTheCheckFindsIsAGroundWhenTheMethodSaysSo) {
  CaseContent content = SampleCase();
  content.benefits.lines[0].measured_baseline.clear();
  EXPECT_THAT(Shown(content), ElementsAre("no-gains: benefits.lines[id=b1].indicator "
                                          "BASELINE_MISSING"));
}

TEST(Screen, DoesNotMissWhatStageAndTierDoNotAskFor) {
  methodology::Methodology method = WithGrounds();
  method.stages.push_back({.id = "outline", .sections = {{.section = Section::kCosts}}});
  CaseContent content = SampleCase();
  content.problem = {};
  EXPECT_THAT(Screen(content, method, SampleContext().basis, {.stage = "outline"}), IsEmpty());
  EXPECT_EQ(Screen(content, method, SampleContext().basis, {}).size(), 1U);
}

}  // namespace
}  // namespace cartera::appraisal
