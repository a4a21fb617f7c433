#include "libs/domain/appraisal/v1/npv.h"

#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v1 {

absl::StatusOr<int64_t> PresentValue(absl::Span<const int64_t> flows_minor,
                                     absl::Span<const double> factors) {
  std::vector<double> flows(flows_minor.begin(), flows_minor.end());
  ASSIGN_OR_RETURN(const double sum, finance::DiscountedSum(flows, factors));
  return RoundToMinor(sum);
}

absl::StatusOr<int64_t> NetPresentValue(int64_t pv_benefits_minor, int64_t pv_costs_minor) {
  const absl::int128 net = absl::int128(pv_benefits_minor) - pv_costs_minor;
  if (net > kPresentValueMinorMax || net < -kPresentValueMinorMax) {
    return absl::OutOfRangeError("a net present value is too large to be computed");
  }
  return static_cast<int64_t>(net);
}

absl::StatusOr<std::optional<int64_t>> BenefitCostRatioBp(int64_t pv_benefits_minor,
                                                          int64_t pv_costs_minor) {
  if (pv_costs_minor <= 0) return std::nullopt;
  ASSIGN_OR_RETURN(const int64_t ratio_bp,
                   DivideHalfEven(absl::int128(pv_benefits_minor) * 10'000, pv_costs_minor));
  return ratio_bp;
}

}  // namespace cartera::appraisal::v1
