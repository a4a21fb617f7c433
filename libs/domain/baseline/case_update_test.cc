#include "libs/domain/baseline/case_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/domain/baseline/testing.h"

namespace cartera::baseline {
namespace {

using testing::Day;
using testing::Dkk;
using ::testing::ElementsAreArray;
using testing::Fields;
using testing::Zero;

// Baseline 100 until 2028-12-31; tolerance 10 % and 31 days.
TEST(CaseUpdate, InsideTheToleranceNeedsNoApproval_AndTheLimitItselfIsInside) {
  struct Row {
    const char* what;
    CaseUpdate update;
    std::vector<std::string> beyond;
  };
  const Tolerance tolerance{.cost_bp = 1'000, .cost_max = std::nullopt, .late_days = 31};
  for (const Row& row : {
           Row{"as planned", {Dkk(100), Day(2028, 12, 31)}, {}},
           Row{"at both limits", {Dkk(110), Day(2029, 1, 31)}, {}},
           Row{"one more", {Dkk(111), Day(2029, 1, 31)}, {"point"}},
           Row{"a day later", {Dkk(110), Day(2029, 2, 1)}, {"finish_on"}},
           Row{"both", {Dkk(111), Day(2029, 2, 1)}, {"point", "finish_on"}},
           Row{"cheaper and earlier", {Dkk(1), Day(2027, 1, 1)}, {}},
       }) {
    const auto beyond = BeyondTolerance(Zero(), tolerance, row.update);
    ASSERT_TRUE(beyond.ok()) << row.what;
    EXPECT_THAT(Fields(*beyond), ElementsAreArray(row.beyond)) << row.what;
  }
}

TEST(CaseUpdate, AnAmountCanLimitMoreThanTheShare) {
  const Tolerance tolerance{.cost_bp = 1'000, .cost_max = Dkk(5)};
  EXPECT_TRUE(BeyondTolerance(Zero(), tolerance, {Dkk(105), Day(2028, 12, 31)})->empty());
  EXPECT_FALSE(BeyondTolerance(Zero(), tolerance, {Dkk(106), Day(2028, 12, 31)})->empty());
}

TEST(CaseUpdate, OtherMoneyIsNotCompared) {
  CaseUpdate update{Dkk(100), Day(2028, 12, 31)};
  update.point.price_year = 2027;
  EXPECT_EQ(BeyondTolerance(Zero(), {}, update).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(BeyondTolerance(Zero(), {.cost_bp = -1}, {Dkk(100), Day(2028, 12, 31)}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cartera::baseline
