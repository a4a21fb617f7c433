#include "libs/domain/methodology/parse.h"

#include <initializer_list>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/object_reader.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

using canonical::Value;

Origin ReadOrigin(ObjectReader reader) {
  Origin origin;
  origin.standing = reader.Word<Standing>("standing", ParseStanding).value_or(origin.standing);
  origin.source = reader.OptionalString("source");
  reader.RefuseOthers();
  return origin;
}

Text ReadText(ObjectReader reader) {
  Text text;
  for (const Value::Member& member : reader.members()) {
    text[member.key] = reader.String(member.key);
  }
  if (text.count("en") == 0) reader.Fault("", "an English text (\"en\") is missing");
  return text;
}

Discounting ReadDiscounting(ObjectReader reader) {
  Discounting discounting;
  reader.ForEach("schedule", [&](ObjectReader step) {
    discounting.schedule.push_back(
        {.from_year_offset = step.Int("from_year_offset", 0, kCaseYearsMax * 10),
         .rate_bp = step.Int("rate_bp", 0, kWholeBp)});
    step.RefuseOthers();
  });
  const std::string basis = reader.String("rate_basis");
  if (auto parsed = money::ParsePriceBasis(basis); parsed.ok()) {
    discounting.rate_basis = *parsed;
  } else {
    reader.Fault("rate_basis", "must be \"real\" or \"nominal\"");
  }
  const std::string timing = reader.String("timing");
  if (timing != "year_start" && timing != "mid_year") {
    reader.Fault("timing", "must be \"year_start\" or \"mid_year\"");
  }
  discounting.timing = timing == "mid_year" ? FlowTiming::kMidYear : FlowTiming::kYearStart;
  discounting.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return discounting;
}

Dimension ReadDimension(ObjectReader reader) {
  Dimension dimension;
  dimension.id = reader.String("id");
  dimension.title = ReadText(reader.Object("title"));
  dimension.weight_bp = reader.Int("weight_bp", 0, kWholeBp);
  dimension.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return dimension;
}

Criterion ReadCriterion(ObjectReader reader) {
  Criterion criterion;
  criterion.id = reader.String("id");
  criterion.title = ReadText(reader.Object("title"));
  criterion.dimension = reader.String("dimension");
  criterion.weight_bp = reader.Int("weight_bp", 0, kWholeBp);
  const std::string kind = reader.String("kind");
  if (kind == "by_rule") {
    criterion.kind = CriterionKind::kByRule;
    criterion.rule = reader.String("rule");
    criterion.limits_bp = reader.OptionalInts("limits_bp", -kRateBpMax, kRateBpMax);
  } else if (kind != "by_person") {
    reader.Fault("kind", "must be \"by_rule\" or \"by_person\"");
  }
  criterion.facts = reader.OptionalStrings("facts");
  int score = 0;
  reader.ForEach("anchors", [&](ObjectReader anchor) {
    if (score <= kScoreMax)
      criterion.anchors[static_cast<size_t>(score)] = ReadText(std::move(anchor));
    ++score;
  });
  if (score != kScoreMax + 1) {
    reader.Fault("anchors", absl::StrCat("five texts, for scores 0 to 4, not ", score));
  }
  criterion.origin = ReadOrigin(reader.Object("origin"));
  criterion.weight_origin = ReadOrigin(reader.Object("weight_origin"));
  reader.RefuseOthers();
  return criterion;
}

SectionRequirement ReadSection(ObjectReader reader) {
  SectionRequirement requirement;
  requirement.section =
      reader.Word<Section>("section", ParseSection).value_or(Section::kIdentification);
  requirement.required_fields = reader.OptionalStrings("required_fields");
  reader.RefuseOthers();
  return requirement;
}

Suggestion ReadSuggestion(ObjectReader reader) {
  Suggestion suggestion;
  reader.ForEach("bands", [&](ObjectReader band) {
    suggestion.bands.push_back(
        {.from_bp = band.Int("from_bp", 0, kWholeBp),
         .outcome = band.Word<Outcome>("outcome", ParseOutcome).value_or(Outcome::kReject)});
    band.RefuseOthers();
  });
  if (reader.Has("zero_score_outcome")) {
    suggestion.zero_score_outcome = reader.Word<Outcome>("zero_score_outcome", ParseOutcome);
  }
  suggestion.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return suggestion;
}

