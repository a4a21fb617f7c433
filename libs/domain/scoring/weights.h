#ifndef CARTERA_LIBS_DOMAIN_SCORING_WEIGHTS_H_
#define CARTERA_LIBS_DOMAIN_SCORING_WEIGHTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// Where the weights of criteria come from. Weights are fractions that add up to 1.
// Errors: INVALID_ARGUMENT naming the argument.
namespace cartera::scoring {

inline constexpr int kCriteriaMax = 100;
inline constexpr double kWeightTolerance = 1e-9;  // how far weights may add up to other than 1
inline constexpr double kSwingBest = 100.0;
// Comparisons of pairs: as many as Saaty gives a random index for, on his scale of 1 to 9.
inline constexpr int kAhpMax = 15;
inline constexpr double kAhpScaleMax = 9.0;
inline constexpr double kAhpReciprocalTolerance = 1e-6;
inline constexpr double kAhpRatioAccepted = 0.10;  // below it Saaty accepts the judgements

// Each is 0 to 1, and they add up to 1.
absl::Status CheckWeights(absl::string_view argument, absl::Span<const double> weights);

// From how much the swing of each criterion from worst to best is worth against the most important
// one, which is kSwingBest; each 0 to kSwingBest.
absl::StatusOr<std::vector<double>> SwingWeights(absl::Span<const double> swings);

// From a ranking alone, the most important first. Centroid: (1/n) sum of 1/k for k = i..n.
// Sum: 2 (n + 1 - i) / (n (n + 1)).
absl::StatusOr<std::vector<double>> RankOrderCentroid(int count);
absl::StatusOr<std::vector<double>> RankSum(int count);

struct AhpWeights {
  std::vector<double> weights;     // the principal eigenvector
  double lambda_max = 0.0;         // its eigenvalue, at least the number of criteria
  double consistency_index = 0.0;  // (lambda_max - n) / (n - 1)
  // consistency_index over that of random judgements (Saaty's table); 0 for one or two criteria,
  // which cannot contradict each other.
  double consistency_ratio = 0.0;
};
// From comparisons of pairs: `matrix[i * count + j]` is how many times as important criterion i is
// as j, 1/9 to 9. Refused when an entry times its mirror image is not 1 within
// kAhpReciprocalTolerance. An inconsistent matrix is no error: the ratio says so.
absl::StatusOr<AhpWeights> Ahp(absl::Span<const double> matrix, int count);

}  // namespace cartera::scoring

#endif  // CARTERA_LIBS_DOMAIN_SCORING_WEIGHTS_H_
