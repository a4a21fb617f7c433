#include "services/appraisal/convert_evaluation.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/money/text.h"
#include "services/appraisal/canonical_content.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

using canonical::Value;

constexpr absl::string_view kMinorUnitsOf = "minor units of ";

// Units of explanations whose values are read as decimals, and what is written behind them.
struct DecimalUnit {
  absl::string_view unit;
  int decimals;
  absl::string_view suffix;
};
constexpr DecimalUnit kDecimalUnits[] = {
    {"1e-4", 4, ""}, {"1e-6", 6, ""}, {"1e-9", 9, ""}, {"bp", 2, " %"}, {"milliyears", 3, " years"},
};

std::string TextAt(const Value& object, absl::string_view key) {
  const Value* value = object.Find(key);
  return value != nullptr && value->is_string() ? value->string_value() : std::string();
}

int64_t IntAt(const Value& object, absl::string_view key) {
  const Value* value = object.Find(key);
  return value != nullptr && value->is_int() ? value->int_value() : 0;
}

bool BoolAt(const Value& object, absl::string_view key) {
  const Value* value = object.Find(key);
  return value != nullptr && value->is_bool() && value->bool_value();
}

const Value& ObjectAt(const Value& object, absl::string_view key) {
  static const Value* const kEmpty = new Value(Value::Object());
  const Value* value = object.Find(key);
  return value != nullptr && value->is_object() ? *value : *kEmpty;
}

const std::vector<Value>& ItemsAt(const Value& object, absl::string_view key) {
  static const auto* const kNone = new std::vector<Value>();
  const Value* value = object.Find(key);
  return value != nullptr && value->is_array() ? value->items() : *kNone;
}

std::vector<std::string> TextsAt(const Value& object, absl::string_view key) {
  std::vector<std::string> texts;
  for (const Value& item : ItemsAt(object, key)) texts.push_back(item.string_value());
  return texts;
}

// Reads the members of a result into the contract's messages.
class ResultReader {
 public:
  explicit ResultReader(const Methodology* methodology) : methodology_(methodology) {}

  void Read(const Value& result, v1::Evaluation* proto) const {
    for (const Value& option : ItemsAt(result, "options")) Figures(option, proto->add_figures());
    Card(ObjectAt(result, "scorecard"), proto->mutable_scorecard());
    if (result.Find("simulation") != nullptr) {
      Simulation(ObjectAt(result, "simulation"), LikeOf(result), proto->mutable_simulation());
    }
    if (result.Find("route") != nullptr) RouteTo(ObjectAt(result, "route"), proto->mutable_route());
  }

 private:
  static v1::Standing StandingOf(const Value& object) {
    return static_cast<v1::Standing>(
        convert::EnumFromText(v1::Standing_descriptor(), TextAt(object, "standing")));
  }

  // What a source of the methodology is, in words; other sources as they stand.
  std::string SourceOf(const Value& object) const {
    std::string source = TextAt(object, "source");
    if (methodology_ == nullptr) return source;
    const auto found = methodology_->rules.sources.find(source);
    return found == methodology_->rules.sources.end() ? source : found->second;
  }

  void Explain(const Value& value, v1::Explanation* proto) const {
    proto->set_label(TextAt(value, "label"));
    proto->set_formula(TextAt(value, "formula"));
    if (value.Find("value") != nullptr) {
      proto->set_value(FormatValue(IntAt(value, "value"), TextAt(value, "unit")));
    }
    proto->set_field(TextAt(value, "field_path"));
    proto->set_source(SourceOf(value));
    proto->set_standing(StandingOf(value));
    for (const Value& input : ItemsAt(value, "inputs")) Explain(input, proto->add_inputs());
  }

  // Adds the explanation of a figure, and gives its amount.
  type::v1::Money Amount(const Value& option, absl::string_view key,
                         v1::OptionFigures* proto) const {
    const Value& figure = ObjectAt(option, key);
    Explain(ObjectAt(figure, "explanation"), proto->add_explanations());
    return MoneyOf(ObjectAt(figure, "amount"));
  }

  static type::v1::Money MoneyOf(const Value& amount) {
    type::v1::Money money;
    money.set_unit(TextAt(amount, "unit"));
    money.set_amount_minor(IntAt(amount, "amount_minor"));
    money.set_basis(static_cast<type::v1::PriceBasis>(
        convert::EnumFromText(type::v1::PriceBasis_descriptor(), TextAt(amount, "basis"))));
    money.set_price_year(static_cast<int32_t>(IntAt(amount, "price_year")));
    return money;
  }

