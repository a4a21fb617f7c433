#include "libs/domain/dialogue/stopped_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::dialogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(StoppedSpans, QuestionsOpenAtOnceStopTheClockOnce) {
  EXPECT_THAT(StoppedSpans({}), IsEmpty());
  EXPECT_THAT(StoppedSpans({{50, 60}, {10, 20}}), ElementsAre(Span{10, 20}, Span{50, 60}));
  EXPECT_THAT(StoppedSpans({{10, 20}, {15, 30}}), ElementsAre(Span{10, 30}));
  EXPECT_THAT(StoppedSpans({{10, 40}, {15, 30}}), ElementsAre(Span{10, 40})) << "one in another";
  EXPECT_THAT(StoppedSpans({{10, 20}, {20, 30}}), ElementsAre(Span{10, 30})) << "they touch";
}

TEST(StoppedSpans, WhatIsNotAnsweredGoesOn) {
  EXPECT_THAT(StoppedSpans({{10, {}}, {15, 30}, {90, 95}}), ElementsAre(Span{10, {}}));
  EXPECT_THAT(StoppedSpans({{10, 20}, {15, {}}}), ElementsAre(Span{10, {}}));
}

TEST(StoppedBetween, CountsOnlyWhatLiesWithin) {
  const std::vector<Span> stopped = {{10, 20}, {50, {}}};
  EXPECT_EQ(StoppedBetween(stopped, 0, 30), 10);
  EXPECT_EQ(StoppedBetween(stopped, 12, 18), 6);
  EXPECT_EQ(StoppedBetween(stopped, 20, 50), 0);
  EXPECT_EQ(StoppedBetween(stopped, 0, 70), 30);
}

}  // namespace
}  // namespace cartera::dialogue
