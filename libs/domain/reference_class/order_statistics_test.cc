#include "libs/domain/reference_class/order_statistics.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

using testing::HasSubstr;
using Values = std::vector<int64_t>;

constexpr size_t kNone = 0;

TEST(RankCovering, IsTheFirstThatCoversTheShare) {
  struct Row {
    size_t count;
    int share_bp;
    size_t rank;
  };
  for (const Row& row : std::vector<Row>{{1, 8000, 1},
                                         {2, 5000, 1},
                                         {2, 5001, 2},
                                         {3, 8000, 3},  // 2 of 3 are 67 %
                                         {5, 8000, 4},
                                         {10, 8500, 9},
                                         {10, 9000, 9},
                                         {17, 8000, 14},  // 13.6
                                         {20, 8500, 17},
                                         {1, kShareMinBp, 1},
                                         {20'000, kShareMaxBp, 19'998}}) {
    EXPECT_EQ(*RankCovering(row.count, row.share_bp), row.rank) << row.count << " " << row.share_bp;
  }
}

// By exact rational arithmetic from the binomial distribution. The one of 10 by hand: of the 1,024
// ways 10 values fall beside the median, 11 have at most one below it and 56 at most two, and half
// of 5 % are 25.6 ways: the 2nd and the 9th value.
TEST(RangeOfQuantile, LeavesHalfOfTheRestAtEitherSide) {
  struct Row {
    size_t count;
    int share_bp, confidence_bp;
    size_t from, until;  // kNone: no limit
  };
  for (const Row& row : std::vector<Row>{{1, 5000, 9500, kNone, kNone},
                                         {5, 5000, 9500, kNone, kNone},
                                         {6, 5000, 9500, 1, 6},
                                         {10, 5000, 9500, 2, 9},
                                         {100, 5000, 9500, 40, 61},
                                         {2, 5000, 5000, 1, 2},
                                         {16, 8000, 9500, 9, kNone},
                                         {17, 8000, 9500, 10, 17},
                                         {100, 8000, 9500, 72, 89},
                                         {1000, 9000, 9500, 881, 919},
                                         {35, 9000, 9500, 28, kNone},
                                         {36, 9000, 9500, 29, 36},
                                         {50, 1000, 9000, 2, 10}}) {
    const RankRange range = *RangeOfQuantile(row.count, row.share_bp, row.confidence_bp);
    EXPECT_EQ(range.from.value_or(kNone), row.from) << row.count << " " << row.share_bp;
    EXPECT_EQ(range.until.value_or(kNone), row.until) << row.count << " " << row.share_bp;
  }
}

