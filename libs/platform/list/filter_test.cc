#include "libs/platform/list/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/limits.h"
#include "libs/base/utf8.h"
#include "libs/platform/list/testing/project_fields.h"
#include "libs/platform/list/violation.h"

namespace cartera::list {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "sql | value, value", so that a case is one line.
std::string Compiled(absl::string_view filter, int first_parameter = 1) {
  const auto compiled = Compile(filter, kProjectFields, first_parameter);
  if (!compiled.ok()) return std::string(compiled.status().message());
  return absl::StrCat(
      compiled->sql, " | ",
      absl::StrJoin(compiled->parameters, ", ", [](std::string* out, const Value& value) {
        if (const auto* text = std::get_if<std::string>(&value)) {
          absl::StrAppend(out, "'", *text, "'");
        } else if (const auto* number = std::get_if<int64_t>(&value)) {
          absl::StrAppend(out, *number);
        } else {
          absl::StrAppend(out, std::get<bool>(value) ? "true" : "false");
        }
      }));
}

Violation ViolationFor(absl::string_view filter) {
  const auto compiled = Compile(filter, kProjectFields, 1);
  EXPECT_EQ(compiled.status().code(), absl::StatusCode::kInvalidArgument) << filter;
  return ViolationOf(compiled.status()).value_or(Violation{});
}

TEST(Compile, TranslatesEachKindOfRestriction) {
  const struct {
    const char* filter;
    const char* compiled;
  } kCases[] = {
      {"", "TRUE | "},
      {" \t\n", "TRUE | "},
      {"title = \"Case system\"", "(((p.title) = $1::text)) | 'Case system'"},
      {"title!=x", "(((p.title) <> $1::text)) | 'x'"},
      {"title >= 'it''", "filter: the quote opened here is not closed (at character 14)"},
      {"title >= 'it\\'s'", "(((p.title) >= $1::text)) | 'it's'"},
      {"title:cloud", "(((p.title) ILIKE $1::text)) | '%cloud%'"},
      {"title:\"100%_\\\\\"", "(((p.title) ILIKE $1::text)) | '%100\\%\\_\\\\%'"},
      {"title:\"*\"", "(((p.title) ILIKE $1::text)) | '%*%'"},
      {"title = \"unknown\"", "(((p.title) = $1::text)) | 'unknown'"},
      {"total_budget.amount_minor > 1000000000", "(((p.amount_minor) > $1::bigint)) | 1000000000"},
      {"total_budget.amount_minor<=-5", "(((p.amount_minor) <= $1::bigint)) | -5"},
      {"total_budget.amount_minor = unknown", "(((p.amount_minor) IS NULL)) | "},
      {"total_budget.amount_minor != unknown", "(((p.amount_minor) IS NOT NULL)) | "},
      {"total_budget.amount_minor:*", "(((p.amount_minor) IS NOT NULL)) | "},
      {"NOT total_budget.amount_minor:*", "((NOT ((p.amount_minor) IS NOT NULL))) | "},
      {"locked = true", "(((p.locked) = $1::boolean)) | true"},
      {"locked != false", "(((p.locked) <> $1::boolean)) | false"},
      {"end_date < 2027-01-31", "(((p.end_date) < $1::date)) | '2027-01-31'"},
      {"end_date >= \"2028-02-29\"", "(((p.end_date) >= $1::date)) | '2028-02-29'"},
      {"stage = STAGE_DELIVERY", "(((p.stage) = $1::text)) | 'delivery'"},
      {"lead_agency = agencies/pspc", "(((p.agency_id) = $1::text)) | 'pspc'"},
      {"lead_agency != \"agencies/pspc\"", "(((p.agency_id) <> $1::text)) | 'pspc'"},
  };
  for (const auto& test : kCases) EXPECT_EQ(Compiled(test.filter), test.compiled) << test.filter;
}

// google.aip.dev/160: "OR has higher precedence than AND"; `a b AND c` is `(a b) AND c`.
TEST(Compile, FollowsThePrecedenceOfAip160) {
  const auto shape = [](absl::string_view filter) {
    std::string sql = Compiled(filter);
    sql = sql.substr(0, sql.find(" | "));
    for (const auto& [from, to] :
         {std::pair<const char*, const char*>{"(p.locked) = $", ""}, {"::boolean", ""}}) {
      for (size_t at = sql.find(from); at != std::string::npos; at = sql.find(from)) {
        sql.replace(at, std::string(from).size(), to);
      }
    }
    return sql;
  };
  const std::string x = "locked=true";
  EXPECT_EQ(shape(x + " AND " + x + " OR " + x), "((1) AND (2 OR 3))");
  EXPECT_EQ(shape(x + " OR " + x + " AND " + x), "((1 OR 2) AND (3))");
  EXPECT_EQ(shape(x + " " + x + " OR " + x), "((1) AND (2 OR 3))");
  EXPECT_EQ(shape("(" + x + " AND " + x + ") OR " + x), "((((1) AND (2)) OR 3))");
  EXPECT_EQ(shape("NOT " + x + " OR -" + x), "((NOT (1) OR NOT (2)))");
  EXPECT_EQ(shape("-(" + x + " " + x + ")"), "((NOT (((1) AND (2)))))");
  EXPECT_EQ(shape(x + " (" + x + ")"), "((1) AND (((2))))");
}

TEST(Compile, NumbersPlaceholdersFromTheFirstParameterOn) {
  EXPECT_EQ(Compiled("locked = true title = unknown OR title = x", 4),
            "filter: title is never unknown; a text is put in quotes (at character 23)");
  EXPECT_EQ(Compiled("locked = true end_date = unknown OR title = x", 4),
            "(((p.locked) = $4::boolean) AND ((p.end_date) IS NULL OR (p.title) = $5::text)) | "
            "true, 'x'");
}

TEST(Compile, SaysWhereAndWhyAFilterIsRefused) {
  const struct {
    const char* filter;
    int position;
    absl::string_view reason;
    const char* message;
  } kCases[] = {
      {"budget > 5", 0, kFilterFieldUnknown,
       "\"budget\" is not a field to filter by; these are: id, title, total_budget.amount_minor, "
       "locked, end_date, stage, lead_agency"},
      {"locked=true and title=x", 12, kFilterFieldUnknown, "operators are written AND, OR, NOT"},
      {"id = lower(title)", 5, kFilterSyntax, "there are no functions"},
      {"startsWith(title, \"x\")", 0, kFilterFieldUnknown, "there are no functions"},
      {"cloud", 0, kFilterFieldUnknown, "is not a field"},
      {"\"cloud\"", 0, kFilterSyntax, "found \"cloud\", wanted a field (id, title"},
      {"title", 5, kFilterSyntax, "found the end, wanted one of = != < <= > >= : after title"},
      {"title =", 7, kFilterSyntax, "found the end, wanted a value after title ="},
      {"title = = x", 8, kFilterSyntax, "found \"=\", wanted a value"},
      {"title == x", 7, kFilterSyntax, "found \"=\", wanted a value"},
      {"stage = (STAGE_IDEA OR STAGE_DELIVERY)", 8, kFilterSyntax, "wanted a value"},
      {"title = x AND", 13, kFilterSyntax, "found the end, wanted a field"},
      {"AND title = x", 0, kFilterSyntax, "found \"AND\", wanted a field"},
      {"title = x OR OR title = y", 13, kFilterSyntax, "found \"OR\""},
      {"NOT NOT title = x", 4, kFilterSyntax, "found \"NOT\""},
      {"(title = x", 10, kFilterSyntax, "found the end, wanted a closing parenthesis"},
      {"title = x)", 9, kFilterSyntax, "found \")\", wanted AND, OR or the end"},
      {"()", 1, kFilterSyntax, "found \")\""},
      {"- title = x", 0, kFilterSyntax, "followed at once"},
      {"title = \"a\\qb\"", 10, kFilterSyntax, "after a backslash"},
      {"title = \"a\\", 10, kFilterSyntax, "after a backslash"},
      {"title = x; DROP TABLE projects", 11, kFilterFieldUnknown, "\"DROP\""},
      {"title ! x", 6, kFilterSyntax, "\"!\" may stand only between quotes"},
      {"título = x", 0, kFilterFieldUnknown, "is not a field"},
      {"title = \"ñandú\" x", 16, kFilterFieldUnknown, "\"x\""},
      {"total_budget.amount_minor = unknown OR id < unknown", 42, kFilterOperatorRefused,
       "unknown is neither before nor after"},
      {"id = unknown", 5, kFilterValueInvalid, "id is never unknown"},
      {"stage = delivery", 8, kFilterValueInvalid,
       "stage is compared with one of STAGE_IDEA, STAGE_DELIVERY, not with \"delivery\""},
      {"stage < STAGE_IDEA", 6, kFilterOperatorRefused, "stage does not take <; it takes = and !="},
      {"total_budget.amount_minor:5", 25, kFilterOperatorRefused,
       "it takes = != < <= > >=, and :* (is known)"},
      {"total_budget.amount_minor > 1.5", 28, kFilterValueInvalid, "a whole number"},
      {"total_budget.amount_minor > 9223372036854775808", 28, kFilterValueInvalid, "64 bits"},
      {"total_budget.amount_minor > \" 5\"", 28, kFilterValueInvalid, "a whole number"},
      {"total_budget.amount_minor > +5", 28, kFilterValueInvalid, "a whole number"},
      {"total_budget.amount_minor > NaN", 28, kFilterValueInvalid, "a whole number"},
      {"locked = yes", 9, kFilterValueInvalid, "true or false"},
      {"end_date > 2027-02-29", 11, kFilterValueInvalid, "a day such as 2027-01-31"},
      {"end_date > 0000-01-01", 11, kFilterValueInvalid, "a day"},
      {"end_date > 2027-1-1", 11, kFilterValueInvalid, "a day"},
      {"end_date > 99999-01-01", 11, kFilterValueInvalid, "a day"},
      {"end_date > infinity", 11, kFilterValueInvalid, "a day"},
      {"lead_agency = pspc", 14, kFilterValueInvalid, "a name such as agencies/{id}"},
      {"lead_agency = agencies/", 14, kFilterValueInvalid, "a name such as"},
      {"lead_agency = agencies/a/b", 14, kFilterValueInvalid, "a name such as"},
      {"title = \"\xFF\"", 9, kFilterSyntax, "not UTF-8"},
      {"title = \"\x01\"", 9, kFilterSyntax, "a control character"},
  };
  for (const auto& test : kCases) {
    const Violation violation = ViolationFor(test.filter);
    EXPECT_EQ(violation.field, "filter") << test.filter;
    EXPECT_EQ(violation.position, test.position) << test.filter << ": " << violation.message;
    EXPECT_EQ(violation.reason, test.reason) << test.filter;
    EXPECT_THAT(violation.message, HasSubstr(test.message)) << test.filter;
  }
  const std::string nul("title = \"a\0b\"", 13);
  EXPECT_EQ(ViolationFor(nul).reason, kFilterSyntax);
}

TEST(Compile, KeepsHostileTextOutOfTheSql) {
  for (const std::string hostile :
       {"'; DROP TABLE projects; --", "$1", "x' OR '1'='1", "\\' OR TRUE --", "/**/", "%s%n"}) {
    std::string escaped;
    for (const char c : hostile) escaped += c == '\\' ? "\\\\" : std::string(1, c);
    const auto compiled = Compile(absl::StrCat("title = \"", escaped, "\""), kProjectFields, 1);
    ASSERT_TRUE(compiled.ok()) << compiled.status();
    EXPECT_EQ(compiled->sql, "(((p.title) = $1::text))");
    EXPECT_THAT(compiled->parameters, ElementsAre(Value(hostile)));
  }
}

TEST(Compile, HoldsItsLimits) {
  const auto nested = [](int depth) {
    return std::string(depth, '(') + "locked = true" + std::string(depth, ')');
  };
  EXPECT_TRUE(Compile(nested(kFilterDepthMax), kProjectFields, 1).ok());
  EXPECT_EQ(ViolationFor(nested(kFilterDepthMax + 1)).reason, kFilterTooDeep);
  EXPECT_EQ(ViolationFor(nested(kFilterDepthMax + 1)).position, kFilterDepthMax);

  const auto many = [](int count) {
    std::string filter;
    for (int i = 0; i < count; ++i) filter += "locked=true ";
    return filter;
  };
  EXPECT_TRUE(Compile(many(kFilterRestrictionsMax), kProjectFields, 1).ok());
  EXPECT_EQ(ViolationFor(many(kFilterRestrictionsMax + 1)).reason, kFilterTooLong);

  // Characters, not bytes: the same count of two-byte ones passes.
  const auto quoted = [](absl::string_view character, size_t count) {
    std::string filter = "title=\"";
    for (size_t i = 0; i < count; ++i) absl::StrAppend(&filter, character);
    return filter + "\"";
  };
  EXPECT_TRUE(Compile(quoted("\xC3\xB1", kFilterMax - 8), kProjectFields, 1).ok());
  EXPECT_EQ(ViolationFor(quoted("x", kFilterMax - 7)).reason, kFilterTooLong);
  EXPECT_EQ(ViolationFor(std::string(5'000'000, '(')).reason, kFilterTooLong);
}

TEST(Compile, AnyInputGivesAConditionOrAPlacedViolation) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  const std::vector<std::string> pieces = {"title",       "locked",
                                           "end_date",    "stage",
                                           "lead_agency", "total_budget.amount_minor",
                                           " AND ",       " OR ",
                                           " NOT ",       "-",
                                           "(",           ")",
                                           "=",           "!=",
                                           "<",           ">=",
                                           ":",           "*",
                                           "unknown",     "true",
                                           "7",           "2027-01-31",
                                           "STAGE_IDEA",  "agencies/x",
                                           "\"a\"",       "\"",
                                           "'",           "\\",
                                           " ",           ",",
                                           "!",           "\xC3\xB1",
                                           "\xFF",        std::string(1, '\0'),
                                           "\x1F",        "$1",
                                           "%",           "--"};
  int accepted = 0;
  for (int round = 0; round < 50000; ++round) {
    std::string filter;
    for (size_t n = random() % 12; n > 0; --n) filter += pieces[random() % pieces.size()];
    const auto compiled = Compile(filter, kProjectFields, 1);
    if (compiled.ok()) {
      ++accepted;
      EXPECT_EQ(compiled->sql.find('\''), std::string::npos) << filter << " seed " << seed;
      continue;
    }
    const auto violation = ViolationOf(compiled.status());
    ASSERT_TRUE(violation.has_value()) << filter << " seed " << seed;
    EXPECT_GE(violation->position, 0) << filter << " seed " << seed;
    EXPECT_LE(violation->position, static_cast<int>(filter.size())) << filter << " seed " << seed;
    EXPECT_FALSE(violation->message.empty() || violation->reason.empty()) << " seed " << seed;
    EXPECT_TRUE(IsValidUtf8(compiled.status().message())) << filter << " seed " << seed;
  }
  EXPECT_GT(accepted, 100) << "seed " << seed;
}

}  // namespace
}  // namespace cartera::list
