#include "libs/domain/finance/optimism_bias.h"

#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/finance/limits.h"

namespace cartera::finance {
namespace {

using testing::HasSubstr;
using Contributions = std::vector<BiasContribution>;

// Mott MacDonald, "Review of Large Public Procurement in the UK" (2002): 23.8 % of the causes of
// delay of a non-standard building are managed; 92 % of those of its capital cost at contract
// award.
TEST(OptimismBias, OfMottMacDonald) {
  const double duration = *OptimismBias(0.39, 0.02, Contributions{{1.0, 0.238}});
  EXPECT_NEAR(duration, 0.29718, 1e-12);
  EXPECT_NEAR(*WithOptimismBias(28, duration), 36.3, 0.05);
  EXPECT_NEAR(*WithOptimismBias(28, *OptimismBias(0.39, 0.02, {})), 38.92, 1e-12);
  const double capital = *OptimismBias(0.51, 0.04, Contributions{{1.0, 0.92}});
  EXPECT_NEAR(capital, 0.0408, 1e-12);
  EXPECT_NEAR(*WithOptimismBias(100, capital) + 7, 111, 0.1);
}

// The UK Green Book's examples.
TEST(OptimismBias, OfTheGreenBook) {
  EXPECT_NEAR(*WithOptimismBias(100, 0.51), 151, 1e-12);
  EXPECT_NEAR(*WithOptimismBias(50, 0.51), 75.5, 1e-12);
  EXPECT_NEAR(*WithOptimismBias(100, *OptimismBias(0.5, 0, Contributions{{1, 0.5}})), 125, 1e-12);
  // With the cost of raising taxes (20 %) on top.
  const double bias = *OptimismBias(0.2, 0, Contributions{{1, 0.5}});
  EXPECT_NEAR(*WithOptimismBias(*WithOptimismBias(100, bias), 0.2), 132, 1e-12);
}

TEST(OptimismBias, CausesCountByTheirShares) {
  const Contributions causes = {{0.5, 1.0}, {0.3, 0.5}, {0.2, 0.0}};
  EXPECT_NEAR(*OptimismBias(2.0, 0.1, causes), (1 - 0.65) * 2.0, 1e-12);
}

TEST(OptimismBias, NeverFallsBelowTheLowerBound) {
  EXPECT_EQ(*OptimismBias(2.0, 0.1, Contributions{{1.0, 1.0}}), 0.1);
  EXPECT_EQ(*OptimismBias(2.0, 0.1, Contributions{{1.0, 0.96}}), 0.1);
}

TEST(OptimismBias, LimitsAtBothSides) {
  EXPECT_TRUE(OptimismBias(kBiasMax, kBiasMax, {}).ok());
  EXPECT_THAT(OptimismBias(3.001, 0, {}).status().message(), HasSubstr("upper"));
  EXPECT_THAT(OptimismBias(-0.1, 0, {}).status().message(), HasSubstr("upper"));
  EXPECT_THAT(OptimismBias(0.5, 0.51, {}).status().message(), HasSubstr("lower"));
  EXPECT_THAT(OptimismBias(0.5, -0.01, {}).status().message(), HasSubstr("lower"));
  EXPECT_THAT(OptimismBias(std::nan(""), 0, {}).status().message(), HasSubstr("upper"));
  const auto why = [](const Contributions& causes) {
    return std::string(OptimismBias(0.5, 0, causes).status().message());
  };
  EXPECT_THAT(why({{0.5, 0.1}, {0.4, 0.1}}), HasSubstr("add up to 0.9"));
  EXPECT_THAT(why({{0.5, 0.1}, {0.5 + 2 * kShareTolerance, 0.1}}), HasSubstr("add up"));
  EXPECT_EQ(why({{0.5, 0.1}, {0.5 + kShareTolerance / 2, 0.1}}), "");
  EXPECT_THAT(why({{1.1, 0.1}}), HasSubstr("contributions[0].share"));
  EXPECT_THAT(why({{1.0, 1.1}}), HasSubstr("contributions[0].mitigated"));
  EXPECT_THAT(WithOptimismBias(1, -0.1).status().message(), HasSubstr("bias"));
  EXPECT_THAT(WithOptimismBias(std::nan(""), 0.1).status().message(), HasSubstr("amount"));
}

}  // namespace
}  // namespace cartera::finance
