#include "libs/domain/calendar/working_days.h"

#include "absl/status/status.h"
#include "libs/base/status_macros.h"

namespace cartera::calendar {

int WeekdayOf(const CivilDate& date) {
  // 1970-01-01 was a Thursday.
  const int64_t from_monday = (DayNumber(date) + 3) % 7;
  return static_cast<int>((from_monday + 7) % 7) + 1;
}

bool IsWorkingDay(const WorkingCalendar& calendar, const CivilDate& day) {
  return !calendar.rest_weekdays.contains(WeekdayOf(day)) && !calendar.holidays.contains(day);
}

int64_t WorkingDaysBetween(const WorkingCalendar& calendar, const CivilDate& after,
                           const CivilDate& until) {
  int64_t count = 0;
  for (CivilDate day = after; day < until;) {
    const auto next = AddDays(day, 1);
    if (!next.ok()) break;
    day = *next;
    if (IsWorkingDay(calendar, day)) ++count;
  }
  return count;
}

absl::StatusOr<CivilDate> AddWorkingDays(const WorkingCalendar& calendar, const CivilDate& from,
                                         int64_t count) {
  if (calendar.rest_weekdays.size() >= 7) {
    return absl::OutOfRangeError("every day of the week is a day of rest");
  }
  CivilDate day = from;
  while (count > 0) {
    ASSIGN_OR_RETURN(day, AddDays(day, 1));
    if (IsWorkingDay(calendar, day)) --count;
  }
  return day;
}

}  // namespace cartera::calendar
