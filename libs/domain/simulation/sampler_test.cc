#include "libs/domain/simulation/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "libs/domain/math/v1/normal.h"
#include "libs/domain/simulation/testing/golden_data.h"

namespace cartera::simulation {
namespace {

constexpr uint64_t kSeed = 20261122;

// One of each, with what is special about it.
std::vector<Distribution> OneOfEach() {
  return {Constant{7},
          Uniform{-3, 5},
          Triangular{80, 100, 150},
          Triangular{0, 0, 1},
          BetaPert{80, 100, 150},
          BetaPert{0, 0, 1},
          BetaPert{-10, 5, 5},
          Lognormal{100, 0.6},
          LognormalThrough{0.1, 80, 0.9, 160},
          Empirical{{0, 0.5, 0.8, 1}, {0.9, 1.4, 1.57, 3}},
          HeavyTail{.scale = 100,
                    .body_median = 1,
                    .body_sigma = 0.25,
                    .tail_from = 1.5,
                    .tail_mass = 0.18,
                    .tail_index = 3.5},
          Event{0.2, BetaPert{10, 20, 60}},
          Event{0.3, Uniform{-9, -2}},
          Event{1, Constant{4}},
          Event{0, Constant{4}}};
}

// tests/data/montecarlo-analytic.
TEST(Sampler, TriangularQuantilesAreTheClosedForm) {
  const std::string json = ReadTestFile("montecarlo-analytic/closed_form.json");
  const std::pair<const char*, Triangular> cases[] = {
      {"triangular(100, 120, 180)", {100, 120, 180}},
      {"triangular(0, 0, 1)", {0, 0, 1}},
      {"triangular(0, 1, 1)", {0, 1, 1}},
      {"triangular(10, 10, 40)", {10, 10, 40}},
      {"triangular(-50, 20, 30)", {-50, 20, 30}},
  };
  for (const auto& [key, triangular] : cases) {
    const Sampler sampler(triangular);
    for (const char* p : {"0.05", "0.1", "0.5", "0.8", "0.9", "0.95"}) {
      EXPECT_NEAR(sampler.Quantile(std::stod(p)), NumberAt(json, {key, "quantiles", p}), 1e-12)
          << key << " at " << p;
    }
    EXPECT_NEAR(*MeanOf(triangular), NumberAt(json, {key, "mean"}), 1e-12);
    EXPECT_NEAR(*VarianceOf(triangular), NumberAt(json, {key, "var"}), 1e-11);
  }
}

TEST(Sampler, MomentsOfBetaPertAndLognormalAreTheClosedForm) {
  const std::string json = ReadTestFile("montecarlo-analytic/closed_form.json");
  const std::pair<const char*, BetaPert> cases[] = {{"betapert(100, 120, 180)", {100, 120, 180}},
                                                    {"betapert(1, 2, 10)", {1, 2, 10}},
                                                    {"betapert(0, 5, 10)", {0, 5, 10}}};
  for (const auto& [key, pert] : cases) {
    EXPECT_NEAR(*MeanOf(pert), NumberAt(json, {key, "mean"}), 1e-12) << key;
    EXPECT_NEAR(*VarianceOf(pert), NumberAt(json, {key, "var"}), 1e-11) << key;
  }
  // sigma = sqrt(ln(1 + cv^2)), so cv = sqrt(e^(sigma^2) - 1).
  const Lognormal narrow{100, std::sqrt(std::expm1(0.0625))};
  const char* key = "lognormal(mu=4.605170,sigma=0.25)";
  EXPECT_NEAR(*MeanOf(narrow), NumberAt(json, {key, "mean"}), 1e-11);
  EXPECT_NEAR(*VarianceOf(narrow), NumberAt(json, {key, "var"}), 1e-9);
  EXPECT_NEAR(Sampler(narrow).Quantile(0.1), NumberAt(json, {key, "p10"}), 1e-11);
  EXPECT_NEAR(Sampler(narrow).Quantile(0.9), NumberAt(json, {key, "p90"}), 1e-11);
}

// Quantiles by numerical inversion in other software, to six digits after the point.
TEST(Sampler, QuantilesAreThoseOfTheWorkedTable) {
  struct Row {
    Distribution distribution;
    double p10, p50, p80, p85, p90;
  };
  const Row rows[] = {
      {Triangular{80, 100, 150}, 91.832160, 108.166999, 123.542487, 127.087122, 131.291713},
      {BetaPert{80, 100, 150}, 89.043535, 103.825886, 116.258796, 119.159441, 122.727027},
      {Lognormal{100, 0.3}, 68.645626, 100, 128.026444, 135.561575, 145.675705},
      {Lognormal{100, 0.6}, 49.133110, 100, 159.470687, 177.662557, 203.528741},
  };
  for (const Row& row : rows) {
    const Sampler sampler(row.distribution);
    EXPECT_NEAR(sampler.Quantile(0.10), row.p10, 1e-5);
    EXPECT_NEAR(sampler.Quantile(0.50), row.p50, 1e-5);
    EXPECT_NEAR(sampler.Quantile(0.80), row.p80, 1e-5);
    EXPECT_NEAR(sampler.Quantile(0.85), row.p85, 1e-5);
    EXPECT_NEAR(sampler.Quantile(0.90), row.p90, 1e-5);
  }
  const Sampler through(LognormalThrough{0.1, 80, 0.9, 160});
  EXPECT_NEAR(through.Quantile(0.1), 80, 1e-12);
  EXPECT_NEAR(through.Quantile(0.9), 160, 1e-12);
  EXPECT_NEAR(through.Quantile(0.5), 113.137085, 1e-6);
  EXPECT_NEAR(through.Quantile(0.85), 149.737808, 1e-6);
}

// Moments of the same shapes, computed from the closed forms.
TEST(Sampler, MeansAndDeviationsAreThoseOfTheWorkedTable) {
  EXPECT_NEAR(*MeanOf(Triangular{80, 100, 150}), 110, 1e-9);
  EXPECT_NEAR(std::sqrt(*VarianceOf(Triangular{80, 100, 150})), 14.719601, 1e-6);
  EXPECT_NEAR(*MeanOf(BetaPert{80, 100, 150}), 105, 1e-9);
  EXPECT_NEAR(std::sqrt(*VarianceOf(BetaPert{80, 100, 150})), 12.677314, 1e-6);
  EXPECT_NEAR(*MeanOf(Lognormal{100, 0.3}), 104.403065, 1e-6);
  EXPECT_NEAR(*MeanOf(Lognormal{100, 0.6}), 116.619038, 1e-6);
  EXPECT_NEAR(*MeanOf(LognormalThrough{0.1, 80, 0.9, 160}), 117.350734, 1e-6);
}

// What pert_table.h promises, over shapes and probabilities.
TEST(PertTable, ErrsByNoMoreThanItSays) {
  double worst = 0;
  const auto note = [&](double got, double exact) {
    worst = std::max(worst, std::abs(got - exact));
  };
  for (int i = 0; i <= 40; ++i) {
    const double mode = i / 40.0;
    const Sampler sampler(BetaPert{0, mode, 1});
    const PertTable table(mode);
    for (double q = kTableTail; q < 0.1; q *= 1.013) {
      note(sampler.Quantile(q), table.DirectQuantile(q));
      note(sampler.Quantile(1 - q), table.DirectQuantile(1 - q));
    }
  }
  // With the mode at an end or in the middle the distribution function is a polynomial.
  const Sampler at_low(BetaPert{0, 0, 1}), at_high(BetaPert{0, 1, 1}), middle(BetaPert{0, 0.5, 1});
  for (double p = 0.001; p < 0.999; p += 0.00037) {
    note(at_low.Quantile(p), 1 - std::pow(1 - p, 0.2));
    note(at_high.Quantile(p), std::pow(p, 0.2));
    const double x = middle.Quantile(p);
    const double f = 30 * x * x * (1 - x) * (1 - x);
    note((x * x * x * (10 - 15 * x + 6 * x * x) - p) / f, 0);
  }
  EXPECT_LT(worst, kPertTableErrorMax);
  EXPECT_GT(worst, kPertTableErrorMax / 10) << "the stated error is too wide to say anything";
}

TEST(PertTable, ComputesTheTailsDirectly) {
  const Sampler at_low(BetaPert{0, 0, 1}), at_high(BetaPert{0, 1, 1});
  for (const double q : {0x1p-53, 1e-12, 1e-6, 0.00099}) {
    EXPECT_NEAR(at_high.Quantile(q) / std::pow(q, 0.2), 1, 1e-12) << q;
    EXPECT_NEAR(at_low.Quantile(q) / -std::expm1(std::log1p(-q) / 5), 1, 1e-12) << q;
  }
  // alpha = beta = 3: F(x) = x^3 (10 - 15 x + 6 x^2).
  const double x = Sampler(BetaPert{0, 0.5, 1}).Quantile(1e-5);
  EXPECT_NEAR(x * x * x * (10 - 15 * x + 6 * x * x) / 1e-5, 1, 1e-11);
}

// The illustrative reference class for IT: 18 % of projects in a Pareto tail from 1.5 times the
// estimate with a mean of 5.47 times ("How Big Things Get Done": 18 % in the tail, 447 % over).
TEST(Sampler, AHeavyTailIsLognormalBelowAndParetoAbove) {
  const HeavyTail it{.scale = 10,
                     .body_median = 1,
                     .body_sigma = 0.25,
                     .tail_from = 1.5,
                     .tail_mass = 0.18,
                     .tail_index = 1.377834};
  EXPECT_NEAR(it.tail_index / (it.tail_index - 1) * it.tail_from, 5.47, 1e-5);
  const Sampler sampler(it);
  EXPECT_NEAR(sampler.Quantile(0.82), 15, 1e-9);
  for (const double share : {0.5, 0.01, 1e-9}) {
    EXPECT_NEAR(sampler.Quantile(1 - 0.18 * share) / (15 * std::pow(share, -1 / it.tail_index)), 1,
                share < 1e-6 ? 1e-6 : 1e-12);  // 1 - p has few digits left
  }
  const double edge = math::v1::NormalCdf(std::log(1.5) / 0.25);
  const double p = 0.3;
  EXPECT_NEAR(sampler.Quantile(p), 10 * std::exp(0.25 * math::v1::NormalQuantile(p / 0.82 * edge)),
              1e-12);
  EXPECT_TRUE(MeanOf(it).has_value());
  EXPECT_FALSE(VarianceOf(it).has_value());
  EXPECT_FALSE(MeanOf(HeavyTail{.body_sigma = 1, .tail_mass = 0.1, .tail_index = 1}).has_value());
}

TEST(Sampler, AnEventIsNothingOrItsImpact) {
  const Sampler cost(Event{0.2, Uniform{10, 20}});
  EXPECT_EQ(cost.Quantile(0.5), 0);
  EXPECT_EQ(cost.Quantile(0.79), 0);
  EXPECT_NEAR(cost.Quantile(0.9), 15, 1e-12);
  const Sampler relief(Event{0.2, Uniform{-20, -10}});
  EXPECT_NEAR(relief.Quantile(0.1), -15, 1e-12);
  EXPECT_EQ(relief.Quantile(0.21), 0);
}

TEST(Sampler, AnEmpiricalTableIsLinearBetweenItsPoints) {
  // Capital uplift for rail that was enough with this probability (UK DfT, 2004): P65 and P85.
  const Sampler rail(Empirical{{0, 0.5, 0.6, 0.7, 0.8, 0.9, 1}, {0, 40, 45, 51, 57, 68, 120}});
  EXPECT_NEAR(rail.Quantile(0.65), 48.0, 1e-12);
  EXPECT_NEAR(rail.Quantile(0.85), 62.5, 1e-12);
}

TEST(Sampler, QuantilesNeverFall) {
  for (const Distribution& distribution : OneOfEach()) {
    const Sampler sampler(distribution);
    double before = sampler.Quantile(0x1p-53);
    for (double p = 1e-5; p < 1; p += 0.00113) {
      const double value = sampler.Quantile(p);
      ASSERT_GE(value, before) << distribution.index() << " at " << p;
      before = value;
    }
    ASSERT_GE(sampler.Quantile(1 - 0x1p-53), before);
    ASSERT_TRUE(std::isfinite(sampler.Quantile(1 - 0x1p-53)));
  }
}

TEST(Sampler, MeansAndVariancesOfDrawsAreThoseOfTheClosedForms) {
  constexpr size_t kCount = 200'000;
  const Kernels& kernels = FastestKernels();
  for (const Distribution& distribution : OneOfEach()) {
    std::vector<double> x(kCount);
    kernels.uniforms({.seed = kSeed, .stream = 1, .line = 1}, 0, kCount, x.data());
    Sampler(distribution).FromUniform(kernels, kCount, x.data());
    const double mean = *MeanOf(distribution), variance = *VarianceOf(distribution);
    double sum = 0, squares = 0;
    for (const double value : x) {
      sum += value - mean;
      squares += (value - mean) * (value - mean);
    }
    EXPECT_NEAR(sum / kCount, 0, 4.5 * std::sqrt(variance / kCount) + 1e-12)
        << distribution.index();
    EXPECT_NEAR(squares / kCount, variance, 0.08 * variance + 1e-12) << distribution.index();
  }
}

TEST(Sampler, ANormalNumberGivesWhatItsUniformNumberGives) {
  constexpr size_t kCount = 4096;
  const Kernels& kernels = FastestKernels();
  std::vector<double> u(kCount);
  kernels.uniforms({.seed = kSeed, .stream = 2, .line = 2}, 0, kCount, u.data());
  for (const Distribution& distribution : OneOfEach()) {
    if (std::holds_alternative<Event>(distribution)) continue;  // a step: either side is right
    const Sampler sampler(distribution);
    std::vector<double> direct = u, by_normal(kCount);
    sampler.FromUniform(kernels, kCount, direct.data());
    kernels.inverse_normal(u.data(), kCount, by_normal.data());
    sampler.FromNormal(kernels, kCount, by_normal.data());
    for (size_t i = 0; i < kCount; ++i) {
      ASSERT_NEAR(direct[i], by_normal[i], 1e-9 * (1 + std::abs(direct[i])))
          << distribution.index() << " at " << u[i];
    }
  }
}

TEST(Sampler, EveryInstructionSetGivesTheSameDraws) {
  constexpr size_t kCount = 8192;
  for (const Distribution& distribution : OneOfEach()) {
    const Sampler sampler(distribution);
    const auto draw = [&](InstructionSet set, bool normal) {
      const Kernels& kernels = KernelsFor(set);
      std::vector<double> x(kCount);
      kernels.uniforms({.seed = kSeed, .stream = 3, .line = 3}, 0, kCount, x.data());
      if (normal) kernels.inverse_normal(x.data(), kCount, x.data());
      normal ? sampler.FromNormal(kernels, kCount, x.data())
             : sampler.FromUniform(kernels, kCount, x.data());
      return x;
    };
    for (const bool normal : {false, true}) {
      const std::vector<double> expected = draw(InstructionSet::kScalar, normal);
      for (const InstructionSet set : SupportedInstructionSets()) {
        const std::vector<double> got = draw(set, normal);
        EXPECT_EQ(std::memcmp(expected.data(), got.data(), kCount * sizeof(double)), 0)
            << distribution.index() << " with " << Name(set);
      }
    }
  }
}

}  // namespace
}  // namespace cartera::simulation