  void Figures(const Value& option, v1::OptionFigures* proto) const {
    proto->set_option(TextAt(option, "id"));
    proto->set_title(TextAt(option, "title"));
    proto->set_preferred(BoolAt(option, "preferred"));
    *proto->mutable_total_cost_of_ownership() = Amount(option, "tco", proto);
    *proto->mutable_present_value_costs() = Amount(option, "pv_costs", proto);
    *proto->mutable_present_value_benefits() = Amount(option, "pv_benefits", proto);
    *proto->mutable_net_present_value() = Amount(option, "npv", proto);
    const Value& ratio = ObjectAt(option, "bcr");
    Explain(ObjectAt(ratio, "explanation"), proto->add_explanations());
    if (ratio.Find("ratio_bp") != nullptr) {
      proto->set_benefit_cost_ratio_bp(IntAt(ratio, "ratio_bp"));
    }
    *proto->mutable_incremental_net_present_value() = Amount(option, "incremental_npv", proto);
    for (const Value& value : ItemsAt(option, "figures")) {
      v1::Figure* figure = proto->add_figures();
      figure->set_id(TextAt(value, "id"));
      figure->set_account(static_cast<v1::Account>(
          convert::EnumFromText(v1::Account_descriptor(), TextAt(value, "account"))));
      figure->set_note(TextAt(value, "note"));
      Explain(ObjectAt(value, "explanation"), figure->mutable_explanation());
    }
  }

  // The money of the preferred option's present values, which simulated amounts are in.
  static type::v1::Money LikeOf(const Value& result) {
    for (const Value& option : ItemsAt(result, "options")) {
      if (BoolAt(option, "preferred")) {
        return MoneyOf(ObjectAt(ObjectAt(option, "pv_costs"), "amount"));
      }
    }
    return {};
  }

  static void Simulation(const Value& value, const type::v1::Money& like,
                         v1::SimulationFigures* proto) {
    const auto set = [&](absl::string_view key, type::v1::Money* money) {
      *money = like;
      money->set_amount_minor(IntAt(value, key));
    };
    proto->set_draws(IntAt(value, "draws"));
    proto->set_generator(TextAt(value, "generator"));
    for (const Value& point : ItemsAt(value, "curve")) {
      v1::Quantile* quantile = proto->add_curve();
      quantile->set_probability_bp(static_cast<int32_t>(IntAt(point, "probability_bp")));
      quantile->set_cost_minor(IntAt(point, "cost_minor"));
      quantile->set_npv_minor(IntAt(point, "npv_minor"));
      quantile->set_cost_error_minor(IntAt(point, "cost_error_minor"));
      quantile->set_npv_error_minor(IntAt(point, "npv_error_minor"));
    }
    set("cost_mean_minor", proto->mutable_cost_mean());
    set("npv_mean_minor", proto->mutable_npv_mean());
    set("steering_frame_minor", proto->mutable_steering_frame());
    set("steering_error_minor", proto->mutable_steering_frame_error());
    set("cost_frame_minor", proto->mutable_cost_frame());
    set("cost_frame_error_minor", proto->mutable_cost_frame_error());
    set("contingency_minor", proto->mutable_contingency());
    set("npv_shortfall_minor", proto->mutable_npv_shortfall());
    proto->set_positive_npv_bp(static_cast<int32_t>(IntAt(value, "positive_npv_bp")));
    proto->set_within_budget_bp(static_cast<int32_t>(IntAt(value, "within_budget_bp")));
    proto->set_positive_npv_error_bp(static_cast<int32_t>(IntAt(value, "positive_npv_error_bp")));
    proto->set_within_budget_error_bp(static_cast<int32_t>(IntAt(value, "within_budget_error_bp")));
    for (const Value& share : ItemsAt(value, "shares")) {
      v1::VarianceShare* of_row = proto->add_shares();
      of_row->set_row(TextAt(share, "row"));
      of_row->set_cost_bp(static_cast<int32_t>(IntAt(share, "cost_bp")));
      of_row->set_npv_bp(static_cast<int32_t>(IntAt(share, "npv_bp")));
    }
  }

