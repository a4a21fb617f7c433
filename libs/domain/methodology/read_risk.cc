#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/methodology/readers.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

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

Frames ReadFrames(ObjectReader reader) {
  Frames frames;
  frames.draws = reader.Int("draws", 0, kDrawsMax);
  frames.steering_percentile = reader.Int("steering_percentile", 1, 99);
  frames.cost_percentile = reader.Int("cost_percentile", 1, 99);
  frames.default_low_bp = reader.Int("default_low_bp", 0, kWholeBp);
  frames.default_high_bp = reader.Int("default_high_bp", kWholeBp, kRateBpMax);
  frames.shared_correlation_bp = reader.Int("shared_correlation_bp", 0, kWholeBp - 1);
  frames.origin = ReadOrigin(reader.Object("origin"));
  frames.default_origin = ReadOrigin(reader.Object("default_origin"));
  reader.RefuseOthers();
  return frames;
}

ProfileQuestion ReadQuestion(ObjectReader reader) {
  ProfileQuestion question;
  question.id = reader.String("id");
  question.block = reader.String("block");
  question.title = ReadText(reader.Object("title"));
  size_t rating = 0;
  reader.ForEach("anchors", [&](ObjectReader anchor) {
    if (rating < question.anchors.size()) question.anchors[rating] = ReadText(std::move(anchor));
    ++rating;
  });
  if (rating != question.anchors.size()) {
    reader.Fault("anchors", absl::StrCat("five texts, for ratings 1 to 5, not ", rating));
  }
  reader.RefuseOthers();
  return question;
}

RiskProfile ReadProfile(ObjectReader reader) {
  RiskProfile profile;
  reader.ForEach("questions", [&](ObjectReader question) {
    profile.questions.push_back(ReadQuestion(std::move(question)));
  });
  profile.levels = reader.OptionalStrings("levels");
  for (int64_t from : reader.OptionalInts("complexity_from_centi", 100, 500)) {
    profile.complexity_from_centi.push_back(static_cast<int>(from));
  }
  reader.ForEach("consequences", [&](ObjectReader row) {
    const int64_t level_max = static_cast<int64_t>(profile.levels.size()) - 1;
    std::vector<int> cells;
    for (int64_t level : row.OptionalInts("levels", 0, level_max)) {
      cells.push_back(static_cast<int>(level));
    }
    profile.level_by_cell.push_back(std::move(cells));
    row.RefuseOthers();
  });
  profile.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return profile;
}

void ReadLights(ObjectReader reader, Methodology& methodology) {
  LightRules rules;
  rules.cost_red_above_bp = reader.Int("cost_red_above_bp", 0, kUpliftBpMax);
  rules.cost_red_above_minor = reader.Int64("cost_red_above_minor", 0, kAmountMinorMax);
  rules.unit = reader.String("unit");
  rules.late_yellow_from_milli_months =
      reader.Int("late_yellow_from_milli_months", 1, kLateMilliMonthsMax);
  rules.late_red_above_milli_months = reader.Int(
      "late_red_above_milli_months", rules.late_yellow_from_milli_months, kLateMilliMonthsMax);
  rules.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  methodology.light_rules = std::move(rules);
}

}  // namespace

void ReadRisk(ObjectReader& reader, Methodology& methodology) {
  methodology.risk_matrix = ReadRiskMatrix(reader.Object("risk_matrix"));
  if (reader.Has("frames")) methodology.frames = ReadFrames(reader.Object("frames"));
  if (reader.Has("risk_profile")) {
    methodology.risk_profile = ReadProfile(reader.Object("risk_profile"));
  }
  if (reader.Has("lights")) ReadLights(reader.Object("lights"), methodology);
}

}  // namespace cartera::methodology
