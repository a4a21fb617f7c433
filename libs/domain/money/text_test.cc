#include "libs/domain/money/text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "libs/base/limits.h"

namespace cartera::money {
namespace {

// Amounts as they stand in the Canadian list of 2019 and in Chilean budget texts.
TEST(MoneyText, Parse_ReadsBothOrdersWithAndWithoutGroups) {
  struct Row {
    const char* text;
    int64_t amount_minor;
    const char* code;
  };
  for (const Row& row :
       {Row{"4,800,000.00 CAD", 480'000'000, "CAD"}, Row{"214,474,730 CAD", 21'447'473'000, "CAD"},
        Row{"3821287 CAD", 382'128'700, "CAD"}, Row{"CLF 12.3456", 123'456, "CLF"},
        Row{"CLF 12.3", 123'000, "CLF"}, Row{"1,000 CLP", 1'000, "CLP"},
        Row{"-0.05 CAD", -5, "CAD"}, Row{"CAD -1,234.5", -123'450, "CAD"},
        Row{"  0 CAD ", 0, "CAD"}, Row{"1,000,000,000,000,000.00 CAD", kAmountMinorMax, "CAD"}}) {
    const auto money = Parse(row.text, UnitTable::Iso());
    ASSERT_TRUE(money.ok()) << row.text << ": " << money.status();
    EXPECT_EQ(money->amount_minor, row.amount_minor) << row.text;
    EXPECT_EQ(money->unit.code, row.code);
    EXPECT_EQ(money->basis, PriceBasis::kNominal);
  }
}

TEST(MoneyText, Parse_RefusesWhatIsNotAnAmount) {
  for (const char* text : {"",
                           " ",
                           "CAD",
                           "100",
                           "100CAD",
                           "1,00 CAD",
                           "1,0000 CAD",
                           ",100 CAD",
                           "1,,000 CAD",
                           "1000,000 CAD",
                           "1,000, CAD",
                           "1.005 CAD",
                           "1.5 CLP",
                           "1. CAD",
                           ".5 CAD",
                           "1.2.3 CAD",
                           "1e6 CAD",
                           "NaN CAD",
                           "inf CAD",
                           "+5 CAD",
                           "--5 CAD",
                           "- 5 CAD",
                           "$100 CAD",
                           "100 XYZ",
                           "1\xC2\xA0"
                           "000 CAD",
                           "100 CAD CAD",
                           "0x10 CAD",
                           "1,-00 CAD",
                           "100 cad",
                           "\xFF CAD"}) {
    EXPECT_EQ(Parse(text, UnitTable::Iso()).status().code(), absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(MoneyText, Parse_RefusesWhatPassesTheLimit) {
  for (const char* text : {"1,000,000,000,000,000.01 CAD", "100000000000000001 CLP",
                           "99999999999999999999999999999999999999 CAD"}) {
    EXPECT_EQ(Parse(text, UnitTable::Iso()).status().code(), absl::StatusCode::kOutOfRange) << text;
  }
}

TEST(MoneyText, Format_GroupsAndFixesTheDecimals) {
  EXPECT_EQ(Format(Nominal(480'000'000, {"CAD", 2})), "4,800,000.00 CAD");
  EXPECT_EQ(Format(Nominal(-5, {"CAD", 2})), "-0.05 CAD");
  EXPECT_EQ(Format(Nominal(0, {"CLF", 4})), "0.0000 CLF");
  EXPECT_EQ(Format(Nominal(999, {"CLP", 0})), "999 CLP");
  EXPECT_EQ(Format(Nominal(-1000, {"CLP", 0})), "-1,000 CLP");
  EXPECT_EQ(Format(Real(100, {"CAD", 2}, 2027)), "1.00 CAD (2027 prices)");
  EXPECT_EQ(FormatAmountMinor(std::numeric_limits<int64_t>::min(), 2),
            "-92,233,720,368,547,758.08");
}

TEST(MoneyText, ParseIsTheInverseOfFormat) {
  for (const Unit& unit : UnitTable::Iso().units()) {
    for (int64_t amount_minor :
         {int64_t{0}, int64_t{7}, int64_t{-1234}, int64_t{98'765'432'101}, -kAmountMinorMax}) {
      const Money money = Nominal(amount_minor, unit);
      const auto back = Parse(Format(money), UnitTable::Iso());
      ASSERT_TRUE(back.ok()) << back.status();
      EXPECT_EQ(*back, money);
    }
  }
}

}  // namespace
}  // namespace cartera::money
