// What a hostile or mistaken file may cost. Each limit from both sides, then files made to hurt.
#include "tools/cartera/yaml_size.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/base/limits.h"
#include "tools/cartera/yaml_reader.h"

namespace cartera::cli {
namespace {

std::string Repeat(int times, const std::string& what) {
  std::string all;
  for (int i = 0; i < times; ++i) absl::StrAppend(&all, what);
  return all;
}

// Why `text` is refused; "" when it is not.
std::string Refusal(const std::string& text) {
  try {
    CheckYamlSize(text);
    return "";
  } catch (const YAML::Exception& error) {
    return error.msg;
  }
}

TEST(YamlSize, BytesOfTheFile) {
  const std::string comment = "a: b  #";
  const std::string full = comment + std::string(kYamlBytesMax - comment.size(), 'x');
  EXPECT_EQ(Refusal(full), "");
  EXPECT_EQ(Refusal(full + "x"), "is larger than 4194304 bytes");
}

TEST(YamlSize, Levels) {
  const auto nested = [](int levels, const char* open, const char* close) {
    return Repeat(levels, open) + "x" + Repeat(levels, close);
  };
  const std::string refused = "is nested deeper than 32 levels";
  EXPECT_EQ(Refusal(nested(kYamlDepthMax, "[", "]")), "");
  EXPECT_EQ(Refusal(nested(kYamlDepthMax + 1, "[", "]")), refused);
  EXPECT_EQ(Refusal(nested(kYamlDepthMax, "{a: ", "}")), "");
  EXPECT_EQ(Refusal(nested(kYamlDepthMax + 1, "{a: ", "}")), refused);
  EXPECT_EQ(Refusal(nested(kYamlDepthMax, "- ", "")), "");
  EXPECT_EQ(Refusal(nested(kYamlDepthMax + 1, "- ", "")), refused);
}

TEST(YamlSize, Values) {
  const auto list = [](int values) { return "[" + Repeat(values - 1, "1,") + "]"; };
  EXPECT_EQ(Refusal(list(kYamlValuesMax)), "");
  const std::string refused =
      "has more than 250000 values, each alias counted as what it stands for";
  EXPECT_EQ(Refusal(list(kYamlValuesMax + 1)), refused);
  // A list of 999 values in an anchor: 1,000 with itself, and as many by each alias.
  const auto aliased = [&list](int aliases) {
    return "[&a " + list(1000) + ", " + Repeat(aliases, "*a ,") + "]";
  };
  EXPECT_EQ(Refusal(aliased(kYamlValuesMax / 1000 - 2)), "");
  EXPECT_EQ(Refusal(aliased(kYamlValuesMax / 1000 - 1)), refused);
}

TEST(YamlSize, BytesThatAliasesExpandTo) {
  const auto aliased = [](size_t bytes, int aliases) {
    return "[&a " + std::string(bytes, 'x') + ", " + Repeat(aliases, "*a ,") + "]";
  };
  EXPECT_EQ(Refusal(aliased(kYamlBytesMax / 16, 15)), "");
  const std::string refused =
      "its values are longer than 4194304 bytes, each alias counted as what it stands for";
  EXPECT_EQ(Refusal(aliased(kYamlBytesMax / 16, 16)), refused);
  EXPECT_EQ(Refusal(aliased(kYamlBytesMax / 16 + 1, 15)), refused);
}

TEST(YamlSize, Marks) {
  const auto commas = [](int count) { return "a: \"" + std::string(count - 1, ',') + "\""; };
  EXPECT_EQ(Refusal(commas(kYamlMarksMax)), "");
  EXPECT_EQ(Refusal(commas(kYamlMarksMax + 1)), "has more than 500000 of the marks []{},:");
}

TEST(YamlSize, OneDocument) {
  EXPECT_EQ(Refusal(""), "");
  EXPECT_EQ(Refusal("---\na: 1\n...\n"), "");
  EXPECT_EQ(Refusal("---\na: 1\n---\nb: 2\n"), "a second document begins here; a file holds one");
}

TEST(HostileCaseFile, IsRefusedWithOneFaultThatNamesTheLimit) {
  std::string laughs = "l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&laughs, "l", i, ": &l", i, " [", Repeat(9, absl::StrCat("*l", i - 1, " , ")),
                    "]\n");
  }
  const struct {
    const char* what;
    std::string text;
    const char* said;
  } files[] = {
      {"aliases of aliases of aliases", laughs, "250000 values"},
      {"one long text, by ten thousand aliases",
       "a: &a \"" + std::string(1'000'000, 'x') + "\"\nb: [" + Repeat(10'000, "*a ,") + "]\n",
       "4194304 bytes"},
      {"an alias in what it names", "costs: &a\n  lines: [*a ]\n", "inside what it names"},
      {"brackets that never close", std::string(kYamlMarksMax, '['), "32 levels"},
      {"more of them", std::string(kYamlBytesMax, '['), "500000 of the marks"},
      {"deep JSON", Repeat(90'000, "{\"a\":[") + "1" + Repeat(90'000, "]}"), "32 levels"},
      {"deep blocks", Repeat(kYamlBytesMax / 2, "- "), "32 levels"},
      {"deep keys", Repeat(kYamlBytesMax / 2, "? "), "32 levels"},
      {"many lines", "costs:\n  lines:\n" + Repeat(400'000, "  -\n"), "250000 values"},
      {"a file of 5 MB", "a: " + std::string(5'000'000, 'x'), "4194304 bytes"},
  };
  for (const auto& file : files) {
    appraisal::v1::CaseContent content;
    const auto faults = ReadYamlFaults(file.text, &content);
    ASSERT_EQ(faults.size(), 1u) << file.what;
    EXPECT_TRUE(absl::StrContains(faults[0].message, file.said))
        << file.what << ": " << faults[0].message;
    EXPECT_EQ(content.ByteSizeLong(), 0u) << file.what;
  }
}

TEST(HostileCaseFile, ListsTheFirstFaultsOnly) {
  const auto faults_of = [](int rows) {
    appraisal::v1::CaseContent content;
    return ReadYamlFaults("costs:\n  lines:\n" + Repeat(rows, "  - {cheese: 1}\n"), &content);
  };
  EXPECT_EQ(faults_of(kYamlFaultsMax).size(), kYamlFaultsMax);
  EXPECT_EQ(faults_of(kYamlFaultsMax).back().field, "costs.lines[199].cheese");
  const auto faults = faults_of(50'000);
  EXPECT_EQ(faults.size(), kYamlFaultsMax + 1);
  EXPECT_EQ(faults.back().line, kYamlFaultsMax + 3);
  EXPECT_TRUE(absl::StrContains(faults.back().message, "and more"));
}

TEST(HostileCaseFile, AliasesWithinTheLimitsAreRead) {
  appraisal::v1::CaseContent content;
  EXPECT_TRUE(ReadYamlFaults("costs:\n  lines:\n    - &a {id: a, description: same}\n" +
                                 Repeat(4'999, "    - *a\n"),
                             &content)
                  .empty());
  EXPECT_EQ(content.costs().lines_size(), 5'000);
  EXPECT_EQ(content.costs().lines(4'999).description(), "same");
}

}  // namespace
}  // namespace cartera::cli
