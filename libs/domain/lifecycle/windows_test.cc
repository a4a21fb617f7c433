#include "libs/domain/lifecycle/windows.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cartera::lifecycle {
namespace {

using calendar::CivilDate;

CivilDate Date(const std::string& text) { return *calendar::ParseDate(text); }

// Days made up, in the order of Chile's yearly round: formulation in autumn, evaluation and
// iterations until the budget bill goes to parliament at the end of September.
Windows Year() {
  return {.formulation_from = Date("2027-03-01"),
          .submission_from = Date("2027-04-01"),
          .submission_until = Date("2027-05-31"),
          .iteration_until = Date("2027-07-15"),
          .decision_until = Date("2027-08-31"),
          .follow_up_until = Date("2028-12-31")};
}

TEST(Windows, TheDaysFollowOneAnother) {
  EXPECT_TRUE(Faults(Year()).empty());
  EXPECT_TRUE(Faults({.submission_until = Date("2027-05-31"), .decision_until = Date("2027-05-31")})
                  .empty());
  Windows wrong = Year();
  wrong.submission_from = Date("2027-06-01");
  wrong.iteration_until = Date("2027-05-30");
  const auto faults = Faults(wrong);
  ASSERT_EQ(faults.size(), 2);
  EXPECT_EQ(faults[0].field, "submission_until");
  EXPECT_EQ(faults[0].before, "submission_from");
  EXPECT_EQ(faults[1].field, "iteration_until");
  EXPECT_EQ(faults[1].before, "submission_from");
}

TEST(Windows, EnteringBeginsBeforeHandingInAndAnIterationMayComeBackLater) {
  struct Case {
    std::string day;
    int iteration;
    bool enters, hands_in;
  };
  const std::vector<Case> cases = {
      {"2027-02-28", 1, false, false}, {"2027-03-01", 1, true, false},
      {"2027-03-31", 1, true, false},  {"2027-04-01", 1, true, true},
      {"2027-05-31", 1, true, true},   {"2027-06-01", 1, false, false},
      {"2027-06-01", 2, true, true},   {"2027-07-15", 2, true, true},
      {"2027-07-16", 2, false, false},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(IsInWindow(Year(), Date(one.day), one.iteration, false), one.enters) << one.day;
    EXPECT_EQ(IsInWindow(Year(), Date(one.day), one.iteration, true), one.hands_in) << one.day;
  }
}

TEST(Windows, WithoutAnIterationWindowACaseComesBackUntilTheSubmissionsEnd) {
  Windows windows = Year();
  windows.iteration_until.reset();
  EXPECT_TRUE(IsInWindow(windows, Date("2027-05-31"), 2, true));
  EXPECT_FALSE(IsInWindow(windows, Date("2027-06-01"), 2, true));
}

TEST(Windows, AServiceLevelCountsWorkingDaysOfItsOwnStep) {
  const std::vector<ServiceLevel> levels = {{State::kSubmitted, 2}, {State::kInReview, 20}};
  const calendar::WorkingCalendar weekend{.rest_weekdays = {6, 7}};
  // 2027-05-28 is a Friday.
  EXPECT_EQ(DueDate(levels, weekend, State::kSubmitted, Date("2027-05-28")), Date("2027-06-01"));
  EXPECT_EQ(DueDate(levels, weekend, State::kInReview, Date("2027-05-28")), Date("2027-06-25"));
  EXPECT_EQ(DueDate(levels, weekend, State::kScreening, Date("2027-05-28")), std::nullopt);
}

TEST(Windows, TheNextDateIsTheOneThatSomebodyWaitsFor) {
  struct Case {
    State state;
    int iteration;
    std::string due, next;
  };
  const std::vector<Case> cases = {
      {State::kDraft, 1, "", "2027-05-31"},
      {State::kSigned, 2, "", "2027-07-15"},
      {State::kSubmitted, 1, "2027-05-05", "2027-05-05"},
      {State::kInReview, 1, "", "2027-08-31"},
      {State::kIterationRequested, 1, "", "2027-07-15"},
      {State::kIterationRequested, 1, "2027-06-20", "2027-06-20"},
      {State::kIterationRequested, 1, "2027-07-20", "2027-07-15"},
      {State::kApproved, 1, "", ""},
      {State::kDeferred, 1, "", ""},
  };
  for (const Case& one : cases) {
    const auto next = NextDate(Year(), one.state, one.iteration,
                               one.due.empty() ? std::nullopt : std::optional(Date(one.due)));
    EXPECT_EQ(next.has_value() ? calendar::FormatDate(*next) : "", one.next) << Name(one.state);
  }
}

}  // namespace
}  // namespace cartera::lifecycle
