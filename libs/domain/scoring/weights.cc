#include "libs/domain/scoring/weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"

namespace cartera::scoring {
namespace {

// Saaty's random index for 1 to 15 criteria.
constexpr double kRandomIndex[] = {0,    0,    0.58, 0.90, 1.12, 1.24, 1.32, 1.41,
                                   1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59};
constexpr int kIterationsMax = 10'000;

absl::Status CheckComparisons(absl::Span<const double> matrix, size_t count) {
  if (matrix.size() != count * count) {
    return absl::InvalidArgumentError(
        absl::StrCat("matrix: ", matrix.size(), " values are not ", count, " x ", count));
  }
  // A third written as 0.111 is still a ninth.
  constexpr double kMax = kAhpScaleMax * (1.0 + kAhpReciprocalTolerance);
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = 0; j < count; ++j) {
      const std::string name = absl::StrCat("matrix[", i, "][", j, "]");
      const double value = matrix[i * count + j];
      RETURN_IF_ERROR(CheckBetween(name, value, 1.0 / kMax, kMax));
      if (std::fabs(value * matrix[j * count + i] - 1.0) > kAhpReciprocalTolerance) {
        return absl::InvalidArgumentError(
            absl::StrCat(name, ": ", value, " is not one over matrix[", j, "][", i, "]"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckWeights(absl::string_view argument, absl::Span<const double> weights) {
  RETURN_IF_ERROR(CheckBetween(absl::StrCat("number of ", argument),
                               static_cast<double>(weights.size()), 1, kCriteriaMax));
  for (size_t i = 0; i < weights.size(); ++i) {
    RETURN_IF_ERROR(CheckBetween(absl::StrCat(argument, "[", i, "]"), weights[i], 0.0, 1.0));
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (std::fabs(sum - 1.0) <= kWeightTolerance) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(argument, ": they add up to ", sum, ", not to 1"));
}

absl::StatusOr<std::vector<double>> SwingWeights(absl::Span<const double> swings) {
  RETURN_IF_ERROR(
      CheckBetween("number of swings", static_cast<double>(swings.size()), 1, kCriteriaMax));
  for (size_t i = 0; i < swings.size(); ++i) {
    RETURN_IF_ERROR(CheckBetween(absl::StrCat("swings[", i, "]"), swings[i], 0.0, kSwingBest));
  }
  if (*std::max_element(swings.begin(), swings.end()) != kSwingBest) {
    return absl::InvalidArgumentError(
        absl::StrCat("swings: the most important one is ", kSwingBest));
  }
  const double sum = std::accumulate(swings.begin(), swings.end(), 0.0);
  std::vector<double> weights(swings.begin(), swings.end());
  for (double& weight : weights) weight /= sum;
  return weights;
}

absl::StatusOr<std::vector<double>> RankOrderCentroid(int count) {
  RETURN_IF_ERROR(CheckBetween("count", count, 1, kCriteriaMax));
  std::vector<double> weights(static_cast<size_t>(count));
  double sum = 0.0;
  for (int i = count; i >= 1; --i) {
    sum += 1.0 / i;
    weights[static_cast<size_t>(i - 1)] = sum / count;
  }
  return weights;
}

absl::StatusOr<std::vector<double>> RankSum(int count) {
  RETURN_IF_ERROR(CheckBetween("count", count, 1, kCriteriaMax));
  std::vector<double> weights;
  for (int i = 1; i <= count; ++i) {
    weights.push_back(2.0 * (count + 1 - i) / (static_cast<double>(count) * (count + 1)));
  }
  return weights;
}

absl::StatusOr<AhpWeights> Ahp(absl::Span<const double> matrix, int count) {
  RETURN_IF_ERROR(CheckBetween("count", count, 1, kAhpMax));
  const auto n = static_cast<size_t>(count);
  RETURN_IF_ERROR(CheckComparisons(matrix, n));
  AhpWeights answer;
  answer.weights.assign(n, 1.0 / count);
  // The power method: all entries are positive, so it converges to the principal eigenvector.
  double change = 1.0;
  for (int iteration = 0; iteration < kIterationsMax && change > 1e-15; ++iteration) {
    std::vector<double> product(n, 0.0);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) product[i] += matrix[i * n + j] * answer.weights[j];
    }
    answer.lambda_max = std::accumulate(product.begin(), product.end(), 0.0);
    change = 0.0;
    for (size_t i = 0; i < n; ++i) {
      const double weight = product[i] / answer.lambda_max;
      change = std::max(change, std::fabs(weight - answer.weights[i]));
      answer.weights[i] = weight;
    }
  }
  if (change > 1e-12) return absl::OutOfRangeError("matrix: its eigenvector was not found");
  if (count > 2) {
    // Rounding must not make a consistent matrix better than that.
    answer.consistency_index = std::max(0.0, (answer.lambda_max - count) / (count - 1));
    answer.consistency_ratio = answer.consistency_index / kRandomIndex[n - 1];
  }
  return answer;
}

}  // namespace cartera::scoring
