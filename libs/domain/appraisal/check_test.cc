// What is found in the fields that engine 2 reads: each row breaks one thing in a complete case.
#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/appraisal/sample_case.h"

namespace cartera::appraisal {

// So that a failure can be read.
static void PrintTo(const Finding& finding, std::ostream* out) {
  *out << Name(finding.severity) << " " << finding.code << " at " << finding.field_path;
}

namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const money::Unit kCad{.code = "CAD", .decimals = 2};
const money::Unit kUsd{.code = "USD", .decimals = 2};

using Change = std::function<void(CaseContent&)>;

std::vector<Finding> CheckChanged(const Change& change, const CheckScope& scope = {}) {
  CaseContent content = SampleCaseOfEngine2();
  change(content);
  return Check(content, ChileOfEngine2(), SampleContext().basis, scope);
}

CostLine& Cloud(CaseContent& content) { return content.costs.lines[4]; }
BenefitLine& Time(CaseContent& content) { return content.benefits.lines[1]; }
Risk& First(CaseContent& content) { return content.risks.risks[0]; }

TEST(CheckOfEngine2, FindsNothingInACompleteCase) {
  EXPECT_THAT(CheckChanged([](CaseContent&) {}), IsEmpty());
  EXPECT_THAT(CheckChanged([](CaseContent&) {}, {.tier = "full"}), IsEmpty());
}

struct Row {
  Severity severity;
  const char* code;
  const char* field;
  void (*change)(CaseContent& content);
};

void ExpectEach(const std::vector<Row>& rows, const CheckScope& scope = {}) {
  for (const Row& row : rows) {
    EXPECT_THAT(
        CheckChanged(row.change, scope),
        Contains(AllOf(Field(&Finding::code, row.code), Field(&Finding::field_path, row.field),
                       Field(&Finding::severity, row.severity),
                       Field(&Finding::message, Not(IsEmpty())))))
        << row.code << " " << row.field;
  }
}

TEST(CheckOfEngine2, FindsLinesThatSayNothingComputable) {
  constexpr Severity kBlocking = Severity::kBlocking;
  ExpectEach({
      {kBlocking, "AMOUNT_AND_QUANTITY", "costs.lines[id=c5].quantity",
       [](CaseContent& c) { Cloud(c).amount = money::Real(1, kCad, 2027); }},
      {kBlocking, "AMOUNT_MISSING", "costs.lines[id=c5].amount",
       [](CaseContent& c) { Cloud(c).quantity.reset(); }},
      {kBlocking, "PRICE_TWICE", "costs.lines[id=c5].quantity.unit_value",
       [](CaseContent& c) { Cloud(c).quantity->unit_value = "hour"; }},
      {kBlocking, "PRICE_MISSING", "costs.lines[id=c5].quantity.unit_price",
       [](CaseContent& c) { Cloud(c).quantity->unit_price.reset(); }},
      {kBlocking, "UNKNOWN_UNIT_VALUE", "benefits.lines[id=b2].quantity.unit_value",
       [](CaseContent& c) { Time(c).quantity->unit_value = "minute"; }},
      {kBlocking, "AMOUNT_NEGATIVE", "costs.lines[id=c5].quantity.unit_price",
       [](CaseContent& c) { Cloud(c).quantity->unit_price->amount_minor = -1; }},
      {kBlocking, "QUANTITY_OUT_OF_RANGE", "costs.lines[id=c5].quantity.quantity_milli",
       [](CaseContent& c) { Cloud(c).quantity->quantity_milli = -1; }},
      {kBlocking, "OVERHEAD_OUT_OF_RANGE", "costs.lines[id=c5].quantity.overhead_bp",
       [](CaseContent& c) { Cloud(c).quantity->overhead_bp = kOverheadBpMax + 1; }},
      {kBlocking, "GROWTH_OUT_OF_RANGE", "costs.lines[id=c5].quantity.growth_bp",
       [](CaseContent& c) { Cloud(c).quantity->growth_bp = kGrowthBpMin - 1; }},
      {kBlocking, "GROWTH_OUT_OF_RANGE", "costs.lines[id=c5].course.growth_bp",
       [](CaseContent& c) { Cloud(c).course.growth_bp = kGrowthBpMax + 1; }},
      {kBlocking, "COURSE_ENDS_BEFORE_START", "costs.lines[id=c5].course.last_fiscal_year",
       [](CaseContent& c) { Cloud(c).course.last_fiscal_year = 2028; }},
      {kBlocking, "COURSE_TOO_LONG", "costs.lines[id=c5].course.last_fiscal_year",
       [](CaseContent& c) { Cloud(c).course.last_fiscal_year = 2029 + kCourseYearsMax; }},
      {kBlocking, "RAMP_OUT_OF_RANGE", "costs.lines[id=c5].course.ramp_bp",
       [](CaseContent& c) { Cloud(c).course.ramp_bp = {10'001}; }},
      {kBlocking, "RAMP_OUT_OF_RANGE", "costs.lines[id=c5].course.ramp_bp",
       [](CaseContent& c) { Cloud(c).course.ramp_bp = {-1}; }},
      {kBlocking, "STEPS_NOT_RISING", "costs.lines[id=c5].course.steps",
       [](CaseContent& c) {
         Cloud(c).course.steps = {{2029, 1}};
       }},
      {kBlocking, "STEPS_NOT_RISING", "costs.lines[id=c5].course.steps",
       [](CaseContent& c) {
         Cloud(c).course.steps = {{2031, 1}, {2031, 2}};
       }},
      {kBlocking, "AMOUNT_NEGATIVE", "costs.lines[id=c5].course.steps",
       [](CaseContent& c) {
         Cloud(c).course.steps = {{2031, -1}};
       }},
      {kBlocking, "AMOUNT_TOO_LARGE", "costs.lines[id=c5].course",
       [](CaseContent& c) { Cloud(c).quantity->unit_price->amount_minor = kAmountMinorMax; }},
      {kBlocking, "AMOUNT_ON_NON_MONETISED", "benefits.lines[id=b2].quantity",
       [](CaseContent& c) { Time(c).category = BenefitCategory::kNonMonetised; }},
      {kBlocking, "TAX_RATE_OUT_OF_RANGE", "costs.lines[id=c5].tax.rate_bp",
       [](CaseContent& c) { Cloud(c).tax->rate_bp = kTaxRateBpMax + 1; }},
      {kBlocking, "TAX_RATE_OUT_OF_RANGE", "costs.lines[id=c5].tax.rate_bp",
       [](CaseContent& c) { Cloud(c).tax->rate_bp = -1; }},
      {Severity::kShould, "QUANTITY_UNIT_MISSING", "costs.lines[id=c5].quantity.unit",
       [](CaseContent& c) { Cloud(c).quantity->unit.clear(); }},
      {Severity::kShould, "STEP_PAST_COURSE", "costs.lines[id=c5].course.steps",
       [](CaseContent& c) {
         Cloud(c).course.steps = {{2037, 1}};
       }},
      {Severity::kNote, "COURSE_PAST_HORIZON", "costs.lines[id=c5].course.last_fiscal_year",
       [](CaseContent& c) { Cloud(c).course.last_fiscal_year = 2037; }},
  });
}

TEST(CheckOfEngine2, FindsDistributionsThatCannotBeDrawnFrom) {
  constexpr Severity kBlocking = Severity::kBlocking;
  constexpr const char* kPath = "costs.lines[id=c5].spread";
  ExpectEach({
      {kBlocking, "SPREAD_SHAPE_MISSING", kPath,
       [](CaseContent& c) { Cloud(c).spread->shape = SpreadShape::kUnspecified; }},
      {kBlocking, "SPREAD_OUT_OF_RANGE", kPath,
       [](CaseContent& c) { Cloud(c).spread->high_bp = kSpreadBpMax + 1; }},
      {kBlocking, "SPREAD_OUT_OF_RANGE", kPath,
       [](CaseContent& c) { Cloud(c).spread->low_bp = -1; }},
      {kBlocking, "SPREAD_NOT_RISING", kPath,
       [](CaseContent& c) { Cloud(c).spread->likely_bp = 7'999; }},
      {kBlocking, "SPREAD_NOT_RISING", kPath,
       [](CaseContent& c) { Cloud(c).spread->likely_bp = 15'001; }},
      {kBlocking, "SPREAD_NOT_RISING", kPath,
       [](CaseContent& c) {
         Cloud(c).spread = Spread{SpreadShape::kUniform, 9'000, 0, 9'000};
       }},
      {kBlocking, "SPREAD_LOW_ZERO", kPath,
       [](CaseContent& c) {
         Cloud(c).spread = Spread{SpreadShape::kLognormal, 0, 0, 9'000};
       }},
      {kBlocking, "SPREAD_NOT_RISING", "risks.risks[id=governance].cost_impact_spread",
       [](CaseContent& c) { First(c).cost_impact_spread->high_bp = 1; }},
      {kBlocking, "SPREAD_WITHOUT_AMOUNT", "risks.risks[id=governance].cost_impact_spread",
       [](CaseContent& c) { First(c).cost_impact.reset(); }},
      {kBlocking, "AMOUNT_NEGATIVE", "risks.risks[id=governance].cost_impact",
       [](CaseContent& c) { First(c).cost_impact->amount_minor = -1; }},
      {kBlocking, "UNKNOWN_LINE", "risks.risks[id=governance].lines",
       [](CaseContent& c) {
         First(c).lines = {"c1", "c99"};
       }},
      {kBlocking, "DELAY_NOT_RISING", "risks.risks[id=governance].delay_likely_months",
       [](CaseContent& c) { First(c).delay_likely_months = 7; }},
      {kBlocking, "DELAY_OUT_OF_RANGE", "risks.risks[id=governance].delay_likely_months",
       [](CaseContent& c) { First(c).delay_high_months = kDelayMonthsMax + 1; }},
      {Severity::kMust, "RESIDUAL_ABOVE_INHERENT",
       "risks.risks[id=governance].residual_probability_bp",
       [](CaseContent& c) { First(c).residual_probability_bp = 2'001; }},
      {Severity::kMust, "RESIDUAL_ABOVE_INHERENT",
       "risks.risks[id=governance].residual_probability_bp",
       [](CaseContent& c) { First(c).residual_impact = 4; }},
  });
}

TEST(CheckOfEngine2, AcceptsEveryLimitItself) {
  for (void (*change)(CaseContent&) : std::vector<void (*)(CaseContent&)>{
           [](CaseContent& c) { Cloud(c).quantity->overhead_bp = kOverheadBpMax; },
           [](CaseContent& c) { Cloud(c).quantity->growth_bp = kGrowthBpMin; },
           [](CaseContent& c) { Cloud(c).quantity->quantity_milli = 0; },
           [](CaseContent& c) {
             Cloud(c).course.ramp_bp = {0, 10'000};
           },
           [](CaseContent& c) {
             Cloud(c).course.steps = {{2030, 0}, {2036, 1}};
           },
           [](CaseContent& c) { Cloud(c).tax->rate_bp = kTaxRateBpMax; },
           [](CaseContent& c) { Cloud(c).tax->rate_bp = 0; },
           [](CaseContent& c) { Cloud(c).spread->high_bp = kSpreadBpMax; },
           [](CaseContent& c) { Cloud(c).spread->likely_bp = 8'000; },
           [](CaseContent& c) { Cloud(c).spread->likely_bp = 15'000; },
           [](CaseContent& c) {
             Cloud(c).spread = Spread{SpreadShape::kUniform, 0, 0, 1};
           },
           [](CaseContent& c) {
             Cloud(c).spread = Spread{SpreadShape::kLognormal, 1, 0, 2};
           },
           [](CaseContent& c) { First(c).delay_high_months = kDelayMonthsMax; },
           [](CaseContent& c) { First(c).delay_likely_months = 6; },
           [](CaseContent& c) { First(c).residual_probability_bp = 2'000; },
           [](CaseContent& c) { First(c).residual_impact = 3; },
           [](CaseContent& c) { c.risks.mitigations[0].mitigated_bp = 10'000; },
           [](CaseContent& c) { c.identification.asset_life_years = 8; }}) {
    EXPECT_THAT(CheckChanged(change), IsEmpty());
  }
  // To the last of the years there may be; beyond the horizon that is only a note.
  const auto findings = CheckChanged(
      [](CaseContent& c) { Cloud(c).course.last_fiscal_year = 2029 + kCourseYearsMax - 1; });
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "COURSE_PAST_HORIZON");
}

TEST(CheckOfEngine2, NamesBothLinesOfMoneyThatDoesNotAdd) {
  const auto in_dollars = [](CaseContent& c) {
    Cloud(c).quantity->unit_price->unit = kUsd;
    First(c).cost_impact->unit = kUsd;
  };
  const auto findings = CheckChanged(in_dollars);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].code, "UNIT_WITHOUT_RATE");
  EXPECT_EQ(findings[0].severity, Severity::kBlocking);
  EXPECT_EQ(findings[0].field_path, "costs.lines[id=c5].quantity.unit_price");
  EXPECT_THAT(findings[0].message, HasSubstr("\"c5\""));
  EXPECT_THAT(findings[0].message, HasSubstr("costs.lines[id=c1].amount"));
  EXPECT_EQ(findings[1].field_path, "risks.risks[id=governance].cost_impact");
  // A rate either way round mends it, one by a third unit does not.
  for (const auto& [from, to, count] :
       {std::tuple("USD", "CAD", 0), std::tuple("CAD", "USD", 0), std::tuple("USD", "EUR", 2)}) {
    const auto with_rate = CheckChanged([&, from = from, to = to](CaseContent& c) {
      in_dollars(c);
      c.costs.planning_rates = {{from, to, 1'370'000'000, {.source = "plan"}}};
    });
    EXPECT_EQ(with_rate.size(), static_cast<size_t>(count)) << from << to;
  }
}

TEST(CheckOfEngine2, ChecksPlanningRates) {
  constexpr const char* kPath = "costs.planning_rates[from_unit=USD,to_unit=CAD]";
  ExpectEach({
      {Severity::kBlocking, "UNKNOWN_UNIT", "costs.planning_rates[from_unit=XQX,to_unit=CAD]",
       [](CaseContent& c) {
         c.costs.planning_rates = {{"XQX", "CAD", 1, {.source = "s"}}};
       }},
      {Severity::kBlocking, "RATE_TO_ITSELF", "costs.planning_rates[from_unit=CAD,to_unit=CAD]",
       [](CaseContent& c) {
         c.costs.planning_rates = {{"CAD", "CAD", 1, {.source = "s"}}};
       }},
      {Severity::kBlocking, "RATE_OUT_OF_RANGE", kPath,
       [](CaseContent& c) {
         c.costs.planning_rates = {{"USD", "CAD", 0, {.source = "s"}}};
       }},
      {Severity::kBlocking, "RATE_TWICE", kPath,
       [](CaseContent& c) {
         c.costs.planning_rates = {{"CAD", "USD", 1, {.source = "s"}},
                                   {"USD", "CAD", 1, {.source = "s"}}};
       }},
      {Severity::kShould, "EVIDENCE_MISSING", kPath,
       [](CaseContent& c) {
         c.costs.planning_rates = {{"USD", "CAD", 1, {}}};
       }},
  });
}

TEST(CheckOfEngine2, ConvertsPricesOnlyWithASeries) {
  CaseContent content = SampleCaseOfEngine2();
  content.costs.lines[0].amount->price_year = 2024;
  content.costs.lines[1].amount = money::Nominal(1, kCad);
  content.costs.lines[2].price_index = "wages";
  const auto codes = [&](const methodology::Methodology& method) {
    std::vector<std::string> found;
    for (const Finding& finding : Check(content, method, SampleContext().basis)) {
      found.push_back(finding.code);
    }
    return found;
  };
  methodology::Methodology method = ChileOfEngine2();
  EXPECT_THAT(codes(method),
              ::testing::ElementsAre("PRICE_YEAR_UNLIKE_ROUND", "PRICE_BASIS_UNLIKE_RATE",
                                     "UNKNOWN_PRICE_INDEX"));
  method.price_series = {{.id = "general", .index_micro_by_year = {{2024, 1'000'000}}}};
  EXPECT_THAT(codes(method), ::testing::ElementsAre("UNKNOWN_PRICE_INDEX"));
  method.price_series.push_back({.id = "wages", .index_micro_by_year = {{2024, 1'000'000}}});
  EXPECT_THAT(codes(method), IsEmpty());
}

TEST(CheckOfEngine2, FindsWhatIsLaidUponOthers) {
  ExpectEach({
      {Severity::kShould, "CONFIRMATION_MISSING", "costs.lines[id=c5].confirmation",
       [](CaseContent& c) { Cloud(c).confirmation = {}; }},
      {Severity::kShould, "CONFIRMATION_MISSING", "costs.lines[id=c5].confirmation",
       [](CaseContent& c) { Cloud(c).confirmation.state = ConfirmationState::kAsked; }},
      {Severity::kShould, "CONFIRMATION_MISSING", "benefits.lines[id=b2].confirmation",
       [](CaseContent& c) { Time(c).gainer = Bearer::kRegion; }},
      {Severity::kShould, "CONFIRMED_BY_NOBODY", "costs.lines[id=c5].confirmation.body",
       [](CaseContent& c) { Cloud(c).confirmation.body.clear(); }},
      {Severity::kShould, "BEARER_BODY_MISSING", "costs.lines[id=c5].bearer_body",
       [](CaseContent& c) { Cloud(c).bearer_body.clear(); }},
      {Severity::kShould, "LINE_DISPUTED", "costs.lines[id=c5].confirmation",
       [](CaseContent& c) { Cloud(c).confirmation.state = ConfirmationState::kDisputed; }},
  });
  const auto disputed = CheckChanged([](CaseContent& c) {
    Cloud(c).confirmation = {.state = ConfirmationState::kDisputed,
                             .body = "Association",
                             .text = "Twice as much",
                             .amount = money::Real(40'000'000, kCad, 2027)};
  });
  ASSERT_EQ(disputed.size(), 1u);
  EXPECT_THAT(disputed[0].message, AllOf(HasSubstr("Association"), HasSubstr("400,000.00 CAD"),
                                         HasSubstr("Twice as much")));
  EXPECT_THAT(CheckChanged([](CaseContent& c) { Time(c).gainer = Bearer::kCitizens; }), IsEmpty());
}

TEST(CheckOfEngine2, FindsGainsThatAreNone) {
  constexpr Severity kMust = Severity::kMust;
  constexpr const char* kLegacy = "benefits.lines[id=b2].legacy_system";
  ExpectEach({
      {kMust, "UNKNOWN_SYSTEM", kLegacy, [](CaseContent& c) { Time(c).legacy_system = "mill"; }},
      {kMust, "SAVING_WITHOUT_SWITCH_OFF", kLegacy,
       [](CaseContent& c) { c.existing_assets.systems[0].switch_off_fiscal_year = 0; }},
      {kMust, "SAVING_WITHOUT_SWITCH_OFF", kLegacy,
       [](CaseContent& c) { c.existing_assets.systems[0].switch_off_milestone = " "; }},
      {Severity::kShould, "SAVING_BEFORE_SWITCH_OFF", kLegacy,
       [](CaseContent& c) { c.existing_assets.systems[0].switch_off_fiscal_year = 2031; }},
      {kMust, "POOL_COUNTED_TWICE", "benefits.lines[id=b2].gain_pool",
       [](CaseContent& c) {
         c.benefits.lines[0].gain_pool = Time(c).gain_pool;
         c.benefits.lines[0].course.last_fiscal_year = 2030;  // the year of b2
       }},
      {kMust, "TRANSFER_AS_GAIN", "benefits.lines[id=b2].transfer",
       [](CaseContent& c) { Time(c).transfer = true; }},
      {Severity::kNote, "TRANSFER_IN_BUDGET", "benefits.lines[id=b1].transfer",
       [](CaseContent& c) { c.benefits.lines[0].transfer = true; }},
      {kMust, "BENEFIT_BEFORE_GO_LIVE", "benefits.lines[id=b2].fiscal_year",
       [](CaseContent& c) {
         Time(c).fiscal_year = 2028;
         Time(c).course.last_fiscal_year = 2036;
       }},
      {Severity::kShould, "COUNTED_TWICE", "benefits.lines[id=b2].category",
       [](CaseContent& c) {
         Time(c).description = c.benefits.lines[0].description;
         c.benefits.lines[0].course.last_fiscal_year = 2036;
       }},
  });
  // Of other years, or both taken out of budgets: no hour is counted twice.
  EXPECT_THAT(
      CheckChanged([](CaseContent& c) { c.benefits.lines[0].gain_pool = Time(c).gain_pool; }),
      IsEmpty());
  EXPECT_THAT(CheckChanged([](CaseContent& c) {
                c.benefits.lines[0].gain_pool = c.benefits.lines[2].gain_pool = "paper";
                c.benefits.lines[0].course.last_fiscal_year = 2036;
              }),
              IsEmpty());
}

TEST(CheckOfEngine2, FindsCostsThatAreLeftOut) {
  ExpectEach({
      {Severity::kShould, "DOUBLE_RUNNING_UNANSWERED", "costs.double_running",
       [](CaseContent& c) { c.costs.double_running.clear(); }},
      {Severity::kShould, "DOUBLE_RUNNING_WITHOUT_REASON", "costs.double_running",
       [](CaseContent& c) { c.costs.double_running = " None "; }},
      {Severity::kShould, "CLOUD_WITHOUT_EXIT", "costs.lines[category=decommissioning]",
       [](CaseContent& c) {
         for (CostLine& line : c.costs.lines) {
           if (line.category == CostCategory::kDecommissioning) {
             line.category = CostCategory::kSupport;
           }
         }
       }},
      {Severity::kShould, "HORIZON_BEYOND_ASSET_LIFE", "identification.asset_life_years",
       [](CaseContent& c) { c.identification.asset_life_years = 7; }},
      {Severity::kMust, "ID_TWICE", "existing_assets.systems[id=archive].id",
       [](CaseContent& c) { c.existing_assets.systems.push_back(c.existing_assets.systems[0]); }},
  });
  ExpectEach({{Severity::kMust, "DOUBLE_RUNNING_UNANSWERED", "costs.double_running",
               [](CaseContent& c) { c.costs.double_running.clear(); }}},
             {.tier = "full"});
  EXPECT_THAT(CheckChanged([](CaseContent& c) {
                c.identification.asset_life_years = 7;
                c.costs.lines[3].category = CostCategory::kRefresh;
              }),
              Not(Contains(Field(&Finding::code, "HORIZON_BEYOND_ASSET_LIFE"))));
}

TEST(CheckOfEngine2, ReadsRunningCostsOverTheirCourse) {
  const auto only_cloud = [](CaseContent& c) {
    std::erase_if(c.costs.lines, [](const CostLine& line) {
      return line.category == CostCategory::kOperation && line.id != "c5";
    });
  };
  EXPECT_THAT(CheckChanged(only_cloud), IsEmpty());
  EXPECT_THAT(CheckChanged([&](CaseContent& c) {
                only_cloud(c);
                Cloud(c).course.last_fiscal_year = 2035;
              }),
              Contains(AllOf(Field(&Finding::code, "RUNNING_COST_GAP"),
                             Field(&Finding::message, HasSubstr("2036")))));
}

TEST(CheckOfEngine2, LeavesSunkLinesOutOfTheHorizonAndTheUnit) {
  const auto sunk = [](CaseContent& c) {
    c.costs.lines[0].sunk = true;
    c.costs.lines[0].fiscal_year = 2019;
    c.costs.lines[0].amount->unit = kUsd;
  };
  EXPECT_THAT(CheckChanged(sunk), IsEmpty());
}

TEST(CheckOfEngine2, ChecksAnswersToTheMethod) {
  constexpr Severity kMust = Severity::kMust;
  constexpr const char* kPrivacy = "alignment.requirements[requirement=privacy]";
  ExpectEach({
      {kMust, "REQUIREMENT_UNANSWERED", kPrivacy,
       [](CaseContent& c) { c.alignment.requirements.erase(c.alignment.requirements.begin()); }},
      {kMust, "REQUIREMENT_UNANSWERED", kPrivacy,
       [](CaseContent& c) { c.alignment.requirements[0].compliance = Compliance::kUnspecified; }},
      {Severity::kNote, "REQUIREMENT_UNANSWERED", "alignment.requirements[requirement=open]",
       [](CaseContent& c) { c.alignment.requirements.pop_back(); }},
      {kMust, "REQUIREMENT_UNKNOWN", "alignment.requirements[requirement=tides]",
       [](CaseContent& c) { c.alignment.requirements[0].requirement = "tides"; }},
      {kMust, "REQUIREMENT_TWICE", kPrivacy,
       [](CaseContent& c) { c.alignment.requirements.push_back(c.alignment.requirements[0]); }},
      {kMust, "REQUIREMENT_INVALID", kPrivacy,
       [](CaseContent& c) { c.alignment.requirements[0].compliance = Compliance::kWillComplyBy; }},
      {kMust, "REQUIREMENT_INVALID", kPrivacy,
       [](CaseContent& c) {
         c.alignment.requirements[0].compliance = Compliance::kExemptUntil;
         c.alignment.requirements[0].reason = "cabinet decision";
       }},
      {kMust, "REQUIREMENT_INVALID", kPrivacy,
       [](CaseContent& c) {
         c.alignment.requirements[0].compliance = Compliance::kWillComplyBy;
         c.alignment.requirements[0].date = *calendar::CivilDate::Make(2026, 5, 1);
       }},
      {kMust, "REQUIREMENT_INVALID", kPrivacy,
       [](CaseContent& c) { c.alignment.requirements[0].compliance = Compliance::kNotApplicable; }},
      {kMust, "PROFILE_UNANSWERED", "risks.profile",
       [](CaseContent& c) { c.risks.profile[0].rating = 0; }},
      {kMust, "RATING_OUT_OF_RANGE", "risks.profile[question=size].rating",
       [](CaseContent& c) { c.risks.profile[0].rating = 6; }},
      {kMust, "PROFILE_QUESTION_UNKNOWN", "risks.profile[question=tides]",
       [](CaseContent& c) { c.risks.profile[0].question = "tides"; }},
      {kMust, "PROFILE_QUESTION_TWICE", "risks.profile[question=size]",
       [](CaseContent& c) { c.risks.profile.push_back(c.risks.profile[0]); }},
      {Severity::kShould, "RATING_NOT_JUSTIFIED", "risks.profile[question=size].justification",
       [](CaseContent& c) { c.risks.profile[0].justification.clear(); }},
      {kMust, "MITIGATION_UNKNOWN", "risks.mitigations[cause=tides]",
       [](CaseContent& c) { c.risks.mitigations[0].cause = "tides"; }},
      {kMust, "MITIGATION_TWICE", "risks.mitigations[cause=cause]",
       [](CaseContent& c) { c.risks.mitigations.push_back(c.risks.mitigations[0]); }},
      {kMust, "MITIGATION_OUT_OF_RANGE", "risks.mitigations[cause=cause]",
       [](CaseContent& c) { c.risks.mitigations[0].mitigated_bp = 10'001; }},
      {Severity::kShould, "MITIGATION_NO_EVIDENCE", "risks.mitigations[cause=cause].evidence",
       [](CaseContent& c) { c.risks.mitigations[0].evidence = {}; }},
      {kMust, "PROJECT_TYPE_UNKNOWN", "identification.project_type",
       [](CaseContent& c) { c.identification.project_type = "bridge"; }},
      {kMust, "PROJECT_TYPE_MISSING", "identification.project_type",
       [](CaseContent& c) { c.identification.project_type.clear(); }},
  });
}

TEST(CheckOfEngine2, AsksForThreeOptionsInTheFullTier) {
  ExpectEach({{Severity::kMust, "OPTIONS_TOO_FEW", "options.options",
               [](CaseContent& c) { c.options.options.erase(c.options.options.begin() + 1); }},
              {Severity::kMust, "DO_MINIMUM_MISSING", "options.options",
               [](CaseContent& c) { c.options.options[1].kind = OptionKind::kDoSomething; }}},
             {.tier = "full"});
}

TEST(CheckOfEngine2, AsksALineOnlyForItsCosts) {
  CaseContent content;
  content.options.options = {{.id = "go-on",
                              .kind = OptionKind::kDoSomething,
                              .preferred = true,
                              .reason = "It is in use"}};
  content.costs.lines = {SampleCaseOfEngine2().costs.lines[0]};
  content.costs.lines[0].option = "go-on";
  EXPECT_THAT(Check(content, ChileOfEngine2(), SampleContext().basis, {.tier = "line"}), IsEmpty());
  // The method as a whole asks for much more.
  EXPECT_GT(Check(content, ChileOfEngine2(), SampleContext().basis).size(), 10u);
  content.costs.lines.clear();
  EXPECT_THAT(Check(content, ChileOfEngine2(), SampleContext().basis, {.tier = "line"}),
              Contains(Field(&Finding::code, "COSTS_MISSING")));
}

TEST(CheckOfEngine2, AsksAnExplorationForNoSolution) {
  CaseContent content;
  content.exploration = {.value_of_solving = "Waiting halves",
                         .learnt_by = calendar::CivilDate::Make(2027, 6, 1).value(),
                         .stop_rule = "No user says so",
                         .stop_by = calendar::CivilDate::Make(2027, 6, 1).value()};
  const CheckScope scope{.stage = "exploration", .tier = "full"};
  EXPECT_THAT(Check(content, ChileOfEngine2(), SampleContext().basis, scope), IsEmpty());
  content.exploration.stop_by = calendar::CivilDate::Make(2027, 5, 31).value();
  EXPECT_THAT(Check(content, ChileOfEngine2(), SampleContext().basis, scope),
              Contains(Field(&Finding::code, "STOPS_BEFORE_LEARNING")));
  content.exploration.stop_rule.clear();
  content.exploration.stop_by.reset();
  EXPECT_THAT(Check(content, ChileOfEngine2(), SampleContext().basis, scope),
              Contains(Field(&Finding::code, "STOP_DATE_MISSING")));
  EXPECT_THAT(Check(content, ChileOfEngine2(), SampleContext().basis, scope),
              Contains(AllOf(Field(&Finding::code, "FIELD_MISSING"),
                             Field(&Finding::field_path, "exploration.stop_rule"))));
}

// What engine 1 would pass over in silence must not look counted.
TEST(CheckOfEngine1, RefusesWhatItDoesNotRead) {
  for (void (*change)(CaseContent&) : std::vector<void (*)(CaseContent&)>{
           [](CaseContent& c) { c.costs.lines[0].course.last_fiscal_year = 2030; },
           [](CaseContent& c) { c.costs.lines[0].tax = Tax{.rate_bp = 1}; },
           [](CaseContent& c) { c.costs.lines[0].sunk = true; },
           [](CaseContent& c) { c.costs.lines[0].transfer = true; },
           [](CaseContent& c) { c.costs.lines[0].price_index = "wages"; },
           [](CaseContent& c) { c.costs.lines[0].quantity = Quantity(); }}) {
    CaseContent content = SampleCase();
    change(content);
    EXPECT_THAT(CheckComputable(content, Chile(), SampleContext().basis),
                Contains(AllOf(Field(&Finding::code, "NOT_READ_BY_METHOD"),
                               Field(&Finding::field_path, "costs.lines[id=c1]"))));
  }
}

// Any content has an answer.
TEST(CheckOfEngine2, AnswersForAnyNumbers) {
  for (const int any : {-2'147'483'647 - 1, -1, 0, 2'147'483'647}) {
    const auto findings = CheckChanged([any](CaseContent& c) {
      c.identification.asset_life_years = any;
      Cloud(c).fiscal_year = any;
      Cloud(c).course = {any, any, {any, any}, {{any, any}, {any, any}}};
      Cloud(c).quantity->quantity_milli = any;
      Cloud(c).quantity->overhead_bp = any;
      Cloud(c).quantity->growth_bp = any;
      Cloud(c).spread = Spread{SpreadShape::kLognormal, any, any, any};
      Time(c).fiscal_year = any;
      Time(c).course = {any, any, {any}, {{any, any}}};
      First(c).delay_low_months = First(c).delay_likely_months = any;
      First(c).residual_probability_bp = any;
    });
    EXPECT_THAT(findings, Contains(Field(&Finding::code, "YEAR_OUT_OF_HORIZON")));
  }
}

}  // namespace
}  // namespace cartera::appraisal
