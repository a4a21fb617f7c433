#include "libs/domain/appraisal/v2/scorecard.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/asked.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/appraisal/v2/risk_profile.h"
#include "libs/domain/appraisal/v2/route.h"
#include "libs/domain/appraisal/v2/rules.h"
#include "libs/domain/appraisal/v2/suggestion.h"
#include "libs/domain/appraisal/v2/weighting.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Criterion;
using methodology::kScoreMax;
using methodology::kWholeBp;
using methodology::Methodology;

// Collects what is wrong with the scores of people, so that all is said at once.
class PersonScoreCheck {
 public:
  explicit PersonScoreCheck(const Methodology& methodology) : methodology_(methodology) {}

  absl::Status Run(const EvaluationContext& context) {
    for (const auto& [criterion, given] : context.person_scores) {
      CheckCriterion(criterion);
      CheckScore(criterion, given);
    }
    for (const auto& [criterion, given] : context.blind_scores) {
      CheckCriterion(criterion);
      if (context.person_scores.count(criterion) > 0) Add(criterion, "scored once and blind");
      if (given.size() < 2) Add(criterion, "blind scores are of two people at least");
      for (size_t i = 0; i < given.size(); ++i) {
        CheckScore(criterion, given[i]);
        for (size_t j = 0; j < i; ++j) {
          if (given[j].assessor == given[i].assessor) Add(criterion, "one assessor stands twice");
        }
      }
    }
    return faults_.empty() ? absl::OkStatus() : absl::InvalidArgumentError(faults_);
  }

 private:
  void Add(absl::string_view criterion, absl::string_view what) {
    absl::StrAppend(&faults_, faults_.empty() ? "" : "\n", "person_scores[", criterion,
                    "]: ", what);
  }
  void CheckCriterion(const std::string& criterion) {
    if (methodology::FindCriterion(methodology_, criterion) == nullptr) {
      Add(criterion, "the methodology has no such criterion");
    }
  }
  void CheckScore(const std::string& criterion, const PersonScore& given) {
    if (given.score < 0 || given.score > kScoreMax) Add(criterion, "the score must be 0 to 4");
    if (!IsFilled(given.assessor)) Add(criterion, "the assessor is missing");
    if (!IsFilled(given.reason)) Add(criterion, "the reason is missing");
  }

  const Methodology& methodology_;
  std::string faults_;
};

// Puts what people gave before what the rule says, which stays shown.
void ApplyPersonScores(const EvaluationContext& context, CriterionScore& score) {
  const std::string by_rule =
      score.score_by_rule.has_value()
          ? absl::StrCat(" (by rule ", *score.score_by_rule, ": ", score.why, ")")
          : "";
  const auto given = context.person_scores.find(score.criterion);
  if (given != context.person_scores.end()) {
    score.score = given->second.score;
    score.by_person = true;
    score.assessor = given->second.assessor;
    score.why = absl::StrCat(given->second.reason, by_rule);
    return;
  }
  const auto blind = context.blind_scores.find(score.criterion);
  if (blind == context.blind_scores.end()) return;
  score.blind = blind->second;
  std::sort(score.blind.begin(), score.blind.end(),
            [](const PersonScore& a, const PersonScore& b) { return a.assessor < b.assessor; });
  std::vector<int> scores;
  for (const PersonScore& one : score.blind) scores.push_back(one.score);
  const auto [lowest, highest] = std::minmax_element(scores.begin(), scores.end());
  score.spread = *highest - *lowest;
  score.score = MedianScore(scores);
  score.by_person = true;
  score.why = absl::StrCat(
      "Median of ", scores.size(), " scores from ", *lowest, " to ", *highest, ": ",
      absl::StrJoin(score.blind, "; ",
                    [](std::string* out, const PersonScore& one) {
                      absl::StrAppend(out, one.assessor, " ", one.score, ", ", one.reason);
                    }),
      by_rule);
}

absl::StatusOr<CriterionScore> ScoreCriterion(const RuleInput& input) {
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
  ApplyPersonScores(input.context, score);
  return score;
}

// The weighted mean of the criteria of `dimension` (empty: of all) in basis points, with its tree;
// absent when none that weighs is scored.
absl::StatusOr<std::optional<int>> Mean(const std::vector<CriterionScore>& criteria,
                                        absl::string_view dimension, Explanation& tree) {
  int64_t weighted = 0;
  int64_t weights = 0;
  for (const CriterionScore& criterion : criteria) {
    if (!dimension.empty() && criterion.dimension != dimension) continue;
    if (!criterion.score.has_value() || criterion.weight_bp == 0) continue;
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
                           .source = !criterion.by_person      ? "rule"
                                     : criterion.blind.empty() ? criterion.assessor
                                                               : "median of people"});
  }
  tree.formula = "sum of weight x score / 4, over the weights of what is scored";
  tree.unit = "bp";
  if (weights == 0) return std::nullopt;
  ASSIGN_OR_RETURN(const int64_t mean_bp,
                   v1::DivideHalfEven(absl::int128(weighted) * kWholeBp, weights * kScoreMax));
  tree.value = mean_bp;
  return static_cast<int>(mean_bp);
}

absl::Status ScoreDimensions(const Methodology& methodology, Scorecard& card) {
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
  return absl::OkStatus();
}

}  // namespace

int MedianScore(std::vector<int> scores) {
  std::sort(scores.begin(), scores.end());
  const size_t middle = scores.size() / 2;
  if (scores.size() % 2 == 1) return scores[middle];
  const int sum = scores[middle - 1] + scores[middle];
  return sum / 2 + (sum % 2 == 1 && sum / 2 % 2 == 1 ? 1 : 0);
}

absl::StatusOr<Scorecard> Score(const CaseContent& content, const Methodology& methodology,
                                const EvaluationContext& context, const Horizon& horizon,
                                const std::vector<OptionFigures>& figures,
                                const std::optional<SimulationFigures>& simulation) {
  RETURN_IF_ERROR(PersonScoreCheck(methodology).Run(context));
  const OptionFigures* preferred = PreferredOf(figures);
  const methodology::Tier* tier = TierFor(content, methodology, context.project_kind).tier;
  Scorecard card;
  if (tier != nullptr && !tier->is_scored) {
    card.suggestion_reason = absl::StrCat("Tier \"", tier->id, "\" is not scored.");
    return card;
  }
  for (const Criterion& criterion : methodology.criteria) {
    ASSIGN_OR_RETURN(CriterionScore score, ScoreCriterion({content, methodology, criterion, context,
                                                           horizon, preferred, simulation}));
    if (!score.by_person && !IsAsked(criterion, tier)) {
      score.score = score.score_by_rule = std::nullopt;
      score.why = absl::StrCat("Tier \"", tier->id, "\" does not ask for it.");
    } else {
      card.unscored_criteria_count += !score.score.has_value();
    }
    card.criteria.push_back(std::move(score));
  }
  RETURN_IF_ERROR(ScoreDimensions(methodology, card));
  Suggest(methodology, card);
  if (methodology.risk_profile.has_value()) {
    const methodology::RiskProfile& profile = *methodology.risk_profile;
    const RiskProfileResult result = RateProfile(profile, content.risks.profile);
    if (result.level.has_value()) {
      card.risk_profile_level = profile.levels[static_cast<size_t>(*result.level)];
    }
    card.risk_profile_reason = Describe(profile, result);
  }
  card.value_band = ValueBandOf(methodology, preferred);
  card.weighting = Describe(methodology);
  card.hints = HintsOf(methodology, preferred, simulation);
  return card;
}

}  // namespace cartera::appraisal::v2
