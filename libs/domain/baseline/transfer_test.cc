#include "libs/domain/baseline/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/domain/baseline/testing.h"

namespace cartera::baseline {
namespace {

using testing::Dkk;
using ::testing::ElementsAre;
using testing::Fields;
using ::testing::IsEmpty;
using testing::One;
using testing::Zero;

// `moved` of the scope of project p goes to project q; both stood at 100.
std::vector<Side> Moved(int64_t moved) {
  Side from{"p", Zero(), One()};
  from.after.frame = Zero().frame;
  Side to = from;
  to.project = "q";
  for (money::Money Frame::*amount : {&Frame::point, &Frame::steering_frame, &Frame::cost_frame}) {
    (from.after.frame.*amount).amount_minor -= moved;
    (to.after.frame.*amount).amount_minor += moved;
  }
  from.after.change->reason = Reason::kScopeMovedTo;
  from.after.change->other_sides = {"q"};
  to.after.change->reason = Reason::kScopeMovedFrom;
  to.after.change->other_sides = {"p"};
  return {from, to};
}

TEST(Transfer, LeavesTheSumOfBothProjectsUnchanged) {
  EXPECT_THAT(CheckTransfer(Moved(30)), IsEmpty());
}

TEST(Transfer, AnAmountThatAppearsOrVanishesOnTheWayIsNamed) {
  std::vector<Side> sides = Moved(30);
  sides[1].after.frame.point = Dkk(131);
  sides[0].after.frame.reserve = Dkk(18);
  const std::vector<Fault> faults = CheckTransfer(sides);
  ASSERT_THAT(Fields(faults), ElementsAre("sum.point", "sum.reserve"));
  EXPECT_THAT(faults[0].message, ::testing::HasSubstr("raises it by"));
  EXPECT_THAT(faults[1].message, ::testing::HasSubstr("lowers it by"));
}

TEST(Transfer, ScopeMovesTheWayThatEachSideSays) {
  EXPECT_THAT(Fields(CheckTransfer(Moved(-30))),
              ElementsAre("sides[0].after.frame.point", "sides[1].after.frame.point"));
}

TEST(Transfer, EachSideNamesTheOthers) {
  std::vector<Side> sides = Moved(30);
  sides[0].after.change->other_sides = {"r"};
  sides[1].after.change->reason = Reason::kSetbacks;
  EXPECT_THAT(Fields(CheckTransfer(sides)),
              ElementsAre("sides[0].after.change.other_sides", "sides[1].after.change.reason"));
}

TEST(Transfer, NeedsTwoProjectsInTheSameMoney) {
  EXPECT_THAT(Fields(CheckTransfer({})), ElementsAre("sides"));
  std::vector<Side> sides = Moved(30);
  sides[1].project = "p";
  EXPECT_THAT(Fields(CheckTransfer(sides)), ElementsAre("sides"));
  sides = Moved(30);
  sides[1].after.frame.point.price_year = 2027;
  EXPECT_THAT(Fields(CheckTransfer(sides)), ElementsAre("sides"));
}

}  // namespace
}  // namespace cartera::baseline
