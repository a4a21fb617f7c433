#include "libs/domain/methodology/json_reader.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/canonical/form.h"

namespace cartera::methodology {
namespace {

using ::testing::HasSubstr;

std::string Reread(absl::string_view json) {
  const auto value = ReadJson(json);
  return value.ok() ? canonical::Write(*value) : std::string(value.status().message());
}

TEST(ReadJson, AllowsWhiteSpaceAndAnyKeyOrder) {
  EXPECT_EQ(Reread(" {\n \"b\" : [ 1 , -2,true ],\t\"a\":{} }\r\n"), R"({"a":{},"b":[1,-2,true]})");
}

TEST(ReadJson, ReadsEscapes) {
  const auto value = ReadJson(R"("a\n\"\\\/\u00e9\uD83D\uDE00")");
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(value->string_value(), "a\n\"\\/\xC3\xA9\xF0\x9F\x98\x80");
}

TEST(ReadJson, RefusesWhatCanonicalFormHasNot) {
  const struct {
    std::string json;
    std::string message;
  } kRows[] = {
      {"", "ends too early"},
      {"1.5", "whole numbers only"},
      {"1e3", "whole numbers only"},
      {"null", "leave the member out"},
      {"01", "not a number"},
      {"-", "not a number"},
      {"9223372036854775808", "64 bits"},
      {R"({"a":1,"a":2})", "twice"},
      {R"({"a":1,})", "member name"},
      {"[1 2]", "',' or ']'"},
      {"[] []", "follows"},
      {"\"a", "closing quote"},
      {"\"\n\"", "control character"},
      {R"("\x")", "unknown escape"},
      {R"("\ud800")", "surrogate"},
      {R"("\udc00")", "surrogate"},
      {"\"\xFF\"", "UTF-8"},
      {std::string(100, '['), "too deeply"},
  };
  for (const auto& row : kRows) {
    const auto value = ReadJson(row.json);
    ASSERT_FALSE(value.ok()) << row.json;
    EXPECT_THAT(std::string(value.status().message()), HasSubstr(row.message)) << row.json;
  }
}

TEST(ReadJson, NamesLineAndColumn) {
  EXPECT_THAT(std::string(ReadJson("{\n  \"a\": nul}").status().message()),
              HasSubstr("line 2, column 8"));
}

}  // namespace
}  // namespace cartera::methodology
