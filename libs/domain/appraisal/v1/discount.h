#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_DISCOUNT_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_DISCOUNT_H_

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/methodology/methodology.h"

// Numbers of engine version 1: a change here would change past decisions, so it needs a v2.
namespace cartera::appraisal::v1 {

inline constexpr int kDiscountYearsMax = 500;
// The largest magnitude a present value may have, in minor units.
inline constexpr int64_t kPresentValueMinorMax = 2'000'000'000'000'000'000;

// Factors for years 0..count-1 from the base year: chained, DF_0 = 1, DF_t = DF_{t-1}/(1 + r_t);
// at mid-year DF_t / sqrt(1 + r_{t+1}). Source: UK Green Book and Norway's FRAM chain explicitly.
// Errors: INVALID_ARGUMENT for an empty schedule, a first offset other than 0, offsets that do not
// rise, a rate at or below -100 %, or a count outside 0..kDiscountYearsMax.
absl::StatusOr<std::vector<double>> DiscountFactors(const methodology::Discounting& discounting,
                                                    int count);

// (1 + rate)^-year by repeated division: the spot factor, for comparison only.
absl::StatusOr<double> SpotFactor(int rate_bp, int year);

// Sum of flow_t x factor_t in year order, not rounded. Flows in minor units; more flows than
// factors is INVALID_ARGUMENT.
absl::StatusOr<double> DiscountedSum(absl::Span<const double> flows_minor,
                                     absl::Span<const double> factors);

// The only two places where this engine rounds, half to even. RoundToMinor: a double. Errors:
// OUT_OF_RANGE when not finite or past kPresentValueMinorMax.
absl::StatusOr<int64_t> RoundToMinor(double value);

// DivideHalfEven: an exact quotient of integers; `divisor` must be positive. Errors: OUT_OF_RANGE
// past kPresentValueMinorMax.
absl::StatusOr<int64_t> DivideHalfEven(absl::int128 numerator, int64_t divisor);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_DISCOUNT_H_
