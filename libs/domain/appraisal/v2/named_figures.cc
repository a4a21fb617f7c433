#include "libs/domain/appraisal/v2/named_figures.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace cartera::appraisal::v2 {
namespace {

constexpr int kPercentileBp = 100;

std::optional<int64_t> ValueOfSimulation(absl::string_view name, const SimulationFigures& figures) {
  const std::pair<absl::string_view, int64_t> members[] = {
      {"positive_npv_bp", figures.positive_npv_bp},
      {"within_budget_bp", figures.within_budget_bp},
      {"cost_mean", figures.cost_mean_minor},
      {"npv_mean", figures.npv_mean_minor},
      {"steering_frame", figures.steering_frame_minor},
      {"cost_frame", figures.cost_frame_minor},
      {"contingency", figures.contingency_minor},
      {"npv_shortfall", figures.npv_shortfall_minor},
  };
  for (const auto& [id, value] : members) {
    if (id == name) return value;
  }
  const bool is_cost = absl::ConsumePrefix(&name, "cost_p");
  if (!is_cost && !absl::ConsumePrefix(&name, "npv_p")) return std::nullopt;
  int percentile = 0;
  if (!absl::SimpleAtoi(name, &percentile)) return std::nullopt;
  for (const Quantile& point : figures.curve) {
    if (int64_t{percentile} * kPercentileBp != point.probability_bp) continue;
    return is_cost ? point.cost_minor : point.npv_minor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int64_t> ValueOf(absl::string_view figure, const OptionFigures* preferred,
                               const std::optional<SimulationFigures>& simulation) {
  if (absl::ConsumePrefix(&figure, "simulation.")) {
    if (!simulation.has_value()) return std::nullopt;
    return ValueOfSimulation(figure, *simulation);
  }
  if (preferred == nullptr) return std::nullopt;
  for (const Figure& candidate : preferred->figures) {
    if (candidate.id == figure) return candidate.explanation.value;
  }
  return std::nullopt;
}

const OptionFigures* PreferredOf(const std::vector<OptionFigures>& figures) {
  for (const OptionFigures& option : figures) {
    if (option.preferred) return &option;
  }
  return nullptr;
}

}  // namespace cartera::appraisal::v2
