// Who pays and who gains, what for, and what it comes to for each user.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v2/option_account.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::CostCategory;

class Breaker {
 public:
  Breaker(const OptionAccount& of, FigureList& list)
      : of_(of), list_(list), basis_(BasisOf(of.ledger, of.worth.account)) {}

  absl::Status Run() {
    RETURN_IF_ERROR(ByCategory());
    RETURN_IF_ERROR(ByParty());
    RETURN_IF_ERROR(Running());
    if (of_.worth.account != Account::kEconomic) RETURN_IF_ERROR(ByMoney());
    return PerUse();
  }

 private:
  Explanation Part(std::string label, int64_t minor, std::string formula) const {
    Explanation part = Amount(std::move(label), minor, of_.ledger.UnitText());
    part.formula = std::move(formula);
    return part;
  }

  absl::StatusOr<int64_t> SumOf(absl::FunctionRef<bool(const Line&)> has) const {
    std::vector<const Line*> lines;
    for (const Line* line : of_.lines) {
      if (Counts(of_.worth.account, *line) && has(*line)) lines.push_back(line);
    }
    ASSIGN_OR_RETURN(const Flows flows, FlowsOf(of_.ledger, lines, of_.worth.account, basis_));
    ASSIGN_OR_RETURN(const int64_t costs, Total(flows.costs));
    ASSIGN_OR_RETURN(const int64_t benefits, Total(flows.benefits));
    return costs + benefits;
  }

  absl::Status ByCategory() {
    Figure& figure =
        list_.Money({"cost_by_category", "total cost by category", "sum"}, of_.worth.total_cost);
    for (const CostCategory category : methodology::AllCostCategories()) {
      const auto has = [&](const Line& line) {
        return line.is_cost && line.cost->category == category;
      };
      if (std::none_of(of_.lines.begin(), of_.lines.end(), [&](const Line* line) {
            return Counts(of_.worth.account, *line) && has(*line);
          })) {
        continue;
      }
      ASSIGN_OR_RETURN(const int64_t minor, SumOf(has));
      figure.explanation.inputs.push_back(
          Part(std::string(methodology::Name(category)), minor, list_.SeeLines(true)));
    }
    return absl::OkStatus();
  }

  absl::Status ByParty() {
    Figure& pays = list_.Money({"cost_by_bearer", "who pays", "sum"}, of_.worth.total_cost);
    Figure& gains =
        list_.Money({"benefit_by_gainer", "who gains", "sum"}, of_.worth.total_benefits);
    Figure& net = list_.Money({"net_by_party", "gains less costs of each", "sum"},
                              of_.worth.total_benefits - of_.worth.total_cost);
    for (const Bearer party : {Bearer::kApplicant, Bearer::kCentralAgency, Bearer::kRegion,
                               Bearer::kMunicipality, Bearer::kCitizens, Bearer::kBusiness}) {
      const auto is = [&](bool cost) {
        return SumOf(
            [&, cost](const Line& line) { return line.party == party && line.is_cost == cost; });
      };
      ASSIGN_OR_RETURN(const int64_t cost, is(true));
      ASSIGN_OR_RETURN(const int64_t gain, is(false));
      const std::string name(Name(party));
      if (cost != 0) {
        pays.explanation.inputs.push_back(Part(name, cost, list_.SeeLines(true)));
      }
      if (gain != 0) {
        gains.explanation.inputs.push_back(Part(name, gain, list_.SeeLines(false)));
      }
      if (cost == 0 && gain == 0) continue;
      Explanation of_party = Part(name, gain - cost, "gains - costs");
      of_party.inputs = {Part("gains", gain, list_.SeeText("benefit_by_gainer")),
                         Part("costs", cost, list_.SeeText("cost_by_bearer"))};
      net.explanation.inputs.push_back(std::move(of_party));
    }
    return absl::OkStatus();
  }

