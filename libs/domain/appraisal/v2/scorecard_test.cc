#include "libs/domain/appraisal/v2/scorecard.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/sample_case.h"
#include "libs/domain/appraisal/v2/asked.h"
#include "libs/domain/appraisal/v2/steady_weights.h"
#include "libs/domain/appraisal/v2/testing/sample_method.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Criterion;
using methodology::Methodology;
using methodology::Outcome;
using methodology::Tier;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Horizon kHorizon = {.first_fiscal_year = 2027, .years = 10};

// SampleCase with its risk profile, and two of four risks treated.
CaseContent Content() {
  CaseContent content = SampleCase();
  content.risks.profile = {{"a1", 3, "x"}, {"a2", 2, "x"}, {"b1", 3, "x"}, {"b2", 2, "x"}};
  for (size_t i = 0; i < 2; ++i) {
    content.risks.risks[i].residual_probability_bp = 500;
    content.risks.risks[i].residual_impact = 2;
  }
  return content;
}

std::vector<OptionFigures> Figures() {
  std::vector<OptionFigures> figures = {FiguresOf({{"agency.total_cost", 101}})};
  figures[0].incremental_bcr.ratio_bp = 15'000;
  return figures;
}

EvaluationContext Context(int strategy) {
  EvaluationContext context = SampleContext();
  context.person_scores["strategy"] = {strategy, "people/eva", "Named in the strategy"};
  return context;
}

Scorecard Of(const Methodology& method, const EvaluationContext& context,
             const CaseContent& content = Content()) {
  const auto card = Score(content, method, context, kHorizon, Figures(), std::nullopt);
  EXPECT_TRUE(card.ok()) << card.status();
  return card.ok() ? *card : Scorecard();
}

// A page of the scorecard, so that a change reads as one.
std::string Page(const Scorecard& card) {
  std::string page;
  for (const CriterionScore& score : card.criteria) {
    absl::StrAppend(&page, score.criterion, " ", score.score.value_or(-1), " x ", score.weight_bp,
                    ": ", score.why, "\n");
  }
  for (const DimensionScore& score : card.dimensions) {
    absl::StrAppend(&page, score.dimension, " ", score.score_bp.value_or(-1), "\n");
  }
  absl::StrAppend(&page, "overall ", card.overall_bp.value_or(-1), ", ",
                  card.unscored_criteria_count, " unscored\n", card.suggestion_reason, "\n");
  for (const auto& [dimension, weights] : card.steady_weight_bp_by_dimension) {
    absl::StrAppend(&page, dimension, " from ", weights.first, " to ", weights.second, "\n");
  }
  for (const std::string& limit : card.limits_met) absl::StrAppend(&page, "limit: ", limit, "\n");
  absl::StrAppend(&page, "risk ", card.risk_profile_level.value_or("-"), ": ",
                  card.risk_profile_reason, "\n", "value: ", card.value_band, "\n", card.weighting,
                  "\n");
  for (const std::string& hint : card.hints) absl::StrAppend(&page, "hint: ", hint, "\n");
  return page;
}

// What a weight can change.
std::string Numbers(const Scorecard& card) {
  std::string numbers = absl::StrCat(card.overall_bp.value_or(-1), " ", card.suggestion_reason);
  for (const DimensionScore& score : card.dimensions) {
    absl::StrAppend(&numbers, "\n", score.dimension, " ", score.score_bp.value_or(-1));
  }
  for (const auto& [dimension, weights] : card.steady_weight_bp_by_dimension) {
    absl::StrAppend(&numbers, "\n", dimension, " ", weights.first, " ", weights.second);
  }
  return numbers;
}

