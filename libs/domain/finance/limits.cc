#include "libs/domain/finance/limits.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"

namespace cartera::finance {

absl::Status CheckAmount(absl::string_view argument, double value) {
  return CheckBetween(argument, value, -kAmountMax, kAmountMax);
}

absl::Status CheckAmounts(absl::string_view argument, absl::Span<const double> values) {
  if (values.size() > static_cast<size_t>(kPeriodsMax)) {
    return absl::InvalidArgumentError(
        absl::StrCat(argument, ": ", values.size(), " values, more than ", kPeriodsMax));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    RETURN_IF_ERROR(CheckAmount(absl::StrCat(argument, "[", i, "]"), values[i]));
  }
  return absl::OkStatus();
}

absl::Status CheckRate(absl::string_view argument, double rate) {
  return CheckBetween(argument, rate, kRateMin, kRateMax);
}

absl::StatusOr<double> Finite(absl::string_view figure, double value) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  if (value >= -kLargest && value <= kLargest) return value;
  return absl::OutOfRangeError(absl::StrCat(figure, ": too large to be computed"));
}

}  // namespace cartera::finance
