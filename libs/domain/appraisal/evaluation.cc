#include "libs/domain/appraisal/evaluation.h"

#include "absl/strings/str_cat.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::appraisal {
namespace {

using canonical::Value;

// Empty texts stay absent, which keeps large trees small.
void SetText(Value& object, absl::string_view key, const std::string& text) {
  if (!text.empty()) object.Set(key, Value(text));
}

// Empty lists stay absent, so that engine 1 keeps its bytes.
template <typename Items, typename ToValue>
void SetItems(Value& object, absl::string_view key, const Items& items, const ToValue& to_value) {
  if (items.empty()) return;
  Value array = Value::Array();
  for (const auto& item : items) array.Append(to_value(item));
  object.Set(key, std::move(array));
}

void SetTexts(Value& object, absl::string_view key, const std::vector<std::string>& texts) {
  SetItems(object, key, texts, [](const std::string& text) { return Value(text); });
}

Value Canonical(const money::Money& money) {
  return Value::Object()
      .Set("amount_minor", Value(money.amount_minor))
      .Set("unit", Value(money.unit.code))
      .Set("decimals", Value(money.unit.decimals))
      .Set("basis", Value(money::Name(money.basis)))
      .Set("price_year", Value(money.price_year));
}

Value Canonical(const MoneyFigure& figure) {
  return Value::Object()
      .Set("amount", Canonical(figure.amount))
      .Set("explanation", ToCanonical(figure.explanation));
}

Value Canonical(const RatioFigure& figure) {
  Value value = Value::Object();
  value.SetIfPresent("ratio_bp", figure.ratio_bp);
  value.Set("explanation", ToCanonical(figure.explanation));
  return value;
}

Value Canonical(const methodology::Origin& origin) {
  Value value = Value::Object().Set("standing", Value(methodology::Name(origin.standing)));
  SetText(value, "source", origin.source);
  return value;
}

Value Canonical(const CostTable& table) {
  Value years = Value::Array();
  for (const auto& [year, amount_minor] : table.minor_by_year) {
    years.Append(
        Value::Object().Set("fiscal_year", Value(year)).Set("amount_minor", Value(amount_minor)));
  }
  Value categories = Value::Array();
  for (const auto& [category, amount_minor] : table.minor_by_category) {
    categories.Append(Value::Object()
                          .Set("category", Value(methodology::Name(category)))
                          .Set("amount_minor", Value(amount_minor)));
  }
  return Value::Object().Set("years", years).Set("categories", categories);
}

Value Canonical(const Figure& figure) {
  Value value = Value::Object()
                    .Set("id", Value(figure.id))
                    .Set("explanation", ToCanonical(figure.explanation));
  if (figure.account.has_value()) value.Set("account", Value(Name(*figure.account)));
  SetText(value, "note", figure.note);
  return value;
}

Value Canonical(const OptionFigures& figures) {
  Value value = Value::Object()
                    .Set("id", Value(figures.option))
                    .Set("title", Value(figures.title))
                    .Set("preferred", Value(figures.preferred))
                    .Set("tco", Canonical(figures.tco))
                    .Set("tco_table", Canonical(figures.tco_table))
                    .Set("pv_costs", Canonical(figures.pv_costs))
                    .Set("pv_benefits", Canonical(figures.pv_benefits))
                    .Set("npv", Canonical(figures.npv))
                    .Set("bcr", Canonical(figures.bcr))
                    .Set("incremental_pv_costs", Canonical(figures.incremental_pv_costs))
                    .Set("incremental_pv_benefits", Canonical(figures.incremental_pv_benefits))
                    .Set("incremental_npv", Canonical(figures.incremental_npv))
                    .Set("incremental_bcr", Canonical(figures.incremental_bcr))
                    .Set("non_monetised_count", Value(figures.non_monetised_count));
  value.SetIfPresent("incremental_payback_milliyears", figures.incremental_payback_milliyears);
  SetItems(value, "figures", figures.figures,
           [](const Figure& figure) { return Canonical(figure); });
  return value;
}

Value Canonical(const PersonScore& score) {
  return Value::Object()
      .Set("score", Value(score.score))
      .Set("assessor", Value(score.assessor))
      .Set("reason", Value(score.reason));
}

Value Canonical(const CriterionScore& score) {
  Value facts = Value::Array();
  for (const std::string& fact : score.facts) facts.Append(Value(fact));
  Value value = Value::Object()
                    .Set("id", Value(score.criterion))
                    .Set("title", Value(score.title))
                    .Set("dimension", Value(score.dimension))
                    .Set("weight_bp", Value(score.weight_bp))
                    .Set("by_person", Value(score.by_person))
                    .Set("why", Value(score.why))
                    .Set("facts", facts)
                    .Set("origin", Canonical(score.origin))
                    .Set("weight_origin", Canonical(score.weight_origin));
  SetText(value, "assessor", score.assessor);
  value.SetIfPresent("score", score.score);
  value.SetIfPresent("score_by_rule", score.score_by_rule);
  SetItems(value, "blind", score.blind, [](const PersonScore& given) { return Canonical(given); });
  if (!score.blind.empty()) value.Set("spread", Value(score.spread));
  return value;
}

Value Canonical(const DimensionScore& score) {
  Value value = Value::Object()
                    .Set("id", Value(score.dimension))
                    .Set("title", Value(score.title))
                    .Set("weight_bp", Value(score.weight_bp))
                    .Set("explanation", ToCanonical(score.explanation));
  value.SetIfPresent("score_bp", score.score_bp);
  return value;
}

Value Canonical(const Scorecard& card) {
  Value criteria = Value::Array();
  for (const CriterionScore& score : card.criteria) criteria.Append(Canonical(score));
  Value dimensions = Value::Array();
  for (const DimensionScore& score : card.dimensions) dimensions.Append(Canonical(score));
  Value value = Value::Object()
                    .Set("criteria", criteria)
                    .Set("dimensions", dimensions)
                    .Set("overall_explanation", ToCanonical(card.overall_explanation))
                    .Set("unscored_criteria_count", Value(card.unscored_criteria_count))
                    .Set("suggestion_reason", Value(card.suggestion_reason));
  value.SetIfPresent("overall_bp", card.overall_bp);
  if (card.suggestion.has_value()) {
    value.Set("suggestion", Value(methodology::Name(*card.suggestion)));
  }
  SetItems(value, "steady_weights", card.steady_weight_bp_by_dimension, [](const auto& entry) {
    return Value::Object()
        .Set("dimension", Value(entry.first))
        .Set("from_bp", Value(entry.second.first))
        .Set("to_bp", Value(entry.second.second));
  });
  SetTexts(value, "limits_met", card.limits_met);
  value.SetIfPresent("risk_profile_level", card.risk_profile_level);
  SetText(value, "risk_profile_reason", card.risk_profile_reason);
  SetText(value, "value_band", card.value_band);
  SetText(value, "weighting", card.weighting);
  SetTexts(value, "hints", card.hints);
  return value;
}

Value Canonical(const SimulationFigures& figures) {
  Value value = Value::Object()
                    .Set("draws", Value(figures.draws))
                    .Set("generator", Value(figures.generator))
                    .Set("cost_mean_minor", Value(figures.cost_mean_minor))
                    .Set("npv_mean_minor", Value(figures.npv_mean_minor))
                    .Set("steering_frame_minor", Value(figures.steering_frame_minor))
                    .Set("steering_error_minor", Value(figures.steering_error_minor))
                    .Set("cost_frame_minor", Value(figures.cost_frame_minor))
                    .Set("cost_frame_error_minor", Value(figures.cost_frame_error_minor))
                    .Set("contingency_minor", Value(figures.contingency_minor))
                    .Set("positive_npv_bp", Value(figures.positive_npv_bp))
                    .Set("within_budget_bp", Value(figures.within_budget_bp))
                    .Set("npv_shortfall_minor", Value(figures.npv_shortfall_minor))
                    .Set("positive_npv_error_bp", Value(figures.positive_npv_error_bp))
                    .Set("within_budget_error_bp", Value(figures.within_budget_error_bp));
  SetItems(value, "curve", figures.curve, [](const Quantile& point) {
    return Value::Object()
        .Set("probability_bp", Value(point.probability_bp))
        .Set("cost_minor", Value(point.cost_minor))
        .Set("npv_minor", Value(point.npv_minor))
        .Set("cost_error_minor", Value(point.cost_error_minor))
        .Set("npv_error_minor", Value(point.npv_error_minor));
  });
  SetItems(value, "shares", figures.shares, [](const VarianceShare& share) {
    return Value::Object()
        .Set("row", Value(share.row))
        .Set("cost_bp", Value(share.cost_bp))
        .Set("npv_bp", Value(share.npv_bp));
  });
  return value;
}

Value Canonical(const Route& route) {
  Value value = Value::Object()
                    .Set("tier", Value(route.tier))
                    .Set("tier_reason", Value(route.tier_reason))
                    .Set("reviewer_count", Value(route.reviewer_count))
                    .Set("technical_opinion", Value(route.technical_opinion));
  SetTexts(value, "thresholds_met", route.thresholds_met);
  SetTexts(value, "threshold_reasons", route.threshold_reasons);
  return value;
}

Value Canonical(const EvaluationContext& context) {
  Value scores = Value::Array();
  for (const auto& [criterion, score] : context.person_scores) {
    scores.Append(Canonical(score).Set("criterion", Value(criterion)));
  }
  // Several of one criterion exist under engine 2 only.
  for (const auto& [criterion, blind] : context.blind_scores) {
    for (const PersonScore& score : blind) {
      scores.Append(Canonical(score).Set("criterion", Value(criterion)));
    }
  }
  Value series = Value::Array();
  for (const SeriesVintage& pinned : context.series_vintages) {
    series.Append(
        Value::Object().Set("series", Value(pinned.series)).Set("vintage", Value(pinned.vintage)));
  }
  Value value =
      Value::Object()
          .Set("valuation_date", Value(calendar::FormatDate(context.basis.valuation_date)))
          .Set("base_fiscal_year", Value(context.basis.base_fiscal_year))
          .Set("price_year", Value(context.basis.price_year))
          .Set("person_scores", scores)
          .Set("series_vintages", series)
          // Text: a seed is unsigned and may not fit the form's integers.
          .Set("seed", Value(absl::StrCat(context.seed)));
  if (context.basis.unit.has_value()) value.Set("unit", Value(context.basis.unit->code));
  SetText(value, "project_kind", context.project_kind);
  SetText(value, "stage", context.stage);
  return value;
}

}  // namespace

