#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_PAYBACK_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_PAYBACK_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace cartera::appraisal::v1 {

// Simple payback in thousandths of a year, rounded half to even: the first time from which the
// cumulated net flow (year 0 first, minor units, undiscounted) is not negative, interpolated
// linearly within the year. Absent when it never comes; 0 when it never was negative.
// Errors: OUT_OF_RANGE when a sum overflows.
absl::StatusOr<std::optional<int64_t>> SimplePaybackMilliyears(absl::Span<const int64_t> net_minor);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_PAYBACK_H_
