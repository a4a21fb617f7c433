#ifndef CARTERA_LIBS_DOMAIN_FINANCE_OPTIMISM_BIAS_H_
#define CARTERA_LIBS_DOMAIN_FINANCE_OPTIMISM_BIAS_H_

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace cartera::finance {

// One reason why projects of a kind cost or last longer than expected.
struct BiasContribution {
  double share = 0.0;      // of the upper bound, 0 to 1
  double mitigated = 0.0;  // how far it is managed, 0 to 1
};

// The uplift to add, as a fraction (0.51 is 51 %): (1 - sum of share x mitigated) x upper, but not
// below `lower` (Mott MacDonald 2002, Green Book supplementary guidance). Without contributions
// nothing is mitigated: `upper`. Errors: INVALID_ARGUMENT when bounds are not 0 <= lower <= upper
// <= kBiasMax, or shares do not add up to 1 within kShareTolerance.
absl::StatusOr<double> OptimismBias(double upper, double lower,
                                    absl::Span<const BiasContribution> contributions);

// amount x (1 + bias). Errors: INVALID_ARGUMENT.
absl::StatusOr<double> WithOptimismBias(double amount, double bias);

}  // namespace cartera::finance

#endif  // CARTERA_LIBS_DOMAIN_FINANCE_OPTIMISM_BIAS_H_
