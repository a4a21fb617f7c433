#include "libs/domain/appraisal/v2/uncertain_case.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/accounts.h"
#include "libs/domain/appraisal/v2/risk_events.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kWholeBp;
using simulation::Distribution;
using simulation::Impact;

constexpr int kMonthsPerYear = 12;
constexpr double kLowProbability = 0.1;  // of a lognormal spread
constexpr double kHighProbability = 0.9;

double Share(int bp) { return static_cast<double>(bp) / kWholeBp; }

// A spread of a positive amount.
Impact ImpactOf(const Spread& spread, double amount) {
  const double low = Share(spread.low_bp) * amount;
  const double likely = Share(spread.likely_bp) * amount;
  const double high = Share(spread.high_bp) * amount;
  if (spread.shape == SpreadShape::kUniform) return simulation::Uniform{low, high};
  if (spread.shape == SpreadShape::kPert) return simulation::BetaPert{low, likely, high};
  if (spread.shape == SpreadShape::kLognormal) {
    return simulation::LognormalThrough{kLowProbability, low, kHighProbability, high};
  }
  return simulation::Triangular{low, likely, high};
}

Distribution ToDistribution(Impact impact) {
  return std::visit([](auto& one) { return Distribution(std::move(one)); }, impact);
}

// What moves gains by a number of months costs, in present value.
class DelayLoss {
 public:
  DelayLoss(const Years& gains, std::vector<double> factors)
      : gains_(gains), factors_(std::move(factors)), in_time_(Worth(0)) {}

  double After(double months) const { return std::max(0.0, in_time_ - Worth(months)); }

 private:
  double FactorOf(size_t year) const { return year < factors_.size() ? factors_[year] : 0; }

  double Worth(double months) const {
    const double years = months / kMonthsPerYear;
    const auto whole = static_cast<size_t>(years);
    const double part = years - static_cast<double>(whole);
    double sum = 0;
    for (size_t at = 0; at < gains_.size(); ++at) {
      const double early = FactorOf(at + whole), late = FactorOf(at + whole + 1);
      sum += static_cast<double>(gains_[at]) * (early + part * (late - early));
    }
    return sum;
  }

  const Years& gains_;
  std::vector<double> factors_;
  double in_time_;
};

// The quantile of a triangular number of months.
double DelayQuantile(const Risk& risk, double probability) {
  const double low = risk.delay_low_months;
  const double high = std::max(risk.delay_low_months, risk.delay_high_months);
  const double likely = std::clamp<double>(risk.delay_likely_months, low, high);
  const double width = high - low;
  if (probability * width <= likely - low) {
    return low + std::sqrt(probability * width * (likely - low));
  }
  return high - std::sqrt((1 - probability) * width * (high - likely));
}

class Describer {
 public:
  Describer(const Ledger& ledger, const Option& option)
      : ledger_(ledger), option_(option), frames_(*ledger.methodology.frames) {}

  absl::StatusOr<UncertainCase> Run() {
    if (frames_.shared_correlation_bp < 0 || frames_.shared_correlation_bp >= kWholeBp) {
      return absl::InvalidArgumentError(absl::StrCat("frames.shared_correlation_bp must be 0 to ",
                                                     kWholeBp - 1, ", not ",
                                                     frames_.shared_correlation_bp));
    }
    ASSIGN_OR_RETURN(factors_,
                     v1::DiscountFactors(ledger_.methodology.discounting, ledger_.count()));
    portfolio().cases.resize(1);
    one().name = option_.id;
    one().drivers = {"costs", "gains"};
    one().budget = 0;
    for (const Line& line : ledger_.LinesOf(option_.id)) RETURN_IF_ERROR(AddLine(line));
    ASSIGN_OR_RETURN(const std::vector<RiskEvent> events, RiskEventsOf(ledger_, option_));
    for (const RiskEvent& event : events) RETURN_IF_ERROR(AddEvent(event));
    return std::move(described_);
  }

 private:
  // What a line costs, and what it takes from the net present value.
  struct Effect {
    double cost = 0;
    double npv_loss = 0;
  };

  simulation::Portfolio& portfolio() { return described_.portfolio; }
  simulation::Case& one() { return described_.portfolio.cases[0]; }

  absl::StatusOr<Effect> EffectOf(Line line) const {
    for (LineYear& year : line.years) year.gross.bias = year.net.bias = InPrices();
    Effect effect;
    ASSIGN_OR_RETURN(const Flows stated, FlowsOf(ledger_, {&line}, Account::kEconomic,
                                                 BasisOf(ledger_, Account::kEconomic)));
    ASSIGN_OR_RETURN(const int64_t cost, Total(stated.costs));
    effect.cost = static_cast<double>(cost);
    ASSIGN_OR_RETURN(const Flows flows, FlowsOf(ledger_, {&line}, Account::kEconomic,
                                                ledger_.methodology.discounting.rate_basis));
    ASSIGN_OR_RETURN(const Years net, NetBenefits(flows));
    ASSIGN_OR_RETURN(const double worth,
                     finance::DiscountedSum(std::vector<double>(net.begin(), net.end()), factors_));
    effect.npv_loss = -worth;
    return effect;
  }