// By hand: 4 x 2500 + 3 x 1500 + 3 x 1000 + 3 x 1000 + 2 x 1000 + 2 x 1000 + 3 x 2000 = 30,500 of
// 40,000. Public value has 14,500 of 16,000, the others 16,000 of 24,000: with the weight x the
// score is 9062.5 x + 6666.7 (1 - x), which rounds to 7000 to 8499 from 13.90 % to 76.50 %.
// No small case is marked down for what its form leaves out.
TEST(Scorecard, WhatATierDoesNotAskForIsNotScored) {
  Methodology method = Lemuria();
  method.tiers = {{.id = "short", .field_count_max = 25}};
  method.tiers[0].sections = {
      {.section = methodology::Section::kOptions, .required_fields = {"options.comparison"}},
      {.section = methodology::Section::kTechnology, .required_fields = {"technology.solution"}}};
  const Criterion alternatives = ByRule("options_with_minimum");
  const Criterion exit = ByRule("exit_and_switch_off");
  const Tier& tier = method.tiers[0];
  EXPECT_TRUE(IsAsked(alternatives, &tier));
  EXPECT_FALSE(IsAsked(exit, &tier));  // technology.exit_plan is not on the form
  EXPECT_TRUE(IsAsked(exit, nullptr));
  EXPECT_FALSE(IsAsked(ByRule("affordability"), &tier));  // nor the costs
  const Scorecard card = Of(method, Context(3));
  for (const CriterionScore& score : card.criteria) {
    const bool asked = IsAsked(*methodology::FindCriterion(method, score.criterion), &tier);
    EXPECT_EQ(score.score.has_value(), asked || score.by_person) << score.criterion;
    if (!score.score.has_value()) {
      EXPECT_EQ(score.why, "Tier \"short\" does not ask for it.");
    }
  }
  EXPECT_EQ(card.unscored_criteria_count, 0);

  method.tiers = {{.id = "line", .is_scored = false}};
  const Scorecard line = Of(method, SampleContext());
  EXPECT_FALSE(line.overall_bp.has_value());
  EXPECT_FALSE(line.suggestion.has_value());
  EXPECT_THAT(line.criteria, IsEmpty());
  EXPECT_THAT(line.hints, IsEmpty());
  EXPECT_EQ(line.suggestion_reason, "Tier \"line\" is not scored.");
  EXPECT_THAT(line.limits_met, IsEmpty());
}

TEST(Scorecard, OfTheSampleCaseIsTheGoldenOne) {
  const std::string path = "tests/golden/appraisal/lemuria_scorecard.txt";
  const std::string page = Page(Of(Lemuria(), Context(3)));
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page;
  std::ifstream file(path);
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(page, expected) << "UPDATE_GOLDEN=1 rewrites " << path;
}

TEST(Scorecard, WaitsForPeopleAndSaysSo) {
  const Scorecard card = Of(Lemuria(), SampleContext());
  EXPECT_EQ(card.unscored_criteria_count, 1);
  EXPECT_EQ(card.criteria[6].why, "Waits for the score of a person.");
  EXPECT_FALSE(card.dimensions[3].score_bp.has_value());
  EXPECT_THAT(card.suggestion_reason, HasSubstr("1 of 7 criteria are not scored yet"));
  // Without a score there is no weight at which it would matter.
  EXPECT_EQ(card.steady_weight_bp_by_dimension.count("alignment"), 0);
}

TEST(Scorecard, KeepsBlindScoresApartAndCountsTheirMedian) {
  EvaluationContext context = SampleContext();
  context.blind_scores["strategy"] = {
      {4, "people/eva", "Named"}, {1, "people/ana", "Not named"}, {3, "people/bo", "Half named"}};
  const Scorecard card = Of(Lemuria(), context);
  const CriterionScore& score = card.criteria[6];
  EXPECT_EQ(score.score, 3);
  EXPECT_EQ(score.spread, 3);
  EXPECT_TRUE(score.by_person);
  EXPECT_THAT(score.blind, ElementsAre(PersonScore{1, "people/ana", "Not named"},
                                       PersonScore{3, "people/bo", "Half named"},
                                       PersonScore{4, "people/eva", "Named"}));
  EXPECT_EQ(score.why,
            "Median of 3 scores from 1 to 4: people/ana 1, Not named; people/bo 3, Half named; "
            "people/eva 4, Named");
  std::reverse(context.blind_scores["strategy"].begin(), context.blind_scores["strategy"].end());
  EXPECT_EQ(Page(Of(Lemuria(), context)), Page(card));
}

