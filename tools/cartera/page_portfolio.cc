#include "tools/cartera/page_portfolio.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tools/cartera/plot.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using appraisal::v1::LeftOut;
using appraisal::v1::SimulatedCase;
using appraisal::v1::SimulatedPercentile;
using appraisal::v1::SimulatedProbability;
using appraisal::v1::SimulatedTotal;
using type::v1::Money;

constexpr int kCasesTold = 20;
constexpr int kLeftOutTold = 3;
constexpr char kCasePattern[] = "projects/{project}/cases/{case}";

std::string Percent(int64_t bp) {
  return absl::StrFormat("%s%d.%d %%", bp < 0 ? "-" : "", std::abs(bp) / 100,
                         std::abs(bp) % 100 / 10);
}

std::string Probability(const SimulatedProbability& probability) {
  return absl::StrCat(Percent(probability.value_bp()), " +/- ",
                      Percent(probability.standard_error_bp()));
}

Money Like(const Money& like, int64_t amount_minor) {
  Money money = like;
  money.set_amount_minor(amount_minor);
  return money;
}

const SimulatedPercentile* Find(const SimulatedTotal& total, int probability_bp) {
  for (const SimulatedPercentile& one : total.percentiles()) {
    if (one.probability_bp() == probability_bp) return &one;
  }
  return nullptr;
}

std::string AmountAt(const SimulatedTotal& total, int probability_bp) {
  const SimulatedPercentile* one = Find(total, probability_bp);
  return one == nullptr ? "" : AmountText(Like(total.mean(), one->value_minor()));
}

std::string CurvePart(const SimulatedPortfolioAnswer& answer, const PageStyle& style) {
  const SimulatedTotal& cost = answer.portfolio.cost();
  std::vector<CurvePoint> points;
  for (const SimulatedPercentile& point : cost.curve()) {
    points.push_back({point.probability_bp(), point.value_minor()});
  }
  if (points.empty()) return "";
  // A mark outside the plot would stand at its edge.
  std::vector<CurveMark> marks;
  const int64_t budget = answer.start.budget().amount_minor();
  if (budget >= points.front().value && budget <= points.back().value) {
    marks.push_back({'B', budget});
  }
  for (const auto& [letter, bp] : {std::pair('5', 5'000), std::pair('8', 8'000)}) {
    if (const SimulatedPercentile* one = Find(cost, bp)) {
      marks.push_back({letter, one->value_minor()});
    }
  }
  return absl::StrCat(
      "\n", Bold("Cost of all that is not passed with the probability", style), "\n",
      PlotCurve(points, marks, style),
      Indented(absl::StrCat("from ", AmountText(Like(cost.mean(), points.front().value)), " to ",
                            AmountText(Like(cost.mean(), points.back().value)), " ",
                            cost.mean().unit(), "; 5 is P50, 8 is P80, B the budget"),
               2, style.width));
}

std::string PercentilesPart(const SimulatedPortfolioAnswer& answer, const PageStyle& style) {
  const SimulatedTotal& cost = answer.portfolio.cost();
  const SimulatedTotal& npv = answer.portfolio.npv();
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < std::min(cost.percentiles_size(), npv.percentiles_size()); ++i) {
    const SimulatedPercentile& c = cost.percentiles(i);
    const SimulatedPercentile& n = npv.percentiles(i);
    rows.push_back({absl::StrCat("P", c.probability_bp() / 100),
                    AmountText(Like(cost.mean(), c.value_minor())),
                    AmountText(Like(cost.mean(), c.standard_error_minor())),
                    AmountText(Like(npv.mean(), n.value_minor())),
                    AmountText(Like(npv.mean(), n.standard_error_minor()))});
  }
  return absl::StrCat("\n", RenderTable({{.title = ""},
                                         {.title = "COST", .right = true},
                                         {.title = "+/-", .right = true},
                                         {.title = "NPV", .right = true},
                                         {.title = "+/-", .right = true}},
                                        rows, style));
}

