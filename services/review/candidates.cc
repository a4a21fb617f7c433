#include "services/review/candidates.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

auto KeyOf(const RankedCandidate& one) {
  return std::make_tuple(!one.conflict.empty(), !HasRoom(one.candidate), !one.candidate.is_skilled,
                         one.candidate.open_cases, one.candidate.profile.person);
}

}  // namespace

bool HasRoom(const Candidate& candidate) {
  return candidate.profile.capacity == 0 || candidate.open_cases < candidate.profile.capacity;
}

absl::StatusOr<std::vector<RankedCandidate>> RankCandidates(pg::Tx& tx, const Opened& opened,
                                                            absl::Time now) {
  ASSIGN_OR_RETURN(std::vector<Candidate> candidates,
                   ListCandidates(tx, opened.places.lead, opened.submission.project, now));
  std::vector<RankedCandidate> ranked;
  for (Candidate& candidate : candidates) {
    const auto conflict = ConflictOf(candidate.profile.person, candidate.affiliation,
                                     opened.submission, opened.places);
    ranked.push_back({std::move(candidate), conflict.has_value() ? conflict->reason : ""});
  }
  std::sort(ranked.begin(), ranked.end(),
            [](const auto& a, const auto& b) { return KeyOf(a) < KeyOf(b); });
  return ranked;
}

absl::StatusOr<std::string> ChooseReviewer(pg::Tx& tx, const Opened& opened, absl::Time now) {
  ASSIGN_OR_RETURN(const auto ranked, RankCandidates(tx, opened, now));
  if (ranked.empty() || !ranked.front().conflict.empty() || !HasRoom(ranked.front().candidate)) {
    return NoReviewerFree(NameOf(opened.submission));
  }
  return ranked.front().candidate.profile.person;
}

}  // namespace cartera::review
