#include "libs/domain/lights/divergence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace cartera::lights {
namespace {

using testing::HasSubstr;

constexpr Lamp kGreen = {Light::kGreen, Why::kDefined};
constexpr Lamp kYellow = {Light::kYellow, Why::kDefined};
constexpr Lamp kRed = {Light::kRed, Why::kDefined};
constexpr Lamp kUndefined = {std::nullopt, Why::kNoForecast};

// methods.md 4.5: G 5, A/G 4, A 3, A/R 2, R 1.
TEST(Points, OfTheFivePointScale) {
  EXPECT_EQ(Points(kGreen), 5);
  EXPECT_EQ(Points(kYellow), 3);
  EXPECT_EQ(Points(kRed), 1);
  EXPECT_EQ(Points(kUndefined), std::nullopt);
}

TEST(DivergenceOf, SideBySide) {
  struct Row {
    Ratings ratings;
    Divergence expected;
  };
  for (const Row& row :
       {Row{{kRed, Light::kGreen, 2}, {4, 1, 3, true}}, Row{{kRed, Light::kYellow, 1}, {2, 0, 2}},
        Row{{kGreen, Light::kYellow, 4}, {-2, -1, -1}}, Row{{kGreen, Light::kGreen, 5}, {0, 0, 0}},
        Row{{kUndefined, Light::kGreen, 3}, {{}, {}, 2}}, Row{{kRed, {}, 5}, {{}, 4, {}}},
        Row{{kRed, Light::kGreen, {}}, {4, {}, {}, true}}}) {
    EXPECT_EQ(*DivergenceOf(row.ratings), row.expected);
  }
  EXPECT_TRUE(absl::IsInvalidArgument(DivergenceOf({kRed, Light::kGreen, 0}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(DivergenceOf({kRed, Light::kGreen, 6}).status()));
}

std::vector<Observation> Series(const std::vector<std::optional<int>>& values) {
  std::vector<Observation> series;
  for (const auto& value : values) series.push_back({static_cast<int>(series.size()), value});
  return series;
}

// By hand: of 0, 2, 4 the mean is 2 and the slope 2; of 0, 0, 2, 4 the mean 1.5 and the slope
// (4 x 16 - 6 x 6) / (4 x 14 - 36) = 28 / 20 = 1.4; of 0 and 4 at 0 and 2, and 2 at 4:
// (3 x 16 - 6 x 6) / (3 x 20 - 36) = 12 / 24 = 0.5.
TEST(TrendOf, OfOneProject) {
  EXPECT_EQ(*TrendOf(Series({0, 2, 4})), (Trend{3, 0, 2, 0, 2'000, 2'000}));
  EXPECT_EQ(*TrendOf(Series({0, 0, 2, 4})), (Trend{4, 0, 2, 0, 1'500, 1'400}));
  EXPECT_EQ(*TrendOf(Series({0, {}, 4, {}, 2})), (Trend{5, 2, 2, 0, 2'000, 500}));
  EXPECT_EQ(*TrendOf(Series({-2, -2, -2})), (Trend{3, 0, 0, 3, -2'000, 0}));
}

// By hand: two projects in periods 0 and 1, divergences 0, 2 and 2, 4: mean 2, slope 2.
TEST(TrendOf, OfAnAgency) {
  const std::vector<Observation> series = {{0, 0}, {0, 2}, {1, 2}, {1, 4}};
  EXPECT_EQ(*TrendOf(series), (Trend{4, 0, 3, 0, 2'000, 2'000}));
}

TEST(TrendOf, TooFewIsNoSlope) {
  EXPECT_EQ(*TrendOf({}), Trend{});
  EXPECT_EQ(*TrendOf(Series({{}, {}, {}})), (Trend{3, 3, 0, 0, {}, {}}));
  EXPECT_EQ(*TrendOf(Series({0, 4})), (Trend{2, 0, 1, 0, 2'000, {}}));
  const std::vector<Observation> same = {{1, 0}, {1, 2}, {1, 4}};
  EXPECT_EQ(TrendOf(same)->slope_milli, std::nullopt);
}

TEST(TrendOf, AllFaultsAtOnce) {
  const std::vector<Observation> wrong = {{-1, 0}, {0, 5}, {kObservationsMax + 1, -5}};
  const std::string message(TrendOf(wrong).status().message());
  for (const char* field : {"observations[0].period", "observations[1].divergence",
                            "observations[2].period", "observations[2].divergence"}) {
    EXPECT_THAT(message, HasSubstr(field));
  }
}

}  // namespace
}  // namespace cartera::lights
