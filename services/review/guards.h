#ifndef CARTERA_SERVICES_REVIEW_GUARDS_H_
#define CARTERA_SERVICES_REVIEW_GUARDS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/domain/lifecycle/submission.h"

namespace cartera::review {

// What is so, at the moment of a step: the handler knows it, the table's guards ask for it. A fact
// that nobody established is false, so that a guard never holds by silence.
struct GuardFacts {
  bool window_open = false;  // the round is open and its submission window has not passed
  bool iteration_open = false;
  bool mandatory_findings_resolved = false;
  bool technology_and_finance_cleared = false;
  bool rank_given = false;
  bool reviewer_assigned = false;
  bool person_is_no_author = false;
  bool person_is_of_no_party = false;
  bool all_criteria_assessed = false;
  bool blocking_observations_closed = false;
  bool observation_open = false;
  bool reasons_given = false;
  bool second_decider = false;  // two people stand behind it, or the amount asks for one only
  bool refusal_ground_given = false;
  bool technical_opinion_given = false;  // or the tier asks for none
  bool panel_agrees = false;             // or the tier has none
  bool appeal_open = false;
};

// The guards of `row` that the facts do not satisfy, in the order of the table's enum.
std::vector<lifecycle::Guard> FailedGuards(const lifecycle::Transition& row,
                                           const GuardFacts& facts);

// OK when all hold. Errors: FAILED_PRECONDITION GUARD_FAILED with one violation per failed guard.
absl::Status CheckGuards(absl::string_view name, const lifecycle::Transition& row,
                         const GuardFacts& facts);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_GUARDS_H_
