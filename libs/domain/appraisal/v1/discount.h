#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_DISCOUNT_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_DISCOUNT_H_

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "libs/domain/methodology/methodology.h"

// Numbers of engine version 1: a change here would change past decisions, so it needs a v2.
namespace cartera::appraisal::v1 {

inline constexpr int kDiscountYearsMax = 500;
// The largest magnitude a present value may have, in minor units.
inline constexpr int64_t kPresentValueMinorMax = 2'000'000'000'000'000'000;

// finance::DiscountFactors of the methodology's schedule, for years 0..count-1 from the base year.
// Errors: INVALID_ARGUMENT for an empty schedule, a first offset other than 0, offsets that do not
// rise, a rate at or below -100 %, or a count outside 0..kDiscountYearsMax.
absl::StatusOr<std::vector<double>> DiscountFactors(const methodology::Discounting& discounting,
                                                    int count);

// (1 + rate)^-year by repeated division: the spot factor, for comparison only.
absl::StatusOr<double> SpotFactor(int rate_bp, int year);

// The only two places where this engine rounds, half to even. RoundToMinor: a double. Errors:
// OUT_OF_RANGE when not finite or past kPresentValueMinorMax.
absl::StatusOr<int64_t> RoundToMinor(double value);

// DivideHalfEven: an exact quotient of integers; `divisor` must be positive. Errors: OUT_OF_RANGE
// past kPresentValueMinorMax.
absl::StatusOr<int64_t> DivideHalfEven(absl::int128 numerator, int64_t divisor);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_DISCOUNT_H_
