#include "libs/domain/appraisal/v2/suggestion.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/appraisal/v2/rule_functions.h"
#include "libs/domain/appraisal/v2/steady_weights.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Floor;
using methodology::Methodology;
using methodology::Outcome;

// As the authority calls it, else as it stands in files.
std::string NameOf(const Methodology& methodology, Outcome outcome) {
  const auto label = methodology.labels.find(absl::StrCat("decision.", methodology::Name(outcome)));
  const absl::string_view text =
      label == methodology.labels.end() ? "" : methodology::InLanguage(label->second, "en");
  return std::string(text.empty() ? methodology::Name(outcome) : text);
}

// What one floor or knock-out says of the scores; empty when it is not met.
std::string Met(const Floor& floor, const Scorecard& card) {
  for (const DimensionScore& dimension : card.dimensions) {
    if (floor.dimension.empty() || dimension.dimension != floor.dimension) continue;
    if (!dimension.score_bp.has_value() || *dimension.score_bp >= floor.floor_bp) continue;
    return absl::StrCat("\"", dimension.title, "\" scores ", Percent(*dimension.score_bp),
                        ", below its floor of ", Percent(floor.floor_bp));
  }
  for (const CriterionScore& criterion : card.criteria) {
    if (floor.criterion.empty() || criterion.criterion != floor.criterion) continue;
    if (!criterion.score.has_value() || *criterion.score > floor.knock_out_score) continue;
    return absl::StrCat("\"", criterion.title, "\" is scored ", *criterion.score,
                        " and knocks out at ", floor.knock_out_score);
  }
  return "";
}

// The best that floors, knock-outs and zero scores allow; absent when they allow all.
std::optional<Outcome> Limit(const Methodology& methodology, Scorecard& card) {
  std::optional<Outcome> at_best;
  const auto limit = [&](const std::string& what, Outcome outcome) {
    at_best = std::min(at_best.value_or(outcome), outcome);
    card.limits_met.push_back(
        absl::StrCat(what, ", so at best: ", NameOf(methodology, outcome), "."));
  };
  const std::optional<Outcome>& at_zero = methodology.suggestion.zero_score_outcome;
  if (at_zero.has_value()) {
    for (const CriterionScore& criterion : card.criteria) {
      if (criterion.score != 0 || criterion.weight_bp == 0) continue;
      limit(absl::StrCat("\"", criterion.title, "\" is scored 0"), *at_zero);
    }
  }
  for (const Floor& floor : methodology.floors) {
    const std::string what = Met(floor, card);
    if (!what.empty()) limit(what, floor.at_best);
  }
  return at_best;
}

}  // namespace

void Suggest(const Methodology& methodology, Scorecard& card) {
  const std::optional<Outcome> at_best = Limit(methodology, card);
  if (!card.overall_bp.has_value()) {
    card.suggestion_reason = "Nothing is scored yet.";
    return;
  }
  const Outcome by_score = OutcomeAt(methodology.suggestion, *card.overall_bp);
  const Outcome outcome = at_best.has_value() ? std::min(by_score, *at_best) : by_score;
  card.suggestion = outcome;
  card.suggestion_reason = absl::StrCat("The score of ", Percent(*card.overall_bp),
                                        " speaks for: ", NameOf(methodology, by_score), ".");
  for (const std::string& limit : card.limits_met) {
    absl::StrAppend(&card.suggestion_reason, " ", limit);
  }
  if (card.unscored_criteria_count > 0) {
    absl::StrAppend(&card.suggestion_reason, " ", card.unscored_criteria_count, " of ",
                    card.criteria.size(), " criteria are not scored yet.");
  }
  if (methodology.suggestion.origin.standing == methodology::Standing::kIllustrative) {
    absl::StrAppend(&card.suggestion_reason, " The bands are illustrative, not official.");
  }
  card.steady_weight_bp_by_dimension = SteadyWeights(card, methodology.suggestion, at_best);
}

std::string ValueBandOf(const Methodology& methodology, const OptionFigures* preferred) {
  if (preferred == nullptr || !preferred->incremental_bcr.ratio_bp.has_value()) return "";
  std::string title;
  for (const methodology::ValueBand& band : methodology.value_bands) {
    if (band.from_bp.value_or(*preferred->incremental_bcr.ratio_bp) >
        *preferred->incremental_bcr.ratio_bp) {
      continue;
    }
    title = std::string(methodology::InLanguage(band.title, "en"));
  }
  const bool is_illustrative =
      methodology.value_bands_origin.standing == methodology::Standing::kIllustrative;
  return title.empty() || !is_illustrative ? title : absl::StrCat(title, " (illustrative)");
}

std::vector<std::string> HintsOf(const Methodology& methodology, const OptionFigures* preferred,
                                 const std::optional<SimulationFigures>& simulation) {
  std::vector<std::string> hints;
  for (const methodology::Hint& hint : methodology.hints) {
    const std::optional<int64_t> value = ValueOf(hint.figure, preferred, simulation);
    const bool is_so = value.has_value() ? (hint.comparison == kBelow && *value < hint.value) ||
                                               (hint.comparison == kAbove && *value > hint.value)
                                         : hint.comparison == kAbsent;
    if (is_so) hints.emplace_back(methodology::InLanguage(hint.text, "en"));
  }
  return hints;
}

}  // namespace cartera::appraisal::v2
