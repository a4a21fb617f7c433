// How much a case must say, by its kind, its cost and its stage.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/sample_case.h"

namespace cartera::appraisal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The smaller of the two: a short case is not asked for a full one's texts at its full stage.
TEST(ScopeOfACase, AsksForWhatBothStageAndTierNeed) {
  methodology::Methodology method = ChileOfEngine2();
  method.tiers[1].sections = {
      {.section = Section::kProblem, .required_fields = {"problem.problem"}},
      {.section = Section::kCosts, .required_fields = {"costs.method"}}};
  methodology::Stage stage;
  stage.id = "full";
  stage.sections = {{.section = Section::kProblem,
                     .required_fields = {"problem.problem", "problem.affected_users"}},
                    {.section = Section::kCosts},
                    {.section = Section::kSecurity, .required_fields = {"security.privacy"}},
                    {.section = Section::kExploration}};
  method.tiers[0].sections.push_back({.section = Section::kSecurity});
  method.stages.push_back(stage);
  const auto sections = RequiredSections(method, {.stage = "full", .tier = "full"});
  ASSERT_EQ(sections.size(), 3u);  // security is of another tier, the exploration of none
  EXPECT_THAT(sections[0].required_fields, ElementsAre("problem.problem"));
  EXPECT_EQ(sections[1].section, Section::kCosts);
  EXPECT_THAT(sections[1].required_fields, IsEmpty());
  EXPECT_EQ(sections[2].section, Section::kExploration);
  EXPECT_EQ(RequiredSections(method, {.stage = "full"}).size(), 4u);
  EXPECT_EQ(RequiredSections(method, {.tier = "full"}).size(), 2u);
  EXPECT_EQ(RequiredSections(method, {}).size(), method.sections.size());
}

TEST(ScopeOfACase, SendsNoShortCaseBackForWhatItsFormDoesNotAsk) {
  methodology::Methodology method = ChileOfEngine2();
  for (const Section section : {Section::kRisks, Section::kAlignment}) {
    method.tiers[1].sections.push_back({.section = section});
  }
  CaseContent content = SampleCaseOfEngine2();
  content.risks.profile.clear();
  content.risks.risks.resize(1);
  content.alignment.requirements.pop_back();  // the one that is not mandatory
  std::erase_if(content.costs.lines,
                [](const CostLine& line) { return line.category == CostCategory::kSecurity; });
  const auto found = [&](absl::string_view code) {
    for (const Finding& finding : Check(content, method, SampleContext().basis, {.tier = "full"})) {
      if (finding.code == code) return std::string(Name(finding.severity));
    }
    return std::string("nothing");
  };
  EXPECT_EQ(found("PROFILE_UNANSWERED"), "must");
  EXPECT_EQ(found("RISK_GROUP_NOT_COVERED"), "should");
  EXPECT_EQ(found("REQUIREMENT_UNANSWERED"), "note");
  EXPECT_EQ(found("COST_CATEGORY_MISSING"), "must");
  method.tiers[1].field_count_max = 25;
  EXPECT_EQ(found("PROFILE_UNANSWERED"), "nothing");
  EXPECT_EQ(found("RISK_GROUP_NOT_COVERED"), "nothing");
  EXPECT_EQ(found("REQUIREMENT_UNANSWERED"), "nothing");
  EXPECT_EQ(found("COST_CATEGORY_MISSING"), "should");
}

TEST(ScopeOfACase, ScopeFollowsKindAndCost) {
  methodology::Methodology method = ChileOfEngine2();
  method.tiers[0].project_kinds = {"continuity"};
  const CaseContent content = SampleCaseOfEngine2();
  EXPECT_EQ(ScopeOf(content, method, "continuity", "full").tier, "line");
  EXPECT_EQ(ScopeOf(content, method, "new", "full").tier, "full");
  EXPECT_EQ(ScopeOf(content, Chile(), "new", "full").tier, "");
}

}  // namespace
}  // namespace cartera::appraisal
