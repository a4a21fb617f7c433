#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_NPV_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_NPV_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace cartera::appraisal::v1 {

// Present value of flows in minor units, year 0 first: sum of flow_t x DF_t, rounded once. Exact to
// the minor unit below 2^53. Errors: INVALID_ARGUMENT when there are more flows than factors,
// OUT_OF_RANGE.
absl::StatusOr<int64_t> PresentValue(absl::Span<const int64_t> flows_minor,
                                     absl::Span<const double> factors);

// PVB - PVC of the rounded present values, so that the printed figures add up.
// Errors: OUT_OF_RANGE.
absl::StatusOr<int64_t> NetPresentValue(int64_t pv_benefits_minor, int64_t pv_costs_minor);

// PVB / PVC in basis points, rounded half to even; absent when PVC <= 0 (Green Book), never
// infinite. Errors: OUT_OF_RANGE when the ratio passes what an int64 holds.
absl::StatusOr<std::optional<int64_t>> BenefitCostRatioBp(int64_t pv_benefits_minor,
                                                          int64_t pv_costs_minor);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_NPV_H_
