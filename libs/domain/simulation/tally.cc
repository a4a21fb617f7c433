#include "libs/domain/simulation/tally.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cartera::simulation {
namespace {

// Below this a plain sort is as quick.
constexpr size_t kSortPlainly = 64;
// What one bucket may hold before it is sorted by itself.
constexpr size_t kBucketMax = 24;

// For values of which none is far from its place.
void InsertionSort(absl::Span<double> values) {
  for (size_t i = 1; i < values.size(); ++i) {
    const double value = values[i];
    size_t at = i;
    for (; at > 0 && values[at - 1] > value; --at) values[at] = values[at - 1];
    values[at] = value;
  }
}

int64_t ShortfallCount(int64_t draws) {
  return std::max<int64_t>(
      1, static_cast<int64_t>(std::ceil(kShortfallShare * static_cast<double>(draws) - 1e-9)));
}

}  // namespace

void SortDraws(absl::Span<double> values, SortSpace* space) {
  const size_t n = values.size();
  double low = n > 0 ? values[0] : 0, high = low;
  for (const double value : values) {
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  const double scale = static_cast<double>(n) / (high - low);
  if (n < kSortPlainly || !(scale < 1e300)) {
    std::sort(values.begin(), values.end());
    return;
  }
  // As many buckets as values, equally wide: most hold one or two.
  space->values.assign(values.begin(), values.end());
  space->buckets.resize(n);
  space->ends.assign(n + 2, 0);
  uint32_t* const ends = space->ends.data();
  uint32_t* const buckets = space->buckets.data();
  for (size_t i = 0; i < n; ++i) {
    buckets[i] = static_cast<uint32_t>(static_cast<int64_t>((values[i] - low) * scale));
    ++ends[buckets[i] + 1];
  }
  uint32_t most = 0, sum = 0;
  for (size_t k = 0; k < n + 2; ++k) {
    most = std::max(most, ends[k]);
    sum += ends[k];
    ends[k] = sum;  // where bucket k begins
  }
  for (size_t i = 0; i < n; ++i) values[ends[buckets[i]]++] = space->values[i];
  if (most > kBucketMax) {
    for (size_t k = 0; k <= n; ++k) {
      const size_t begin = k == 0 ? 0 : ends[k - 1];  // by now each is where its bucket ends
      if (ends[k] - begin > kBucketMax) {
        std::sort(values.begin() + begin, values.begin() + ends[k]);
      }
    }
  }
  InsertionSort(values);
}

double QuantileOfSorted(absl::Span<const double> sorted, double probability) {
  const double rank = probability * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<size_t>(rank), sorted.size() - 1);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double value =
      sorted[below] + (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
  return std::clamp(value, sorted[below], sorted[above]);
}

MeanAndSd Describe(absl::Span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) {
    const double d = value - values[0];
    sum += d;
    squares += d * d;
  }
  return {values[0] + sum / n, std::sqrt(std::max(0.0, (squares - sum * (sum / n)) / (n - 1)))};
}

void Tally::MakeEdges(absl::Span<const double> sorted) {
  const size_t outer = sorted.size() / 100;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const bool edge = i % kEdgeStride == 0 || i < outer || i + outer >= sorted.size();
    if (edge && (edges_.empty() || sorted[i] > edges_.back())) edges_.push_back(sorted[i]);
  }
  counts_.resize(edges_.size() + 1);
  sums_.resize(edges_.size() + 1);
  low_ = sorted.front();
  high_ = sorted.back();
}

void Tally::Count(absl::Span<const double> sorted) {
  low_ = std::min(low_, sorted.front());
  high_ = std::max(high_, sorted.back());
  size_t cell = 0;
  for (const double value : sorted) {
    while (cell < edges_.size() && value >= edges_[cell]) ++cell;
    ++counts_[cell];
    sums_[cell] += value;
  }
  through_.resize(counts_.size());
  std::partial_sum(counts_.begin(), counts_.end(), through_.begin());
}

void Tally::Add(absl::Span<double> block, SortSpace* space) {
  SortDraws(block, space);
  if (Exact()) {
    sorted_.assign(block.begin(), block.end());
    low_ = sorted_.front();
    high_ = sorted_.back();
    return;
  }
  if (edges_.empty()) MakeEdges(block);
  Count(block);
}

double Tally::Quantile(double probability) const {
  if (Exact()) return QuantileOfSorted(sorted_, probability);
  if (probability <= 0) return low_;
  if (probability >= 1) return high_;
  const double rank = probability * static_cast<double>(draws_ - 1);
  // The first cell that reaches beyond the rank, else the last.
  const auto beyond =
      std::upper_bound(through_.begin(), through_.end() - 1, rank,
                       [](double at, int64_t end) { return at < static_cast<double>(end); });
  const auto cell = static_cast<size_t>(beyond - through_.begin());
  const auto before = static_cast<double>(through_[cell] - counts_[cell]);
  const double from = cell == 0 ? low_ : edges_[cell - 1];
  const double to = cell == edges_.size() ? high_ : edges_[cell];
  const double share =
      (rank - before + 0.5) / static_cast<double>(std::max<int64_t>(1, counts_[cell]));
  return std::clamp(from + share * (to - from), from, to);
}

double Tally::MeanOfLowest(int64_t count) const {
  double sum = 0;
  if (Exact()) {
    for (int64_t i = 0; i < count; ++i) sum += sorted_[i];
    return sum / static_cast<double>(count);
  }
  int64_t left = count;
  for (size_t cell = 0; cell < counts_.size() && left > 0; ++cell) {
    const int64_t taken = std::min(left, counts_[cell]);
    if (taken > 0)
      sum += sums_[cell] * (static_cast<double>(taken) / static_cast<double>(counts_[cell]));
    left -= taken;
  }
  return sum / static_cast<double>(count);
}

double Tally::MeanOfHighest(int64_t count) const {
  double sum = 0;
  if (Exact()) {
    for (int64_t i = 0; i < count; ++i) sum += sorted_[sorted_.size() - 1 - i];
    return sum / static_cast<double>(count);
  }
  int64_t left = count;
  for (size_t cell = counts_.size(); cell > 0 && left > 0; --cell) {
    const int64_t taken = std::min(left, counts_[cell - 1]);
    if (taken > 0) {
      sum +=
          sums_[cell - 1] * (static_cast<double>(taken) / static_cast<double>(counts_[cell - 1]));
    }
    left -= taken;
  }
  return sum / static_cast<double>(count);
}

double Tally::StandardErrorOf(double probability) const {
  const double reach = std::sqrt(probability * (1 - probability) / static_cast<double>(draws_));
  const double from = Quantile(std::max(0.0, probability - reach));
  return (Quantile(std::min(1.0, probability + reach)) - from) / 2;
}

Outcome Tally::Describe() const {
  Outcome outcome;
  outcome.low = low_;
  outcome.high = high_;
  outcome.exact_percentiles = Exact();
  for (int i = 0; i < kCurvePoints; ++i) {
    const double p = static_cast<double>(i) / (kCurvePoints - 1);
    outcome.curve[i] = Quantile(p);
    outcome.curve_errors[i] = StandardErrorOf(p);
  }
  for (const double p : kPercentiles) {
    outcome.percentiles.push_back({p, Quantile(p), StandardErrorOf(p)});
  }
  outcome.mean_of_lowest = MeanOfLowest(ShortfallCount(draws_));
  outcome.mean_of_highest = MeanOfHighest(ShortfallCount(draws_));
  return outcome;
}

}  // namespace cartera::simulation
