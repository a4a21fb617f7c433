#include "libs/domain/appraisal/v1/scorecard.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v1/rules.h"

namespace cartera::appraisal::v1 {
namespace {

using methodology::Criterion;
using methodology::kScoreMax;
using methodology::kWholeBp;
using methodology::Methodology;
using methodology::Outcome;

absl::Status CheckPersonScores(const Methodology& methodology, const EvaluationContext& context) {
  std::string faults;
  const auto fault = [&faults](absl::string_view criterion, absl::string_view what) {
    absl::StrAppend(&faults, faults.empty() ? "" : "\n", "person_scores[", criterion, "]: ", what);
  };
  for (const auto& [criterion, given] : context.person_scores) {
    if (methodology::FindCriterion(methodology, criterion) == nullptr) {
      fault(criterion, "the methodology has no such criterion");
    }
    if (given.score < 0 || given.score > kScoreMax) fault(criterion, "the score must be 0 to 4");
    if (!IsFilled(given.assessor)) fault(criterion, "the assessor is missing");
    if (!IsFilled(given.reason)) fault(criterion, "the reason is missing");
  }
  return faults.empty() ? absl::OkStatus() : absl::InvalidArgumentError(faults);
}

absl::StatusOr<CriterionScore> ScoreCriterion(const RuleInput& input,
                                              const EvaluationContext& context) {
  const Criterion& criterion = input.criterion;
  CriterionScore score{.criterion = criterion.id,
                       .title = std::string(methodology::InLanguage(criterion.title, "en")),
                       .dimension = criterion.dimension,
                       .weight_bp = criterion.weight_bp,
                       .facts = FactsOf(criterion),
                       .origin = criterion.origin,
                       .weight_origin = criterion.weight_origin};
  if (criterion.kind == methodology::CriterionKind::kByRule) {
    const Rule* rule = FindRule(criterion.rule);
    if (rule == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "criterion \"", criterion.id, "\" names the unknown rule \"", criterion.rule, "\""));
    }
    RuleResult result = rule->apply(input);
    score.score_by_rule = result.score;
    score.score = result.score;
    score.why = std::move(result.why);
  } else {
    score.why = "Waits for the score of a person.";
  }
  const auto given = context.person_scores.find(criterion.id);
  if (given == context.person_scores.end()) return score;
  const std::string by_rule =
      score.score_by_rule.has_value()
          ? absl::StrCat(" (by rule ", *score.score_by_rule, ": ", score.why, ")")
          : "";
  score.score = given->second.score;
  score.by_person = true;
  score.assessor = given->second.assessor;
  score.why = absl::StrCat(given->second.reason, by_rule);
  return score;
}

// The weighted mean of `criteria` in basis points, with its tree; absent when none is scored.
absl::StatusOr<std::optional<int>> Mean(const std::vector<CriterionScore>& criteria,
                                        absl::string_view dimension, Explanation& tree) {
  int64_t weighted = 0;
  int64_t weights = 0;
  for (const CriterionScore& criterion : criteria) {
    if (!dimension.empty() && criterion.dimension != dimension) continue;
    if (!criterion.score.has_value()) continue;
    weighted += int64_t{criterion.weight_bp} * *criterion.score;
    weights += criterion.weight_bp;
    tree.inputs.push_back({.label = criterion.title,
                           .value = *criterion.score,
                           .unit = "score 0-4",
                           .inputs = {{.label = "weight",
                                       .value = criterion.weight_bp,
                                       .unit = "bp",
                                       .source = criterion.weight_origin.source,
                                       .standing = criterion.weight_origin.standing}},
                           .field_path = criterion.facts.empty() ? "" : criterion.facts.front(),
                           .source = criterion.by_person ? criterion.assessor : "rule"});
  }
  tree.formula = "sum of weight x score / 4, over the weights of what is scored";
  tree.unit = "bp";
  if (weights == 0) return std::nullopt;
  ASSIGN_OR_RETURN(const int64_t mean_bp,
                   DivideHalfEven(absl::int128(weighted) * kWholeBp, weights * kScoreMax));
  tree.value = mean_bp;
  return static_cast<int>(mean_bp);
}

std::string Percent(int value_bp) {
  return absl::StrFormat("%d.%02d %%", value_bp / 100, value_bp % 100);
}

void Suggest(const Methodology& methodology, Scorecard& card) {
  if (!card.overall_bp.has_value()) {
    card.suggestion_reason = "Nothing is scored yet.";
    return;
  }
  Outcome outcome = Outcome::kReject;
  int from_bp = 0;
  for (const methodology::OutcomeBand& band : methodology.suggestion.bands) {
    if (*card.overall_bp < band.from_bp) break;
    outcome = band.outcome;
    from_bp = band.from_bp;
  }
  card.suggestion_reason =
      absl::StrCat("The score of ", Percent(*card.overall_bp), " is in the band from ",
                   Percent(from_bp), " on: ", methodology::Name(outcome), ".");
  const auto zero = std::find_if(card.criteria.begin(), card.criteria.end(),
                                 [](const CriterionScore& c) { return c.score == 0; });
  const std::optional<Outcome>& at_best = methodology.suggestion.zero_score_outcome;
  if (zero != card.criteria.end() && at_best.has_value() && *at_best < outcome) {
    outcome = *at_best;
    absl::StrAppend(&card.suggestion_reason, " But \"", zero->title,
                    "\" is scored 0, so at best: ", methodology::Name(outcome), ".");
  }
  if (card.unscored_criteria_count > 0) {
    absl::StrAppend(&card.suggestion_reason, " ", card.unscored_criteria_count, " of ",
                    card.criteria.size(), " criteria are not scored yet.");
  }
  if (methodology.suggestion.origin.standing == methodology::Standing::kIllustrative) {
    absl::StrAppend(&card.suggestion_reason, " The bands are illustrative, not official.");
  }
  card.suggestion = outcome;
}

}  // namespace

absl::StatusOr<Scorecard> Score(const CaseContent& content, const Methodology& methodology,
                                const EvaluationContext& context, const Horizon& horizon,
                                const std::vector<OptionFigures>& figures) {
  RETURN_IF_ERROR(CheckPersonScores(methodology, context));
  const OptionFigures* preferred = nullptr;
  for (const OptionFigures& option : figures) {
    if (option.preferred && preferred == nullptr) preferred = &option;
  }
  Scorecard card;
  for (const Criterion& criterion : methodology.criteria) {
    ASSIGN_OR_RETURN(
        CriterionScore score,
        ScoreCriterion({content, methodology, criterion, horizon, preferred}, context));
    card.unscored_criteria_count += !score.score.has_value();
    card.criteria.push_back(std::move(score));
  }
  for (const methodology::Dimension& dimension : methodology.dimensions) {
    const std::string title(methodology::InLanguage(dimension.title, "en"));
    DimensionScore score{
        .dimension = dimension.id, .title = title, .weight_bp = dimension.weight_bp};
    score.explanation.label = title;
    ASSIGN_OR_RETURN(score.score_bp, Mean(card.criteria, dimension.id, score.explanation));
    card.dimensions.push_back(std::move(score));
  }
  card.overall_explanation.label = "overall score";
  ASSIGN_OR_RETURN(card.overall_bp, Mean(card.criteria, "", card.overall_explanation));
  Suggest(methodology, card);
  return card;
}

}  // namespace cartera::appraisal::v1
