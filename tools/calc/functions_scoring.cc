#include <cmath>
#include <optional>

#include "libs/base/status_macros.h"
#include "libs/domain/earned_value/earned_value.h"
#include "libs/domain/scoring/weighted_sum.h"
#include "libs/domain/scoring/weights.h"
#include "tools/calc/calc.h"
#include "tools/calc/json.h"

namespace cartera::calc {
namespace {

using Text = absl::StatusOr<std::string>;

Text Ahp(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> matrix, args.Square("matrix"));
  const double rows = std::sqrt(static_cast<double>(matrix.size()));
  ASSIGN_OR_RETURN(const scoring::AhpWeights answer, scoring::Ahp(matrix, static_cast<int>(rows)));
  return JsonObject({{"weights", Json(answer.weights)},
                     {"lambda_max", Json(answer.lambda_max)},
                     {"consistency_index", Json(answer.consistency_index)},
                     {"consistency_ratio", Json(answer.consistency_ratio)}});
}

Text WeightedSum(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> weights, args.Numbers("weights"));
  ASSIGN_OR_RETURN(const std::vector<std::vector<double>> options, args.Rows("options"));
  std::vector<double> scores;
  for (const std::vector<double>& option : options) {
    ASSIGN_OR_RETURN(const double score, scoring::WeightedSum(weights, option));
    scores.push_back(score);
  }
  std::vector<std::string> intervals;
  for (size_t i = 0; i < weights.size(); ++i) {
    ASSIGN_OR_RETURN(const std::optional<scoring::WeightInterval> interval,
                     scoring::WeightInWhichTheBestStays(weights, options, i));
    intervals.push_back(!interval.has_value() ? "null" : Json({interval->low, interval->high}));
  }
  return JsonObject({{"scores", Json(scores)}, {"best_stays_within", JsonList(intervals)}});
}

Text SwingWeights(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> swings, args.Numbers("swings"));
  ASSIGN_OR_RETURN(const std::vector<double> weights, scoring::SwingWeights(swings));
  return Json(weights);
}

Text EarnedSchedule(Arguments& args, double earned) {
  ASSIGN_OR_RETURN(const std::vector<double> planned, args.Numbers("planned"));
  ASSIGN_OR_RETURN(const double time, args.Number("actual_time"));
  ASSIGN_OR_RETURN(const earned_value::Schedule schedule,
                   earned_value::ScheduleOf(planned, earned, time));
  return JsonObject({{"es", Json(schedule.earned_schedule)},
                     {"pd", Json(schedule.planned_duration)},
                     {"sv_t", Json(schedule.schedule_variance_time)},
                     {"spi_t", Json(schedule.index_time)},
                     {"ieac_t", Json(schedule.estimated_duration)},
                     {"tspi", Json(schedule.needed_index)}});
}

Text EarnedValue(Arguments& args) {
  earned_value::Position position;
  ASSIGN_OR_RETURN(position.planned_value, args.Number("pv"));
  ASSIGN_OR_RETURN(position.earned_value, args.Number("ev"));
  ASSIGN_OR_RETURN(position.actual_cost, args.Number("ac"));
  ASSIGN_OR_RETURN(position.budget_at_completion, args.Number("bac"));
  ASSIGN_OR_RETURN(const earned_value::Performance answer, earned_value::PerformanceOf(position));
  std::vector<std::pair<std::string, std::string>> members = {
      {"cv", Json(answer.cost_variance)},
      {"sv", Json(answer.schedule_variance)},
      {"cpi", Json(answer.cost_index)},
      {"spi", Json(answer.schedule_index)},
      {"eac_typical", Json(answer.estimate_typical)},
      {"eac_as_planned", Json(answer.estimate_as_planned)},
      {"eac_combined", Json(answer.estimate_combined)},
      {"eac_weighted", Json(answer.estimate_weighted)},
      {"etc", Json(answer.to_complete)},
      {"vac", Json(answer.variance_at_completion)},
      {"tcpi_bac", Json(answer.needed_for_budget)},
      {"tcpi_eac", Json(answer.needed_for_estimate)}};
  if (args.Has("planned")) {
    ASSIGN_OR_RETURN(std::string schedule, EarnedSchedule(args, position.earned_value));
    members.emplace_back("schedule", std::move(schedule));
  }
  return JsonObject(members);
}

}  // namespace

// clang-format off
std::vector<Function> ScoringFunctions() {
  return {
      {"ahp",
       "weights from comparisons of pairs, with the consistency ratio (below 0.1 is accepted).",
       "matrix: row i, column j is how many times as important i is as j, 1/9 to 9",
       R"({"matrix": [[1, 3, 5], [0.33333333, 1, 2], [0.2, 0.5, 1]]})", &Ahp},
      {"weighted_sum", "scores of options, and for each weight the interval in which the best one "
       "stays it, the others rescaled.",
       "weights that add up to 1; options, a row of values each",
       R"({"weights": [0.5, 0.3, 0.2], "options": [[80, 40, 90], [60, 90, 50], [100, 20, 40]]})",
       &WeightedSum},
      {"swing_weights", "weights from how much the swings from worst to best are worth.",
       "swings, the most important one 100",
       R"({"swings": [100, 80, 40, 20]})", &SwingWeights},
      {"earned_value", "indices and estimates; null where they do not exist.",
       "pv, ev, ac, bac; with planned (cumulated, by period) and actual_time also the earned "
       "schedule",
       R"({"pv": 40000, "ev": 35000, "ac": 36000, "bac": 100000, )"
       R"("planned": [10000, 20000, 40000, 70000, 100000], "actual_time": 3})", &EarnedValue},
  };
}
// clang-format on

}  // namespace cartera::calc
