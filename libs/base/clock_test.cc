#include "libs/base/clock.h"

#include <gtest/gtest.h>

namespace cartera {
namespace {

TEST(SystemClock, StandsStillWhileTheMachinesClockIsSetBack) {
  FakeClock machine(absl::FromUnixSeconds(1'800'000'000));
  SystemClock clock(&machine);
  const absl::Time before = clock.Now();
  machine.Advance(-absl::Hours(1));
  EXPECT_EQ(clock.Now(), before);
  machine.Advance(absl::Minutes(59));
  EXPECT_EQ(clock.Now(), before);
  machine.Advance(absl::Minutes(2));
  EXPECT_EQ(clock.Now(), before + absl::Minutes(1));
}

TEST(SystemClock, FollowsAStepForwards) {
  FakeClock machine(absl::FromUnixSeconds(1'800'000'000));
  SystemClock clock(&machine);
  const absl::Time before = clock.Now();
  machine.Advance(absl::Hours(24));
  EXPECT_EQ(clock.Now(), before + absl::Hours(24));
  clock.Advance(60);
  EXPECT_EQ(clock.Now(), before + absl::Hours(24) + absl::Minutes(1));
}

}  // namespace
}  // namespace cartera
