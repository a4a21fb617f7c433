#include "libs/base/ids.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/base/limits.h"
#include "libs/base/resource_name.h"
#include "libs/base/utf8.h"

namespace cartera {
namespace {

TEST(Ids, AcceptLowerCaseLettersDigitsAndHyphens) {
  for (const char* id : {"a", "7", "tax-office", "2024-01-31", "a-", "0", "pco-scnl"}) {
    EXPECT_TRUE(IsValidResourceId(id)) << id;
    EXPECT_TRUE(CheckResourceId(id).ok()) << id;
  }
  EXPECT_TRUE(IsValidResourceId(std::string(kResourceIdMax, 'x')));
}

TEST(Ids, RefuseEverythingElseAndSayWhy) {
  for (const char* id : {"", "-", "-a", "A", "tax_office", "a/b", "a b", "caf\xC3\xA9", "\xFF"}) {
    EXPECT_FALSE(IsValidResourceId(id)) << id;
  }
  EXPECT_FALSE(IsValidResourceId(std::string(kResourceIdMax + 1, 'x')));
  EXPECT_EQ(CheckResourceId("Tax\xFF").message(),
            "\"Tax\\xff\" is not an id: an id is 1 to 63 lower-case letters, digits and hyphens, "
            "the first no hyphen");
}

TEST(ResourceName, ParseGivesTheIdsInOrder) {
  const auto ids = ParseResourceName("projects/{p}/cases/{c}", "projects/tax/cases/2027");
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_EQ(*ids, (std::vector<std::string>{"tax", "2027"}));
  const auto plan = ParseResourceName("projects/{p}/benefitsPlan", "projects/tax/benefitsPlan");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(*plan, std::vector<std::string>{"tax"});
}

TEST(ResourceName, ParseRefusesAnotherForm) {
  for (const char* name : {"", "projects/tax", "projects/tax/cases/", "projects/tax/cases/2027/",
                           "/projects/tax", "agencies/tax/cases/2027", "projects/Tax/cases/2027",
                           "projects/-/cases/2027", "//projects/tax/cases/2027"}) {
    const auto ids = ParseResourceName("projects/{p}/cases/{c}", name);
    EXPECT_EQ(ids.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_NE(ids.status().message().find("projects/{p}/cases/{c}"), std::string::npos);
  }
  EXPECT_FALSE(ParseResourceName("a/{a}", "a/" + std::string(600, 'x')).ok());
}

TEST(ResourceName, WildcardStandsForAnIdOnlyWhereAllowed) {
  const auto ids = ParseResourceName("projects/{p}", "projects/-", Wildcard::kAllowed);
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_EQ(ids->front(), "-");
  EXPECT_FALSE(ParseResourceName("projects/{p}", "projects/--", Wildcard::kAllowed).ok());
}

TEST(ResourceName, FormatIsTheInverseOfParse) {
  const std::string name = FormatResourceName("rounds/{r}/submissions/{s}", {"b27", "x1"});
  EXPECT_EQ(name, "rounds/b27/submissions/x1");
  EXPECT_TRUE(ParseResourceName("rounds/{r}/submissions/{s}", name).ok());
}

// Unicode 15, table 3-7 (well-formed UTF-8 byte sequences): the edges of each row.
TEST(Utf8, WellFormedSequencesAreCounted) {
  EXPECT_EQ(CodePointCount(""), 0u);
  EXPECT_EQ(CodePointCount("abcdefghij"), 10u);
  EXPECT_EQ(CodePointCount("Educaci\xC3\xB3n b\xC3\xA1sica"), 16u);
  for (const char* text : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(CodePointCount(text), 1u);
  }
}

TEST(Utf8, IllFormedSequencesAreRefused) {
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
                           "\xC3", "\xE2\x82", "\xF0\x9F\x98", "abcdefgh\xC3(", "abcdefgh\xC3"}) {
    EXPECT_FALSE(IsValidUtf8(text));
  }
}

}  // namespace
}  // namespace cartera
