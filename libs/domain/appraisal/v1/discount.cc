#include "libs/domain/appraisal/v1/discount.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace cartera::appraisal::v1 {

using methodology::Discounting;
using methodology::DiscountStep;
using methodology::FlowTiming;
using methodology::kWholeBp;

absl::StatusOr<std::vector<double>> DiscountFactors(const Discounting& discounting, int count) {
  if (count < 0 || count > kDiscountYearsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("discounting covers 0 to ", kDiscountYearsMax, " years, not ", count));
  }
  if (discounting.schedule.empty()) {
    return absl::InvalidArgumentError("the discount schedule has no step");
  }
  for (size_t i = 0; i < discounting.schedule.size(); ++i) {
    const DiscountStep& step = discounting.schedule[i];
    const bool in_order =
        i == 0 ? step.from_year_offset == 0
               : step.from_year_offset > discounting.schedule[i - 1].from_year_offset;
    if (!in_order) {
      return absl::InvalidArgumentError("the discount schedule must start at year 0 and rise");
    }
    if (step.rate_bp <= -kWholeBp) {
      return absl::InvalidArgumentError("a discount rate must be above -100 %");
    }
  }
  const auto growth = [&discounting](int year) {
    return 1.0 + static_cast<double>(methodology::RateBpAt(discounting, year)) / kWholeBp;
  };
  std::vector<double> factors;
  factors.reserve(static_cast<size_t>(count));
  double factor = 1.0;
  for (int year = 0; year < count; ++year) {
    if (year > 0) factor = factor / growth(year);
    factors.push_back(
        discounting.timing == FlowTiming::kMidYear ? factor / std::sqrt(growth(year + 1)) : factor);
  }
  return factors;
}

absl::StatusOr<double> SpotFactor(int rate_bp, int year) {
  if (rate_bp <= -kWholeBp || year < 0 || year > kDiscountYearsMax) {
    return absl::InvalidArgumentError(
        "a spot factor needs a rate above -100 % and a year in range");
  }
  double factor = 1.0;
  for (int i = 0; i < year; ++i) factor = factor / (1.0 + static_cast<double>(rate_bp) / kWholeBp);
  return factor;
}

absl::StatusOr<double> DiscountedSum(absl::Span<const double> flows_minor,
                                     absl::Span<const double> factors) {
  if (flows_minor.size() > factors.size()) {
    return absl::InvalidArgumentError(absl::StrCat(flows_minor.size(), " yearly flows, but only ",
                                                   factors.size(), " discount factors"));
  }
  double sum = 0.0;
  for (size_t year = 0; year < flows_minor.size(); ++year) sum += flows_minor[year] * factors[year];
  return sum;
}

absl::StatusOr<int64_t> RoundToMinor(double value) {
  constexpr double kMax = static_cast<double>(kPresentValueMinorMax);
  // Written so that a value that is not a number is refused too.
  if (!(value >= -kMax && value <= kMax)) {
    return absl::OutOfRangeError("a sum is too large to be computed");
  }
  int64_t whole = static_cast<int64_t>(value);
  const double rest = value - static_cast<double>(whole);
  const bool is_odd = whole % 2 != 0;
  if (rest > 0.5 || (rest == 0.5 && is_odd)) ++whole;
  if (rest < -0.5 || (rest == -0.5 && is_odd)) --whole;
  return whole;
}

absl::StatusOr<int64_t> DivideHalfEven(absl::int128 numerator, int64_t divisor) {
  absl::int128 quotient = numerator / divisor;
  absl::int128 rest = numerator % divisor;
  const int sign = rest < 0 ? -1 : 1;
  rest = rest < 0 ? -rest : rest;
  const bool is_odd = quotient % 2 != 0;
  if (rest * 2 > divisor || (rest * 2 == divisor && is_odd)) quotient += sign;
  if (quotient > kPresentValueMinorMax || quotient < -kPresentValueMinorMax) {
    return absl::OutOfRangeError("a ratio is too large to be computed");
  }
  return static_cast<int64_t>(quotient);
}

}  // namespace cartera::appraisal::v1
