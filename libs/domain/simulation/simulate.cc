#include "libs/domain/simulation/simulate.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/simulation/case_run.h"
#include "libs/domain/simulation/correlation.h"

namespace cartera::simulation {
namespace {

using internal::CaseRun;
using internal::Chunk;
using internal::kChunk;
using internal::Padded;
using internal::Totals;
using internal::Workspace;

// Cases are summed in so many groups at most, whatever the number of threads.
constexpr int kGroupsMax = 64;

absl::Status Refuse(absl::string_view name, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", why));
}

absl::Status CheckCount(absl::string_view name, int64_t count, int64_t low, int64_t high) {
  if (count >= low && count <= high) return absl::OkStatus();
  return Refuse(name, absl::StrCat(count, " is not between ", low, " and ", high));
}

absl::Status CheckNumber(absl::string_view name, double value, double limit) {
  if (std::abs(value) <= limit) return absl::OkStatus();  // false for NaN
  return Refuse(name, absl::StrCat(value, " is not between ", -limit, " and ", limit));
}

absl::Status CheckLine(const Line& line, int64_t drivers, const std::string& name) {
  RETURN_IF_ERROR(CheckDistribution(line.distribution, absl::StrCat(name, ".distribution")));
  RETURN_IF_ERROR(CheckNumber(absl::StrCat(name, ".cost_weight"), line.cost_weight, kWeightMax));
  RETURN_IF_ERROR(CheckNumber(absl::StrCat(name, ".npv_weight"), line.npv_weight, kWeightMax));
  RETURN_IF_ERROR(CheckCount(absl::StrCat(name, ".loadings"),
                             static_cast<int64_t>(line.loadings.size()), 0, kLoadingsMax));
  double squares = 0;
  std::set<int> seen;
  for (size_t i = 0; i < line.loadings.size(); ++i) {
    const Loading& loading = line.loadings[i];
    const std::string entry = absl::StrCat(name, ".loadings[", i, "]");
    RETURN_IF_ERROR(CheckCount(absl::StrCat(entry, ".driver"), loading.driver, 0, drivers - 1));
    RETURN_IF_ERROR(CheckNumber(absl::StrCat(entry, ".weight"), loading.weight, 1));
    if (!seen.insert(loading.driver).second) {
      return Refuse(absl::StrCat(entry, ".driver"), "is named twice");
    }
    squares += loading.weight * loading.weight;
  }
  if (squares <= 1 + 1e-12) return absl::OkStatus();
  return Refuse(absl::StrCat(name, ".loadings"),
                absl::StrCat("the squares of the weights sum to ", squares, ", more than 1"));
}

absl::Status CheckCase(const Case& described, int64_t drivers, const std::string& name) {
  if (described.stream >= kShuffleStream) {
    return Refuse(absl::StrCat(name, ".stream"),
                  absl::StrCat(described.stream, " is not below ", kShuffleStream));
  }
  RETURN_IF_ERROR(CheckCount(absl::StrCat(name, ".lines"),
                             static_cast<int64_t>(described.lines.size()), 1, kLinesMax));
  for (size_t i = 0; i < described.lines.size(); ++i) {
    RETURN_IF_ERROR(CheckLine(described.lines[i], drivers, absl::StrCat(name, ".lines[", i, "]")));
  }
  if (!described.correlation.empty()) {
    RETURN_IF_ERROR(CholeskyOfCorrelation(described.correlation,
                                          static_cast<int>(described.lines.size()),
                                          absl::StrCat(name, ".correlation"))
                        .status());
  }
  return described.budget.has_value()
             ? CheckNumber(absl::StrCat(name, ".budget"), *described.budget, kValueMax)
             : absl::OkStatus();
}

// All cases, block after block.
class Run {
 public:
  Run(const Portfolio& portfolio, const Settings& settings, Executor& executor, const Watch& watch)
      : portfolio_(portfolio),
        settings_(settings),
        executor_(executor),
        watch_(watch),
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
    result_.cases.resize(portfolio.cases.size());
    group_cost_.resize(groups_);
    group_npv_.resize(groups_);
  }

  absl::StatusOr<PortfolioResult> Finish() {
    for (int64_t first = 0; first < settings_.draws; first += kBlockDraws) {
      const int64_t count = std::min(kBlockDraws, settings_.draws - first);
      DrawDrivers(first, count);
      executor_.Run(groups_, [&](int group) { RunGroup(group, first, count); });
      if (stopped_) return absl::CancelledError("the simulation was cancelled");
      SumGroups(first, count);
    }
    result_.seed = settings_.seed;
    result_.draws = settings_.draws;
    result_.generator = std::string(kGenerator);
    result_.totals = totals_.Result();
    return std::move(result_);
  }

