#include "libs/domain/appraisal/v2/worth.h"

#include "absl/numeric/int128.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v1/npv.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v2 {

using methodology::kWholeBp;

absl::StatusOr<Worth> WorthOf(const Ledger& ledger, absl::Span<const double> factors,
                              const std::vector<const Line*>& lines, Account account) {
  Worth worth;
  worth.account = account;
  ASSIGN_OR_RETURN(worth.stated, FlowsOf(ledger, lines, account, BasisOf(ledger, account)));
  ASSIGN_OR_RETURN(worth.discounted,
                   FlowsOf(ledger, lines, account, ledger.methodology.discounting.rate_basis));
  ASSIGN_OR_RETURN(worth.full_costs, FullCosts(worth.discounted));
  ASSIGN_OR_RETURN(worth.net, NetBenefits(worth.discounted));
  ASSIGN_OR_RETURN(worth.total_cost, Total(worth.stated.costs));
  ASSIGN_OR_RETURN(worth.total_benefits, Total(worth.stated.benefits));
  ASSIGN_OR_RETURN(worth.total_bias, Total(worth.stated.bias));
  ASSIGN_OR_RETURN(worth.pv_costs, v1::PresentValue(worth.full_costs, factors));
  ASSIGN_OR_RETURN(worth.pv_benefits, v1::PresentValue(worth.discounted.benefits, factors));
  ASSIGN_OR_RETURN(worth.npv, v1::NetPresentValue(worth.pv_benefits, worth.pv_costs));
  return worth;
}

std::optional<int64_t> RatioBp(int64_t numerator, int64_t denominator) {
  if (denominator <= 0) return std::nullopt;
  const auto ratio = v1::DivideHalfEven(absl::int128(numerator) * kWholeBp, denominator);
  return ratio.ok() ? std::optional(*ratio) : std::nullopt;
}

std::optional<int64_t> Quotient(int64_t numerator, int64_t denominator) {
  if (denominator <= 0) return std::nullopt;
  const auto quotient = v1::DivideHalfEven(numerator, denominator);
  return quotient.ok() ? std::optional(*quotient) : std::nullopt;
}

absl::StatusOr<double> PresentValueOf(const Ledger& ledger, absl::Span<const double> factors,
                                      const Line& line, Account account) {
  ASSIGN_OR_RETURN(const Flows flows,
                   FlowsOf(ledger, {&line}, account, ledger.methodology.discounting.rate_basis));
  ASSIGN_OR_RETURN(const Years net, NetBenefits(flows));
  std::vector<double> signed_flows(net.begin(), net.end());
  for (double& flow : signed_flows) flow = line.is_cost ? -flow : flow;
  return finance::DiscountedSum(signed_flows, factors);
}

}  // namespace cartera::appraisal::v2
