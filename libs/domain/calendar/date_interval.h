#ifndef CARTERA_LIBS_DOMAIN_CALENDAR_DATE_INTERVAL_H_
#define CARTERA_LIBS_DOMAIN_CALENDAR_DATE_INTERVAL_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::calendar {

// The days from `from` (included) until `until` (excluded); without `until`, for ever.
struct DateInterval {
  CivilDate from;
  std::optional<CivilDate> until;
  friend bool operator==(const DateInterval&, const DateInterval&) = default;
};

// Errors: INVALID_ARGUMENT unless from < until.
absl::StatusOr<DateInterval> MakeInterval(const CivilDate& from, std::optional<CivilDate> until);

bool Contains(const DateInterval& interval, const CivilDate& date);
// True when `inner` lies wholly within `outer`.
bool Contains(const DateInterval& outer, const DateInterval& inner);
// True when some day lies in both; intervals that only touch do not overlap.
bool Overlaps(const DateInterval& a, const DateInterval& b);
// The days in both, if any.
std::optional<DateInterval> Intersection(const DateInterval& a, const DateInterval& b);
// The number of days; nothing without an end.
std::optional<int64_t> LengthDays(const DateInterval& interval);

// OK when no two overlap. Errors: FAILED_PRECONDITION naming the first two that do.
absl::Status CheckDisjoint(absl::Span<const DateInterval> intervals);

// "[2024-04-01, 2025-04-01)" or "[2024-04-01, ...)".
std::string FormatInterval(const DateInterval& interval);

}  // namespace cartera::calendar

#endif  // CARTERA_LIBS_DOMAIN_CALENDAR_DATE_INTERVAL_H_
