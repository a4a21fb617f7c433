// Totals, present values and what is made of them.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/explain.h"
#include "libs/domain/appraisal/v2/option_account.h"
#include "libs/domain/finance/figures.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::CostCategory;
using Side = Trees::Side;

// The lines stand under the total of cash accounts, and under the present value of the economic.
bool DetailsTotals(const OptionAccount& of) { return of.worth.account != Account::kEconomic; }

absl::Status AddTotals(const OptionAccount& of, const Trees& trees, FigureList& list) {
  Figure& cost = list.Money(
      {"total_cost", "total cost", "sum of the costs of all years, without optimism bias"},
      of.worth.total_cost);
  Figure& benefits = list.Money(
      {"total_benefits", "gross benefits", "sum of the gains of all years, before running costs"},
      of.worth.total_benefits);
  if (of.ledger.left_out_count > 0) {
    cost.note = absl::StrCat("years before ", of.ledger.base_year(), " or after ",
                             of.ledger.horizon.last_fiscal_year(), " are left out");
  }
  if (DetailsTotals(of)) {
    ASSIGN_OR_RETURN(cost.explanation.inputs, trees.YearsOfLines(Side::kCosts));
    ASSIGN_OR_RETURN(benefits.explanation.inputs, trees.YearsOfLines(Side::kBenefits));
  } else {
    cost.explanation.inputs = trees.Years(Side::kCosts, list.SeeLines(true));
    benefits.explanation.inputs = trees.Years(Side::kBenefits, list.SeeLines(false));
  }
  return absl::OkStatus();
}

absl::Status AddBias(const OptionAccount& of, FigureList& list) {
  Figure& figure =
      list.Money({"optimism_bias", "optimism bias", "sum of costs x uplift of their category"},
                 of.worth.total_bias);
  std::map<CostCategory, std::pair<const Bias*, int64_t>> sums;
  const money::PriceBasis basis = BasisOf(of.ledger, of.worth.account);
  for (const Line* line : of.lines) {
    if (line->bias == nullptr || !Counts(of.worth.account, *line)) continue;
    auto& [bias, minor] = sums[*line->cost->category];
    bias = line->bias;
    for (const LineYear& year : line->years) {
      minor += AmountIn(of.worth.account, year).bias.In(basis);
    }
  }
  for (const auto& [category, sum] : sums) {
    Explanation input =
        Amount(std::string(methodology::Name(category)), sum.second, of.ledger.UnitText());
    input.formula = "costs of the category x uplift";
    input.inputs = {sum.first->explanation};
    figure.explanation.inputs.push_back(std::move(input));
  }
  return absl::OkStatus();
}

absl::Status AddPresentValues(const OptionAccount& of, const Trees& trees, FigureList& list) {
  const auto years = [&](Side side) {
    return DetailsTotals(of) ? trees.DiscountedYears(side, list.SeeLines(side == Side::kCosts))
                             : trees.DiscountedYearsOfLines(side);
  };
  const std::string of_costs =
      of.worth.account == Account::kEconomic && of.ledger.methodology.tax_financing.has_value()
          ? "sum of (costs + optimism bias + tax financing) x discount factor, rounded once"
          : "sum of (costs + optimism bias) x discount factor, rounded once";
  Figure& costs = list.Present({"present_value_costs", "present value of costs (PVC)", of_costs},
                               of.worth.pv_costs);
  ASSIGN_OR_RETURN(costs.explanation.inputs, years(Side::kCosts));
  Figure& benefits = list.Present({"present_value_benefits", "present value of benefits (PVB)",
                                   "sum of gains x discount factor, rounded once"},
                                  of.worth.pv_benefits);
  ASSIGN_OR_RETURN(benefits.explanation.inputs, years(Side::kBenefits));
  Figure& npv = list.Present({"net_present_value", "net present value", "PVB - PVC"}, of.worth.npv);
  npv.explanation.inputs = {list.See("present_value_benefits"), list.See("present_value_costs")};
  return absl::OkStatus();
}

// The present value of what is not running cost.
absl::StatusOr<int64_t> Invested(const OptionAccount& of) {
  std::vector<const Line*> lines;
  for (const Line* line : of.lines) {
    if (line->is_cost && !IsRunning(*line)) lines.push_back(line);
  }
  ASSIGN_OR_RETURN(Flows flows, FlowsOf(of.ledger, lines, of.worth.account,
                                        of.ledger.methodology.discounting.rate_basis));
  flows.tax_financing.assign(flows.costs.size(), 0);
  ASSIGN_OR_RETURN(const Years costs, FullCosts(flows));
  const std::vector<double> amounts(costs.begin(), costs.end());
  ASSIGN_OR_RETURN(const double sum, finance::DiscountedSum(amounts, of.factors));
  return v1::RoundToMinor(sum);
}

absl::Status AddRatios(const OptionAccount& of, FigureList& list) {
  Figure& bcr = list.Plain({"benefit_cost_ratio", "benefit-cost ratio", "PVB / PVC"},
                           RatioBp(of.worth.pv_benefits, of.worth.pv_costs), "1e-4");
  bcr.explanation.inputs = {list.See("present_value_benefits"), list.See("present_value_costs")};
  if (!bcr.explanation.value.has_value())
    bcr.note = "none: the present value of costs is not positive";
  ASSIGN_OR_RETURN(const int64_t invested, Invested(of));
  Figure& per_unit = list.Plain({"npv_per_invested_unit", "net present value per invested unit",
                                 "NPV / present value of costs that are no running costs"},
                                RatioBp(of.worth.npv, invested), "1e-4");
  per_unit.explanation.inputs = {
      list.See("net_present_value"),
      Amount("present value of the investment", invested, of.ledger.UnitText())};
  per_unit.explanation.inputs[1].formula = list.SeeLines(true);
  if (!per_unit.explanation.value.has_value()) per_unit.note = "none: nothing is invested";
  Figure& annual =
      list.Present({"equivalent_annual_cost", "equivalent annual cost",
                    "PVC / sum of the discount factors of the years after the base year"},
                   std::nullopt);
  annual.explanation.inputs = {list.See("present_value_costs")};
  if (of.factors.size() < 2) {
    annual.note = "none: the horizon has no year after the base year";
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const double cost,
                   finance::EquivalentAnnual(static_cast<double>(of.worth.pv_costs), of.factors));
  ASSIGN_OR_RETURN(annual.explanation.value, v1::RoundToMinor(cost));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddWorth(const OptionAccount& of, FigureList& list) {
  const Trees trees(of.ledger, of.factors, of.lines, of.worth);
  RETURN_IF_ERROR(AddTotals(of, trees, list));
  RETURN_IF_ERROR(AddBias(of, list));
  RETURN_IF_ERROR(AddPresentValues(of, trees, list));
  return AddRatios(of, list);
}

}  // namespace cartera::appraisal::v2
