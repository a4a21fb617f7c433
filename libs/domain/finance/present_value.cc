#include "libs/domain/finance/present_value.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"
#include "libs/domain/finance/limits.h"
#include "libs/domain/math/v1/exp_log.h"

namespace cartera::finance {
namespace {

absl::Status CheckSchedule(absl::Span<const RateStep> schedule) {
  if (schedule.empty()) return absl::InvalidArgumentError("schedule: it has no step");
  for (size_t i = 0; i < schedule.size(); ++i) {
    const std::string name = absl::StrCat("schedule[", i, "]");
    const int from = schedule[i].from_period;
    if (i == 0 ? from != 0 : from <= schedule[i - 1].from_period) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ".from_period: ", from, "; steps begin at 0 and rise"));
    }
    RETURN_IF_ERROR(CheckRate(absl::StrCat(name, ".rate"), schedule[i].rate));
  }
  return absl::OkStatus();
}

double RateAt(absl::Span<const RateStep> schedule, int period) {
  double rate = schedule.front().rate;
  for (const RateStep& step : schedule) {
    if (step.from_period <= period) rate = step.rate;
  }
  return rate;
}

// Of `periods` periods at `rate`: the growth less 1, and the value at the end of paying 1 in each.
struct Growth {
  double less_one;
  double annuity;
};

absl::StatusOr<Growth> GrowthOver(double rate, double periods, Payments when) {
  RETURN_IF_ERROR(CheckRate("rate", rate));
  RETURN_IF_ERROR(CheckBetween("periods", periods, 0.0, kPeriodsMax));
  const double less_one = math::v1::Expm1(periods * math::v1::Log1p(rate));
  const double at_end = rate == 0.0 ? periods : less_one / rate;
  return Growth{less_one, when == Payments::kAtStart ? at_end * (1.0 + rate) : at_end};
}

}  // namespace

double DaysOfYear(DayCount day_count) {
  switch (day_count) {
    case DayCount::kActual360:
      return 360.0;
    case DayCount::kActual36525:
      return 365.25;
    case DayCount::kActual365:
      break;
  }
  return 365.0;
}

absl::Status CheckDatedFlows(absl::string_view argument, absl::Span<const DatedFlow> flows) {
  if (flows.size() > static_cast<size_t>(kPeriodsMax)) {
    return absl::InvalidArgumentError(
        absl::StrCat(argument, ": ", flows.size(), " flows, more than ", kPeriodsMax));
  }
  for (size_t i = 0; i < flows.size(); ++i) {
    RETURN_IF_ERROR(CheckAmount(absl::StrCat(argument, "[", i, "].amount"), flows[i].amount));
    // As doubles, so that no distance between days overflows.
    const double days = static_cast<double>(flows[i].day) - static_cast<double>(flows[0].day);
    RETURN_IF_ERROR(CheckBetween(absl::StrCat(argument, "[", i, "].day less that of the first"),
                                 days, -static_cast<double>(kDaysMax), kDaysMax));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<double>> DiscountFactors(absl::Span<const RateStep> schedule, int count,
                                                    Timing timing) {
  RETURN_IF_ERROR(CheckBetween("count", count, 0, kPeriodsMax));
  RETURN_IF_ERROR(CheckSchedule(schedule));
  std::vector<double> factors;
  factors.reserve(static_cast<size_t>(count));
  double factor = 1.0;
  for (int period = 0; period < count; ++period) {
    if (period > 0) factor = factor / (1.0 + RateAt(schedule, period));
    factors.push_back(timing == Timing::kMidPeriod
                          ? factor / std::sqrt(1.0 + RateAt(schedule, period + 1))
                          : factor);
    RETURN_IF_ERROR(Finite("discount factor", factors.back()).status());
  }
  return factors;
}

absl::StatusOr<double> DiscountedSum(absl::Span<const double> flows,
                                     absl::Span<const double> factors) {
  if (flows.size() > factors.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("flows: ", flows.size(), ", but only ", factors.size(), " discount factors"));
  }
  double sum = 0.0;
  for (size_t period = 0; period < flows.size(); ++period) sum += flows[period] * factors[period];
  return sum;
}

absl::StatusOr<double> Npv(double rate, absl::Span<const double> flows, FirstFlow first) {
  RETURN_IF_ERROR(CheckRate("rate", rate));
  RETURN_IF_ERROR(CheckAmounts("flows", flows));
  double sum = 0.0;
  double factor = first == FirstFlow::kAtStart ? 1.0 : 1.0 / (1.0 + rate);
  for (const double flow : flows) {
    // Without the test, a zero flow far out at a large factor would be no number.
    if (flow != 0.0) sum += flow * factor;
    factor = factor / (1.0 + rate);
  }
  return Finite("npv", sum);
}

absl::StatusOr<double> Xnpv(double rate, absl::Span<const DatedFlow> flows, int64_t valuation_day,
                            DayCount day_count) {
  RETURN_IF_ERROR(CheckRate("rate", rate));
  RETURN_IF_ERROR(CheckDatedFlows("flows", flows));
  double sum = 0.0;
  for (const DatedFlow& flow : flows) {
    const double days = static_cast<double>(flow.day) - static_cast<double>(valuation_day);
    RETURN_IF_ERROR(CheckBetween("flows: days since valuation_day", days,
                                 -static_cast<double>(kDaysMax), kDaysMax));
    if (flow.amount == 0.0) continue;
    sum += flow.amount * math::v1::Pow(1.0 + rate, -days / DaysOfYear(day_count));
  }
  return Finite("xnpv", sum);
}

absl::StatusOr<double> PresentValue(double rate, double periods, double payment, double fv,
                                    Payments when) {
  RETURN_IF_ERROR(CheckAmount("payment", payment));
  RETURN_IF_ERROR(CheckAmount("fv", fv));
  ASSIGN_OR_RETURN(const Growth growth, GrowthOver(rate, periods, when));
  return Finite("pv", -(fv + payment * growth.annuity) / (1.0 + growth.less_one));
}

absl::StatusOr<double> FutureValue(double rate, double periods, double payment, double pv,
                                   Payments when) {
  RETURN_IF_ERROR(CheckAmount("payment", payment));
  RETURN_IF_ERROR(CheckAmount("pv", pv));
  ASSIGN_OR_RETURN(const Growth growth, GrowthOver(rate, periods, when));
  return Finite("fv", -(pv + pv * growth.less_one + payment * growth.annuity));
}

absl::StatusOr<double> Payment(double rate, double periods, double pv, double fv, Payments when) {
  RETURN_IF_ERROR(CheckAmount("pv", pv));
  RETURN_IF_ERROR(CheckAmount("fv", fv));
  ASSIGN_OR_RETURN(const Growth growth, GrowthOver(rate, periods, when));
  if (periods == 0.0)
    return absl::InvalidArgumentError("periods: without a period nothing is paid");
  return Finite("payment", -(pv + pv * growth.less_one + fv) / growth.annuity);
}

}  // namespace cartera::finance
