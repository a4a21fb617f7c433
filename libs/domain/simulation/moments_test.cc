#include "libs/domain/simulation/moments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "libs/domain/simulation/distribution.h"

namespace cartera::simulation {
namespace {

using ::testing::HasSubstr;

// The formula is from memory, the values computed.
TEST(SuccessiveEstimate, OfThreePoints) {
  const auto estimate = SuccessiveEstimate(80, 100, 150);
  ASSERT_TRUE(estimate.ok()) << estimate.status();
  EXPECT_DOUBLE_EQ(estimate->mean, 106);
  EXPECT_DOUBLE_EQ(estimate->sd, 14);
  EXPECT_EQ(SuccessiveEstimate(7, 7, 7)->sd, 0);
  EXPECT_THAT(std::string(SuccessiveEstimate(80, 79, 150).status().message()),
              HasSubstr("estimate.mode"));
}

// Terms and correlation from the R package PRA, its sum and quantiles computed.
TEST(MomentsOfSum, BySecondMoments) {
  const std::vector<Moments> terms = {{10, 2}, {15, 3}, {20, 4}};
  const std::vector<double> correlation = {1, .5, .3, .5, 1, .4, .3, .4, 1};
  const auto sum = MomentsOfSum(terms, correlation);
  ASSERT_TRUE(sum.ok()) << sum.status();
  EXPECT_DOUBLE_EQ(sum->mean, 45);
  EXPECT_NEAR(sum->sd, 7.028513, 5e-7);
  EXPECT_NEAR(NormalQuantileOf(*sum, .8), 50.915346, 5e-7);
  EXPECT_NEAR(NormalQuantileOf(*sum, .85), 52.284586, 5e-7);
  EXPECT_NEAR(NormalQuantileOf(*sum, .9), 54.007402, 5e-7);
  EXPECT_NEAR(MomentsOfSum(terms, {})->sd, 5.385165, 5e-7);
}

// Three triangulars: deviations computed.
TEST(MomentsOfSum, CorrelationWidensTheSumOfThreeTriangulars) {
  std::vector<Moments> terms;
  for (const Triangular& t : {Triangular{80, 100, 150}, {40, 50, 90}, {20, 30, 60}}) {
    terms.push_back({*MeanOf(t), std::sqrt(*VarianceOf(t))});
  }
  for (const auto& [rho, sd] : {std::pair{.3, 25.1213}, {.6, 29.2678}}) {
    const auto sum =
        MomentsOfSum(terms, std::vector<double>{1, rho, rho, rho, 1, rho, rho, rho, 1});
    EXPECT_NEAR(sum->sd, sd, 5e-5);
  }
}

TEST(MomentsOfSum, RefusesWhatCannotBe) {
  EXPECT_THAT(std::string(MomentsOfSum({}, {}).status().message()), HasSubstr("terms: "));
  const std::vector<Moments> negative = {{1, 1}, {1, -1}};
  EXPECT_THAT(std::string(MomentsOfSum(negative, {}).status().message()), HasSubstr("terms[1]: "));
  const std::vector<Moments> two = {{1, 1}, {1, 1}};
  EXPECT_THAT(std::string(MomentsOfSum(two, std::vector<double>{1, 2, 2, 1}).status().message()),
              HasSubstr("correlation[1][0]: "));
  // Opposite to one another, they leave nothing.
  EXPECT_EQ(MomentsOfSum(two, std::vector<double>{1, -1, -1, 1})->sd, 0);
}

}  // namespace
}  // namespace cartera::simulation
