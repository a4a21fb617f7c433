#include "libs/domain/scoring/spread.h"

#include <gtest/gtest.h>

namespace cartera::scoring {
namespace {

const std::vector<std::string> kCriteria = {"need", "cost", "risk"};
const std::vector<std::string> kReviewers = {"ana", "ben"};

TEST(SpreadTest, CompleteWhenEverybodyScoredEverything) {
  std::vector<GivenScore> scores;
  for (const std::string& criterion : kCriteria) {
    for (const std::string& reviewer : kReviewers) {
      EXPECT_FALSE(IsComplete(scores, kReviewers, kCriteria)) << criterion << " " << reviewer;
      scores.push_back({criterion, reviewer, 2});
    }
  }
  EXPECT_TRUE(IsComplete(scores, kReviewers, kCriteria));
  // One who was taken off the case leaves scores behind; one who was added is waited for.
  EXPECT_TRUE(IsComplete(scores, {kReviewers[0]}, kCriteria));
  EXPECT_FALSE(IsComplete(scores, {"ana", "ben", "eva"}, kCriteria));
}

TEST(SpreadTest, WidestFirstWithTheMeanInHundredths) {
  const std::vector<GivenScore> scores = {{"need", "ana", 3}, {"need", "ben", 3},
                                          {"cost", "ana", 4}, {"cost", "ben", 1},
                                          {"cost", "eva", 3}, {"risk", "ana", 2}};
  const std::vector<Spread> spreads = Spreads(scores, kCriteria);
  ASSERT_EQ(spreads.size(), 3u);
  EXPECT_EQ(spreads[0].criterion, "cost");
  EXPECT_EQ(spreads[0].lowest, 1);
  EXPECT_EQ(spreads[0].highest, 4);
  EXPECT_EQ(spreads[0].mean_hundredths, 267) << "8 / 3 = 2.666...";
  EXPECT_EQ(spreads[1].criterion, "need");
  EXPECT_EQ(spreads[1].mean_hundredths, 300);
  EXPECT_EQ(spreads[2].criterion, "risk");
}

TEST(SpreadTest, NothingScoredIsNoSpread) { EXPECT_TRUE(Spreads({}, kCriteria).empty()); }

}  // namespace
}  // namespace cartera::scoring
