#include "libs/domain/simulation/rank_correlation.h"

#include <cmath>

#include "gtest/gtest.h"
#include "libs/domain/simulation/correlation.h"
#include "libs/domain/simulation/simulate.h"

namespace cartera::simulation {
namespace {

// The formulas are from memory, the values computed in double precision (Python).
TEST(RankCorrelation, BecomesThatOfNormalScores) {
  EXPECT_NEAR(NormalOfSpearman(.3), .312869, 5e-7);
  EXPECT_NEAR(NormalOfSpearman(.5), .517638, 5e-7);
  EXPECT_NEAR(NormalOfSpearman(.8), .813473, 5e-7);
}

TEST(RankCorrelation, IsTheSineOfTheMathLibraryAndKeepsItsEnds) {
  const double pi = std::acos(-1.0);
  for (int i = -100; i <= 100; ++i) {
    const double t = i / 100.0;
    EXPECT_NEAR(NormalOfSpearman(t), 2 * std::sin(pi * t / 6), 5e-16) << t;
    EXPECT_NEAR(NormalOfKendall(t), std::sin(pi * t / 2), 5e-16) << t;
    EXPECT_EQ(NormalOfSpearman(-t), -NormalOfSpearman(t));
    EXPECT_EQ(NormalOfKendall(-t), -NormalOfKendall(t));
  }
  EXPECT_EQ(NormalOfSpearman(0), 0);
  EXPECT_EQ(NormalOfKendall(0), 0);
  EXPECT_NEAR(NormalOfSpearman(1), 1, 2e-16);
  EXPECT_NEAR(NormalOfKendall(1), 1, 2e-16);
}

}  // namespace
}  // namespace cartera::simulation
