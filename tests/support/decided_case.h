#ifndef CARTERA_TESTS_SUPPORT_DECIDED_CASE_H_
#define CARTERA_TESTS_SUPPORT_DECIDED_CASE_H_

#include <string>

#include "tests/support/test_host.h"

namespace cartera::testing {

// Who acts, by subject; the centre's people must not belong to the project's agencies.
struct Actors {
  std::string formulator, signatory;               // at the lead agency
  std::string budget_officer, reviewer, approver;  // above it
};

// Names of what a decided case leaves behind.
struct DecidedCase {
  std::string case_name, revision, revision_hash, evaluation;
  std::string submission, observation, decision, authorisation;
};

// Case `full` of the project with its revision 1.
DecidedCase WriteCase(TestHost& host, const Actors& actors, const std::string& project);
// Enters it into the round as `submission_id` (state DRAFT).
void EnterCase(TestHost& host, const Actors& actors, const std::string& round,
               const std::string& submission_id, DecidedCase* made);
// From there to IN_REVIEW, assessed, with the open observation `o1` and the clarification `q1`.
void BringToDecision(TestHost& host, const Actors& actors, DecidedCase* made);
// From DRAFT to APPROVED_WITH_OBSERVATIONS, with the open observation `o1` and the subsequent
// condition `c1`, for 2027, to be continued yearly.
void DecideCase(TestHost& host, const Actors& actors, DecidedCase* made);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_DECIDED_CASE_H_
