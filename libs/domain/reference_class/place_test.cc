#include "libs/domain/reference_class/place.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/limits.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Twenty projects planned at 100 that cost 91, 92, ... 99, 100, 110, 120, ... 200.
ReferenceClass TwentyProjects() {
  ReferenceClass of;
  for (int i = 1; i <= 20; ++i) {
    FinishedProject project;
    project.cost_minor = 100;
    project.final_cost_minor = i <= 10 ? 90 + i : 100 + 10 * (i - 10);
    project.months = 12;
    project.final_months = 12 + i;
    project.benefit_minor = 1'000;
    project.final_benefit_minor = 50 * i;
    project.outcome = i <= 15 ? Outcome::kSatisfactory : Outcome::kUnsatisfactory;
    of.projects.push_back(project);
  }
  return of;
}

const Placement* PlacementBy(const std::vector<Placement>& placements, Measure measure) {
  for (const Placement& placement : placements) {
    if (placement.measure == measure) return &placement;
  }
  return nullptr;
}

struct CoveringRow {
  int share_bp;
  int64_t value;
  int64_t least, greatest;  // 0: none
};

void ExpectCoverings(const Placement& placement, const std::vector<CoveringRow>& rows) {
  ASSERT_THAT(placement.coverings, SizeIs(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const Covering& covering = placement.coverings[i];
    EXPECT_EQ(covering.share_bp, rows[i].share_bp);
    EXPECT_EQ(covering.value, rows[i].value) << rows[i].share_bp;
    EXPECT_EQ(covering.least.value_or(0), rows[i].least) << rows[i].share_bp;
    EXPECT_EQ(covering.greatest.value_or(0), rows[i].greatest) << rows[i].share_bp;
  }
}

// Of 20, the 10th, 16th, 17th and 18th value. The ranges are those of the binomial distribution:
// the 6th to the 15th value for the median, the 12th to the 20th for 80 %; 85 % and 90 % take more
// projects to be bounded above (23 and 36).
TEST(Place, SaysWhatWouldHaveCoveredThem) {
  const auto placements = *Place(TwentyProjects(), {}, {});
  ExpectCoverings(*PlacementBy(placements, Measure::kCostOverrun), {{5000, 10'000, 9'600, 15'000},
                                                                    {8000, 16'000, 12'000, 20'000},
                                                                    {8500, 17'000, 14'000, 0},
                                                                    {9000, 18'000, 15'000, 0}});
  EXPECT_EQ(PlacementBy(placements, Measure::kCostOverrun)->coverings[2].count_for_range, 23);
  // (12 + 10) / 12 and so on, rounded to basis points: 28 / 12 = 2.33333.
  ExpectCoverings(*PlacementBy(placements, Measure::kDurationOverrun),
                  {{5000, 18'333, 15'000, 22'500},
                   {8000, 23'333, 20'000, 26'667},
                   {8500, 24'167, 21'667, 0},
                   {9000, 25'000, 22'500, 0}});
}

// 80 % delivered at least the 5th value from below: 16 of 20.
TEST(Place, BenefitsAreCoveredFromAbove) {
  const auto placements = *Place(TwentyProjects(), {}, {});
  ExpectCoverings(*PlacementBy(placements, Measure::kBenefit), {{5000, 5'500, 3'000, 7'500},
                                                                {8000, 2'500, 500, 4'500},
                                                                {8500, 2'000, 0, 3'500},
                                                                {9000, 1'500, 0, 3'000}});
}

TEST(Place, SaysWhereTheCaseStands) {
  const OwnValues own = {.cost_minor = 100, .months = 13, .cost_uplift_bp = 2'000};
  const auto placements = *Place(TwentyProjects(), {}, own);
  // All cost 100 and took 12 months as planned.
  EXPECT_EQ(*PlacementBy(placements, Measure::kCost)->own, (Position{100, 0, 20, 0, 5000}));
  EXPECT_EQ(*PlacementBy(placements, Measure::kDuration)->own, (Position{13, 20, 0, 0, 10'000}));
  // 20 % more: eleven cost less, one the same, eight more.
  EXPECT_EQ(*PlacementBy(placements, Measure::kCostOverrun)->own,
            (Position{12'000, 11, 1, 8, 5'750}));
  EXPECT_FALSE(PlacementBy(placements, Measure::kBenefit)->own.has_value());
}

TEST(Place, TooFewGiveNoFigureAtAll) {
  ReferenceClass of = TwentyProjects();
  of.projects.resize(kProjectsMin);
  EXPECT_THAT(PlacementBy(*Place(of, {}, {}), Measure::kCostOverrun)->coverings, SizeIs(4));
  of.projects.resize(kProjectsMin - 1);
  const auto placements = *Place(of, {}, {.cost_minor = 100});
  for (const Placement& placement : placements) {
    EXPECT_FALSE(placement.comparable.enough);
    EXPECT_THAT(placement.comparable.projects, SizeIs(kProjectsMin - 1));
    EXPECT_THAT(placement.coverings, IsEmpty());
    EXPECT_THAT(placement.values, IsEmpty());
    EXPECT_FALSE(placement.own.has_value());
  }
}

TEST(Place, SaysNothingOfWhatTheClassDoesNotHold) {
  ReferenceClass of = TwentyProjects();
  for (FinishedProject& project : of.projects) {
    project.final_cost_minor = std::nullopt;
    project.months = std::nullopt;
    project.benefit_minor = std::nullopt;
    project.outcome = std::nullopt;
  }
  const auto placements = *Place(of, {}, {});
  ASSERT_THAT(placements, SizeIs(1));
  EXPECT_EQ(placements[0].measure, Measure::kCost);
  EXPECT_FALSE(CountOutcomes(of, {})->has_value());
  EXPECT_THAT(*Place(ReferenceClass{}, {}, {}), IsEmpty());
}

TEST(Place, OrderOfRowsChangesNothing) {
  ReferenceClass of = TwentyProjects();
  const auto before = *Place(of, {}, {.cost_uplift_bp = 500});
  std::reverse(of.projects.begin(), of.projects.end());
  const auto after = *Place(of, {}, {.cost_uplift_bp = 500});
  ASSERT_EQ(before.size(), after.size());
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].values, after[i].values);
    EXPECT_EQ(before[i].own, after[i].own);
  }
}

TEST(CountOutcomes, CountsByRating) {
  const OutcomeCounts outcomes = **CountOutcomes(TwentyProjects(), {});
  EXPECT_THAT(outcomes.counts, ElementsAre(0, 5, 0, 0, 15, 0));
  EXPECT_EQ(outcomes.satisfactory, 15);
  ReferenceClass of = TwentyProjects();
  of.projects.resize(kProjectsMin - 1);
  EXPECT_EQ((**CountOutcomes(of, {})).satisfactory, 0);
}

TEST(Place, LimitsAtBothSides) {
  const ReferenceClass of = TwentyProjects();
  for (const OwnValues& good : {OwnValues{.cost_minor = 1, .months = 1, .cost_uplift_bp = -10'000},
                                OwnValues{.cost_minor = kAmountMinorMax,
                                .months = kMonthsMax,
                                .cost_uplift_bp = kRatioBpMax - 10'000}}) {
    EXPECT_TRUE(Place(of, {}, good).ok());
  }
  const auto why = [&of](const OwnValues& own) {
    return std::string(Place(of, {}, own).status().message());
  };
  EXPECT_THAT(why({.cost_minor = 0}), HasSubstr("cost_minor"));
  EXPECT_THAT(why({.cost_minor = kAmountMinorMax + 1}), HasSubstr("cost_minor"));
  EXPECT_THAT(why({.months = 0}), HasSubstr("months"));
  EXPECT_THAT(why({.months = kMonthsMax + 1}), HasSubstr("months"));
  EXPECT_THAT(why({.cost_uplift_bp = -10'001}), HasSubstr("cost_uplift_bp"));
  EXPECT_THAT(why({.cost_uplift_bp = kRatioBpMax - 9'999}), HasSubstr("cost_uplift_bp"));
  EXPECT_THAT(Place(of, {.size_factor = 1}, {}).status().message(), HasSubstr("size_factor"));
}

TEST(RatioBp, RoundsHalfToEvenWithinItsLimits) {
  EXPECT_EQ(*RatioBp(100, 127), 12'700);
  EXPECT_EQ(*RatioBp(3, 1), 3'333);
  EXPECT_EQ(*RatioBp(3, 2), 6'667);
  EXPECT_EQ(*RatioBp(80'000, 4), 0);   // half a basis point
  EXPECT_EQ(*RatioBp(80'000, 12), 2);  // one and a half
  EXPECT_EQ(*RatioBp(kAmountMinorMax, kAmountMinorMax), 10'000);
  EXPECT_EQ(*RatioBp(1, 10'000), kRatioBpMax);
  EXPECT_FALSE(RatioBp(1, 10'001).ok());
  EXPECT_FALSE(RatioBp(0, 1).ok());
  EXPECT_FALSE(RatioBp(1, -1).ok());
}

TEST(AmountIn, ConvertsAtTheRateGiven) {
  const money::Unit usd = {"USD", 2};
  const auto convert = [&usd](int64_t amount_minor, const money::Unit& from, int64_t rate_nano) {
    return AmountIn(usd, money::Nominal(amount_minor, from), rate_nano);
  };
  // 136.00 CAD at 1.36 CAD for a dollar; 950,000 CLP at 950; 1.0000 CLF at 0.025.
  EXPECT_EQ(*convert(13'600, {"CAD", 2}, 1'360'000'000), 10'000);
  EXPECT_EQ(*convert(950'000, {"CLP", 0}, 950 * kNano), 100'000);
  EXPECT_EQ(*convert(10'000, {"CLF", 4}, 25'000'000), 4'000);
  EXPECT_EQ(*convert(1, {"CAD", 2}, 2 * kNano), 0);  // half a cent
  EXPECT_EQ(*convert(3, {"CAD", 2}, 2 * kNano), 2);  // one and a half
  EXPECT_EQ(*convert(kAmountMinorMax, {"CAD", 2}, kNano), kAmountMinorMax);
  EXPECT_EQ(*convert(kAmountMinorMax, {"CAD", 2}, kRateNanoMax), kAmountMinorMax / 100'000'000);
  EXPECT_TRUE(convert(1, {"CAD", 2}, kRateNanoMin).ok());
  EXPECT_FALSE(convert(kAmountMinorMax, {"CAD", 2}, kRateNanoMin).ok());
  EXPECT_FALSE(convert(1, {"CAD", 2}, kRateNanoMin - 1).ok());
  EXPECT_FALSE(convert(1, {"CAD", 2}, kRateNanoMax + 1).ok());
  EXPECT_FALSE(convert(-1, {"CAD", 2}, kNano).ok());
}

}  // namespace
}  // namespace cartera::reference_class
