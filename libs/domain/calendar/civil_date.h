#ifndef CARTERA_LIBS_DOMAIN_CALENDAR_CIVIL_DATE_H_
#define CARTERA_LIBS_DOMAIN_CALENDAR_CIVIL_DATE_H_

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::calendar {

// A day of the Gregorian calendar within kYearMin..kYearMax, without time or zone. Always valid; an
// unknown date is an empty std::optional<CivilDate>.
class CivilDate {
 public:
  // The first day of the range, so that structs can hold a date; say Make to mean one.
  constexpr CivilDate() = default;
  // Errors: INVALID_ARGUMENT saying which of year, month and day is out of range.
  static absl::StatusOr<CivilDate> Make(int64_t year, int64_t month, int64_t day);

  constexpr int year() const { return year_; }
  constexpr int month() const { return month_; }
  constexpr int day() const { return day_; }
  friend auto operator<=>(const CivilDate&, const CivilDate&) = default;

 private:
  int16_t year_ = 1900;
  int8_t month_ = 1;
  int8_t day_ = 1;
};

// Days in the month (1..12) of the year: 28 to 31.
int DaysInMonth(int year, int month);

// Days since 1970-01-01, negative before, and back. Errors: OUT_OF_RANGE outside the years.
int64_t DayNumber(const CivilDate& date);
absl::StatusOr<CivilDate> FromDayNumber(int64_t day_number);

// Days from `from` to `to`; negative when `to` is earlier.
int64_t DaysBetween(const CivilDate& from, const CivilDate& to);

// `date` moved by days, or by months with the day clamped to the end of the month (31 January plus
// one month is 28 or 29 February). Errors: OUT_OF_RANGE outside the years.
absl::StatusOr<CivilDate> AddDays(const CivilDate& date, int64_t days);
absl::StatusOr<CivilDate> AddMonths(const CivilDate& date, int64_t months);

// "2024-03-31" (ISO 8601 calendar date, extended format, nothing else), and back.
// Errors: INVALID_ARGUMENT quoting the text.
absl::StatusOr<CivilDate> ParseDate(absl::string_view text);
std::string FormatDate(const CivilDate& date);

}  // namespace cartera::calendar

#endif  // CARTERA_LIBS_DOMAIN_CALENDAR_CIVIL_DATE_H_
