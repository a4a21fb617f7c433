#include "libs/domain/appraisal/v2/route.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/sample_case.h"
#include "libs/domain/appraisal/v2/testing/sample_method.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Methodology;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One cost line of the preferred option.
CaseContent Costing(int64_t minor, const money::Unit& unit = {.code = "CAD", .decimals = 2}) {
  CaseContent content = SampleCase();
  content.costs.lines.resize(1);
  content.costs.lines[0].amount = money::Real(minor, unit, 2027);
  return content;
}

void AddRate(CaseContent& content, const std::string& from, const std::string& to,
             int64_t rate_nano) {
  content.costs.planning_rates.push_back(
      {.from_unit = from, .to_unit = to, .rate_nano = rate_nano});
}

std::string TierOf(const CaseContent& content, const std::string& kind = "new") {
  return TierFor(content, Lemuria(), kind).tier->id;
}

Route Of(const CaseContent& content, int64_t fiscal_minor,
         const std::optional<SimulationFigures>& simulation = std::nullopt) {
  return RouteOf(content, Lemuria(), SampleContext(),
                 {FiguresOf({{"fiscal.total_cost", fiscal_minor}})}, simulation);
}

SimulationFigures CostAtP85(int64_t minor) {
  SimulationFigures simulation;
  simulation.curve = {{.probability_bp = 8400, .cost_minor = 1},
                      {.probability_bp = 8500, .cost_minor = minor}};
  return simulation;
}

