#include "services/review/field_path.h"

#include <gtest/gtest.h>

namespace cartera::review {
namespace {

TEST(CheckFieldPath, AcceptsSectionsFieldsAndRows) {
  for (const char* path :
       {"problem", "problem.problem", "costs.lines", "costs.lines[3].amount",
        "costs.lines[id=dev-2027].amount.amount_minor", "options.options[id=a].reason"}) {
    EXPECT_TRUE(CheckFieldPath(path).ok()) << path << " " << CheckFieldPath(path);
  }
}

TEST(CheckFieldPath, RefusesWhatIsNoFieldOfACase) {
  for (const char* path :
       {"", "nothing", "problem.", ".problem", "problem.nothing", "problem[1].problem",
        "costs.lines[].amount", "costs.lines[id=].amount", "costs.lines[-1].amount",
        "costs.lines[1.amount", "problem.problem.deeper", "costs.lines[1]x"}) {
    EXPECT_EQ(CheckFieldPath(path).code(), absl::StatusCode::kInvalidArgument) << path;
  }
}

}  // namespace
}  // namespace cartera::review
