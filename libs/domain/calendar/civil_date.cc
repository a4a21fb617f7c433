#include "libs/domain/calendar/civil_date.h"

#include <array>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"

namespace cartera::calendar {
namespace {

constexpr bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days before the first of January of `year` since 0001-01-01, by the Gregorian rule.
constexpr int64_t DaysBeforeYear(int64_t year) {
  const int64_t past = year - 1;
  return past * 365 + past / 4 - past / 100 + past / 400;
}

constexpr std::array<int, 13> kDaysBeforeMonth = {0,   0,   31,  59,  90,  120, 151,
                                                  181, 212, 243, 273, 304, 334};
constexpr int64_t kEpoch = DaysBeforeYear(1970);
constexpr int64_t kDayNumberMin = DaysBeforeYear(kYearMin) - kEpoch;
constexpr int64_t kDayNumberMax = DaysBeforeYear(kYearMax + 1) - kEpoch - 1;

int DaysBeforeMonth(int year, int month) {
  return kDaysBeforeMonth[static_cast<size_t>(month)] + (month > 2 && IsLeap(year) ? 1 : 0);
}

absl::Status OutsideTheYears(const CivilDate& date, int64_t count, absl::string_view unit) {
  return absl::OutOfRangeError(absl::StrCat(FormatDate(date), " moved by ", count, " ", unit,
                                            " is outside the years ", kYearMin, " to ", kYearMax));
}

// The number that `text` is; -1 unless it is digits alone.
int64_t Digits(absl::string_view text) {
  int64_t number = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

int DaysInMonth(int year, int month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

absl::StatusOr<CivilDate> CivilDate::Make(int64_t year, int64_t month, int64_t day) {
  if (year < kYearMin || year > kYearMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("year ", year, " is outside ", kYearMin, " to ", kYearMax));
  }
  if (month < 1 || month > 12) {
    return absl::InvalidArgumentError(absl::StrCat("month ", month, " is outside 1 to 12"));
  }
  const int last = DaysInMonth(static_cast<int>(year), static_cast<int>(month));
  if (day < 1 || day > last) {
    return absl::InvalidArgumentError(
        absl::StrFormat("day %d is outside 1 to %d, the days of %d-%02d", day, last, year, month));
  }
  CivilDate date;
  date.year_ = static_cast<int16_t>(year);
  date.month_ = static_cast<int8_t>(month);
  date.day_ = static_cast<int8_t>(day);
  return date;
}

int64_t DayNumber(const CivilDate& date) {
  return DaysBeforeYear(date.year()) + DaysBeforeMonth(date.year(), date.month()) + date.day() - 1 -
         kEpoch;
}

absl::StatusOr<CivilDate> FromDayNumber(int64_t day_number) {
  if (day_number < kDayNumberMin || day_number > kDayNumberMax) {
    return absl::OutOfRangeError(absl::StrCat("day number ", day_number, " is outside the years ",
                                              kYearMin, " to ", kYearMax));
  }
  const int64_t days = day_number + kEpoch;
  // 365.2425 days a year on average: the guess is at most one year off.
  int year = static_cast<int>(days * 400 / 146097) + 1;
  while (DaysBeforeYear(year) > days) --year;
  while (DaysBeforeYear(year + 1) <= days) ++year;
  const int day_of_year = static_cast<int>(days - DaysBeforeYear(year));
  int month = 12;
  while (DaysBeforeMonth(year, month) > day_of_year) --month;
  return CivilDate::Make(year, month, day_of_year - DaysBeforeMonth(year, month) + 1);
}

int64_t DaysBetween(const CivilDate& from, const CivilDate& to) {
  return DayNumber(to) - DayNumber(from);
}

absl::StatusOr<CivilDate> AddDays(const CivilDate& date, int64_t days) {
  constexpr int64_t kSpan = kDayNumberMax - kDayNumberMin;  // also keeps the sum from overflowing
  if (days > kSpan || days < -kSpan) return OutsideTheYears(date, days, "days");
  const int64_t moved = DayNumber(date) + days;
  if (moved < kDayNumberMin || moved > kDayNumberMax) return OutsideTheYears(date, days, "days");
  return FromDayNumber(moved);
}

absl::StatusOr<CivilDate> AddMonths(const CivilDate& date, int64_t months) {
  constexpr int64_t kSpan = (kYearMax - kYearMin + 1) * 12;
  if (months > kSpan || months < -kSpan) return OutsideTheYears(date, months, "months");
  const int64_t count = date.year() * 12 + date.month() - 1 + months;
  const int year = static_cast<int>(count / 12);
  if (year < kYearMin || year > kYearMax) return OutsideTheYears(date, months, "months");
  const int month = static_cast<int>(count % 12) + 1;
  const int last = DaysInMonth(year, month);
  return CivilDate::Make(year, month, date.day() < last ? date.day() : last);
}

absl::StatusOr<CivilDate> ParseDate(absl::string_view text) {
  const bool form = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const int64_t year = form ? Digits(text.substr(0, 4)) : -1;
  const int64_t month = form ? Digits(text.substr(5, 2)) : -1;
  const int64_t day = form ? Digits(text.substr(8, 2)) : -1;
  const std::string quoted = absl::StrCat(Quote(text, 40), " is not a date: ");
  if (year < 0 || month < 0 || day < 0) {
    return absl::InvalidArgumentError(absl::StrCat(quoted, "write it as 2024-03-31"));
  }
  const absl::StatusOr<CivilDate> date = CivilDate::Make(year, month, day);
  if (!date.ok()) return absl::InvalidArgumentError(absl::StrCat(quoted, date.status().message()));
  return date;
}

std::string FormatDate(const CivilDate& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

}  // namespace cartera::calendar
