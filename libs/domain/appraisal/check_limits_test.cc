// Each named limit of a case from both sides: the last value that is taken, the first that is not.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/appraisal/sample_case.h"

namespace cartera::appraisal {
namespace {

CostLine& Cloud(CaseContent& content) { return content.costs.lines[4]; }
Risk& First(CaseContent& content) { return content.risks.risks[0]; }
int Int(int64_t value) { return static_cast<int>(value); }

struct Limit {
  const char* code;
  int64_t last_taken;
  int64_t first_refused;
  void (*set)(CaseContent& content, int64_t value);
};

bool Finds(const Limit& limit, int64_t value) {
  CaseContent content = SampleCaseOfEngine2();
  limit.set(content, value);
  const std::vector<Finding> findings = Check(content, ChileOfEngine2(), SampleContext().basis);
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.code == limit.code; });
}

void ExpectBothSides(const std::vector<Limit>& limits) {
  for (const Limit& limit : limits) {
    EXPECT_FALSE(Finds(limit, limit.last_taken)) << limit.code << " " << limit.last_taken;
    EXPECT_TRUE(Finds(limit, limit.first_refused)) << limit.code << " " << limit.first_refused;
  }
}

TEST(LimitsOfACase, HorizonAndCourse) {
  const auto horizon = [](CaseContent& c, int64_t years) {
    c.identification.horizon_years = Int(years);
  };
  const auto start = [](CaseContent& c, int64_t year) {
    c.identification.start_fiscal_year = Int(year);
  };
  const auto course = [](CaseContent& c, int64_t years) {
    Cloud(c).course.last_fiscal_year = Cloud(c).fiscal_year + Int(years) - 1;
  };
  const int base_year = SampleContext().basis.base_fiscal_year;
  ExpectBothSides({
      {"HORIZON_OUT_OF_RANGE", kCaseYearsMax, kCaseYearsMax + 1, horizon},
      {"START_TOO_LATE", base_year + kCaseYearsMax, base_year + kCaseYearsMax + 1, start},
      {"COURSE_TOO_LONG", kCourseYearsMax, kCourseYearsMax + 1, course},
      {"COURSE_ENDS_BEFORE_START", 1, 0, course},
  });
}

TEST(LimitsOfACase, RatesAndGrowth) {
  const auto planning = [](CaseContent& c, int64_t rate_nano) {
    c.costs.planning_rates = {{"USD", "CAD", rate_nano, {.source = "plan"}}};
  };
  const auto tax = [](CaseContent& c, int64_t bp) { Cloud(c).tax->rate_bp = Int(bp); };
  const auto growth = [](CaseContent& c, int64_t bp) { Cloud(c).course.growth_bp = Int(bp); };
  const auto driver = [](CaseContent& c, int64_t bp) { Cloud(c).quantity->growth_bp = Int(bp); };
  const auto ramp = [](CaseContent& c, int64_t bp) { Cloud(c).course.ramp_bp = {Int(bp)}; };
  const auto overhead = [](CaseContent& c, int64_t bp) {
    Cloud(c).quantity->overhead_bp = Int(bp);
  };
  const auto quantity = [](CaseContent& c, int64_t milli) {
    Cloud(c).quantity->quantity_milli = milli;
    Cloud(c).quantity->unit_price->amount_minor = 0;  // so that the product stays small
  };
  ExpectBothSides({
      {"RATE_OUT_OF_RANGE", 1, 0, planning},
      {"TAX_RATE_OUT_OF_RANGE", 0, -1, tax},
      {"TAX_RATE_OUT_OF_RANGE", kTaxRateBpMax, kTaxRateBpMax + 1, tax},
      {"GROWTH_OUT_OF_RANGE", kGrowthBpMin, kGrowthBpMin - 1, growth},
      {"GROWTH_OUT_OF_RANGE", kGrowthBpMax, kGrowthBpMax + 1, growth},
      {"GROWTH_OUT_OF_RANGE", kGrowthBpMin, kGrowthBpMin - 1, driver},
      {"GROWTH_OUT_OF_RANGE", kGrowthBpMax, kGrowthBpMax + 1, driver},
      {"RAMP_OUT_OF_RANGE", 0, -1, ramp},
      {"RAMP_OUT_OF_RANGE", 10'000, 10'001, ramp},
      {"OVERHEAD_OUT_OF_RANGE", 0, -1, overhead},
      {"OVERHEAD_OUT_OF_RANGE", kOverheadBpMax, kOverheadBpMax + 1, overhead},
      {"QUANTITY_OUT_OF_RANGE", 0, -1, quantity},
      {"QUANTITY_OUT_OF_RANGE", kQuantityMilliMax, kQuantityMilliMax + 1, quantity},
  });
}

