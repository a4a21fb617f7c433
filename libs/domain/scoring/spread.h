#ifndef CARTERA_LIBS_DOMAIN_SCORING_SPREAD_H_
#define CARTERA_LIBS_DOMAIN_SCORING_SPREAD_H_

#include <string>
#include <vector>

#include "absl/types/span.h"

namespace cartera::scoring {

// One reviewer's score of one criterion; at most one for each pair.
struct GivenScore {
  std::string criterion;
  std::string reviewer;
  int score = 0;
};

// True when every reviewer has scored every criterion: from then on scores given blind may be seen.
bool IsComplete(absl::Span<const GivenScore> scores, absl::Span<const std::string> reviewers,
                absl::Span<const std::string> criteria);

// How far the reviewers lie apart on a criterion.
struct Spread {
  std::string criterion;
  int lowest = 0;
  int highest = 0;
  int mean_hundredths = 0;  // of a point, rounded half up
};

// One for each criterion that has a score: widest first, then in the order of `criteria`.
std::vector<Spread> Spreads(absl::Span<const GivenScore> scores,
                            absl::Span<const std::string> criteria);

}  // namespace cartera::scoring

#endif  // CARTERA_LIBS_DOMAIN_SCORING_SPREAD_H_
