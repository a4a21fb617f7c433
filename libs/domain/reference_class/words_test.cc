#include "libs/domain/reference_class/words.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/limits.h"

namespace cartera::reference_class {
namespace {

ReferenceClass InDollars() {
  ReferenceClass of;
  of.unit = money::Unit{"USD", 2};
  return of;
}

TEST(Words, SayWhatWasSought) {
  const ReferenceClass of = InDollars();
  const Sought sought = {.kind = "register",
                         .sector = "tax",
                         .region = "north",
                         .first_year = 2010,
                         .last_year = 2020,
                         .cost_minor = 100'000};
  EXPECT_EQ(DescribeSought(of, sought, Filter::kRegion), "region north");
  EXPECT_EQ(DescribeSought(of, sought, Filter::kYears), "years 2010 to 2020");
  EXPECT_EQ(DescribeSought(of, sought, Filter::kSector), "sector tax");
  EXPECT_EQ(DescribeSought(of, sought, Filter::kKind), "kind register");
  // A third of 1,000.00, upwards: 333.33 is below the band.
  EXPECT_EQ(DescribeSought(of, sought, Filter::kSize), "size from 333.34 USD to 3,000.00 USD");
  EXPECT_EQ(DescribeSought(of, {.first_year = 2010}, Filter::kYears), "years from 2010");
  EXPECT_EQ(DescribeSought(of, {.last_year = 2020}, Filter::kYears), "years until 2020");
  EXPECT_EQ(DescribeSought(of, {.cost_minor = kAmountMinorMax}, Filter::kSize),
            "size from 333,333,333,333,333.34 USD to 1,000,000,000,000,000.00 USD");
}

TEST(Words, SayWhatBecameOfAFilter) {
  EXPECT_EQ(DescribeState({Filter::kKind, FilterState::kNotAsked}), "");
  EXPECT_EQ(DescribeState({Filter::kKind, FilterState::kHeld}), "held");
  EXPECT_EQ(DescribeState({Filter::kKind, FilterState::kGivenUp, 1'009}),
            "given up: with it 1,009 were left");
  EXPECT_EQ(DescribeState({Filter::kYears, FilterState::kNotInClass}),
            "left aside: the class does not say it");
  EXPECT_EQ(DescribeState({Filter::kSize, FilterState::kNoUse}),
            "left aside: the cost itself is what is placed");
}

TEST(Words, SayHowManyAndWhyTheyAreTooFew) {
  EXPECT_EQ(
      DescribeCount({.projects = std::vector<size_t>(46), .candidates = 1'065, .enough = true}),
      "46 of 1,065 projects are comparable.");
  EXPECT_EQ(DescribeCount({.projects = std::vector<size_t>(9), .candidates = 30}),
            "Too few: 9 comparable projects, and 17 are needed. With fewer, 95 % confidence allows "
            "no upper limit of what covers 80 % of such projects.");
}

TEST(Words, WriteValuesAsPeopleDo) {
  const ReferenceClass of = InDollars();
  EXPECT_EQ(ValueText(of, Measure::kCost, 650'000'000), "6,500,000.00 USD");
  EXPECT_EQ(ValueText(of, Measure::kDuration, 1), "1 month");
  EXPECT_EQ(ValueText(of, Measure::kDuration, 28), "28 months");
  EXPECT_EQ(ValueText(of, Measure::kCostOverrun, 16'000), "+60 %");
  EXPECT_EQ(ValueText(of, Measure::kCostOverrun, 10'000), "0 %");
  EXPECT_EQ(ValueText(of, Measure::kDurationOverrun, 9'555), "-4.45 %");
  EXPECT_EQ(ValueText(of, Measure::kBenefit, 7'550), "75.5 %");
  EXPECT_EQ(ValueText(of, Measure::kBenefit, 0), "0 %");
}

TEST(Words, SayWhichLimitIsMissingAndWhy) {
  const ReferenceClass of = InDollars();
  const auto range = [&of](std::optional<int64_t> least, std::optional<int64_t> greatest) {
    return RangeText(of, Measure::kCostOverrun,
                     {.least = least, .greatest = greatest, .count_for_range = 23});
  };
  EXPECT_EQ(range(9'600, 15'000), "-4 % to +50 %");
  EXPECT_EQ(range(14'000, std::nullopt), "+40 % or more; both limits take 23 projects");
  EXPECT_EQ(range(std::nullopt, 14'000), "+40 % or less; both limits take 23 projects");
  EXPECT_EQ(range(std::nullopt, std::nullopt), "none; both limits take 23 projects");
}

TEST(Words, SayWhereTheCaseStands) {
  const ReferenceClass of = InDollars();
  Placement placement = {.measure = Measure::kCost, .values = std::vector<int64_t>(20)};
  EXPECT_EQ(DescribeOwn(of, placement), "");
  placement.own = Position{100'000, 11, 1, 8, 5'750};
  EXPECT_EQ(DescribeOwn(of, placement),
            "With 1,000.00 USD this case stands at 57.5 % of them, ties counted half: 11 lower, 1 "
            "the same, 8 higher.");
  placement.measure = Measure::kCostOverrun;
  placement.own->value = 12'000;
  EXPECT_EQ(
      DescribeOwn(of, placement),
      "An uplift of +20 %, as this case has, would have covered 12 of 20 and stands at 57.5 % "
      "of them, ties counted half: 11 lower, 1 the same, 8 higher.");
}

}  // namespace
}  // namespace cartera::reference_class