  static void RouteTo(const Value& value, v1::Route* proto) {
    proto->set_tier(TextAt(value, "tier"));
    proto->set_tier_reason(TextAt(value, "tier_reason"));
    for (const std::string& id : TextsAt(value, "thresholds_met")) proto->add_thresholds_met(id);
    for (const std::string& why : TextsAt(value, "threshold_reasons")) {
      proto->add_threshold_reasons(why);
    }
    proto->set_reviewer_count(static_cast<int32_t>(IntAt(value, "reviewer_count")));
    proto->set_technical_opinion(BoolAt(value, "technical_opinion"));
  }

  static void Criterion(const Value& value, v1::CriterionScore* proto) {
    proto->set_criterion(TextAt(value, "id"));
    proto->set_title(TextAt(value, "title"));
    proto->set_weight_bp(static_cast<int32_t>(IntAt(value, "weight_bp")));
    if (value.Find("score") != nullptr) {
      proto->set_score(static_cast<int32_t>(IntAt(value, "score")));
    }
    proto->set_why(TextAt(value, "why"));
    for (const Value& fact : ItemsAt(value, "facts")) proto->add_facts(fact.string_value());
    proto->set_by_person(BoolAt(value, "by_person"));
    proto->set_standing(StandingOf(ObjectAt(value, "origin")));
    for (const Value& given : ItemsAt(value, "blind")) {
      v1::PersonScore* score = proto->add_blind();
      score->set_criterion(proto->criterion());
      score->set_score(static_cast<int32_t>(IntAt(given, "score")));
      score->set_reason(TextAt(given, "reason"));
      score->set_assessor(TextAt(given, "assessor"));
    }
    proto->set_spread(static_cast<int32_t>(IntAt(value, "spread")));
  }

  void Card(const Value& card, v1::Scorecard* proto) const {
    for (const Value& value : ItemsAt(card, "dimensions")) {
      v1::DimensionScore* dimension = proto->add_dimensions();
      dimension->set_dimension(TextAt(value, "id"));
      dimension->set_title(TextAt(value, "title"));
      dimension->set_weight_bp(static_cast<int32_t>(IntAt(value, "weight_bp")));
      if (value.Find("score_bp") != nullptr) {
        dimension->set_score_bp(static_cast<int32_t>(IntAt(value, "score_bp")));
      }
      for (const Value& criterion : ItemsAt(card, "criteria")) {
        if (TextAt(criterion, "dimension") != dimension->dimension()) continue;
        Criterion(criterion, dimension->add_criteria());
      }
    }
    if (card.Find("overall_bp") != nullptr) {
      proto->set_overall_bp(static_cast<int32_t>(IntAt(card, "overall_bp")));
    }
    proto->set_unscored_criteria_count(
        static_cast<int32_t>(IntAt(card, "unscored_criteria_count")));
    proto->set_suggestion(TextAt(card, "suggestion"));
    proto->set_suggestion_reason(TextAt(card, "suggestion_reason"));
    Judgement(card, proto);
  }

  // What engine 2 says besides.
  static void Judgement(const Value& card, v1::Scorecard* proto) {
    for (const Value& steady : ItemsAt(card, "steady_weights")) {
      v1::SteadyWeight* weight = proto->add_steady_weights();
      weight->set_dimension(TextAt(steady, "dimension"));
      weight->set_from_bp(static_cast<int32_t>(IntAt(steady, "from_bp")));
      weight->set_to_bp(static_cast<int32_t>(IntAt(steady, "to_bp")));
    }
    for (const std::string& limit : TextsAt(card, "limits_met")) proto->add_limits_met(limit);
    proto->set_risk_profile_level(TextAt(card, "risk_profile_level"));
    proto->set_risk_profile_reason(TextAt(card, "risk_profile_reason"));
    proto->set_value_band(TextAt(card, "value_band"));
    proto->set_weighting(TextAt(card, "weighting"));
    for (const std::string& hint : TextsAt(card, "hints")) proto->add_hints(hint);
  }

  const Methodology* const methodology_;
};