TEST(Scorecard, MedianRoundsTiesToEven) {
  EXPECT_EQ(MedianScore({3}), 3);
  EXPECT_EQ(MedianScore({4, 0, 1}), 1);
  EXPECT_EQ(MedianScore({0, 1}), 0);
  EXPECT_EQ(MedianScore({1, 2}), 2);
  EXPECT_EQ(MedianScore({3, 2}), 2);
  EXPECT_EQ(MedianScore({3, 4}), 4);
  EXPECT_EQ(MedianScore({4, 2}), 3);
  EXPECT_EQ(MedianScore({0, 4, 4, 1}), 2);
}

TEST(Scorecard, RefusesScoresThatDoNotCount) {
  EvaluationContext context = Context(5);
  context.person_scores["beauty"] = {1, "", ""};
  context.blind_scores["strategy"] = {{1, "people/ana", "x"}};
  context.blind_scores["profile"] = {{1, "people/ana", "x"}, {2, "people/ana", "x"}};
  const auto card = Score(Content(), Lemuria(), context, kHorizon, Figures(), std::nullopt);
  EXPECT_EQ(card.status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* what :
       {"[beauty]: the methodology has no such criterion", "[beauty]: the assessor is missing",
        "[beauty]: the reason is missing", "[strategy]: the score must be 0 to 4",
        "[strategy]: scored once and blind", "[strategy]: blind scores are of two people at least",
        "[profile]: one assessor stands twice"}) {
    EXPECT_THAT(std::string(card.status().message()), HasSubstr(what));
  }
}

TEST(Scorecard, ShowsTheRuleBesideThePerson) {
  EvaluationContext context = Context(3);
  context.person_scores["treatment"] = {4, "people/eva", "Seen the plan"};
  const CriterionScore score = Of(Lemuria(), context).criteria[5];
  EXPECT_EQ(score.score, 4);
  EXPECT_EQ(score.score_by_rule, 2);
  EXPECT_THAT(score.why, HasSubstr("Seen the plan (by rule 2: 2 of 4 risks"));
}

// Every criterion 4 by a person, so that the band alone would approve.
EvaluationContext AllFour() {
  EvaluationContext context = Context(4);
  for (const Criterion& criterion : Lemuria().criteria) {
    context.person_scores[criterion.id] = {4, "people/eva", "x"};
  }
  return context;
}

TEST(Scorecard, FloorsKnockOutsAndZeroesLimitWhatIsSuggested) {
  EXPECT_EQ(Of(Lemuria(), AllFour()).suggestion, Outcome::kApprove);
  EXPECT_THAT(Of(Lemuria(), AllFour()).suggestion_reason, HasSubstr("speaks for: Go ahead."));
  EvaluationContext context = AllFour();
  context.person_scores["strategy"].score = 2;
  EXPECT_EQ(Of(Lemuria(), context).suggestion, Outcome::kApprove);
  context.person_scores["strategy"].score = 1;
  const Scorecard knocked = Of(Lemuria(), context);
  EXPECT_EQ(knocked.suggestion, Outcome::kApproveWithObservations);
  EXPECT_THAT(knocked.limits_met, ElementsAre("\"strategy\" is scored 1 and knocks out at 1, so at "
                                              "best: approve_with_observations."));
  context.person_scores["strategy"].score = 0;
  const Scorecard zero = Of(Lemuria(), context);
  EXPECT_EQ(zero.suggestion, Outcome::kRequestIteration);
  EXPECT_THAT(zero.limits_met, testing::SizeIs(2));
  // 1 and 2 of 4 for the cost are 37.50 %; 2 and 2 are 50 %.
  context = AllFour();
  context.person_scores["complete"].score = 1;
  context.person_scores["credible"].score = 2;
  const Scorecard floored = Of(Lemuria(), context);
  EXPECT_EQ(floored.suggestion, Outcome::kReject);
  EXPECT_THAT(floored.limits_met, ElementsAre("\"cost\" scores 37.50 %, below its floor of 40.00 "
                                              "%, so at best: reject."));
  context.person_scores["complete"].score = 2;
  EXPECT_THAT(Of(Lemuria(), context).limits_met, IsEmpty());
}

