#include "libs/domain/appraisal/v2/named_figures.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace cartera::appraisal::v2 {
namespace {

constexpr int kPercentileBp = 100;

// What an option has in each account, and in which only.
constexpr absl::string_view kOfEachAccount[] = {"benefit_by_gainer",
                                                "benefit_cost_ratio",
                                                "benefit_cost_ratio_confirmed",
                                                "cost_by_bearer",
                                                "cost_by_category",
                                                "discounted_payback",
                                                "equivalent_annual_cost",
                                                "incremental_benefit_cost_ratio",
                                                "incremental_irr",
                                                "incremental_net_present_value",
                                                "incremental_present_value_benefits",
                                                "incremental_present_value_costs",
                                                "incremental_simple_payback",
                                                "irr",
                                                "mirr",
                                                "net_by_party",
                                                "net_of_running_cost",
                                                "net_present_value",
                                                "net_present_value_confirmed",
                                                "npv_per_invested_unit",
                                                "optimism_bias",
                                                "present_value_benefits",
                                                "present_value_benefits_confirmed",
                                                "present_value_costs",
                                                "present_value_costs_confirmed",
                                                "running_cost",
                                                "simple_payback",
                                                "total_benefits",
                                                "total_cost",
                                                "total_cost_confirmed"};
constexpr absl::string_view kOfOneAccount[] = {"agency.existing_money",
                                               "agency.ict_budget_share",
                                               "agency.new_money",
                                               "economic.cost_per_user",
                                               "economic.cost_per_transaction",
                                               "economic.dominated_by",
                                               "economic.expected_risk_cost",
                                               "economic.risk_exposure",
                                               "economic.switching_benefits",
                                               "economic.switching_costs",
                                               "economic.tornado",
                                               "economic.weighted_net_present_value",
                                               "fiscal.budget_cut",
                                               "fiscal.existing_money",
                                               "fiscal.grant_ceiling",
                                               "fiscal.new_money",
                                               "fiscal.project_cost"};
constexpr absl::string_view kAccountPrefixes[] = {"fiscal.", "economic.", "agency."};

template <typename Words>
bool IsAmong(const Words& words, absl::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Every figure of the simulation has a value for these.
SimulationFigures WithEveryPercentile() {
  SimulationFigures figures;
  for (int percentile = 0; percentile <= 100; ++percentile) {
    figures.curve.push_back({.probability_bp = percentile * kPercentileBp});
  }
  return figures;
}

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
      {"draws", figures.draws},
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

bool IsFigure(absl::string_view figure) {
  if (absl::ConsumePrefix(&figure, "simulation.")) {
    return ValueOfSimulation(figure, WithEveryPercentile()).has_value();
  }
  if (IsAmong(kOfOneAccount, figure)) return true;
  for (absl::string_view prefix : kAccountPrefixes) {
    if (absl::ConsumePrefix(&figure, prefix)) return IsAmong(kOfEachAccount, figure);
  }
  return false;
}

const OptionFigures* PreferredOf(const std::vector<OptionFigures>& figures) {
  for (const OptionFigures& option : figures) {
    if (option.preferred) return &option;
  }
  return nullptr;
}

}  // namespace cartera::appraisal::v2
