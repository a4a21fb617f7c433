#include "libs/domain/appraisal/asked_amounts.h"

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include "absl/numeric/int128.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal {
namespace {

constexpr int kWholeBp = 10'000;

// Year, budget line, unit, basis, price year, new money.
using Key = std::tuple<int, std::string, std::string, int, int, bool>;

bool IsAsked(const CostLine& line) {
  const bool has_amount = line.amount.has_value() || line.quantity.has_value();
  const bool is_own = line.bearer == Bearer::kUnspecified || line.bearer == Bearer::kApplicant;
  return has_amount && is_own && !line.sunk && line.resource != Resource::kInKind;
}

// The stated amount as it is paid: half to even, as the engine's lines are.
absl::StatusOr<int64_t> Paid(int64_t stated_minor, const Tax& tax) {
  if (tax.included == !tax.recoverable) return stated_minor;
  const absl::int128 stated = stated_minor;
  return tax.included ? v1::DivideHalfEven(stated * kWholeBp, kWholeBp + tax.rate_bp)
                      : v1::DivideHalfEven(stated * (kWholeBp + tax.rate_bp), kWholeBp);
}

}  // namespace

absl::StatusOr<std::vector<AskedAmount>> AskedAmounts(const CaseContent& content,
                                                      const methodology::Methodology& methodology) {
  std::string preferred;
  for (const Option& option : content.options.options) {
    if (option.preferred) preferred = option.id;
  }
  std::map<Key, AskedAmount> sums;
  for (const CostLine& line : content.costs.lines) {
    if (preferred.empty() || line.option != preferred || !IsAsked(line)) continue;
    ASSIGN_OR_RETURN(const LineFlow flow, FlowOf(line, methodology));
    for (const auto& [fiscal_year, stated_minor] : flow.minor_by_year) {
      AskedAmount asked{.fiscal_year = fiscal_year,
                        .budget_line = line.budget_line,
                        .amount = flow.like,
                        .is_new_money = line.additionality != Additionality::kExistingMoney};
      ASSIGN_OR_RETURN(asked.amount.amount_minor, Paid(stated_minor, line.tax.value_or(Tax())));
      const Key key = {fiscal_year,          line.budget_line,
                       flow.like.unit.code,  static_cast<int>(flow.like.basis),
                       flow.like.price_year, asked.is_new_money};
      const auto [at, is_first] = sums.emplace(key, asked);
      if (is_first) continue;
      ASSIGN_OR_RETURN(at->second.amount, money::Add(at->second.amount, asked.amount));
    }
  }
  std::vector<AskedAmount> asked;
  for (auto& [key, amount] : sums) {
    if (amount.amount.amount_minor > 0) asked.push_back(std::move(amount));
  }
  return asked;
}

}  // namespace cartera::appraisal
