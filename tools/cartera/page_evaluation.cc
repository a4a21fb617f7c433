#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/page_figures.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CriterionScore;
using appraisal::v1::DimensionScore;
using appraisal::v1::Evaluation;
using appraisal::v1::Explanation;
using appraisal::v1::OptionFigures;
using appraisal::v1::Standing;

constexpr int kBarWidth = 20;

// "62.5 %" for 6250.
std::string Percent(int64_t bp) {
  return bp % 100 == 0 ? absl::StrCat(bp / 100, " %")
                       : absl::StrFormat("%d.%d %%", bp / 100, bp % 100 / 10);
}

// What is not the authority's own is said beside it.
std::string Mark(Standing standing) {
  return standing == appraisal::v1::STANDING_ILLUSTRATIVE ? " (illustrative)" : "";
}

std::string MoneyOrNone(bool has, const type::v1::Money& money) {
  return has ? MoneyForPage(money) : "none";
}

std::string Ratio(const OptionFigures& figures) {
  if (!figures.has_benefit_cost_ratio_bp()) return "none";
  const int64_t bp = figures.benefit_cost_ratio_bp();
  return absl::StrFormat("%s%d.%02d", bp < 0 ? "-" : "", std::abs(bp) / 10000,
                         std::abs(bp) % 10000 / 100);
}

std::string PinsPart(const Evaluation& evaluation, const PageStyle& style) {
  const auto& pins = evaluation.pins();
  const auto& context = pins.context();
  return RenderFields({{"revision", pins.revision()},
                       {"hash", pins.revision_hash()},
                       {"methodology", pins.methodology_version()},
                       {"engine", absl::StrCat(pins.engine_version(), ", seed ", pins.seed())},
                       {"valued on", absl::StrCat(DateToText(context.valuation_date()),
                                                  ", discounted to ", context.base_fiscal_year(),
                                                  ", prices of ", context.price_year())},
                       {"result hash", evaluation.result_hash()}},
                      style);
}

std::string FiguresPart(const Evaluation& evaluation, const PageStyle& style) {
  std::string out;
  for (const OptionFigures& f : evaluation.figures()) {
    absl::StrAppend(&out, "\n",
                    Bold(absl::StrCat(f.title().empty() ? f.option() : f.title(),
                                      f.preferred() ? "  [preferred]" : ""),
                         style),
                    "\n");
    std::vector<std::vector<std::string>> rows = {
        {"Total cost of ownership",
         MoneyOrNone(f.has_total_cost_of_ownership(), f.total_cost_of_ownership())},
        {"Costs, present value", MoneyOrNone(f.has_present_value_costs(), f.present_value_costs())},
        {"Benefits, present value",
         MoneyOrNone(f.has_present_value_benefits(), f.present_value_benefits())},
        {"Net present value (NPV)", MoneyOrNone(f.has_net_present_value(), f.net_present_value())},
        {"Benefit-cost ratio (BCR)", Ratio(f)}};
    if (f.has_incremental_net_present_value()) {
      rows.push_back(
          {"NPV against doing nothing", MoneyForPage(f.incremental_net_present_value())});
    }
    int widest = 0;
    for (const auto& row : rows) widest = std::max(widest, DisplayWidth(row[1]));
    for (const auto& row : rows) {
      absl::StrAppend(&out, "  ", PadRight(row[0], 28), PadLeft(row[1], widest), "\n");
    }
  }
  return out;
}

// By account where the evaluation has accounts, else the figures of each option.
std::string AllFigures(const Evaluation& evaluation, const PageStyle& style) {
  const std::string accounts = AccountsPart(evaluation, style);
  return accounts.empty() ? FiguresPart(evaluation, style)
                          : absl::StrCat(accounts, OptionsPart(evaluation, style));
}

std::string CriterionPart(const CriterionScore& c, const PageStyle& style) {
  std::string out = absl::StrCat(
      "    ", c.has_score() ? absl::StrCat(c.score(), "/4") : "-/4", "  ",
      c.title().empty() ? c.criterion() : c.title(), ", weight ", Percent(c.weight_bp()),
      c.by_person() ? ", scored by a person" : "", Mark(c.standing()), "\n");
  if (!c.has_score()) absl::StrAppend(&out, "         not scored yet\n");
  if (!c.why().empty()) absl::StrAppend(&out, Indented(c.why(), 9, style.width));
  if (c.facts_size() > 0) {
    absl::StrAppend(
        &out, Indented(absl::StrCat("from: ", absl::StrJoin(c.facts(), ", ")), 9, style.width));
  }
  return out;
}

