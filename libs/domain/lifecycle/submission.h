#ifndef CARTERA_LIBS_DOMAIN_LIFECYCLE_SUBMISSION_H_
#define CARTERA_LIBS_DOMAIN_LIFECYCLE_SUBMISSION_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/lifecycle/roles.h"

namespace cartera::lifecycle {

// The states of a submission, in the order of the process.
enum class State : uint8_t {
  kDraft,
  kCleared,    // by technology and finance
  kSigned,     // by the agency head
  kEndorsed,   // by the ministry, with a rank
  kSubmitted,  // received by the centre
  kScreening,  // complete?
  kInReview,   // assessed criterion by criterion
  kIterationRequested,
  kApproved,
  kApprovedWithObservations,
  kRejected,
  kDeferred,  // the window closed on an open iteration
  kWithdrawn,
};

enum class Verb : uint8_t {
  kClear,
  kSign,
  kEndorse,
  kSubmit,
  kStartScreening,
  kStartReview,
  kApprove,
  kApproveWithObservations,
  kReject,
  kRequestIteration,
  kRevise,  // back to DRAFT of the next revision; clearances, signature and rank do not carry over
  kDefer,
  kWithdraw,
  kAppeal,  // a second look at a rejection, by other people
};

// What must hold besides the state and the role. The caller knows the facts; Meaning says the rule.
enum class Guard : uint8_t {
  kWindowOpen,
  kWindowClosed,
  kIterationOpen,
  kMandatoryFindingsResolved,
  kTechnologyAndFinanceCleared,
  kRankGiven,
  kReviewersAssigned,
  kNotAuthor,
  kNotOwnAgency,
  kAllCriteriaAssessed,
  kBlockingObservationsClosed,
  kAtLeastOneObservation,
  kReasonsGiven,
  kSecondDeciderAboveThreshold,
  kRefusalGroundGiven,
  kTechnicalOpinionGiven,
  kPanelAgrees,
  kAppealOpen,
};

// A set of guards; all must hold.
class GuardSet {
 public:
  constexpr GuardSet() = default;
  constexpr GuardSet(std::initializer_list<Guard> guards) {
    for (Guard guard : guards) bits_ |= Bit(guard);
  }
  constexpr bool Contains(Guard guard) const { return (bits_ & Bit(guard)) != 0; }
  std::vector<Guard> ToVector() const;
  friend constexpr bool operator==(const GuardSet&, const GuardSet&) = default;

 private:
  static constexpr uint32_t Bit(Guard guard) { return uint32_t{1} << static_cast<int>(guard); }
  uint32_t bits_ = 0;
};

// The steps a methodology keeps apart. The Chile-style methodology merges both: sign goes from
// DRAFT, submit from SIGNED.
struct StepPolicy {
  bool clear_required = true;
  bool endorse_required = true;
};

// Under which policies a row of the table holds.
enum class Step : uint8_t {
  kAlways,
  kClearRequired,
  kClearMerged,
  kEndorseRequired,
  kEndorseMerged,
};

// One row of the table: in `from`, one of `roles` may do `verb` when all `guards` hold.
struct Transition {
  State from;
  Verb verb;
  State to;
  RoleSet roles;
  GuardSet guards;
  Step step;
};

// The whole table; (from, verb) is unique. Handlers, documents and simulation read this.
absl::Span<const Transition> SubmissionTable();
absl::Span<const State> AllStates();
absl::Span<const Verb> AllVerbs();
absl::Span<const Guard> AllGuards();

// The row for `verb` in `from`. Errors: FAILED_PRECONDITION naming the state and the verbs allowed.
absl::StatusOr<Transition> Next(State from, Verb verb, const StepPolicy& policy);

// The rows that leave `from`, in table order: what allowed_actions is made from.
std::vector<Transition> Allowed(State from, const StepPolicy& policy);

// Final states: approved (both), rejected, deferred, withdrawn. No verb leaves them but an appeal
// the rejected.
bool IsFinal(State state);
bool IsOpen(State state);

// "IN_REVIEW", "request_iteration", "window_open", and back. Errors: INVALID_ARGUMENT.
absl::string_view Name(State state);
absl::string_view Name(Verb verb);
absl::string_view Name(Guard guard);
absl::StatusOr<State> ParseState(absl::string_view name);
absl::StatusOr<Verb> ParseVerb(absl::string_view name);

// The rule as a sentence for an error: "the window of the round is open".
absl::string_view Meaning(Guard guard);

// The table as a Mermaid state diagram, withdrawals drawn once; SUBMISSION.md holds its output.
std::string ToMermaid();

}  // namespace cartera::lifecycle

#endif  // CARTERA_LIBS_DOMAIN_LIFECYCLE_SUBMISSION_H_
