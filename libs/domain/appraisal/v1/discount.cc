#include "libs/domain/appraisal/v1/discount.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v1 {

using methodology::Discounting;
using methodology::FlowTiming;
using methodology::kWholeBp;

absl::StatusOr<std::vector<double>> DiscountFactors(const Discounting& discounting, int count) {
  if (count < 0 || count > kDiscountYearsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("discounting covers 0 to ", kDiscountYearsMax, " years, not ", count));
  }
  std::vector<finance::RateStep> schedule;
  for (const methodology::DiscountStep& step : discounting.schedule) {
    schedule.push_back({step.from_year_offset, static_cast<double>(step.rate_bp) / kWholeBp});
  }
  return finance::DiscountFactors(schedule, count,
                                  discounting.timing == FlowTiming::kMidYear
                                      ? finance::Timing::kMidPeriod
                                      : finance::Timing::kPeriodStart);
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
