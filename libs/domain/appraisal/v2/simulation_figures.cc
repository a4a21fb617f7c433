#include "libs/domain/appraisal/v2/simulation_figures.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/figure_list.h"

namespace cartera::appraisal::v2 {
namespace {

using v1::RoundToMinor;

constexpr char kDraws[] = "simulation.draws";

// A parameter as it is drawn from, rounded half to even; every one was checked to be below 1e18.
std::string Minor(double value) {
  const auto minor = RoundToMinor(value);
  return minor.ok() ? absl::StrCat(*minor) : "out of range";
}

std::string InWords(const simulation::Constant& d) {
  return absl::StrCat("always ", Minor(d.value));
}
std::string InWords(const simulation::Uniform& d) {
  return absl::StrCat("uniform from ", Minor(d.low), " to ", Minor(d.high));
}
std::string InWords(const simulation::Triangular& d) {
  return absl::StrCat("triangular from ", Minor(d.low), " over ", Minor(d.mode), " to ",
                      Minor(d.high));
}
std::string InWords(const simulation::BetaPert& d) {
  return absl::StrCat("beta-PERT from ", Minor(d.low), " over ", Minor(d.mode), " to ",
                      Minor(d.high));
}
std::string InWords(const simulation::Lognormal& d) {
  return absl::StrCat("lognormal with median ", Minor(d.median));
}
std::string InWords(const simulation::LognormalThrough& d) {
  return absl::StrCat("lognormal, one in ten below ", Minor(d.low_value), " and one in ten above ",
                      Minor(d.high_value));
}
std::string InWords(const simulation::Empirical& d) {
  return absl::StrCat("a table of ", d.values.size(), " quantiles from ", Minor(d.values.front()),
                      " to ", Minor(d.values.back()));
}
std::string InWords(const simulation::HeavyTail& d) {
  return absl::StrCat("heavy tail on the scale of ", Minor(d.scale));
}
std::string InWords(const simulation::Event& d) {
  return absl::StrCat("with probability ", Minor(d.probability * methodology::kWholeBp), " bp: ",
                      std::visit([](const auto& impact) { return InWords(impact); }, d.impact));
}

class Explainer {
 public:
  Explainer(const Ledger& ledger, const UncertainCase& described,
            const simulation::PortfolioResult& result, const SimulationFigures& figures)
      : ledger_(ledger), described_(described), result_(result), figures_(figures) {}

  absl::StatusOr<std::vector<Figure>> Run() {
    const methodology::Frames& frames = *ledger_.methodology.frames;
    RETURN_IF_ERROR(AddDraws());
    AddFrame("steering_frame", frames.steering_percentile, figures_.steering_frame_minor,
             figures_.steering_error_minor);
    AddFrame("cost_frame", frames.cost_percentile, figures_.cost_frame_minor,
             figures_.cost_frame_error_minor);
    Add("npv_shortfall", "Expected shortfall of the net present value",
        "mean of the 5 % lowest draws", figures_.npv_shortfall_minor, ledger_.UnitText());
    Add("positive_npv_bp", "P(NPV > 0)", "draws above 0 / draws", figures_.positive_npv_bp, "bp")
        .explanation.inputs.push_back(
            Amount("standard error", figures_.positive_npv_error_bp, "bp"));
    Explanation& within =
        Add("within_budget_bp", "P(cost as stated)", "draws of cost not above the budget / draws",
            figures_.within_budget_bp, "bp")
            .explanation;
    within.inputs.push_back(Amount("standard error", figures_.within_budget_error_bp, "bp"));
    ASSIGN_OR_RETURN(const int64_t budget,
                     RoundToMinor(described_.portfolio.cases[0].budget.value_or(0)));
    within.inputs.push_back(Amount("budget: the costs as stated", budget, ledger_.UnitText()));
    return std::move(list_);
  }

 private:
  Figure& Add(absl::string_view name, std::string label, std::string formula, int64_t value,
              std::string unit) {
    Figure figure{.id = absl::StrCat("simulation.", name)};
    figure.explanation = Amount(std::move(label), value, std::move(unit));
    figure.explanation.formula = std::move(formula);
    if (figure.id != kDraws) {
      Explanation draws = Amount("draws", figures_.draws, "draws");
      draws.formula = absl::StrCat("see ", kDraws);
      figure.explanation.inputs.push_back(std::move(draws));
    }
    list_.push_back(std::move(figure));
    return list_.back();
  }

  void AddFrame(absl::string_view name, int percentile, int64_t minor, int64_t error_minor) {
    const std::string label = absl::StrCat("P", percentile, " of the cost");
    Explanation& explanation =
        Add(name, label, "quantile of the draws, between two of them", minor, ledger_.UnitText())
            .explanation;
    explanation.inputs.push_back(Amount("standard error", error_minor, ledger_.UnitText()));
    Explanation share = Amount("percentile", percentile, "%");
    SetOrigin(ledger_.methodology.frames->origin, share);
    explanation.inputs.push_back(std::move(share));
  }

  static void SetOrigin(const methodology::Origin& origin, Explanation& explanation) {
    explanation.source = origin.source;
    explanation.standing = origin.standing;
  }

  absl::Status AddDraws() {
    Explanation& draws =
        Add("draws", "Draws",
            absl::StrCat(result_.generator, " with seed ", result_.seed,
                         ": each line and risk by its quantile function, costs and net present "
                         "values summed draw by draw"),
            figures_.draws, "draws")
            .explanation;
    const simulation::Case& one = described_.portfolio.cases[0];
    for (size_t at = 0; at < one.lines.size(); ++at) {
      ASSIGN_OR_RETURN(const int64_t mean, RoundToMinor(result_.cases[0].lines[at].mean));
      const UncertainCase::Row& row = described_.rows[at];
      Explanation drawn = Amount(
          absl::StrCat("mean of the draws of ", row.id, row.is_of_previous ? ", its delay" : ""),
          mean, ledger_.UnitText());
      drawn.formula =
          std::visit([](const auto& d) { return InWords(d); }, one.lines[at].distribution);
      drawn.field_path = row.path;
      draws.inputs.push_back(std::move(drawn));
    }
    const methodology::Frames& frames = *ledger_.methodology.frames;
    Explanation shared =
        Amount("correlation between costs, and between gains", frames.shared_correlation_bp, "bp");
    shared.formula = "of normal scores (Gaussian copula)";
    SetOrigin(frames.default_origin, shared);
    draws.inputs.push_back(std::move(shared));
    return absl::OkStatus();
  }

  const Ledger& ledger_;
  const UncertainCase& described_;
  const simulation::PortfolioResult& result_;
  const SimulationFigures& figures_;
  std::vector<Figure> list_;
};

}  // namespace

absl::StatusOr<std::vector<Figure>> ExplainSimulation(const Ledger& ledger,
                                                      const UncertainCase& described,
                                                      const simulation::PortfolioResult& result,
                                                      const SimulationFigures& figures) {
  return Explainer(ledger, described, result, figures).Run();
}

}  // namespace cartera::appraisal::v2
