#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_OPTION_ACCOUNT_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_OPTION_ACCOUNT_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/v2/accounts.h"
#include "libs/domain/appraisal/v2/figure_list.h"
#include "libs/domain/appraisal/v2/worth.h"

namespace cartera::appraisal::v2 {

// One option in one account.
struct OptionAccount {
  const Ledger& ledger;
  absl::Span<const double> factors;
  const Option& option;
  std::vector<const Line*> lines;  // all of the option; an account counts some
  Worth worth;
};

// Each adds its figures to the open account of the list. Errors: OUT_OF_RANGE.

// total_cost, total_benefits, optimism_bias, present_value_costs, present_value_benefits,
// net_present_value, benefit_cost_ratio, npv_per_invested_unit, equivalent_annual_cost.
absl::Status AddWorth(const OptionAccount& of, FigureList& list);
// irr, mirr, simple_payback, discounted_payback.
absl::Status AddReturns(const OptionAccount& of, FigureList& list);
// cost_by_category, cost_by_bearer, benefit_by_gainer, net_by_party, running_cost,
// net_yearly_benefits; new_money, existing_money; cost_per_user, cost_per_transaction,
// ict_budget_share.
absl::Status AddBreakdowns(const OptionAccount& of, FigureList& list);
// switching_costs, switching_benefits, tornado.
absl::Status AddSensitivity(const OptionAccount& of, FigureList& list);
// The same of confirmed lines only: total_cost_confirmed, present_value_costs_confirmed,
// present_value_benefits_confirmed, net_present_value_confirmed, benefit_cost_ratio_confirmed.
absl::Status AddConfirmed(const OptionAccount& of, FigureList& list);
// incremental_present_value_costs, incremental_present_value_benefits,
// incremental_net_present_value, incremental_benefit_cost_ratio, incremental_irr,
// incremental_simple_payback. Without a reference they have no value and say so.
absl::Status AddIncremental(const OptionAccount& of, const std::optional<OptionAccount>& reference,
                            FigureList& list);
// dominated_by: how many of the others cost no more and give no less, one of the two truly; which
// stands in the note. Non-monetised gains count as importance x magnitude.
void AddDominance(const OptionAccount& of, const std::vector<OptionAccount>& all, FigureList& list);
// expected_risk_cost, risk_exposure: of the register's impacts in money on this option.
absl::Status AddRiskCosts(const OptionAccount& of, FigureList& list);
// project_cost, grant_ceiling where the methodology has grants; budget_cut where it shares gains.
absl::Status AddFunding(const OptionAccount& of, FigureList& list);
// weighted_net_present_value, where the methodology weighs gains by income.
absl::Status AddIncomeWeights(const OptionAccount& of, FigureList& list);

// Operation, support, maintenance and connectivity; every other cost is an investment.
bool IsRunning(const Line& line);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_OPTION_ACCOUNT_H_
