#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_CASE_RUN_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_CASE_RUN_H_

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "libs/domain/simulation/simulate.h"

// The parts of Simulate: one total pair over all blocks, and one case over all blocks.
namespace cartera::simulation::internal {

// Draws that are worked on together, small enough for the caches.
inline constexpr size_t kChunk = 512;

using Chunk = std::array<double, kChunk>;

// Up to the next multiple of kGroup.
inline size_t Padded(size_t n) { return (n + kGroup - 1) / kGroup * kGroup; }

// What working on a block needs; one for each group of cases, so that it is not made anew for each.
struct Workspace {
  std::vector<Chunk> values, scores;  // of the lines
  std::vector<Chunk> drivers;         // of the case
  std::vector<double> cost, npv;      // of the block
  SortSpace sort;
};

// Cost and net present value of one case, or of all.
class Totals {
 public:
  explicit Totals(int64_t draws, std::optional<double> budget)
      : draws_(draws), budget_(budget), cost_(draws), npv_(draws) {}

  // What sums are taken around, before the first Add: any value near the totals.
  void Center(double cost, double npv);
  // Takes n draws; entries up to Padded(n) must be the centre. Leaves the distances from the
  // centre.
  // The draws themselves go to the end of the workspace's.
  void Add(const Kernels& kernels, size_t n, Chunk* cost, Chunk* npv, Workspace* space);
  // After the last Add of a block; empties the workspace's draws.
  void EndBlock(Workspace* space);

  TotalsResult Result() const;
  // How far a line with these sums over (x - its centre), times both totals' distances, goes along
  // with the totals.
  LineResult ShareOf(const Line& line, double center, const std::array<double, 3>& sums) const;

 private:
  // Variance of a total from the sums of its distances and of their squares.
  double Variance(double sum, double squares) const;

  int64_t draws_;
  std::optional<double> budget_;
  double center_cost_ = 0, center_npv_ = 0;
  std::array<double, 3> cost_sums_{}, npv_sums_{};  // of d, d x cost's d, d x npv's d
  int64_t positive_ = 0, within_ = 0;
  Tally cost_, npv_;
};

// One case. Between blocks it keeps sums; what is needed to draw is made anew for each block.
class CaseRun {
 public:
  CaseRun(const Case& described, const Settings& settings);

  // Runs draws first ... first + count - 1 and adds its totals to those of its group. `drivers` are
  // the normal numbers of this block. False when `cancelled` says so.
  bool RunBlock(int64_t first, int64_t count, const std::vector<std::vector<double>>& drivers,
                const std::function<bool()>& cancelled, Workspace* space, double* group_cost,
                double* group_npv);

  // After RunBlock of the same draws: draws them again, to see how they go along with the totals of
  // all cases, given as distances from the centre and 0 up to Padded(count).
  bool AddShares(int64_t first, int64_t count, const std::vector<std::vector<double>>& drivers,
                 const std::vector<double>& all_cost, const std::vector<double>& all_npv,
                 const std::function<bool()>& cancelled, Workspace* space);
  // After the last AddShares; `all` are the totals of all cases.
  void TakeShares(const Totals& all, CaseResult* result) const;

  CaseResult Result() const;
  // Gives back what only Result needed.
  void Release() { totals_ = Totals(0, std::nullopt); }

 private:
  struct Drawing;

  Drawing Prepare(Workspace* space) const;
  // Draws all lines and adds them to both totals.
  void DrawChunk(const Kernels& kernels, const Drawing& drawing, int64_t first, size_t offset,
                 size_t n, const std::vector<std::vector<double>>& drivers, Workspace* space,
                 Chunk* cost, Chunk* npv) const;

  const Case& case_;
  const Settings& settings_;
  Totals totals_;
  double center_cost_ = 0, center_npv_ = 0;
  std::array<double, 3> cost_sums_{}, npv_sums_{};  // of d, d x all cost's d, d x all npv's d
  std::vector<double> centers_;                     // of the lines
  std::vector<std::array<double, 3>> line_sums_;    // of d, d x cost's d, d x npv's d
};

}  // namespace cartera::simulation::internal

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_CASE_RUN_H_
