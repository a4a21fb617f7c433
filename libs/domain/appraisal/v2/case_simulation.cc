#include "libs/domain/appraisal/v2/case_simulation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/route.h"
#include "libs/domain/appraisal/v2/simulation_figures.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kWholeBp;
using methodology::Methodology;
using simulation::kCurvePoints;
using v1::RoundToMinor;

constexpr int kPercentileBp = kWholeBp / (kCurvePoints - 1);

bool IsSimulated(const Ledger& ledger, const EvaluationContext& context) {
  const Methodology& methodology = ledger.methodology;
  if (!methodology.frames.has_value() || methodology.frames->draws == 0) return false;
  for (const methodology::Stage& stage : methodology.stages) {
    if (stage.id == context.stage && !stage.needs_net_present_value) return false;
  }
  const TierChoice choice = TierFor(ledger.content, methodology, context.project_kind);
  return choice.tier == nullptr || choice.tier->simulates;
}

// Rounded half to even.
absl::StatusOr<int> Bp(double share) {
  ASSIGN_OR_RETURN(const int64_t bp, RoundToMinor(share * kWholeBp));
  return static_cast<int>(std::clamp<int64_t>(bp, -kWholeBp * kWholeBp, kWholeBp * kWholeBp));
}

// Of 1 to 99 %.
simulation::Percentile PercentileOf(const simulation::Outcome& outcome, int percentile) {
  const auto at = static_cast<size_t>(percentile);
  return {.probability = static_cast<double>(percentile) / (kCurvePoints - 1),
          .value = outcome.curve[at],
          .standard_error = outcome.curve_errors[at]};
}

// Those that make no difference are left out.
absl::StatusOr<std::vector<VarianceShare>> SharesOf(
    const UncertainCase& described, const std::vector<simulation::LineResult>& lines) {
  std::vector<VarianceShare> shares;
  for (size_t at = 0; at < lines.size(); ++at) {
    double cost = lines[at].cost_variance_share, npv = lines[at].npv_variance_share;
    const UncertainCase::Row& row = described.rows[at];
    if (row.is_of_previous) {
      shares.pop_back();
      cost += lines[at - 1].cost_variance_share;
      npv += lines[at - 1].npv_variance_share;
    }
    VarianceShare share{.row = row.id};
    ASSIGN_OR_RETURN(share.cost_bp, Bp(cost));
    ASSIGN_OR_RETURN(share.npv_bp, Bp(npv));
    shares.push_back(std::move(share));
  }
  // By the net present value, then by the cost.
  const auto order = [](const VarianceShare& share) {
    return std::tuple(-std::abs(share.npv_bp), -std::abs(share.cost_bp), share.row);
  };
  std::erase_if(shares,
                [](const VarianceShare& share) { return share.npv_bp == 0 && share.cost_bp == 0; });
  std::stable_sort(
      shares.begin(), shares.end(),
      [&](const VarianceShare& a, const VarianceShare& b) { return order(a) < order(b); });
  return shares;
}

absl::Status FillFrames(const simulation::Outcome& cost, const methodology::Frames& frames,
                        SimulationFigures& figures) {
  const auto steering = PercentileOf(cost, frames.steering_percentile);
  const auto frame = PercentileOf(cost, frames.cost_percentile);
  ASSIGN_OR_RETURN(figures.steering_frame_minor, RoundToMinor(steering.value));
  ASSIGN_OR_RETURN(figures.steering_error_minor, RoundToMinor(steering.standard_error));
  ASSIGN_OR_RETURN(figures.cost_frame_minor, RoundToMinor(frame.value));
  ASSIGN_OR_RETURN(figures.cost_frame_error_minor, RoundToMinor(frame.standard_error));
  figures.contingency_minor = figures.cost_frame_minor - figures.steering_frame_minor;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SimulationFigures> FiguresOf(const UncertainCase& described,
                                            const methodology::Frames& frames,
                                            const simulation::PortfolioResult& result) {
  const simulation::TotalsResult& totals = result.cases[0].totals;
  SimulationFigures figures;
  figures.draws = result.draws;
  figures.generator = result.generator;
  for (int at = 0; at < kCurvePoints; ++at) {
    Quantile point{.probability_bp = at * kPercentileBp};
    ASSIGN_OR_RETURN(point.cost_minor, RoundToMinor(totals.cost.curve[static_cast<size_t>(at)]));
    ASSIGN_OR_RETURN(point.npv_minor, RoundToMinor(totals.npv.curve[static_cast<size_t>(at)]));
    ASSIGN_OR_RETURN(point.cost_error_minor,
                     RoundToMinor(totals.cost.curve_errors[static_cast<size_t>(at)]));
    ASSIGN_OR_RETURN(point.npv_error_minor,
                     RoundToMinor(totals.npv.curve_errors[static_cast<size_t>(at)]));
    figures.curve.push_back(point);
  }
  ASSIGN_OR_RETURN(figures.cost_mean_minor, RoundToMinor(totals.cost.mean));
  ASSIGN_OR_RETURN(figures.npv_mean_minor, RoundToMinor(totals.npv.mean));
  ASSIGN_OR_RETURN(figures.npv_shortfall_minor, RoundToMinor(totals.npv.mean_of_lowest));
  ASSIGN_OR_RETURN(figures.positive_npv_bp, Bp(totals.npv_positive.value));
  ASSIGN_OR_RETURN(figures.positive_npv_error_bp, Bp(totals.npv_positive.standard_error));
  if (totals.within_budget.has_value()) {
    ASSIGN_OR_RETURN(figures.within_budget_bp, Bp(totals.within_budget->value));
    ASSIGN_OR_RETURN(figures.within_budget_error_bp, Bp(totals.within_budget->standard_error));
  }
  RETURN_IF_ERROR(FillFrames(totals.cost, frames, figures));
  ASSIGN_OR_RETURN(figures.shares, SharesOf(described, result.cases[0].lines));
  return figures;
}

absl::StatusOr<std::optional<SimulationFigures>> SimulateCase(const Ledger& ledger,
                                                              const EvaluationContext& context,
                                                              simulation::Executor& executor) {
  const Option* preferred = FindPreferred(ledger.content);
  if (preferred == nullptr || !IsSimulated(ledger, context)) return std::nullopt;
  ASSIGN_OR_RETURN(const UncertainCase described, MakeUncertain(ledger, *preferred));
  if (described.rows.empty()) return std::nullopt;
  const methodology::Frames& frames = *ledger.methodology.frames;
  ASSIGN_OR_RETURN(const simulation::PortfolioResult result,
                   simulation::Simulate(described.portfolio,
                                        {.seed = context.seed, .draws = frames.draws}, executor));
  ASSIGN_OR_RETURN(SimulationFigures figures, FiguresOf(described, frames, result));
  ASSIGN_OR_RETURN(figures.explained, ExplainSimulation(ledger, described, result, figures));
  return figures;
}

}  // namespace cartera::appraisal::v2
