#include "libs/domain/simulation/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/domain/simulation/sampler.h"
#include "libs/domain/simulation/testing/golden_data.h"
#include "libs/domain/simulation/testing/threads.h"

namespace cartera::simulation {
namespace {

using ::testing::StartsWith;

constexpr uint64_t kSeed = 20261122;

// Every kind of line, a matrix, drivers, benefits and budgets.
Portfolio Mixed(int cases) {
  Portfolio portfolio;
  portfolio.drivers = {"exchange rate", "wages"};
  portfolio.budget = 900.0 * cases;
  for (int i = 0; i < cases; ++i) {
    const double a = 100 + i;
    Case made{.name = absl::StrCat("case ", i), .stream = static_cast<uint32_t>(i)};
    made.lines = {
        {.distribution = Triangular{a * .8, a, a * 1.5}, .loadings = {{0, 0.5}, {1, -0.3}}},
        {.distribution = BetaPert{a * .8, a, a * 1.9}, .loadings = {{1, 0.8}}},
        {.distribution = Lognormal{a, 0.4}},
        {.distribution = Uniform{a, a * 1.2}},
        {.distribution = Event{.2, Triangular{10, 20, a}}},
        {.distribution = Empirical{{0, .5, 1}, {a, a * 1.1, a * 2}}},
        {.distribution = HeavyTail{.scale = a,
                                   .body_sigma = .25,
                                   .tail_from = 1.5,
                                   .tail_mass = .18,
                                   .tail_index = 1.377834}},
        {.distribution = BetaPert{a * 8, a * 9, a * 11}, .cost_weight = 0, .npv_weight = .9}};
    if (i % 2 == 0) {
      made.correlation.assign(64, .3);
      for (int k = 0; k < 8; ++k) made.correlation[k * 9] = 1;
    }
    made.budget = 8 * a;
    portfolio.cases.push_back(made);
  }
  return portfolio;
}

void AddBits(const Outcome& outcome, std::string* bits) {
  const auto add = [bits](double value) {
    EXPECT_TRUE(std::isfinite(value));
    bits->append(reinterpret_cast<const char*>(&value), sizeof(value));
  };
  for (const double value : {outcome.mean, outcome.mean_standard_error, outcome.sd, outcome.low,
                             outcome.high, outcome.mean_of_lowest, outcome.mean_of_highest}) {
    add(value);
  }
  for (const Percentile& p : outcome.percentiles) add(p.value), add(p.standard_error);
  for (const double value : outcome.curve) add(value);
}

void AddBits(const TotalsResult& totals, std::string* bits) {
  AddBits(totals.cost, bits);
  AddBits(totals.npv, bits);
  for (const Probability& p : {totals.npv_positive, totals.within_budget.value_or(Probability{})}) {
    bits->append(reinterpret_cast<const char*>(&p), sizeof(p));
  }
}

// All numbers of a result, as bytes.
std::string Bits(const PortfolioResult& result) {
  std::string bits;
  AddBits(result.totals, &bits);
  for (const CaseResult& one : result.cases) {
    AddBits(one.totals, &bits);
    for (const LineResult& line : one.lines) {
      bits.append(reinterpret_cast<const char*>(&line), sizeof(line));
    }
  }
  return bits;
}

PortfolioResult Simulated(const Portfolio& portfolio, int64_t draws, int threads = 1,
                          InstructionSet set = FastestKernels().set, uint64_t seed = kSeed) {
  Threads executor(threads);
  auto result = Simulate(portfolio, {.seed = seed, .draws = draws, .instructions = set}, executor);
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

CaseResult One(Case described, int64_t draws, std::vector<std::string> drivers = {}) {
  Portfolio portfolio{.drivers = std::move(drivers), .cases = {std::move(described)}};
  return Simulated(portfolio, draws).cases[0];
}

TEST(Simulate, TheResultIsTheSameForAnyNumberOfThreads) {
  for (const int64_t draws : {int64_t{1001}, kBlockDraws + 777}) {
    const Portfolio portfolio = Mixed(70);
    const std::string expected = Bits(Simulated(portfolio, draws, 1));
    EXPECT_EQ(Bits(Simulated(portfolio, draws, 2)), expected);
    EXPECT_EQ(Bits(Simulated(portfolio, draws, 5)), expected);
  }
}

TEST(Simulate, TheResultIsTheSameWithEveryInstructionSet) {
  for (const int64_t draws : {int64_t{1001}, kBlockDraws + 777}) {
    const Portfolio portfolio = Mixed(3);
    const std::string expected = Bits(Simulated(portfolio, draws, 1, InstructionSet::kScalar));
    for (const InstructionSet set : SupportedInstructionSets()) {
      EXPECT_EQ(Bits(Simulated(portfolio, draws, 1, set)), expected) << Name(set);
    }
  }
}

// Decisions are replayed years later: a change of one bit here is another generator name, with the
// old one kept.
TEST(Simulate, TheBitsOfAFixedPortfolioNeverChange) {
  const PortfolioResult result = Simulated(Mixed(5), 2000);
  EXPECT_EQ(result.seed, kSeed);
  EXPECT_EQ(result.draws, 2000);
  EXPECT_EQ(result.generator, "philox4x32-10/layout-1");
  EXPECT_EQ(absl::BytesToHexString(Sha256(Bits(result))),
            "cadf819293d07ca4b81ca52602a1c77f28378cfa530add99b2239356971d0c34");
}

TEST(Simulate, AnotherSeedIsAnotherResult) {
  EXPECT_NE(Bits(Simulated(Mixed(1), 1000)),
            Bits(Simulated(Mixed(1), 1000, 1, FastestKernels().set, kSeed + 1)));
}

TEST(Simulate, ACaseIsTheSameAloneAndAmongOthers) {
  const Portfolio all = Mixed(9);
  Portfolio alone{.drivers = all.drivers, .cases = {all.cases[7]}};
  const PortfolioResult together = Simulated(all, 2000), single = Simulated(alone, 2000);
  std::string expected, got;
  AddBits(together.cases[7].totals, &expected);
  AddBits(single.cases[0].totals, &got);
  EXPECT_EQ(got, expected);
}

// A number of draws that fills no group of 16: what is drawn beyond it must not count.
TEST(Simulate, AResultIsOfItsDrawsAndOfNoOthers) {
  const Triangular shape{80, 100, 150};
  std::vector<double> values;
  for (int64_t draw = 0; draw < 1001; ++draw) {
    values.push_back(
        Sampler(shape).Quantile(UniformAt({.seed = kSeed, .stream = 4, .line = 0}, draw)));
  }
  const MeanAndSd expected = Describe(values);
  const CaseResult result = One({.stream = 4, .lines = {{.distribution = shape}}}, 1001);
  EXPECT_NEAR(result.totals.cost.mean, expected.mean, 1e-11);
  EXPECT_NEAR(result.totals.cost.sd, expected.sd, 1e-11);
  EXPECT_NEAR(result.lines[0].mean, expected.mean, 1e-11);
  EXPECT_NEAR(result.lines[0].cost_variance_share, 1, 1e-12);
  std::sort(values.begin(), values.end());
  for (int i = 0; i < kCurvePoints; ++i) {
    EXPECT_EQ(result.totals.cost.curve[i], QuantileOfSorted(values, i / 100.0));
  }
}

// tests/data/montecarlo-analytic, sum_independent_triangulars.
TEST(Simulate, ASumOfIndependentLinesHasTheMeanAndVarianceOfTheory) {
  const std::string json = ReadTestFile("montecarlo-analytic/closed_form.json");
  const CaseResult result = One({.lines = {{.distribution = Triangular{100, 120, 180}},
                                           {.distribution = Triangular{50, 60, 100}},
                                           {.distribution = Triangular{10, 10, 40}}}},
                                200'000);
  const Outcome& cost = result.totals.cost;
  const double variance = NumberAt(json, {"sum_independent_triangulars", "var"});
  EXPECT_NEAR(cost.mean, NumberAt(json, {"sum_independent_triangulars", "mean"}),
              4 * cost.mean_standard_error);
  EXPECT_NEAR(cost.sd * cost.sd / variance, 1, 0.015);
  EXPECT_NEAR(cost.mean_standard_error, std::sqrt(variance / 200'000), 1e-3);
  // Shares of the variance: 288.9, 116.7 and 50 of 455.6.
  EXPECT_NEAR(result.lines[0].cost_variance_share, 288.888889 / variance, 0.01);
  EXPECT_NEAR(result.lines[2].cost_variance_share, 50 / variance, 0.01);
}

// By numerical convolution (steps that err by up to 0.05): a sum of most likely values is reached
// with a probability of 8.86 % only, and P85 lies 22.57 above the median.
TEST(Simulate, TheSumOfTheMostLikelyValuesIsNoLikelySum) {
  const CaseResult result = One({.lines = {{.distribution = Triangular{80, 100, 150}},
                                           {.distribution = Triangular{40, 50, 90}},
                                           {.distribution = Triangular{20, 30, 60}}},
                                 .budget = 100 + 50 + 30},
                                1'000'000);
  const Probability& within = *result.totals.within_budget;
  EXPECT_NEAR(within.value, 0.0886, 4 * within.standard_error);
  EXPECT_LT(within.standard_error, 3e-4);
  const std::vector<Percentile>& percentiles = result.totals.cost.percentiles;
  const Percentile &p50 = percentiles[3], &p85 = percentiles[6];
  EXPECT_EQ(p50.probability, 0.5);
  EXPECT_EQ(p85.probability, 0.85);
  EXPECT_NEAR(p85.value - p50.value, 22.57, 0.05 + 4 * p85.standard_error);
  EXPECT_NEAR((p85.value - p50.value) / p50.value, 0.1097, 5e-4);
}

TEST(Simulate, TheSumOfTwoUniformLinesHasItsKnownPercentile) {
  const std::string json = ReadTestFile("montecarlo-analytic/closed_form.json");
  const CaseResult result =
      One({.lines = {{.distribution = Uniform{0, 1}}, {.distribution = Uniform{0, 1}}}}, 100'000);
  const Percentile& p90 = result.totals.cost.percentiles[7];
  EXPECT_EQ(p90.probability, 0.9);
  EXPECT_NEAR(p90.value, NumberAt(json, {"sum_two_U01", "p90"}), 4 * p90.standard_error);
}

// sum_comonotone_triangulars: all lines move with one driver, so their quantiles add.
TEST(Simulate, LinesThatShareOneDriverWhollyAddTheirQuantiles) {
  const std::string json = ReadTestFile("montecarlo-analytic/closed_form.json");
  const std::vector<Loading> wholly = {{0, 1}};
  const CaseResult result =
      One({.lines = {{.distribution = Triangular{100, 120, 180}, .loadings = wholly},
                     {.distribution = Triangular{50, 60, 100}, .loadings = wholly},
                     {.distribution = Triangular{10, 10, 40}, .loadings = wholly}}},
          100'000, {"all"});
  for (const auto& [p, index] : {std::pair{"0.1", 1}, {"0.5", 3}, {"0.9", 7}}) {
    const Percentile& got = result.totals.cost.percentiles[index];
    EXPECT_NEAR(got.value, NumberAt(json, {"sum_comonotone_triangulars", "quantiles", p}),
                4 * got.standard_error)
        << p;
  }
}

// Under a Gaussian copula the correlation of two uniform numbers is Spearman's, (6/pi) asin(rho/2);
// binormal_rank_corr gives .482584 for .5 and .785939 for .8.
TEST(Simulate, ACorrelationOfNormalScoresGivesTheKnownRankCorrelation) {
  for (const auto& [rho, spearman] : {std::pair{.5, .482584}, {.8, .785939}, {-.8, -.785939}}) {
    const CaseResult result =
        One({.lines = {{.distribution = Uniform{0, 1}}, {.distribution = Uniform{0, 1}}},
             .correlation = {1, rho, rho, 1}},
            400'000);
    const double variance = result.totals.cost.sd * result.totals.cost.sd;
    EXPECT_NEAR(variance * 6 - 1, spearman, 0.006) << rho;
  }
}

// Two cases of one line each that load .8 on one driver correlate by .64.
TEST(Simulate, CasesAreCorrelatedThroughSharedDrivers) {
  const auto make = [](uint32_t stream, double weight) {
    return Case{.stream = stream,
                .lines = {{.distribution = Uniform{0, 1}, .loadings = {{0, weight}}}}};
  };
  const double spearman = 6 / M_PI * std::asin(.64 / 2);
  const PortfolioResult apart =
      Simulated({.drivers = {"wages"}, .cases = {make(1, 0), make(2, 0)}}, 200'000);
  const PortfolioResult shared =
      Simulated({.drivers = {"wages"}, .cases = {make(1, .8), make(2, .8)}}, 200'000);
  const PortfolioResult against =
      Simulated({.drivers = {"wages"}, .cases = {make(1, .8), make(2, -.8)}}, 200'000);
  const auto correlation = [](const PortfolioResult& result) {
    return result.totals.cost.sd * result.totals.cost.sd * 6 - 1;
  };
  EXPECT_NEAR(correlation(apart), 0, 0.01);
  EXPECT_NEAR(correlation(shared), spearman, 0.01);
  EXPECT_NEAR(correlation(against), -spearman, 0.01);
}

// Cost uniform on [0, 1], benefit 1/2: the chance that it pays, and that a budget holds, are known.
TEST(Simulate, ProbabilitiesAndShortfallAreThoseOfTheory) {
  const CaseResult result =
      One({.lines = {{.distribution = Uniform{0, 1}},
                     {.distribution = Constant{.75}, .cost_weight = 0, .npv_weight = 1}},
           .budget = .3},
          100'000);
  const TotalsResult& totals = result.totals;
  EXPECT_NEAR(totals.npv_positive.value, .75, 4 * totals.npv_positive.standard_error);
  EXPECT_NEAR(totals.npv_positive.standard_error, std::sqrt(.75 * .25 / 100'000), 1e-4);
  ASSERT_TRUE(totals.within_budget.has_value());
  EXPECT_NEAR(totals.within_budget->value, .3, 4 * totals.within_budget->standard_error);
  EXPECT_NEAR(totals.npv.mean_of_lowest, .75 - .975, 0.002);
  EXPECT_NEAR(totals.cost.mean_of_highest, .975, 0.002);
  EXPECT_EQ(result.lines[1].npv_variance_share, 0);
  EXPECT_NEAR(result.lines[0].npv_variance_share, 1, 1e-12);
}

TEST(Simulate, VarianceSharesSumToOne) {
  for (const CaseResult& result : Simulated(Mixed(4), 3000).cases) {
    double cost = 0, npv = 0;
    for (const LineResult& line : result.lines) {
      cost += line.cost_variance_share;
      npv += line.npv_variance_share;
    }
    EXPECT_NEAR(cost, 1, 1e-9);
    EXPECT_NEAR(npv, 1, 1e-9);
    EXPECT_TRUE(result.mean_exists);
    EXPECT_FALSE(result.variance_exists);  // the tail index is below 2
  }
}

// A power of two changes no digit, so everything scales exactly.
TEST(Simulate, EverythingScalesWithTheUnit) {
  const auto at = [](double unit) {
    return One({.lines = {{.distribution = Triangular{80 * unit, 100 * unit, 150 * unit}},
                          {.distribution = BetaPert{80 * unit, 100 * unit, 150 * unit}},
                          {.distribution = Uniform{3 * unit, 5 * unit}}}},
               20'000);
  };
  const CaseResult one = at(1), many = at(1024);
  EXPECT_EQ(one.totals.cost.mean * 1024, many.totals.cost.mean);
  EXPECT_EQ(one.totals.cost.sd * 1024, many.totals.cost.sd);
  for (int i = 0; i < kCurvePoints; ++i) {
    EXPECT_EQ(one.totals.cost.curve[i] * 1024, many.totals.cost.curve[i]);
  }
  EXPECT_EQ(one.lines[1].cost_variance_share, many.lines[1].cost_variance_share);
}

TEST(Simulate, AnythingThatNeverVariesIsReportedWithoutSpread) {
  const CaseResult result = One({.lines = {{.distribution = Constant{.1}},
                                           {.distribution = Constant{.2}},
                                           {.distribution = Event{0, Constant{4}}}}},
                                1000);
  EXPECT_EQ(result.totals.cost.sd, 0);
  EXPECT_EQ(result.totals.cost.mean, .1 + .2);
  EXPECT_EQ(result.lines[0].cost_variance_share, 0);
  EXPECT_EQ(result.totals.npv_positive.value, 0);
}

// The widest that the limits allow, all at once.
TEST(Simulate, NothingInfiniteComesOutAtTheLimits) {
  Case wild;
  for (int k = 0; k < 20; ++k) {
    wild.lines.push_back({.distribution = HeavyTail{.scale = 1e15,
                                                    .body_median = 1e3,
                                                    .body_sigma = kSigmaMax,
                                                    .tail_from = 1e3,
                                                    .tail_mass = .999,
                                                    .tail_index = kTailIndexMin},
                          .cost_weight = kWeightMax,
                          .npv_weight = -kWeightMax,
                          .loadings = {{0, .9}}});
    wild.lines.push_back({.distribution = Lognormal{kValueMax, kCvMax},
                          .cost_weight = kWeightMax,
                          .npv_weight = -kWeightMax});
    wild.lines.push_back({.distribution = Uniform{-kValueMax, kValueMax}});
  }
  Portfolio portfolio{.drivers = {"all"}, .cases = {wild}};
  for (const int64_t draws : {kDrawsMin, kBlockDraws * 2}) {
    const std::string bits = Bits(Simulated(portfolio, draws));  // looks at every number
    EXPECT_FALSE(bits.empty());
  }
}

TEST(Simulate, CanBeCancelledAndSaysHowFarItIs) {
  const Portfolio portfolio = Mixed(20);
  Threads executor(2);
  std::atomic<int64_t> furthest{0}, calls{0};
  Watch watch;
  watch.progress = [&](int64_t done, int64_t all) {
    EXPECT_EQ(all, 20 * 8 * 2000);
    if (done > furthest) furthest = done;
    ++calls;
  };
  ASSERT_TRUE(Simulate(portfolio, {.seed = kSeed, .draws = 2000}, executor, watch).ok());
  EXPECT_EQ(furthest, 20 * 8 * 2000);
  EXPECT_EQ(calls, 20);
  calls = 0;
  watch.cancelled = [&] { return calls >= 3; };
  const auto result = Simulate(portfolio, {.seed = kSeed, .draws = 2000}, executor, watch);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(calls, 20);
}

// What is held while it runs, measured after each case of each block.
TEST(Simulate, MemoryDoesNotGrowWithTheDraws) {
  const Portfolio portfolio = Mixed(4);
  const auto peak = [&](int64_t draws) {
    SerialExecutor executor;
    size_t most = 0;
    Watch watch;
    watch.progress = [&](int64_t, int64_t) { most = std::max(most, mallinfo2().uordblks); };
    const size_t before = mallinfo2().uordblks;
    EXPECT_TRUE(Simulate(portfolio, {.seed = kSeed, .draws = draws}, executor, watch).ok());
    return most - std::min(most, before);
  };
  const size_t few = peak(kBlockDraws * 2), many = peak(kBlockDraws * 12);
  EXPECT_LE(many, few + few / 10) << "bytes";
}

struct Refusal {
  std::function<void(Portfolio*, Settings*)> change;
  const char* field;  // nothing where it is just within the limit
};

const Refusal kRefusals[] = {
    {[](auto*, auto* s) { s->draws = kDrawsMin; }, nullptr},
    {[](auto*, auto* s) { s->draws = kDrawsMin - 1; }, "draws: "},
    {[](auto*, auto* s) { s->draws = kDrawsMax; }, nullptr},
    {[](auto*, auto* s) { s->draws = kDrawsMax + 1; }, "draws: "},
    {[](auto* p, auto*) { p->cases.clear(); }, "cases: "},
    {[](auto* p, auto*) { p->drivers.resize(kDriversMax); }, nullptr},
    {[](auto* p, auto*) { p->drivers.resize(kDriversMax + 1); }, "drivers: "},
    {[](auto* p, auto*) { p->budget = NAN; }, "budget: "},
    {[](auto* p, auto*) { p->cases[1].budget = INFINITY; }, "cases[1].budget: "},
    {[](auto* p, auto*) { p->cases[1].stream = 0; }, "cases[1].stream: "},
    {[](auto* p, auto*) { p->cases[1].stream = kShuffleStream - 1; }, nullptr},
    {[](auto* p, auto*) { p->cases[1].stream = kShuffleStream; }, "cases[1].stream: "},
    {[](auto* p, auto*) { p->cases[1].lines.clear(); }, "cases[1].lines: "},
    {[](auto* p, auto*) { p->cases[1].lines.resize(kLinesMax); }, nullptr},
    {[](auto* p, auto*) { p->cases[1].lines.resize(kLinesMax + 1); }, "cases[1].lines: "},
    {[](auto* p, auto*) { p->cases[1].lines[2].cost_weight = kWeightMax; }, nullptr},
    {[](auto* p, auto*) { p->cases[1].lines[2].cost_weight = -kWeightMax * 1.01; },
     "cases[1].lines[2].cost_weight: "},
    {[](auto* p, auto*) { p->cases[1].lines[2].npv_weight = NAN; },
     "cases[1].lines[2].npv_weight: "},
    {[](auto* p, auto*) {
       p->cases[1].lines[2].distribution = Uniform{2, 1};
     },
     "cases[1].lines[2].distribution.high: "},
    {[](auto* p, auto*) { p->cases[0].correlation[1] = .9; }, "cases[0].correlation[1][0]: "},
    {[](auto* p, auto*) { p->cases[0].correlation.pop_back(); }, "cases[0].correlation: "},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{0, 1}};
     },
     nullptr},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{0, 1.01}};
     },
     "cases[0].lines[0].loadings[0].weight: "},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{0, .8}, {1, .7}};
     },
     "cases[0].lines[0].loadings: "},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{0, .1}, {0, .1}};
     },
     "cases[0].lines[0].loadings[1].driver: "},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{1, .1}};
     },
     nullptr},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{2, .1}};
     },
     "cases[0].lines[0].loadings[0].driver: "},
    {[](auto* p, auto*) {
       p->cases[0].lines[0].loadings = {{-1, .1}};
     },
     "cases[0].lines[0].loadings[0].driver: "},
    {[](auto* p, auto*) { p->cases[0].lines[0].loadings.resize(kLoadingsMax + 1); },
     "cases[0].lines[0].loadings: "},
};

TEST(Simulate, LimitsAreHeldOnBothSidesAndNamed) {
  int row = 0;
  for (const Refusal& refusal : kRefusals) {
    Portfolio portfolio = Mixed(2);
    Settings settings{.seed = kSeed};
    refusal.change(&portfolio, &settings);
    const absl::Status status = Check(portfolio, settings);
    if (refusal.field == nullptr) {
      EXPECT_TRUE(status.ok()) << status << " in row " << row;
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << "row " << row;
      EXPECT_THAT(std::string(status.message()), StartsWith(refusal.field)) << "row " << row;
    }
    ++row;
  }
  SerialExecutor executor;
  EXPECT_EQ(Simulate({}, {.seed = kSeed}, executor).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cartera::simulation
