#ifndef CARTERA_SERVICES_REVIEW_OPENED_H_
#define CARTERA_SERVICES_REVIEW_OPENED_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/access/access.h"
#include "libs/domain/lifecycle/submission.h"
#include "services/review/guards.h"
#include "services/review/store_submissions.h"

namespace cartera::review {

// A submission that the caller may see, with all that steps are decided upon.
struct Opened {
  access::Caller caller;
  Round round;
  Submission submission;
  Places places;
  std::vector<StandIn> stand_ins;
  bool is_past = false;  // nobody acts on what was
};

// The roles of agencies, ministries, centre and oversight: who may see a submission at their place.
const lifecycle::RoleSet& Readers();
// Those of centre and oversight.
const lifecycle::RoleSet& Judges();
// True when one of `roles` is held at the lead agency or a participant, or above.
bool HoldsAtAny(const access::Caller& caller, const lifecycle::RoleSet& roles,
                const Places& places);

// Loads the submission that `name` (or a name below it) stands for. Errors: NOT_FOUND naming
// `name`, also when the caller may not see it; PERMISSION_DENIED ROLE_MISSING when the method asks
// for more.
absl::StatusOr<Opened> OpenForReading(pg::Tx& tx, const rpc::Call& call, absl::string_view name);
// The same for a change: holds the submission, and the round against being closed.
absl::StatusOr<Opened> OpenForChange(pg::WriteTx& tx, const rpc::Call& call,
                                     absl::string_view name);

// Errors: ABORTED ETAG_STALE; an empty etag asks for nothing.
absl::Status CheckEtag(const std::string& etag, int64_t version_us, absl::string_view name);

// The row of the table for `verb`. Errors: FAILED_PRECONDITION STATE_REFUSED.
absl::StatusOr<lifecycle::Transition> StepOf(const Opened& opened, lifecycle::Verb verb);

// The facts that round and submission tell; those about people and content are the handler's to
// add. `hands_in`: the window is that for handing in.
GuardFacts FactsOf(const Opened& opened, absl::Time now, bool hands_in = false);

// Whose place the caller has among the reviewers: their own, or that of who they act for today;
// empty for none.
std::string SeatOf(const Opened& opened);
// OK when the caller is the reviewer (with `any`, or a co-reviewer), or acts today for them, and
// has declared to have no interest where the round asks for it. Errors: PERMISSION_DENIED
// NOT_ASSIGNED; FAILED_PRECONDITION DECLARATION_MISSING.
absl::Status RequireAssigned(const Opened& opened, bool any = false);
// OK when the caller has declared, or need not. Errors: FAILED_PRECONDITION DECLARATION_MISSING.
absl::Status RequireDeclaration(const Opened& opened);

// True when there is more in it than white space.
bool IsReason(absl::string_view text);

// Why the person may not review or decide, if so.
std::optional<lifecycle::Conflict> ConflictOf(absl::string_view person,
                                              const access::Place& affiliation,
                                              const Submission& submission, const Places& places);
// Errors: PERMISSION_DENIED CONFLICT_OF_INTEREST for the caller.
absl::Status RefuseConflict(const Opened& opened);

// The submission as the caller sees it at `now`.
v1::Submission Shown(const Opened& opened, absl::Time now);

// What the caller may do now, by the names of the contract's methods: "sign", "assign_reviewer",
// "decide".
std::vector<std::string> AllowedActions(const Opened& opened);
std::vector<std::string> AllowedActions(const access::Caller& caller, const Round& round);

// Writes the submission's step into the project's chain and names it as what the request changed.
absl::Status Record(pg::WriteTx& tx, const Submission& submission, absl::string_view action,
                    std::string detail);
// Tells appraisal what became of the case; counts it as pending.
absl::Status EmitCaseEvent(pg::WriteTx& tx, absl::string_view type, Submission* submission);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_OPENED_H_