// Those first that the uncertainty comes from.
std::string CasesPart(const SimulatedPortfolioAnswer& answer, const PageStyle& style) {
  std::vector<const SimulatedCase*> cases;
  cases.reserve(answer.cases.size());
  for (const SimulatedCase& one : answer.cases) cases.push_back(&one);
  std::stable_sort(cases.begin(), cases.end(), [](const SimulatedCase* a, const SimulatedCase* b) {
    return std::abs(a->npv_share_bp()) > std::abs(b->npv_share_bp());
  });
  const size_t told = std::min<size_t>(cases.size(), kCasesTold);
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < told; ++i) {
    const SimulatedCase& one = *cases[i];
    rows.push_back({ShortName(kCasePattern, one.case_()), AmountAt(one.cost(), 5'000),
                    AmountAt(one.cost(), 8'000), Percent(one.within_budget().value_bp()),
                    Percent(one.npv_positive().value_bp()), Percent(one.npv_share_bp())});
  }
  std::string out = absl::StrCat(
      "\n", Bold("Cases, by their share of the variance of the NPV of all", style), "\n",
      RenderTable({{.title = "CASE", .whole = true},
                   {.title = "P50 COST", .right = true},
                   {.title = "P80 COST", .right = true},
                   {.title = "P(<=B)", .right = true},
                   {.title = "P(NPV>0)", .right = true},
                   {.title = "SHARE", .right = true}},
                  rows, style));
  if (told < cases.size()) {
    absl::StrAppend(&out, "and ", cases.size() - told, " more; --output csv has them all\n");
  }
  return out;
}

std::string ReasonInWords(LeftOut::Reason reason) {
  std::string text = LeftOut::Reason_Name(reason);
  text = text.substr(text.find('_') + 1);
  return absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"_", " "}});
}

std::string LeftOutPart(const SimulatedPortfolioAnswer& answer, const PageStyle& style) {
  std::string out;
  for (const LeftOut& left_out : answer.start.left_out()) {
    if (out.empty()) out = absl::StrCat("\n", Bold("Left out, in no sum", style), "\n");
    absl::StrAppend(&out, "  ", left_out.count(), " ", ReasonInWords(left_out.reason()), "\n");
    for (int i = 0; i < std::min(left_out.cases_size(), kLeftOutTold); ++i) {
      const auto& one = left_out.cases(i);
      absl::StrAppend(&out, Indented(absl::StrCat(ShortName(kCasePattern, one.case_()),
                                                  one.why().empty() ? "" : ": ", one.why()),
                                     4, style.width));
    }
  }
  return out;
}

}  // namespace

std::string SimulatedPortfolioPage(const SimulatedPortfolioAnswer& answer, const PageStyle& style) {
  const auto& start = answer.start;
  std::string out = Title(absl::StrCat("Portfolio of ", start.cases_count(),
                                       start.cases_count() == 1 ? " case" : " cases"),
                          style);
  if (start.cases_count() == 0) return absl::StrCat(out, LeftOutPart(answer, style));
  const auto& all = answer.portfolio;
  absl::StrAppend(
      &out, RenderFields({{"draws", absl::StrCat(start.draws(), ", ", start.generator())},
                          {"seed", absl::StrCat(start.seed(), start.seed_is_derived()
                                                                  ? ", made of what is simulated"
                                                                  : "")},
                          {"inputs", absl::StrCat(start.inputs_hash().substr(0, 16), "...")},
                          {"budget", MoneyForPage(start.budget())},
                          {"P(cost <= budget)", Probability(all.within_budget())},
                          {"mean cost", absl::StrCat(MoneyForPage(all.cost().mean()), " +/- ",
                                                     AmountText(all.cost().mean_standard_error()))},
                          {"dearest 5 %", MoneyForPage(all.cost().mean_of_highest())},
                          {"P(NPV > 0)", Probability(all.npv_positive())},
                          {"mean NPV", absl::StrCat(MoneyForPage(all.npv().mean()), " +/- ",
                                                    AmountText(all.npv().mean_standard_error()))},
                          {"worst 5 % of NPVs", MoneyForPage(all.npv().mean_of_lowest())}},
                         style, 2));
  absl::StrAppend(&out, CurvePart(answer, style), PercentilesPart(answer, style),
                  CasesPart(answer, style), LeftOutPart(answer, style));
  return out;
}

}  // namespace cartera::cli
