#include <cmath>
#include <optional>

#include "libs/base/status_macros.h"
#include "libs/domain/simulation/correlation.h"
#include "libs/domain/simulation/iman_conover.h"
#include "libs/domain/simulation/moments.h"
#include "libs/domain/simulation/rank_correlation.h"
#include "libs/domain/simulation/sampler.h"
#include "libs/domain/simulation/simulate.h"
#include "tools/calc/calc.h"
#include "tools/calc/json.h"

namespace cartera::calc {
namespace {

using Text = absl::StatusOr<std::string>;
using simulation::Distribution;

constexpr int kSeedMax = 2'147'483'647;
constexpr absl::string_view kTypes[] = {"constant",  "uniform",    "triangular",
                                        "pert",      "lognormal",  "lognormal_through",
                                        "empirical", "heavy_tail", "event"};
constexpr int kImpacts = 7;  // an event's impact is one of the first

// low, mode, high.
template <typename Shape>
absl::StatusOr<Distribution> ThreePoints(Arguments& args) {
  Shape shape;
  ASSIGN_OR_RETURN(shape.low, args.Number("low"));
  ASSIGN_OR_RETURN(shape.mode, args.Number("mode"));
  ASSIGN_OR_RETURN(shape.high, args.Number("high"));
  return shape;
}

absl::StatusOr<Distribution> Uniform(Arguments& args) {
  simulation::Uniform uniform;
  ASSIGN_OR_RETURN(uniform.low, args.Number("low"));
  ASSIGN_OR_RETURN(uniform.high, args.Number("high"));
  return uniform;
}

absl::StatusOr<Distribution> Lognormal(Arguments& args) {
  simulation::Lognormal lognormal;
  ASSIGN_OR_RETURN(lognormal.median, args.Number("median"));
  ASSIGN_OR_RETURN(lognormal.cv, args.Number("cv"));
  return lognormal;
}

absl::StatusOr<Distribution> LognormalThrough(Arguments& args) {
  simulation::LognormalThrough through;
  ASSIGN_OR_RETURN(through.low_probability, args.Number("low_probability"));
  ASSIGN_OR_RETURN(through.low_value, args.Number("low_value"));
  ASSIGN_OR_RETURN(through.high_probability, args.Number("high_probability"));
  ASSIGN_OR_RETURN(through.high_value, args.Number("high_value"));
  return through;
}

absl::StatusOr<Distribution> Empirical(Arguments& args) {
  simulation::Empirical table;
  ASSIGN_OR_RETURN(table.probabilities, args.Numbers("probabilities"));
  ASSIGN_OR_RETURN(table.values, args.Numbers("values"));
  return table;
}

absl::StatusOr<Distribution> HeavyTail(Arguments& args) {
  simulation::HeavyTail tail;
  ASSIGN_OR_RETURN(tail.scale, args.Number("scale"));
  ASSIGN_OR_RETURN(tail.body_median, args.Number("body_median"));
  ASSIGN_OR_RETURN(tail.body_sigma, args.Number("body_sigma"));
  ASSIGN_OR_RETURN(tail.tail_from, args.Number("tail_from"));
  ASSIGN_OR_RETURN(tail.tail_mass, args.Number("tail_mass"));
  ASSIGN_OR_RETURN(tail.tail_index, args.Number("tail_index"));
  return tail;
}

absl::StatusOr<Distribution> DistributionOf(Arguments& args,
                                            absl::Span<const absl::string_view> types);

absl::StatusOr<Distribution> Event(Arguments& args) {
  simulation::Event event;
  ASSIGN_OR_RETURN(event.probability, args.Number("probability"));
  ASSIGN_OR_RETURN(Arguments inner, args.Object("impact"));
  ASSIGN_OR_RETURN(const Distribution impact,
                   DistributionOf(inner, absl::MakeConstSpan(kTypes, kImpacts)));
  std::visit(
      [&](const auto& shape) {
        if constexpr (std::is_convertible_v<decltype(shape), simulation::Impact>) {
          event.impact = shape;
        }
      },
      impact);
  return event;
}

absl::StatusOr<Distribution> Constant(Arguments& args) {
  ASSIGN_OR_RETURN(const double value, args.Number("value"));
  return simulation::Constant{value};
}

// One of `types`, whose arguments are the members of libs/domain/simulation/distribution.h.
absl::StatusOr<Distribution> DistributionOf(Arguments& args,
                                            absl::Span<const absl::string_view> types) {
  using Read = absl::StatusOr<Distribution> (*)(Arguments&);
  static constexpr Read kReads[] = {&Constant,
                                    &Uniform,
                                    &ThreePoints<simulation::Triangular>,
                                    &ThreePoints<simulation::BetaPert>,
                                    &Lognormal,
                                    &LognormalThrough,
                                    &Empirical,
                                    &HeavyTail,
                                    &Event};
  ASSIGN_OR_RETURN(const int type, args.Word("type", types));
  ASSIGN_OR_RETURN(Distribution distribution, kReads[type](args));
  RETURN_IF_ERROR(args.AllRead());
  return distribution;
}

// null where a heavy tail has none.
std::string SdOf(const Distribution& distribution) {
  const std::optional<double> variance = simulation::VarianceOf(distribution);
  return Json(variance.has_value() ? std::optional<double>(std::sqrt(*variance)) : std::nullopt);
}

Text DistributionQuantiles(Arguments& args) {
  ASSIGN_OR_RETURN(Arguments inner, args.Object("distribution"));
  ASSIGN_OR_RETURN(const Distribution distribution, DistributionOf(inner, kTypes));
  ASSIGN_OR_RETURN(const std::vector<double> probabilities, args.Numbers("probabilities"));
  RETURN_IF_ERROR(simulation::CheckDistribution(distribution, "distribution"));
  const simulation::Sampler sampler(distribution);
  std::vector<double> quantiles;
  for (const double probability : probabilities) {
    if (!(probability > 0 && probability < 1)) {
      return absl::InvalidArgumentError(
          absl::StrCat("probabilities[", quantiles.size(), "]: not between 0 and 1"));
    }
    quantiles.push_back(sampler.Quantile(probability));
  }
  return JsonObject({{"quantiles", Json(quantiles)},
                     {"mean", Json(simulation::MeanOf(distribution))},
                     {"sd", SdOf(distribution)}});
}

std::string JsonOf(const simulation::PortfolioResult& result) {
  const simulation::CaseResult& sum = result.cases[0];
  const simulation::Outcome& cost = sum.totals.cost;
  std::vector<std::string> percentiles;
  for (const simulation::Percentile& each : cost.percentiles) {
    percentiles.push_back(Json({each.probability, each.value, each.standard_error}));
  }
  std::vector<double> shares;
  for (const simulation::LineResult& line : sum.lines) shares.push_back(line.cost_variance_share);
  std::vector<std::pair<std::string, std::string>> members = {
      {"mean", Json(cost.mean)},
      {"mean_standard_error", Json(cost.mean_standard_error)},
      {"sd", Json(cost.sd)},
      {"percentiles", JsonList(percentiles)},
      {"s_curve", Json(cost.curve)},
      {"mean_of_highest_5_percent", Json(cost.mean_of_highest)},
      {"variance_shares", Json(shares)}};
  if (sum.totals.within_budget.has_value()) {
    members.push_back({"within_budget", Json({sum.totals.within_budget->value,
                                              sum.totals.within_budget->standard_error})});
  }
  members.push_back({"seed", std::to_string(result.seed)});
  members.push_back({"draws", std::to_string(result.draws)});
  members.push_back({"generator", JsonText(result.generator)});
  return JsonObject(members);
}

// What `correlation` of the arguments is of, as that of normal scores.
absl::StatusOr<std::vector<double>> CorrelationGiven(Arguments& args) {
  static constexpr absl::string_view kKinds[] = {"normal_scores", "spearman", "kendall"};
  static constexpr double (*kReads[])(double) = {nullptr, &simulation::NormalOfSpearman,
                                                 &simulation::NormalOfKendall};
  ASSIGN_OR_RETURN(std::vector<double> matrix, args.Square("correlation"));
  if (!args.Has("correlation_of")) return matrix;
  ASSIGN_OR_RETURN(const int kind, args.Word("correlation_of", kKinds));
  if (kReads[kind] == nullptr) return matrix;
  for (double& entry : matrix) {
    if (std::abs(entry) < 1) entry = kReads[kind](entry);
  }
  return matrix;
}

Text SimulateSum(Arguments& args) {
  simulation::Case sum{.name = "sum"};
  ASSIGN_OR_RETURN(std::vector<Arguments> terms, args.Objects("distributions"));
  for (Arguments& term : terms) {
    ASSIGN_OR_RETURN(Distribution distribution, DistributionOf(term, kTypes));
    // Named here as the caller knows it.
    RETURN_IF_ERROR(simulation::CheckDistribution(
        distribution, absl::StrCat("distributions[", sum.lines.size(), "]")));
    sum.lines.push_back({.name = absl::StrCat(sum.lines.size()),
                         .distribution = std::move(distribution),
                         .npv_weight = 0});
  }
  if (sum.lines.empty()) return absl::InvalidArgumentError("distributions: none was given");
  if (args.Has("correlation")) {
    ASSIGN_OR_RETURN(sum.correlation, CorrelationGiven(args));
    RETURN_IF_ERROR(simulation::CholeskyOfCorrelation(
                        sum.correlation, static_cast<int>(sum.lines.size()), "correlation")
                        .status());
  }
  if (args.Has("budget")) {
    ASSIGN_OR_RETURN(sum.budget, args.Number("budget"));
  }
  simulation::Settings settings;
  ASSIGN_OR_RETURN(settings.draws,
                   args.Whole("draws", simulation::kDrawsMin, simulation::kDrawsMax));
  ASSIGN_OR_RETURN(settings.seed, args.Whole("seed", 0, kSeedMax));
  simulation::SerialExecutor executor;
  ASSIGN_OR_RETURN(const simulation::PortfolioResult result,
                   simulation::Simulate({.cases = {std::move(sum)}}, settings, executor));
  return JsonOf(result);
}

Text ImanConover(Arguments& args) {
  ASSIGN_OR_RETURN(const simulation::Columns columns, args.Rows("columns"));
  ASSIGN_OR_RETURN(const std::vector<double> target, args.Square("target"));
  ASSIGN_OR_RETURN(const int seed, args.Whole("seed", 0, kSeedMax));
  const size_t count = columns.empty() ? 0 : columns[0].size();
  ASSIGN_OR_RETURN(const simulation::Columns answer,
                   simulation::ImanConover(
                       columns, target,
                       simulation::ImanConoverScores(static_cast<int64_t>(count),
                                                     static_cast<int>(columns.size()), seed)));
  std::vector<std::string> texts;
  for (const std::vector<double>& column : answer) texts.push_back(Json(column));
  return JsonList(texts);
}

std::string JsonOf(const simulation::Moments& moments) {
  return JsonObject({{"mean", Json(moments.mean)}, {"sd", Json(moments.sd)}});
}

Text SuccessiveEstimate(Arguments& args) {
  ASSIGN_OR_RETURN(const double low, args.Number("low"));
  ASSIGN_OR_RETURN(const double likely, args.Number("likely"));
  ASSIGN_OR_RETURN(const double high, args.Number("high"));
  ASSIGN_OR_RETURN(const simulation::Moments moments,
                   simulation::SuccessiveEstimate(low, likely, high));
  return JsonOf(moments);
}

Text SumOfMoments(Arguments& args) {
  ASSIGN_OR_RETURN(std::vector<Arguments> rows, args.Objects("terms"));
  std::vector<simulation::Moments> terms;
  for (Arguments& row : rows) {
    simulation::Moments& term = terms.emplace_back();
    ASSIGN_OR_RETURN(term.mean, row.Number("mean"));
    ASSIGN_OR_RETURN(term.sd, row.Number("sd"));
    RETURN_IF_ERROR(row.AllRead());
  }
  std::vector<double> correlation;
  if (args.Has("correlation")) {
    ASSIGN_OR_RETURN(correlation, args.Square("correlation"));
  }
  ASSIGN_OR_RETURN(const simulation::Moments sum, simulation::MomentsOfSum(terms, correlation));
  return JsonOf(sum);
}

}  // namespace

// clang-format off
std::vector<Function> SimulationFunctions() {
  return {
      {"distribution_quantiles", "quantiles by the inverse of the distribution function, mean and "
       "standard deviation by closed form; null where a heavy tail has none.",
       "distribution: {\"type\": ...} of constant (value), uniform (low, high), triangular and"
       " pert (low, mode, high), lognormal (median, cv = sd / mean), lognormal_through "
       "(low_probability, low_value, high_probability, high_value), empirical (probabilities "
       "from 0 to 1, values), heavy_tail (scale, body_median, body_sigma, tail_from, "
       "tail_mass, tail_index) or event (probability, impact: a distribution); probabilities, "
       "between 0 and 1",
       R"({"distribution": {"type": "pert", "low": 80, "mode": 100, "high": 180}, )"
       R"("probabilities": [0.5, 0.8, 0.85]})", &DistributionQuantiles},
      {"simulate_sum", "the sum of uncertain amounts by Monte Carlo: percentiles as [probability, "
       "value, standard error], the S-curve in 101 points, and whose uncertainty it is. The same "
       "seed gives the same digits on every machine.",
       "distributions, as for distribution_quantiles; correlation (optional), and correlation_of "
       "what it is: normal_scores (the default), spearman or kendall, of ranks; "
       "draws, 1000 to 1000000; seed, from 0; budget (optional)",
       R"({"distributions": [{"type": "triangular", "low": 90, "mode": 100, "high": 140}, )"
       R"({"type": "event", "probability": 0.2, "impact": {"type": "uniform", "low": 10, )"
       R"("high": 30}}], "correlation": [[1, 0.3], [0.3, 1]], "draws": 10000, "seed": 7, )"
       R"("budget": 120})", &SimulateSum},
      {"successive_estimate", "mean (low + 3 likely + high) / 5 and standard deviation "
       "(high - low) / 5, as Danish state projects estimate (from memory: the "
       "model's own formula was not found).",
       "low, likely, high",
       R"({"low": 80, "likely": 100, "high": 150})", &SuccessiveEstimate},
      {"sum_of_moments", "mean and standard deviation of a sum, without draws.",
       "terms, of mean and sd; correlation (optional: independent)",
       R"({"terms": [{"mean": 10, "sd": 2}, {"mean": 15, "sd": 3}], )"
       R"("correlation": [[1, 0.5], [0.5, 1]]})", &SumOfMoments},
      {"iman_conover", "the columns in an order with about the rank correlation wanted; the first "
       "stays as it is.",
       "columns of equal length; target, their correlation matrix; seed, from 0",
       R"({"columns": [[1, 2, 3, 4, 5, 6, 7, 8], [10, 20, 30, 40, 50, 60, 70, 80]], )"
       R"("target": [[1, 0.8], [0.8, 1]], "seed": 1})", &ImanConover},
  };
}
// clang-format on

}  // namespace cartera::calc