// What besides the scores bears on the suggestion.
void AppendJudgement(const appraisal::v1::Scorecard& card, const PageStyle& style,
                     std::string* out) {
  if (!card.risk_profile_level().empty()) {
    absl::StrAppend(out, Indented(absl::StrCat("Risk profile: ", card.risk_profile_level(), ". ",
                                               card.risk_profile_reason()),
                                  2, style.width));
  }
  if (!card.value_band().empty()) {
    absl::StrAppend(out, "  Value for money is called: ", card.value_band(), "\n");
  }
  for (const auto& steady : card.steady_weights()) {
    absl::StrAppend(out, "  The suggestion stays while the weight of ", Words(steady.dimension()),
                    " is ", Percent(steady.from_bp()), " to ", Percent(steady.to_bp()), "\n");
  }
  for (const std::string& limit : card.limits_met()) {
    absl::StrAppend(out, Indented(absl::StrCat("Limit: ", limit), 2, style.width));
  }
  for (const std::string& hint : card.hints()) {
    absl::StrAppend(out, Indented(absl::StrCat("Hint: ", hint), 2, style.width));
  }
}

std::string ScorecardPart(const appraisal::v1::Scorecard& card, const PageStyle& style) {
  std::string out = absl::StrCat("\n", Bold("Scorecard", style), "\n");
  if (card.dimensions().empty() && card.suggestion().empty()) {  // a tier that is not scored
    return absl::StrCat(out, Indented(card.suggestion_reason(), 2, style.width));
  }
  for (const DimensionScore& d : card.dimensions()) {
    const std::string title = d.title().empty() ? Words(d.dimension()) : d.title();
    absl::StrAppend(&out, "  ", PadRight(title, 28), "  ",
                    d.has_score_bp() ? Bar(d.score_bp(), kBarWidth) : std::string(kBarWidth, '.'),
                    "  ", PadLeft(d.has_score_bp() ? Percent(d.score_bp()) : "not scored", 10),
                    "  weight ", Percent(d.weight_bp()), "\n");
    for (const CriterionScore& c : d.criteria()) {
      absl::StrAppend(&out, CriterionPart(c, style));
    }
  }
  if (card.has_overall_bp()) {
    absl::StrAppend(&out, "  ", PadRight("Overall", 28), "  ", Bar(card.overall_bp(), kBarWidth),
                    "  ", PadLeft(Percent(card.overall_bp()), 10), "\n");
  }
  if (card.unscored_criteria_count() > 0) {
    absl::StrAppend(&out, "  ", card.unscored_criteria_count(),
                    card.unscored_criteria_count() == 1
                        ? " criterion is not scored yet; it is in no mean.\n"
                        : " criteria are not scored yet; they are in no mean.\n");
  }
  AppendJudgement(card, style, &out);
  if (!card.suggestion().empty()) {
    absl::StrAppend(&out, "\n", Bold(absl::StrCat("Suggestion: ", Words(card.suggestion())), style),
                    "\n", Indented(card.suggestion_reason(), 2, style.width),
                    "  The methodology suggests; people decide.\n");
  }
  return out;
}

void AppendExplanation(const Explanation& e, int depth, const PageStyle& style, std::string* out) {
  std::string line = absl::StrCat(e.label(), " = ", e.value(), Mark(e.standing()));
  if (!e.formula().empty()) absl::StrAppend(&line, "  [", e.formula(), "]");
  if (!e.field().empty()) absl::StrAppend(&line, "  from ", e.field());
  if (!e.source().empty()) absl::StrAppend(&line, "  source: ", e.source());
  absl::StrAppend(out, Indented(line, 2 + 2 * depth, std::max(style.width, 50 + 2 * depth)));
  for (const Explanation& input : e.inputs()) AppendExplanation(input, depth + 1, style, out);
}

