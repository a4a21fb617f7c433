#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_TALLY_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_TALLY_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace cartera::simulation {

// Draws are taken in blocks of this many. Up to one block, percentiles are exact.
inline constexpr int64_t kBlockDraws = 16'384;
// Beyond, a percentile lies between the two order statistics of the first block that enclose it:
// at most this many apart in the middle, next to each other in the outer hundredths.
inline constexpr int kEdgeStride = 16;

inline constexpr int kCurvePoints = 101;
inline constexpr std::array<double, 9> kPercentiles = {0.05, 0.10, 0.25, 0.50, 0.75,
                                                       0.80, 0.85, 0.90, 0.95};
inline constexpr double kShortfallShare = 0.05;

struct Percentile {
  double probability = 0;
  double value = 0;
  double standard_error = 0;
};

// What is said about one total.
struct Outcome {
  double mean = 0, mean_standard_error = 0;
  double sd = 0;
  double low = 0, high = 0;                  // the extreme draws
  std::vector<Percentile> percentiles;       // of kPercentiles
  std::array<double, kCurvePoints> curve{};  // quantiles at 0, 0.01, ... 1: the S-curve
  // Standard errors of them; 0 for the first and the last, which are extreme draws and have none.
  std::array<double, kCurvePoints> curve_errors{};
  // Expected shortfall on either side: the mean of the kShortfallShare lowest and highest draws.
  double mean_of_lowest = 0, mean_of_highest = 0;
  bool exact_percentiles = true;
};

// What sorting needs beside the values; kept by the caller so that it is not made anew each time.
struct SortSpace {
  std::vector<double> values;
  std::vector<uint32_t> buckets, ends;
};

// Sorts; the same bits as std::sort for numbers that are finite and not -0, several times quicker
// for draws.
void SortDraws(absl::Span<double> values, SortSpace* space);

// The type 7 quantile of sorted values: linear between order statistics.
double QuantileOfSorted(absl::Span<const double> sorted, double probability);

// Mean and standard deviation (n - 1), by sums of differences from the first value. For at least
// two values.
struct MeanAndSd {
  double mean = 0, sd = 0;
};
MeanAndSd Describe(absl::Span<const double> values);

// The order of the draws of one total, in memory that does not grow with their number: of one
// block all, of more the counts and sums between some order statistics of the first.
class Tally {
 public:
  // For `draws` in all, given in blocks of kBlockDraws and the rest.
  explicit Tally(int64_t draws) : draws_(draws) {}

  // Takes the next block; sorts it in place.
  void Add(absl::Span<double> block, SortSpace* space);

  // After all blocks. A probability in [0, 1].
  double Quantile(double probability) const;
  // sqrt(p (1 - p) / draws) over the density, which is read from the quantiles that far to either
  // side.
  double StandardErrorOf(double probability) const;
  // Everything of an outcome but its mean and deviation.
  Outcome Describe() const;

 private:
  bool Exact() const { return draws_ <= kBlockDraws; }
  void MakeEdges(absl::Span<const double> sorted);
  void Count(absl::Span<const double> sorted);
  // The mean of the `count` lowest or highest draws.
  double MeanOfLowest(int64_t count) const;
  double MeanOfHighest(int64_t count) const;

  int64_t draws_;
  std::vector<double> sorted_;  // all draws, when they are exact
  // Cell k holds the draws from edge k - 1 up to below edge k.
  std::vector<double> edges_;
  std::vector<int64_t> counts_;
  std::vector<int64_t> through_;  // draws up to the end of each cell
  std::vector<double> sums_;
  double low_ = 0, high_ = 0;
};

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_TALLY_H_
