#include "libs/domain/scoring/weighted_sum.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/scoring/weights.h"

namespace cartera::scoring {
namespace {

absl::Status CheckValues(const std::string& argument, absl::Span<const double> values,
                         size_t count) {
  if (values.size() != count) {
    return absl::InvalidArgumentError(
        absl::StrCat(argument, ": ", values.size(), " values for ", count, " weights"));
  }
  for (size_t i = 0; i < count; ++i) {
    if (!(values[i] >= -kScoreMax && values[i] <= kScoreMax)) {
      return absl::InvalidArgumentError(
          absl::StrCat(argument, "[", i, "]: ", values[i], " is not within ", kScoreMax, " of 0"));
    }
  }
  return absl::OkStatus();
}

double Sum(absl::Span<const double> weights, absl::Span<const double> values) {
  double sum = 0.0;
  for (size_t i = 0; i < weights.size(); ++i) sum += weights[i] * values[i];
  return sum;
}

}  // namespace

absl::StatusOr<double> WeightedSum(absl::Span<const double> weights,
                                   absl::Span<const double> values) {
  RETURN_IF_ERROR(CheckWeights("weights", weights));
  RETURN_IF_ERROR(CheckValues("values", values, weights.size()));
  return Sum(weights, values);
}

absl::StatusOr<std::optional<WeightInterval>> WeightInWhichTheBestStays(
    absl::Span<const double> weights, absl::Span<const std::vector<double>> options,
    size_t criterion) {
  RETURN_IF_ERROR(CheckWeights("weights", weights));
  if (options.empty() || options.size() > static_cast<size_t>(kOptionsMax)) {
    return absl::InvalidArgumentError(
        absl::StrCat("options: ", options.size(), " are not 1 to ", kOptionsMax));
  }
  for (size_t i = 0; i < options.size(); ++i) {
    RETURN_IF_ERROR(CheckValues(absl::StrCat("options[", i, "]"), options[i], weights.size()));
  }
  if (criterion >= weights.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("criterion: ", criterion, " of ", weights.size()));
  }
  const double own = weights[criterion];
  const double rest = 1.0 - own;
  if (rest <= kWeightTolerance) return std::nullopt;
  const auto best = std::max_element(
      options.begin(), options.end(),
      [weights](const auto& a, const auto& b) { return Sum(weights, a) < Sum(weights, b); });
  WeightInterval interval;
  for (const std::vector<double>& other : options) {
    // How much the best is ahead at the weight w is a straight line, w x own_lead + (1 - w) x
    // others_lead, and not negative at today's weight.
    const double own_lead = (*best)[criterion] - other[criterion];
    double others_lead = 0.0;
    for (size_t i = 0; i < weights.size(); ++i) {
      if (i != criterion) others_lead += weights[i] / rest * ((*best)[i] - other[i]);
    }
    const double slope = own_lead - others_lead;
    if (slope == 0.0) continue;
    // Today's weight itself always counts, whatever rounding says of a tie.
    const double crossing = -others_lead / slope;
    if (slope > 0.0) {
      interval.low = std::max(interval.low, std::min(crossing, own));
    } else {
      interval.high = std::min(interval.high, std::max(crossing, own));
    }
  }
  return interval;
}

bool Dominates(absl::Span<const double> a, absl::Span<const double> b) {
  if (a.size() != b.size()) return false;
  bool better = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!(a[i] >= b[i])) return false;
    better = better || a[i] > b[i];
  }
  return better;
}

}  // namespace cartera::scoring
