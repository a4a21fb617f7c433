#include "libs/domain/appraisal/v2/explain.h"

#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/figure_list.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::CostCategory;
using money::PriceBasis;

std::string SourceOf(const Evidence& evidence) {
  if (!evidence.source.empty()) return evidence.source;
  return evidence.assumption ? "assumption" : "";
}

std::string CourseText(const Line& line) {
  const Course& course = line.CourseOf();
  const bool has_quantity =
      line.is_cost ? line.cost->quantity.has_value() : line.benefit->quantity.has_value();
  std::string text = has_quantity ? "quantity x price x (1 + overhead)" : "";
  if (course.last_fiscal_year == 0) return text;
  absl::StrAppend(&text, text.empty() ? "" : ", ", "along its course to ", course.last_fiscal_year);
  if (course.growth_bp != 0) absl::StrAppend(&text, ", ", course.growth_bp, " bp a year");
  if (!course.steps.empty()) absl::StrAppend(&text, ", in steps");
  if (!course.ramp_bp.empty()) absl::StrAppend(&text, ", on a ramp");
  return text;
}

std::string LineLabel(const Line& line) {
  return absl::StrCat(line.id, ", ",
                      line.is_cost ? methodology::Name(*line.cost->category)
                                   : methodology::Name(*line.benefit->category));
}

// One line in one year, with its steps where the stated amount is not what counts.
Explanation LeafOf(const Ledger& ledger, const Line& line, const LineYear& year, Account account,
                   PriceBasis basis) {
  const int64_t counted = AmountIn(account, year).amount.In(basis);
  const std::string stated_unit = absl::StrCat("minor units of ", line.like.unit.code);
  Explanation stated{.label = LineLabel(line),
                     .formula = CourseText(line),
                     .value = year.stated_minor,
                     .unit = stated_unit,
                     .field_path = line.AmountPath(),
                     .source = SourceOf(line.EvidenceOf())};
  const bool in_unit = line.like.unit.code == ledger.unit().code;
  if (in_unit && counted == year.stated_minor) return stated;
  Explanation leaf{
      .label = stated.label, .formula = "amount", .value = counted, .unit = ledger.UnitText()};
  stated.label = "as stated";
  leaf.inputs.push_back(std::move(stated));
  if (year.tax_minor != 0) {
    const Tax& tax = *line.cost->tax;
    const bool counts = account == Account::kFiscal || !tax.recoverable;
    if (tax.included != counts) {
      absl::StrAppend(&leaf.formula, counts ? " + tax" : " - tax paid back");
      Explanation step = Amount("tax", year.tax_minor, stated_unit);
      step.formula = absl::StrCat(tax.rate_bp, " bp", tax.included ? ", in the amount" : "");
      step.field_path = line.Path("tax");
      leaf.inputs.push_back(std::move(step));
    }
  }
  if (!in_unit) absl::StrAppend(&leaf.formula, ", by the planning rate");
  const bool is_indexed =
      line.like.basis != basis ||
      line.like.price_year != (basis == PriceBasis::kReal ? ledger.prices.price_year() : 0) ||
      !line.PriceIndex().empty();
  if (is_indexed) absl::StrAppend(&leaf.formula, ", by price index");
  return leaf;
}

}  // namespace

Explanation Trees::YearOf(Side side, int fiscal_year, int64_t minor) const {
  return Amount(absl::StrCat(side == Side::kCosts ? "costs of " : "benefits of ", fiscal_year),
                minor, ledger_.UnitText());
}

absl::StatusOr<std::vector<Explanation>> Trees::LinesOf(Side side, int fiscal_year,
                                                        PriceBasis basis) const {
  std::vector<Explanation> inputs;
  std::map<std::string, Explanation> shared;  // by label, once a year
  for (const Line* line : lines_) {
    if (line->is_cost != (side == Side::kCosts) || !Counts(worth_.account, *line)) continue;
    for (const LineYear& year : line->years) {
      if (year.fiscal_year != fiscal_year) continue;
      inputs.push_back(LeafOf(ledger_, *line, year, worth_.account, basis));
      if (auto rate = ledger_.rates.RateOf(line->like.unit); rate.has_value()) {
        shared.try_emplace(rate->label, *rate);
      }
      ASSIGN_OR_RETURN(
          const std::vector<Explanation> indices,
          ledger_.prices.IndicesOf(line->like, line->PriceIndex(), fiscal_year, basis));
      for (const Explanation& index : indices) shared.try_emplace(index.label, index);
    }
  }
  for (auto& [label, explanation] : shared) inputs.push_back(std::move(explanation));
  return inputs;
}

std::vector<Explanation> Trees::BiasOf(int fiscal_year, PriceBasis basis) const {
  std::map<CostCategory, std::pair<const Bias*, int64_t>> sums;
  for (const Line* line : lines_) {
    if (line->bias == nullptr || !Counts(worth_.account, *line)) continue;
    for (const LineYear& year : line->years) {
      if (year.fiscal_year != fiscal_year) continue;
      auto& [bias, minor] = sums[*line->cost->category];
      bias = line->bias;
      minor += AmountIn(worth_.account, year).bias.In(basis);
    }
  }
  std::vector<Explanation> inputs;
  for (const auto& [category, sum] : sums) {
    const auto& [bias, minor] = sum;
    Explanation input = Amount(absl::StrCat("optimism bias on ", methodology::Name(category)),
                               minor, ledger_.UnitText());
    input.formula = absl::StrCat("costs x ", bias->explanation.value.value_or(0), " bp, see ",
                                 Name(worth_.account), ".optimism_bias");
    input.source = bias->explanation.source;
    input.standing = bias->explanation.standing;
    inputs.push_back(std::move(input));
  }
  return inputs;
}

