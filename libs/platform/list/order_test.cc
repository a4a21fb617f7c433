#include "libs/platform/list/order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/platform/list/testing/project_fields.h"
#include "libs/platform/list/violation.h"

namespace cartera::list {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Order OrderOf(absl::string_view order_by) {
  const auto order = ParseOrderBy(order_by, kProjectFields, kIdField);
  EXPECT_TRUE(order.ok()) << order.status();
  return order.value_or(Order{});
}

std::string After(absl::string_view order_by, const std::vector<KeyValue>& last) {
  const auto after = AfterKey(OrderOf(order_by), last, 3);
  return after.ok() ? after->sql : std::string(after.status().message());
}

TEST(ParseOrderBy, EndsWithTheUniqueKey) {
  const struct {
    const char* order_by;
    const char* sql;
  } kCases[] = {
      {"", "(p.id)"},
      {"  ", "(p.id)"},
      {"id desc", "(p.id) DESC"},
      {"title", "(p.title), (p.id)"},
      {" title  asc ,\tlocked desc", "(p.title), (p.locked) DESC, (p.id)"},
      {"total_budget.amount_minor desc, title",
       "(p.amount_minor) DESC NULLS LAST, (p.title), (p.id)"},
      {"end_date", "(p.end_date), (p.id)"},
      {"title desc, id desc, locked", "(p.title) DESC, (p.id) DESC"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(OrderBySql(OrderOf(test.order_by)), test.sql) << test.order_by;
  }
}

TEST(ParseOrderBy, SaysWhereAndWhyAnOrderIsRefused) {
  const struct {
    std::string order_by;
    int position;
    absl::string_view reason;
    const char* message;
  } kCases[] = {
      {"budget", 0, kOrderByFieldUnknown,
       "\"budget\" is not a field to order by; these are: id, title, total_budget.amount_minor, "
       "locked, end_date"},
      {"title, stage desc", 7, kOrderByFieldUnknown, "\"stage\" is not a field to order by"},
      {"title DESC", 6, kOrderBySyntax, "found \"DESC\" after \"title\""},
      {"title desc desc", 6, kOrderBySyntax, "found \"desc\""},
      {"title,", 6, kOrderBySyntax, "a field is missing"},
      {",title", 0, kOrderBySyntax, "a field is missing"},
      {"title, locked, title desc", 14, kOrderByFieldRepeated, "title is named twice"},
      {"id; DROP TABLE x", 4, kOrderBySyntax, "found \"DROP\""},
      {"\xC3\xB1, \xFF", 3, kOrderBySyntax, "not UTF-8"},
      {std::string(kOrderByMax + 1, 'x'), static_cast<int>(kOrderByMax), kOrderByTooLong, "longer"},
  };
  for (const auto& test : kCases) {
    const auto order = ParseOrderBy(test.order_by, kProjectFields, kIdField);
    EXPECT_EQ(order.status().code(), absl::StatusCode::kInvalidArgument) << test.order_by;
    const Violation violation = ViolationOf(order.status()).value_or(Violation{});
    EXPECT_EQ(violation.field, "order_by");
    EXPECT_EQ(violation.position, test.position) << test.order_by << ": " << violation.message;
    EXPECT_EQ(violation.reason, test.reason) << test.order_by;
    EXPECT_THAT(violation.message, HasSubstr(test.message));
  }
}

TEST(KeySql, CastsEachColumnToWhatIsRead) {
  EXPECT_EQ(KeySql(OrderOf("end_date, total_budget.amount_minor, locked, title")),
            "to_char((p.end_date), 'YYYY-MM-DD'), (p.amount_minor)::bigint, (p.locked)::boolean, "
            "(p.title)::text, (p.id)::text");
}

TEST(AfterKey, ComparesAsARowWhereOneDirectionAndNoUnknownAllowIt) {
  EXPECT_EQ(After("", {"x"}), "((p.id)) > ($3::text)");
  EXPECT_EQ(After("title", {"t", "x"}), "((p.title), (p.id)) > ($3::text, $4::text)");
  EXPECT_EQ(After("title desc, id desc", {"t", "x"}), "((p.title), (p.id)) < ($3::text, $4::text)");
}

TEST(AfterKey, ExpandsMixedDirectionsAndUnknownValues) {
  EXPECT_EQ(After("title desc", {"t", "x"}),
            "((p.title) <= $3::text AND ((p.title) < $3::text OR ((p.title) = $3::text AND "
            "((p.id) > $4::text))))");
  EXPECT_EQ(After("end_date", {"2027-01-31", "x"}),
            "((p.end_date) > $3::date OR (p.end_date) IS NULL OR ((p.end_date) = $3::date AND "
            "((p.id) > $4::text)))");
  EXPECT_EQ(After("end_date desc", {std::nullopt, "x"}),
            "((p.end_date) IS NULL AND ((p.id) > $3::text))");
}

TEST(AfterKey, RefusesWhatIsNoKeyOfTheOrder) {
  const std::string refused = "page_token: not a token of this list (at character 1)";
  EXPECT_EQ(After("title", {"x"}), refused);
  EXPECT_EQ(After("title", {"t", std::nullopt}), refused);
  EXPECT_EQ(After("title", {Value(int64_t{1}), "x"}), refused);
  EXPECT_EQ(After("locked", {"true", "x"}), refused);
  EXPECT_EQ(After("end_date", {"tomorrow", "x"}), refused);
  EXPECT_EQ(After("total_budget.amount_minor", {Value(true), "x"}), refused);
  EXPECT_EQ(After("", {std::string("a\0b", 3)}), refused);
  EXPECT_EQ(After("", {"\xFF"}), refused);
}

TEST(ParseOrderBy, AnyInputGivesAnOrderOrAPlacedViolation) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  const std::vector<std::string> pieces = {"title", "id", "stage", "end_date", " ", ",", " desc",
                                           " asc",  "\t", "\xFF",  "\xC3\xB1", ";", "'", "\n"};
  for (int round = 0; round < 20000; ++round) {
    std::string order_by;
    for (size_t n = random() % 8; n > 0; --n) order_by += pieces[random() % pieces.size()];
    const auto order = ParseOrderBy(order_by, kProjectFields, kIdField);
    if (order.ok()) {
      ASSERT_EQ(order->back().field.name, "id") << order_by << " seed " << seed;
      continue;
    }
    const auto violation = ViolationOf(order.status());
    ASSERT_TRUE(violation.has_value()) << order_by << " seed " << seed;
    EXPECT_LE(violation->position, static_cast<int>(order_by.size())) << " seed " << seed;
  }
}

}  // namespace
}  // namespace cartera::list
