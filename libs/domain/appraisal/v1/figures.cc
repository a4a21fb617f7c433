#include "libs/domain/appraisal/v1/figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v1/explain.h"
#include "libs/domain/appraisal/v1/npv.h"
#include "libs/domain/appraisal/v1/payback.h"
#include "libs/domain/appraisal/v1/tco.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::appraisal::v1 {
namespace {

// Any amount of the case, which all are like; without one, what the context says.
money::Money Template(const CaseContent& content, const methodology::Methodology& methodology,
                      const CaseContext& context) {
  money::Money like;
  like.unit = context.unit.value_or(money::Unit{});
  like.basis = methodology.discounting.rate_basis;
  like.price_year = like.basis == money::PriceBasis::kReal ? context.price_year : 0;
  for (const CostLine& line : content.costs.lines) {
    if (line.amount.has_value()) like = *line.amount;
  }
  for (const BenefitLine& line : content.benefits.lines) {
    if (line.amount.has_value()) like = *line.amount;
  }
  like.amount_minor = 0;
  return like;
}

// What one option is worth, before it is compared.
struct PresentValues {
  FlowTable flows;
  YearFlows by_year;
  int64_t tco_minor = 0;
  int64_t costs_minor = 0;
  int64_t benefits_minor = 0;
};

class Calculator {
 public:
  Calculator(const CaseContent& content, const methodology::Methodology& methodology,
             const CaseContext& context, const Horizon& horizon)
      : content_(content),
        methodology_(methodology),
        context_(context),
        count_(horizon.last_fiscal_year() - context.base_fiscal_year + 1),
        like_(Template(content, methodology, context)),
        unit_(absl::StrCat("minor units of ", like_.unit.code)) {}

  absl::StatusOr<std::vector<OptionFigures>> Run() {
    ASSIGN_OR_RETURN(factors_, DiscountFactors(methodology_.discounting, count_));
    const Option* do_nothing = FindDoNothing(content_);
    // An id no option can have: without the option doing nothing, the reference is zero.
    ASSIGN_OR_RETURN(reference_, Values(do_nothing == nullptr ? "" : do_nothing->id));
    std::vector<const Option*> options;
    for (const Option& option : content_.options.options) options.push_back(&option);
    std::sort(options.begin(), options.end(),
              [](const Option* a, const Option* b) { return a->id < b->id; });
    std::vector<OptionFigures> figures;
    for (const Option* option : options) {
      ASSIGN_OR_RETURN(OptionFigures of_option, FiguresOf(*option));
      figures.push_back(std::move(of_option));
    }
    return figures;
  }

 private:
  money::Money Amount(int64_t amount_minor) const {
    money::Money amount = like_;
    amount.amount_minor = amount_minor;
    return amount;
  }

  absl::StatusOr<PresentValues> Values(absl::string_view option) const {
    PresentValues values;
    ASSIGN_OR_RETURN(values.flows, TabulateFlows(content_, option));
    ASSIGN_OR_RETURN(values.tco_minor, TotalCostOfOwnership(values.flows));
    values.by_year =
        FlowsByYear(values.flows, methodology_.uplifts, context_.base_fiscal_year, count_);
    ASSIGN_OR_RETURN(const double costs, finance::DiscountedSum(values.by_year.costs, factors_));
    ASSIGN_OR_RETURN(values.costs_minor, RoundToMinor(costs));
    ASSIGN_OR_RETURN(const double benefits,
                     finance::DiscountedSum(values.by_year.benefits, factors_));
    ASSIGN_OR_RETURN(values.benefits_minor, RoundToMinor(benefits));
    return values;
  }

  absl::StatusOr<MoneyFigure> Difference(absl::string_view label, absl::string_view formula,
                                         const Explanation& left, const Explanation& right) const {
    ASSIGN_OR_RETURN(const int64_t net, NetPresentValue(*left.value, *right.value));
    return MoneyFigure{Amount(net),
                       Derived(std::string(label), std::string(formula), net, unit_, left, right)};
  }

  absl::StatusOr<RatioFigure> Ratio(absl::string_view label, const Explanation& benefits,
                                    const Explanation& costs) const {
    RatioFigure figure;
    ASSIGN_OR_RETURN(figure.ratio_bp, BenefitCostRatioBp(*benefits.value, *costs.value));
    figure.explanation = Derived(std::string(label), "PVB / PVC, absent when PVC <= 0",
                                 figure.ratio_bp, "bp", benefits, costs);
    return figure;
  }

