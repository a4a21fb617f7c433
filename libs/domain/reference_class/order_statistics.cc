#include "libs/domain/reference_class/order_statistics.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

constexpr int kWholeBp = 10'000;

absl::Status CheckCount(size_t count) {
  return CheckBetween("count", static_cast<double>(count), 1, static_cast<double>(kProjectsMax));
}

absl::Status CheckShares(int share_bp, int confidence_bp) {
  RETURN_IF_ERROR(CheckBetween("share_bp", share_bp, kShareMinBp, kShareMaxBp));
  return CheckBetween("confidence_bp", confidence_bp, 1, kWholeBp - 1);
}

// The probabilities of 0..count successes, but for one common factor. Made outwards from the most
// probable, so that what becomes too small to count becomes 0 and nothing overflows.
std::vector<double> BinomialWeights(size_t count, int share_bp) {
  std::vector<double> weights(count + 1, 0.0);
  const size_t mode = (count + 1) * static_cast<size_t>(share_bp) / kWholeBp;
  const double odds = static_cast<double>(share_bp) / static_cast<double>(kWholeBp - share_bp);
  weights[mode] = 1.0;
  for (size_t k = mode; k < count; ++k) {
    const double step = static_cast<double>(count - k) / static_cast<double>(k + 1) * odds;
    weights[k + 1] = weights[k] * step;
  }
  for (size_t k = mode; k > 0; --k) {
    const double step = static_cast<double>(k) / static_cast<double>(count - k + 1) / odds;
    weights[k - 1] = weights[k] * step;
  }
  return weights;
}

RankRange RangeOf(size_t count, int share_bp, int confidence_bp) {
  const std::vector<double> weights = BinomialWeights(count, share_bp);
  double all = 0.0;
  for (const double weight : weights) all += weight;
  const double allowed = all * static_cast<double>(kWholeBp - confidence_bp) / (2.0 * kWholeBp);
  RankRange range;
  // The k-th value lies above the quantile when fewer than k values lie below it.
  double tail = 0.0;
  for (size_t k = 1; k <= count; ++k) {
    tail += weights[k - 1];
    if (tail > allowed) break;
    range.from = k;
  }
  // The k-th value lies below it when k values or more do.
  tail = 0.0;
  for (size_t k = count; k >= 1; --k) {
    tail += weights[k];
    if (tail > allowed) break;
    range.until = k;
  }
  return range;
}

}  // namespace

absl::StatusOr<size_t> RankCovering(size_t count, int share_bp) {
  RETURN_IF_ERROR(CheckCount(count));
  RETURN_IF_ERROR(CheckBetween("share_bp", share_bp, kShareMinBp, kShareMaxBp));
  return (count * static_cast<size_t>(share_bp) + kWholeBp - 1) / kWholeBp;
}

absl::StatusOr<RankRange> RangeOfQuantile(size_t count, int share_bp, int confidence_bp) {
  RETURN_IF_ERROR(CheckCount(count));
  RETURN_IF_ERROR(CheckShares(share_bp, confidence_bp));
  return RangeOf(count, share_bp, confidence_bp);
}

absl::StatusOr<size_t> CountForRange(int share_bp, int confidence_bp) {
  RETURN_IF_ERROR(CheckShares(share_bp, confidence_bp));
  // Both ends exist when all values below the quantile, and all above, are improbable enough.
  const double share = static_cast<double>(share_bp) / kWholeBp;
  const double allowed = static_cast<double>(kWholeBp - confidence_bp) / (2.0 * kWholeBp);
  double all_below = 1.0;
  double all_above = 1.0;
  for (size_t count = 1; count <= kProjectsMax; ++count) {
    all_below *= share;
    all_above *= 1.0 - share;
    if (all_below <= allowed && all_above <= allowed) return count;
  }
  return kProjectsMax + 1;
}

absl::StatusOr<Position> PositionAmong(absl::Span<const int64_t> values, int64_t value) {
  RETURN_IF_ERROR(CheckCount(values.size()));
  Position position{.value = value};
  for (const int64_t other : values) {
    position.below += other < value ? 1 : 0;
    position.equal += other == value ? 1 : 0;
  }
  position.above = values.size() - position.below - position.equal;
  const size_t parts = (2 * position.below + position.equal) * kWholeBp;
  const size_t of = 2 * values.size();
  const size_t rest = parts % of;
  size_t rounded = parts / of;
  if (2 * rest > of || (2 * rest == of && rounded % 2 == 1)) ++rounded;
  position.percentile_bp = static_cast<int>(rounded);
  return position;
}

}  // namespace cartera::reference_class
