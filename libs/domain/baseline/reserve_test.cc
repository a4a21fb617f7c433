#include "libs/domain/baseline/reserve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/domain/baseline/testing.h"

namespace cartera::baseline {
namespace {

using testing::Day;
using testing::Dkk;
using ::testing::ElementsAreArray;
using testing::Fields;
using ::testing::IsEmpty;
using testing::Zero;

Release Of(int64_t amount_minor) {
  return {Day(2027, 6, 1), Dkk(amount_minor), "agencies/ministry", "the risk came true"};
}

TEST(Reserve, OnlyTheHolderReleasesIt_WithAReason_AndNoMoreThanIsLeft) {
  struct Row {
    const char* what;
    void (*spoil)(Release&);
    std::vector<std::string> fields;
  };
  // 20 held, 15 of it released: 5 is left.
  for (const Row& row : {
           Row{"all that is left", [](Release&) {}, {}},
           Row{"one more", [](Release& r) { r.amount = Dkk(6); }, {"amount"}},
           Row{"nothing", [](Release& r) { r.amount = Dkk(0); }, {"amount"}},
           Row{"other prices", [](Release& r) { r.amount.price_year = 2027; }, {"amount"}},
           Row{"another", [](Release& r) { r.released_by = "agencies/q"; }, {"released_by"}},
           Row{"no reason", [](Release& r) { r.reason = " "; }, {"reason"}},
           Row{"before the last", [](Release& r) { r.on = Day(2027, 5, 31); }, {"on"}},
       }) {
    Release release = Of(5);
    row.spoil(release);
    EXPECT_THAT(Fields(CheckRelease(Zero(), {Of(15)}, release)), ElementsAreArray(row.fields))
        << row.what;
  }
}

TEST(Reserve, WithoutAReserveNobodyReleases) {
  Baseline zero = Zero();
  zero.frame.reserve = Dkk(0);
  zero.frame.reserve_holder = "";
  Release release = Of(1);
  release.released_by = "";
  EXPECT_THAT(Fields(CheckRelease(zero, {}, release)), ElementsAreArray({"amount", "released_by"}));
}

TEST(Reserve, WhatIsLeftIsWhatWasHeldLessWhatWasReleased) {
  EXPECT_EQ(*ReserveLeft(Zero(), {}), Dkk(20));
  EXPECT_EQ(*ReserveLeft(Zero(), {Of(15), Of(5)}), Dkk(0));
  EXPECT_EQ(ReserveLeft(Zero(), {Of(21)}).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace cartera::baseline