// What lies p from one end lies 1 - p from the other.
TEST(RangeOfQuantile, IsItsOwnMirrorImage) {
  for (const size_t count : {6U, 17U, 40U, 101U, 999U, 20'000U}) {
    for (const int share_bp : {5000, 8000, 9000}) {
      const RankRange range = *RangeOfQuantile(count, share_bp, kConfidenceBp);
      const RankRange mirrored = *RangeOfQuantile(count, 10'000 - share_bp, kConfidenceBp);
      ASSERT_EQ(range.until.has_value(), mirrored.from.has_value()) << count << " " << share_bp;
      if (range.until.has_value()) {
        EXPECT_EQ(*range.until + *mirrored.from, count + 1) << count << " " << share_bp;
      }
      if (range.from.has_value()) {
        EXPECT_EQ(*range.from + *mirrored.until, count + 1) << count << " " << share_bp;
      }
    }
  }
}

TEST(RangeOfQuantile, HoldsTheQuantileAndGrowsWithTheConfidence) {
  for (size_t count = 1; count <= 300; count += 7) {
    for (const int share_bp : kSharesBp) {
      const size_t rank = *RankCovering(count, share_bp);
      RankRange narrower{rank, rank};
      for (const int confidence_bp : {5000, 9000, 9500, 9999}) {
        const RankRange range = *RangeOfQuantile(count, share_bp, confidence_bp);
        EXPECT_LE(range.from.value_or(0), narrower.from.value_or(0));
        EXPECT_GE(range.until.value_or(count + 1), narrower.until.value_or(count + 1));
        narrower = range;
      }
    }
  }
}

// 0.8^16 = 2.81 % and 0.8^17 = 2.25 % lie at either side of 2.5 %.
TEST(CountForRange, IsWhereTheUpperLimitBegins) {
  EXPECT_EQ(*CountForRange(5000, kConfidenceBp), 6);
  EXPECT_EQ(*CountForRange(8000, kConfidenceBp), kProjectsMin);
  EXPECT_EQ(*CountForRange(8500, kConfidenceBp), 23);
  EXPECT_EQ(*CountForRange(9000, kConfidenceBp), 36);
  EXPECT_EQ(*CountForRange(kShareMaxBp, 9999), kProjectsMax + 1);
  for (const int share_bp : kSharesBp) {
    const size_t count = *CountForRange(share_bp, kConfidenceBp);
    EXPECT_TRUE(RangeOfQuantile(count, share_bp, kConfidenceBp)->until.has_value());
    EXPECT_FALSE(RangeOfQuantile(count - 1, share_bp, kConfidenceBp)->until.has_value());
  }
}

TEST(PositionAmong, SharesTiesInHalves) {
  struct Row {
    Values values;
    int64_t value;
    size_t below, equal, above;
    int percentile_bp;
  };
  for (const Row& row : std::vector<Row>{{{10, 20, 30, 40}, 25, 2, 0, 2, 5000},
                                         {{10, 20, 30, 40}, 20, 1, 1, 2, 3750},
                                         {{10, 20, 20, 20}, 20, 1, 3, 0, 6250},
                                         {{7, 7, 7}, 7, 0, 3, 0, 5000},
                                         {{40, 10, 30, 20}, 5, 0, 0, 4, 0},
                                         {{10, 20, 30, 40}, 41, 4, 0, 0, 10'000},
                                         {{1, 2, 3}, 2, 1, 1, 1, 5000},
                                         {{1, 2, 3}, 3, 2, 1, 0, 8333},
                                         {{-5}, -5, 0, 1, 0, 5000}}) {
    const Position position = *PositionAmong(row.values, row.value);
    EXPECT_EQ(position, (Position{row.value, row.below, row.equal, row.above, row.percentile_bp}))
        << row.value << ": " << position.percentile_bp;
  }
}

TEST(OrderStatistics, LimitsAtBothSides) {
  EXPECT_TRUE(RankCovering(kProjectsMax, 5000).ok());
  EXPECT_THAT(RankCovering(kProjectsMax + 1, 5000).status().message(), HasSubstr("count"));
  EXPECT_THAT(RankCovering(0, 5000).status().message(), HasSubstr("count"));
  EXPECT_THAT(RankCovering(5, 0).status().message(), HasSubstr("share_bp"));
  EXPECT_THAT(RankCovering(5, 10'000).status().message(), HasSubstr("share_bp"));
  EXPECT_TRUE(RangeOfQuantile(kProjectsMax, kShareMaxBp, 9999).ok());
  EXPECT_TRUE(RangeOfQuantile(1, kShareMinBp, 1).ok());
  EXPECT_THAT(RangeOfQuantile(0, 5000, 9500).status().message(), HasSubstr("count"));
  EXPECT_THAT(RangeOfQuantile(5, 5000, 0).status().message(), HasSubstr("confidence_bp"));
  EXPECT_THAT(RangeOfQuantile(5, 5000, 10'000).status().message(), HasSubstr("confidence_bp"));
  EXPECT_THAT(CountForRange(10'000, 9500).status().message(), HasSubstr("share_bp"));
  EXPECT_TRUE(PositionAmong(Values(kProjectsMax, 1), 1).ok());
  EXPECT_THAT(PositionAmong(Values(kProjectsMax + 1, 1), 1).status().message(), HasSubstr("count"));
  EXPECT_THAT(PositionAmong(Values{}, 1).status().message(), HasSubstr("count"));
}

}  // namespace
}  // namespace cartera::reference_class
