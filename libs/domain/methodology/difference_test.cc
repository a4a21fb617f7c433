#include "libs/domain/methodology/difference.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/packs.h"

namespace cartera::methodology {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<Difference> Between(const std::string& before, const std::string& after) {
  return Differences(*ReadJson(before), *ReadJson(after));
}

TEST(Differences, HoldsRowsAgainstEachOtherByWhatNamesThem) {
  EXPECT_THAT(
      Between(R"({"criteria": [{"id": "a", "weight_bp": 6000}, {"id": "b", "weight_bp": 4000}]})",
              R"({"criteria": [{"id": "a", "weight_bp": 5000}, {"id": "c", "weight_bp": 5000}]})"),
      ElementsAre(Difference{"criteria[id=a].weight_bp", "6000", "5000"},
                  Difference{"criteria[id=b]", R"({"id":"b","weight_bp":4000})", ""},
                  Difference{"criteria[id=c]", "", R"({"id":"c","weight_bp":5000})"}));
  EXPECT_THAT(
      Between(R"({"sections": [{"section": "costs"}]})",
              R"({"sections": [{"section": "costs", "required_fields": ["costs.method"]}]})"),
      ElementsAre(
          Difference{"sections[section=costs].required_fields", "", R"(["costs.method"])"}));
}

TEST(Differences, HoldsOtherRowsByTheirPlace) {
  EXPECT_THAT(Between(R"({"schedule": [{"rate_bp": 400}, {"rate_bp": 300}]})",
                      R"({"schedule": [{"rate_bp": 350}]})"),
              ElementsAre(Difference{"schedule[0].rate_bp", "400", "350"},
                          Difference{"schedule[1]", R"({"rate_bp":300})", ""}));
  // Names that are not unique name nothing.
  EXPECT_THAT(Between(R"({"x": [{"id": "a", "n": 1}, {"id": "a", "n": 2}]})",
                      R"({"x": [{"id": "a", "n": 1}, {"id": "a", "n": 3}]})"),
              ElementsAre(Difference{"x[1].n", "2", "3"}));
}

// A case goes to the first tier that takes it, so their order counts.
TEST(Differences, TellsAChangeOfOrderOnce) {
  EXPECT_THAT(Between(R"({"tiers": [{"id": "a"}, {"id": "b"}]})",
                      R"({"tiers": [{"id": "b"}, {"id": "a"}]})"),
              ElementsAre(Difference{"tiers", "order id=a, id=b", "order id=b, id=a"}));
}

TEST(Differences, CutsLongTextsBetweenLetters) {
  const auto found = Between(R"({"a": "x"})", R"({"a": "x)" + std::string(198, 'y') + "éé\"}");
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].after, "x" + std::string(198, 'y') + "...");
}

TEST(Differences, AreNoneBetweenAPackAndItself) {
  for (const EmbeddedFile& file : Packs()) {
    EXPECT_THAT(Differences(*ReadJson(file.text), *ReadJson(file.text)), IsEmpty()) << file.name;
    EXPECT_THAT(Differences(*ReadJson(file.text), canonical::Value()), Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace cartera::methodology
