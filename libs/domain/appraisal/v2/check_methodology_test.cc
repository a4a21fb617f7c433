#include "libs/domain/appraisal/v2/check_methodology.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/appraisal/v2/risk_profile.h"
#include "libs/domain/appraisal/v2/testing/sample_method.h"
#include "libs/domain/appraisal/v2/weighting.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Fault;
using methodology::Methodology;
using methodology::WeightMethod;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Faults(const Methodology& method) {
  std::vector<std::string> lines;
  for (const Fault& fault : appraisal::CheckMethodology(method)) {
    lines.push_back(absl::StrCat(fault.path, ": ", fault.message));
  }
  return lines;
}

// Three dimensions weighed by comparisons of pairs: value against cost, and both against risk.
Methodology ByPairs(std::vector<std::vector<int64_t>> comparisons, std::vector<int> weights_bp) {
  Methodology method;
  method.engine = 2;
  for (size_t i = 0; i < weights_bp.size(); ++i) {
    method.dimensions.push_back({.id = absl::StrCat("d", i), .weight_bp = weights_bp[i]});
  }
  method.weighting = {.method = WeightMethod::kAhp, .comparisons_milli = std::move(comparisons)};
  return method;
}

TEST(CheckMethodologyV2, FindsNothingInTheSample) { EXPECT_THAT(Faults(Lemuria()), IsEmpty()); }

TEST(CheckMethodologyV2, FindsFactsScoredTwice) {
  Methodology method = Lemuria();
  method.criteria[6].facts = {"costs.lines"};
  EXPECT_THAT(Faults(method),
              Contains("criteria[id=strategy].facts: \"costs.lines\" is scored by criterion "
                       "\"complete\" too"));
  method = Lemuria();
  // What gains are worth against the cost, computed and simulated, is one fact.
  method.frames = methodology::Frames{.draws = 100};
  method.criteria[6] = ByRule("simulated_npv", {1, 2, 3, 4});
  method.floors.clear();
  EXPECT_THAT(Faults(method), ElementsAre("criteria[id=simulated_npv].facts: \"figures.net_value\" "
                                          "is scored by criterion \"worth\" too"));
}

TEST(CheckMethodologyV2, FindsRulesThatCannotWork) {
  Methodology method = Lemuria();
  method.risk_profile.reset();
  method.criteria[0].rule = "moon";
  method.criteria[1].limits_bp.pop_back();
  method.criteria[2].facts = {"problem"};
  method.criteria[3] = ByRule("cost_per_user", {1, 2, 3, 4});
  method.criteria[5] = ByRule("requirements_met");
  method.criteria[6] = ByRule("simulated_npv", {1, 2, 3, 4});
  method.criteria.push_back(ByRule("fields_filled"));
  const std::vector<std::string> faults = Faults(method);
  for (const char* fault :
       {"criteria[id=profile].rule: the methodology has no risk profile",
        "criteria[id=benefits].rule: the engine has no rule \"moon\"",
        "criteria[id=worth].limits_bp: the rule takes 4 limits, not 3: benefit-cost ratio in basis "
        "points",
        "criteria[id=complete].facts: the rule states itself what it reads",
        "criteria[id=cost_per_user].rule: its limits are amounts, so limits_unit is needed",
        "criteria[id=requirements_met].rule: the methodology has no mandatory requirement",
        "criteria[id=simulated_npv].rule: the methodology simulates nothing",
        "criteria[id=fields_filled].facts: the rule needs to be told what to read"}) {
    EXPECT_THAT(faults, Contains(fault));
  }
}

