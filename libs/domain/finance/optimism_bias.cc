#include "libs/domain/finance/optimism_bias.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"
#include "libs/domain/finance/limits.h"

namespace cartera::finance {

absl::StatusOr<double> OptimismBias(double upper, double lower,
                                    absl::Span<const BiasContribution> contributions) {
  RETURN_IF_ERROR(CheckBetween("upper", upper, 0.0, kBiasMax));
  RETURN_IF_ERROR(CheckBetween("lower", lower, 0.0, upper));
  if (contributions.size() > static_cast<size_t>(kPeriodsMax)) {
    return absl::InvalidArgumentError(
        absl::StrCat("contributions: ", contributions.size(), " of them, more than ", kPeriodsMax));
  }
  double shares = 0.0;
  double mitigated = 0.0;
  for (size_t i = 0; i < contributions.size(); ++i) {
    const BiasContribution& contribution = contributions[i];
    const std::string name = absl::StrCat("contributions[", i, "]");
    RETURN_IF_ERROR(CheckBetween(absl::StrCat(name, ".share"), contribution.share, 0.0, 1.0));
    RETURN_IF_ERROR(
        CheckBetween(absl::StrCat(name, ".mitigated"), contribution.mitigated, 0.0, 1.0));
    shares += contribution.share;
    mitigated += contribution.share * contribution.mitigated;
  }
  if (!contributions.empty() && std::fabs(shares - 1.0) > kShareTolerance) {
    return absl::InvalidArgumentError(
        absl::StrCat("contributions: the shares add up to ", shares, ", not to 1"));
  }
  return std::max(lower, (1.0 - std::min(mitigated, 1.0)) * upper);
}

absl::StatusOr<double> WithOptimismBias(double amount, double bias) {
  RETURN_IF_ERROR(CheckAmount("amount", amount));
  RETURN_IF_ERROR(CheckBetween("bias", bias, 0.0, kBiasMax));
  return amount * (1.0 + bias);
}

}  // namespace cartera::finance
