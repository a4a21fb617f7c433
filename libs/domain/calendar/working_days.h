#ifndef CARTERA_LIBS_DOMAIN_CALENDAR_WORKING_DAYS_H_
#define CARTERA_LIBS_DOMAIN_CALENDAR_WORKING_DAYS_H_

#include <cstdint>
#include <set>

#include "absl/status/statusor.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::calendar {

// Day of the week by ISO 8601: 1 is Monday, 7 is Sunday.
int WeekdayOf(const CivilDate& date);

// On which days an administration works. Without a rest day and a holiday every day is a working
// day.
struct WorkingCalendar {
  std::set<int> rest_weekdays;  // ISO 8601, at most six of them
  std::set<CivilDate> holidays;
  friend bool operator==(const WorkingCalendar&, const WorkingCalendar&) = default;
};

bool IsWorkingDay(const WorkingCalendar& calendar, const CivilDate& day);

// How many working days there are in (after, until]; 0 when `until` is not later. Costs one step a
// day.
int64_t WorkingDaysBetween(const WorkingCalendar& calendar, const CivilDate& after,
                           const CivilDate& until);

// The `count`-th working day after `from`: as a term runs in public law, the day on which it begins
// is not counted. `from` itself when count is 0. Errors: OUT_OF_RANGE beyond the years, or when
// every weekday rests.
absl::StatusOr<CivilDate> AddWorkingDays(const WorkingCalendar& calendar, const CivilDate& from,
                                         int64_t count);

}  // namespace cartera::calendar

#endif  // CARTERA_LIBS_DOMAIN_CALENDAR_WORKING_DAYS_H_
