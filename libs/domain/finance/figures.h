#ifndef CARTERA_LIBS_DOMAIN_FINANCE_FIGURES_H_
#define CARTERA_LIBS_DOMAIN_FINANCE_FIGURES_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// What is read off present values and flows. Where a figure does not exist, none is the answer.
// Errors: INVALID_ARGUMENT naming the argument, past the limits of limits.h; OUT_OF_RANGE.
namespace cartera::finance {

// The time, in periods from the first flow (period 0), from which on the cumulated flow is not
// negative any more, interpolated linearly within the period in which it turns. 0 when it never was
// negative; none when it ends negative.
absl::StatusOr<std::optional<double>> Payback(absl::Span<const double> net_flows);
// The same of flow_t x factor_t: one factor for each flow at least.
absl::StatusOr<std::optional<double>> DiscountedPayback(absl::Span<const double> net_flows,
                                                        absl::Span<const double> factors);

// Present value of benefits per unit of that of costs. None when costs are not positive.
absl::StatusOr<std::optional<double>> BenefitCostRatio(double pv_benefits, double pv_costs);

// NPV per unit of the present value of what is invested. None when that is not positive.
absl::StatusOr<std::optional<double>> NpvPerInvested(double npv, double pv_invested);

// The amount that, in each of periods 1..n, has the same present value as `present_value`: over the
// sum of `factors[1]` to `factors[n]` (Green Book). Of a present value of costs it is the
// equivalent annual cost, of an NPV the equivalent annual net benefit. `factors` has periods 0..n;
// INVALID_ARGUMENT without a period 1.
absl::StatusOr<double> EquivalentAnnual(double present_value, absl::Span<const double> factors);

// What one item would have to be for the NPV to be zero, everything else as it is.
struct SwitchingValue {
  double multiplier;  // of the item: 0.8 means that it may be 20 % smaller; below 0 it would
                      // have to change its sign
  double change;      // multiplier - 1
};
// One for each present value: `item_pvs` are the signed present values that add up to the NPV. None
// for an item that is zero.
absl::StatusOr<std::vector<std::optional<SwitchingValue>>> SwitchingValues(
    absl::Span<const double> item_pvs);

// `nominal` of the one year in prices of the other: nominal x deflator_to / deflator_from. Both
// at least kIndexMin.
absl::StatusOr<double> InPricesOf(double nominal, double deflator_from, double deflator_to);

// (reference_income / income)^elasticity, the weight of a gain to people of that income. Incomes
// of at least kIndexMin; elasticity from 0 to kElasticityMax.
absl::StatusOr<double> DistributionalWeight(double reference_income, double income,
                                            double elasticity);

}  // namespace cartera::finance

#endif  // CARTERA_LIBS_DOMAIN_FINANCE_FIGURES_H_
