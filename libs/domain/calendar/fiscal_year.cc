#include "libs/domain/calendar/fiscal_year.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"

namespace cartera::calendar {

absl::StatusOr<FiscalCalendar> FiscalCalendar::Make(int start_month) {
  if (start_month < 1 || start_month > 12) {
    return absl::InvalidArgumentError(
        absl::StrCat("a fiscal year starts in month 1 to 12, not ", start_month));
  }
  return FiscalCalendar(start_month);
}

FiscalYear FiscalCalendar::Of(const CivilDate& date) const {
  return {date.month() >= start_month_ ? date.year() : date.year() - 1};
}

absl::StatusOr<DateInterval> FiscalCalendar::Days(FiscalYear year) const {
  // The first day of the next year must be a date too: the end is excluded.
  if (year.year < kYearMin || year.year >= kYearMax) {
    return absl::OutOfRangeError(
        absl::StrCat("fiscal year ", year.year, " is outside ", kYearMin, " to ", kYearMax - 1));
  }
  ASSIGN_OR_RETURN(const CivilDate from, CivilDate::Make(year.year, start_month_, 1));
  ASSIGN_OR_RETURN(const CivilDate until, CivilDate::Make(year.year + 1, start_month_, 1));
  return DateInterval{.from = from, .until = until};
}

std::string FiscalCalendar::Label(FiscalYear year) const {
  if (start_month_ == 1) return absl::StrCat(year.year);
  return absl::StrFormat("%d-%02d", year.year, (year.year + 1) % 100);
}

absl::StatusOr<FiscalYear> FiscalCalendar::ParseLabel(absl::string_view label) const {
  const absl::Status refused = absl::InvalidArgumentError(
      absl::StrCat(Quote(label, 20), " is not a fiscal year: write it as ", Label({2019})));
  const absl::string_view start = label.substr(0, 4);
  FiscalYear year;
  if (start.size() < 4 || !absl::ascii_isdigit(start[0]) || !absl::SimpleAtoi(start, &year.year)) {
    return refused;
  }
  if (year.year < kYearMin || year.year > kYearMax) return refused;
  const bool spelled = start_month_ != 1 && label == absl::StrCat(year.year, "-", year.year + 1);
  if (label != Label(year) && !spelled) return refused;
  return year;
}

}  // namespace cartera::calendar
