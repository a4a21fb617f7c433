#include "libs/domain/simulation/moments.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/math/v1/normal.h"
#include "libs/domain/simulation/correlation.h"
#include "libs/domain/simulation/distribution.h"
#include "libs/domain/simulation/limits.h"

namespace cartera::simulation {

absl::StatusOr<Moments> SuccessiveEstimate(double low, double likely, double high) {
  RETURN_IF_ERROR(CheckDistribution(Triangular{low, likely, high}, "estimate"));
  return Moments{.mean = (low + 3 * likely + high) / 5, .sd = (high - low) / 5};
}

absl::StatusOr<Moments> MomentsOfSum(absl::Span<const Moments> terms,
                                     absl::Span<const double> correlation) {
  const auto size = static_cast<int>(terms.size());
  if (terms.empty()) return absl::InvalidArgumentError("terms: none was given");
  if (!correlation.empty()) {
    RETURN_IF_ERROR(CholeskyOfCorrelation(correlation, size, "correlation").status());
  }
  Moments sum;
  double variance = 0;
  for (int row = 0; row < size; ++row) {
    const Moments& term = terms[row];
    if (!(std::abs(term.mean) <= kValueMax && term.sd >= 0 && term.sd <= kValueMax)) {
      return absl::InvalidArgumentError(absl::StrCat("terms[", row, "]: mean ", term.mean, ", sd ",
                                                     term.sd, ": not from 0 to ", kValueMax));
    }
    sum.mean += term.mean;
    variance += term.sd * term.sd;
    for (int column = 0; !correlation.empty() && column < row; ++column) {
      variance += 2 * correlation[row * size + column] * term.sd * terms[column].sd;
    }
  }
  sum.sd = std::sqrt(std::max(variance, 0.0));
  return sum;
}

double NormalQuantileOf(const Moments& moments, double probability) {
  return moments.mean + moments.sd * math::v1::NormalQuantile(probability);
}

}  // namespace cartera::simulation
