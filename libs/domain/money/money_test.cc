#include "libs/domain/money/money.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "libs/base/limits.h"
#include "libs/domain/money/text.h"
#include "libs/domain/money/totals.h"

namespace cartera::money {
namespace {

const Unit kCad{"CAD", 2};
const Unit kClp{"CLP", 0};
const Unit kClf{"CLF", 4};

// ISO 4217 list one: one code of each number of decimals, and those most often got wrong.
TEST(UnitTable, KnowsTheDecimalsOfIso4217) {
  struct Row {
    const char* code;
    int decimals;
  };
  for (const Row& row : {Row{"CAD", 2}, Row{"CLP", 0}, Row{"CLF", 4}, Row{"DKK", 2}, Row{"JPY", 0},
                         Row{"KWD", 3}, Row{"UYW", 4}, Row{"ISK", 0}, Row{"HUF", 2}, Row{"IQD", 3},
                         Row{"UGX", 0}, Row{"EUR", 2}, Row{"GBP", 2}, Row{"USD", 2}}) {
    const auto unit = UnitTable::Iso().Find(row.code);
    ASSERT_TRUE(unit.ok()) << unit.status();
    EXPECT_EQ(unit->decimals, row.decimals) << row.code;
  }
}

TEST(UnitTable, HoldsEachIsoCodeOnceAsThreeLetters) {
  const auto& units = UnitTable::Iso().units();
  EXPECT_EQ(units.size(), 166u);
  for (size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(units[i].code.size(), 3u) << units[i].code;
    EXPECT_TRUE(i == 0 || units[i - 1].code < units[i].code) << units[i].code;
  }
}

TEST(UnitTable, RefusesUnknownWithdrawnAndMetals) {
  for (const char* code : {"", "cad", "CA", "DEM", "HRK", "XAU", "XXX", "XTS", "UTM", "CAD "}) {
    EXPECT_EQ(UnitTable::Iso().Find(code).status().code(), absl::StatusCode::kInvalidArgument)
        << code;
  }
}

TEST(UnitTable, WithDeclaresAUnitOfAccount) {
  const auto chile = UnitTable::Iso().With({{"UTM", 2}, {"CLF", 4}});
  ASSERT_TRUE(chile.ok()) << chile.status();
  EXPECT_EQ(chile->Find("UTM")->decimals, 2);
  EXPECT_FALSE(UnitTable::Iso().Find("UTM").ok());
  EXPECT_EQ(UnitTable::Iso().With({{"CLF", 2}}).status().message(),
            "unit CLF has 4 decimals, not 2");
}

TEST(UnitTable, WithRefusesABadDeclaration) {
  for (const Unit& unit : {Unit{"ut", 2}, Unit{"UT", 2}, Unit{"1UT", 2}, Unit{"UTMUTMUTM", 2},
                           Unit{"UTM", -1}, Unit{"UTM", 7}, Unit{"U M", 2}}) {
    EXPECT_EQ(UnitTable::Iso().With({unit}).status().code(), absl::StatusCode::kInvalidArgument)
        << unit.code;
  }
}

TEST(Money, Add_AddsWhatIsAlike) {
  EXPECT_EQ(*Add(Nominal(100, kCad), Nominal(-250, kCad)), Nominal(-150, kCad));
  EXPECT_EQ(*Subtract(Real(100, kCad, 2027), Real(40, kCad, 2027)), Real(60, kCad, 2027));
}

TEST(Money, Add_RefusesAnotherUnitBasisOrPriceYearAndNamesBothSides) {
  struct Row {
    Money a, b;
    const char* message;
  };
  const Row rows[] = {
      {Nominal(100, kCad), Nominal(100, kClp),
       "cannot add 1.00 CAD and 100 CLP: they differ in unit"},
      {Real(100, kCad, 2026), Real(100, kCad, 2027),
       "cannot add 1.00 CAD (2026 prices) and 1.00 CAD (2027 prices): they differ in price year"},
      {Nominal(100, kCad), Real(100, kCad, 2027),
       "cannot add 1.00 CAD and 1.00 CAD (2027 prices): they differ in price basis"},
      {Nominal(5, kClf), Real(5, kClp, 2027),
       "cannot add 0.0005 CLF and 5 CLP (2027 prices): they differ in unit and price basis"},
  };
  for (const Row& row : rows) {
    EXPECT_FALSE(IsLike(row.a, row.b));
    const absl::Status status = Add(row.a, row.b).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(status.message(), row.message);
    EXPECT_EQ(Subtract(row.a, row.b).status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST(Money, Add_RefusesWhatPassesTheLimit) {
  const Money most = Nominal(kAmountMinorMax, kCad);
  EXPECT_TRUE(Add(most, Nominal(0, kCad)).ok());
  EXPECT_EQ(Add(most, Nominal(1, kCad)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Subtract(Nominal(-kAmountMinorMax, kCad), Nominal(1, kCad)).status().code(),
            absl::StatusCode::kOutOfRange);
  const Money huge = Nominal(std::numeric_limits<int64_t>::max(), kCad);
  EXPECT_EQ(Add(huge, huge).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(Money, Check_GivesAllFindingsAtOnce) {
  const UnitTable& iso = UnitTable::Iso();
  EXPECT_TRUE(Check(Nominal(-1, kCad), iso).ok());
  EXPECT_TRUE(Check(Real(1, kCad, 2027), iso).ok());
  EXPECT_EQ(Check(Real(kAmountMinorMax + 1, {"CAD", 3}, 0), iso).message(),
            "the amount passes the limit of 100,000,000,000,000,000 minor units either side; CAD "
            "has 2 decimals, not 3; a real price needs a price year from 1900 to 2200, not 0");
  Money nominal = Nominal(1, kCad);
  nominal.price_year = 2027;
  EXPECT_EQ(Check(nominal, iso).message(), "a nominal price has no price year, given is 2027");
  EXPECT_FALSE(Check(Money{}, iso).ok());
}

// Half to even, computed by hand: amount * rate / 10,000.
TEST(Money, MultiplyByRateBp_RoundsHalfToEven) {
  struct Row {
    int64_t amount_minor, rate_bp, result_minor;
  };
  for (const Row& row : {Row{1, 5000, 0},          // 0.5
                         Row{3, 5000, 2},          // 1.5
                         Row{5, 5000, 2},          // 2.5
                         Row{-1, 5000, 0},         // -0.5
                         Row{-3, 5000, -2},        // -1.5
                         Row{1, 5001, 1},          // 0.5001
                         Row{1, 4999, 0},          // 0.4999
                         Row{10'000, 350, 350},    // 3.5 percent
                         Row{-100, -10'000, 100},  // minus one
                         Row{123'456, 0, 0},       //
                         Row{50, 300, 2},          // 1.5
                         Row{kAmountMinorMax, 10'000, kAmountMinorMax}}) {
    const auto product = MultiplyByRateBp(Nominal(row.amount_minor, kCad), row.rate_bp);
    ASSERT_TRUE(product.ok()) << product.status();
    EXPECT_EQ(product->amount_minor, row.result_minor) << row.amount_minor << " " << row.rate_bp;
  }
}

TEST(Money, MultiplyByRateBp_RefusesWhatPassesTheLimits) {
  EXPECT_EQ(MultiplyByRateBp(Nominal(kAmountMinorMax, kCad), 10'001).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(MultiplyByRateBp(Nominal(1, kCad), kRateBpMax + 1).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MultiplyByRateBp(Nominal(1, kCad), std::numeric_limits<int64_t>::min()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(PriceBasis, HasANameBothWays) {
  for (PriceBasis basis : {PriceBasis::kNominal, PriceBasis::kReal}) {
    EXPECT_EQ(*ParsePriceBasis(Name(basis)), basis);
  }
  EXPECT_FALSE(ParsePriceBasis("Real").ok());
}

TEST(Totals, GiveOneRowPerUnitBasisAndPriceYear) {
  Totals totals;
  totals.Add(Nominal(100, kCad));
  totals.Add(std::optional<Money>());
  totals.Add(Real(7, kCad, 2027));
  totals.Add(Real(5, kCad, 2026));
  totals.Add(Nominal(250, kClp));
  totals.Add(std::optional<Money>(Nominal(-30, kCad)));
  totals.Add(Nominal(0, kClp));
  const auto rows = totals.Rows();
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 4u);
  EXPECT_EQ((*rows)[0].total, Nominal(70, kCad));
  EXPECT_EQ((*rows)[0].count, 2);
  EXPECT_EQ((*rows)[1].total, Real(5, kCad, 2026));
  EXPECT_EQ((*rows)[2].total, Real(7, kCad, 2027));
  EXPECT_EQ((*rows)[3].total, Nominal(250, kClp));
  EXPECT_EQ((*rows)[3].count, 2);
  EXPECT_EQ(totals.unknown_count(), 1);
}

TEST(Totals, MayPassTheLimitOfOneAmountButNot64Bits) {
  Totals totals;
  for (int i = 0; i < 92; ++i) totals.Add(Nominal(kAmountMinorMax, kCad));
  EXPECT_EQ(totals.Rows()->front().total.amount_minor, 92 * kAmountMinorMax);
  totals.Add(Nominal(kAmountMinorMax, kCad));
  EXPECT_EQ(totals.Rows().status().code(), absl::StatusCode::kOutOfRange);
  totals.Add(Nominal(-kAmountMinorMax, kCad));  // order does not matter: the sum fits again
  EXPECT_TRUE(totals.Rows().ok());
}

TEST(Totals, OfNothingHaveNoRows) {
  EXPECT_TRUE(Totals().Rows()->empty());
  EXPECT_EQ(Totals().unknown_count(), 0);
}

}  // namespace
}  // namespace cartera::money
