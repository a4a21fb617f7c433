// Figures with what they are made from: as a tree, as numbered steps, and under several methods.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/cartera/page_figures.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using appraisal::v1::Evaluation;
using appraisal::v1::Explanation;
using appraisal::v1::Figure;
using appraisal::v1::OptionFigures;

std::string StandingWord(appraisal::v1::Standing standing) {
  switch (standing) {
    case appraisal::v1::STANDING_OFFICIAL:
      return "official";
    case appraisal::v1::STANDING_FROM_SOURCE:
      return "from a source";
    case appraisal::v1::STANDING_ILLUSTRATIVE:
      return "illustrative";
    default:
      return "";
  }
}

// "label = value  [formula]  field  (standing: source)".
std::string Statement(const Explanation& e) {
  std::string text = e.label();
  if (!e.value().empty()) absl::StrAppend(&text, " = ", e.value());
  if (!e.formula().empty()) absl::StrAppend(&text, "  [", e.formula(), "]");
  if (!e.field().empty()) absl::StrAppend(&text, "  <- ", e.field());
  const std::string standing = StandingWord(e.standing());
  if (!e.source().empty() && !standing.empty()) {
    absl::StrAppend(&text, "  (", standing, ": ", e.source(), ")");
  } else if (!e.source().empty() || !standing.empty()) {
    absl::StrAppend(&text, "  (", e.source(), standing, ")");
  }
  return text;
}

void AppendTree(const Explanation& e, int depth, int depth_max, const PageStyle& style,
                std::string* out) {
  absl::StrAppend(out, Indented(Statement(e), 2 * depth, std::max(style.width, 50 + 2 * depth)));
  if (depth_max > 0 && depth + 1 >= depth_max) {
    if (!e.inputs().empty()) {
      absl::StrAppend(out, std::string(2 * depth + 2, ' '), "... made from ", e.inputs_size(),
                      " more (--depth shows them)\n");
    }
    return;
  }
  for (const Explanation& input : e.inputs()) AppendTree(input, depth + 1, depth_max, style, out);
}

// Numbers the steps of a tree, inputs before what is made from them. Equal steps are one.
class Tracer {
 public:
  explicit Tracer(const PageStyle& style) : style_(style) {}

  int Step(const Explanation& e) {
    std::vector<std::string> inputs;
    for (const Explanation& input : e.inputs()) inputs.push_back(absl::StrCat("#", Step(input)));
    std::string text = Statement(e);
    if (!inputs.empty()) absl::StrAppend(&text, "  from ", absl::StrJoin(inputs, ", "));
    const auto [known, is_new] = steps_.try_emplace(text, static_cast<int>(steps_.size()) + 1);
    if (is_new) {
      std::vector<std::string> lines = Wrap(text, std::max(style_.width, 40) - kNumberWidth);
      for (size_t i = 0; i < lines.size(); ++i) {
        absl::StrAppend(&out_,
                        i == 0 ? PadLeft(absl::StrCat("#", known->second), kNumberWidth - 2) : "",
                        std::string(i == 0 ? 2 : kNumberWidth, ' '), lines[i], "\n");
      }
    }
    return known->second;
  }

  const std::string& out() const { return out_; }

 private:
  static constexpr int kNumberWidth = 8;
  const PageStyle& style_;
  std::map<std::string, int> steps_;
  std::string out_;
};

std::string Heading(const OptionFigures& option, const Figure& figure, const PageStyle& style) {
  return Title(
      absl::StrCat(figure.id(), " of ", option.option(), option.preferred() ? " (preferred)" : "",
                   figure.note().empty() ? "" : ": ", figure.note()),
      style);
}

const OptionFigures* PreferredOf(const Evaluation& evaluation) {
  for (const OptionFigures& figures : evaluation.figures()) {
    if (figures.preferred()) return &figures;
  }
  return nullptr;
}

// A row of the comparison: what it is, and its text for an evaluation.
struct ComparedRow {
  std::string title;
  std::string (*text)(const Evaluation& evaluation);
};

template <int kName>
std::string Economic(const Evaluation& evaluation) {
  static constexpr const char* kIds[] = {
      "economic.total_cost", "economic.present_value_costs", "economic.present_value_benefits",
      "economic.net_present_value", "economic.benefit_cost_ratio"};
  const OptionFigures* option = PreferredOf(evaluation);
  if (option == nullptr) return "";
  const Figure* figure = FindFigure(*option, kIds[kName]);
  if (figure == nullptr) return "";
  return figure->explanation().value().empty() ? figure->note() : figure->explanation().value();
}

