#include "libs/domain/dialogue/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::dialogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OnOnePath, IsEqualAboveOrBelowAndEndsWhereAStepEnds) {
  struct Row {
    const char* a;
    const char* b;
    bool on_one_path;
  };
  const Row rows[] = {
      {"costs.method", "costs.method", true},
      {"costs", "costs.lines[id=a].amount", true},
      {"costs.lines", "costs.lines[id=a]", true},
      {"costs.lines[id=a]", "costs.lines[id=a].amount.amount_minor", true},
      {"costs.lines[id=a]", "costs.lines[id=ab]", false},
      {"costs.lines[id=a]", "costs.lines[id=b]", false},
      {"costs.lines[0]", "costs.lines[id=a]", false},
      {"cost", "costs", false},
      {"costs.method", "costs.lines", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(OnOnePath(row.a, row.b), row.on_one_path) << row.a << " and " << row.b;
    EXPECT_EQ(OnOnePath(row.b, row.a), row.on_one_path) << row.b << " and " << row.a;
  }
}

TEST(AnsweredBy, NamesEachObservationOnceInTheirOrder) {
  const std::vector<Anchor> anchors = {
      {"amount", {"costs.lines[id=dev].amount"}},
      {"costs", {"costs", "costs.lines"}},
      {"plan", {"technology.exit_plan", "costs.lines[id=exit]"}},
  };
  EXPECT_THAT(AnsweredBy("costs.lines[id=dev].amount.amount_minor", anchors),
              ElementsAre("amount", "costs"));
  EXPECT_THAT(AnsweredBy("costs.lines[id=dev]", anchors), ElementsAre("amount", "costs"))
      << "the row was taken out";
  EXPECT_THAT(AnsweredBy("costs.lines[id=exit]", anchors), ElementsAre("costs", "plan"))
      << "the reply named it";
  EXPECT_THAT(AnsweredBy("costs.lines[id=dev].title", anchors), ElementsAre("costs"));
  EXPECT_THAT(AnsweredBy("problem", anchors), IsEmpty());
}

}  // namespace
}  // namespace cartera::dialogue
