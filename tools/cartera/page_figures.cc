// The parts of an evaluation's page that show figures: route, accounts, options, simulation.
#include "tools/cartera/page_figures.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "libs/domain/money/text.h"
#include "tools/cartera/plot.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using appraisal::v1::Evaluation;
using appraisal::v1::Figure;
using appraisal::v1::OptionFigures;
using appraisal::v1::SimulationFigures;

struct Headline {
  absl::string_view name;  // of the figure, after its account
  absl::string_view title;
};

// What stands in the tables, in this order; all other figures are one `case explain` away.
constexpr std::array<Headline, 14> kHeadlines = {{
    {"total_cost", "Total cost of ownership"},
    {"new_money", "of it new money"},
    {"present_value_costs", "Costs, present value"},
    {"present_value_benefits", "Benefits, present value"},
    {"net_present_value", "Net present value (NPV)"},
    {"net_present_value_confirmed", "NPV, confirmed lines only"},
    {"incremental_net_present_value", "NPV against the reference"},
    {"benefit_cost_ratio", "Benefit-cost ratio (BCR)"},
    {"npv_per_invested_unit", "NPV per unit invested"},
    {"equivalent_annual_cost", "Equivalent annual cost"},
    {"irr", "Internal rate of return"},
    {"mirr", "Modified rate of return"},
    {"simple_payback", "Payback, simple"},
    {"discounted_payback", "Payback, discounted"},
}};

const OptionFigures* Preferred(const Evaluation& evaluation) {
  for (const OptionFigures& figures : evaluation.figures()) {
    if (figures.preferred()) return &figures;
  }
  return evaluation.figures().empty() ? nullptr : &evaluation.figures(0);
}

std::string OptionTitle(const OptionFigures& figures) {
  return figures.title().empty() ? figures.option() : figures.title();
}

// The figure's number, else what it says instead.
std::string Shown(const Figure* figure) {
  if (figure == nullptr) return "";
  if (figure->explanation().value().empty()) {
    return figure->note().empty() ? "none" : figure->note();
  }
  return figure->explanation().value();
}

// "1,234.50 NOK" as its number and its unit; nothing for another text.
std::optional<std::pair<std::string, std::string>> AmountIn(absl::string_view cell) {
  const size_t space = cell.rfind(' ');
  if (space == absl::string_view::npos || cell.size() - space != 4) return std::nullopt;
  const absl::string_view unit = cell.substr(space + 1);
  const absl::string_view number = cell.substr(0, space);
  for (const char c : unit) {
    if (!absl::ascii_isupper(c)) return std::nullopt;
  }
  for (const char c : number) {
    if (!absl::ascii_isdigit(c) && c != ',' && c != '.' && c != '-') return std::nullopt;
  }
  return std::pair(std::string(number), std::string(unit));
}

// The unit of all amounts, taken out of their cells. Empty, and nothing changed, when they have
// several.
std::string TakeUnit(std::vector<std::vector<std::string>>& rows) {
  std::string unit;
  for (const auto& row : rows) {
    for (const std::string& cell : row) {
      const auto amount = AmountIn(cell);
      if (!amount.has_value()) continue;
      if (!unit.empty() && unit != amount->second) return "";
      unit = amount->second;
    }
  }
  for (auto& row : rows) {
    for (std::string& cell : row) {
      if (auto amount = AmountIn(cell)) cell = std::move(amount->first);
    }
  }
  return unit;
}

// Amounts without their decimals, rounded half away from 0, so that many columns fit a terminal.
void DropDecimals(std::vector<std::vector<std::string>>& rows) {
  for (auto& row : rows) {
    for (std::string& cell : row) {
      const auto amount = AmountIn(cell);
      if (!amount.has_value()) continue;
      const std::vector<std::string> parts = absl::StrSplit(amount->first, '.');
      int64_t whole = 0;
      if (parts.size() != 2 ||
          !absl::SimpleAtoi(absl::StrReplaceAll(parts[0], {{",", ""}}), &whole)) {
        continue;
      }
      if (parts[1][0] >= '5') whole += absl::StartsWith(parts[0], "-") ? -1 : 1;
      cell = absl::StrCat(money::FormatAmountMinor(whole, 0), " ", amount->second);
    }
  }
}

