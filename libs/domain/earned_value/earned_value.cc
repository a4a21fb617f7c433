#include "libs/domain/earned_value/earned_value.h"

#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"

namespace cartera::earned_value {
namespace {

// Absent where the divisor is not positive, or so small that the quotient is not an amount.
std::optional<double> Quotient(double dividend, double divisor) {
  if (!(divisor > 0.0)) return std::nullopt;
  const double quotient = dividend / divisor;
  if (!(quotient >= -kAmountMax && quotient <= kAmountMax)) return std::nullopt;
  return quotient;
}

}  // namespace

absl::StatusOr<Performance> PerformanceOf(const Position& position) {
  const double budget = position.budget_at_completion;
  RETURN_IF_ERROR(CheckBetween("budget_at_completion", budget, 0.0, kAmountMax));
  if (budget == 0.0) return absl::InvalidArgumentError("budget_at_completion: it is 0");
  RETURN_IF_ERROR(CheckBetween("planned_value", position.planned_value, 0.0, budget));
  RETURN_IF_ERROR(CheckBetween("earned_value", position.earned_value, 0.0, budget));
  RETURN_IF_ERROR(CheckBetween("actual_cost", position.actual_cost, 0.0, kAmountMax));
  const double earned = position.earned_value;
  const double cost = position.actual_cost;
  const double rest = budget - earned;
  Performance answer;
  answer.cost_variance = earned - cost;
  answer.schedule_variance = earned - position.planned_value;
  answer.cost_index = Quotient(earned, cost);
  answer.schedule_index = Quotient(earned, position.planned_value);
  answer.estimate_as_planned = cost + rest;
  const auto at = [cost, rest](double efficiency) -> std::optional<double> {
    const std::optional<double> more = Quotient(rest, efficiency);
    if (!more.has_value()) return std::nullopt;
    return cost + *more;
  };
  if (answer.cost_index.has_value()) {
    const double cpi = *answer.cost_index;
    answer.estimate_typical = Quotient(budget, cpi);
    if (answer.schedule_index.has_value()) {
      answer.estimate_combined = at(cpi * *answer.schedule_index);
      answer.estimate_weighted = at(0.8 * cpi + 0.2 * *answer.schedule_index);
    }
  }
  answer.needed_for_budget = Quotient(rest, budget - cost);
  if (answer.estimate_typical.has_value()) {
    answer.to_complete = *answer.estimate_typical - cost;
    answer.variance_at_completion = budget - *answer.estimate_typical;
    answer.needed_for_estimate = Quotient(rest, *answer.to_complete);
  }
  return answer;
}

absl::StatusOr<Schedule> ScheduleOf(absl::Span<const double> planned, double earned_value,
                                    double actual_time) {
  RETURN_IF_ERROR(CheckBetween("number of planned values", static_cast<double>(planned.size()), 1,
                               kPeriodsMax));
  double before = 0.0;
  for (size_t i = 0; i < planned.size(); ++i) {
    RETURN_IF_ERROR(CheckBetween(absl::StrCat("planned[", i, "]"), planned[i], before, kAmountMax));
    before = planned[i];
  }
  const double budget = planned.back();
  if (budget == 0.0) return absl::InvalidArgumentError("planned: nothing is planned");
  RETURN_IF_ERROR(CheckBetween("earned_value", earned_value, 0.0, budget));
  RETURN_IF_ERROR(CheckBetween("actual_time", actual_time, 0.0, kPeriodsMax));
  size_t first_with_all = 0;
  while (planned[first_with_all] < budget) ++first_with_all;
  Schedule answer;
  answer.planned_duration = static_cast<double>(first_with_all + 1);
  if (earned_value >= budget) {
    answer.earned_schedule = answer.planned_duration;
  } else {
    // Period 0 plans nothing; what is earned is below what the last one plans.
    size_t whole = 0;
    while (planned[whole] <= earned_value) ++whole;
    const double from = whole == 0 ? 0.0 : planned[whole - 1];
    answer.earned_schedule =
        static_cast<double>(whole) + (earned_value - from) / (planned[whole] - from);
  }
  const double duration = answer.planned_duration;
  answer.schedule_variance_time = answer.earned_schedule - actual_time;
  answer.index_time = Quotient(answer.earned_schedule, actual_time);
  if (answer.index_time.has_value()) {
    answer.estimated_duration = Quotient(duration, *answer.index_time);
  }
  answer.needed_index = Quotient(duration - answer.earned_schedule, duration - actual_time);
  return answer;
}

}  // namespace cartera::earned_value
