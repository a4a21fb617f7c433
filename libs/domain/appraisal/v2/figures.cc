#include "libs/domain/appraisal/v2/figures.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/option_account.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::CostCategory;

const Option* FindReference(const CaseContent& content) {
  const Option* found = FindDoNothing(content);
  if (found != nullptr) return found;
  for (const Option& option : content.options.options) {
    if (option.kind != OptionKind::kDoMinimum) continue;
    if (found == nullptr || option.id < found->id) found = &option;
  }
  return found;
}

// All options in one account.
using InAccount = std::vector<OptionAccount>;

class Calculator {
 public:
  explicit Calculator(const Ledger& ledger) : ledger_(ledger) {}

  absl::StatusOr<std::vector<OptionFigures>> Run() {
    ASSIGN_OR_RETURN(factors_,
                     v1::DiscountFactors(ledger_.methodology.discounting, ledger_.count()));
    std::vector<const Option*> options;
    for (const Option& option : ledger_.content.options.options) options.push_back(&option);
    std::sort(options.begin(), options.end(),
              [](const Option* a, const Option* b) { return a->id < b->id; });
    for (size_t i = 0; i < kAccounts.size(); ++i) {
      for (const Option* option : options) {
        ASSIGN_OR_RETURN(OptionAccount of, AccountOf(*option, kAccounts[i]));
        accounts_[i].push_back(std::move(of));
      }
    }
    std::vector<OptionFigures> figures;
    for (size_t at = 0; at < options.size(); ++at) {
      ASSIGN_OR_RETURN(OptionFigures of_option, FiguresOf(at));
      figures.push_back(std::move(of_option));
    }
    return figures;
  }

 private:
  absl::StatusOr<OptionAccount> AccountOf(const Option& option, Account account) const {
    OptionAccount of{.ledger = ledger_,
                     .factors = factors_,
                     .option = option,
                     .lines = LinesIn(ledger_, option.id, Scope::kAllLines)};
    ASSIGN_OR_RETURN(of.worth, WorthOf(ledger_, factors_, of.lines, account));
    return of;
  }

  std::optional<OptionAccount> ReferenceOf(const InAccount& all) const {
    const Option* reference = FindReference(ledger_.content);
    for (const OptionAccount& of : all) {
      if (&of.option == reference) return of;
    }
    return std::nullopt;
  }

  absl::StatusOr<OptionFigures> FiguresOf(size_t at) const {
    FigureList list(ledger_);
    OptionFigures figures;
    for (size_t i = 0; i < kAccounts.size(); ++i) {
      const OptionAccount& of = accounts_[i][at];
      list.Open(kAccounts[i]);
      RETURN_IF_ERROR(AddWorth(of, list));
      RETURN_IF_ERROR(AddReturns(of, list));
      RETURN_IF_ERROR(AddBreakdowns(of, list));
      RETURN_IF_ERROR(AddIncremental(of, ReferenceOf(accounts_[i]), list));
      RETURN_IF_ERROR(AddConfirmed(of, list));
      if (kAccounts[i] == Account::kFiscal) RETURN_IF_ERROR(AddFunding(of, list));
      if (kAccounts[i] != Account::kEconomic) continue;
      RETURN_IF_ERROR(AddSensitivity(of, list));
      RETURN_IF_ERROR(AddRiskCosts(of, list));
      RETURN_IF_ERROR(AddIncomeWeights(of, list));
      AddDominance(of, accounts_[i], list);
      RETURN_IF_ERROR(FillMembers(of, list, figures));
    }
    figures.figures = list.Take();
    return figures;
  }

  // The members of engine 1, from the economic account, which is open.
  absl::Status FillMembers(const OptionAccount& of, const FigureList& list,
                           OptionFigures& figures) const {
    figures.option = of.option.id;
    figures.title = of.option.title;
    figures.preferred = of.option.preferred;
    money::Money like{.unit = ledger_.unit()};
    const auto money = [&](absl::string_view name, money::PriceBasis basis) {
      MoneyFigure figure{.amount = like, .explanation = list.See(name)};
      figure.amount.basis = basis;
      figure.amount.price_year =
          basis == money::PriceBasis::kReal ? ledger_.prices.price_year() : 0;
      figure.amount.amount_minor = figure.explanation.value.value_or(0);
      return figure;
    };
    const money::PriceBasis discounted = ledger_.methodology.discounting.rate_basis;
    figures.tco = money("total_cost", BasisOf(ledger_, Account::kEconomic));
    figures.pv_costs = money("present_value_costs", discounted);
    figures.pv_benefits = money("present_value_benefits", discounted);
    figures.npv = money("net_present_value", discounted);
    figures.bcr = {list.ValueOf("benefit_cost_ratio"), list.See("benefit_cost_ratio")};
    // Without a reference, nothing is what an option is compared with.
    const std::string extra = FindReference(ledger_.content) == nullptr ? "" : "incremental_";
    figures.incremental_pv_costs = money(extra + "present_value_costs", discounted);
    figures.incremental_pv_benefits = money(extra + "present_value_benefits", discounted);
    figures.incremental_npv = money(extra + "net_present_value", discounted);
    figures.incremental_bcr = {list.ValueOf(extra + "benefit_cost_ratio"),
                               list.See(extra + "benefit_cost_ratio")};
    figures.incremental_payback_milliyears = list.ValueOf(extra + "simple_payback");
    return FillTable(of, figures);
  }

  absl::Status FillTable(const OptionAccount& of, OptionFigures& figures) const {
    const Years& costs = of.worth.stated.costs;
    for (size_t at = 0; at < costs.size(); ++at) {
      if (costs[at] == 0) continue;
      figures.tco_table.minor_by_year[ledger_.base_year() + static_cast<int>(at)] = costs[at];
    }
    const money::PriceBasis basis = BasisOf(ledger_, Account::kEconomic);
    std::map<CostCategory, std::vector<const Line*>> by_category;
    for (const Line* line : of.lines) {
      if (!line->is_cost || !Counts(Account::kEconomic, *line)) continue;
      by_category[*line->cost->category].push_back(line);
    }
    for (const auto& [category, lines] : by_category) {
      ASSIGN_OR_RETURN(const Flows flows, FlowsOf(ledger_, lines, Account::kEconomic, basis));
      ASSIGN_OR_RETURN(figures.tco_table.minor_by_category[category], Total(flows.costs));
    }
    for (const BenefitLine& line : ledger_.content.benefits.lines) {
      const bool counts = line.option == of.option.id &&
                          line.category == methodology::BenefitCategory::kNonMonetised;
      figures.non_monetised_count += counts ? 1 : 0;
    }
    return absl::OkStatus();
  }

  const Ledger& ledger_;
  std::vector<double> factors_;
  std::array<InAccount, kAccounts.size()> accounts_;
};

}  // namespace

absl::StatusOr<std::vector<OptionFigures>> ComputeFigures(const Ledger& ledger) {
  return Calculator(ledger).Run();
}

}  // namespace cartera::appraisal::v2
