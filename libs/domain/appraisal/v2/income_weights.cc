// Gains that count for more where those who gain have less.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v1/npv.h"
#include "libs/domain/appraisal/v2/option_account.h"
#include "libs/domain/finance/figures.h"
#include "libs/domain/money/unit.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::IncomeWeights;

constexpr double kWeightScale = 1e9;  // a weight's unit is "1e-9"

class Weigher {
 public:
  explicit Weigher(const OptionAccount& of)
      : of_(of), rules_(*of.ledger.methodology.income_weights) {}

  absl::Status Run(FigureList& list) const {
    Figure& figure = list.Present(
        {"weighted_net_present_value", "net present value with gains weighed by income",
         "NPV + sum of (weight - 1) x present value of the gain"},
        std::nullopt);
    figure.explanation.inputs = {list.See("net_present_value")};
    int64_t sum = of_.worth.npv;
    for (const Line* line : of_.lines) {
      if (line->is_cost || !line->benefit->gainer_income.has_value()) continue;
      if (!Counts(of_.worth.account, *line)) continue;
      auto added = AddedBy(*line, list);
      if (!added.ok()) {
        figure.note = std::string(added.status().message());
        return absl::OkStatus();
      }
      sum += *added->value;
      figure.explanation.inputs.push_back(*std::move(added));
    }
    if (figure.explanation.inputs.size() == 1) {
      figure.note = "no gain says the income of those who have it";
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(Total({sum}).status());
    figure.explanation.value = sum;
    return absl::OkStatus();
  }

 private:
  // What the weight adds to the gain.
  absl::StatusOr<Explanation> AddedBy(const Line& line, const FigureList& list) const {
    const std::string unit = of_.ledger.UnitText();
    ASSIGN_OR_RETURN(Explanation weight, WeightOf(line));
    ASSIGN_OR_RETURN(const Flows flows, FlowsOf(of_.ledger, {&line}, of_.worth.account,
                                                of_.ledger.methodology.discounting.rate_basis));
    ASSIGN_OR_RETURN(const int64_t worth, v1::PresentValue(flows.benefits, of_.factors));
    const double share = static_cast<double>(*weight.value) / kWeightScale - 1;
    ASSIGN_OR_RETURN(const int64_t minor, v1::RoundToMinor(share * static_cast<double>(worth)));
    Explanation added = Amount(absl::StrCat("gain ", line.id), minor, unit);
    added.formula = "(weight - 1) x present value of the gain";
    Explanation gain = Amount("present value of the gain", worth, unit);
    gain.formula = list.SeeLines(false);
    added.inputs = {std::move(weight), std::move(gain)};
    return added;
  }

  absl::StatusOr<Explanation> WeightOf(const Line& line) const {
    const money::Money& income = *line.benefit->gainer_income;
    const std::string path = line.Path("gainer_income");
    if (income.unit.code != rules_.unit) {
      return absl::FailedPreconditionError(absl::StrCat(
          path, " is in ", income.unit.code, ", the income whose gains weigh 1 in ", rules_.unit));
    }
    ASSIGN_OR_RETURN(const int64_t own, InPricesOfTheCase(income, path));
    ASSIGN_OR_RETURN(const int64_t reference,
                     InPricesOfTheCase(
                         money::Real(rules_.reference_income_minor, income.unit, rules_.price_year),
                         "distribution.reference_income_minor"));
    ASSIGN_OR_RETURN(
        const double weight,
        finance::DistributionalWeight(static_cast<double>(reference), static_cast<double>(own),
                                      rules_.elasticity_milli / 1000.0));
    Explanation explanation{
        .label = absl::StrCat("weight of ", line.id),
        .formula = absl::StrCat("(reference income / income)^", rules_.elasticity_milli, "/1000"),
        .unit = "1e-9"};
    ASSIGN_OR_RETURN(explanation.value, v1::RoundToMinor(weight * kWeightScale));
    explanation.source = rules_.origin.source;
    explanation.standing = rules_.origin.standing;
    const std::string unit = absl::StrCat("minor units of ", income.unit.code);
    Explanation of_reference = Amount("reference income", reference, unit);
    of_reference.source = rules_.reference_origin.source;
    of_reference.standing = rules_.reference_origin.standing;
    Explanation of_gainer = Amount("income of those who gain", own, unit);
    of_gainer.field_path = path;
    explanation.inputs = {std::move(of_reference), std::move(of_gainer)};
    return explanation;
  }

  // Incomes of other years become comparable.
  absl::StatusOr<int64_t> InPricesOfTheCase(const money::Money& income,
                                            const std::string& path) const {
    const Prices& prices = of_.ledger.prices;
    const auto converted = prices.Convert(income, income.amount_minor, "", of_.ledger.base_year());
    if (!converted.ok()) {
      return absl::FailedPreconditionError(absl::StrCat(path, " ", converted.status().message()));
    }
    return converted->In(prices.BasisFor(money::PriceBasis::kReal));
  }

  const OptionAccount& of_;
  const IncomeWeights& rules_;
};

}  // namespace

absl::Status AddIncomeWeights(const OptionAccount& of, FigureList& list) {
  if (!of.ledger.methodology.income_weights.has_value()) return absl::OkStatus();
  return Weigher(of).Run(list);
}

}  // namespace cartera::appraisal::v2
