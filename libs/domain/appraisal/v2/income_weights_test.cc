#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/figures.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;
using ::testing::HasSubstr;

constexpr char kWeighted[] = "economic.weighted_net_present_value";

// Elasticity 1.3 (UK Green Book, seen), gains at an income of 35,000 in prices of 2027 weigh 1.
methodology::Methodology Method() {
  methodology::Methodology method = PlainMethod(0);
  method.income_weights = {{.elasticity_milli = 1300,
                            .reference_income_minor = 35'000'00,
                            .unit = "CAD",
                            .price_year = kBaseYear,
                            .origin = {methodology::Standing::kOfficial, "book"},
                            .reference_origin = {methodology::Standing::kFromSource, "survey"}}};
  return method;
}

// 100 m spent; people with that income gain 80 m, others 10 m.
TestCase CaseWithIncome(int64_t income) {
  TestCase test(3);
  test.Cost(0, CostCategory::kDevelopment, RealCad(MinorOfMillions(100)));
  test.Benefit(1, BenefitCategory::kSocietal, RealCad(MinorOfMillions(80))).gainer_income =
      RealCad(income * 100);
  test.Benefit(1, BenefitCategory::kSocietal, RealCad(MinorOfMillions(10)));
  return test;
}

// The weights 1.548697 and 0.371286 were computed in double precision.
TEST(IncomeWeights, GainsOfThePoorCountForMore) {
  const auto weighted = [](int64_t income) {
    return static_cast<double>(
        ValueOf(New(FiguresOf(CaseWithIncome(income), Method())), kWeighted));
  };
  EXPECT_NEAR(weighted(25'000), (-100 + 80 * 1.548697 + 10) * 1e8, 5e3);
  EXPECT_NEAR(weighted(75'000), (-100 + 80 * 0.371286 + 10) * 1e8, 5e3);
  EXPECT_EQ(weighted(35'000), -10e8);
}

TEST(IncomeWeights, AreExplainedDownToTheIncome) {
  const auto figures = FiguresOf(CaseWithIncome(25'000), Method());
  const Explanation& weighted = Find(New(figures), kWeighted).explanation;
  ASSERT_EQ(weighted.inputs.size(), 2);  // the NPV and one gain
  EXPECT_EQ(weighted.inputs[0].formula, "see economic.net_present_value");
  const Explanation& weight = weighted.inputs[1].inputs[0];
  EXPECT_NEAR(static_cast<double>(*weight.value), 1.548697e9, 5e2);
  EXPECT_EQ(weight.source, "book");
  EXPECT_EQ(weight.inputs[0].source, "survey");
  EXPECT_EQ(weight.inputs[1].field_path, "benefits.lines[id=b1].gainer_income");
  EXPECT_EQ(weight.inputs[1].value, 25'000'00);
}

TEST(IncomeWeights, CompareIncomesInTheSamePrices) {
  methodology::Methodology method = Method();
  method.income_weights->price_year = 2026;
  method.price_series = {{.id = "general",
                          .index_micro_by_year = {{2026, 1'000'000}, {2027, 1'400'000}},
                          .assumed_growth_bp = 0}};
  // 49,000 in prices of 2027 are 35,000 in prices of 2026.
  EXPECT_EQ(ValueOf(New(FiguresOf(CaseWithIncome(49'000), method)), kWeighted), -10 * 100'000'000);
}

TEST(IncomeWeights, SayWhatIsMissing) {
  const auto note = [](const TestCase& test, const methodology::Methodology& method) {
    return Find(New(FiguresOf(test, method)), kWeighted).note;
  };
  TestCase without = CaseWithIncome(25'000);
  without.content.benefits.lines[0].gainer_income.reset();
  EXPECT_EQ(note(without, Method()), "no gain says the income of those who have it");
  methodology::Methodology pounds = Method();
  pounds.income_weights->unit = "GBP";
  EXPECT_THAT(note(CaseWithIncome(25'000), pounds),
              HasSubstr("benefits.lines[id=b1].gainer_income is in CAD"));
  for (const Figure& figure : New(FiguresOf(without, PlainMethod(0))).figures) {
    EXPECT_NE(figure.id, kWeighted);
  }
}

}  // namespace
}  // namespace cartera::appraisal::v2