absl::StatusOr<Explanation> Trees::FactorOf(int fiscal_year) const {
  const methodology::Discounting& discounting = ledger_.methodology.discounting;
  const int offset = fiscal_year - ledger_.base_year();
  ASSIGN_OR_RETURN(const int64_t nano,
                   v1::RoundToMinor(factors_[static_cast<size_t>(offset)] * 1e9));
  Explanation rate{.label = absl::StrCat("discount rate of year ", offset),
                   .value = methodology::RateBpAt(discounting, offset),
                   .unit = "bp",
                   .source = discounting.origin.source,
                   .standing = discounting.origin.standing};
  return Explanation{.label = absl::StrCat("discount factor of ", fiscal_year),
                     .formula = discounting.timing == methodology::FlowTiming::kMidYear
                                    ? "DF(t) = DF(t-1) / (1 + rate), then / sqrt(1 + next rate)"
                                    : "DF(t) = DF(t-1) / (1 + rate), DF(0) = 1",
                     .value = nano,
                     .unit = "1e-9",
                     .inputs = {std::move(rate)}};
}

std::vector<Explanation> Trees::Years(Side side, const std::string& see) const {
  std::vector<Explanation> years;
  const auto& minor = side == Side::kCosts ? worth_.stated.costs : worth_.stated.benefits;
  for (size_t at = 0; at < minor.size(); ++at) {
    if (minor[at] == 0) continue;
    years.push_back(YearOf(side, ledger_.base_year() + static_cast<int>(at), minor[at]));
    years.back().formula = see;
  }
  return years;
}

absl::StatusOr<std::vector<Explanation>> Trees::YearsOfLines(Side side) const {
  const PriceBasis basis = BasisOf(ledger_, worth_.account);
  std::vector<Explanation> years;
  const auto& minor = side == Side::kCosts ? worth_.stated.costs : worth_.stated.benefits;
  for (size_t at = 0; at < minor.size(); ++at) {
    const int fiscal_year = ledger_.base_year() + static_cast<int>(at);
    ASSIGN_OR_RETURN(std::vector<Explanation> lines, LinesOf(side, fiscal_year, basis));
    if (lines.empty()) continue;
    years.push_back(YearOf(side, fiscal_year, minor[at]));
    years.back().formula = "sum of the lines";
    years.back().inputs = std::move(lines);
  }
  return years;
}

absl::StatusOr<Explanation> Trees::DiscountedYear(Side side, size_t at, int64_t minor) const {
  const int fiscal_year = ledger_.base_year() + static_cast<int>(at);
  ASSIGN_OR_RETURN(const int64_t discounted,
                   v1::RoundToMinor(static_cast<double>(minor) * factors_[at]));
  ASSIGN_OR_RETURN(Explanation factor, FactorOf(fiscal_year));
  Explanation year = YearOf(side, fiscal_year, discounted);
  absl::StrAppend(&year.label, ", discounted");
  year.formula = "amount x discount factor";
  year.inputs = {YearOf(side, fiscal_year, minor), std::move(factor)};
  return year;
}

absl::StatusOr<std::vector<Explanation>> Trees::DiscountedYears(Side side,
                                                                const std::string& see) const {
  std::vector<Explanation> years;
  const auto& minor = side == Side::kCosts ? worth_.full_costs : worth_.discounted.benefits;
  for (size_t at = 0; at < minor.size(); ++at) {
    if (minor[at] == 0) continue;
    ASSIGN_OR_RETURN(Explanation year, DiscountedYear(side, at, minor[at]));
    year.inputs.front().formula =
        absl::StrCat(side == Side::kCosts ? "lines with optimism bias, " : "lines, ", see);
    years.push_back(std::move(year));
  }
  return years;
}

absl::StatusOr<std::vector<Explanation>> Trees::DiscountedYearsOfLines(Side side) const {
  const PriceBasis basis = ledger_.methodology.discounting.rate_basis;
  const auto& minor = side == Side::kCosts ? worth_.full_costs : worth_.discounted.benefits;
  std::vector<Explanation> years;
  for (size_t at = 0; at < minor.size(); ++at) {
    const int fiscal_year = ledger_.base_year() + static_cast<int>(at);
    ASSIGN_OR_RETURN(std::vector<Explanation> lines, LinesOf(side, fiscal_year, basis));
    if (lines.empty() && minor[at] == 0) continue;
    ASSIGN_OR_RETURN(Explanation year, DiscountedYear(side, at, minor[at]));
    Explanation& sum = year.inputs.front();
    sum.formula = "sum of the lines";
    sum.inputs = std::move(lines);
    if (side == Side::kCosts) AddUplifts(at, basis, sum);
    years.push_back(std::move(year));
  }
  return years;
}

void Trees::AddUplifts(size_t at, PriceBasis basis, Explanation& sum) const {
  std::vector<Explanation> bias = BiasOf(ledger_.base_year() + static_cast<int>(at), basis);
  if (!bias.empty()) absl::StrAppend(&sum.formula, " + optimism bias");
  std::move(bias.begin(), bias.end(), std::back_inserter(sum.inputs));
  const auto& financing = ledger_.methodology.tax_financing;
  if (worth_.account != Account::kEconomic || !financing.has_value()) return;
  absl::StrAppend(&sum.formula, " + tax financing");
  Explanation cost =
      Amount("cost of tax financing", worth_.discounted.tax_financing[at], ledger_.UnitText());
  cost.formula = absl::StrCat("net outlay of public budgets x ", financing->cost_bp, " bp");
  cost.source = financing->origin.source;
  cost.standing = financing->origin.standing;
  sum.inputs.push_back(std::move(cost));
}

}  // namespace cartera::appraisal::v2