  absl::Status Running() {
    ASSIGN_OR_RETURN(const int64_t running, SumOf(IsRunning));
    list_.Money({"running_cost", "running cost",
                 absl::StrCat("sum of operation, support, maintenance and connectivity, ",
                              list_.SeeText("cost_by_category"))},
                running);
    Figure& net = list_.Money(
        {"net_of_running_cost", "benefits net of running cost", "gross benefits - running cost"},
        of_.worth.total_benefits - running);
    net.explanation.inputs = {list_.See("total_benefits"), list_.See("running_cost")};
    return absl::OkStatus();
  }

  absl::Status ByMoney() {
    ASSIGN_OR_RETURN(const int64_t existing, SumOf([](const Line& line) {
                       return line.is_cost &&
                              line.cost->additionality == Additionality::kExistingMoney;
                     }));
    list_.Money({"new_money", "additional money asked",
                 absl::StrCat("sum of the costs that are not said to be in the budget already, ",
                              list_.SeeLines(true))},
                of_.worth.total_cost - existing);
    list_.Money({"existing_money", "money in the budget already",
                 absl::StrCat("sum of the costs that are said to be, ", list_.SeeLines(true))},
                existing);
    return absl::OkStatus();
  }

  absl::Status PerUse() {
    const Identification& about = of_.ledger.content.identification;
    if (of_.worth.account == Account::kEconomic) {
      AddPer({"cost_per_user", "cost per user", "total cost / users"}, about.users_count,
             "identification.users_count");
      const int first = std::max(about.go_live_fiscal_year, of_.ledger.base_year());
      const int years = of_.ledger.horizon.last_fiscal_year() - first + 1;
      AddPer({"cost_per_transaction", "cost per transaction",
              absl::StrCat("total cost / (transactions a year x ", years, " years of use)")},
             years > 0 ? about.transactions_per_year * years : 0,
             "identification.transactions_per_year");
    }
    return of_.worth.account == Account::kAgency ? BudgetShare() : absl::OkStatus();
  }

  void AddPer(const FigureText& text, int64_t divisor, absl::string_view path) {
    Figure& figure = list_.Money(text, Quotient(of_.worth.total_cost, divisor));
    Explanation count = Amount("number", divisor, "");
    count.field_path = std::string(path);
    figure.explanation.inputs = {list_.See("total_cost"), std::move(count)};
    if (divisor <= 0) figure.note = absl::StrCat("needs ", path);
  }

  absl::Status BudgetShare() {
    constexpr absl::string_view kPath = "identification.agency_ict_budget";
    Figure& figure =
        list_.Plain({"ict_budget_share", "share of the agency's yearly ICT budget",
                     "cost of the dearest year / ICT budget of a year, both in that year's prices"},
                    std::nullopt, "bp");
    const auto& budget = of_.ledger.content.identification.agency_ict_budget;
    if (!budget.has_value()) {
      figure.note = absl::StrCat("needs ", kPath);
      return absl::OkStatus();
    }
    const Years& costs = of_.worth.stated.costs;
    const auto dearest = std::max_element(costs.begin(), costs.end());
    const int year = of_.ledger.base_year() + static_cast<int>(dearest - costs.begin());
    ASSIGN_OR_RETURN(
        const int64_t in_unit,
        of_.ledger.rates.Convert({budget->unit, std::string(kPath)}, budget->amount_minor));
    // A nominal budget is taken to be that of the year.
    const auto prices = of_.ledger.prices.Convert(*budget, in_unit, "", year);
    if (!prices.ok()) {
      figure.note = absl::StrCat(kPath, " ", prices.status().message());
      return absl::OkStatus();
    }
    figure.explanation.value = RatioBp(*dearest, prices->In(basis_));
    Explanation read = Amount("ICT budget", prices->In(basis_), of_.ledger.UnitText());
    read.field_path = std::string(kPath);
    figure.explanation.inputs = {
        Part(absl::StrCat("costs of ", year), *dearest, list_.SeeLines(true)), std::move(read)};
    return absl::OkStatus();
  }

  const OptionAccount& of_;
  FigureList& list_;
  money::PriceBasis basis_;
};

}  // namespace

absl::Status AddBreakdowns(const OptionAccount& of, FigureList& list) {
  return Breaker(of, list).Run();
}

}  // namespace cartera::appraisal::v2
