#include "services/appraisal/convert_evaluation.h"

#include <algorithm>
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
constexpr absl::string_view kBillionths = "1e-9";

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

// Reads the members of a result into the contract's messages.
class ResultReader {
 public:
  explicit ResultReader(const Methodology* methodology) : methodology_(methodology) {}

  void Read(const Value& result, v1::Evaluation* proto) const {
    for (const Value& option : ItemsAt(result, "options")) Figures(option, proto->add_figures());
    Card(ObjectAt(result, "scorecard"), proto->mutable_scorecard());
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
    const Value& amount = ObjectAt(figure, "amount");
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
  for (const v1::PersonScore& score : proto.person_scores()) {
    context.person_scores[score.criterion()] = {score.score(), score.assessor(), score.reason()};
  }
  context.seed = proto.seed();
  return context;
}

v1::EvaluationContext InOrder(const v1::EvaluationContext& proto) {
  v1::EvaluationContext ordered = proto;
  std::sort(ordered.mutable_person_scores()->begin(), ordered.mutable_person_scores()->end(),
            [](const v1::PersonScore& a, const v1::PersonScore& b) {
              return a.criterion() < b.criterion();
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
  if (unit == kBillionths) return money::FormatAmountMinor(value, 9);
  absl::string_view code = unit;
  if (absl::ConsumePrefix(&code, kMinorUnitsOf)) {
    if (const auto known = convert::Units().Find(code); known.ok()) {
      return absl::StrCat(money::FormatAmountMinor(value, known->decimals), " ", code);
    }
  }
  return unit.empty() ? absl::StrCat(value) : absl::StrCat(value, " ", unit);
}

}  // namespace cartera::appraisal
