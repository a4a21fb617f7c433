#include "libs/domain/appraisal/v2/weighting.h"

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/status_macros.h"
#include "libs/domain/scoring/weights.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Methodology;
using methodology::Weighting;
using methodology::WeightMethod;

constexpr int64_t kMilli = 1000;

// The judgement of a pair as a fraction: 1/3 is exact, though its thousandths are 333.
absl::StatusOr<double> Judgement(int64_t forth, int64_t back, size_t i, size_t j) {
  const int64_t larger = std::max(forth, back);
  const int64_t smaller = std::min(forth, back);
  if (larger < kMilli || larger > kMilli * static_cast<int64_t>(scoring::kAhpScaleMax)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "comparisons_milli[", i, "][", j, "]: one of a pair is 1000 to 9000, the other one over"));
  }
  // The smaller one, in thousandths, is rounded.
  const int64_t miss = larger * smaller - kMilli * kMilli;
  if (std::max(miss, -miss) * 2 > larger) {
    return absl::InvalidArgumentError(
        absl::StrCat("comparisons_milli[", i, "][", j, "]: ", forth, " is not one over ", back));
  }
  const double judgement = static_cast<double>(larger) / static_cast<double>(kMilli);
  return forth >= back ? judgement : 1.0 / judgement;
}

absl::StatusOr<DerivedWeights> FromComparisons(const Weighting& weighting, int count) {
  const auto n = static_cast<size_t>(count);
  const std::vector<std::vector<int64_t>>& rows = weighting.comparisons_milli;
  if (rows.size() != n ||
      std::any_of(rows.begin(), rows.end(), [n](const auto& row) { return row.size() != n; })) {
    return absl::InvalidArgumentError(absl::StrCat("comparisons_milli: not ", n, " x ", n));
  }
  std::vector<double> matrix(n * n, 1.0);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      ASSIGN_OR_RETURN(matrix[i * n + j], Judgement(rows[i][j], rows[j][i], i, j));
    }
  }
  ASSIGN_OR_RETURN(const scoring::AhpWeights ahp, scoring::Ahp(matrix, count));
  return DerivedWeights{ahp.weights, ahp.consistency_ratio};
}

}  // namespace

absl::StatusOr<DerivedWeights> DeriveWeights(const Weighting& weighting, int count) {
  if (weighting.method == WeightMethod::kAhp) return FromComparisons(weighting, count);
  if (weighting.method == WeightMethod::kDirect) {
    return absl::FailedPreconditionError("direct weights are derived from nothing");
  }
  if (weighting.swings.size() != static_cast<size_t>(count)) {
    return absl::InvalidArgumentError(
        absl::StrCat("swings: ", weighting.swings.size(), " for ", count, " dimensions"));
  }
  const std::vector<double> swings(weighting.swings.begin(), weighting.swings.end());
  ASSIGN_OR_RETURN(std::vector<double> weights, scoring::SwingWeights(swings));
  return DerivedWeights{std::move(weights), 0.0};
}

std::string Describe(const Methodology& methodology) {
  if (!methodology.weighting.has_value()) return "";
  const Weighting& weighting = *methodology.weighting;
  std::string text = "Weights set directly.";
  const auto derived = DeriveWeights(weighting, static_cast<int>(methodology.dimensions.size()));
  if (weighting.method == WeightMethod::kSwing) text = "Weights from swings.";
  if (weighting.method == WeightMethod::kAhp && derived.ok()) {
    // %.4f of a double is the same on any machine; the ratio itself is.
    text = absl::StrFormat("Weights from comparisons of pairs (AHP), consistency ratio %.4f.",
                           derived->consistency_ratio);
  }
  if (weighting.origin.standing == methodology::Standing::kIllustrative) text += " Illustrative.";
  return text;
}

}  // namespace cartera::appraisal::v2
