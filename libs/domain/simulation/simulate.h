#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_SIMULATE_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_SIMULATE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/simulation/distribution.h"
#include "libs/domain/simulation/executor.h"
#include "libs/domain/simulation/kernels.h"
#include "libs/domain/simulation/limits.h"
#include "libs/domain/simulation/tally.h"

// Whole portfolios by Monte Carlo: cost and net present value of each case and of all together.
namespace cartera::simulation {

// How much of a line's normal score is a driver's. The squares of a line's weights sum to at
// most 1.
struct Loading {
  int driver = 0;  // position in Portfolio::drivers, or in its case's
  double weight = 0;
  bool of_case = false;  // the driver is the case's own
};

// One uncertain amount. A draw x adds cost_weight x to the case's cost and npv_weight x to its net
// present value: a discounted cost has a negative npv_weight, a benefit a cost_weight of 0.
struct Line {
  std::string name;
  Distribution distribution;
  double cost_weight = 1;
  double npv_weight = -1;
  std::vector<Loading> loadings;
};

struct Case {
  std::string name;
  // Which random numbers it gets: the same stream gives the same draws in any portfolio.
  uint32_t stream = 0;
  std::vector<Line> lines;
  std::vector<std::string> drivers;  // of its own lines only
  // Of the lines' normal scores (Gaussian copula), row by row; empty when they are independent.
  std::vector<double> correlation;
  std::optional<double> budget;
};

struct Portfolio {
  std::vector<std::string> drivers;  // what several cases depend on: an exchange rate, wages
  std::vector<Case> cases;
  std::optional<double> budget;
};

struct Settings {
  uint64_t seed = 0;
  int64_t draws = kDrawsDefault;
  InstructionSet instructions = FastestKernels().set;  // never changes a bit of the result
  // Also what each case adds to the variance of all together, for which it is drawn twice.
  bool case_shares = false;
};

// Both may be called on any of the executor's threads, and at the same time.
struct Watch {
  std::function<void(int64_t done, int64_t all)> progress;  // draws of a line, after each case
  std::function<bool()> cancelled;                          // asked every few hundred draws
};

// Sums over draws: variance shares of a total add up to 1 over the lines of a case, and are 0 where
// it does not vary. A line that works against the others has a negative one.
struct LineResult {
  double mean = 0;
  double cost_variance_share = 0;
  double npv_variance_share = 0;
};

struct Probability {
  double value = 0;
  double standard_error = 0;
};

struct TotalsResult {
  Outcome cost, npv;
  Probability npv_positive;
  std::optional<Probability> within_budget;  // P(cost <= budget)
};

struct CaseResult {
  TotalsResult totals;
  std::vector<LineResult> lines;
  // A heavy tail without a mean or without a variance: mean and sd say little, use percentiles.
  bool mean_exists = true, variance_exists = true;
  // With Settings::case_shares: of the variance of all together; they add up to 1.
  double cost_variance_share = 0, npv_variance_share = 0;
};

struct PortfolioResult {
  uint64_t seed = 0;
  int64_t draws = 0;
  std::string generator;  // kGenerator
  TotalsResult totals;
  std::vector<CaseResult> cases;
};

// OK, or INVALID_ARGUMENT that names the argument, as in cases[3].lines[0].distribution.mode.
absl::Status Check(const Portfolio& portfolio, const Settings& settings);

// The same bits for the same portfolio, seed and draws, whatever the executor and the machine.
// Memory grows with lines and cases, not with draws.
// Errors: those of Check; CANCELLED.
absl::StatusOr<PortfolioResult> Simulate(const Portfolio& portfolio, const Settings& settings,
                                         Executor& executor, const Watch& watch = {});

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_SIMULATE_H_
