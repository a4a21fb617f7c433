#include "libs/domain/baseline/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/domain/baseline/testing.h"

namespace cartera::baseline {
namespace {

using testing::Day;
using testing::Dkk;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using testing::Fields;
using ::testing::IsEmpty;
using testing::One;
using testing::Zero;

struct Row {
  const char* what;
  void (*spoil)(Baseline&);
  std::vector<std::string> fields;
};

TEST(Baseline, TheFirstHoldsMoneyAndTime_AndEveryFaultIsNamedByItsField) {
  EXPECT_THAT(Check({}, Zero()), IsEmpty());
  for (const Row& row : {
           Row{"not 0", [](Baseline& b) { b.number = 1; }, {"number"}},
           Row{"a change", [](Baseline& b) { b.change = Change(); }, {"change"}},
           Row{"ends early", [](Baseline& b) { b.finish_on = Day(2026, 12, 31); }, {"finish_on"}},
           Row{"no point", [](Baseline& b) { b.frame.point = Dkk(0); }, {"frame.point"}},
           Row{"P85 below P50",
               [](Baseline& b) { b.frame.cost_frame = Dkk(109); },
               {"frame.cost_frame", "frame.reserve"}},
           Row{"P90",
               [](Baseline& b) { b.frame.cost_frame_percentile = 90; },
               {"frame.cost_frame_percentile"}},
           Row{"one too much held",
               [](Baseline& b) { b.frame.reserve = Dkk(21); },
               {"frame.reserve"}},
           Row{"nobody holds it",
               [](Baseline& b) { b.frame.reserve_holder = " "; },
               {"frame.reserve_holder"}},
           Row{"nothing held by somebody",
               [](Baseline& b) { b.frame.reserve = Dkk(0); },
               {"frame.reserve_holder"}},
           Row{"prices of two years",
               [](Baseline& b) { b.frame.cost_frame.price_year = 2025; },
               {"frame.cost_frame"}},
           Row{"on nothing", [](Baseline& b) { b.authorisation = ""; }, {"authorisation"}},
       }) {
    Baseline zero = Zero();
    row.spoil(zero);
    EXPECT_THAT(Fields(Check({}, zero)), ElementsAreArray(row.fields)) << row.what;
  }
}

TEST(Baseline, AllFaultsAreToldAtOnce) {
  EXPECT_THAT(Fields(Check({Zero()}, Baseline())),
              ElementsAre("number", "effective_on", "frame.point", "frame.steering_frame",
                          "authorisation", "change"));
}

TEST(Baseline, ALaterOneSaysWhy_ForMoneyAndForTimeApart_AndWhoApproved) {
  EXPECT_THAT(Check({Zero()}, One()), IsEmpty());
  for (const Row& row : {
           Row{"silent", [](Baseline& b) { b.change.reset(); }, {"change"}},
           Row{"before the last",
               [](Baseline& b) { b.effective_on = Day(2026, 12, 31); },
               {"effective_on"}},
           Row{"money unexplained",
               [](Baseline& b) { b.change->cost_explanation = ""; },
               {"change.cost_explanation"}},
           Row{"time unexplained",
               [](Baseline& b) { b.change->time_explanation = "\n"; },
               {"change.time_explanation"}},
           Row{"one text for both",
               [](Baseline& b) { b.change->time_explanation = b.change->cost_explanation + " "; },
               {"change.time_explanation"}},
           Row{"only money changes",
               [](Baseline& b) {
                 b.finish_on = Zero().finish_on;
                 b.change->time_explanation = "";
               },
               {}},
           Row{"only time changes",
               [](Baseline& b) {
                 b.frame = Zero().frame;
                 b.change->cost_explanation = "";
               },
               {}},
           Row{"nobody approved",
               [](Baseline& b) { b.change->approval = ""; },
               {"change.approval"}},
           Row{"nothing changes",
               [](Baseline& b) {
                 b.frame = Zero().frame;
                 b.finish_on = Zero().finish_on;
               },
               {"change"}},
       }) {
    Baseline one = One();
    row.spoil(one);
    EXPECT_THAT(Fields(Check({Zero()}, one)), ElementsAreArray(row.fields)) << row.what;
  }
}

void SetPrices(Baseline& b, const money::Unit& unit, int price_year) {
  for (money::Money* amount :
       {&b.frame.point, &b.frame.steering_frame, &b.frame.cost_frame, &b.frame.reserve}) {
    amount->unit = unit;
    amount->price_year = price_year;
  }
}

TEST(Baseline, OtherPricesAreIndexation_AndAnotherCurrencyIsNeverABaselineOfTheSameProject) {
  Baseline one = One();
  SetPrices(one, {"DKK", 2}, 2027);
  EXPECT_THAT(Fields(Check({Zero()}, one)), ElementsAre("change.reason"));
  one.change->reason = Reason::kIndexation;
  EXPECT_THAT(Check({Zero()}, one), IsEmpty());
  SetPrices(one, {"EUR", 2}, 2027);
  EXPECT_THAT(Fields(Check({Zero()}, one)), ElementsAre("frame.point"));
}

TEST(Baseline, ScopeThatMovesNamesTheProjects_AndNoOtherReasonDoes) {
  Baseline one = One();
  one.change->reason = Reason::kScopeMovedFrom;
  EXPECT_THAT(Fields(Check({Zero()}, one)), ElementsAre("change.other_sides"));
  one.change->other_sides = {"projects/q"};
  EXPECT_THAT(Check({Zero()}, one), IsEmpty());
  one.change->other_sides = {"projects/q", "projects/q"};
  EXPECT_THAT(Fields(Check({Zero()}, one)), ElementsAre("change.other_sides"));
  one.change->reason = Reason::kSetbacks;
  one.change->other_sides = {"projects/q"};
  EXPECT_THAT(Fields(Check({Zero()}, one)), ElementsAre("change.other_sides"));
}

TEST(Baseline, AReorganisationMayLeaveMoneyAndTimeAsTheyWere) {
  Baseline one = Zero();
  one.number = 1;
  one.change = Change{.reason = Reason::kReorganisation, .approval = "decisions/d"};
  EXPECT_THAT(Check({Zero()}, one), IsEmpty());
}

// The eight reasons of the Rijks ICT-dashboard, and the four that are not the project's own doing.
TEST(Baseline, EveryReasonHasACode) {
  for (const char* code :
       {"law_change", "wish_of_parliament", "changed_goals", "implementation_complexity",
        "internal_scope_change", "setbacks", "external_advice", "price_development",
        "scope_moved_to", "scope_moved_from", "indexation", "reorganisation"}) {
    const auto reason = ParseReason(code);
    ASSERT_TRUE(reason.ok()) << code;
    EXPECT_EQ(Name(*reason), code);
  }
  EXPECT_EQ(ParseReason("other").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cartera::baseline
