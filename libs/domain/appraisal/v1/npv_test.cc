#include "libs/domain/appraisal/v1/npv.h"

#include <vector>

#include "gtest/gtest.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v1/payback.h"
#include "libs/domain/appraisal/v1/tco.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v1 {
namespace {

// One unit of the vectors is a million minor units, so that six digits can be compared.
constexpr int64_t kUnit = 1'000'000;

std::vector<double> UkFactors(int count) {
  return *DiscountFactors({.schedule = {{0, 350}, {31, 300}}}, count);
}

std::vector<int64_t> Scaled(const std::vector<double>& units) {
  std::vector<int64_t> minor;
  for (double unit : units) minor.push_back(*RoundToMinor(unit * kUnit));
  return minor;
}

int64_t Pv(const std::vector<double>& units) {
  return *PresentValue(Scaled(units), UkFactors(static_cast<int>(units.size())));
}

// Business-case vectors under the UK standard rate, computed in double precision.
TEST(NetPresentValue, MatchesTheBusinessCaseVectors) {
  const struct {
    const char* name;
    std::vector<double> costs;
    std::vector<double> benefits;
    int64_t pvc;
    int64_t pvb;
    int64_t npv;
    int64_t bcr_bp;
  } kRows[] = {
      {"1", {100}, {0, 30, 30, 30, 30, 30}, 100'000'000, 135'451'571, 35'451'571, 13545},
      {"2",
       {100, 50, 50},
       {0, 0, 0, 30, 30, 30, 30, 30, 30, 30},
       194'984'714,
       171'239'767,
       -23'744'947,
       8782},
      // Costs of row 2 times 1 + 0.51 x (1 - 0.5), optimism bias half mitigated.
      {"3",
       {125.5, 62.75, 62.75},
       {0, 0, 0, 30, 30, 30, 30, 30, 30, 30},
       244'705'816,
       171'239'767,
       -73'466'049,
       6998},
      {"5 full bias", {151}, {0, 30, 30, 30, 30}, 151'000'000, 110'192'376, -40'807'624, 7298},
      {"5 mitigated", {105.1}, {0, 30, 30, 30, 30}, 105'100'000, 110'192'376, 5'092'376, 10485},
      {"6",
       {4, 6, 2, 2, 2, 2, 2, 2, 2, 2},
       {0, 0, 1.25, 2.5, 3.75, 5, 5, 5, 5, 5},
       23'080'107,
       26'362'690,
       3'282'583,
       11422},
  };
  for (const auto& row : kRows) {
    const int64_t pvc = Pv(row.costs);
    const int64_t pvb = Pv(row.benefits);
    EXPECT_NEAR(static_cast<double>(pvc), static_cast<double>(row.pvc), 1) << row.name;
    EXPECT_NEAR(static_cast<double>(pvb), static_cast<double>(row.pvb), 1) << row.name;
    EXPECT_NEAR(static_cast<double>(*NetPresentValue(pvb, pvc)), static_cast<double>(row.npv), 1)
        << row.name;
    EXPECT_EQ(*BenefitCostRatioBp(pvb, pvc), row.bcr_bp) << row.name;
    EXPECT_EQ(*NetPresentValue(pvb, pvc), pvb - pvc);
  }
}

TEST(PresentValue, OfNothingIsZeroAndTooManyFlowsAreRefused) {
  EXPECT_EQ(*PresentValue({}, {}), 0);
  EXPECT_FALSE(PresentValue({1, 2}, {1.0}).ok());
}

// Green Book: undefined when there are no costs; never infinite.
TEST(BenefitCostRatioBp, IsAbsentWithoutCosts) {
  EXPECT_FALSE((*BenefitCostRatioBp(100, 0)).has_value());
  EXPECT_FALSE((*BenefitCostRatioBp(100, -1)).has_value());
  EXPECT_EQ(*BenefitCostRatioBp(0, 100), 0);
  EXPECT_EQ(*BenefitCostRatioBp(-50, 100), -5000);
  EXPECT_EQ(*BenefitCostRatioBp(1, 3), 3333);
  EXPECT_FALSE(BenefitCostRatioBp(kPresentValueMinorMax, 1).ok());
}

// Vectors 1, 2 and 6: 3.333333, 8.666667 and 6.833333 years.
TEST(SimplePaybackMilliyears, InterpolatesWithinTheYear) {
  EXPECT_EQ(*SimplePaybackMilliyears({-100, 30, 30, 30, 30, 30}), 3333);
  EXPECT_EQ(*SimplePaybackMilliyears({-100, -50, -50, 30, 30, 30, 30, 30, 30, 30}), 8667);
  EXPECT_EQ(*SimplePaybackMilliyears({-400, -600, -75, 50, 175, 300, 300, 300, 300, 300}), 6833);
}

TEST(SimplePaybackMilliyears, IsAbsentWhenItNeverComes) {
  EXPECT_FALSE((*SimplePaybackMilliyears({-100, 30})).has_value());
  EXPECT_FALSE((*SimplePaybackMilliyears({100, -200})).has_value());
  EXPECT_EQ(*SimplePaybackMilliyears({}), 0);
  EXPECT_EQ(*SimplePaybackMilliyears({0, 10}), 0);
  EXPECT_EQ(*SimplePaybackMilliyears({-10, 20, -20, 20}), 2500);
}

// Vector 7: row 6 with 10, 100 and 200 % on the build (years 0 and 1).
TEST(FlowsByYear, AddsTheUpliftOfItsCategory) {
  const struct {
    int uplift_bp;
    int64_t npv;
    int64_t bcr_bp;
  } kRows[] = {{1000, 2'302'873, 10957}, {10000, -6'514'519, 8019}, {20000, -16'311'620, 6178}};
  FlowTable flows;
  flows.costs[{2027, CostCategory::kDevelopment}] = 4 * kUnit;
  flows.costs[{2028, CostCategory::kDevelopment}] = 6 * kUnit;
  for (int year = 2029; year < 2037; ++year) {
    flows.costs[{year, CostCategory::kOperation}] = 2 * kUnit;
    flows.benefits[year] = 5 * kUnit;
  }
  flows.benefits[2029] = 1'250'000;
  flows.benefits[2030] = 2'500'000;
  flows.benefits[2031] = 3'750'000;
  for (const auto& row : kRows) {
    const methodology::Uplift uplift{.category = CostCategory::kDevelopment,
                                     .uplift_bp = row.uplift_bp};
    const YearFlows by_year = FlowsByYear(flows, {uplift}, 2027, 10);
    const int64_t pvc = *RoundToMinor(*finance::DiscountedSum(by_year.costs, UkFactors(10)));
    const int64_t pvb = *RoundToMinor(*finance::DiscountedSum(by_year.benefits, UkFactors(10)));
    EXPECT_NEAR(static_cast<double>(pvb - pvc), static_cast<double>(row.npv), 1);
    EXPECT_EQ(*BenefitCostRatioBp(pvb, pvc), row.bcr_bp);
  }
  EXPECT_EQ(*TotalCostOfOwnership(flows), 26 * kUnit);
}

}  // namespace
}  // namespace cartera::appraisal::v1