// Of engine 1 evaluations, which have no list of figures.
std::string NetPresentValue(const Evaluation& evaluation) {
  const std::string text = Economic<3>(evaluation);
  const OptionFigures* option = PreferredOf(evaluation);
  if (!text.empty() || option == nullptr || !option->has_net_present_value()) return text;
  return MoneyForPage(option->net_present_value());
}

std::string PercentText(int64_t bp) { return absl::StrCat(bp / 100, ".", bp % 100 / 10, " %"); }

const std::vector<ComparedRow>& ComparedRows() {
  static const auto* const kRows = new std::vector<ComparedRow>{
      {"Engine", [](const Evaluation& e) { return e.pins().engine_version(); }},
      {"Tier", [](const Evaluation& e) { return e.route().tier(); }},
      {"Thresholds reached",
       [](const Evaluation& e) { return absl::StrJoin(e.route().thresholds_met(), ", "); }},
      {"Total cost of ownership", Economic<0>},
      {"Costs, present value", Economic<1>},
      {"Benefits, present value", Economic<2>},
      {"Net present value", NetPresentValue},
      {"Benefit-cost ratio", Economic<4>},
      {"called", [](const Evaluation& e) { return e.scorecard().value_band(); }},
      {"Steering frame",
       [](const Evaluation& e) {
         return e.has_simulation() ? MoneyForPage(e.simulation().steering_frame()) : "";
       }},
      {"Cost frame",
       [](const Evaluation& e) {
         return e.has_simulation() ? MoneyForPage(e.simulation().cost_frame()) : "";
       }},
      {"P(NPV > 0)",
       [](const Evaluation& e) {
         return e.has_simulation() ? PercentText(e.simulation().positive_npv_bp()) : "";
       }},
      {"Risk profile", [](const Evaluation& e) { return e.scorecard().risk_profile_level(); }},
      {"Overall score",
       [](const Evaluation& e) {
         return e.scorecard().has_overall_bp() ? PercentText(e.scorecard().overall_bp())
                                               : std::string("not scored");
       }},
      {"Not scored yet",
       [](const Evaluation& e) { return absl::StrCat(e.scorecard().unscored_criteria_count()); }},
      {"Suggestion", [](const Evaluation& e) { return Words(e.scorecard().suggestion()); }},
      {"Findings", [](const Evaluation& e) { return absl::StrCat(e.findings_size()); }},
  };
  return *kRows;
}

}  // namespace

std::string FigurePage(const OptionFigures& option, const Figure& figure, int depth_max,
                       const PageStyle& style) {
  std::string out = Heading(option, figure, style);
  AppendTree(figure.explanation(), 0, depth_max, style, &out);
  return out;
}

std::string TracePage(const OptionFigures& option, const Figure& figure, const PageStyle& style) {
  Tracer tracer(style);
  tracer.Step(figure.explanation());
  return absl::StrCat(Heading(option, figure, style), tracer.out());
}

std::string FigureList(const OptionFigures& option, const PageStyle& style) {
  std::vector<std::vector<std::string>> rows;
  for (const Figure& figure : option.figures()) {
    rows.push_back({figure.id(), figure.explanation().value().empty()
                                     ? figure.note()
                                     : figure.explanation().value()});
  }
  return RenderTable({{.title = "FIGURE", .whole = true}, {.title = "VALUE", .right = true}}, rows,
                     style);
}

std::string ComparisonPage(const std::string& revision,
                           const std::vector<ComparedEvaluation>& compared,
                           const PageStyle& style) {
  std::vector<Column> columns = {{.title = "", .wrap = true}};
  for (const ComparedEvaluation& one : compared) {
    if (one.refusal.empty())
      columns.push_back({.title = one.methodology, .right = true, .wrap = true});
  }
  std::vector<std::vector<std::string>> rows;
  for (const ComparedRow& row : ComparedRows()) {
    std::vector<std::string> cells = {row.title};
    bool any = false;
    for (const ComparedEvaluation& one : compared) {
      if (!one.refusal.empty()) continue;
      cells.push_back(row.text(one.evaluation));
      any = any || !cells.back().empty();
    }
    if (any) rows.push_back(std::move(cells));
  }
  std::string out =
      Title(absl::StrCat(revision, " under ", compared.size(), " methodologies"), style);
  if (columns.size() > 1) absl::StrAppend(&out, RenderTable(columns, rows, style));
  for (const ComparedEvaluation& one : compared) {
    if (one.refusal.empty()) continue;
    absl::StrAppend(&out,
                    Indented(absl::StrCat(one.methodology, ": ", one.refusal), 0, style.width));
  }
  absl::StrAppend(&out, Indented("Each method counts in its own way: compare what is suggested and "
                                 "why, not the last digit. Nothing was stored.",
                                 0, style.width));
  return out;
}

}  // namespace cartera::cli