TEST(CheckMethodologyV2, FindsFieldsFloorsAndHintsThatNameNothing) {
  Methodology method = Lemuria();
  method.tiers[1].sections = {{Section::kProblem, {"problem.moon"}}};
  method.stages = {{.id = "outline", .sections = {{Section::kProblem, {"problem.sun"}}}}};
  method.criteria[6].facts = {"moon"};
  method.floors = {{},
                   {.dimension = "moon"},
                   {.criterion = "moon", .knock_out_score = 4},
                   {.dimension = "cost", .criterion = "strategy"}};
  method.hints[0].comparison = "beside";
  method.hints[0].figure = "moon";
  method.thresholds[0].figure = "fiscal.total_costs";
  method.refusal_grounds = {{.id = "silent", .absent = {"problem", "costs.method", "costs.moon"}}};
  EXPECT_THAT(
      Faults(method),
      ElementsAre("criteria[id=strategy].facts: \"moon\" is no section, field or figure",
                  "tiers[id=short].sections[problem]: \"problem.moon\" is no field of the case",
                  "stages[id=outline].sections[problem]: \"problem.sun\" is no field of the case",
                  "floors[0]: names either a dimension or a criterion",
                  "floors[1].dimension: \"moon\" is no dimension",
                  "floors[2].criterion: \"moon\" is no criterion",
                  "floors[2].knock_out_score: must be 0 to 3",
                  "floors[3]: names either a dimension or a criterion",
                  "thresholds[id=cabinet].figure: \"fiscal.total_costs\" is no figure of an "
                  "evaluation",
                  "hints[0].figure: \"moon\" is no figure of an evaluation",
                  "hints[0].comparison: \"beside\" is none of below, above, absent",
                  "refusal_grounds[id=silent].absent: \"costs.moon\" is no section and no field "
                  "of the case"));
}

TEST(IsFigure, KnowsAccountsAndPercentiles) {
  for (const char* figure :
       {"fiscal.total_cost", "agency.ict_budget_share", "economic.tornado", "simulation.cost_p85",
        "simulation.npv_p0", "simulation.cost_p100", "simulation.contingency"}) {
    EXPECT_TRUE(IsFigure(figure)) << figure;
  }
  for (const char* figure : {"", "total_cost", "fiscal.", "fiscal.tornado", "simulation.cost_p101",
                             "simulation.cost_p", "simulation.luck", "moon.total_cost"}) {
    EXPECT_FALSE(IsFigure(figure)) << figure;
  }
}

// Computed vectors: swings 100/80/40/20 give 41.6667, 33.3333, 16.6667 and 8.3333 %.
TEST(Weighting, FromSwings) {
  const auto derived =
      DeriveWeights({.method = WeightMethod::kSwing, .swings = {100, 80, 40, 20}}, 4);
  ASSERT_TRUE(derived.ok());
  const std::vector<double> expected = {0.416667, 0.333333, 0.166667, 0.083333};
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(derived->weights[i], expected[i], 5e-7);
  Methodology method = Lemuria();
  method.dimensions[0].weight_bp = 4001;  // rounding
  EXPECT_THAT(Faults(method), IsEmpty());
  method.dimensions[0].weight_bp = 4002;
  EXPECT_THAT(Faults(method), ElementsAre("dimensions[id=public_value].weight_bp: is 4002, but the "
                                          "judgements give 4000.0"));
  method.weighting->swings = {90, 50, 50, 50};
  EXPECT_THAT(Faults(method), ElementsAre(HasSubstr("the most important one is 100")));
  method.weighting->swings = {100, 50};
  EXPECT_THAT(Faults(method), ElementsAre("weighting: swings: 2 for 4 dimensions"));
}

// Computed vector: [[1, 3, 5], [1/3, 1, 2], [1/5, 1/2, 1]] gives 64.8329, 22.9651 and 12.2020 %
// with a consistency ratio of 0.003185. A third is written 333.
TEST(Weighting, FromComparisonsOfPairs) {
  const std::vector<std::vector<int64_t>> pairs = {
      {1000, 3000, 5000}, {333, 1000, 2000}, {200, 500, 1000}};
  const auto derived = DeriveWeights({.method = WeightMethod::kAhp, .comparisons_milli = pairs}, 3);
  ASSERT_TRUE(derived.ok()) << derived.status();
  const std::vector<double> expected = {0.648329, 0.229651, 0.122020};
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(derived->weights[i], expected[i], 5e-7);
  EXPECT_NEAR(derived->consistency_ratio, 0.003185, 5e-7);
  Methodology method = ByPairs(pairs, {6483, 2297, 1220});
  EXPECT_THAT(Faults(method), IsEmpty());
  EXPECT_EQ(Describe(method),
            "Weights from comparisons of pairs (AHP), consistency ratio 0.0032. Illustrative.");
}

