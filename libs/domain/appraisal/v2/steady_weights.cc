#include "libs/domain/appraisal/v2/steady_weights.h"

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/numeric/int128.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kScoreMax;
using methodology::kWholeBp;
using methodology::Outcome;

// Sums over criteria: of all weights, of those scored, and of weight x score.
struct Part {
  int64_t weight = 0;
  int64_t scored = 0;
  int64_t weighted = 0;
  void Add(const CriterionScore& criterion) {
    weight += criterion.weight_bp;
    if (!criterion.score.has_value()) return;
    scored += criterion.weight_bp;
    weighted += int64_t{criterion.weight_bp} * *criterion.score;
  }
};

// A dimension and the rest.
struct Split {
  Part own;
  Part others;
  Split(const std::vector<CriterionScore>& criteria, const std::string& dimension) {
    for (const CriterionScore& criterion : criteria) {
      (criterion.dimension == dimension ? own : others).Add(criterion);
    }
  }
  bool HasProportion() const { return own.weight > 0 && others.weight > 0; }

  // own / own.weight counts with x, others / others.weight with the rest.
  std::optional<int> OverallAt(int weight_bp) const {
    const absl::int128 own_factor = absl::int128(weight_bp) * others.weight;
    const absl::int128 others_factor = absl::int128(kWholeBp - weight_bp) * own.weight;
    const absl::int128 divisor =
        (own_factor * own.scored + others_factor * others.scored) * kScoreMax;
    if (divisor <= 0) return std::nullopt;
    const auto overall_bp =
        v1::DivideHalfEven((own_factor * own.weighted + others_factor * others.weighted) * kWholeBp,
                           static_cast<int64_t>(divisor));
    if (!overall_bp.ok()) return std::nullopt;
    return static_cast<int>(*overall_bp);
  }
};

// Scores from `from_bp` to below `to_bp`, around today's, for which the same is suggested.
struct ScoreRange {
  int from_bp = 0;
  int to_bp = kWholeBp + 1;
};

ScoreRange SameSuggestion(const Scorecard& card, const methodology::Suggestion& suggestion,
                          const std::optional<Outcome>& at_best) {
  ScoreRange range;
  for (const methodology::OutcomeBand& band : suggestion.bands) {
    const Outcome outcome = at_best.has_value() ? std::min(band.outcome, *at_best) : band.outcome;
    const bool is_same = outcome == *card.suggestion;
    if (band.from_bp <= *card.overall_bp) {
      // A band of the same outcome right below goes on in this one.
      if (!is_same) range.from_bp = kWholeBp + 1;
      if (is_same && range.from_bp == kWholeBp + 1) range.from_bp = band.from_bp;
    } else if (!is_same) {
      range.to_bp = band.from_bp;
      break;
    }
  }
  return range;
}

// The first weight from `from` to `to` for which `holds`, which goes from false to true once;
// `to` + 1 when it never does.
int FirstWeight(int from, int to, absl::FunctionRef<bool(int)> holds) {
  int end = to + 1;
  while (from < end) {
    const int middle = from + (end - from) / 2;
    if (holds(middle)) {
      end = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

// The overall score rises or falls all the way from the least weight to the greatest.
std::optional<std::pair<int, int>> WeightsWithin(const Split& split, const ScoreRange& range) {
  // Without any weight, a dimension that alone is scored leaves nothing to score.
  const int least = split.others.scored == 0 ? 1 : 0;
  const auto overall = [&split](int weight_bp) { return split.OverallAt(weight_bp).value_or(0); };
  const auto reaches = [&](int weight_bp) { return overall(weight_bp) >= range.from_bp; };
  const auto passes = [&](int weight_bp) { return overall(weight_bp) >= range.to_bp; };
  int low = 0, high = 0;
  if (overall(least) <= overall(kWholeBp)) {
    low = FirstWeight(least, kWholeBp, reaches);
    high = FirstWeight(least, kWholeBp, passes) - 1;
  } else {
    low = FirstWeight(least, kWholeBp, [&](int weight_bp) { return !passes(weight_bp); });
    high = FirstWeight(least, kWholeBp, [&](int weight_bp) { return !reaches(weight_bp); }) - 1;
  }
  if (low > high) return std::nullopt;
  return std::pair(low, high);
}

}  // namespace

Outcome OutcomeAt(const methodology::Suggestion& suggestion, int overall_bp) {
  Outcome outcome = suggestion.bands.empty() ? Outcome::kReject : suggestion.bands.front().outcome;
  for (const methodology::OutcomeBand& band : suggestion.bands) {
    if (overall_bp >= band.from_bp) outcome = band.outcome;
  }
  return outcome;
}

std::optional<int> OverallAt(const std::vector<CriterionScore>& criteria,
                             const std::string& dimension, int weight_bp) {
  const Split split(criteria, dimension);
  if (!split.HasProportion()) return std::nullopt;
  return split.OverallAt(weight_bp);
}

std::map<std::string, std::pair<int, int>> SteadyWeights(const Scorecard& card,
                                                         const methodology::Suggestion& suggestion,
                                                         const std::optional<Outcome>& at_best) {
  std::map<std::string, std::pair<int, int>> steady;
  if (!card.suggestion.has_value() || !card.overall_bp.has_value()) return steady;
  const ScoreRange range = SameSuggestion(card, suggestion, at_best);
  for (const DimensionScore& dimension : card.dimensions) {
    const Split split(card.criteria, dimension.dimension);
    if (!split.HasProportion() || split.own.scored == 0) continue;
    const auto weights = WeightsWithin(split, range);
    if (weights.has_value()) steady[dimension.dimension] = *weights;
  }
  return steady;
}

}  // namespace cartera::appraisal::v2
