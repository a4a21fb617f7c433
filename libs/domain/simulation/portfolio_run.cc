#include "libs/domain/simulation/portfolio_run.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "libs/base/status_macros.h"

namespace cartera::simulation {

using internal::Chunk;
using internal::kChunk;
using internal::Padded;
using internal::Workspace;

PortfolioRun::PortfolioRun(const Portfolio& portfolio, const Settings& settings)
    : portfolio_(portfolio),
      settings_(settings),
      kernels_(KernelsFor(settings.instructions)),
      group_size_((portfolio.cases.size() + kGroupsMax - 1) / kGroupsMax),
      groups_(static_cast<int>((portfolio.cases.size() + group_size_ - 1) / group_size_)),
      drivers_(portfolio.drivers.size()),
      totals_(settings.draws, portfolio.budget) {
  cases_.reserve(portfolio.cases.size());
  for (const Case& described : portfolio.cases) {
    cases_.emplace_back(described, settings_);
    all_ += settings_.draws * static_cast<int64_t>(described.lines.size());
  }
  if (settings_.case_shares) all_ *= 2;
  result_.cases.resize(portfolio.cases.size());
  group_cost_.resize(groups_);
  group_npv_.resize(groups_);
}

absl::StatusOr<std::unique_ptr<PortfolioRun>> PortfolioRun::Make(const Portfolio& portfolio,
                                                                 const Settings& settings) {
  RETURN_IF_ERROR(Check(portfolio, settings));
  return absl::WrapUnique(new PortfolioRun(portfolio, settings));
}

absl::StatusOr<bool> PortfolioRun::Step(int groups, Executor& executor, const Watch& watch) {
  if (first_ >= settings_.draws) return false;
  if (next_group_ == 0 && !second_pass_) DrawDrivers(executor);
  const int from = next_group_, count = std::min(groups, groups_ - from);
  executor.Run(count, [&](int i) { RunGroup(from + i, watch); });
  if (stopped_) return absl::CancelledError("the simulation was cancelled");
  next_group_ += count;
  if (next_group_ == groups_) EndPass();
  return first_ < settings_.draws;
}

PortfolioResult PortfolioRun::Take() {
  result_.seed = settings_.seed;
  result_.draws = settings_.draws;
  result_.generator = std::string(kGenerator);
  result_.totals = totals_.Result();
  if (settings_.case_shares) {
    for (size_t at = 0; at < cases_.size(); ++at) {
      cases_[at].TakeShares(totals_, &result_.cases[at]);
    }
  }
  return std::move(result_);
}

int64_t PortfolioRun::Count() const { return std::min(kBlockDraws, settings_.draws - first_); }

void PortfolioRun::DrawDrivers(Executor& executor) {
  executor.Run(static_cast<int>(drivers_.size()), [&](int driver) {
    std::vector<double>& normal = drivers_[driver];
    const size_t padded = Padded(Count());
    normal.resize(padded);
    kernels_.uniforms(
        {.seed = settings_.seed, .stream = kDriverStream, .line = static_cast<uint32_t>(driver)},
        first_, padded, normal.data());
    kernels_.inverse_normal(normal.data(), padded, normal.data());
  });
}

void PortfolioRun::RunGroup(int group, const Watch& watch) {
  if (!second_pass_) {
    group_cost_[group].assign(Count(), 0);
    group_npv_[group].assign(Count(), 0);
  }
  Workspace space;
  const size_t from = group * group_size_;
  const size_t to = std::min(cases_.size(), from + group_size_);
  for (size_t at = from; at < to && !stopped_; ++at) {
    if (!RunCase(at, group, watch, &space)) {
      stopped_ = true;
      return;
    }
    const int64_t drawn = Count() * static_cast<int64_t>(portfolio_.cases[at].lines.size());
    const int64_t done = done_.fetch_add(drawn) + drawn;
    if (watch.progress) watch.progress(done, all_);
  }
}

bool PortfolioRun::RunCase(size_t at, int group, const Watch& watch, Workspace* space) {
  if (second_pass_) {
    return cases_[at].AddShares(first_, Count(), drivers_, all_cost_, all_npv_, watch.cancelled,
                                space);
  }
  if (!cases_[at].RunBlock(first_, Count(), drivers_, watch.cancelled, space,
                           group_cost_[group].data(), group_npv_[group].data())) {
    return false;
  }
  if (first_ + Count() == settings_.draws) {
    result_.cases[at] = cases_[at].Result();
    cases_[at].Release();
  }
  return true;
}

// Groups are added in their order, so that who finished first does not matter.
void PortfolioRun::SumGroups() {
  const auto count = static_cast<size_t>(Count());
  all_cost_.assign(Padded(count), 0);
  all_npv_.assign(Padded(count), 0);
  Workspace space;
  for (size_t offset = 0; offset < count; offset += kChunk) {
    const size_t n = std::min(kChunk, count - offset);
    Chunk cost{}, npv{};
    for (int group = 0; group < groups_; ++group) {
      for (size_t i = 0; i < n; ++i) cost[i] += group_cost_[group][offset + i];
      for (size_t i = 0; i < n; ++i) npv[i] += group_npv_[group][offset + i];
    }
    if (first_ == 0 && offset == 0) {
      center_cost_ = cost[0];
      center_npv_ = npv[0];
      totals_.Center(center_cost_, center_npv_);
    }
    std::fill(cost.begin() + n, cost.end(), center_cost_);
    std::fill(npv.begin() + n, npv.end(), center_npv_);
    totals_.Add(kernels_, n, &cost, &npv, &space);
    std::copy(cost.begin(), cost.begin() + n, all_cost_.begin() + offset);
    std::copy(npv.begin(), npv.begin() + n, all_npv_.begin() + offset);
  }
  totals_.EndBlock(&space);
}

void PortfolioRun::EndPass() {
  next_group_ = 0;
  if (!second_pass_) SumGroups();
  if (settings_.case_shares && !second_pass_) {
    second_pass_ = true;
    return;
  }
  second_pass_ = false;
  first_ += Count();
}

}  // namespace cartera::simulation
