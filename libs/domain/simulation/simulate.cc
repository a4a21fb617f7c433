#include "libs/domain/simulation/simulate.h"

#include <cmath>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/simulation/correlation.h"
#include "libs/domain/simulation/portfolio_run.h"

namespace cartera::simulation {
namespace {

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

absl::Status CheckLine(const Line& line, int64_t drivers, int64_t own_drivers,
                       const std::string& name) {
  RETURN_IF_ERROR(CheckDistribution(line.distribution, absl::StrCat(name, ".distribution")));
  RETURN_IF_ERROR(CheckNumber(absl::StrCat(name, ".cost_weight"), line.cost_weight, kWeightMax));
  RETURN_IF_ERROR(CheckNumber(absl::StrCat(name, ".npv_weight"), line.npv_weight, kWeightMax));
  RETURN_IF_ERROR(CheckCount(absl::StrCat(name, ".loadings"),
                             static_cast<int64_t>(line.loadings.size()), 0, kLoadingsMax));
  double squares = 0;
  std::set<std::pair<bool, int>> seen;
  for (size_t i = 0; i < line.loadings.size(); ++i) {
    const Loading& loading = line.loadings[i];
    const std::string entry = absl::StrCat(name, ".loadings[", i, "]");
    RETURN_IF_ERROR(CheckCount(absl::StrCat(entry, ".driver"), loading.driver, 0,
                               (loading.of_case ? own_drivers : drivers) - 1));
    RETURN_IF_ERROR(CheckNumber(absl::StrCat(entry, ".weight"), loading.weight, 1));
    if (!seen.emplace(loading.of_case, loading.driver).second) {
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
  const auto own_drivers = static_cast<int64_t>(described.drivers.size());
  RETURN_IF_ERROR(CheckCount(absl::StrCat(name, ".drivers"), own_drivers, 0, kDriversMax));
  for (size_t i = 0; i < described.lines.size(); ++i) {
    RETURN_IF_ERROR(
        CheckLine(described.lines[i], drivers, own_drivers, absl::StrCat(name, ".lines[", i, "]")));
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
  ASSIGN_OR_RETURN(const std::unique_ptr<PortfolioRun> run,
                   PortfolioRun::Make(portfolio, settings));
  bool more = true;
  while (more) {
    ASSIGN_OR_RETURN(more, run->Step(PortfolioRun::kGroupsMax, executor, watch));
  }
  return run->Take();
}

}  // namespace cartera::simulation
