#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_ORDER_STATISTICS_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_ORDER_STATISTICS_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// What a list of values says without any assumed distribution. Ranks count from 1, the least value.
namespace cartera::reference_class {

// The rank of the least value that at least `share_bp` of `count` values do not exceed:
// ceil(count x share), Hyndman and Fan's type 1. Not an interpolated type 7, because "the uplift
// that would have covered 80 % of them" must be true of the projects there are: of 2, 3 and 10,
// type 7 gives 7.2 for 80 %, which covers two of three. Errors: INVALID_ARGUMENT for a count
// outside 1..kProjectsMax or a share outside kShareMinBp..kShareMaxBp.
absl::StatusOr<size_t> RankCovering(size_t count, int share_bp);

// Ranks between which the quantile of the population lies.
struct RankRange {
  std::optional<size_t> from;   // absent: these values set no limit below
  std::optional<size_t> until;  // absent: none above
  friend bool operator==(const RankRange&, const RankRange&) = default;
};

// The narrowest ranks that leave at most half of 1 - confidence at either side, whatever the
// distribution: how many of `count` values lie below the quantile is binomial. Ties make it only
// wider. It holds when the values are a random sample of a population that the case belongs to.
// Errors: as RankCovering, and INVALID_ARGUMENT for a confidence outside 1..9,999.
absl::StatusOr<RankRange> RangeOfQuantile(size_t count, int share_bp, int confidence_bp);

// The least count for which RangeOfQuantile has both ends; kProjectsMax + 1 when none has.
// Errors: as RangeOfQuantile.
absl::StatusOr<size_t> CountForRange(int share_bp, int confidence_bp);

// Where a value stands among others.
struct Position {
  int64_t value = 0;
  size_t below = 0;
  size_t equal = 0;
  size_t above = 0;
  // (below + equal / 2) / count, the mid-rank rule for ties; rounded half to even.
  int percentile_bp = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

// Errors: INVALID_ARGUMENT for no values or more than kProjectsMax.
absl::StatusOr<Position> PositionAmong(absl::Span<const int64_t> values, int64_t value);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_ORDER_STATISTICS_H_