  absl::Status AddIncremental(const PresentValues& values, OptionFigures& figures) const {
    const auto reference = [this](absl::string_view what, int64_t amount_minor) {
      return Explanation{
          .label = absl::StrCat(what, " of doing nothing"), .value = amount_minor, .unit = unit_};
    };
    ASSIGN_OR_RETURN(
        figures.incremental_pv_costs,
        Difference("present value of additional costs", "PVC - PVC of doing nothing",
                   figures.pv_costs.explanation, reference("PVC", reference_.costs_minor)));
    ASSIGN_OR_RETURN(
        figures.incremental_pv_benefits,
        Difference("present value of additional benefits", "PVB - PVB of doing nothing",
                   figures.pv_benefits.explanation, reference("PVB", reference_.benefits_minor)));
    const Explanation& costs = figures.incremental_pv_costs.explanation;
    const Explanation& benefits = figures.incremental_pv_benefits.explanation;
    ASSIGN_OR_RETURN(figures.incremental_npv,
                     Difference("net present value against doing nothing",
                                "additional PVB - additional PVC", benefits, costs));
    ASSIGN_OR_RETURN(figures.incremental_bcr,
                     Ratio("benefit-cost ratio against doing nothing", benefits, costs));
    ASSIGN_OR_RETURN(figures.incremental_payback_milliyears, Payback(values));
    return absl::OkStatus();
  }

  // Undiscounted and without uplift, from exact integers.
  absl::StatusOr<std::optional<int64_t>> Payback(const PresentValues& values) const {
    std::vector<int64_t> net(static_cast<size_t>(count_), 0);
    const auto add = [&net, this](const FlowTable& flows, int64_t sign) {
      for (const auto& [cell, amount_minor] : flows.costs) {
        net[static_cast<size_t>(cell.first - context_.base_fiscal_year)] -= sign * amount_minor;
      }
      for (const auto& [year, amount_minor] : flows.benefits) {
        net[static_cast<size_t>(year - context_.base_fiscal_year)] += sign * amount_minor;
      }
    };
    add(values.flows, 1);
    add(reference_.flows, -1);
    return SimplePaybackMilliyears(net);
  }

  absl::StatusOr<OptionFigures> FiguresOf(const Option& option) const {
    OptionFigures figures;
    figures.option = option.id;
    figures.title = option.title;
    figures.preferred = option.preferred;
    ASSIGN_OR_RETURN(const PresentValues values, Values(option.id));
    const Explainer explainer(content_, methodology_, context_, option.id, unit_);
    figures.tco = {Amount(values.tco_minor), explainer.Tco(values.tco_minor)};
    for (const auto& [cell, amount_minor] : values.flows.costs) {
      figures.tco_table.minor_by_year[cell.first] += amount_minor;
      figures.tco_table.minor_by_category[cell.second] += amount_minor;
    }
    figures.non_monetised_count = values.flows.non_monetised_count;
    figures.pv_costs.amount = Amount(values.costs_minor);
    ASSIGN_OR_RETURN(figures.pv_costs.explanation,
                     explainer.PvCosts(values.costs_minor, values.by_year.costs, factors_));
    figures.pv_benefits.amount = Amount(values.benefits_minor);
    ASSIGN_OR_RETURN(
        figures.pv_benefits.explanation,
        explainer.PvBenefits(values.benefits_minor, values.by_year.benefits, factors_));
    ASSIGN_OR_RETURN(figures.npv,
                     Difference("net present value", "PVB - PVC", figures.pv_benefits.explanation,
                                figures.pv_costs.explanation));
    ASSIGN_OR_RETURN(figures.bcr, Ratio("benefit-cost ratio", figures.pv_benefits.explanation,
                                        figures.pv_costs.explanation));
    RETURN_IF_ERROR(AddIncremental(values, figures));
    return figures;
  }

  const CaseContent& content_;
  const methodology::Methodology& methodology_;
  const CaseContext& context_;
  int count_;
  money::Money like_;
  std::string unit_;
  std::vector<double> factors_;
  PresentValues reference_;
};

}  // namespace

absl::StatusOr<std::vector<OptionFigures>> ComputeFigures(
    const CaseContent& content, const methodology::Methodology& methodology,
    const CaseContext& context, const Horizon& horizon) {
  return Calculator(content, methodology, context, horizon).Run();
}

}  // namespace cartera::appraisal::v1
