#ifndef CARTERA_LIBS_DOMAIN_CALENDAR_FISCAL_YEAR_H_
#define CARTERA_LIBS_DOMAIN_CALENDAR_FISCAL_YEAR_H_

#include <compare>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/calendar/date_interval.h"

namespace cartera::calendar {

// A fiscal year, numbered by the calendar year in which it STARTS: Canada's 2019-20 is 2019.
struct FiscalYear {
  int year = 0;
  friend auto operator<=>(const FiscalYear&, const FiscalYear&) = default;
};

// Fiscal years of twelve months that start on the first day of a month: 1 is the calendar year
// (Chile), 4 is April to March (Canada, India, Japan, United Kingdom), 7 July to June (Australia).
class FiscalCalendar {
 public:
  // The calendar year.
  FiscalCalendar() = default;
  // Errors: INVALID_ARGUMENT unless 1 <= start_month <= 12.
  static absl::StatusOr<FiscalCalendar> Make(int start_month);

  int start_month() const { return start_month_; }
  // The fiscal year that holds `date`; 1899 for the days of 1900 before the start month.
  FiscalYear Of(const CivilDate& date) const;
  // The days of `year`. Errors: OUT_OF_RANGE when they are not within kYearMin..kYearMax.
  absl::StatusOr<DateInterval> Days(FiscalYear year) const;
  // "2019-20" when the year spans two calendar years, "2019" when it is the calendar year.
  std::string Label(FiscalYear year) const;
  // The inverse of Label; "2019-2020" is read too. Errors: INVALID_ARGUMENT.
  absl::StatusOr<FiscalYear> ParseLabel(absl::string_view label) const;

 private:
  explicit FiscalCalendar(int start_month) : start_month_(start_month) {}
  int start_month_ = 1;
};

}  // namespace cartera::calendar

#endif  // CARTERA_LIBS_DOMAIN_CALENDAR_FISCAL_YEAR_H_
