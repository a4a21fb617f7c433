#ifndef CARTERA_LIBS_DOMAIN_FINANCE_LIMITS_H_
#define CARTERA_LIBS_DOMAIN_FINANCE_LIMITS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// What the functions of this folder accept. Outside they answer INVALID_ARGUMENT, beginning with
// the argument's name; a result that is no finite number is OUT_OF_RANGE. Amounts have no unit
// here: all of a call are in the same one.
namespace cartera::finance {

inline constexpr int kPeriodsMax = 1'200;  // a hundred years of months
inline constexpr double kAmountMax = 1e18;
// Per period: -99.9999 % to 100,000,000 %. Dated flows over days reach rates of this size.
inline constexpr double kRateMin = -0.999999;
inline constexpr double kRateMax = 1e6;
inline constexpr int64_t kDaysMax = 73'049;  // two hundred years between the first and last flow
// Changes of sign in a list of flows, and so possible rates of return.
inline constexpr int kSignChangesMax = 40;
inline constexpr double kShareTolerance = 1e-9;  // how far shares may add up to other than 1
inline constexpr double kBiasMax = 3.0;          // an optimism bias of 300 %
inline constexpr double kIndexMin = 1e-9;        // the smallest deflator and income
inline constexpr double kElasticityMax = 10.0;   // of the marginal utility of income

// Errors: INVALID_ARGUMENT naming `argument`.
absl::Status CheckAmount(absl::string_view argument, double value);
absl::Status CheckAmounts(absl::string_view argument, absl::Span<const double> values);
absl::Status CheckRate(absl::string_view argument, double rate);

// `value`, or OUT_OF_RANGE when it is infinite or not a number.
absl::StatusOr<double> Finite(absl::string_view figure, double value);

}  // namespace cartera::finance

#endif  // CARTERA_LIBS_DOMAIN_FINANCE_LIMITS_H_
