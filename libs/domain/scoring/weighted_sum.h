#ifndef CARTERA_LIBS_DOMAIN_SCORING_WEIGHTED_SUM_H_
#define CARTERA_LIBS_DOMAIN_SCORING_WEIGHTED_SUM_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// Scores of options and what they hang on. Values of criteria are on one common scale, such as 0 to
// 100. Errors: INVALID_ARGUMENT naming the argument.
namespace cartera::scoring {

inline constexpr double kScoreMax = 1e9;  // either side of 0
inline constexpr int kOptionsMax = 1'000;

// Sum of weight x value. `weights` add up to 1; as many values.
absl::StatusOr<double> WeightedSum(absl::Span<const double> weights,
                                   absl::Span<const double> values);

struct WeightInterval {
  double low = 0.0;  // 0 to 1
  double high = 1.0;
};
// The weights that criterion `criterion` can have without another option becoming better than the
// best one (the first, when several are), the others' weights rescaled in proportion. `options` are
// the values of each. None when that criterion has all the weight: the others have no proportion.
absl::StatusOr<std::optional<WeightInterval>> WeightInWhichTheBestStays(
    absl::Span<const double> weights, absl::Span<const std::vector<double>> options,
    size_t criterion);

// Whether option a is nowhere worse than b and somewhere better.
bool Dominates(absl::Span<const double> a, absl::Span<const double> b);

}  // namespace cartera::scoring

#endif  // CARTERA_LIBS_DOMAIN_SCORING_WEIGHTED_SUM_H_