 private:
  void DrawDrivers(int64_t first, int64_t count) {
    executor_.Run(static_cast<int>(drivers_.size()), [&](int driver) {
      std::vector<double>& normal = drivers_[driver];
      const size_t padded = Padded(count);
      normal.resize(padded);
      kernels_.uniforms(
          {.seed = settings_.seed, .stream = kDriverStream, .line = static_cast<uint32_t>(driver)},
          first, padded, normal.data());
      kernels_.inverse_normal(normal.data(), padded, normal.data());
    });
  }

  void RunGroup(int group, int64_t first, int64_t count) {
    group_cost_[group].assign(count, 0);
    group_npv_[group].assign(count, 0);
    Workspace space;
    const size_t from = group * group_size_;
    const size_t to = std::min(cases_.size(), from + group_size_);
    for (size_t at = from; at < to && !stopped_; ++at) {
      if (!cases_[at].RunBlock(first, count, drivers_, watch_.cancelled, &space,
                               group_cost_[group].data(), group_npv_[group].data())) {
        stopped_ = true;
        return;
      }
      if (first + count == settings_.draws) {
        result_.cases[at] = cases_[at].Result();
        cases_[at].Release();
      }
      const int64_t drawn = count * static_cast<int64_t>(portfolio_.cases[at].lines.size());
      const int64_t done = done_.fetch_add(drawn) + drawn;
      if (watch_.progress) watch_.progress(done, all_);
    }
  }

  // Groups are added in their order, so that who finished first does not matter.
  void SumGroups(int64_t first, int64_t count) {
    Workspace space;
    for (size_t offset = 0; offset < static_cast<size_t>(count); offset += kChunk) {
      const size_t n = std::min(kChunk, static_cast<size_t>(count) - offset);
      Chunk cost{}, npv{};
      for (int group = 0; group < groups_; ++group) {
        for (size_t i = 0; i < n; ++i) cost[i] += group_cost_[group][offset + i];
        for (size_t i = 0; i < n; ++i) npv[i] += group_npv_[group][offset + i];
      }
      if (first == 0 && offset == 0) {
        center_cost_ = cost[0];
        center_npv_ = npv[0];
        totals_.Center(center_cost_, center_npv_);
      }
      std::fill(cost.begin() + n, cost.end(), center_cost_);
      std::fill(npv.begin() + n, npv.end(), center_npv_);
      totals_.Add(kernels_, n, &cost, &npv, &space);
    }
    totals_.EndBlock(&space);
  }

  const Portfolio& portfolio_;
  const Settings& settings_;
  Executor& executor_;
  const Watch& watch_;
  const Kernels& kernels_;
  const size_t group_size_;
  const int groups_;
  std::vector<CaseRun> cases_;
  std::vector<std::vector<double>> drivers_;  // normal numbers of the block
  std::vector<std::vector<double>> group_cost_, group_npv_;
  Totals totals_;
  double center_cost_ = 0, center_npv_ = 0;
  PortfolioResult result_;
  std::atomic<bool> stopped_{false};
  std::atomic<int64_t> done_{0};
  int64_t all_ = 0;
};

}  // namespace

absl::Status Check(const Portfolio& portfolio, const Settings& settings) {
  RETURN_IF_ERROR(CheckCount("draws", settings.draws, kDrawsMin, kDrawsMax));
  const auto drivers = static_cast<int64_t>(portfolio.drivers.size());
  RETURN_IF_ERROR(CheckCount("drivers", drivers, 0, kDriversMax));
  RETURN_IF_ERROR(CheckCount("cases", static_cast<int64_t>(portfolio.cases.size()), 1, kCasesMax));
  std::set<uint32_t> streams;
  for (size_t i = 0; i < portfolio.cases.size(); ++i) {
    const std::string name = absl::StrCat("cases[", i, "]");
    RETURN_IF_ERROR(CheckCase(portfolio.cases[i], drivers, name));
    if (!streams.insert(portfolio.cases[i].stream).second) {
      return Refuse(absl::StrCat(name, ".stream"),
                    "another case has it: both would get the same random numbers");
    }
  }
  return portfolio.budget.has_value()
             ? CheckNumber("budget", *portfolio.budget, kValueMax * kCasesMax)
             : absl::OkStatus();
}

absl::StatusOr<PortfolioResult> Simulate(const Portfolio& portfolio, const Settings& settings,
                                         Executor& executor, const Watch& watch) {
  RETURN_IF_ERROR(Check(portfolio, settings));
  return Run(portfolio, settings, executor, watch).Finish();
}

}  // namespace cartera::simulation
