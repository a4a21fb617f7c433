#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/methodology/readers.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

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
    // Engine 1 had shares only; limits that are amounts say their unit.
    criterion.limits_unit = reader.OptionalString("limits_unit");
    const int64_t limit = criterion.limits_unit.empty() ? kRateBpMax : kAmountMinorMax;
    criterion.limits_bp = reader.OptionalInts("limits_bp", -limit, limit);
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

std::optional<WeightMethod> ParseWeightMethod(absl::string_view word) {
  if (word == "direct") return WeightMethod::kDirect;
  if (word == "swing") return WeightMethod::kSwing;
  if (word == "ahp") return WeightMethod::kAhp;
  return std::nullopt;
}

Weighting ReadWeighting(ObjectReader reader) {
  Weighting weighting;
  weighting.method =
      reader.Word<WeightMethod>("method", ParseWeightMethod).value_or(WeightMethod::kDirect);
  if (weighting.method == WeightMethod::kSwing) {
    for (int64_t swing : reader.OptionalInts("swings", 1, kSwingMax)) {
      weighting.swings.push_back(static_cast<int>(swing));
    }
  }
  if (weighting.method == WeightMethod::kAhp) {
    reader.ForEach("comparisons", [&](ObjectReader row) {
      weighting.comparisons_milli.push_back(
          row.OptionalInts("milli", kComparisonMilliMin, kComparisonMilliMax));
      row.RefuseOthers();
    });
  }
  weighting.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return weighting;
}

Floor ReadFloor(ObjectReader reader) {
  Floor floor;
  floor.dimension = reader.OptionalString("dimension");
  floor.criterion = reader.OptionalString("criterion");
  floor.floor_bp = reader.OptionalInt("floor_bp", 0, kWholeBp, 0);
  floor.knock_out_score = reader.OptionalInt("knock_out_score", 0, kScoreMax - 1, -1);
  floor.at_best = reader.Word<Outcome>("at_best", ParseOutcome).value_or(Outcome::kReject);
  floor.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return floor;
}

Hint ReadHint(ObjectReader reader) {
  Hint hint;
  hint.figure = reader.String("figure");
  hint.comparison = reader.String("comparison");
  if (hint.comparison != "absent") {
    hint.value = reader.Int64("value", -kAmountMinorMax, kAmountMinorMax);
  }
  hint.text = ReadText(reader.Object("text"));
  reader.RefuseOthers();
  return hint;
}

}  // namespace

void ReadScoring(ObjectReader& reader, Methodology& methodology) {
  reader.ForEach("dimensions", [&](ObjectReader dimension) {
    methodology.dimensions.push_back(ReadDimension(std::move(dimension)));
  });
  reader.ForEach("criteria", [&](ObjectReader criterion) {
    methodology.criteria.push_back(ReadCriterion(std::move(criterion)));
  });
  methodology.suggestion = ReadSuggestion(reader.Object("suggestion"));
  if (reader.Has("weighting")) {
    methodology.weighting = ReadWeighting(reader.Object("weighting"));
  }
  reader.ForEachIfPresent("floors", [&](ObjectReader floor) {
    methodology.floors.push_back(ReadFloor(std::move(floor)));
  });
  reader.ForEachIfPresent(
      "hints", [&](ObjectReader hint) { methodology.hints.push_back(ReadHint(std::move(hint))); });
}

}  // namespace cartera::methodology
