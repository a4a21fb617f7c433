#include "libs/domain/simulation/tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "libs/domain/simulation/kernels.h"
#include "libs/domain/simulation/sampler.h"
#include "libs/domain/simulation/testing/golden_data.h"

namespace cartera::simulation {
namespace {

// NIST StRD, univariate summary statistics: certified values, for NumAcc by construction
// (tests/data/nist-strd/SOURCE.txt). `digits` is how many of the standard deviation's digits the
// data in double precision can give.
struct Certified {
  const char* name;
  size_t count;
  double mean, sd;
  double digits;
};

std::vector<double> NistData(const std::string& name) {
  std::istringstream lines(ReadTestFile("nist-strd/" + name + ".txt"));
  std::vector<double> values;
  std::string line;
  // The numbers stand last, each on a line of its own.
  while (std::getline(lines, line)) {
    double value = 0;
    if (absl::SimpleAtod(line, &value)) {
      values.push_back(value);
    } else if (!absl::StripAsciiWhitespace(line).empty()) {
      values.clear();
    }
  }
  return values;
}

TEST(Describe, MeansAndDeviationsAreTheCertifiedOnesOfNist) {
  const Certified all[] = {{"Lew", 200, -177.435, 277.332168044316, 14},
                           {"Lottery", 218, 518.958715596330, 291.699727470969, 14},
                           {"Mavro", 50, 2.001856, 0.000429123454003053, 12},
                           {"Michelso", 100, 299.8524, 0.0790105478190518, 12},
                           {"NumAcc1", 3, 10000002, 1, 15},
                           {"NumAcc2", 1001, 1.2, 0.1, 13},
                           {"NumAcc3", 1001, 1000000.2, 0.1, 9},
                           {"NumAcc4", 1001, 10000000.2, 0.1, 8}};
  for (const Certified& set : all) {
    const std::vector<double> values = NistData(set.name);
    ASSERT_EQ(values.size(), set.count) << set.name;
    const MeanAndSd got = Describe(values);
    EXPECT_NEAR(got.mean / set.mean, 1, 1e-14) << set.name;
    EXPECT_NEAR(got.sd / set.sd, 1, std::pow(10, -set.digits)) << set.name;
  }
}

std::vector<double> Draws(const Distribution& distribution, size_t count) {
  const size_t padded = (count + kGroup - 1) / kGroup * kGroup;
  std::vector<double> x(padded);
  FastestKernels().uniforms({.seed = 20261122, .stream = 1, .line = 1}, 0, padded, x.data());
  Sampler(distribution).FromUniform(FastestKernels(), padded, x.data());
  x.resize(count);
  return x;
}

const HeavyTail kWild{
    .scale = 1e6, .body_sigma = 0.5, .tail_from = 1.5, .tail_mass = 0.2, .tail_index = 0.5};

TEST(SortDraws, GivesWhatASortGives) {
  std::vector<std::vector<double>> all;
  for (const size_t count : {0, 1, 2, 63, 64, 10'000}) {
    all.push_back(Draws(Triangular{80, 100, 150}, count));
    all.push_back(Draws(kWild, count));
    all.push_back(Draws(Event{0.1, Uniform{1, 2}}, count));
    all.push_back(Draws(Constant{3}, count));
    all.emplace_back(count, 1e300);
    if (count > 1) all.back()[1] = -1e300;
  }
  SortSpace scratch;
  for (std::vector<double>& values : all) {
    std::vector<double> expected = values;
    std::sort(expected.begin(), expected.end());
    SortDraws(absl::MakeSpan(values), &scratch);
    EXPECT_EQ(values, expected);
  }
}

TEST(Quantile, IsOfTypeSeven) {
  const std::vector<double> sorted = {1, 2, 4, 8};
  EXPECT_EQ(QuantileOfSorted(sorted, 0), 1);
  EXPECT_EQ(QuantileOfSorted(sorted, 0.5), 3);
  EXPECT_EQ(QuantileOfSorted(sorted, 0.75), 5);
  EXPECT_EQ(QuantileOfSorted(sorted, 1), 8);
}

Tally Tallied(std::vector<double> values) {
  Tally tally(static_cast<int64_t>(values.size()));
  SortSpace scratch;
  for (size_t at = 0; at < values.size(); at += kBlockDraws) {
    tally.Add(absl::MakeSpan(values).subspan(at, kBlockDraws), &scratch);
  }
  return tally;
}

TEST(Tally, OneBlockIsExact) {
  std::vector<double> values = Draws(Lognormal{100, 0.6}, kBlockDraws);
  const Outcome outcome = Tallied(values).Describe();
  std::sort(values.begin(), values.end());
  EXPECT_TRUE(outcome.exact_percentiles);
  for (int i = 0; i < kCurvePoints; ++i) {
    EXPECT_EQ(outcome.curve[i], QuantileOfSorted(values, i / 100.0));
  }
  EXPECT_EQ(outcome.low, values.front());
  EXPECT_EQ(outcome.high, values.back());
  double worst = 0;
  for (int i = 0; i < 820; ++i) worst += values[values.size() - 1 - i];  // 5 % of 16,384 is 819.2
  EXPECT_NEAR(outcome.mean_of_highest, worst / 820, 1e-9);
}

// Uniform draws, so that an error of a quantile is one of a probability: the promise of
// kEdgeStride is 16 of 16,384, give or take what the first block itself varies by.
TEST(Tally, ManyBlocksErrByLessThanTheyVary) {
  for (const size_t count : {size_t{kBlockDraws} + 1, size_t{300'000}}) {
    std::vector<double> values = Draws(Uniform{0, 1}, count);
    const Tally tally = Tallied(values);
    const Outcome outcome = tally.Describe();
    std::sort(values.begin(), values.end());
    EXPECT_FALSE(outcome.exact_percentiles);
    double worst = 0;
    for (int i = 0; i < kCurvePoints; ++i) {
      worst = std::max(worst, std::abs(outcome.curve[i] - QuantileOfSorted(values, i / 100.0)));
    }
    EXPECT_LT(worst, 2.0 * kEdgeStride / kBlockDraws);
    EXPECT_EQ(outcome.curve[0], values.front());
    EXPECT_EQ(outcome.curve[100], values.back());
    EXPECT_NEAR(tally.Quantile(0.999), QuantileOfSorted(values, 0.999), 2e-4);
    EXPECT_NEAR(outcome.mean_of_lowest, 0.025, 1e-3);
    EXPECT_NEAR(outcome.mean_of_highest, 0.975, 1e-3);
  }
}

// The standard error of a quantile of a uniform number is sqrt(p (1 - p) / n): the density is 1.
TEST(Tally, StandardErrorsOfPercentilesAreThoseOfTheory) {
  const Outcome outcome = Tallied(Draws(Uniform{0, 1}, 10'000)).Describe();
  for (const Percentile& percentile : outcome.percentiles) {
    const double p = percentile.probability;
    EXPECT_NEAR(percentile.standard_error / std::sqrt(p * (1 - p) / 10'000), 1, 0.25) << p;
    EXPECT_NEAR(percentile.value, p, 4 * percentile.standard_error);
  }
}

TEST(Tally, AConstantHasNoSpread) {
  for (const size_t count : {size_t{2000}, size_t{40'000}}) {
    const Outcome outcome = Tallied(std::vector<double>(count, 5.0)).Describe();
    EXPECT_EQ(outcome.curve[50], 5);
    EXPECT_EQ(outcome.percentiles[0].standard_error, 0);
    EXPECT_EQ(outcome.mean_of_lowest, 5);
  }
}

}  // namespace
}  // namespace cartera::simulation