TEST(TierFor, TakesTheFirstThatTakesKindAndCost) {
  EXPECT_EQ(TierOf(Costing(999'999'99)), "short");
  EXPECT_EQ(TierOf(Costing(1'000'000'00)), "full");
  EXPECT_EQ(TierOf(Costing(1'000'000'00), "continuity"), "line");
  EXPECT_EQ(TierFor(Costing(999'999'99), Lemuria(), "new").reason,
            "Tier \"short\": the cost of 999,999.99 CAD is below 1,000,000.00 CAD of \"short\".");
  EXPECT_EQ(TierFor(Costing(1'000'000'00), Lemuria(), "new").reason,
            "Tier \"full\": the cost of 1,000,000.00 CAD is not below 1,000,000.00 CAD of "
            "\"short\"; \"full\" takes any cost.");
}

TEST(TierFor, BringsLinesTogetherAtThePlanningRate) {
  CaseContent content = Costing(500'000'00);
  content.costs.lines.push_back(Costing(250'000'00, {.code = "USD", .decimals = 2}).costs.lines[0]);
  EXPECT_EQ(TierOf(content), "full");  // not known in one unit
  AddRate(content, "USD", "CAD", 1'999'999'000);
  EXPECT_EQ(TierOf(content), "short");  // 999,999.75
  content.costs.planning_rates[0].rate_nano = 2'000'000'000;
  EXPECT_EQ(TierOf(content), "full");
}

TEST(TierFor, CountsAllYearsOfThePreferredOptionButNotWhatIsSunk) {
  CaseContent content = Costing(100'000'00);
  content.costs.lines[0].course.last_fiscal_year = content.costs.lines[0].fiscal_year + 8;
  EXPECT_EQ(TierOf(content), "short");
  ++content.costs.lines[0].course.last_fiscal_year;
  EXPECT_EQ(TierOf(content), "full");
  content.costs.lines[0].sunk = true;
  content.costs.lines.push_back(Costing(1).costs.lines[0]);
  EXPECT_EQ(TierOf(content), "short");
  CostLine other = Costing(5'000'000'00).costs.lines[0];
  other.option = "least";
  content.costs.lines.push_back(other);
  EXPECT_EQ(TierOf(content), "short");
  // Nothing is preferred yet: the dearest counts.
  for (Option& option : content.options.options) option.preferred = false;
  EXPECT_EQ(TierOf(content), "full");
}

TEST(TierFor, AnswersCarefullyWhenTheCostIsNotKnown) {
  CaseContent content = Costing(1);
  content.costs.lines.clear();
  content.exploration = {};
  EXPECT_EQ(TierOf(content), "full");
  content.exploration.cost_limit = money::Nominal(999'999'99, {.code = "CAD", .decimals = 2});
  EXPECT_EQ(TierOf(content), "short");
  const CaseContent foreign = Costing(1, {.code = "NOK", .decimals = 2});
  EXPECT_EQ(TierOf(foreign), "full");
  EXPECT_THAT(TierFor(foreign, Lemuria(), "new").reason,
              HasSubstr("but the case is in NOK and has no planning rate"));
  CaseContent mixed = Costing(1);
  mixed.costs.lines.push_back(foreign.costs.lines[0]);
  EXPECT_THAT(TierFor(mixed, Lemuria(), "new").reason, HasSubstr("not known in one unit"));
}

// Rates from the case's unit to that of the limit and back, units with other decimals.
TEST(TierFor, ComparesAtThePlanningRateOfTheCase) {
  const money::Unit yen{.code = "JPY", .decimals = 0};
  CaseContent forth = Costing(99'999'999, yen);
  AddRate(forth, "JPY", "CAD", 10'000'000);  // 0.01 CAD: 999,999.99
  EXPECT_EQ(TierOf(forth), "short");
  EXPECT_THAT(TierFor(forth, Lemuria(), "new").reason,
              HasSubstr("99,999,999 JPY is below 1,000,000.00 CAD of \"short\" at the planning "
                        "rate JPY to CAD"));
  forth.costs.lines[0].amount->amount_minor = 100'000'000;
  EXPECT_EQ(TierOf(forth), "full");
  CaseContent back = Costing(99'999'999, yen);
  AddRate(back, "CAD", "JPY", 100'000'000'000);  // 100 JPY
  EXPECT_EQ(TierOf(back), "short");
  back.costs.lines[0].amount->amount_minor = 100'000'000;
  EXPECT_EQ(TierOf(back), "full");
}

TEST(TierFor, GivesTheLastWhenNoneTakesIt) {
  Methodology method = Lemuria();
  method.tiers.pop_back();
  const TierChoice choice = TierFor(Costing(1'000'000'00), method, "new");
  EXPECT_EQ(choice.tier->id, "short");
  EXPECT_THAT(choice.reason, HasSubstr("because no tier takes it"));
  method.tiers.clear();
  EXPECT_EQ(TierFor(Costing(1), method, "new").tier, nullptr);
}

TEST(RouteOf, SaysWhoReviews) {
  const Route route = Of(Costing(1'000'000'00), 1);
  EXPECT_EQ(route.tier, "full");
  EXPECT_EQ(route.reviewer_count, 3);
  EXPECT_TRUE(route.technical_opinion);
  EXPECT_THAT(route.thresholds_met, IsEmpty());
  EXPECT_FALSE(Of(Costing(1), 1).technical_opinion);
}

TEST(RouteOf, MeetsThresholdsFromTheirAmountOnOrStrictlyAbove) {
  const CaseContent content = SampleCase();
  EXPECT_THAT(Of(content, 19'999'999'99).thresholds_met, IsEmpty());
  const Route at = Of(content, 20'000'000'00);
  EXPECT_THAT(at.thresholds_met, ElementsAre("cabinet"));
  EXPECT_THAT(at.threshold_reasons,
              ElementsAre("Cabinet decides: \"fiscal.total_cost\" of 20,000,000.00 CAD reaches "
                          "20,000,000.00 CAD."));
  EXPECT_THAT(Of(content, 1, CostAtP85(30'000'000'00)).thresholds_met, IsEmpty());
  EXPECT_THAT(Of(content, 1, CostAtP85(30'000'000'01)).thresholds_met, ElementsAre("frame"));
}

TEST(RouteOf, TakesTheCostAsComputedForOneThatWasNotSimulated) {
  const Route route = Of(SampleCase(), 30'000'000'01);
  EXPECT_THAT(route.thresholds_met, ElementsAre("cabinet", "frame"));
  EXPECT_THAT(route.threshold_reasons[1], HasSubstr("(\"simulation.cost_p85\" is not simulated)"));
}

TEST(RouteOf, AnswersCarefullyInAnotherUnitAndSaysSo) {
  Methodology method = Lemuria();
  method.thresholds.resize(1);
  method.thresholds[0].unit = "NOK";
  const auto route = [&method](const CaseContent& content) {
    return RouteOf(content, method, SampleContext(), {FiguresOf({{"fiscal.total_cost", 1}})},
                   std::nullopt);
  };
  CaseContent content = SampleCase();
  EXPECT_THAT(route(content).threshold_reasons,
              ElementsAre("Cabinet decides: \"fiscal.total_cost\" is in CAD, the threshold of "
                          "20,000,000.00 NOK is not, and there is no planning rate, so it is "
                          "taken as met."));
  AddRate(content, "CAD", "NOK", 7'500'000'000);
  EXPECT_THAT(route(content).thresholds_met, IsEmpty());
}

TEST(RouteOf, TakesAThresholdAsMetWhoseFigureIsNotKnown) {
  const Route route =
      RouteOf(SampleCase(), Lemuria(), SampleContext(), {FiguresOf({})}, std::nullopt);
  EXPECT_THAT(route.thresholds_met, ElementsAre("cabinet", "frame"));
  EXPECT_THAT(route.threshold_reasons[0], HasSubstr("is not known, so it is taken as met"));
}

}  // namespace
}  // namespace cartera::appraisal::v2
