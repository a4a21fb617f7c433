#include "services/review/candidates.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/review/convert.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

auto KeyOf(const RankedCandidate& one) {
  return std::make_tuple(!one.conflict.empty(), !HasRoom(one.candidate), !one.candidate.is_skilled,
                         one.candidate.open_cases, one.candidate.profile.person);
}

constexpr lifecycle::RoleSet kReviewing = {lifecycle::Role::kBudgetReviewer,
                                           lifecycle::Role::kTechnicalReviewer};

bool MayReview(const ReviewerRecord& person, const access::Place& lead) {
  for (size_t i = 0; i < person.roles.size() && i < person.agencies.size(); ++i) {
    const auto role = lifecycle::ParseRole(person.roles[i]);
    if (role.ok() && kReviewing.Contains(*role) &&
        std::find(lead.begin(), lead.end(), person.agencies[i]) != lead.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::Status CheckReviewer(pg::Tx& tx, const Opened& opened, const std::string& reviewer,
                           absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<ReviewerRecord> person, FindPerson(tx, IdOf(reviewer), now));
  if (!person.has_value()) return NoSuchReference("reviewer", reviewer);
  const auto conflict =
      ConflictOf(IdOf(reviewer), person->affiliation, opened.submission, opened.places);
  if (conflict.has_value()) return ConflictOfInterestFound(reviewer, conflict->reason);
  if (MayReview(*person, opened.places.lead)) return absl::OkStatus();
  return ReviewerRoleMissing(reviewer, opened.places.lead.back());
}

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