RiskMatrix ReadRiskMatrix(ObjectReader reader) {
  RiskMatrix matrix;
  matrix.levels = reader.OptionalStrings("levels");
  const auto from = reader.OptionalInts("probability_from_bp", 0, kWholeBp);
  if (from.size() == matrix.probability_from_bp.size()) {
    for (size_t i = 0; i < from.size(); ++i) {
      matrix.probability_from_bp[i] = static_cast<int>(from[i]);
    }
  } else {
    reader.Fault("probability_from_bp", "five numbers");
  }
  size_t row = 0;
  reader.ForEach("impacts", [&](ObjectReader impact) {
    const int64_t level_max = static_cast<int64_t>(matrix.levels.size()) - 1;
    const auto cells = impact.OptionalInts("levels", 0, level_max);
    if (cells.size() != 5) impact.Fault("levels", "five numbers, one for each probability");
    for (size_t i = 0; row < 5 && i < cells.size() && i < 5; ++i) {
      matrix.level_by_cell[row][i] = static_cast<int>(cells[i]);
    }
    impact.RefuseOthers();
    ++row;
  });
  if (row != 5) reader.Fault("impacts", "five rows, from impact 1 to 5");
  matrix.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return matrix;
}

DecisionReason ReadDecisionReason(ObjectReader reader) {
  DecisionReason reason;
  reason.id = reader.String("id");
  reason.title = ReadText(reader.Object("title"));
  reason.outcomes = reader.Words<Outcome>("outcomes", ParseOutcome);
  reader.RefuseOthers();
  return reason;
}

TwoPersonThreshold ReadTwoPersonThreshold(ObjectReader reader) {
  TwoPersonThreshold threshold;
  threshold.amount_minor = reader.Int64("amount_minor", 0, kAmountMinorMax);
  threshold.unit = reader.String("unit");
  threshold.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return threshold;
}

void ReadHeader(ObjectReader& reader, Methodology& methodology) {
  methodology.id = reader.String("id");
  methodology.version = reader.String("version");
  methodology.title = ReadText(reader.Object("title"));
  ObjectReader sources = reader.Object("sources");
  for (const Value::Member& member : sources.members()) {
    methodology.sources[member.key] = sources.String(member.key);
  }
  methodology.notes = reader.OptionalStrings("notes");
}

void ReadMoneyRules(ObjectReader& reader, Methodology& methodology) {
  methodology.discounting = ReadDiscounting(reader.Object("discounting"));
  ObjectReader horizon = reader.Object("horizon");
  methodology.horizon_years = horizon.Int("years", 1, kCaseYearsMax);
  methodology.horizon_origin = ReadOrigin(horizon.Object("origin"));
  horizon.RefuseOthers();
  reader.ForEachIfPresent("uplifts", [&](ObjectReader uplift) {
    methodology.uplifts.push_back(
        {.category = uplift.Word<CostCategory>("category", ParseCostCategory)
                         .value_or(CostCategory::kAcquisition),
         .uplift_bp = uplift.Int("uplift_bp", 0, kUpliftBpMax),
         .origin = ReadOrigin(uplift.Object("origin"))});
    uplift.RefuseOthers();
  });
  reader.ForEachIfPresent("two_person_thresholds", [&](ObjectReader threshold) {
    methodology.two_person_thresholds.push_back(ReadTwoPersonThreshold(std::move(threshold)));
  });
}

}  // namespace

ParseResult Parse(const Value& value) {
  ParseResult result;
  Methodology& methodology = result.methodology;
  ObjectReader reader(&value, "", &result.faults);
  ReadHeader(reader, methodology);
  reader.ForEach("dimensions", [&](ObjectReader dimension) {
    methodology.dimensions.push_back(ReadDimension(std::move(dimension)));
  });
  reader.ForEach("criteria", [&](ObjectReader criterion) {
    methodology.criteria.push_back(ReadCriterion(std::move(criterion)));
  });
  reader.ForEach("sections", [&](ObjectReader section) {
    methodology.sections.push_back(ReadSection(std::move(section)));
  });
  methodology.required_cost_categories =
      reader.Words<CostCategory>("required_cost_categories", ParseCostCategory);
  ReadMoneyRules(reader, methodology);
  methodology.suggestion = ReadSuggestion(reader.Object("suggestion"));
  ObjectReader steps = reader.Object("steps");
  methodology.steps = {.clear_required = steps.Bool("clear_required"),
                       .endorse_required = steps.Bool("endorse_required")};
  steps.RefuseOthers();
  methodology.risk_matrix = ReadRiskMatrix(reader.Object("risk_matrix"));
  reader.ForEach("decision_reasons", [&](ObjectReader reason) {
    methodology.decision_reasons.push_back(ReadDecisionReason(std::move(reason)));
  });
  reader.RefuseOthers();
  // What a value means is only worth saying once every value is there.
  if (result.faults.empty()) result.faults = Validate(methodology);
  if (!result.faults.empty()) result.methodology = Methodology();
  return result;
}

absl::StatusOr<Methodology> ParseText(absl::string_view json) {
  ASSIGN_OR_RETURN(Value value, ReadJson(json));
  ParseResult result = Parse(value);
  if (!result.ok()) return absl::InvalidArgumentError(FormatFaults(result.faults));
  return std::move(result.methodology);
}

std::string FormatFaults(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", fault.path, ": ", fault.message);
  }
  return text;
}

}  // namespace cartera::methodology
