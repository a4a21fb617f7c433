#include "libs/domain/appraisal/v1/discount.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace cartera::appraisal::v1 {
namespace {

using methodology::Discounting;
using methodology::FlowTiming;

// Schedules: UK Green Book 2022 (standard, health, without catastrophic risk), Norway R-109/21 as
// in FRAM, US A-4 2023, New Zealand Treasury 2024 (non-commercial), Denmark 2021.
const Discounting kUk{.schedule = {{0, 350}, {31, 300}, {76, 250}, {126, 200}, {201, 150}}};
const Discounting kUkHealth{.schedule = {{0, 150}, {31, 129}, {76, 107}, {126, 86}}};
const Discounting kUkNoCatastrophe{.schedule = {{0, 300}, {31, 257}, {76, 214}, {126, 171}}};
const Discounting kNorway{.schedule = {{0, 400}, {41, 300}, {76, 200}}};
const Discounting kUsA4{.schedule = {{0, 200}, {57, 170}, {116, 110}}};
const Discounting kNewZealand{.schedule = {{0, 200}, {31, 150}, {101, 100}}};
const Discounting kDenmark{.schedule = {{0, 350}, {36, 250}, {71, 150}}};
const Discounting kFlat4{.schedule = {{0, 400}}};

// Computed in double precision from the schedules, printed to six digits.
TEST(DiscountFactors, MatchThePublishedSchedules) {
  const Discounting kSchedules[] = {kUk,   kUkHealth,   kUkNoCatastrophe, kNorway,
                                    kUsA4, kNewZealand, kDenmark,         kFlat4};
  const struct {
    size_t year;
    double factors[8];
  } kRows[] = {
      {1, {.966184, .985222, .970874, .961538, .980392, .980392, .966184, .961538}},
      {5, {.841973, .928260, .862609, .821927, .905731, .905731, .841973, .821927}},
      {10, {.708919, .861667, .744094, .675564, .820348, .820348, .708919, .675564}},
      {20, {.502566, .742470, .553676, .456387, .672971, .672971, .502566, .456387}},
      {30, {.356278, .639762, .411987, .308319, .552071, .552071, .356278, .308319}},
      {31, {.345901, .631615, .401664, .296460, .541246, .543912, .344230, .296460}},
      {35, {.307329, .600048, .362895, .253415, .500028, .512466, .299977, .253415}},
      {36, {.298378, .592406, .353803, .243669, .490223, .504892, .292660, .243669}},
      {40, {.265105, .562799, .319654, .208289, .452890, .475701, .265136, .208289}},
      {56, {.165204, .458446, .212987, .129799, .329906, .374867, .178602, .111207}},
      {75, {.094214, .359354, .131513, .074022, .239493, .282503, .117334, .052784}},
      {100, {.050818, .275402, .077459, .045119, .157133, .194703, .080867, .019800}},
      {125, {.027411, .211062, .045622, .027501, .109381, .151823, .055734, .007427}},
  };
  for (size_t column = 0; column < 8; ++column) {
    const auto factors = DiscountFactors(kSchedules[column], 126);
    ASSERT_TRUE(factors.ok()) << factors.status();
    EXPECT_EQ((*factors)[0], 1.0);
    for (const auto& row : kRows) {
      EXPECT_NEAR((*factors)[row.year], row.factors[column], 5.1e-7)
          << "schedule " << column << " year " << row.year;
    }
  }
}

// Chained against spot at Norway's year 41: mixing them up is the usual mistake.
TEST(DiscountFactors, AreChainedNotSpot) {
  const auto factors = DiscountFactors(kNorway, 42);
  ASSERT_TRUE(factors.ok());
  EXPECT_NEAR((*factors)[41], 0.202222, 5e-7);
  EXPECT_NEAR(*SpotFactor(300, 41), 0.297628, 5e-7);
}

// New Zealand Better Business Cases CBA tool, 8 %.
TEST(DiscountFactors, AtMidYearMatchTheNewZealandTool) {
  const Discounting mid{.schedule = {{0, 800}}, .timing = FlowTiming::kMidYear};
  const Discounting start{.schedule = {{0, 800}}};
  const double kMid[] = {0.962250, 0.890973, 0.824975};
  const double kStart[] = {1.0, 0.925926, 0.857339};
  for (size_t year = 0; year < 3; ++year) {
    EXPECT_NEAR((*DiscountFactors(mid, 3))[year], kMid[year], 5e-7);
    EXPECT_NEAR((*DiscountFactors(start, 3))[year], kStart[year], 5e-7);
  }
}

// Sums of factors 1..30 and 1..60, computed in double precision.
TEST(DiscountFactors, SumToTheAnnuities) {
  const struct {
    Discounting schedule;
    int years;
    double annuity;
  } kRows[] = {
      {kUk, 30, 18.392045},     {kUkHealth, 30, 24.015838}, {kUkNoCatastrophe, 30, 19.600441},
      {kNorway, 30, 17.292033}, {kUsA4, 30, 22.396456},     {kUk, 60, 25.375260},
      {kNorway, 60, 22.891589}, {kUsA4, 60, 34.770086},     {kNewZealand, 60, 35.654901},
      {kDenmark, 60, 25.527548}};
  for (const auto& row : kRows) {
    const auto factors = DiscountFactors(row.schedule, row.years + 1);
    ASSERT_TRUE(factors.ok());
    double sum = 0;
    for (size_t year = 1; year < factors->size(); ++year) sum += (*factors)[year];
    EXPECT_NEAR(sum, row.annuity, 1e-6);
  }
}

TEST(DiscountFactors, RefuseWhatIsNoSchedule) {
  EXPECT_FALSE(DiscountFactors(Discounting{}, 1).ok());
  EXPECT_FALSE(DiscountFactors({.schedule = {{1, 400}}}, 1).ok());
  EXPECT_FALSE(DiscountFactors({.schedule = {{0, 400}, {0, 300}}}, 1).ok());
  EXPECT_FALSE(DiscountFactors({.schedule = {{0, -10'000}}}, 1).ok());
  EXPECT_FALSE(DiscountFactors(kUk, -1).ok());
  EXPECT_TRUE(DiscountFactors(kUk, kDiscountYearsMax).ok());
  EXPECT_FALSE(DiscountFactors(kUk, kDiscountYearsMax + 1).ok());
}

TEST(RoundToMinor, RoundsHalfToEven) {
  const struct {
    double value;
    int64_t rounded;
  } kRows[] = {{0.5, 0},
               {1.5, 2},
               {2.5, 2},
               {-0.5, 0},
               {-1.5, -2},
               {-2.5, -2},
               {2.51, 3},
               {-2.51, -3},
               {0.49, 0},
               {-0.0, 0},
               {4503599627370497.5, 4503599627370498}};
  for (const auto& row : kRows) EXPECT_EQ(*RoundToMinor(row.value), row.rounded) << row.value;
}

TEST(RoundToMinor, RefusesWhatIsNotFinite) {
  EXPECT_FALSE(RoundToMinor(std::numeric_limits<double>::infinity()).ok());
  EXPECT_FALSE(RoundToMinor(-std::numeric_limits<double>::infinity()).ok());
  EXPECT_FALSE(RoundToMinor(std::numeric_limits<double>::quiet_NaN()).ok());
  EXPECT_TRUE(RoundToMinor(2e18).ok());
  EXPECT_FALSE(RoundToMinor(2.1e18).ok());
}

TEST(DivideHalfEven, RoundsBothSigns) {
  EXPECT_EQ(*DivideHalfEven(5, 2), 2);
  EXPECT_EQ(*DivideHalfEven(7, 2), 4);
  EXPECT_EQ(*DivideHalfEven(-5, 2), -2);
  EXPECT_EQ(*DivideHalfEven(-7, 2), -4);
  EXPECT_EQ(*DivideHalfEven(8, 3), 3);
  EXPECT_FALSE(DivideHalfEven(absl::int128(3'000'000'000'000'000'000) * 10, 1).ok());
}

}  // namespace
}  // namespace cartera::appraisal::v1
