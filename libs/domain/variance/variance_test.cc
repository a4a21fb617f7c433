#include "libs/domain/variance/variance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "libs/base/limits.h"

namespace cartera::variance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kMillion = 100'000'000;  // in minor units of two decimals

Line Of(int64_t approved, int64_t now) {
  return {.id = "a", .approved_minor = approved, .now_minor = now};
}

Split One(const Line& line, absl::Span<const Declared> declared = {}) {
  const auto answer = SplitOf({&line, 1}, declared);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer->total;
}

// Quantity, price index, exchange rate, tax or law, scope, transfer.
std::vector<int64_t> Parts(const Split& split) {
  EXPECT_EQ(std::accumulate(split.parts.begin(), split.parts.end(), int64_t{0}),
            split.now_minor - split.approved_minor);
  return {split.parts.begin(), split.parts.end()};
}

// Staff of 50 m in home money and licences of 5 m abroad, approved at 6.00 for one: 80 m. Prices
// rise by 8 %; home money loses 20 % of its worth, so that one abroad costs 6 / 0.8 = 7.50.
// Computed by hand: 50 x 1.08 = 54; 5 x 7.50 = 37.5; together 91.5, which is 11.5 more.
std::vector<Line> WhatWasApproved() {
  Line staff = Of(50 * kMillion, 54 * kMillion);
  staff.now_at.index_micro = 1'080'000;
  Line licences = Of(30 * kMillion, 37'500'000 * int64_t{100});
  licences.id = "b";
  licences.approved_at.exchange_rate_micro = 6'000'000;
  licences.now_at.exchange_rate_micro = 7'500'000;
  return {staff, licences};
}

