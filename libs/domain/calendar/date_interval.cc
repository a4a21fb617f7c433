#include "libs/domain/calendar/date_interval.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace cartera::calendar {
namespace {

// True when `date` lies before the end of `interval`.
bool BeforeEnd(const DateInterval& interval, const CivilDate& date) {
  return !interval.until.has_value() || date < *interval.until;
}

}  // namespace

absl::StatusOr<DateInterval> MakeInterval(const CivilDate& from, std::optional<CivilDate> until) {
  if (until.has_value() && *until <= from) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the end ", FormatDate(*until), " (excluded) is not after the start ", FormatDate(from)));
  }
  return DateInterval{.from = from, .until = until};
}

bool Contains(const DateInterval& interval, const CivilDate& date) {
  return interval.from <= date && BeforeEnd(interval, date);
}

bool Contains(const DateInterval& outer, const DateInterval& inner) {
  return outer.from <= inner.from &&
         (!outer.until.has_value() || (inner.until.has_value() && *inner.until <= *outer.until));
}

bool Overlaps(const DateInterval& a, const DateInterval& b) {
  return BeforeEnd(a, b.from) && BeforeEnd(b, a.from);
}

std::optional<DateInterval> Intersection(const DateInterval& a, const DateInterval& b) {
  if (!Overlaps(a, b)) return std::nullopt;
  DateInterval both{.from = std::max(a.from, b.from), .until = a.until};
  if (b.until.has_value() && (!both.until.has_value() || *b.until < *both.until)) {
    both.until = b.until;
  }
  return both;
}

std::optional<int64_t> LengthDays(const DateInterval& interval) {
  if (!interval.until.has_value()) return std::nullopt;
  return DaysBetween(interval.from, *interval.until);
}

absl::Status CheckDisjoint(absl::Span<const DateInterval> intervals) {
  std::vector<DateInterval> sorted(intervals.begin(), intervals.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const DateInterval& a, const DateInterval& b) { return a.from < b.from; });
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (Overlaps(sorted[i - 1], sorted[i])) {
      return absl::FailedPreconditionError(
          absl::StrCat(FormatInterval(sorted[i - 1]), " overlaps ", FormatInterval(sorted[i])));
    }
  }
  return absl::OkStatus();
}

std::string FormatInterval(const DateInterval& interval) {
  return absl::StrCat("[", FormatDate(interval.from), ", ",
                      interval.until.has_value() ? FormatDate(*interval.until) : "...", ")");
}

}  // namespace cartera::calendar
