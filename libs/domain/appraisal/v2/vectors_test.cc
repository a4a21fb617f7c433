// The business-case vectors 2, 3, 5, 6, 7, 10 and 11: computed in IEEE double precision from the
// formulas of the UK Green Book (2022), with the standard discount schedule; year 0 first, amounts
// in millions. 13 (income weights) stands with libs/domain/finance.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/figures.h"
#include "libs/domain/appraisal/v2/suggestion.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;

// The vectors give six decimals of a million: fifty minor units either side of the last.
void ExpectMillions(const OptionFigures& figures, const std::string& id, double millions) {
  EXPECT_NEAR(static_cast<double>(ValueOf(figures, id)), millions * 1e8, 50.0) << id;
}

// An optimism bias of one cause.
methodology::OptimismBias BiasOfOneCause(int upper_bp) {
  return {.project_type = "development",
          .cost_upper_bp = upper_bp,
          .causes = {{.id = "maturity", .contribution_bp = 10'000}}};
}

void Mitigate(TestCase& test, int mitigated_bp) {
  test.content.identification.project_type = "development";
  test.content.risks.mitigations = {{.cause = "maturity", .mitigated_bp = mitigated_bp}};
}

TestCase VectorTwo() {
  TestCase test(10);
  for (const auto& [year, cost] : {std::pair(0, 100.0), {1, 50.0}, {2, 50.0}}) {
    test.Cost(year, CostCategory::kDevelopment, RealCad(MinorOfMillions(cost)));
  }
  for (int year = 3; year <= 9; ++year) {
    test.Benefit(year, BenefitCategory::kSocietal, RealCad(MinorOfMillions(30)));
  }
  return test;
}

TEST(Vectors, TwoCostsFirstAndGainsLater) {
  const auto figures = FiguresOf(VectorTwo(), GreenBook());
  const OptionFigures& option = New(figures);
  ExpectMillions(option, "economic.present_value_costs", 194.984714);
  ExpectMillions(option, "economic.present_value_benefits", 171.239767);
  ExpectMillions(option, "economic.net_present_value", -23.744947);
  EXPECT_EQ(ValueOf(option, "economic.benefit_cost_ratio"), 8782);
  EXPECT_EQ(ValueOf(option, "economic.irr"), 94);
  EXPECT_EQ(ValueOf(option, "economic.simple_payback"), 8667);
  EXPECT_EQ(Find(option, "economic.discounted_payback").note, "beyond horizon");
}

TEST(Vectors, ThreeHalfMitigatedOptimismBias) {
  TestCase test = VectorTwo();
  Mitigate(test, 5000);
  methodology::Methodology method = GreenBook();
  method.optimism_biases = {BiasOfOneCause(5100)};
  const auto figures = FiguresOf(test, method);
  ExpectMillions(New(figures), "economic.present_value_costs", 244.705816);
  ExpectMillions(New(figures), "economic.net_present_value", -73.466049);
  EXPECT_EQ(ValueOf(New(figures), "economic.benefit_cost_ratio"), 6998);
}

TEST(Vectors, FiveThreeStagesOfOneCase) {
  struct Stage {
    int mitigated_bp;
    double cost, npv;
    int64_t bcr_bp;
  };
  for (const Stage& stage : {Stage{0, 151, -40.807624, 7298},
                             {5000, 125.5, -15.307624, 8780},
                             {9000, 105.1, 5.092376, 10485}}) {
    TestCase test(5);
    test.Cost(0, CostCategory::kDevelopment, RealCad(MinorOfMillions(100)));
    for (int year = 1; year <= 4; ++year) {
      test.Benefit(year, BenefitCategory::kSocietal, RealCad(MinorOfMillions(30)));
    }
    Mitigate(test, stage.mitigated_bp);
    methodology::Methodology method = GreenBook();
    method.optimism_biases = {BiasOfOneCause(5100)};
    const auto figures = FiguresOf(test, method);
    ExpectMillions(New(figures), "economic.total_cost", 100);
    ExpectMillions(New(figures), "economic.optimism_bias", stage.cost - 100);
    ExpectMillions(New(figures), "economic.present_value_costs", stage.cost);
    ExpectMillions(New(figures), "economic.net_present_value", stage.npv);
    EXPECT_EQ(ValueOf(New(figures), "economic.benefit_cost_ratio"), stage.bcr_bp);
  }
}

// Running cost and a take-up ramp as courses: two lines for eight years each.
TestCase VectorSix() {
  TestCase test(10);
  test.Cost(0, CostCategory::kDevelopment, RealCad(MinorOfMillions(4)));
  test.Cost(1, CostCategory::kDevelopment, RealCad(MinorOfMillions(6)));
  test.Cost(2, CostCategory::kOperation, RealCad(MinorOfMillions(2))).course.last_fiscal_year =
      kBaseYear + 9;
  test.Benefit(2, BenefitCategory::kCashReleasing, RealCad(MinorOfMillions(5))).course = {
      .last_fiscal_year = kBaseYear + 9, .ramp_bp = {2500, 5000, 7500}};
  return test;
}

TEST(Vectors, SixAnInformationSystem) {
  const auto figures = FiguresOf(VectorSix(), GreenBook());
  const OptionFigures& option = New(figures);
  ExpectMillions(option, "economic.present_value_benefits", 26.362690);
  ExpectMillions(option, "economic.present_value_costs", 23.080107);
  ExpectMillions(option, "economic.net_present_value", 3.282583);
  EXPECT_EQ(ValueOf(option, "economic.benefit_cost_ratio"), 11422);
  EXPECT_EQ(ValueOf(option, "economic.irr"), 853);
  EXPECT_EQ(ValueOf(option, "economic.simple_payback"), 6833);
  EXPECT_EQ(ValueOf(option, "economic.discounted_payback"), 7525);
  EXPECT_EQ(option.npv.amount, RealCad(ValueOf(option, "economic.net_present_value")));
  EXPECT_EQ(option.bcr.ratio_bp, 11422);
}

TEST(Vectors, SevenOptimismBiasOnTheBuild) {
  struct Row {
    int bias_bp;
    double npv;
    int64_t bcr_bp;
  };
  for (const Row& row :
       {Row{1000, 2.302873, 10957}, {10'000, -6.514519, 8019}, {20'000, -16.311620, 6178}}) {
    methodology::Methodology by_type = GreenBook();
    by_type.optimism_biases = {BiasOfOneCause(row.bias_bp)};
    TestCase test = VectorSix();
    Mitigate(test, 0);
    methodology::Methodology by_category = GreenBook();
    by_category.uplifts = {{.category = CostCategory::kDevelopment, .uplift_bp = row.bias_bp}};
    for (const auto& figures : {FiguresOf(test, by_type), FiguresOf(test, by_category)}) {
      ExpectMillions(New(figures), "economic.net_present_value", row.npv);
      EXPECT_EQ(ValueOf(New(figures), "economic.benefit_cost_ratio"), row.bcr_bp);
    }
  }
}

// Green Book (2022), METB of 20 %: 100 at an optimism bias of 0.20 half mitigated costs 132.
TEST(Vectors, BiasBeforeTaxFinancing) {
  TestCase test(1);
  test.Cost(0, CostCategory::kDevelopment, RealCad(MinorOfMillions(100)));
  Mitigate(test, 5000);
  methodology::Methodology method = GreenBook();
  method.optimism_biases = {BiasOfOneCause(2000)};
  method.tax_financing = {.cost_bp = 2000};
  ExpectMillions(New(FiguresOf(test, method)), "economic.present_value_costs", 132);
}

TEST(Vectors, TenARiskRegisterInMoney) {
  TestCase test(1);
  for (const auto& [probability_bp, impact] : {std::pair(3000, 2.0), {5000, 5.0}, {2000, 10.0}}) {
    test.content.risks.risks.push_back({.id = "r" + std::to_string(probability_bp),
                                        .probability_bp = probability_bp,
                                        .cost_impact = RealCad(MinorOfMillions(impact))});
  }
  const auto figures = FiguresOf(test, GreenBook());
  ExpectMillions(New(figures), "economic.expected_risk_cost", 5.1);
  ExpectMillions(New(figures), "economic.risk_exposure", 17);
}

// GDP deflator of the Green Book's data, 2024 = 100.
TEST(Vectors, ElevenPricesOfOtherYears) {
  methodology::Methodology method = GreenBook();
  method.price_series = {
      {.id = "general",
       .vintage = "2024",
       .index_micro_by_year = {
           {2015, 75'153'600}, {2019, 81'108'500}, {2023, 96'250'700}, {2024, 100'000'000}}}};
  const auto real = [&](int from, int to) {
    const auto amounts =
        Prices(method, to)
            .Convert(RealCad(MinorOfMillions(100), from), MinorOfMillions(100), "", to);
    EXPECT_TRUE(amounts.ok()) << amounts.status();
    return amounts.ok() ? static_cast<double>(amounts->real_minor) / 1e8 : 0.0;
  };
  EXPECT_NEAR(real(2015, 2023), 128.071975, 5e-7);
  EXPECT_NEAR(real(2019, 2024), 123.291640, 5e-7);
}

// The categories of the UK Department for Transport; a boundary belongs to the category above.
TEST(Vectors, FifteenValueForMoney) {
  methodology::Methodology method = GreenBook();
  method.value_bands_origin = {methodology::Standing::kFromSource, "dft"};
  method.value_bands = {{.title = {{"en", "very poor"}}},
                        {.from_bp = 0, .title = {{"en", "poor"}}},
                        {.from_bp = 10'000, .title = {{"en", "low"}}},
                        {.from_bp = 15'000, .title = {{"en", "medium"}}},
                        {.from_bp = 20'000, .title = {{"en", "high"}}},
                        {.from_bp = 40'000, .title = {{"en", "very high"}}}};
  for (const auto& [ratio_bp, band] : {std::pair(9990, "poor"),
                                       {10'000, "low"},
                                       {15'000, "medium"},
                                       {20'000, "high"},
                                       {40'000, "very high"},
                                       {-1000, "very poor"}}) {
    OptionFigures figures;
    figures.incremental_bcr.ratio_bp = ratio_bp;
    EXPECT_EQ(ValueBandOf(method, &figures), band) << ratio_bp;
  }
}

}  // namespace
}  // namespace cartera::appraisal::v2
