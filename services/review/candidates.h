#ifndef CARTERA_SERVICES_REVIEW_CANDIDATES_H_
#define CARTERA_SERVICES_REVIEW_CANDIDATES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/review/opened.h"
#include "services/review/store_assignment.h"

namespace cartera::review {

// OK when the person may be given the case. Errors: FAILED_PRECONDITION REFERENCE_MISSING or
// REVIEWER_ROLE_MISSING, PERMISSION_DENIED CONFLICT_OF_INTEREST.
absl::Status CheckReviewer(pg::Tx& tx, const Opened& opened, const std::string& reviewer,
                           absl::Time now);

struct RankedCandidate {
  Candidate candidate;
  std::string conflict;  // empty: none
};

// True when the person can take another case.
bool HasRoom(const Candidate& candidate);

// Who may review the case, best first: without a conflict, with room, skilled, with the fewest
// cases; then by id.
absl::StatusOr<std::vector<RankedCandidate>> RankCandidates(pg::Tx& tx, const Opened& opened,
                                                            absl::Time now);

// The first of them, when nothing stands against them. Errors: FAILED_PRECONDITION
// NO_REVIEWER_FREE.
absl::StatusOr<std::string> ChooseReviewer(pg::Tx& tx, const Opened& opened, absl::Time now);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_CANDIDATES_H_
