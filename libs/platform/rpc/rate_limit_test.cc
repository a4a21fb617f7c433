#include "libs/platform/rpc/rate_limit.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace cartera::rpc {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'800'000'000);

TEST(RateLimit, ABurstGoesOnAndThenOneForEachThatComes) {
  RateLimit limit({.per_second = 2, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.Take("ana", kNoon), absl::ZeroDuration());
  EXPECT_EQ(limit.Take("ana", kNoon), absl::Milliseconds(500));
  EXPECT_EQ(limit.Take("ana", kNoon + absl::Milliseconds(250)), absl::Milliseconds(250));
  EXPECT_EQ(limit.Take("ana", kNoon + absl::Milliseconds(500)), absl::ZeroDuration());
  EXPECT_EQ(limit.Take("ana", kNoon + absl::Milliseconds(500)), absl::Milliseconds(500));
}

TEST(RateLimit, WhoIsQuietGainsNoMoreThanABurst) {
  RateLimit limit({.per_second = 2, .burst = 3});
  EXPECT_EQ(limit.Take("ana", kNoon), absl::ZeroDuration());
  const absl::Time later = kNoon + absl::Hours(9);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.Take("ana", later), absl::ZeroDuration());
  EXPECT_GT(limit.Take("ana", later), absl::ZeroDuration());
}

TEST(RateLimit, EachHasTheirOwn) {
  RateLimit limit({.per_second = 1, .burst = 1});
  EXPECT_EQ(limit.Take("ana", kNoon), absl::ZeroDuration());
  EXPECT_EQ(limit.Take("ben", kNoon), absl::ZeroDuration());
  EXPECT_GT(limit.Take("ana", kNoon), absl::ZeroDuration());
}

TEST(RateLimit, AClockSetBackGivesNothing) {
  RateLimit limit({.per_second = 1, .burst = 2});
  EXPECT_EQ(limit.Take("ana", kNoon), absl::ZeroDuration());
  EXPECT_EQ(limit.Take("ana", kNoon - absl::Hours(1)), absl::ZeroDuration());
  EXPECT_EQ(limit.Take("ana", kNoon - absl::Hours(2)), absl::Seconds(1));
  EXPECT_EQ(limit.Take("ana", kNoon), absl::Seconds(1));
}

TEST(RateLimit, NoneWhenNoneIsGiven) {
  RateLimit limit({.per_second = 0, .burst = 0});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(limit.Take("ana", kNoon), absl::ZeroDuration());
}

// Who calls again and again stays known however many others come.
TEST(RateLimit, OthersDoNotMakeItForgetWhoCalls) {
  RateLimit limit({.per_second = 0.001, .burst = 1, .principals_max = 8});
  EXPECT_EQ(limit.Take("ana", kNoon), absl::ZeroDuration());
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(limit.Take(absl::StrCat("other", i), kNoon), absl::ZeroDuration());
    EXPECT_GT(limit.Take("ana", kNoon), absl::ZeroDuration()) << i;
  }
  EXPECT_EQ(limit.Take("other1", kNoon), absl::ZeroDuration()) << "forgotten long ago";
}

}  // namespace
}  // namespace cartera::rpc
