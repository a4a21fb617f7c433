#ifndef CARTERA_SERVICES_REVIEW_STORE_SUBMISSIONS_H_
#define CARTERA_SERVICES_REVIEW_STORE_SUBMISSIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/access/access.h"
#include "libs/convert/list_page.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"
#include "services/review/store_rounds.h"

namespace cartera::review {

// Where a project stands in the tree on a day: what access and conflicts are decided upon.
struct Places {
  access::Place lead;
  std::vector<access::Place> participants;
};

// Somebody who acts today for a reviewer of a case.
struct StandIn {
  std::string reviewer;
  std::string delegate;
};

struct PlacedSubmission {
  Submission submission;
  Places places;
  std::vector<StandIn> stand_ins;  // not of a page
};

// nullopt when there is none. The day of the places is that of `now`; they are the project's
// present ones, also when it was handed over after the submission was made.
absl::StatusOr<std::optional<PlacedSubmission>> FindSubmission(pg::Tx& tx, absl::string_view round,
                                                               absl::string_view id, absl::Time now,
                                                               Lock lock);

// The places of a project; nullopt when registry knows none of that id.
absl::StatusOr<std::optional<Places>> FindPlaces(pg::Tx& tx, absl::string_view project,
                                                 absl::Time now);

// Sets created_us and version_us. Errors: ALREADY_EXISTS NAME_TAKEN or CASE_ALREADY_IN_ROUND.
absl::Status InsertSubmission(pg::WriteTx& tx, Submission* submission);
// Stores what changes with a step; sets version_us. Errors: ALREADY_EXISTS CASE_ALREADY_IN_ROUND
// for a rejected one that is taken up again.
absl::Status UpdateSubmission(pg::WriteTx& tx, Submission* submission);

// The round's open iterations: asked again and not submitted since. Held for a change.
absl::StatusOr<std::vector<Submission>> LockOpenIterations(pg::Tx& tx, absl::string_view round);

struct SubmissionPage {
  std::vector<PlacedSubmission> submissions;
  std::string next_token;
};
absl::Span<const list::Field> SubmissionFields();
const list::Field& SubmissionKey();
constexpr int kListSubmissionsParameters = 4;
// The page's submissions of `round` ("-": of all) whose lead agency or a participant is at or below
// one of `seen`; all when `everything`.
absl::StatusOr<SubmissionPage> ListSubmissions(pg::Tx& tx, absl::string_view round, bool everything,
                                               const std::vector<std::string>& seen, absl::Time now,
                                               const convert::ListPage& page);

// A person that may become a reviewer. nullopt when nobody has that id.
struct ReviewerRecord {
  access::Place affiliation;
  std::vector<std::string> roles;     // names, today's
  std::vector<std::string> agencies;  // where each is held
};
absl::StatusOr<std::optional<ReviewerRecord>> FindPerson(pg::Tx& tx, absl::string_view person,
                                                         absl::Time now);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_SUBMISSIONS_H_