TEST(LimitsOfACase, ProbabilitiesAndDelays) {
  const auto probability = [](CaseContent& c, int64_t bp) { First(c).probability_bp = Int(bp); };
  const auto residual = [](CaseContent& c, int64_t bp) {
    First(c).residual_probability_bp = Int(bp);
  };
  const auto delay = [](CaseContent& c, int64_t months) {
    First(c).delay_low_months = First(c).delay_likely_months = First(c).delay_high_months =
        Int(months);
  };
  const auto mitigated = [](CaseContent& c, int64_t bp) {
    c.risks.mitigations[0].mitigated_bp = Int(bp);
  };
  ExpectBothSides({
      {"PROBABILITY_OUT_OF_RANGE", 0, -1, probability},
      {"PROBABILITY_OUT_OF_RANGE", 10'000, 10'001, probability},
      {"PROBABILITY_OUT_OF_RANGE", 0, -1, residual},
      {"PROBABILITY_OUT_OF_RANGE", 10'000, 10'001, residual},
      {"DELAY_OUT_OF_RANGE", 0, -1, delay},
      {"DELAY_OUT_OF_RANGE", kDelayMonthsMax, kDelayMonthsMax + 1, delay},
      {"MITIGATION_OUT_OF_RANGE", 0, -1, mitigated},
      {"MITIGATION_OUT_OF_RANGE", 10'000, 10'001, mitigated},
  });
}

TEST(LimitsOfACase, Distributions) {
  const auto high = [](CaseContent& c, int64_t bp) { Cloud(c).spread->high_bp = Int(bp); };
  const auto low = [](CaseContent& c, int64_t bp) { Cloud(c).spread->low_bp = Int(bp); };
  const auto likely = [](CaseContent& c, int64_t bp) { Cloud(c).spread->likely_bp = Int(bp); };
  const auto lognormal_low = [](CaseContent& c, int64_t bp) {
    Cloud(c).spread = Spread{SpreadShape::kLognormal, Int(bp), 0, 20'000};
  };
  const auto uniform_high = [](CaseContent& c, int64_t bp) {
    Cloud(c).spread = Spread{SpreadShape::kUniform, 9'000, 0, Int(bp)};
  };
  ExpectBothSides({
      {"SPREAD_OUT_OF_RANGE", kSpreadBpMax, kSpreadBpMax + 1, high},
      {"SPREAD_OUT_OF_RANGE", 0, -1, low},
      {"SPREAD_NOT_RISING", 8'000, 7'999, likely},  // low and high of the sample: 8,000, 15,000
      {"SPREAD_NOT_RISING", 15'000, 15'001, likely},
      {"SPREAD_NOT_RISING", 9'001, 9'000, uniform_high},
      {"SPREAD_LOW_ZERO", 1, 0, lognormal_low},
  });
}

// What a caller of the library may pass, although no case file can hold it.
TEST(LimitsOfACase, NothingOverflowsAtTheEndsOfTheTypes) {
  constexpr int kMax = std::numeric_limits<int>::max();
  constexpr int kMin = std::numeric_limits<int>::min();
  for (const int value : {kMin, -1, 0, kMax}) {
    CaseContent content = SampleCaseOfEngine2();
    content.identification.horizon_years = value;
    content.identification.asset_life_years = value;
    Cloud(content).course = {.last_fiscal_year = value, .growth_bp = value, .ramp_bp = {value}};
    Cloud(content).course.steps = {{value, std::numeric_limits<int64_t>::max()}};
    Cloud(content).spread = Spread{SpreadShape::kPert, value, value, value};
    Cloud(content).tax->rate_bp = value;
    Cloud(content).quantity->quantity_milli = std::numeric_limits<int64_t>::max();
    Cloud(content).quantity->overhead_bp = value;
    First(content).delay_high_months = value;
    First(content).probability_bp = value;
    EXPECT_FALSE(Check(content, ChileOfEngine2(), SampleContext().basis).empty()) << value;
  }
}

}  // namespace
}  // namespace cartera::appraisal
