#include "libs/domain/calendar/working_days.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cartera::calendar {
namespace {

CivilDate Date(const std::string& text) { return *ParseDate(text); }

// Chile, 2027: Saturdays and Sundays rest; 18 and 19 September (Saturday and Sunday that year) and
// Friday 17 September, added when the 18th falls on a Saturday, are holidays (from memory:
// Law 20.983).
WorkingCalendar Chile() {
  return {.rest_weekdays = {6, 7},
          .holidays = {Date("2027-09-17"), Date("2027-09-18"), Date("2027-09-19")}};
}

TEST(WorkingDays, WeekdaysAreThoseOfIso8601) {
  EXPECT_EQ(WeekdayOf(Date("1970-01-01")), 4);
  EXPECT_EQ(WeekdayOf(Date("1969-12-28")), 7);
  EXPECT_EQ(WeekdayOf(Date("2024-02-29")), 4);
  EXPECT_EQ(WeekdayOf(Date("2026-11-23")), 1);
  EXPECT_EQ(WeekdayOf(Date("1900-01-01")), 1);
}

TEST(WorkingDays, RestDaysAndHolidaysAreNotCounted) {
  struct Case {
    std::string from;
    int64_t count;
    std::string due;
  };
  // Counted by hand on a calendar of September 2027, whose 13th is a Monday.
  const std::vector<Case> cases = {
      {"2027-09-13", 0, "2027-09-13"}, {"2027-09-13", 1, "2027-09-14"},
      {"2027-09-13", 3, "2027-09-16"}, {"2027-09-13", 4, "2027-09-20"},
      {"2027-09-17", 1, "2027-09-20"}, {"2027-09-18", 1, "2027-09-20"},
      {"2027-09-13", 9, "2027-09-27"},
  };
  for (const Case& one : cases) {
    const auto due = AddWorkingDays(Chile(), Date(one.from), one.count);
    ASSERT_TRUE(due.ok());
    EXPECT_EQ(FormatDate(*due), one.due) << one.from << " and " << one.count;
    EXPECT_EQ(WorkingDaysBetween(Chile(), Date(one.from), *due), one.count);
  }
  EXPECT_EQ(WorkingDaysBetween(Chile(), Date("2027-09-20"), Date("2027-09-13")), 0);
}

TEST(WorkingDays, AWeekendElsewhereIsAnother) {
  // Israel: Friday and Saturday.
  const WorkingCalendar israel{.rest_weekdays = {5, 6}};
  EXPECT_TRUE(IsWorkingDay(israel, Date("2026-11-22")));   // a Sunday
  EXPECT_FALSE(IsWorkingDay(israel, Date("2026-11-20")));  // a Friday
}

TEST(WorkingDays, WithoutARestDayEveryDayCounts) {
  EXPECT_EQ(FormatDate(*AddWorkingDays({}, Date("2026-11-20"), 10)), "2026-11-30");
}

TEST(WorkingDays, NoTermEndsWhereEveryDayRestsOrTheYearsEnd) {
  EXPECT_EQ(AddWorkingDays({.rest_weekdays = {1, 2, 3, 4, 5, 6, 7}}, Date("2026-11-20"), 1)
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(AddWorkingDays({}, Date("2200-12-31"), 1).status().code(),
            absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace cartera::calendar