// A sentence that every column has instead of a figure; it stands below the table.
bool IsSharedNote(absl::Span<const std::string> cells) {
  constexpr int kNoteWidth = 24;
  return !AmountIn(cells[0]).has_value() && DisplayWidth(cells[0]) > kNoteWidth &&
         std::all_of(cells.begin(), cells.end(),
                     [&](const std::string& cell) { return cell == cells[0]; });
}

// "none: nothing is invested" is "none" in a table of many columns; why stands below it.
void TakeReasons(const std::vector<std::string>& titles,
                 std::vector<std::vector<std::string>>& rows, const PageStyle& style,
                 std::string* notes) {
  for (auto& row : rows) {
    for (size_t i = 1; i < row.size(); ++i) {
      const size_t colon = row[i].find(": ");
      if (colon == std::string::npos) continue;
      absl::StrAppend(notes, Indented(absl::StrCat(row[0], " of ", titles[i - 1], ": ",
                                                   row[i].substr(colon + 2)),
                                      2, style.width));
      row[i].resize(colon);
    }
  }
}

// Rows that at least one column has something in. The unit stands once, in the corner.
std::string HeadlineTable(const std::vector<std::string>& titles,
                          const std::vector<std::vector<std::string>>& cells_by_column,
                          const PageStyle& style) {
  std::vector<std::vector<std::string>> rows;
  std::string notes;
  for (size_t i = 0; i < kHeadlines.size(); ++i) {
    std::vector<std::string> row = {std::string(kHeadlines[i].title)};
    bool any = false;
    for (const auto& cells : cells_by_column) {
      row.push_back(cells[i]);
      any = any || !cells[i].empty();
    }
    if (any && IsSharedNote(absl::MakeConstSpan(row).subspan(1))) {
      absl::StrAppend(&notes, Indented(absl::StrCat(row[0], ": ", row[1]), 2, style.width));
    } else if (any) {
      rows.push_back(std::move(row));
    }
  }
  constexpr size_t kColumnsWithDecimals = 3;
  const bool is_whole = titles.size() > kColumnsWithDecimals;
  if (is_whole) {
    DropDecimals(rows);
    TakeReasons(titles, rows, style, &notes);
  }
  const std::string unit = TakeUnit(rows);
  std::vector<Column> columns = {
      {.title = unit.empty() ? "" : absl::StrCat(is_whole ? "in whole " : "in ", unit),
       .wrap = true}};
  for (const std::string& title : titles) columns.push_back({.title = title, .right = true});
  return absl::StrCat(RenderTable(columns, rows, style), notes);
}

std::vector<std::string> Headlines(const OptionFigures& figures, absl::string_view account) {
  std::vector<std::string> cells;
  for (const Headline& headline : kHeadlines) {
    cells.push_back(Shown(FindFigure(figures, absl::StrCat(account, ".", headline.name))));
  }
  return cells;
}

std::string Share(int64_t bp) {
  return absl::StrFormat("%s%d.%d %%", bp < 0 ? "-" : "", std::abs(bp) / 100,
                         std::abs(bp) % 100 / 10);
}

// "from 80.00 CAD to 160.00 CAD": the ends of the plot.
std::string Range(const SimulationFigures& simulation) {
  if (simulation.curve_size() < 2) return "";
  type::v1::Money least = simulation.cost_frame();
  type::v1::Money greatest = least;
  least.set_amount_minor(simulation.curve(0).cost_minor());
  greatest.set_amount_minor(simulation.curve(simulation.curve_size() - 1).cost_minor());
  return absl::StrCat("  from ", MoneyForPage(least), " to ", MoneyForPage(greatest), "\n");
}

std::vector<CurvePoint> CostCurve(const SimulationFigures& simulation) {
  std::vector<CurvePoint> points;
  for (const auto& point : simulation.curve()) {
    points.push_back({point.probability_bp(), point.cost_minor()});
  }
  return points;
}

}  // namespace

const Figure* FindFigure(const OptionFigures& figures, absl::string_view id) {
  for (const Figure& figure : figures.figures()) {
    if (figure.id() == id) return &figure;
  }
  return nullptr;
}