std::string ExplanationPart(const Evaluation& evaluation, const PageStyle& style) {
  std::string out;
  for (const OptionFigures& figures : evaluation.figures()) {
    if (figures.explanations().empty()) continue;
    absl::StrAppend(
        &out, "\n",
        Bold(absl::StrCat("How the figures of ", figures.option(), " came about"), style), "\n");
    for (const Explanation& e : figures.explanations()) AppendExplanation(e, 0, style, &out);
  }
  return out;
}

}  // namespace

std::string EvaluationPage(const Evaluation& evaluation, const EvaluationPageOptions& options,
                           const PageStyle& style) {
  const std::string name =
      evaluation.name().empty() ? evaluation.pins().revision() : evaluation.name();
  std::string out =
      absl::StrCat(Title(absl::StrCat("Evaluation of ", name), style), PinsPart(evaluation, style),
                   RoutePart(evaluation, style), AllFigures(evaluation, style),
                   SimulationPart(evaluation, style), ScorecardPart(evaluation.scorecard(), style));
  if (evaluation.findings_size() > 0) absl::StrAppend(&out, "\n", Bold("Findings", style), "\n");
  for (const auto& finding : evaluation.findings()) {
    const auto* severity = type::v1::Severity_descriptor()->FindValueByNumber(finding.severity());
    absl::StrAppend(&out, Indented(absl::StrCat(severity == nullptr ? "" : EnumWord(severity), ": ",
                                                finding.field(), ": ", finding.message()),
                                   2, style.width));
  }
  if (options.explain) {
    absl::StrAppend(&out, ExplanationPart(evaluation, style));
  } else {
    absl::StrAppend(&out, "\n--explain says how every figure came about.\n");
  }
  return out;
}

std::string MethodologyPage(const appraisal::v1::MethodologyVersion& methodology,
                            const PageStyle& style) {
  std::string out = absl::StrCat(
      Title(methodology.title(), style),
      RenderFields({{"name", methodology.name()}, {"hash", methodology.definition_hash()}}, style));
  for (const auto& dimension : methodology.dimensions()) {
    absl::StrAppend(&out, "\n", Bold(dimension.title(), style), ", weight ",
                    Percent(dimension.weight_bp()), Mark(dimension.standing()), "\n");
    for (const auto& criterion : methodology.criteria()) {
      if (criterion.dimension() != dimension.id()) continue;
      absl::StrAppend(&out, "  ", criterion.id(), ": ", criterion.title(), ", weight ",
                      Percent(criterion.weight_bp()),
                      criterion.by_person() ? ", scored by a person" : ", scored by a rule",
                      Mark(criterion.standing()), "\n");
      for (int i = 0; i < criterion.anchors_size(); ++i) {
        absl::StrAppend(&out,
                        Indented(absl::StrCat(i, ": ", criterion.anchors(i)), 6, style.width));
      }
    }
  }
  if (!methodology.source().empty()) {
    absl::StrAppend(&out, "\n", Indented(methodology.source(), 0, style.width));
  }
  return out;
}

Shown ShowEvaluation(Invocation& invocation, const google::protobuf::Message& response) {
  return EvaluationPage(
      static_cast<const appraisal::v1::GetEvaluationResponse&>(response).evaluation(),
      {invocation.Has("explain")}, invocation.style);
}

Shown ShowMethodology(Invocation& invocation, const google::protobuf::Message& response) {
  return MethodologyPage(static_cast<const appraisal::v1::GetMethodologyVersionResponse&>(response)
                             .methodology_version(),
                         invocation.style);
}

Shown ShowReplay(Invocation& invocation, const google::protobuf::Message& response) {
  const auto& replay = static_cast<const appraisal::v1::ReplayEvaluationResponse&>(response);
  std::string out = replay.identical()
                        ? "Identical: made again from its pins, the evaluation is the same to "
                          "the last byte.\n"
                        : "NOT identical: made again from its pins, the evaluation differs.\n";
  for (const std::string& difference : replay.differences()) {
    absl::StrAppend(&out, Indented(difference, 2, invocation.style.width));
  }
  return absl::StrCat(out, RenderFields({{"stored hash", replay.stored_hash()},
                                         {"replayed hash", replay.replayed_hash()}},
                                        invocation.style));
}

}  // namespace cartera::cli