absl::string_view Name(Account account) {
  switch (account) {
    case Account::kFiscal:
      return "fiscal";
    case Account::kEconomic:
      return "economic";
    case Account::kAgency:
      break;
  }
  return "agency";
}

Value ToCanonical(const Explanation& explanation) {
  Value value = Value::Object().Set("label", Value(explanation.label));
  SetText(value, "formula", explanation.formula);
  value.SetIfPresent("value", explanation.value);
  SetText(value, "unit", explanation.unit);
  SetText(value, "field_path", explanation.field_path);
  SetText(value, "source", explanation.source);
  if (explanation.standing.has_value()) {
    value.Set("standing", Value(methodology::Name(*explanation.standing)));
  }
  if (!explanation.inputs.empty()) {
    Value inputs = Value::Array();
    for (const Explanation& input : explanation.inputs) inputs.Append(ToCanonical(input));
    value.Set("inputs", inputs);
  }
  return value;
}

Value ToCanonical(const Evaluation& evaluation) {
  Value options = Value::Array();
  for (const OptionFigures& figures : evaluation.options) options.Append(Canonical(figures));
  Value value =
      Value::Object()
          .Set("engine_version", Value(evaluation.engine_version))
          .Set("methodology", Value(evaluation.methodology))
          .Set("context", Canonical(evaluation.context))
          .Set("horizon", Value::Object()
                              .Set("first_fiscal_year", Value(evaluation.horizon.first_fiscal_year))
                              .Set("years", Value(evaluation.horizon.years)))
          .Set("options", options)
          .Set("scorecard", Canonical(evaluation.scorecard));
  if (evaluation.simulation.has_value()) {
    value.Set("simulation", Canonical(*evaluation.simulation));
  }
  if (evaluation.route.has_value()) value.Set("route", Canonical(*evaluation.route));
  return value;
}

}  // namespace cartera::appraisal