TEST(Scorecard, CallsTheRatioAsTheAuthorityDoes) {
  Methodology method = Lemuria();
  method.value_bands_origin = {methodology::Standing::kOfficial, "tide-act"};
  const auto band = [&method](std::optional<int64_t> ratio_bp) {
    std::vector<OptionFigures> figures = Figures();
    figures[0].incremental_bcr.ratio_bp = ratio_bp;
    return Score(Content(), method, Context(3), kHorizon, figures, std::nullopt)->value_band;
  };
  EXPECT_EQ(band(-1), "Poor");
  EXPECT_EQ(band(9'999), "Poor");
  EXPECT_EQ(band(10'000), "Low");
  EXPECT_EQ(band(19'999), "Medium");
  EXPECT_EQ(band(20'000), "High");
  EXPECT_EQ(band(std::nullopt), "");
  method.value_bands_origin = {};
  EXPECT_EQ(band(20'000), "High (illustrative)");
}

TEST(Scorecard, HintsWhenAFigureIsSo) {
  const auto hints = [](int64_t cost, std::optional<int> positive_npv_bp) {
    std::optional<SimulationFigures> simulation;
    if (positive_npv_bp.has_value()) {
      simulation.emplace();
      simulation->positive_npv_bp = *positive_npv_bp;
    }
    const std::vector<OptionFigures> figures = {
        FiguresOf({{"agency.total_cost", cost}, {"economic.irr", 1}})};
    return Score(Content(), Lemuria(), Context(3), kHorizon, figures, simulation)->hints;
  };
  EXPECT_THAT(hints(100, 8000), IsEmpty());
  EXPECT_THAT(hints(101, 7999),
              ElementsAre("Ask who pays after go-live.", "Ask for a smaller step."));
  EXPECT_THAT(hints(100, std::nullopt), IsEmpty());
}

// ---- Properties, on random methods whose criteria people score. ----

class Random {
 public:
  Random() {
    const char* text = std::getenv("CARTERA_TEST_SEED");
    const unsigned seed = text == nullptr ? 20261123u : static_cast<unsigned>(std::atoi(text));
    generator_.seed(seed);
    ::testing::Test::RecordProperty("seed", static_cast<int>(seed));
    std::printf("seed %u\n", seed);
  }
  int Between(int low, int high) {
    return low + static_cast<int>(generator_() % static_cast<unsigned>(high - low + 1));
  }

 private:
  std::mt19937 generator_;
};

struct Trial {
  Methodology method;
  EvaluationContext context = SampleContext();

  Scorecard Run() const {
    const auto card = Score({}, method, context, kHorizon, {}, std::nullopt);
    EXPECT_TRUE(card.ok()) << card.status();
    return *card;
  }
  // Dimensions weigh what their criteria do, as in every method.
  void SumWeights() {
    for (methodology::Dimension& dimension : method.dimensions) {
      dimension.weight_bp = 0;
      for (const Criterion& criterion : method.criteria) {
        if (criterion.dimension == dimension.id) dimension.weight_bp += criterion.weight_bp;
      }
    }
  }
};

Criterion ByPerson(const std::string& id, const std::string& dimension, int weight_bp) {
  return {.id = id, .title = {{"en", id}}, .dimension = dimension, .weight_bp = weight_bp};
}

Trial RandomTrial(Random& random) {
  Trial trial;
  const int dimensions = random.Between(1, 5);
  int left_bp = methodology::kWholeBp;
  for (int d = 0; d < dimensions; ++d) {
    const std::string dimension = absl::StrCat("d", d);
    trial.method.dimensions.push_back({.id = dimension, .title = {{"en", dimension}}});
    const int criteria = random.Between(1, 4);
    for (int c = 0; c < criteria; ++c) {
      const bool is_last = d == dimensions - 1 && c == criteria - 1;
      const int weight_bp = is_last ? left_bp : random.Between(0, left_bp / 2);
      left_bp -= weight_bp;
      const std::string id = absl::StrCat(dimension, "c", c);
      trial.method.criteria.push_back(ByPerson(id, dimension, weight_bp));
      const int score = random.Between(-1, 4);
      if (score >= 0) trial.context.person_scores[id] = {score, "people/eva", "x"};
    }
  }
  trial.SumWeights();
  int from_bp = 0;
  for (Outcome outcome : {Outcome::kReject, Outcome::kRequestIteration,
                          Outcome::kApproveWithObservations, Outcome::kApprove}) {
    trial.method.suggestion.bands.push_back({from_bp, outcome});
    from_bp += random.Between(1, 4000);
  }
  if (random.Between(0, 3) == 0) {
    trial.method.suggestion.zero_score_outcome = Outcome::kApproveWithObservations;
  }
  if (random.Between(0, 1) == 0) {
    trial.method.floors = {{.dimension = "d0",
                            .floor_bp = random.Between(0, 9000),
                            .at_best = Outcome::kRequestIteration}};
  }
  return trial;
}

constexpr int kTrials = 200;

TEST(ScorecardProperty, ScalingAllWeightsChangesNothing) {
  Random random;
  for (int i = 0; i < kTrials; ++i) {
    Trial trial = RandomTrial(random);
    const std::string before = Numbers(trial.Run());
    const int factor = random.Between(2, 50);
    for (Criterion& criterion : trial.method.criteria) criterion.weight_bp *= factor;
    trial.SumWeights();
    EXPECT_EQ(Numbers(trial.Run()), before) << "trial " << i << " times " << factor;
  }
}

TEST(ScorecardProperty, TheOrderOfCriteriaChangesNothing) {
  Random random;
  for (int i = 0; i < kTrials; ++i) {
    Trial trial = RandomTrial(random);
    // Limits are said in the order of the criteria.
    trial.method.suggestion.zero_score_outcome.reset();
    const std::string before = Numbers(trial.Run());
    std::vector<Criterion>& criteria = trial.method.criteria;
    std::rotate(criteria.begin(),
                criteria.begin() + random.Between(0, static_cast<int>(criteria.size()) - 1),
                criteria.end());
    std::swap(criteria.front(), criteria.back());
    EXPECT_EQ(Numbers(trial.Run()), before) << "trial " << i;
  }
}

TEST(ScorecardProperty, ACriterionWithoutWeightChangesNothing) {
  Random random;
  for (int i = 0; i < kTrials; ++i) {
    Trial trial = RandomTrial(random);
    // The number of criteria is said beside those not scored.
    for (const Criterion& criterion : trial.method.criteria) {
      trial.context.person_scores.try_emplace(criterion.id,
                                              PersonScore{random.Between(0, 4), "people/eva", "x"});
    }
    const std::string before = Numbers(trial.Run());
    trial.method.criteria.push_back(ByPerson("new", "d0", 0));
    trial.context.person_scores["new"] = {random.Between(0, 4), "people/eva", "x"};
    EXPECT_EQ(Numbers(trial.Run()), before) << "trial " << i;
  }
}

// The suggestion with another weight of one dimension, from the definition: its criteria's weights
// times w / w0, the others' times (1 - w) / (1 - w0), all times w0 x (1 - w0).
std::optional<Outcome> SuggestedAt(const Trial& trial, const Scorecard& card,
                                   const methodology::Dimension& dimension, int weight_bp) {
  __int128 weighted = 0, weights = 0;
  for (const CriterionScore& criterion : card.criteria) {
    if (!criterion.score.has_value()) continue;
    const __int128 weight =
        __int128{criterion.weight_bp} *
        (criterion.dimension == dimension.id
             ? int64_t{weight_bp} * (methodology::kWholeBp - dimension.weight_bp)
             : int64_t{methodology::kWholeBp - weight_bp} * dimension.weight_bp);
    weighted += weight * *criterion.score;
    weights += weight;
  }
  if (weights == 0) return std::nullopt;
  const __int128 whole = weighted * methodology::kWholeBp * 2 + weights * methodology::kScoreMax;
  const __int128 doubled = weights * methodology::kScoreMax * 2;
  __int128 rounded = whole / doubled;  // half up, then ties to even
  if (whole % doubled == 0 && rounded % 2 == 1) --rounded;
  Outcome outcome = Outcome::kReject;
  for (const methodology::OutcomeBand& band : trial.method.suggestion.bands) {
    if (rounded >= band.from_bp) outcome = band.outcome;
  }
  const auto& zero = trial.method.suggestion.zero_score_outcome;
  for (const CriterionScore& criterion : card.criteria) {
    if (zero.has_value() && criterion.score == 0 && criterion.weight_bp > 0) {
      outcome = std::min(outcome, *zero);
    }
  }
  for (const methodology::Floor& floor : trial.method.floors) {
    for (const DimensionScore& score : card.dimensions) {
      if (score.dimension == floor.dimension && score.score_bp.value_or(10'000) < floor.floor_bp) {
        outcome = std::min(outcome, floor.at_best);
      }
    }
  }
  return outcome;
}

TEST(ScorecardProperty, TheSuggestionStaysInsideTheSteadyWeightsAndChangesRightOutside) {
  Random random;
  int intervals = 0, inner_ends = 0;
  for (int i = 0; i < 60; ++i) {
    const Trial trial = RandomTrial(random);
    const Scorecard card = trial.Run();
    for (const methodology::Dimension& dimension : trial.method.dimensions) {
      const auto found = card.steady_weight_bp_by_dimension.find(dimension.id);
      if (found == card.steady_weight_bp_by_dimension.end()) continue;
      const auto [low, high] = found->second;
      ++intervals;
      inner_ends += (low > 0) + (high < methodology::kWholeBp);
      EXPECT_LE(low, dimension.weight_bp);
      EXPECT_GE(high, dimension.weight_bp);
      for (int weight_bp = 0; weight_bp <= methodology::kWholeBp; ++weight_bp) {
        const bool is_inside = weight_bp >= low && weight_bp <= high;
        const bool is_edge = weight_bp == low - 1 || weight_bp == high + 1;
        if (!is_inside && !is_edge) continue;
        ASSERT_EQ(SuggestedAt(trial, card, dimension, weight_bp) == card.suggestion, is_inside)
            << "trial " << i << " " << dimension.id << " at " << weight_bp << " of " << low
            << " to " << high;
      }
    }
  }
  // Else the test would prove little.
  EXPECT_GT(intervals, 60);
  EXPECT_GT(inner_ends, 30);
}

TEST(SteadyWeights, AreMissingWhereThereIsNoProportion) {
  Trial trial;
  trial.method.dimensions = {{.id = "all", .weight_bp = 10'000}, {.id = "none"}};
  trial.method.criteria = {ByPerson("a", "all", 10'000), ByPerson("b", "none", 0)};
  trial.method.suggestion.bands = {{0, Outcome::kReject}};
  trial.context.person_scores = {{"a", {2, "people/eva", "x"}}, {"b", {4, "people/eva", "x"}}};
  EXPECT_THAT(trial.Run().steady_weight_bp_by_dimension, IsEmpty());
  trial.method.criteria[0].weight_bp = 5'000;
  trial.method.criteria[1].weight_bp = 5'000;
  EXPECT_THAT(trial.Run().steady_weight_bp_by_dimension,
              UnorderedElementsAre(Pair("all", Pair(0, 10'000)), Pair("none", Pair(0, 10'000))));
  EXPECT_FALSE(OverallAt(trial.Run().criteria, "moon", 5'000).has_value());
}

}  // namespace
}  // namespace cartera::appraisal::v2
