#include "libs/domain/canonical/form.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"

namespace cartera::canonical {
namespace {

std::string Nested(int depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Write, SortsKeysAndLeavesOutWhatIsAbsent) {
  Value value;
  value.Set("b", 2).Set("a", true).Set("Z", "x").Set("aa", Value::Array().Append(-1).Append("y"));
  value.SetIfPresent("none", std::optional<std::string>());
  value.SetIfPresent("some", std::optional<int64_t>(7));
  value.Set("b", 3);
  EXPECT_EQ(Write(value), R"({"Z":"x","a":true,"aa":[-1,"y"],"b":3,"some":7})");
}

TEST(Write, SortsByBytesNotByLetters) {
  Value value;
  value.Set("\xC3\xA9", 1).Set("z", 2).Set("\xF0\x9F\x98\x80", 3).Set("\xEF\xBF\xBD", 4).Set("", 5);
  EXPECT_EQ(Write(value),
            "{\"\":5,\"z\":2,\"\xC3\xA9\":1,\"\xEF\xBF\xBD\":4,\"\xF0\x9F\x98\x80\":3}");
}

TEST(Write, TakesEveryKindOfNumberAndText) {
  const std::string text = "s";
  EXPECT_EQ(Write(Value(text)), "\"s\"");
  EXPECT_EQ(Write(Value(absl::string_view(text))), "\"s\"");
  EXPECT_EQ(Write(Value("s")), "\"s\"");
  EXPECT_EQ(Write(Value(int16_t{-5})), "-5");
  EXPECT_EQ(Write(Value(std::numeric_limits<int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(Write(Value(false)), "false");
  EXPECT_EQ(Write(Value()), "{}");
  EXPECT_EQ(Write(Value::Array()), "[]");
}

// The escapes of RFC 8785 section 3.2.2.2 (JSON Canonicalization Scheme), which ours share.
TEST(Write, EscapesAsLittleAsJsonAllows) {
  EXPECT_EQ(Write(Value(std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f\0", 12))),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000\"");
  EXPECT_EQ(Write(Value("\xE2\x82\xAC")), "\"\xE2\x82\xAC\"");
}

TEST(Parse, GivesBackTheSameBytes) {
  for (const char* bytes :
       {"{}", "[]", "\"\"", "0", "-1", "true", "false", "9223372036854775807",
        "-9223372036854775808", R"({"":{},"a":[[],{}],"b":"\u0000\u001f\n\"\\"})",
        R"([1,"a",true,{"id":3}])", "\"\x7f\xC2\x80\xF4\x8F\xBF\xBF\""}) {
    const absl::StatusOr<Value> value = Parse(bytes);
    ASSERT_TRUE(value.ok()) << bytes << ": " << value.status();
    EXPECT_EQ(Write(*value), bytes);
    EXPECT_TRUE(Check(*value).ok());
  }
}

TEST(Parse, RefusesWhatIsNotCanonicalAndSaysWhere) {
  struct Row {
    const char* bytes;
    const char* message;
  };
  for (const Row& row : {
           Row{"", "byte 0: a value is missing"},
           Row{" {}", "byte 0: white space"},
           Row{"{} ", "byte 2: the value has ended before this byte"},
           Row{"{\"a\": 1}", "byte 5: white space"},
           Row{"{\"a\":1,\"a\":1}", "byte 7: the key stands twice"},
           Row{"{\"b\":1,\"a\":1}", "byte 7: the keys are not sorted"},
           Row{"{\"a\":1,}", "byte 7: a key is missing"},
           Row{"{\"a\":1", "byte 6: ',' or '}' is missing"},
           Row{"{\"a\"}", "byte 4: ':' is missing"},
           Row{"{a:1}", "byte 1: a key is missing"},
           Row{"[1,]", "byte 3: neither object, array, string, integer, true nor false"},
           Row{"[1", "byte 2: ',' or ']' is missing"},
           Row{"null", "byte 0: neither object, array, string, integer, true nor false"},
           Row{"NaN", "byte 0: neither object, array, string, integer, true nor false"},
           Row{"1.5", "byte 1: a number that is no integer"},
           Row{"1e3", "byte 1: a number that is no integer"},
           Row{"01", "byte 2: '-0' or a leading zero"},
           Row{"-0", "byte 2: '-0' or a leading zero"},
           Row{"-", "byte 1: a digit is missing"},
           Row{"+1", "byte 0: neither object, array, string, integer, true nor false"},
           Row{"9223372036854775808", "byte 18: an integer of more than 64 bits"},
           Row{"-9223372036854775809", "byte 19: an integer of more than 64 bits"},
           Row{"99999999999999999999999", "byte 18: an integer of more than 64 bits"},
           Row{"\"a", "byte 2: a string without an end"},
           Row{"\"\n\"", "byte 1: a control character"},
           Row{"\"\xFF\"", "byte 0: a string that is not UTF-8"},
           Row{"\"\xED\xA0\x80\"", "byte 0: a string that is not UTF-8"},
           Row{"\"\\/\"", "byte 2: an escape not of this form"},
           Row{"\"\\u0041\"", "byte 5: an escape not of this form"},
           Row{"\"\\u000a\"", "byte 5: an escape not of this form"},
           Row{"\"\\u001F\"", "byte 5: an escape not of this form"},
           Row{"\"\\ud800\"", "byte 2: an escape not of this form"},
           Row{"\"\\u00", "byte 5: an escape not of this form"},
           Row{"\"\\", "byte 2: an escape not of this form"},
           Row{"\xEF\xBB\xBF{}", "byte 0: neither object, array, string, integer, true nor false"},
       }) {
    const absl::Status status = Parse(row.bytes).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.bytes;
    EXPECT_EQ(status.message(), absl::StrCat("not in cartera canonical form 1: ", row.message));
  }
}

TEST(Parse, LimitsDepthAndSize) {
  EXPECT_TRUE(Parse(Nested(kCanonicalDepthMax)).ok());
  EXPECT_EQ(Parse(Nested(kCanonicalDepthMax + 1)).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Parse(std::string(1'000'000, '[')).status().code(), absl::StatusCode::kInvalidArgument);
  const std::string most = absl::StrCat("\"", std::string(kCanonicalBytesMax - 2, 'x'), "\"");
  EXPECT_TRUE(Parse(most).ok());
  EXPECT_EQ(Parse(absl::StrCat(most, " ")).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(Check, RefusesWhatParseWouldNotTakeBack) {
  EXPECT_FALSE(Check(Value("\xC3(")).ok());
  Value deep;
  for (int i = 0; i < kCanonicalDepthMax; ++i) deep = Value().Set("a", deep);
  EXPECT_FALSE(Check(deep).ok());
}

// Whatever a mutated text is, it is refused or it is its own canonical form.
TEST(Parse, AcceptsOnlyWhatWriteMakes) {
  const std::string seed = R"({"a":[1,-2,{"id":"x\n"}],"b":true,"c":"é\u0001"})";
  int accepted = 0;
  for (size_t at = 0; at < seed.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      for (int kind = 0; kind < 3; ++kind) {
        std::string bytes = seed;
        if (kind == 0) bytes[at] = static_cast<char>(byte);
        if (kind == 1) bytes.insert(at, 1, static_cast<char>(byte));
        if (kind == 2) bytes.erase(at, static_cast<size_t>(byte) % 7);
        const absl::StatusOr<Value> value = Parse(bytes);
        if (!value.ok()) continue;
        ++accepted;
        ASSERT_EQ(Write(*value), bytes);
      }
    }
  }
  EXPECT_GT(accepted, 1000);
}

TEST(Value, GettersNameWhatIsMissingOrOfAnotherKind) {
  const Value value = Value().Set("a", 1).Set("s", "x").Set("t", true).Set("l", Value::Array());
  EXPECT_EQ(*value.GetInt("a"), 1);
  EXPECT_EQ(*value.GetString("s"), "x");
  EXPECT_EQ(*value.GetBool("t"), true);
  EXPECT_TRUE((*value.GetArray("l"))->items().empty());
  EXPECT_EQ(value.GetInt("b").status().message(), "member \"b\" is missing");
  EXPECT_EQ(value.GetInt("s").status().message(), "member \"s\" is not an integer");
  EXPECT_EQ(value.GetObject("l").status().message(), "member \"l\" is not an object");
  EXPECT_EQ(Value(1).Find("a"), nullptr);
}

// A case of the largest number of lines, about 1 MB: the ctest time shows that it stays linear.
TEST(Form, CarriesACaseOfFiveThousandLines) {
  Value lines = Value::Array();
  for (int i = 0; i < kCaseRowsMax; ++i) {
    Value years;
    for (int year = 2027; year < 2035; ++year) years.Set(absl::StrCat(year), int64_t{i} * 100'000);
    lines.Append(Value()
                     .Set("id", absl::StrCat("line-", i))
                     .Set("text", "Licencias y soporte, según contrato \"marco\"")
                     .Set("unit", "CLP")
                     .Set("years", std::move(years)));
  }
  const std::string bytes = Write(Value().Set("cost_lines", std::move(lines)));
  EXPECT_GT(bytes.size(), 1'000'000u);
  const absl::StatusOr<Value> back = Parse(bytes);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(Write(*back), bytes);
}

}  // namespace
}  // namespace cartera::canonical
