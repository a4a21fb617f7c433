#include "services/oversight/portfolio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::oversight {
namespace {

using Dimension = Cell::Dimension;
using testing::ElementsAre;
using testing::IsEmpty;

Cell Money(Dimension dimension, const char* key, const char* unit, int64_t count,
           const char* sum_minor, int price_year = 0) {
  return {.dimension = dimension,
          .key = key,
          .unit = unit,
          .basis = price_year == 0 ? "nominal" : "real",
          .price_year = price_year,
          .count = count,
          .sum_minor = sum_minor};
}

Cell Unknown(Dimension dimension, const char* key, int64_t count) {
  return {.dimension = dimension, .key = key, .count = count};
}

std::vector<std::string> Text(const std::vector<money::TotalRow>& rows) {
  std::vector<std::string> out;
  for (const money::TotalRow& row : rows) {
    out.push_back(row.total.unit.code + " " + std::string(money::Name(row.total.basis)) + " " +
                  std::to_string(row.total.price_year) + " " +
                  std::to_string(row.total.amount_minor) + " of " + std::to_string(row.count));
  }
  return out;
}

TEST(HiddenCount, IsAsTheContractSays) {
  const std::vector<std::pair<int64_t, std::string>> kTable = {
      {0, "0"}, {1, "1-4"}, {2, "1-4"}, {4, "1-4"}, {5, "5"}, {100'000, "100000"}};
  for (const auto& [count, text] : kTable) EXPECT_EQ(HiddenCountText(count), text) << count;
}

TEST(Portfolio, KeepsOneRowPerUnitBasisAndPriceYear) {
  const auto made = MakePortfolio({Money(Dimension::kAll, "", "USD", 1, "5"),
                                   Money(Dimension::kAll, "", "CLP", 3, "70", 2027),
                                   Money(Dimension::kAll, "", "CLP", 2, "30"),
                                   Money(Dimension::kAll, "", "CLP", 4, "90", 2026)});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(Text(made->all.budgets),
              ElementsAre("CLP nominal 0 30 of 2", "CLP real 2026 90 of 4", "CLP real 2027 70 of 3",
                          "USD nominal 0 5 of 1"));
  EXPECT_EQ(made->all.projects_count, 10);
}

TEST(Portfolio, PutsTheUnitOfMostAmountsFirstAndCountsTheOthersAsUnconverted) {
  const auto made = MakePortfolio(
      {Money(Dimension::kAll, "", "CAD", 2, "100"), Money(Dimension::kAll, "", "USD", 2, "7", 2026),
       Money(Dimension::kAll, "", "USD", 3, "9"), Money(Dimension::kAll, "", "EUR", 1, "1")});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(Text(made->all.budgets),
              ElementsAre("USD nominal 0 9 of 3", "USD real 2026 7 of 2", "CAD nominal 0 100 of 2",
                          "EUR nominal 0 1 of 1"));
  EXPECT_EQ(made->unconverted_count, 3);
}

TEST(Portfolio, OfTwoUnitsEquallyFrequentTakesTheFirstByCode) {
  const auto made = MakePortfolio(
      {Money(Dimension::kAll, "", "USD", 2, "7"), Money(Dimension::kAll, "", "CAD", 2, "100")});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->all.budgets[0].total.unit.code, "CAD");
  EXPECT_EQ(made->unconverted_count, 2);
}

TEST(Portfolio, CountsUnknownBudgetsAndSumsNoneOfThem) {
  const auto made = MakePortfolio(
      {Unknown(Dimension::kAll, "", 4), Money(Dimension::kAll, "", "CAD", 1, "0"),
       Unknown(Dimension::kStage, "idea", 4), Money(Dimension::kStage, "idea", "CAD", 1, "0")});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->all.unknown_count, 4);
  EXPECT_EQ(made->all.projects_count, 5);
  EXPECT_THAT(Text(made->all.budgets), ElementsAre("CAD nominal 0 0 of 1"));
  ASSERT_EQ(made->by_stage.size(), 1u);
  EXPECT_EQ(made->by_stage[0].unknown_count, 4);
  EXPECT_EQ(made->by_stage[0].projects_count, 5);
}

TEST(Portfolio, NeverPutsHiddenProjectsIntoACount) {
  const auto made =
      MakePortfolio({Unknown(Dimension::kHidden, "", 7), Unknown(Dimension::kAll, "", 2)});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->hidden_count, 7);
  EXPECT_EQ(made->all.projects_count, 2);
}

TEST(Portfolio, OfNothingIsEmpty) {
  const auto made = MakePortfolio({});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->all.projects_count, 0);
  EXPECT_THAT(made->all.budgets, IsEmpty());
  EXPECT_EQ(made->unconverted_count, 0);
}

TEST(Portfolio, RefusesATotalOfMoreThan64Bits) {
  // 2^63 - 1 fits, 2^63 does not.
  EXPECT_TRUE(MakePortfolio({Money(Dimension::kAll, "", "CLP", 99, "9223372036854775807")}).ok());
  const auto made = MakePortfolio({Money(Dimension::kAll, "", "CLP", 99, "9223372036854775808")});
  EXPECT_EQ(made.status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace cartera::oversight
