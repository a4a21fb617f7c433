#include "libs/domain/appraisal/v1/explain.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v1 {
namespace {

template <typename Line>
void SortById(std::vector<const Line*>& lines) {
  std::sort(lines.begin(), lines.end(), [](const Line* a, const Line* b) { return a->id < b->id; });
}

}  // namespace

Explainer::Explainer(const CaseContent& content, const methodology::Methodology& methodology,
                     const CaseContext& context, absl::string_view option, std::string unit)
    : methodology_(methodology), context_(context), unit_(std::move(unit)) {
  for (const CostLine& line : content.costs.lines) {
    if (line.option == option && line.amount.has_value()) costs_.push_back(&line);
  }
  for (const BenefitLine& line : content.benefits.lines) {
    if (line.option == option && line.amount.has_value()) benefits_.push_back(&line);
  }
  SortById(costs_);
  SortById(benefits_);
}

Explanation Explainer::Line(std::string label, int64_t amount_minor, std::string path,
                            const Evidence& evidence) const {
  return {
      .label = std::move(label),
      .value = amount_minor,
      .unit = unit_,
      .field_path = std::move(path),
      .source = evidence.assumption && evidence.source.empty() ? "assumption" : evidence.source};
}

std::vector<Explanation> Explainer::CostLines(int fiscal_year) const {
  std::vector<Explanation> lines;
  for (const CostLine* line : costs_) {
    if (line->fiscal_year != fiscal_year) continue;
    lines.push_back(Line(line->description, line->amount->amount_minor, CostPath(*line, "amount"),
                         line->evidence));
  }
  return lines;
}

std::vector<Explanation> Explainer::BenefitLines(int fiscal_year) const {
  std::vector<Explanation> lines;
  for (const BenefitLine* line : benefits_) {
    if (line->fiscal_year != fiscal_year) continue;
    lines.push_back(Line(line->description, line->amount->amount_minor,
                         BenefitPath(*line, "amount"), line->evidence));
  }
  return lines;
}

std::vector<Explanation> Explainer::Uplifts(int fiscal_year) const {
  std::set<CostCategory> categories;
  for (const CostLine* line : costs_) {
    if (line->fiscal_year == fiscal_year && line->category.has_value()) {
      categories.insert(*line->category);
    }
  }
  std::vector<Explanation> uplifts;
  for (const methodology::Uplift& uplift : methodology_.uplifts) {
    if (categories.count(uplift.category) == 0) continue;
    uplifts.push_back({.label = absl::StrCat("uplift on ", methodology::Name(uplift.category)),
                       .value = uplift.uplift_bp,
                       .unit = "bp",
                       .source = uplift.origin.source,
                       .standing = uplift.origin.standing});
  }
  return uplifts;
}

Explanation Explainer::Tco(int64_t tco_minor) const {
  Explanation tree{.label = "total cost of ownership",
                   .formula = "sum of the yearly costs, not discounted",
                   .value = tco_minor,
                   .unit = unit_};
  std::map<int, int64_t> by_year;
  for (const CostLine* line : costs_) by_year[line->fiscal_year] += line->amount->amount_minor;
  for (const auto& [year, amount_minor] : by_year) {
    tree.inputs.push_back({.label = absl::StrCat("costs in ", year),
                           .formula = "sum of the lines",
                           .value = amount_minor,
                           .unit = unit_,
                           .inputs = CostLines(year)});
  }
  return tree;
}

absl::StatusOr<Explanation> Explainer::Factor(int offset, double factor) const {
  const methodology::Discounting& discounting = methodology_.discounting;
  ASSIGN_OR_RETURN(const int64_t nano, RoundToMinor(factor * 1e9));
  return Explanation{
      .label = absl::StrCat("discount factor of ", context_.base_fiscal_year + offset),
      .formula = discounting.timing == methodology::FlowTiming::kMidYear
                     ? "DF(t) = DF(t-1) / (1 + rate), then / sqrt(1 + next rate)"
                     : "DF(t) = DF(t-1) / (1 + rate), DF(0) = 1",
      .value = nano,
      .unit = "1e-9",
      .inputs = {{.label = "rate",
                  .value = methodology::RateBpAt(discounting, offset),
                  .unit = "bp",
                  .source = discounting.origin.source,
                  .standing = discounting.origin.standing}}};
}

absl::StatusOr<Explanation> Explainer::PresentValueTree(std::string label, int64_t pv_minor,
                                                        absl::Span<const double> flows,
                                                        absl::Span<const double> factors,
                                                        bool is_cost) const {
  Explanation tree{.label = std::move(label),
                   .formula = "sum of yearly amount x discount factor, rounded once",
                   .value = pv_minor,
                   .unit = unit_};
  for (size_t i = 0; i < flows.size(); ++i) {
    const int offset = static_cast<int>(i);
    const int year = context_.base_fiscal_year + offset;
    std::vector<Explanation> lines = is_cost ? CostLines(year) : BenefitLines(year);
    if (lines.empty()) continue;
    ASSIGN_OR_RETURN(const int64_t amount, RoundToMinor(flows[i]));
    ASSIGN_OR_RETURN(const int64_t discounted, RoundToMinor(flows[i] * factors[i]));
    ASSIGN_OR_RETURN(Explanation factor, Factor(offset, factors[i]));
    std::vector<Explanation> uplifts = is_cost ? Uplifts(year) : std::vector<Explanation>();
    const bool has_uplift = !uplifts.empty();
    lines.insert(lines.end(), std::make_move_iterator(uplifts.begin()),
                 std::make_move_iterator(uplifts.end()));
    Explanation total{.label = absl::StrCat(is_cost ? "costs in " : "benefits in ", year),
                      .formula = has_uplift ? "sum of lines x (1 + uplift)" : "sum of the lines",
                      .value = amount,
                      .unit = unit_,
                      .inputs = std::move(lines)};
    tree.inputs.push_back({.label = absl::StrCat("present value of ", year),
                           .formula = "amount x discount factor",
                           .value = discounted,
                           .unit = unit_,
                           .inputs = {std::move(total), std::move(factor)}});
  }
  return tree;
}

absl::StatusOr<Explanation> Explainer::PvCosts(int64_t pv_minor, absl::Span<const double> flows,
                                               absl::Span<const double> factors) const {
  return PresentValueTree("present value of costs (PVC)", pv_minor, flows, factors, true);
}

absl::StatusOr<Explanation> Explainer::PvBenefits(int64_t pv_minor, absl::Span<const double> flows,
                                                  absl::Span<const double> factors) const {
  return PresentValueTree("present value of benefits (PVB)", pv_minor, flows, factors, false);
}

Explanation Derived(std::string label, std::string formula, std::optional<int64_t> value,
                    std::string unit, const Explanation& left, const Explanation& right) {
  const auto summary = [](const Explanation& of) {
    return Explanation{
        .label = of.label, .formula = of.formula, .value = of.value, .unit = of.unit};
  };
  return {.label = std::move(label),
          .formula = std::move(formula),
          .value = value,
          .unit = std::move(unit),
          .inputs = {summary(left), summary(right)}};
}

}  // namespace cartera::appraisal::v1