TEST(Split, ExactlyWhatWasApprovedThroughInflationAndDevaluation) {
  const auto answer = SplitOf(WhatWasApproved(), {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(Parts(answer->total), ElementsAre(0, 4 * kMillion, 750'000'000, 0, 0, 0));
  const Comparison comparison = Compare(answer->total, {});
  EXPECT_EQ(comparison.overrun_minor, 0);
  EXPECT_EQ(comparison.baseline_minor, 9'150'000'000);
  EXPECT_EQ(comparison.nominal_overrun_minor, 1'150'000'000);
}

// Computed by hand, from 100.00: index 1.08 gives 108.00, rate 6 to 7.5 gives 135.00, tax 20 to
// 25 % gives 135 x 1.25 / 1.20 = 140.625, to the even cent 140.62; a law costs 3.00 more, scope
// 10.00 more, 5.00 went to another project; 160.00 - 140.62 - 8.00 = 11.38 is the project's own.
TEST(Split, AllPartsOfOneLineAddUp) {
  Line line = Of(10'000, 16'000);
  line.approved_at = {1'000'000, 6'000'000, 2'000};
  line.now_at = {1'080'000, 7'500'000, 2'500};
  const std::vector<Declared> declared = {{"a", Part::kTaxOrLaw, 300, "law 17"},
                                          {"a", Part::kScope, 900, "decision 1"},
                                          {"a", Part::kScope, 100, "decision 2"},
                                          {"a", Part::kTransfer, -500, "transfer 1"}};
  const Split split = One(line, declared);
  EXPECT_THAT(Parts(split), ElementsAre(1'138, 800, 2'700, 862, 1'000, -500));
  struct Row {
    LeaveOut leave_out;
    int64_t baseline, overrun;
  };
  // By hand: 10,000 and the parts left out; 16,000 less that.
  for (const Row& row :
       {Row{{}, 13'500, 2'500}, Row{{.price_index = false, .exchange_rate = false}, 10'000, 6'000},
        Row{{.tax_or_law = true}, 14'362, 1'638}, Row{{.scope = true}, 14'500, 1'500},
        Row{{.transfer = true}, 13'000, 3'000},
        Row{{true, true, true, true, true}, 14'862, 1'138}}) {
    const Comparison comparison = Compare(split, row.leave_out);
    EXPECT_EQ(comparison.baseline_minor, row.baseline);
    EXPECT_EQ(comparison.overrun_minor, row.overrun);
    EXPECT_EQ(comparison.nominal_overrun_minor, 6'000);
  }
}

// Computed by hand: 1 x 1.5 rounds to 2, 3 x 1.5 = 4.5 to 4 (half to even), and below zero alike;
// whoever pays the other neighbour, 1 or 5, differs from it by 1 in quantity.
TEST(Split, WhatAStepRoundsGoesToQuantity) {
  struct Row {
    int64_t approved, now, index, quantity;
  };
  for (const Row& row : {Row{1, 2, 1, 0}, Row{1, 1, 1, -1}, Row{3, 4, 1, 0}, Row{3, 5, 1, 1},
                         Row{-1, -2, -1, 0}, Row{-3, -4, -1, 0}}) {
    Line line = Of(row.approved, row.now);
    line.now_at.index_micro = 1'500'000;
    EXPECT_THAT(Parts(One(line)), ElementsAre(row.quantity, row.index, 0, 0, 0, 0))
        << row.approved << " " << row.now;
  }
}

// Computed by hand: 100 / 3 = 33.33 is 33 after the index; 33 x 3 = 99 after the rate; 1 is left.
TEST(Split, LaterStepsMultiplyWhatAnEarlierOneRounded) {
  Line line = Of(100, 100);
  line.approved_at = {3'000'000, 1'000'000, 0};
  line.now_at = {1'000'000, 3'000'000, 0};
  EXPECT_THAT(Parts(One(line)), ElementsAre(1, -67, 66, 0, 0, 0));
}

TEST(Split, PricesThatFallBelowTheIndexAreTheProjectsOwn) {
  Line line = Of(1'000, 1'000);  // paid as written, though prices rose by 10 %: 100 saved
  line.now_at.index_micro = 1'100'000;
  EXPECT_THAT(Parts(One(line)), ElementsAre(-100, 100, 0, 0, 0, 0));
}

TEST(Split, BothSidesOfATransferCancel) {
  const std::vector<Declared> out = {{"a", Part::kTransfer, -30, "transfer"}};
  const std::vector<Declared> in = {{"a", Part::kTransfer, 30, "transfer"}};
  const std::vector<Split> both = {One(Of(100, 70), out), One(Of(100, 130), in)};
  const auto sum = Sum(both);
  ASSERT_TRUE(sum.ok());
  EXPECT_EQ(sum->approved_minor, 200);
  EXPECT_THAT(Parts(*sum), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(Split, NothingIsNothing) {
  const auto answer = SplitOf({}, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->total, Split{});
}

TEST(Split, AllFaultsAtOnce) {
  Line first = Of(kAmountMinorMax + 1, 0);
  first.approved_at = {0, kFactorMicroMax + 1, -1};
  const std::vector<Line> lines = {first, Of(0, 0)};
  const std::vector<Declared> declared = {{"c", Part::kPriceIndex, 1, " "}};
  const std::string message(SplitOf(lines, declared).status().message());
  for (const char* field :
       {"lines[0].approved_minor", "lines[0].approved_at.index_micro",
        "lines[0].approved_at.exchange_rate_micro", "lines[0].approved_at.tax_bp", "lines[1].id",
        "declared[0].line", "declared[0].part", "declared[0].act"}) {
    EXPECT_THAT(message, HasSubstr(field));
  }
  EXPECT_TRUE(absl::IsInvalidArgument(SplitOf(lines, declared).status()));
}

TEST(Split, LimitsAtBothSides) {
  const std::vector<Line> doubled = {Of(kAmountMinorMax, -kAmountMinorMax)};
  EXPECT_TRUE(absl::IsOutOfRange(SplitOf(doubled, {}).status()));
  EXPECT_TRUE(SplitOf(std::vector<Line>{Of(kAmountMinorMax, 0)}, {}).ok());
  Line line = Of(kAmountMinorMax, 0);
  line.now_at.index_micro = 1'000'001;
  EXPECT_TRUE(absl::IsOutOfRange(SplitOf(std::vector<Line>{line}, {}).status()));
}

// methods.md §13 vector 11: 100 of 2015 in prices of 2023, by the deflator of §4.3, is 128.071975.
TEST(Reexpressed, ByThePublishedDeflator) {
  const auto amount = Reexpressed(100'000'000, 75'153'600, 96'250'700);
  ASSERT_TRUE(amount.ok());
  EXPECT_EQ(*amount, 128'071'975);
  EXPECT_FALSE(Reexpressed(1, 0, 1).ok());
}

TEST(Part, NamesAndBack) {
  for (int i = 0; i < kPartCount; ++i) {
    EXPECT_EQ(*ParsePart(Name(static_cast<Part>(i))), static_cast<Part>(i));
  }
  EXPECT_THAT(ParsePart("luck").status().message(), HasSubstr("\"luck\""));
}

}  // namespace
}  // namespace cartera::variance