// Twice as much and twice again is four times; a judgement of 1.5 still passes (0.0930, computed
// apart), one of 1.4 does not (0.1066).
TEST(Weighting, RefusesJudgementsThatContradictOneAnother) {
  const auto judged = [](int64_t times) {
    return std::vector<std::vector<int64_t>>{
        {1000, 2000, times}, {500, 1000, 2000}, {(1'000'000 + times / 2) / times, 500, 1000}};
  };
  EXPECT_THAT(Faults(ByPairs(judged(4000), {5714, 2857, 1429})), IsEmpty());
  EXPECT_THAT(Faults(ByPairs(judged(1500), {4600, 3189, 2211})), IsEmpty());
  EXPECT_THAT(Faults(ByPairs(judged(1400), {4519, 3206, 2275})),
              ElementsAre("weighting.comparisons_milli: the judgements contradict one another: "
                          "their consistency ratio is 0.1066, and it must be below 0.10"));
}

TEST(Weighting, RefusesPairsThatDoNotMirrorEachOther) {
  const auto faults = [](int64_t forth, int64_t back) {
    const auto derived = DeriveWeights(
        {.method = WeightMethod::kAhp, .comparisons_milli = {{1000, forth}, {back, 1000}}}, 2);
    return derived.ok() ? "" : std::string(derived.status().message());
  };
  EXPECT_EQ(faults(9000, 111), "");
  EXPECT_EQ(faults(111, 9000), "");
  EXPECT_EQ(faults(3000, 334), "comparisons_milli[0][1]: 3000 is not one over 334");
  EXPECT_EQ(faults(3000, 332), "comparisons_milli[0][1]: 3000 is not one over 332");
  EXPECT_THAT(faults(9001, 111), HasSubstr("one of a pair is 1000 to 9000"));
  EXPECT_THAT(faults(500, 500), HasSubstr("one of a pair is 1000 to 9000"));
  EXPECT_EQ(DeriveWeights({.method = WeightMethod::kAhp, .comparisons_milli = {{1000}}}, 2)
                .status()
                .message(),
            "comparisons_milli: not 2 x 2");
}

TEST(RiskProfile, NamesTheFiveRatedHighestInTheirOrder) {
  methodology::RiskProfile profile = *Lemuria().risk_profile;
  std::vector<ProfileAnswer> answers;
  profile.questions.clear();
  const std::vector<int> ratings = {2, 5, 3, 4, 3, 3, 1};
  for (size_t i = 0; i < ratings.size(); ++i) {
    const std::string id = absl::StrCat("q", i);
    profile.questions.push_back({.id = id, .block = "complexity"});
    answers.push_back({id, ratings[i], ""});
  }
  const RiskProfileResult result = RateProfile(profile, answers);
  EXPECT_THAT(result.top, ElementsAre("q1", "q3", "q2", "q4", "q5"));
  EXPECT_EQ(result.complexity_centi, 300);
  EXPECT_EQ(result.consequence, 1);
  EXPECT_EQ(result.level, 0);
  // 24 of 7 is 3.43, below the column that starts at 3.50.
  answers[6].rating = 4;
  EXPECT_EQ(RateProfile(profile, answers).complexity_centi, 342);
  EXPECT_EQ(RateProfile(profile, answers).level, 0);
  answers[0].rating = 3;
  EXPECT_EQ(RateProfile(profile, answers).complexity_centi, 357);
  EXPECT_EQ(RateProfile(profile, answers).level, 1);
}

TEST(RiskRegister, PlacesEachRiskBeforeAndAfterItsResponse) {
  methodology::RiskMatrix matrix;
  matrix.levels = {"low", "high"};
  matrix.probability_from_bp = {0, 1000, 3000, 5000, 7000};
  matrix.level_by_cell[4] = {0, 0, 1, 1, 1};
  Risk late{.id = "late", .probability_bp = 3000, .impact = 5};
  late.residual_probability_bp = 2999;
  late.residual_impact = 5;
  const Risk unrated{.id = "early"};
  const std::vector<RegisterRow> rows = RegisterOf({late, unrated}, matrix);
  EXPECT_EQ(rows[0].risk, "early");
  EXPECT_FALSE(rows[0].level.has_value());
  EXPECT_FALSE(rows[0].residual_level.has_value());
  EXPECT_EQ(rows[1].level, "high");
  EXPECT_EQ(rows[1].residual_level, "low");
}

}  // namespace
}  // namespace cartera::appraisal::v2
