#ifndef CARTERA_LIBS_DOMAIN_FINANCE_PRESENT_VALUE_H_
#define CARTERA_LIBS_DOMAIN_FINANCE_PRESENT_VALUE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::finance {

// When the first of a list of flows falls: now (year 0, not discounted), or one period later, as
// the NPV function of spreadsheets has it.
enum class FirstFlow : uint8_t { kAtStart, kAfterOnePeriod };

// How many days make a year of a yearly rate.
enum class DayCount : uint8_t { kActual365, kActual360, kActual36525 };
double DaysOfYear(DayCount day_count);

// `day` counts from any fixed day, such as calendar::DayNumber.
struct DatedFlow {
  int64_t day = 0;
  double amount = 0.0;
};

// Errors: INVALID_ARGUMENT naming `argument` past kPeriodsMax, kAmountMax or kDaysMax.
absl::Status CheckDatedFlows(absl::string_view argument, absl::Span<const DatedFlow> flows);

// The rate of the step from period t - 1 to t, for every t from `from_period` on, until the next.
struct RateStep {
  int from_period = 0;
  double rate = 0.0;
};
// When in its period a flow falls.
enum class Timing : uint8_t { kPeriodStart, kMidPeriod };

// Factors of periods 0..count-1, chained: DF_0 = 1, DF_t = DF_{t-1} / (1 + r_t); at mid-period
// DF_t / sqrt(1 + r_{t+1}). A declining schedule applies to steps, not to the whole time (UK Green
// Book, Norway's FRAM). Errors: INVALID_ARGUMENT for a schedule that is empty, does not begin at
// period 0 or does not rise, a rate past the limits, or a count outside 0..kPeriodsMax;
// OUT_OF_RANGE when a factor is.
absl::StatusOr<std::vector<double>> DiscountFactors(absl::Span<const RateStep> schedule, int count,
                                                    Timing timing);

// Sum of flow_t x factor_t in order of time. Errors: INVALID_ARGUMENT for more flows than factors.
absl::StatusOr<double> DiscountedSum(absl::Span<const double> flows,
                                     absl::Span<const double> factors);

// Sum of flow_t / (1 + rate)^t, t from 0 or from 1 as `first` says. 0 without flows.
// Errors: INVALID_ARGUMENT, OUT_OF_RANGE.
absl::StatusOr<double> Npv(double rate, absl::Span<const double> flows, FirstFlow first);

// Sum of amount / (1 + rate)^(days since `valuation_day` / days of a year). Flows in any order,
// also before that day. Errors: INVALID_ARGUMENT, OUT_OF_RANGE.
absl::StatusOr<double> Xnpv(double rate, absl::Span<const DatedFlow> flows, int64_t valuation_day,
                            DayCount day_count);

// When in each period the payment falls.
enum class Payments : uint8_t { kAtEnd, kAtStart };

// The three of one equation, in which money that comes in is positive and money that goes out is
// negative, so that what is lent or saved comes back with the other sign:
//   pv (1 + rate)^periods + payment (1 + rate if at start) ((1 + rate)^periods - 1) / rate + fv = 0
// `periods` from 0 (Payment: above 0) to kPeriodsMax, also broken. Errors: INVALID_ARGUMENT,
// OUT_OF_RANGE.
absl::StatusOr<double> PresentValue(double rate, double periods, double payment, double fv,
                                    Payments when);
absl::StatusOr<double> FutureValue(double rate, double periods, double payment, double pv,
                                   Payments when);
absl::StatusOr<double> Payment(double rate, double periods, double pv, double fv, Payments when);

}  // namespace cartera::finance

#endif  // CARTERA_LIBS_DOMAIN_FINANCE_PRESENT_VALUE_H_