std::string RoutePart(const Evaluation& evaluation, const PageStyle& style) {
  if (!evaluation.has_route()) return "";
  const auto& route = evaluation.route();
  std::string out = absl::StrCat("\n", Bold("Route", style), "\n");
  absl::StrAppend(&out, Indented(absl::StrCat("Tier ", route.tier(), ": ", route.tier_reason()), 2,
                                 style.width));
  const std::string met =
      route.thresholds_met().empty() ? "none" : absl::StrJoin(route.thresholds_met(), ", ");
  absl::StrAppend(&out, Indented(absl::StrCat("Thresholds reached: ", met), 2, style.width));
  absl::StrAppend(&out, "  ", route.reviewer_count(),
                  route.reviewer_count() == 1 ? " reviewer" : " reviewers",
                  route.technical_opinion() ? " and a technical opinion\n" : "\n");
  return out;
}

std::string AccountsPart(const Evaluation& evaluation, const PageStyle& style) {
  const OptionFigures* preferred = Preferred(evaluation);
  if (preferred == nullptr || preferred->figures().empty()) return "";
  return absl::StrCat(
      "\n",
      Bold(absl::StrCat("The preferred option in three accounts: ", OptionTitle(*preferred)),
           style),
      "\n",
      HeadlineTable({"fiscal", "economic", "agency"},
                    {Headlines(*preferred, "fiscal"), Headlines(*preferred, "economic"),
                     Headlines(*preferred, "agency")},
                    style),
      Indented("fiscal: nominal cash of public budgets, tax included. economic: real, without "
               "transfers and recoverable tax, with the cost of raising taxes where the method has "
               "one. agency: what the applicant pays and keeps.",
               2, style.width));
}

std::string OptionsPart(const Evaluation& evaluation, const PageStyle& style) {
  if (evaluation.figures_size() < 2 || evaluation.figures(0).figures().empty()) return "";
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> cells;
  for (const OptionFigures& figures : evaluation.figures()) {
    titles.push_back(absl::StrCat(figures.option(), figures.preferred() ? " *" : ""));
    cells.push_back(Headlines(figures, "economic"));
  }
  return absl::StrCat("\n",
                      Bold("Options side by side, economic account; * is the preferred one", style),
                      "\n", HeadlineTable(titles, cells, style));
}

std::string SimulationPart(const Evaluation& evaluation, const PageStyle& style) {
  if (!evaluation.has_simulation()) return "";
  const SimulationFigures& s = evaluation.simulation();
  std::string out = absl::StrCat(
      "\n", Bold("Uncertainty", style), "\n",
      Indented(absl::StrCat("Cost that is not passed with the probability on the left; ", s.draws(),
                            " draws, seed ", evaluation.pins().seed(), ", ", s.generator(), "."),
               2, style.width),
      PlotCurve(CostCurve(s),
                {{'S', s.steering_frame().amount_minor()}, {'C', s.cost_frame().amount_minor()}},
                style),
      Range(s));
  absl::StrAppend(
      &out,
      RenderFields({{"S steering frame", absl::StrCat(MoneyForPage(s.steering_frame()), " +/- ",
                                                      MoneyForPage(s.steering_frame_error()))},
                    {"C cost frame", absl::StrCat(MoneyForPage(s.cost_frame()), " +/- ",
                                                  MoneyForPage(s.cost_frame_error()))},
                    {"contingency", MoneyForPage(s.contingency())},
                    {"mean cost", MoneyForPage(s.cost_mean())},
                    {"mean NPV", MoneyForPage(s.npv_mean())},
                    {"P(NPV > 0)", Share(s.positive_npv_bp())},
                    {"P(cost as stated)", Share(s.within_budget_bp())},
                    {"worst 5 % of NPVs", MoneyForPage(s.npv_shortfall())}},
                   style, 2));
  constexpr int kSharesTold = 5;
  constexpr int kShareBar = 20;
  for (int i = 0; i < std::min(s.shares_size(), kSharesTold); ++i) {
    if (i == 0) absl::StrAppend(&out, "  Where the uncertainty of the NPV comes from:\n");
    absl::StrAppend(&out, "    ", PadRight(s.shares(i).row(), 28), " ",
                    Bar(std::clamp<int64_t>(s.shares(i).npv_bp(), 0, 10000), kShareBar), " ",
                    PadLeft(Share(s.shares(i).npv_bp()), 8), "\n");
  }
  return out;
}

}  // namespace cartera::cli
