#include "services/review/guards.h"

#include "services/review/errors.h"

namespace cartera::review {
namespace {

using lifecycle::Guard;

bool Holds(Guard guard, const GuardFacts& facts) {
  switch (guard) {
    case Guard::kWindowOpen:
      return facts.window_open;
    case Guard::kWindowClosed:
      return !facts.window_open;
    case Guard::kIterationOpen:
      return facts.iteration_open;
    case Guard::kMandatoryFindingsResolved:
      return facts.mandatory_findings_resolved;
    case Guard::kTechnologyAndFinanceCleared:
      return facts.technology_and_finance_cleared;
    case Guard::kRankGiven:
      return facts.rank_given;
    case Guard::kReviewersAssigned:
      return facts.reviewer_assigned;
    case Guard::kNotAuthor:
      return facts.person_is_no_author;
    case Guard::kNotOwnAgency:
      return facts.person_is_of_no_party;
    case Guard::kAllCriteriaAssessed:
      return facts.all_criteria_assessed;
    case Guard::kBlockingObservationsClosed:
      return facts.blocking_observations_closed;
    case Guard::kAtLeastOneObservation:
      return facts.observation_open;
    case Guard::kReasonsGiven:
      return facts.reasons_given;
    case Guard::kSecondDeciderAboveThreshold:
      return facts.second_decider;
    case Guard::kRefusalGroundGiven:
      return facts.refusal_ground_given;
    case Guard::kTechnicalOpinionGiven:
      return facts.technical_opinion_given;
    case Guard::kPanelAgrees:
      return facts.panel_agrees;
    case Guard::kAppealOpen:
      return facts.appeal_open;
  }
  return false;
}

}  // namespace

std::vector<Guard> FailedGuards(const lifecycle::Transition& row, const GuardFacts& facts) {
  std::vector<Guard> failed;
  for (const Guard guard : row.guards.ToVector()) {
    if (!Holds(guard, facts)) failed.push_back(guard);
  }
  return failed;
}

absl::Status CheckGuards(absl::string_view name, const lifecycle::Transition& row,
                         const GuardFacts& facts) {
  const std::vector<Guard> failed = FailedGuards(row, facts);
  return failed.empty() ? absl::OkStatus() : GuardFailed(name, row.verb, failed);
}

}  // namespace cartera::review
