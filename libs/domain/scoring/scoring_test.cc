#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/scoring/weighted_sum.h"
#include "libs/domain/scoring/weights.h"

namespace cartera::scoring {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using Numbers = std::vector<double>;

auto Near(double value) { return DoubleNear(value, 5e-7); }

// The vectors below were computed in double precision from the published formulas, to six digits.
TEST(Weights, FromSwingsAndRanks) {
  EXPECT_THAT(*SwingWeights(Numbers{100, 80, 40, 20}),
              ElementsAre(Near(.416667), Near(.333333), Near(.166667), Near(.083333)));
  EXPECT_THAT(*RankOrderCentroid(4),
              ElementsAre(Near(.520833), Near(.270833), Near(.145833), Near(.0625)));
  EXPECT_THAT(*RankSum(4), ElementsAre(Near(.4), Near(.3), Near(.2), Near(.1)));
  for (int n = 1; n <= kCriteriaMax; ++n) {
    EXPECT_TRUE(CheckWeights("centroid", *RankOrderCentroid(n)).ok()) << n;
    EXPECT_TRUE(CheckWeights("sum", *RankSum(n)).ok()) << n;
  }
}

TEST(Weights, LimitsAtBothSides) {
  EXPECT_FALSE(RankOrderCentroid(0).ok());
  EXPECT_FALSE(RankSum(kCriteriaMax + 1).ok());
  EXPECT_TRUE(SwingWeights(Numbers(kCriteriaMax, 100)).ok());
  EXPECT_THAT(SwingWeights(Numbers(kCriteriaMax + 1, 100)).status().message(), HasSubstr("swings"));
  EXPECT_THAT(SwingWeights(Numbers{90, 80}).status().message(), HasSubstr("100"));
  EXPECT_THAT(SwingWeights(Numbers{100, -1}).status().message(), HasSubstr("swings[1]"));
  EXPECT_THAT(SwingWeights(Numbers{100, std::nan("")}).status().message(), HasSubstr("swings[1]"));
  EXPECT_FALSE(SwingWeights({}).ok());
}

TEST(Ahp, OfThreeCriteria) {
  const auto answer = Ahp(Numbers{1, 3, 5, 1.0 / 3, 1, 2, 1.0 / 5, 1.0 / 2, 1}, 3);
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(answer->weights, ElementsAre(Near(.648329), Near(.229651), Near(.122020)));
  EXPECT_THAT(answer->lambda_max, Near(3.003695));
  EXPECT_THAT(answer->consistency_index, Near(.001847));
  EXPECT_THAT(answer->consistency_ratio, Near(.003185));
}

TEST(Ahp, AConsistentMatrixGivesItsWeightsBack) {
  for (int n = 1; n <= kAhpMax; ++n) {
    Numbers weights;
    for (int i = 0; i < n; ++i) weights.push_back(1.0 + 0.5 * (i % 7));
    Numbers matrix;
    double sum = 0.0;
    for (const double a : weights) {
      sum += a;
      for (const double b : weights) matrix.push_back(a / b);
    }
    const auto answer = Ahp(matrix, n);
    ASSERT_TRUE(answer.ok());
    EXPECT_NEAR(answer->consistency_ratio, 0.0, 1e-14);
    for (size_t i = 0; i < weights.size(); ++i) {
      EXPECT_NEAR(answer->weights[i], weights[i] / sum, 1e-14);
    }
  }
}

TEST(Ahp, ContradictionsShowInTheRatio) {
  // A over B over C over A.
  const auto answer = Ahp(Numbers{1, 9, 1.0 / 9, 1.0 / 9, 1, 9, 9, 1.0 / 9, 1}, 3);
  ASSERT_TRUE(answer.ok());
  EXPECT_GT(answer->consistency_ratio, kAhpRatioAccepted);
  EXPECT_THAT(answer->weights, ElementsAre(Near(1.0 / 3), Near(1.0 / 3), Near(1.0 / 3)));
}

TEST(Ahp, LimitsAtBothSides) {
  EXPECT_TRUE(Ahp(Numbers{1, 9, 1.0 / 9, 1}, 2).ok());
  EXPECT_THAT(Ahp(Numbers{1, 9.1, 1 / 9.1, 1}, 2).status().message(), HasSubstr("matrix[0][1]"));
  EXPECT_THAT(Ahp(Numbers{1, 3, 0.34, 1}, 2).status().message(), HasSubstr("one over"));
  EXPECT_THAT(Ahp(Numbers{2, 3, 1.0 / 3, 1}, 2).status().message(), HasSubstr("matrix[0][0]"));
  EXPECT_THAT(Ahp(Numbers{1, std::nan(""), 1, 1}, 2).status().message(), HasSubstr("matrix[0][1]"));
  EXPECT_THAT(Ahp(Numbers{1, 1, 1}, 2).status().message(), HasSubstr("matrix"));
  EXPECT_TRUE(Ahp(Numbers(kAhpMax * kAhpMax, 1.0), kAhpMax).ok());
  EXPECT_FALSE(Ahp(Numbers((kAhpMax + 1) * (kAhpMax + 1), 1.0), kAhpMax + 1).ok());
  EXPECT_FALSE(Ahp({}, 0).ok());
}

const std::vector<Numbers>& Options() {
  static const std::vector<Numbers>* const kOptions =
      new std::vector<Numbers>{{80, 40, 90}, {60, 90, 50}, {100, 20, 40}};
  return *kOptions;
}

TEST(WeightedSum, OfThreeOptions) {
  const Numbers weights = {.5, .3, .2};
  EXPECT_NEAR(*WeightedSum(weights, Options()[0]), 70, 1e-12);
  EXPECT_NEAR(*WeightedSum(weights, Options()[1]), 67, 1e-12);
  EXPECT_NEAR(*WeightedSum(weights, Options()[2]), 64, 1e-12);
  EXPECT_THAT(WeightedSum(Numbers{.5, .4}, Numbers{1, 2}).status().message(),
              HasSubstr("add up to 0.9"));
  EXPECT_THAT(WeightedSum(Numbers{1.1, -.1}, Numbers{1, 2}).status().message(),
              HasSubstr("weights[0]"));
  EXPECT_THAT(WeightedSum(weights, Numbers{1, 2}).status().message(), HasSubstr("values"));
  EXPECT_TRUE(WeightedSum(Numbers{1}, Numbers{kScoreMax}).ok());
  EXPECT_THAT(WeightedSum(Numbers{1}, Numbers{2e9}).status().message(), HasSubstr("values[0]"));
  EXPECT_FALSE(WeightedSum({}, {}).ok());
}

// Germany's WiBe: scores of 0 to 10 by weight, times ten; above 50 a project with a negative net
// present value may still be done.
TEST(WeightedSum, OfSevenQualitativeCriteriaAsInWiBe) {
  const Numbers weights = {.20, .10, .20, .15, .10, .10, .15};
  const Numbers scores = {6, 4, 8, 3, 5, 10, 2};
  EXPECT_NEAR(*WeightedSum(weights, scores) * 10, 54.5, 1e-12);
}

// A beats B as long as the first weight is above 14/34.
TEST(WeightInterval, EndsWhereAnotherOptionTakesOver) {
  const Numbers weights = {.5, .3, .2};
  const auto interval = WeightInWhichTheBestStays(weights, Options(), 0);
  ASSERT_TRUE(interval.ok() && interval->has_value());
  EXPECT_NEAR((*interval)->low, 14.0 / 34, 1e-12);
  // At both ends another is as good, and beyond better.
  for (size_t criterion = 0; criterion < 3; ++criterion) {
    const auto own = WeightInWhichTheBestStays(weights, Options(), criterion);
    ASSERT_TRUE(own.ok() && own->has_value());
    const auto lead = [&](double w) {
      Numbers changed = weights;
      for (double& weight : changed) weight *= (1 - w) / (1 - weights[criterion]);
      changed[criterion] = w;
      const double best = *WeightedSum(changed, Options()[0]);
      return best -
             std::max(*WeightedSum(changed, Options()[1]), *WeightedSum(changed, Options()[2]));
    };
    if ((*own)->low > 0) {
      EXPECT_NEAR(lead((*own)->low), 0, 1e-9);
      EXPECT_LT(lead((*own)->low - 0.01), 0);
    }
    if ((*own)->high < 1) {
      EXPECT_NEAR(lead((*own)->high), 0, 1e-9);
      EXPECT_LT(lead((*own)->high + 0.01), 0);
    }
    EXPECT_GT(lead(((*own)->low + (*own)->high) / 2), 0);
  }
}

TEST(WeightInterval, OfADominatingOptionIsEverything) {
  const std::vector<Numbers> options = {{5, 5}, {4, 5}, {3, 1}};
  const auto interval = WeightInWhichTheBestStays(Numbers{.4, .6}, options, 0);
  EXPECT_EQ((*interval)->low, 0.0);
  EXPECT_EQ((*interval)->high, 1.0);
  EXPECT_FALSE(WeightInWhichTheBestStays(Numbers{1, 0}, options, 0)->has_value());
  EXPECT_THAT(WeightInWhichTheBestStays(Numbers{1, 0}, options, 2).status().message(),
              HasSubstr("criterion"));
  EXPECT_THAT(WeightInWhichTheBestStays(Numbers{1, 0}, {}, 0).status().message(),
              HasSubstr("options"));
}

TEST(Dominates, NowhereWorseAndSomewhereBetter) {
  EXPECT_TRUE(Dominates(Numbers{5, 5}, Numbers{4, 5}));
  EXPECT_FALSE(Dominates(Numbers{5, 5}, Numbers{5, 5}));
  EXPECT_FALSE(Dominates(Numbers{5, 5}, Numbers{4, 6}));
}

}  // namespace
}  // namespace cartera::scoring
