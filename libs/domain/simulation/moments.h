#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_MOMENTS_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_MOMENTS_H_

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// Sums of uncertain amounts by their means and standard deviations alone, without draws.
// Errors: INVALID_ARGUMENT naming the argument.
namespace cartera::simulation {

struct Moments {
  double mean = 0;
  double sd = 0;
};

// Successive estimation, as Danish state projects use it: mean (low + 3 likely + high) / 5, sd
// (high - low) / 5. From memory: the model's own formula was not found.
absl::StatusOr<Moments> SuccessiveEstimate(double low, double likely, double high);

// Of the sum. `correlation` row by row, or empty: independent.
absl::StatusOr<Moments> MomentsOfSum(absl::Span<const Moments> terms,
                                     absl::Span<const double> correlation);

// As if the amount were normal; probability between 0 and 1.
double NormalQuantileOf(const Moments& moments, double probability);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_MOMENTS_H_
