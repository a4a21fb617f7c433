#include "libs/domain/methodology/parse.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/packs.h"

namespace cartera::methodology {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Chile() {
  for (const EmbeddedFile& file : Packs()) {
    if (file.name == "chile-ict-1.json") return std::string(file.text);
  }
  return "";
}

std::vector<Fault> FaultsAfter(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text = Chile();
  for (const auto& [from, to] : changes) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  const auto value = ReadJson(text);
  EXPECT_TRUE(value.ok()) << value.status();
  return Parse(*value).faults;
}

TEST(ParseText, ReadsTheChilePack) {
  const auto chile = ParseText(Chile());
  ASSERT_TRUE(chile.ok()) << chile.status();
  EXPECT_EQ(chile->id, "chile-ict");
  EXPECT_THAT(chile->dimensions, SizeIs(4));
  EXPECT_THAT(chile->criteria, SizeIs(12));
  EXPECT_THAT(chile->sections, SizeIs(15));
  EXPECT_FALSE(chile->steps.clear_required);
  EXPECT_FALSE(chile->steps.endorse_required);
  EXPECT_EQ(chile->suggestion.zero_score_outcome, Outcome::kRequestIteration);
}

// Weights, bands and rate were not found in a source: the pack must say so of each.
TEST(ParseText, ChileMarksWhatWasNotFoundAsIllustrative) {
  const auto chile = ParseText(Chile());
  ASSERT_TRUE(chile.ok()) << chile.status();
  for (const Criterion& criterion : chile->criteria) {
    EXPECT_EQ(criterion.origin.standing, Standing::kFromSource) << criterion.id;
    EXPECT_EQ(criterion.weight_origin.standing, Standing::kIllustrative) << criterion.id;
  }
  EXPECT_EQ(chile->discounting.origin.standing, Standing::kIllustrative);
  EXPECT_EQ(chile->suggestion.origin.standing, Standing::kIllustrative);
  EXPECT_EQ(chile->risk_matrix.origin.standing, Standing::kIllustrative);
}

TEST(Parse, ReportsEveryFaultAtOnce) {
  const std::vector<Fault> faults =
      FaultsAfter({{"\"version\": \"1\",", ""},
                   {"\"rate_basis\": \"real\"", "\"rate_basis\": \"unreal\""},
                   {"\"years\": 10", "\"years\": 51"},
                   {"\"steps\"", "\"colour\": 1, \"steps\""}});
  EXPECT_THAT(faults, SizeIs(4)) << FormatFaults(faults);
  EXPECT_THAT(faults, Contains(Field(&Fault::path, "version")));
  EXPECT_THAT(faults, Contains(Field(&Fault::path, "discounting.rate_basis")));
  EXPECT_THAT(faults, Contains(Field(&Fault::path, "horizon.years")));
  EXPECT_THAT(faults, Contains(Field(&Fault::path, "colour")));
}

TEST(Parse, RefusesWeightsThatDoNotAddUp) {
  const std::vector<Fault> faults = FaultsAfter({{"\"weight_bp\": 1000", "\"weight_bp\": 999"}});
  EXPECT_THAT(faults,
              Contains(Field(&Fault::path, "dimensions[id=strategic_alignment].weight_bp")));
  EXPECT_THAT(FormatFaults(faults), HasSubstr("the weights add to 9999"));
}

TEST(Parse, RefusesASourcedValueWithoutSource) {
  EXPECT_THAT(FormatFaults(FaultsAfter({{"\"source\": \"oecd-chile-2019\"", "\"source\": \"x\""}})),
              HasSubstr("\"x\" is not among the sources"));
  EXPECT_THAT(FormatFaults(FaultsAfter({{", \"source\": \"oecd-chile-2019\"", ""}})),
              HasSubstr("names its source"));
}

TEST(Parse, RefusesDisorder) {
  EXPECT_THAT(FormatFaults(FaultsAfter({{"\"from_year_offset\": 0", "\"from_year_offset\": 1"}})),
              HasSubstr("starts at 0"));
  EXPECT_THAT(FormatFaults(FaultsAfter({{"\"from_bp\": 7000", "\"from_bp\": 5000"}})),
              HasSubstr("suggestion.bands[2].from_bp: must rise"));
  EXPECT_THAT(FormatFaults(FaultsAfter({{"\"from_bp\": 7000", "\"from_bp\": 10001"}})),
              HasSubstr("0 to 10000"));
  EXPECT_THAT(FormatFaults(FaultsAfter({{"[0, 0, 0, 1, 1]", "[0, 0, 0, 1, 4]"}})),
              HasSubstr("from 0 to 3"));
  EXPECT_THAT(FormatFaults(FaultsAfter({{"\"operation\", ", "\"depreciation\", "}})),
              HasSubstr("not a known word"));
}

TEST(Parse, GivesNoMethodologyWithFaults) {
  const ParseResult result = Parse(canonical::Value::Array());
  EXPECT_FALSE(result.ok());
  EXPECT_THAT(result.methodology.criteria, IsEmpty());
}

}  // namespace
}  // namespace cartera::methodology
