#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_PORTFOLIO_RUN_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_PORTFOLIO_RUN_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/simulation/case_run.h"
#include "libs/domain/simulation/simulate.h"

namespace cartera::simulation {

// A simulation in steps, for who has other things to do in between. The bits are those of Simulate
// whatever the steps. To stop is to destroy it. The portfolio must outlive it.
class PortfolioRun {
 public:
  // Cases are summed in so many groups at most, whatever the number of threads.
  static constexpr int kGroupsMax = 64;

  // Errors: those of Check.
  static absl::StatusOr<std::unique_ptr<PortfolioRun>> Make(const Portfolio& portfolio,
                                                            const Settings& settings);

  // Draws up to `groups` groups of cases, over up to kBlockDraws draws. False: that was the last.
  // Errors: CANCELLED, after which it is of no more use.
  absl::StatusOr<bool> Step(int groups, Executor& executor, const Watch& watch = {});
  // Draws of a line, so far and in all.
  int64_t done() const { return done_; }
  int64_t all() const { return all_; }

  // Once, after the last step.
  PortfolioResult Take();

 private:
  PortfolioRun(const Portfolio& portfolio, const Settings& settings);

  int64_t Count() const;  // draws of the block
  void DrawDrivers(Executor& executor);
  // Of the cases of a group; in the second pass what they add to the variance.
  void RunGroup(int group, const Watch& watch);
  bool RunCase(size_t at, int group, const Watch& watch, internal::Workspace* space);
  void SumGroups();
  void EndPass();

  const Portfolio& portfolio_;
  const Settings settings_;
  const Kernels& kernels_;
  const size_t group_size_;
  const int groups_;
  int64_t first_ = 0;  // draw of the block
  bool second_pass_ = false;
  int next_group_ = 0;
  std::vector<internal::CaseRun> cases_;
  std::vector<std::vector<double>> drivers_;  // normal numbers of the block
  std::vector<std::vector<double>> group_cost_, group_npv_;
  std::vector<double> all_cost_, all_npv_;  // distances of the block's totals
  internal::Totals totals_;
  double center_cost_ = 0, center_npv_ = 0;
  PortfolioResult result_;
  std::atomic<bool> stopped_{false};
  std::atomic<int64_t> done_{0};
  int64_t all_ = 0;
};

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_PORTFOLIO_RUN_H_
