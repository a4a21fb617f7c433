#ifndef CARTERA_SERVICES_REVIEW_RANK_CASES_H_
#define CARTERA_SERVICES_REVIEW_RANK_CASES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cartera/review/v1/ranking.pb.h"
#include "services/review/store_ranking.h"

namespace cartera::review {

struct RankedRound {
  v1::RankSummary summary;
  std::vector<v1::RankedSubmission> cases;  // first to last
};

// The cases in the order that the request asks for, held against the ceilings. Figures are compared
// in the money that most cases state them in; a case that states another comes last and is counted.
// Errors: INVALID_ARGUMENT with the field of a move; OUT_OF_RANGE for a sum.
absl::StatusOr<RankedRound> RankCases(const v1::RankRoundRequest& request,
                                      const std::vector<RankedCase>& cases,
                                      const CeilingSet& ceilings);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_RANK_CASES_H_
