#ifndef CARTERA_LIBS_DOMAIN_CALENDAR_LONG_DATE_H_
#define CARTERA_LIBS_DOMAIN_CALENDAR_LONG_DATE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::calendar {

// The English long form of published lists: "March 31, 2024"; case and spaces are free, the month
// may be its three-letter abbreviation. For import only. Errors: INVALID_ARGUMENT quoting the text.
absl::StatusOr<CivilDate> ParseLongDate(absl::string_view text);

}  // namespace cartera::calendar

#endif  // CARTERA_LIBS_DOMAIN_CALENDAR_LONG_DATE_H_
