#ifndef CARTERA_SERVICES_REVIEW_STORE_ASSIGNMENT_H_
#define CARTERA_SERVICES_REVIEW_STORE_ASSIGNMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/review/v1/assignment.pb.h"
#include "libs/access/access.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

// Who may look at a case, what they said of their interest in it, and who acts for whom.
namespace cartera::review {

struct InterestDeclaration {
  std::string person;
  bool conflict = false;
  std::string reason;
  int64_t version_us = 0;
};

struct ReviewerProfile {
  std::string person;
  std::vector<std::string> skills;  // kinds of projects
  int capacity = 0;                 // 0: not stated
  int64_t version_us = 0;
};

struct Delegation {
  std::string person;
  std::string id;
  std::string delegate;
  calendar::CivilDate from_date;
  calendar::CivilDate until_date;  // before from_date: ended before it began
  std::string reason;
  int64_t version_us = 0;
};

// Somebody who holds a reviewing role where the case is.
struct Candidate {
  ReviewerProfile profile;
  access::Place affiliation;
  bool is_skilled = false;
  int open_cases = 0;
};

std::string NameOf(const Delegation& delegation);
std::string Digest(const InterestDeclaration& declaration);
std::string Digest(const ReviewerProfile& profile);
std::string Digest(const Delegation& delegation);
v1::InterestDeclaration ToProto(const InterestDeclaration& declaration);
v1::ReviewerProfile ToProto(const ReviewerProfile& profile);
v1::Delegation ToProto(const Delegation& delegation);

absl::StatusOr<std::vector<InterestDeclaration>> ListDeclarations(pg::Tx& tx,
                                                                  const Submission& submission);
// In place of what the person said before; sets version_us.
absl::Status PutDeclaration(pg::WriteTx& tx, const Submission& submission,
                            InterestDeclaration* declaration);

// Those who hold a reviewing role today at one of `line`, by id; at most kCandidatesMax.
inline constexpr int kCandidatesMax = 500;
absl::StatusOr<std::vector<Candidate>> ListCandidates(pg::Tx& tx, const access::Place& line,
                                                      absl::string_view project, absl::Time now);
// Sets version_us.
absl::Status PutReviewerProfile(pg::WriteTx& tx, ReviewerProfile* profile);

// Latest first.
absl::StatusOr<std::vector<Delegation>> ListDelegations(pg::Tx& tx, absl::string_view person);
// Held for a change.
absl::StatusOr<std::optional<Delegation>> LockDelegation(pg::Tx& tx, absl::string_view person,
                                                         absl::string_view id);
// Set version_us. Errors of Insert: ALREADY_EXISTS NAME_TAKEN.
absl::Status InsertDelegation(pg::WriteTx& tx, Delegation* delegation);
absl::Status UpdateDelegation(pg::WriteTx& tx, Delegation* delegation);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_ASSIGNMENT_H_
