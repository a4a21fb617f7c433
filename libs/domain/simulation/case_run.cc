#include "libs/domain/simulation/case_run.h"

#include <algorithm>
#include <cmath>

#include "libs/domain/simulation/correlation.h"
#include "libs/domain/simulation/sampler.h"

namespace cartera::simulation::internal {
namespace {

Probability ShareOfDraws(int64_t count, int64_t draws) {
  const double p = static_cast<double>(count) / static_cast<double>(draws);
  return {p, std::sqrt(p * (1 - p) / static_cast<double>(draws))};
}

// A line's normal score as a weighted sum of independent ones: of lines of its case, and drivers.
struct Recipe {
  std::vector<double> weights;
  std::vector<int> lines;    // the first weights
  std::vector<int> drivers;  // the next ones: of the portfolio
  std::vector<int> own;      // the others: drivers of the case
  // It is its own score and nothing else: its uniform number may be used as it is.
  bool plain = true;
};

std::vector<Recipe> RecipesOf(const Case& described) {
  const auto count = static_cast<int>(described.lines.size());
  std::vector<double> factor;
  if (!described.correlation.empty()) {
    factor = *CholeskyOfCorrelation(described.correlation, count, "correlation");
  }
  std::vector<Recipe> recipes(described.lines.size());
  for (int i = 0; i < count; ++i) {
    double loaded = 0;
    for (const Loading& loading : described.lines[i].loadings) {
      loaded += loading.weight * loading.weight;
    }
    const double own = std::sqrt(std::max(0.0, 1 - loaded));
    Recipe& recipe = recipes[i];
    for (int k = 0; k <= i; ++k) {
      const double weight =
          factor.empty() ? static_cast<double>(k == i) : factor[static_cast<size_t>(i) * count + k];
      if (weight == 0 || own == 0) continue;
      recipe.lines.push_back(k);
      recipe.weights.push_back(weight * own);
    }
    for (const bool of_case : {false, true}) {
      for (const Loading& loading : described.lines[i].loadings) {
        if (loading.weight == 0 || loading.of_case != of_case) continue;
        (of_case ? recipe.own : recipe.drivers).push_back(loading.driver);
        recipe.weights.push_back(loading.weight);
      }
    }
    recipe.plain = recipe.weights.size() == 1 && recipe.lines.size() == 1 && recipe.lines[0] == i;
  }
  return recipes;
}

}  // namespace

void Totals::Center(double cost, double npv) {
  center_cost_ = cost;
  center_npv_ = npv;
}

void Totals::Add(const Kernels& kernels, size_t n, Chunk* cost, Chunk* npv, Workspace* space) {
  space->cost.insert(space->cost.end(), cost->begin(), cost->begin() + n);
  space->npv.insert(space->npv.end(), npv->begin(), npv->begin() + n);
  for (size_t i = 0; i < n; ++i) positive_ += static_cast<int64_t>((*npv)[i] > 0);
  if (budget_.has_value()) {
    const double budget = *budget_;
    for (size_t i = 0; i < n; ++i) within_ += static_cast<int64_t>((*cost)[i] <= budget);
  }
  const size_t padded = Padded(n);
  kernels.scale(-center_cost_, 1, cost->data(), padded, cost->data());
  kernels.scale(-center_npv_, 1, npv->data(), padded, npv->data());
  kernels.co_moments(cost->data(), 0, cost->data(), npv->data(), padded, cost_sums_.data());
  kernels.co_moments(npv->data(), 0, cost->data(), npv->data(), padded, npv_sums_.data());
}

void Totals::EndBlock(Workspace* space) {
  cost_.Add(absl::MakeSpan(space->cost), &space->sort);
  npv_.Add(absl::MakeSpan(space->npv), &space->sort);
  space->cost.clear();
  space->npv.clear();
}

double Totals::Variance(double sum, double squares) const {
  const auto n = static_cast<double>(draws_);
  return std::max(0.0, (squares - sum * (sum / n)) / (n - 1));
}

TotalsResult Totals::Result() const {
  const auto n = static_cast<double>(draws_);
  const auto complete = [&](Outcome outcome, double center, double sum, double squares) {
    outcome.mean = center + sum / n;
    outcome.sd = std::sqrt(Variance(sum, squares));
    outcome.mean_standard_error = outcome.sd / std::sqrt(n);
    return outcome;
  };
  TotalsResult result;
  result.cost = complete(cost_.Describe(), center_cost_, cost_sums_[0], cost_sums_[1]);
  result.npv = complete(npv_.Describe(), center_npv_, npv_sums_[0], npv_sums_[2]);
  result.npv_positive = ShareOfDraws(positive_, draws_);
  if (budget_.has_value()) result.within_budget = ShareOfDraws(within_, draws_);
  return result;
}

LineResult Totals::ShareOf(const Line& line, double center,
                           const std::array<double, 3>& sums) const {
  const auto n = static_cast<double>(draws_);
  const auto share = [&](double weight, double product, double total_sum, double variance) {
    const double covariance = (product - sums[0] * (total_sum / n)) / (n - 1);
    return variance > 0 ? weight * covariance / variance : 0;
  };
  return {.mean = center + sums[0] / n,
          .cost_variance_share = share(line.cost_weight, sums[1], cost_sums_[0],
                                       Variance(cost_sums_[0], cost_sums_[1])),
          .npv_variance_share =
              share(line.npv_weight, sums[2], npv_sums_[0], Variance(npv_sums_[0], npv_sums_[2]))};
}

struct CaseRun::Drawing {
  std::vector<Sampler> samplers;
  std::vector<Recipe> recipes;
  std::vector<bool> scored;  // lines whose normal scores are needed
};

CaseRun::CaseRun(const Case& described, const Settings& settings)
    : case_(described),
      settings_(settings),
      totals_(settings.draws, described.budget),
      line_sums_(described.lines.size()) {}

void CaseRun::DrawChunk(const Kernels& kernels, const Drawing& drawing, int64_t first,
                        size_t offset, size_t n, const std::vector<std::vector<double>>& drivers,
                        Workspace* space, Chunk* cost, Chunk* npv) const {
  const size_t count = case_.lines.size(), padded = Padded(n);
  const auto uniforms = [&](size_t i) {
    const Sequence sequence{
        .seed = settings_.seed, .stream = case_.stream, .line = static_cast<uint32_t>(i)};
    kernels.uniforms(sequence, first + offset, padded, space->values[i].data());
  };
  for (size_t k = 0; k < case_.drivers.size(); ++k) {
    double* const driver = space->drivers[k].data();
    kernels.uniforms({.seed = settings_.seed,
                      .stream = case_.stream,
                      .line = static_cast<uint32_t>(kLinesMax + k)},
                     first + offset, padded, driver);
    kernels.inverse_normal(driver, padded, driver);
  }
  for (size_t i = 0; i < count; ++i) {
    if (!drawing.scored[i]) continue;
    uniforms(i);
    kernels.inverse_normal(space->values[i].data(), padded, space->scores[i].data());
  }
  std::vector<const double*> parts;
  for (size_t i = 0; i < count; ++i) {
    const Recipe& recipe = drawing.recipes[i];
    Chunk& x = space->values[i];
    if (recipe.plain) {
      if (!drawing.scored[i]) uniforms(i);
      drawing.samplers[i].FromUniform(kernels, padded, x.data());
    } else {
      parts.clear();
      for (const int line : recipe.lines) parts.push_back(space->scores[line].data());
      for (const int driver : recipe.drivers) parts.push_back(drivers[driver].data() + offset);
      for (const int driver : recipe.own) parts.push_back(space->drivers[driver].data());
      kernels.mix(parts.data(), recipe.weights.data(), parts.size(), padded, x.data());
      drawing.samplers[i].FromNormal(kernels, padded, x.data());
    }
    std::fill(x.begin() + n, x.begin() + padded, centers_[i]);
    // Now, while it is in the nearest cache.
    kernels.add_to_both(case_.lines[i].cost_weight, case_.lines[i].npv_weight, x.data(), padded,
                        cost->data(), npv->data());
  }
}

CaseRun::Drawing CaseRun::Prepare(Workspace* space) const {
  const size_t lines = case_.lines.size();
  Drawing drawing{.recipes = RecipesOf(case_), .scored = std::vector<bool>(lines)};
  drawing.samplers.reserve(lines);
  for (size_t i = 0; i < lines; ++i) {
    drawing.samplers.emplace_back(case_.lines[i].distribution);
    if (drawing.recipes[i].plain) continue;
    for (const int line : drawing.recipes[i].lines) drawing.scored[line] = true;
  }
  space->values.resize(std::max(space->values.size(), lines));
  space->scores.resize(std::max(space->scores.size(), lines));
  space->drivers.resize(std::max(space->drivers.size(), case_.drivers.size()));
  return drawing;
}

bool CaseRun::RunBlock(int64_t first, int64_t count,
                       const std::vector<std::vector<double>>& drivers,
                       const std::function<bool()>& cancelled, Workspace* space, double* group_cost,
                       double* group_npv) {
  const Kernels& kernels = KernelsFor(settings_.instructions);
  const size_t lines = case_.lines.size();
  const Drawing drawing = Prepare(space);
  if (first == 0) {
    double cost = 0, npv = 0;
    for (size_t i = 0; i < lines; ++i) {
      centers_.push_back(drawing.samplers[i].Quantile(0.5));
      // As the draws are summed, so that what pads a chunk is the centre to the last bit.
      cost = cost + centers_[i] * case_.lines[i].cost_weight;
      npv = npv + centers_[i] * case_.lines[i].npv_weight;
    }
    center_cost_ = cost;
    center_npv_ = npv;
    totals_.Center(cost, npv);
  }
  Chunk cost, npv;
  for (size_t offset = 0; offset < static_cast<size_t>(count); offset += kChunk) {
    if (cancelled && cancelled()) return false;
    const size_t n = std::min(kChunk, static_cast<size_t>(count) - offset);
    cost.fill(0);
    npv.fill(0);
    DrawChunk(kernels, drawing, first, offset, n, drivers, space, &cost, &npv);
    for (size_t i = 0; i < n; ++i) group_cost[offset + i] += cost[i];
    for (size_t i = 0; i < n; ++i) group_npv[offset + i] += npv[i];
    totals_.Add(kernels, n, &cost, &npv, space);
    for (size_t i = 0; i < lines; ++i) {
      kernels.co_moments(space->values[i].data(), centers_[i], cost.data(), npv.data(), Padded(n),
                         line_sums_[i].data());
    }
  }
  totals_.EndBlock(space);
  return true;
}

bool CaseRun::AddShares(int64_t first, int64_t count,
                        const std::vector<std::vector<double>>& drivers,
                        const std::vector<double>& all_cost, const std::vector<double>& all_npv,
                        const std::function<bool()>& cancelled, Workspace* space) {
  const Kernels& kernels = KernelsFor(settings_.instructions);
  const Drawing drawing = Prepare(space);
  Chunk cost, npv;
  for (size_t offset = 0; offset < static_cast<size_t>(count); offset += kChunk) {
    if (cancelled && cancelled()) return false;
    const size_t n = std::min(kChunk, static_cast<size_t>(count) - offset);
    cost.fill(0);
    npv.fill(0);
    DrawChunk(kernels, drawing, first, offset, n, drivers, space, &cost, &npv);
    const double* const with_cost = all_cost.data() + offset;
    const double* const with_npv = all_npv.data() + offset;
    kernels.co_moments(cost.data(), center_cost_, with_cost, with_npv, Padded(n),
                       cost_sums_.data());
    kernels.co_moments(npv.data(), center_npv_, with_cost, with_npv, Padded(n), npv_sums_.data());
  }
  return true;
}

void CaseRun::TakeShares(const Totals& all, CaseResult* result) const {
  // A case is to all as a line is to its case.
  const Line whole{.cost_weight = 1, .npv_weight = 1};
  result->cost_variance_share = all.ShareOf(whole, center_cost_, cost_sums_).cost_variance_share;
  result->npv_variance_share = all.ShareOf(whole, center_npv_, npv_sums_).npv_variance_share;
}

CaseResult CaseRun::Result() const {
  CaseResult result;
  result.totals = totals_.Result();
  for (size_t i = 0; i < case_.lines.size(); ++i) {
    const Line& line = case_.lines[i];
    result.lines.push_back(totals_.ShareOf(line, centers_[i], line_sums_[i]));
    result.mean_exists = result.mean_exists && MeanOf(line.distribution).has_value();
    result.variance_exists = result.variance_exists && VarianceOf(line.distribution).has_value();
  }
  return result;
}

}  // namespace cartera::simulation::internal
