// Numbers: computed with Python's fractions (exact, rounded half to even once a year) unless a
// comment says otherwise.
#include "libs/domain/appraisal/flows.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/line.h"

namespace cartera::appraisal {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

const money::Unit kCad{.code = "CAD", .decimals = 2};

CostLine Line(int64_t amount_minor, int last_year = 0) {
  CostLine line;
  line.id = "c1";
  line.fiscal_year = 2027;
  line.amount = money::Real(amount_minor, kCad, 2026);
  line.course.last_fiscal_year = last_year;
  return line;
}

CostLine Counted(int64_t quantity_milli, int64_t price_minor, int last_year = 0) {
  CostLine line = Line(0, last_year);
  line.amount.reset();
  line.quantity = Quantity{.quantity_milli = quantity_milli,
                           .unit = "FTE",
                           .unit_price = money::Real(price_minor, kCad, 2026)};
  return line;
}

methodology::Methodology WithHour() {
  methodology::Methodology methodology;
  methodology.id = "atlantis";
  methodology.unit_values = {
      {.id = "hour", .amount_minor = 2'350, .unit = "CAD", .price_year = 2025}};
  return methodology;
}

// The amounts from the line's year on; years must follow each other.
template <typename AnyLine>
std::vector<int64_t> AmountsOf(const AnyLine& line) {
  const auto flow = FlowOf(line, WithHour());
  EXPECT_TRUE(flow.ok()) << flow.status();
  std::vector<int64_t> amounts;
  if (!flow.ok()) return amounts;
  int year = line.fiscal_year;
  for (const auto& [fiscal_year, minor] : flow->minor_by_year) {
    EXPECT_EQ(fiscal_year, year++);
    amounts.push_back(minor);
  }
  return amounts;
}

absl::StatusCode CodeOf(const CostLine& line) { return FlowOf(line, WithHour()).status().code(); }

TEST(FlowOf, WithoutACourseIsOneYear) {
  const auto flow = FlowOf(Line(5), {});
  ASSERT_TRUE(flow.ok());
  EXPECT_EQ(flow->like, money::Real(0, kCad, 2026));
  EXPECT_THAT(flow->minor_by_year, ElementsAre(std::pair(2027, 5)));
}

TEST(FlowOf, GrowsFromTheFirstYearAndRoundsEachYearOnce) {
  CostLine line = Line(100'001, 2036);
  line.course.growth_bp = 250;
  EXPECT_THAT(AmountsOf(line), ElementsAre(100'001, 102'501, 105'064, 107'690, 110'382, 113'142,
                                           115'971, 118'870, 121'842, 124'888));
  line.course.growth_bp = kGrowthBpMin;
  EXPECT_THAT(AmountsOf(Line(3, 2028)), ElementsAre(3, 3));
  line.course.last_fiscal_year = 2029;
  EXPECT_THAT(AmountsOf(line), ElementsAre(100'001, 0, 0));
}

TEST(FlowOf, StaysExactOverSixtyYears) {
  CostLine line = Line(123'456'789'012, 2086);
  line.course.growth_bp = 299;
  EXPECT_EQ(AmountsOf(line).size(), size_t{kCourseYearsMax});
  EXPECT_EQ(AmountsOf(line)[57], 661'962'353'721);
  EXPECT_EQ(AmountsOf(line)[58], 681'755'028'097);
  EXPECT_EQ(AmountsOf(line)[59], 702'139'503'437);
  // Rounding every year on the way would stay at 1 for ever.
  line = Line(1, 2086);
  line.course.growth_bp = 2'000;
  EXPECT_EQ(AmountsOf(line)[59], 46'956);
}

TEST(FlowOf, MultipliesQuantityPriceAndOverhead) {
  CostLine staff = Counted(2'500, 9'000'000, 2029);  // 2.5 FTE of 90,000.00
  staff.quantity->overhead_bp = 2'350;
  staff.course.growth_bp = 200;
  EXPECT_THAT(AmountsOf(staff), ElementsAre(27'787'500, 28'343'250, 28'910'115));

  CostLine cloud = Counted(120'000, 4'999, 2036);  // 120 machines of 49.99
  cloud.quantity->growth_bp = 1'250;               // more machines
  cloud.course.growth_bp = -300;                   // that grow cheaper
  EXPECT_THAT(AmountsOf(cloud), ElementsAre(599'880, 654'619, 714'353, 779'538, 850'671, 928'294,
                                            1'013'001, 1'105'437, 1'206'309, 1'316'384));

  CostLine both = Counted(1'234'567, 98'765, 2086);
  both.quantity->overhead_bp = 1'234;
  both.quantity->growth_bp = 143;
  both.course.growth_bp = 317;
  const std::vector<int64_t> amounts = AmountsOf(both);
  EXPECT_EQ(amounts[0], 136'978'420);
  EXPECT_EQ(amounts[30], 534'869'499);
  EXPECT_EQ(amounts[59], 1'995'830'510);
}

// 0.333 x 1.01 x 1.0001 = 33.6363633 cents.
TEST(FlowOf, KeepsWhatIsSmallerThanACent) {
  CostLine line = Counted(333, 101, 2034);
  line.quantity->overhead_bp = 1;
  line.quantity->growth_bp = -77;
  line.course.growth_bp = 333;
  EXPECT_THAT(AmountsOf(line), ElementsAre(34, 34, 35, 36, 37, 38, 39, 40));
}

TEST(FlowOf, RampsUpToTheWholeAmount) {
  CostLine line = Line(1'000'001, 2031);
  line.course.ramp_bp = {2'500, 5'000, 7'500};
  EXPECT_THAT(AmountsOf(line), ElementsAre(250'000, 500'000, 750'001, 1'000'001, 1'000'001));
}

// By hand: 2.5, 0.5, 1.5 and 3.5 go to the even neighbour.
TEST(FlowOf, RoundsHalvesToTheEvenNeighbour) {
  CostLine line = Line(5, 2030);
  line.course.ramp_bp = {5'000, 1'000, 3'000, 7'000};
  EXPECT_THAT(AmountsOf(line), ElementsAre(2, 0, 2, 4));
  line.amount->amount_minor = -5;
  EXPECT_THAT(AmountsOf(line), ElementsAre(-2, 0, -2, -4));
}

TEST(FlowOf, StepsReplaceTheFullAmountAndGrowthCountsFromThere) {
  CostLine line = Line(1'000, 2034);
  line.course.growth_bp = 1'000;
  line.course.ramp_bp = {5'000};
  line.course.steps = {{2029, 5'000}, {2032, 0}, {2033, 777}, {2035, 9}};  // the last is past
  EXPECT_THAT(AmountsOf(line), ElementsAre(500, 1'100, 5'000, 5'500, 6'050, 0, 777, 855));
}

TEST(FlowOf, ReadsUnitValuesOfTheMethodologyInTheirOwnPrices) {
  BenefitLine line;
  line.id = "b1";
  line.fiscal_year = 2029;
  line.quantity = Quantity{.quantity_milli = 1'000'000, .unit = "hours", .unit_value = "hour"};
  const auto flow = FlowOf(line, WithHour());
  ASSERT_TRUE(flow.ok()) << flow.status();
  EXPECT_EQ(flow->like, money::Real(0, kCad, 2025));
  EXPECT_THAT(AmountsOf(line), ElementsAre(2'350'000));
  line.quantity->unit_value = "minute";
  EXPECT_EQ(FlowOf(line, WithHour()).status().code(), absl::StatusCode::kNotFound);
}

// One change away from a line that is accepted, each.
const struct {
  const char* what;
  absl::StatusCode code;
  void (*change)(CostLine& line);
} kRefused[] = {
    {"both", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.amount = money::Nominal(1, kCad); }},
    {"neither", absl::StatusCode::kInvalidArgument, [](CostLine& l) { l.quantity.reset(); }},
    {"two prices", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.quantity->unit_value = "hour"; }},
    {"no price", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.quantity->unit_price.reset(); }},
    {"quantity", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.quantity->quantity_milli = kQuantityMilliMax + 1; }},
    {"quantity", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.quantity->quantity_milli = -1; }},
    {"overhead", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.quantity->overhead_bp = kOverheadBpMax + 1; }},
    {"growth", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.course.growth_bp = kGrowthBpMax + 1; }},
    {"growth", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.quantity->growth_bp = kGrowthBpMin - 1; }},
    {"ramp", absl::StatusCode::kInvalidArgument, [](CostLine& l) { l.course.ramp_bp = {10'001}; }},
    {"ramp", absl::StatusCode::kInvalidArgument, [](CostLine& l) { l.course.ramp_bp = {-1}; }},
    {"last year", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.course.last_fiscal_year = 2026; }},
    {"course", absl::StatusCode::kOutOfRange,
     [](CostLine& l) { l.course.last_fiscal_year = 2027 + kCourseYearsMax; }},
    {"year", absl::StatusCode::kInvalidArgument, [](CostLine& l) { l.fiscal_year = 0; }},
    {"year", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) { l.fiscal_year = 2'147'483'647; }},
    {"first step", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) {
       l.course.steps = {{2027, 1}};
     }},
    {"steps", absl::StatusCode::kInvalidArgument,
     [](CostLine& l) {
       l.course.steps = {{2029, 1}, {2029, 2}};
     }},
};

TEST(FlowOf, RefusesWhatHasNoAnswer) {
  const CostLine good = Counted(1'000, 100, 2030);
  ASSERT_EQ(CodeOf(good), absl::StatusCode::kOk);
  for (const auto& row : kRefused) {
    CostLine line = good;
    row.change(line);
    EXPECT_EQ(CodeOf(line), row.code) << row.what;
  }
}

TEST(FlowOf, AcceptsEveryLimitItself) {
  CostLine line = Counted(0, kAmountMinorMax, 2027 + kCourseYearsMax - 1);
  line.quantity->overhead_bp = kOverheadBpMax;
  line.quantity->growth_bp = kGrowthBpMax;
  line.course.growth_bp = kGrowthBpMin;
  line.course.ramp_bp = {0, 10'000};
  EXPECT_EQ(CodeOf(line), absl::StatusCode::kOk);
  line.quantity->quantity_milli = kQuantityMilliMax;
  line.quantity->overhead_bp = 0;
  line.quantity->unit_price->amount_minor = 1;  // 10^12 x 1
  EXPECT_EQ(AmountsOf(line)[0], 0);             // the ramp
  line.course.ramp_bp.clear();
  EXPECT_EQ(AmountsOf(line)[0], 1'000'000'000'000);
}

TEST(FlowOf, RefusesAYearPastTheLargestAmount) {
  CostLine line = Line(kAmountMinorMax, 2028);
  EXPECT_EQ(CodeOf(line), absl::StatusCode::kOk);
  line.course.growth_bp = 1;
  EXPECT_EQ(CodeOf(line), absl::StatusCode::kOutOfRange);
  line.course.growth_bp = 0;
  line.amount->amount_minor = -kAmountMinorMax - 1;
  EXPECT_EQ(CodeOf(line), absl::StatusCode::kOutOfRange);
  CostLine huge = Counted(kQuantityMilliMax, kAmountMinorMax, 2086);
  huge.quantity->overhead_bp = kOverheadBpMax;
  huge.quantity->growth_bp = kGrowthBpMax;
  EXPECT_EQ(CodeOf(huge), absl::StatusCode::kOutOfRange);
}

template <typename Enum>
void ExpectNames(std::optional<Enum> (*parse)(absl::string_view), std::vector<std::string> names) {
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(Name(static_cast<Enum>(i)), names[i]);
    EXPECT_EQ(parse(names[i]), static_cast<Enum>(i));
  }
  EXPECT_EQ(Name(static_cast<Enum>(names.size())), "unknown");
  EXPECT_EQ(parse("unknown"), std::nullopt);
}

TEST(LineVocabularies, HaveNames) {
  ExpectNames(ParseCloudTerm, {"unspecified", "committed", "on_demand"});
  ExpectNames(ParseBearer, {"unspecified", "applicant", "central_agency", "region", "municipality",
                            "citizens", "business"});
  ExpectNames(ParseResource, {"unspecified", "cash", "own_staff", "in_kind"});
  ExpectNames(ParseAdditionality, {"unspecified", "new_money", "existing_money"});
  ExpectNames(ParseSpendKind, {"unspecified", "capital", "current"});
  ExpectNames(ParseRealisationForm, {"unspecified", "budget_cut", "avoided_cost", "redeployment",
                                     "more_output", "quality"});
  ExpectNames(ParseSpreadShape, {"unspecified", "triangular", "pert", "uniform", "lognormal"});
  ExpectNames(ParseConfirmationState,
              {"unspecified", "not_asked", "asked", "confirmed", "disputed"});
  ExpectNames(ParseCompliance,
              {"unspecified", "complies", "will_comply_by", "exempt_until", "not_applicable"});
}

}  // namespace
}  // namespace cartera::appraisal
