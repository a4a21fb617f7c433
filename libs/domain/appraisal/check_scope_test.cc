// How much a case must say, by its kind, its cost and its stage.
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/sample_case.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::appraisal {
namespace {

using ::testing::Contains;
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

// A fault in a line is told; it does not turn a small case into a large one.
TEST(ScopeOfACase, FaultyLinesDoNotRaiseTheTier) {
  methodology::Methodology method = ChileOfEngine2();
  method.tiers[0].below_minor = 1'000'000'000'00;
  method.tiers[0].unit = "CAD";
  CaseContent content = SampleCaseOfEngine2();
  EXPECT_EQ(ScopeOf(content, method, "new", "full").tier, "line");
  content.costs.lines[1].amount->unit = {.code = "USD", .decimals = 2};
  content.costs.lines[4].course.last_fiscal_year = 1999;
  EXPECT_EQ(ScopeOf(content, method, "new", "full").tier, "line");
}

// Saved incomplete, a case hears all that is missing, and what each gap costs.
TEST(ScopeOfACase, AnEmptyCaseHearsWhatEachGapCosts) {
  int scopes = 0;
  for (const EmbeddedFile& pack : methodology::Packs()) {
    const auto method = methodology::ParseText(pack.text);
    ASSERT_TRUE(method.ok()) << pack.name;
    for (const auto& tier : method->tiers) {
      for (const auto& stage : method->stages) {
        const CheckScope scope{.stage = stage.id, .tier = tier.id};
        const std::string where = method->id + " " + tier.id + " " + stage.id;
        std::set<std::string> missing;
        for (const Finding& finding : Check(CaseContent(), *method, SampleContext().basis, scope)) {
          missing.insert(finding.field_path);
          EXPECT_FALSE(finding.message.empty()) << where << " " << finding.code;
          if (finding.severity == Severity::kNote) continue;
          EXPECT_FALSE(finding.consequence.empty()) << where << " " << finding.code;
        }
        for (const auto& section : RequiredSections(*method, scope)) {
          for (const std::string& field : section.required_fields) {
            EXPECT_THAT(missing, Contains(field)) << where;
          }
        }
        ++scopes;
      }
    }
  }
  EXPECT_GE(scopes, 18);
}

// One break in each of the new parts of a case; all are found together, each at its place.
TEST(ScopeOfACase, HearsAllFaultsAtOnce) {
  CaseContent content = SampleCaseOfEngine2();
  CostLine& cloud = content.costs.lines[4];
  cloud.quantity->overhead_bp = -1;
  cloud.course.last_fiscal_year = 1999;
  cloud.tax->rate_bp = 10'001;
  cloud.spread->low_bp = -1;
  content.costs.lines[0].description = "Yearly depreciation of servers";
  content.costs.lines[1].amount = money::Real(1, {.code = "EUR", .decimals = 2}, 2027);
  content.benefits.lines[1].quantity->unit_value = "minute";
  content.risks.risks[0].lines = {"nowhere"};
  content.risks.risks[0].delay_likely_months = 999;
  std::vector<std::string> found;
  for (const Finding& finding : CheckComputable(content, ChileOfEngine2(), SampleContext().basis)) {
    found.push_back(finding.code + " " + finding.field_path);
  }
  EXPECT_THAT(found, ::testing::IsSupersetOf(
                         {"DEPRECIATION_AS_COST costs.lines[id=c1].description",
                          "UNIT_WITHOUT_RATE costs.lines[id=c2].amount",
                          "COURSE_ENDS_BEFORE_START costs.lines[id=c5].course.last_fiscal_year",
                          "OVERHEAD_OUT_OF_RANGE costs.lines[id=c5].quantity.overhead_bp",
                          "SPREAD_OUT_OF_RANGE costs.lines[id=c5].spread",
                          "TAX_RATE_OUT_OF_RANGE costs.lines[id=c5].tax.rate_bp",
                          "UNKNOWN_UNIT_VALUE benefits.lines[id=b2].quantity.unit_value",
                          "DELAY_NOT_RISING risks.risks[id=governance].delay_likely_months",
                          "UNKNOWN_LINE risks.risks[id=governance].lines"}));
}

}  // namespace
}  // namespace cartera::appraisal
