#include "libs/domain/appraisal/v2/accounts.h"

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::kWholeBp;
using money::PriceBasis;

// Integer sums do not depend on the order of lines; only the result is checked for its size.
using Sums = std::vector<absl::int128>;

absl::StatusOr<int64_t> Narrow(absl::int128 sum) {
  if (sum > kSumMinorMax || sum < -kSumMinorMax) {
    return absl::OutOfRangeError("a sum of lines is too large to be computed");
  }
  return static_cast<int64_t>(sum);
}

absl::StatusOr<Years> Narrow(const Sums& sums) {
  Years years;
  years.reserve(sums.size());
  for (const absl::int128 sum : sums) {
    ASSIGN_OR_RETURN(const int64_t minor, Narrow(sum));
    years.push_back(minor);
  }
  return years;
}

bool IsCash(const Line& line) {
  return line.is_cost ? line.cost->resource != Resource::kInKind
                      : line.benefit->category == BenefitCategory::kCashReleasing;
}

bool IsSunk(const Line& line) { return line.is_cost && line.cost->sunk; }

std::string BasisText(const Ledger& ledger, PriceBasis basis) {
  return basis == PriceBasis::kReal ? absl::StrCat("prices of ", ledger.prices.price_year())
                                    : "nominal";
}

}  // namespace

bool IsPublicCash(const Line& line) {
  return IsPublic(line.party) && IsCash(line) && !IsSunk(line);
}

bool Counts(Account account, const Line& line) {
  if (IsSunk(line)) return false;
  switch (account) {
    case Account::kFiscal:
      return IsPublicCash(line);
    case Account::kEconomic:
      return !line.is_transfer;
    case Account::kAgency:
      break;
  }
  return line.party == Bearer::kApplicant && IsCash(line) &&
         (line.is_cost || line.benefit->realisation_form != RealisationForm::kBudgetCut);
}

const Counted& AmountIn(Account account, const LineYear& year) {
  return account == Account::kFiscal ? year.gross : year.net;
}

PriceBasis BasisOf(const Ledger& ledger, Account account) {
  return ledger.prices.BasisFor(account == Account::kEconomic ? PriceBasis::kReal
                                                              : PriceBasis::kNominal);
}

std::string AccountText(const Ledger& ledger, Account account) {
  return absl::StrCat(Name(account), " account, ", BasisText(ledger, BasisOf(ledger, account)));
}

std::string PresentText(const Ledger& ledger, Account account) {
  const PriceBasis basis = ledger.methodology.discounting.rate_basis;
  return absl::StrCat(Name(account), " account, discounted to ", ledger.base_year(),
                      basis == PriceBasis::kReal ? ", " : " from ", BasisText(ledger, basis));
}

absl::StatusOr<Flows> FlowsOf(const Ledger& ledger, const std::vector<const Line*>& lines,
                              Account account, PriceBasis basis) {
  const auto count = static_cast<size_t>(ledger.count());
  Sums costs(count), bias(count), outlay(count), benefits(count);
  const auto& financing = ledger.methodology.tax_financing;
  const bool is_financed = account == Account::kEconomic && financing.has_value();
  for (const Line* line : lines) {
    const bool counts = Counts(account, *line);
    const bool is_outlay = is_financed && IsPublicCash(*line);
    if (!counts && !is_outlay) continue;
    for (const LineYear& year : line->years) {
      const auto at = static_cast<size_t>(year.fiscal_year - ledger.base_year());
      const Counted& counted = AmountIn(account, year);
      const int64_t amount = counted.amount.In(basis);
      const int64_t uplift = counted.bias.In(basis);
      if (is_outlay) {
        outlay[at] += line->is_cost ? absl::int128(amount) + uplift : -absl::int128(amount);
      }
      if (!counts) continue;
      (line->is_cost ? costs : benefits)[at] += amount;
      bias[at] += uplift;
    }
  }
  Flows flows;
  ASSIGN_OR_RETURN(flows.costs, Narrow(costs));
  ASSIGN_OR_RETURN(flows.bias, Narrow(bias));
  ASSIGN_OR_RETURN(flows.benefits, Narrow(benefits));
  flows.tax_financing.assign(count, 0);
  for (size_t at = 0; is_financed && at < count; ++at) {
    RETURN_IF_ERROR(Narrow(outlay[at]).status());
    ASSIGN_OR_RETURN(flows.tax_financing[at],
                     v1::DivideHalfEven(outlay[at] * financing->cost_bp, kWholeBp));
  }
  return flows;
}

std::vector<const Line*> LinesIn(const Ledger& ledger, absl::string_view option, Scope scope) {
  std::vector<const Line*> lines;
  for (const Line& line : ledger.LinesOf(option)) {
    if (scope == Scope::kAllLines || line.is_confirmed) lines.push_back(&line);
  }
  return lines;
}

absl::StatusOr<Years> FullCosts(const Flows& flows) {
  Sums sums(flows.costs.size());
  for (size_t at = 0; at < sums.size(); ++at) {
    sums[at] = absl::int128(flows.costs[at]) + flows.bias[at] + flows.tax_financing[at];
  }
  return Narrow(sums);
}

absl::StatusOr<Years> NetBenefits(const Flows& flows) {
  ASSIGN_OR_RETURN(const Years costs, FullCosts(flows));
  Sums sums(costs.size());
  for (size_t at = 0; at < sums.size(); ++at) {
    sums[at] = absl::int128(flows.benefits[at]) - costs[at];
  }
  return Narrow(sums);
}

absl::StatusOr<int64_t> Total(const Years& years) {
  absl::int128 sum = 0;
  for (const int64_t minor : years) sum += minor;
  return Narrow(sum);
}

}  // namespace cartera::appraisal::v2
