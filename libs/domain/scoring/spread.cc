#include "libs/domain/scoring/spread.h"

#include <algorithm>

namespace cartera::scoring {

bool IsComplete(absl::Span<const GivenScore> scores, absl::Span<const std::string> reviewers,
                absl::Span<const std::string> criteria) {
  return std::all_of(reviewers.begin(), reviewers.end(), [&](const std::string& reviewer) {
    return std::all_of(criteria.begin(), criteria.end(), [&](const std::string& criterion) {
      return std::any_of(scores.begin(), scores.end(), [&](const GivenScore& one) {
        return one.criterion == criterion && one.reviewer == reviewer;
      });
    });
  });
}

std::vector<Spread> Spreads(absl::Span<const GivenScore> scores,
                            absl::Span<const std::string> criteria) {
  std::vector<Spread> spreads;
  for (const std::string& criterion : criteria) {
    Spread spread{.criterion = criterion};
    int count = 0;
    int sum = 0;
    for (const GivenScore& one : scores) {
      if (one.criterion != criterion) continue;
      spread.lowest = count == 0 ? one.score : std::min(spread.lowest, one.score);
      spread.highest = count == 0 ? one.score : std::max(spread.highest, one.score);
      sum += one.score;
      ++count;
    }
    if (count == 0) continue;
    spread.mean_hundredths = (sum * 200 + count) / (2 * count);
    spreads.push_back(std::move(spread));
  }
  std::stable_sort(spreads.begin(), spreads.end(), [](const Spread& a, const Spread& b) {
    return a.highest - a.lowest > b.highest - b.lowest;
  });
  return spreads;
}

}  // namespace cartera::scoring
