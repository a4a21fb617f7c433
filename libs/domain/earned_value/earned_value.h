#ifndef CARTERA_LIBS_DOMAIN_EARNED_VALUE_EARNED_VALUE_H_
#define CARTERA_LIBS_DOMAIN_EARNED_VALUE_EARNED_VALUE_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// Where a project stands against its plan, in money and in time. An index that does not exist
// (nothing spent, nothing planned yet) is absent, never 0 or infinite. All amounts of a call in the
// same unit. Errors: INVALID_ARGUMENT naming the argument.
namespace cartera::earned_value {

inline constexpr double kAmountMax = 1e18;
inline constexpr int kPeriodsMax = 1'200;

// Each 0 to kAmountMax; earned and planned value at most the budget, which is above 0.
struct Position {
  double planned_value = 0.0;
  double earned_value = 0.0;
  double actual_cost = 0.0;
  double budget_at_completion = 0.0;
};

struct Performance {
  double cost_variance = 0.0;            // EV - AC
  double schedule_variance = 0.0;        // EV - PV
  std::optional<double> cost_index;      // CPI = EV / AC; without actual cost none
  std::optional<double> schedule_index;  // SPI = EV / PV; without planned value none
  // Estimates of the cost at completion: the rest at the efficiency so far (BAC / CPI), as planned
  // (AC + BAC - EV), at CPI x SPI, and at 0.8 CPI + 0.2 SPI. None where the index is, or is 0.
  std::optional<double> estimate_typical;
  double estimate_as_planned = 0.0;
  std::optional<double> estimate_combined;
  std::optional<double> estimate_weighted;
  std::optional<double> to_complete;             // typical estimate - AC
  std::optional<double> variance_at_completion;  // BAC - typical estimate
  // The efficiency the rest needs to keep the budget, (BAC - EV) / (BAC - AC), or the typical
  // estimate. None when all of it is spent.
  std::optional<double> needed_for_budget;
  std::optional<double> needed_for_estimate;
};
absl::StatusOr<Performance> PerformanceOf(const Position& position);

struct Schedule {
  // When what is earned was planned to be earned, in periods: ES = C + (EV - PV_C) / (PV_{C+1} -
  // PV_C), C the last period with PV_C <= EV; once all is earned, the first period that plans all.
  double earned_schedule = 0.0;
  double planned_duration = 0.0;             // the first period that plans all
  double schedule_variance_time = 0.0;       // ES - AT
  std::optional<double> index_time;          // ES / AT; before time began none
  std::optional<double> estimated_duration;  // planned / index; with nothing earned none
  std::optional<double> needed_index;        // (PD - ES) / (PD - AT); after the planned end none
};
// `planned[i]` is the planned value cumulated to the end of period i + 1: never falling, its last
// value the budget. `actual_time` in periods since the start, to kPeriodsMax.
absl::StatusOr<Schedule> ScheduleOf(absl::Span<const double> planned, double earned_value,
                                    double actual_time);

}  // namespace cartera::earned_value

#endif  // CARTERA_LIBS_DOMAIN_EARNED_VALUE_EARNED_VALUE_H_
