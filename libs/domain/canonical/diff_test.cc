#include "libs/domain/canonical/diff.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/canonical/form.h"

namespace cartera::canonical {
namespace {

// One line a difference: "path: before -> after", '-' for absent.
std::string DiffText(absl::string_view before, absl::string_view after) {
  const absl::StatusOr<Value> a = Parse(before);
  const absl::StatusOr<Value> b = Parse(after);
  EXPECT_TRUE(a.ok() && b.ok()) << before << " " << after;
  std::string text;
  for (const Difference& difference : Diff(*a, *b)) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", difference.path, ": ",
                    difference.before.has_value() ? Write(*difference.before) : "-", " -> ",
                    difference.after.has_value() ? Write(*difference.after) : "-");
  }
  return text;
}

TEST(Diff, NamesTheFieldAndBothValues) {
  struct Row {
    const char* before;
    const char* after;
    const char* text;
  };
  for (const Row& row : {
           Row{"{}", "{}", ""},
           Row{"1", "2", ": 1 -> 2"},
           Row{R"({"a":1})", R"({"a":1})", ""},
           Row{R"({"a":1})", R"({"a":2})", "a: 1 -> 2"},
           Row{R"({"a":1})", R"({"a":"1"})", "a: 1 -> \"1\""},
           Row{R"({"a":1,"b":2})", R"({"b":2,"c":3})", "a: 1 -> -; c: - -> 3"},
           Row{R"({"a":{"b":{"c":1}}})", R"({"a":{"b":{"c":2}}})", "a.b.c: 1 -> 2"},
           Row{R"({"a":{}})", R"({"a":[]})", "a: {} -> []"},
           Row{R"({"t":["x","y"]})", R"({"t":["x","z","w"]})",
               "t[1]: \"y\" -> \"z\"; t[2]: - -> \"w\""},
           Row{R"({"t":["x","y"]})", R"({"t":["x"]})", "t[1]: \"y\" -> -"},
           Row{R"([[1,2],[3]])", R"([[1,2],[4]])", "[1][0]: 3 -> 4"},
       }) {
    EXPECT_EQ(DiffText(row.before, row.after), row.text);
  }
}

TEST(Diff, MatchesElementsByIdElseByKeyElseByIndex) {
  struct Row {
    const char* before;
    const char* after;
    const char* text;
  };
  for (const Row& row : {
           Row{R"({"l":[{"id":3,"m":{"x":1}},{"id":4}]})",
               R"({"l":[{"id":3,"m":{"x":2}},{"id":4}]})", "l[id=3].m.x: 1 -> 2"},
           Row{R"({"l":[{"id":"a"},{"id":"b"}]})", R"({"l":[{"id":"b"}]})",
               "l[id=a]: {\"id\":\"a\"} -> -"},
           Row{R"({"l":[{"id":"a"}]})", R"({"l":[{"id":"n"},{"id":"a"}]})",
               "l[id=n]: - -> {\"id\":\"n\"}"},
           Row{R"({"l":[]})", R"({"l":[{"key":"n"}]})", "l[key=n]: - -> {\"key\":\"n\"}"},
           Row{R"({"l":[{"key":"a","v":1}]})", R"({"l":[{"key":"a","v":2}]})",
               "l[key=a].v: 1 -> 2"},
           Row{R"({"l":[{"id":1},{"id":2},{"id":3}]})", R"({"l":[{"id":3},{"id":1},{"id":4}]})",
               "l[id=2]: {\"id\":2} -> -; l[id=4]: - -> {\"id\":4}; "
               "l[order]: [\"1\",\"3\"] -> [\"3\",\"1\"]"},
           Row{R"({"l":[{"id":1,"v":1},{"id":1,"v":2}]})",
               R"({"l":[{"id":1,"v":1},{"id":1,"v":3}]})", "l[1].v: 2 -> 3"},
           Row{R"({"l":[{"id":1},7]})", R"({"l":[{"id":2},7]})", "l[0].id: 1 -> 2"},
           Row{R"({"l":[{"id":3}]})", R"({"l":[{"id":"3"}]})", "l[id=3].id: 3 -> \"3\""},
       }) {
    EXPECT_EQ(DiffText(row.before, row.after), row.text);
  }
}

TEST(Diff, IsEmptyExactlyWhenTheTwoAreEqual) {
  const std::vector<std::string> texts = {"{}",
                                          "[]",
                                          "1",
                                          "true",
                                          "\"\"",
                                          R"({"a":1})",
                                          R"({"a":[1]})",
                                          R"([{"id":1},{"id":2}])",
                                          R"([{"id":2},{"id":1}])",
                                          R"([{"key":1},{"id":2}])",
                                          R"([{"id":1}])",
                                          R"([1,2])",
                                          R"([2,1])"};
  for (const std::string& before : texts) {
    for (const std::string& after : texts) {
      EXPECT_EQ(DiffText(before, after).empty(), before == after) << before << " " << after;
    }
  }
}

TEST(Diff, FindsOneChangeAmongFiveThousandLines) {
  const auto lines = [](int64_t changed) {
    Value array = Value::Array();
    for (int i = 0; i < kCaseRowsMax; ++i) {
      array.Append(Value().Set("id", i).Set("amount_minor", i == 4321 ? changed : int64_t{1}));
    }
    return Value().Set("cost_lines", array);
  };
  const std::vector<Difference> found = Diff(lines(5), lines(6));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], (Difference{"cost_lines[id=4321].amount_minor", Value(5), Value(6)}));
}

}  // namespace
}  // namespace cartera::canonical
