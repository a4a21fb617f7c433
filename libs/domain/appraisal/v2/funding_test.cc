#include "libs/domain/appraisal/v2/funding.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/figures.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"

// Norwegian co-financing: sizes, shares and caps as seen on difi.no (2016) and digdir.no (later),
// the grants computed from them; amounts in millions.
namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;
using methodology::GainSharing;
using methodology::GrantRule;
using ::testing::HasSubstr;

constexpr int64_t kMillion = 100'000'000;

GrantRule Rule(int64_t from, int64_t to, int share_bp, std::optional<int64_t> cap) {
  GrantRule rule{.id = "scheme", .title = {{"en", "Scheme"}}, .unit = "CAD", .share_bp = share_bp};
  rule.from_minor = from * kMillion;
  rule.to_minor = to * kMillion;
  if (cap.has_value()) rule.cap_minor = *cap * kMillion;
  return rule;
}

std::optional<double> Grant(const GrantRule& rule, double cost) {
  const auto minor = GrantOf(rule, MinorOfMillions(cost));
  if (!minor.has_value()) return std::nullopt;
  return static_cast<double>(*minor) / kMillion;
}

TEST(Grant, Of2016) {
  const GrantRule rule = Rule(5, 50, 5'000, 15);
  EXPECT_EQ(Grant(rule, 4.9), std::nullopt);
  EXPECT_EQ(Grant(rule, 5), 2.5);
  EXPECT_EQ(Grant(rule, 20), 10);
  EXPECT_EQ(Grant(rule, 30), 15);
  EXPECT_EQ(Grant(rule, 50), 15);
  EXPECT_EQ(Grant(rule, 60), std::nullopt);
}

TEST(Grant, Of2020ForCommonSolutions) {
  const GrantRule rule = Rule(0, 100, 8'500, std::nullopt);
  EXPECT_EQ(Grant(rule, 20), 17);
  EXPECT_EQ(Grant(rule, 50), 42.5);
  EXPECT_EQ(Grant(rule, 100), 85);
  EXPECT_EQ(Grant(rule, 101), std::nullopt);
}

TEST(Grant, AsItWasLastSeen) {
  const GrantRule rule = Rule(10, 100, 5'000, 50);
  EXPECT_EQ(Grant(rule, 5), std::nullopt);
  EXPECT_EQ(Grant(rule, 20), 10);
  EXPECT_EQ(Grant(rule, 60), 30);
  EXPECT_EQ(Grant(rule, 100), 50);
  EXPECT_EQ(Grant(rule, 101), std::nullopt);
}

// Half of the applicant's net gain; of another agency's when above five million (seen), computed.
TEST(BudgetCut, OfTheNetGain) {
  const GainSharing rule{.share_bp = 5'000, .others_above_minor = 5 * kMillion, .unit = "CAD"};
  EXPECT_EQ(BudgetCutOf(rule, true, (10 - 2) * kMillion), 4 * kMillion);
  EXPECT_EQ(BudgetCutOf(rule, false, 6 * kMillion), 3 * kMillion);
  EXPECT_EQ(BudgetCutOf(rule, false, 5 * kMillion), 0);
  EXPECT_EQ(BudgetCutOf(rule, true, -kMillion), 0);
}

// A project of 20 m and 2 m a year to run; from the third year the applicant gains 10 m, one agency
// 6 m and another 5 m.
TestCase CaseOfThreeBodies() {
  TestCase test(5);
  test.Cost(0, CostCategory::kDevelopment, RealCad(20 * kMillion));
  test.Cost(2, CostCategory::kOperation, RealCad(2 * kMillion)).course.last_fiscal_year =
      kBaseYear + 4;
  const auto gain = [&](int64_t millions, Bearer gainer, const char* body) {
    BenefitLine& line =
        test.Benefit(2, BenefitCategory::kCashReleasing, RealCad(millions * kMillion));
    line.course.last_fiscal_year = kBaseYear + 4;
    line.gainer = gainer;
    line.beneficiary = body;
  };
  gain(10, Bearer::kApplicant, "us");
  gain(6, Bearer::kCentralAgency, "tax agency");
  gain(5, Bearer::kCentralAgency, "land registry");
  gain(7, Bearer::kMunicipality, "a town");
  return test;
}

methodology::Methodology Cofinancing() {
  methodology::Methodology method = PlainMethod(400);
  method.grants = {Rule(10, 100, 5'000, 50)};
  method.grants[0].origin = {methodology::Standing::kOfficial, "scheme"};
  method.gain_sharing = {{.share_bp = 5'000, .others_above_minor = 5 * kMillion, .unit = "CAD"}};
  return method;
}

TEST(Funding, ShowsWhatASchemePaysAndWhatBudgetsLose) {
  const auto figures = FiguresOf(CaseOfThreeBodies(), Cofinancing());
  const OptionFigures& option = New(figures);
  EXPECT_EQ(ValueOf(option, "fiscal.project_cost"), 20 * kMillion);
  EXPECT_EQ(ValueOf(option, "fiscal.grant_ceiling"), 10 * kMillion);
  EXPECT_EQ(Find(option, "fiscal.grant_ceiling").explanation.inputs[1].source, "scheme");
  EXPECT_EQ(ValueOf(option, "fiscal.budget_cut"), (4 + 3 + 0) * kMillion);
  const Explanation& cut = Find(option, "fiscal.budget_cut").explanation;
  EXPECT_THAT(cut.label, HasSubstr("2031"));
  ASSERT_EQ(cut.inputs.size(), 3);
  EXPECT_EQ(cut.inputs[0].label, "the applicant");
  EXPECT_EQ(cut.inputs[0].inputs[1].value, 2 * kMillion);
  EXPECT_EQ(cut.inputs[1].label, "land registry");
  EXPECT_EQ(cut.inputs[1].value, 0);
}

TEST(Funding, SaysWhenThereIsNone) {
  TestCase small(5);
  small.Cost(0, CostCategory::kDevelopment, RealCad(9 * kMillion));
  const auto figures = FiguresOf(small, Cofinancing());
  EXPECT_EQ(Find(New(figures), "fiscal.grant_ceiling").explanation.value, std::nullopt);
  EXPECT_EQ(Find(New(figures), "fiscal.grant_ceiling").note, "no scheme is for such a cost");
  EXPECT_EQ(ValueOf(New(figures), "fiscal.budget_cut"), 0);
}

TEST(Funding, NeedsAPlanningRateToTheUnitOfTheScheme) {
  methodology::Methodology method = Cofinancing();
  method.grants[0].unit = method.gain_sharing->unit = "NOK";
  TestCase test = CaseOfThreeBodies();
  const auto without = FiguresOf(test, method);
  EXPECT_THAT(Find(New(without), "fiscal.grant_ceiling").explanation.inputs[1].formula,
              HasSubstr("NOK"));
  EXPECT_THAT(Find(New(without), "fiscal.budget_cut").note, HasSubstr("NOK"));
  // Half of what 20 m CAD are in NOK at two to one is at most 5 m CAD x 2.
  test.content.costs.planning_rates = {
      {.from_unit = "NOK", .to_unit = "CAD", .rate_nano = 500'000'000}};
  EXPECT_EQ(ValueOf(New(FiguresOf(test, method)), "fiscal.grant_ceiling"), 10 * kMillion);
}

}  // namespace
}  // namespace cartera::appraisal::v2
