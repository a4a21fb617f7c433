#include "libs/domain/finance/figures.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "libs/base/check_between.h"
#include "libs/base/status_macros.h"
#include "libs/domain/finance/limits.h"
#include "libs/domain/math/v1/double_double.h"
#include "libs/domain/math/v1/exp_log.h"

namespace cartera::finance {

absl::StatusOr<std::optional<double>> Payback(absl::Span<const double> net_flows) {
  RETURN_IF_ERROR(CheckAmounts("net_flows", net_flows));
  // The last period that ends below zero decides: a project can fall back into the red. Sums as
  // pairs, so that a flow that brings exactly back what was spent ends at zero.
  std::optional<size_t> last_negative;
  double missing = 0.0;
  math::v1::Sum2 cumulated = {0.0, 0.0};
  for (size_t period = 0; period < net_flows.size(); ++period) {
    cumulated = math::v1::Add(net_flows[period], cumulated);
    if (cumulated.high < 0.0) {
      last_negative = period;
      missing = -cumulated.high;
    }
  }
  if (!last_negative.has_value()) return 0.0;
  if (*last_negative + 1 == net_flows.size()) return std::nullopt;
  return static_cast<double>(*last_negative) + missing / net_flows[*last_negative + 1];
}

absl::StatusOr<std::optional<double>> DiscountedPayback(absl::Span<const double> net_flows,
                                                        absl::Span<const double> factors) {
  RETURN_IF_ERROR(CheckAmounts("net_flows", net_flows));
  RETURN_IF_ERROR(CheckAmounts("factors", factors));
  if (net_flows.size() > factors.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("factors: ", factors.size(), " factors for ", net_flows.size(), " net_flows"));
  }
  std::vector<double> discounted(net_flows.begin(), net_flows.end());
  for (size_t period = 0; period < discounted.size(); ++period) {
    discounted[period] *= factors[period];
  }
  return Payback(discounted);
}

absl::StatusOr<std::optional<double>> BenefitCostRatio(double pv_benefits, double pv_costs) {
  RETURN_IF_ERROR(CheckAmount("pv_benefits", pv_benefits));
  RETURN_IF_ERROR(CheckAmount("pv_costs", pv_costs));
  if (pv_costs <= 0.0) return std::nullopt;
  return Finite("bcr", pv_benefits / pv_costs);
}

absl::StatusOr<std::optional<double>> NpvPerInvested(double npv, double pv_invested) {
  RETURN_IF_ERROR(CheckAmount("npv", npv));
  RETURN_IF_ERROR(CheckAmount("pv_invested", pv_invested));
  if (pv_invested <= 0.0) return std::nullopt;
  return Finite("npv per invested unit", npv / pv_invested);
}

absl::StatusOr<double> EquivalentAnnual(double present_value, absl::Span<const double> factors) {
  RETURN_IF_ERROR(CheckAmount("present_value", present_value));
  RETURN_IF_ERROR(CheckAmounts("factors", factors));
  double annuity = 0.0;
  for (size_t period = 1; period < factors.size(); ++period) {
    if (!(factors[period] > 0.0)) {
      return absl::InvalidArgumentError(
          absl::StrCat("factors[", period, "]: ", factors[period], " is not above 0"));
    }
    annuity += factors[period];
  }
  if (annuity == 0.0) return absl::InvalidArgumentError("factors: there is none of a period 1");
  return Finite("equivalent annual amount", present_value / annuity);
}

absl::StatusOr<std::vector<std::optional<SwitchingValue>>> SwitchingValues(
    absl::Span<const double> item_pvs) {
  RETURN_IF_ERROR(CheckAmounts("item_pvs", item_pvs));
  math::v1::Sum2 npv = {0.0, 0.0};
  for (const double pv : item_pvs) npv = math::v1::Add(pv, npv);
  std::vector<std::optional<SwitchingValue>> values;
  for (const double pv : item_pvs) {
    if (pv == 0.0) {
      values.emplace_back();
      continue;
    }
    const math::v1::Sum2 others = math::v1::Add(-pv, npv);
    ASSIGN_OR_RETURN(const double multiplier, Finite("switching value", -others.high / pv));
    // From the NPV itself, so that a small change keeps its digits.
    ASSIGN_OR_RETURN(const double change, Finite("switching value", -npv.high / pv));
    values.push_back(SwitchingValue{multiplier, change});
  }
  return values;
}

absl::StatusOr<double> InPricesOf(double nominal, double deflator_from, double deflator_to) {
  RETURN_IF_ERROR(CheckAmount("nominal", nominal));
  RETURN_IF_ERROR(CheckBetween("deflator_from", deflator_from, kIndexMin, kAmountMax));
  RETURN_IF_ERROR(CheckBetween("deflator_to", deflator_to, kIndexMin, kAmountMax));
  return Finite("real value", nominal * deflator_to / deflator_from);
}

absl::StatusOr<double> DistributionalWeight(double reference_income, double income,
                                            double elasticity) {
  RETURN_IF_ERROR(CheckBetween("reference_income", reference_income, kIndexMin, kAmountMax));
  RETURN_IF_ERROR(CheckBetween("income", income, kIndexMin, kAmountMax));
  RETURN_IF_ERROR(CheckBetween("elasticity", elasticity, 0.0, kElasticityMax));
  return Finite("distributional weight", math::v1::Pow(reference_income / income, elasticity));
}

}  // namespace cartera::finance
