#include "libs/domain/simulation/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libs/domain/math/v1/exp_log.h"
#include "libs/domain/math/v1/normal.h"

namespace cartera::simulation {
namespace {

constexpr size_t kCount = 4096;
constexpr uint64_t kSeed = 20261122;

std::vector<double> Draws(uint32_t line) {
  std::vector<double> u(kCount);
  ScalarKernels()->uniforms({.seed = kSeed, .stream = 1, .line = line}, 0, kCount, u.data());
  return u;
}

// Uniform numbers with the smallest, the largest and the middle ones among them.
std::vector<double> DrawsWithEdges() {
  std::vector<double> u = Draws(0);
  size_t at = 0;
  for (const double edge : {0x1p-53, 0x1p-52, 1e-12, 1.3e-11, 1.4e-11, 1e-6, 0x1p-10, 0.001, 0.075,
                            0.5 - 0x1p-54, 0.5, 0.925}) {
    u[at++] = edge;
    u[at++] = 1 - edge;
  }
  return u;
}

bool SameBits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

struct NamedKernel {
  std::string name;
  std::function<void(const Kernels&, const std::vector<double>& u, std::vector<double>* out)> run;
};

std::vector<NamedKernel> KernelsOfSeveralArrays() {
  return {
      {"mix",
       [](auto& k, auto& u, auto* out) {
         const std::vector<double> other = Draws(2);
         const double* in[] = {u.data(), other.data(), u.data()};
         const double weights[] = {0.3, 0.9, -1e-3};
         k.mix(in, weights, 3, kCount, out->data());
       }},
      {"add_to_both",
       [](auto& k, auto& u, auto* out) {
         *out = Draws(3);
         std::vector<double> other = Draws(7);
         k.add_to_both(-1.7, 0.3, u.data(), kCount, out->data(), other.data());
         out->insert(out->end(), other.begin(), other.end());
       }},
      {"co_moments",
       [](auto& k, auto& u, auto* out) {
         const std::vector<double> a = Draws(5), b = Draws(6);
         k.co_moments(u.data(), 0.4, a.data(), b.data(), kCount, out->data());
       }},
  };
}

std::vector<NamedKernel> KernelsOfOneArray() {
  static const std::vector<double> rows = [] {
    std::vector<double> made = Draws(9);
    made.resize(size_t{2} * kTableCells * 4);
    return made;
  }();
  return {
      {"uniforms",
       [](auto& k, auto&, auto* out) {
         k.uniforms({.seed = kSeed, .stream = 4, .line = 5}, 32, kCount, out->data());
       }},
      {"inverse_normal",
       [](auto& k, auto& u, auto* out) { k.inverse_normal(u.data(), kCount, out->data()); }},
      {"normal_cdf",
       [](auto& k, auto& u, auto* out) {
         k.scale(-10, 20, u.data(), kCount, out->data());
         k.normal_cdf(out->data(), kCount, out->data());
       }},
      {"exp",
       [](auto& k, auto& u, auto* out) {
         k.scale(-700, 1400, u.data(), kCount, out->data());
         k.exp(out->data(), kCount, out->data());
       }},
      {"log", [](auto& k, auto& u, auto* out) { k.log(u.data(), kCount, out->data()); }},
      {"triangle",
       [](auto& k, auto& u, auto* out) {
         k.triangle({.low = 80, .high = 150, .rise = 1400, .fall = 3500, .split = 2.0 / 7},
                    u.data(), kCount, out->data());
       }},
      {"lognormal",
       [](auto& k, auto& u, auto* out) {
         k.inverse_normal(u.data(), kCount, out->data());
         k.lognormal(4.6, 0.8, out->data(), kCount, out->data());
       }},
      {"splice",
       [](auto& k, auto& u, auto* out) {
         k.splice({.mu = 0,
                   .sigma = 0.3,
                   .body_mass = 0.82,
                   .body_share = 0.9,
                   .threshold = 1.5,
                   .log_threshold = 0.405465108108164,
                   .minus_inverse_index = -1 / 1.377834},
                  u.data(), kCount, out->data());
       }},
      {"table",
       [](auto& k, auto& u, auto* out) {
         std::vector<TailDraw> tails(kCount);
         const size_t found =
             k.table(rows.data(), 10, 3, u.data(), kCount, out->data(), tails.data());
         for (size_t i = 0; i < found; ++i) {
           out->push_back(static_cast<double>(tails[i].at));
           out->push_back(tails[i].u);
         }
       }},
  };
}

TEST(Kernels, EveryInstructionSetGivesTheSameBits) {
  const std::vector<double> u = DrawsWithEdges();
  std::vector<NamedKernel> kernels = KernelsOfOneArray();
  for (NamedKernel& kernel : KernelsOfSeveralArrays()) kernels.push_back(std::move(kernel));
  for (const NamedKernel& kernel : kernels) {
    std::vector<double> expected(kCount);
    kernel.run(*ScalarKernels(), u, &expected);
    for (const InstructionSet set : SupportedInstructionSets()) {
      std::vector<double> got(kCount);
      kernel.run(KernelsFor(set), u, &got);
      EXPECT_TRUE(SameBits(expected, got)) << kernel.name << " with " << Name(set);
      EXPECT_TRUE(std::all_of(got.begin(), got.end(), [](double x) { return std::isfinite(x); }))
          << kernel.name;
    }
  }
}

TEST(Kernels, UniformsAreTheGeneratorsOwn) {
  std::vector<double> u(kCount);
  const Sequence sequence{.seed = kSeed, .stream = 11, .line = 12};
  FastestKernels().uniforms(sequence, 160, kCount, u.data());
  for (size_t i = 0; i < kCount; ++i) ASSERT_EQ(u[i], UniformAt(sequence, 160 + i)) << i;
}

// What libs/domain/math decides for one number, the kernels decide for many.
TEST(Kernels, FunctionsAreThoseOfTheMathLibraryBitForBit) {
  const std::vector<double> u = DrawsWithEdges();
  std::vector<double> x(kCount), got(kCount), expected(kCount);
  const auto compare = [&](double (*function)(double), const char* name) {
    std::transform(x.begin(), x.end(), expected.begin(), function);
    EXPECT_TRUE(SameBits(expected, got)) << name;
  };
  FastestKernels().scale(-700, 1400, u.data(), kCount, x.data());
  FastestKernels().exp(x.data(), kCount, got.data());
  compare(math::v1::Exp, "exp");
  x = u;
  FastestKernels().log(x.data(), kCount, got.data());
  compare(math::v1::Log, "log");
  FastestKernels().inverse_normal(x.data(), kCount, got.data());
  compare(math::v1::NormalQuantile, "inverse_normal");
  FastestKernels().scale(-8, 16, u.data(), kCount, x.data());
  FastestKernels().normal_cdf(x.data(), kCount, got.data());
  compare(math::v1::NormalCdf, "normal_cdf");
}

TEST(Kernels, TheNormalDistributionStaysInsideZeroAndOne) {
  std::vector<double> z(kGroup, 40), u(kGroup);
  z[0] = -40;
  FastestKernels().normal_cdf(z.data(), kGroup, u.data());
  EXPECT_EQ(u[0], 0x1p-53);
  EXPECT_EQ(u[1], 1 - 0x1p-53);
}

TEST(Kernels, QuantilesOfTheStandardNormalAreThePublishedOnes) {
  std::vector<double> u(kGroup, 0.5), z(kGroup);
  u[0] = 0.8, u[1] = 0.85, u[2] = 0.9, u[3] = 0.95, u[4] = 0.001, u[5] = 1e-6;
  FastestKernels().inverse_normal(u.data(), kGroup, z.data());
  EXPECT_NEAR(z[0], 0.841621234, 1e-9);
  EXPECT_NEAR(z[1], 1.036433389, 1e-9);
  EXPECT_NEAR(z[2], 1.281551566, 1e-9);
  EXPECT_NEAR(z[3], 1.644853627, 1e-9);
  EXPECT_NEAR(z[4], -3.090232306167813, 1e-15);
  EXPECT_NEAR(z[5], -4.753424308822899, 1e-14);
  EXPECT_EQ(z[6], 0);
}

}  // namespace
}  // namespace cartera::simulation