  Distribution DistributionOf(const Line& line, double amount) const {
    const std::optional<Spread> spread = ledger_.SpreadOf(line);
    if (!spread.has_value()) return simulation::Constant{amount};
    return ToDistribution(ImpactOf(*spread, amount));
  }

  absl::Status AddLine(const Line& line) {
    ASSIGN_OR_RETURN(const Effect effect, EffectOf(line));
    const double scale = effect.cost > 0 ? effect.cost : std::abs(effect.npv_loss);
    if (scale == 0) return absl::OkStatus();
    simulation::Line drawn{.name = std::string(line.id),
                           .distribution = DistributionOf(line, scale),
                           .cost_weight = effect.cost / scale,
                           .npv_weight = -effect.npv_loss / scale};
    if (frames_.shared_correlation_bp > 0) {
      drawn.loadings = {{.driver = line.is_cost ? 0 : 1,
                         .weight = std::sqrt(Share(frames_.shared_correlation_bp)),
                         .of_case = true}};
    }
    one().budget = *one().budget + effect.cost;
    UncertainCase::Row row{.id = std::string(line.id)};
    if (line.is_cost) row.cost = line.cost->category;
    if (!line.is_cost) row.gain = line.benefit->category;
    return Add(std::move(row), line.Path("spread"), std::move(drawn));
  }

  absl::Status AddEvent(const RiskEvent& event) {
    if (event.probability_bp == 0) return absl::OkStatus();
    const bool costs = event.impact_minor != 0;
    const bool delays = event.risk->delay_high_months > 0 || event.risk->delay_low_months > 0;
    std::vector<simulation::Loading> together;
    if (costs && delays) {
      if (one().drivers.size() == simulation::kDriversMax) {
        return absl::FailedPreconditionError(
            absl::StrCat(RiskPath(*event.risk, "delay_high_months"), ": more than ",
                         simulation::kDriversMax - 2, " risks both cost money and delay"));
      }
      together = {{.driver = static_cast<int>(one().drivers.size()), .weight = 1, .of_case = true}};
      one().drivers.push_back(event.risk->id);
    }
    if (costs) RETURN_IF_ERROR(AddImpact(event, together));
    if (delays) RETURN_IF_ERROR(AddDelay(event, together));
    return absl::OkStatus();
  }

  absl::Status AddImpact(const RiskEvent& event, const std::vector<simulation::Loading>& together) {
    Effect struck;
    for (const Line* line : event.costs) {
      ASSIGN_OR_RETURN(const Effect effect, EffectOf(*line));
      struck.cost += effect.cost;
      struck.npv_loss += effect.npv_loss;
    }
    const auto amount = static_cast<double>(event.impact_minor);
    const std::optional<Spread>& spread = event.risk->cost_impact_spread;
    const Impact impact = spread.has_value() && spread->shape != SpreadShape::kUnspecified
                              ? ImpactOf(*spread, amount)
                              : Impact(simulation::Constant{amount});
    simulation::Line drawn{.name = event.risk->id,
                           .distribution = simulation::Event{Share(event.probability_bp), impact},
                           .npv_weight = struck.cost > 0 ? -struck.npv_loss / struck.cost : -1,
                           .loadings = together};
    return Add({.id = event.risk->id}, RiskPath(*event.risk, "cost_impact_spread"),
               std::move(drawn));
  }

  absl::Status AddDelay(const RiskEvent& event, const std::vector<simulation::Loading>& together) {
    ASSIGN_OR_RETURN(const Flows flows, FlowsOf(ledger_, event.delays, Account::kEconomic,
                                                ledger_.methodology.discounting.rate_basis));
    ASSIGN_OR_RETURN(const Years gains, NetBenefits(flows));
    const DelayLoss loss(gains, factors_);
    simulation::Empirical table;
    double least = 0;  // with negative rates a longer delay may cost less
    for (int i = 0; i < kDelayTablePoints; ++i) {
      const double probability = static_cast<double>(i) / (kDelayTablePoints - 1);
      least = std::max(least, loss.After(DelayQuantile(*event.risk, probability)));
      table.probabilities.push_back(probability);
      table.values.push_back(least);
    }
    simulation::Line drawn{
        .name = event.risk->id,
        .distribution = simulation::Event{Share(event.probability_bp), std::move(table)},
        .cost_weight = 0,
        .loadings = together};
    return Add({.id = event.risk->id, .is_of_previous = !together.empty()},
               RiskPath(*event.risk, "delay_high_months"), std::move(drawn));
  }

  absl::Status Add(UncertainCase::Row row, const std::string& path, simulation::Line drawn) {
    const absl::Status checked = simulation::CheckDistribution(drawn.distribution, path);
    if (!checked.ok()) return absl::FailedPreconditionError(checked.message());
    row.path = path;
    described_.rows.push_back(std::move(row));
    one().lines.push_back(std::move(drawn));
    return absl::OkStatus();
  }

  const Ledger& ledger_;
  const Option& option_;
  const methodology::Frames& frames_;
  std::vector<double> factors_;
  UncertainCase described_;
};

}  // namespace

absl::StatusOr<UncertainCase> MakeUncertain(const Ledger& ledger, const Option& option) {
  return Describer(ledger, option).Run();
}

}  // namespace cartera::appraisal::v2