absl::Status ReadPins(const StoredEvaluation& stored, v1::Pins* proto) {
  const StoredPins& pins = stored.pins;
  const StoredRevision revision{stored.project, stored.case_id, stored.number, "", "", {}, {}, 0};
  proto->set_revision(NameOf(revision));
  proto->set_revision_hash(absl::BytesToHexString(pins.revision_hash));
  proto->set_methodology_version(NameOf(pins.methodology));
  proto->set_methodology_hash(absl::BytesToHexString(pins.methodology_hash));
  proto->set_engine_version(pins.engine_version);
  proto->set_seed(pins.seed);
  return ReadCanonical(pins.context, proto->mutable_context());
}

absl::Status ReadFindings(const Value& result, v1::Evaluation* proto) {
  for (const Value& finding : ItemsAt(result, "findings")) {
    RETURN_IF_ERROR(FromCanonicalValue(finding, proto->add_findings()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EvaluationContext> FromProto(const v1::EvaluationContext& proto) {
  EvaluationContext context;
  ASSIGN_OR_RETURN(context.basis.valuation_date, convert::FromProto(proto.valuation_date()));
  context.basis.base_fiscal_year = proto.base_fiscal_year();
  context.basis.price_year = proto.price_year();
  std::map<std::string, std::vector<PersonScore>> by_criterion;
  for (const v1::PersonScore& score : proto.person_scores()) {
    by_criterion[score.criterion()].push_back({score.score(), score.assessor(), score.reason()});
  }
  for (auto& [criterion, scores] : by_criterion) {
    if (scores.size() == 1) {
      context.person_scores[criterion] = std::move(scores[0]);
    } else {
      context.blind_scores[criterion] = std::move(scores);
    }
  }
  context.seed = proto.seed();
  context.project_kind = proto.project_kind();
  context.stage = proto.stage();
  return context;
}

v1::EvaluationContext InOrder(const v1::EvaluationContext& proto) {
  v1::EvaluationContext ordered = proto;
  std::sort(ordered.mutable_person_scores()->begin(), ordered.mutable_person_scores()->end(),
            [](const v1::PersonScore& a, const v1::PersonScore& b) {
              return std::tie(a.criterion(), a.assessor()) < std::tie(b.criterion(), b.assessor());
            });
  return ordered;
}

type::v1::Finding ToProto(const Finding& finding) {
  type::v1::Finding proto;
  proto.set_severity(static_cast<type::v1::Severity>(
      convert::EnumFromText(type::v1::Severity_descriptor(), Name(finding.severity))));
  proto.set_code(finding.code);
  proto.set_field(finding.field_path);
  proto.set_message(finding.consequence.empty()
                        ? finding.message
                        : absl::StrCat(finding.message, " ", finding.consequence));
  return proto;
}

Value ResultOf(const Evaluation& evaluation, const std::vector<Finding>& findings) {
  Value items = Value::Array();
  for (const Finding& finding : findings) items.Append(ToCanonicalValue(ToProto(finding)));
  return ToCanonical(evaluation).Set("findings", std::move(items));
}

absl::StatusOr<v1::Evaluation> ToProto(const StoredEvaluation& stored,
                                       const Methodology* methodology, bool with_canonical_result) {
  v1::Evaluation proto;
  proto.set_name(NameOf(stored));
  const auto result = canonical::Parse(stored.result);
  if (!result.ok()) return StoredUnreadable(proto.name(), result.status().message());
  for (const absl::Status& status :
       {ReadPins(stored, proto.mutable_pins()), ReadFindings(*result, &proto)}) {
    if (!status.ok()) return StoredUnreadable(proto.name(), status.message());
  }
  ResultReader(methodology).Read(*result, &proto);
  *proto.mutable_create_time() = convert::TimestampFromUs(stored.created_us);
  proto.set_result_hash(absl::BytesToHexString(stored.result_hash));
  if (with_canonical_result) proto.set_canonical_result(stored.result);
  return proto;
}

std::string FormatValue(int64_t value, absl::string_view unit) {
  for (const DecimalUnit& known : kDecimalUnits) {
    if (known.unit != unit) continue;
    return absl::StrCat(money::FormatAmountMinor(value, known.decimals), known.suffix);
  }
  absl::string_view code = unit;
  if (absl::ConsumePrefix(&code, kMinorUnitsOf)) {
    if (const auto known = convert::Units().Find(code); known.ok()) {
      return absl::StrCat(money::FormatAmountMinor(value, known->decimals), " ", code);
    }
  }
  return unit.empty() ? absl::StrCat(value) : absl::StrCat(value, " ", unit);
}

}  // namespace cartera::appraisal
