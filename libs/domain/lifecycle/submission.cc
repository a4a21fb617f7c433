#include "libs/domain/lifecycle/submission.h"

#include <array>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/text_rule.h"

namespace cartera::lifecycle {
namespace {

constexpr std::array<absl::string_view, 13> kStateNames = {
    "DRAFT",     "CLEARED",
    "SIGNED",    "ENDORSED",
    "SUBMITTED", "SCREENING",
    "IN_REVIEW", "ITERATION_REQUESTED",
    "APPROVED",  "APPROVED_WITH_OBSERVATIONS",
    "REJECTED",  "DEFERRED",
    "WITHDRAWN"};

constexpr std::array<absl::string_view, 14> kVerbNames = {
    "clear",           "sign",
    "endorse",         "submit",
    "start_screening", "start_review",
    "approve",         "approve_with_observations",
    "reject",          "request_iteration",
    "revise",          "defer",
    "withdraw",        "appeal"};

struct GuardRow {
  absl::string_view name;
  absl::string_view meaning;
};

constexpr std::array<GuardRow, 18> kGuardRows = {{
    {"window_open", "the window of the round is open"},
    {"window_closed", "the window of the round has closed"},
    {"iteration_open", "an iteration was requested and the next revision is not submitted yet"},
    {"mandatory_findings_resolved", "no mandatory finding of the check is open"},
    {"technology_and_finance_cleared", "both the technology and the finance officer have cleared"},
    {"rank_given", "the ministry has given the project its rank"},
    {"reviewers_assigned", "as many reviewers are assigned as the tier asks for"},
    {"not_author", "the person wrote no part of the case"},
    {"not_own_agency", "the person is not of an agency that leads or takes part"},
    {"all_criteria_assessed", "every criterion of the methodology is assessed"},
    {"blocking_observations_closed", "every blocking observation is closed"},
    {"at_least_one_observation", "at least one observation is open"},
    {"reasons_given", "reasons are given"},
    {"second_decider_above_threshold", "above the threshold a second person has decided the same"},
    {"refusal_ground_given", "the revision gives a published ground for refusal"},
    {"technical_opinion_given",
     "where the tier asks for it, somebody else gave a technical opinion"},
    {"panel_agrees", "where the tier has a panel, its quorum has voted, most of it for this"},
    {"appeal_open", "the round still decides, and the case was not appealed before"},
}};

// The names follow the enums by position.
static_assert(static_cast<size_t>(State::kWithdrawn) + 1 == kStateNames.size());
static_assert(static_cast<size_t>(Verb::kAppeal) + 1 == kVerbNames.size());
static_assert(static_cast<size_t>(Guard::kAppealOpen) + 1 == kGuardRows.size());

template <typename Enum, size_t size>
constexpr std::array<Enum, size> FirstValues() {
  std::array<Enum, size> values{};
  for (size_t i = 0; i < size; ++i) values[i] = static_cast<Enum>(i);
  return values;
}

constexpr auto kAllStates = FirstValues<State, kStateNames.size()>();
constexpr auto kAllVerbs = FirstValues<Verb, kVerbNames.size()>();
constexpr auto kAllGuards = FirstValues<Guard, kGuardRows.size()>();

// Who acts.
constexpr RoleSet kOfficers{Role::kTechnologyOfficer, Role::kFinanceOfficer};
constexpr RoleSet kSigner{Role::kSignatory};
constexpr RoleSet kMinistry{Role::kSectorCoordinator};
constexpr RoleSet kSender{Role::kFormulator, Role::kSignatory, Role::kSectorCoordinator};
constexpr RoleSet kOwner{Role::kFormulator, Role::kSignatory, Role::kSeniorResponsibleOwner};
constexpr RoleSet kTakesBack{Role::kFormulator, Role::kSignatory, Role::kSectorCoordinator};
constexpr RoleSet kRunsRound{Role::kBudgetOfficer};
constexpr RoleSet kScreener{Role::kBudgetOfficer, Role::kTechnicalReviewer, Role::kBudgetReviewer};
constexpr RoleSet kReviewer{Role::kTechnicalReviewer, Role::kBudgetReviewer, Role::kApprover,
                            Role::kPanel};
constexpr RoleSet kAssigner{Role::kBudgetOfficer, Role::kApprover};
constexpr RoleSet kAssessor{Role::kTechnicalReviewer, Role::kBudgetReviewer};
constexpr RoleSet kDecider{Role::kApprover, Role::kPanel};

// What must hold.
constexpr GuardSet kToSign{Guard::kMandatoryFindingsResolved};
constexpr GuardSet kToSubmit{Guard::kWindowOpen, Guard::kMandatoryFindingsResolved};
constexpr GuardSet kToReview{Guard::kNotAuthor, Guard::kNotOwnAgency};
constexpr GuardSet kToIterate{Guard::kNotAuthor, Guard::kNotOwnAgency,
                              Guard::kAtLeastOneObservation};
constexpr GuardSet kToApprove{Guard::kNotAuthor,
                              Guard::kNotOwnAgency,
                              Guard::kAllCriteriaAssessed,
                              Guard::kReasonsGiven,
                              Guard::kBlockingObservationsClosed,
                              Guard::kSecondDeciderAboveThreshold,
                              Guard::kTechnicalOpinionGiven,
                              Guard::kPanelAgrees};
constexpr GuardSet kToApproveWith{Guard::kNotAuthor,
                                  Guard::kNotOwnAgency,
                                  Guard::kAllCriteriaAssessed,
                                  Guard::kReasonsGiven,
                                  Guard::kBlockingObservationsClosed,
                                  Guard::kSecondDeciderAboveThreshold,
                                  Guard::kAtLeastOneObservation,
                                  Guard::kTechnicalOpinionGiven,
                                  Guard::kPanelAgrees};
constexpr GuardSet kToReject{Guard::kNotAuthor,
                             Guard::kNotOwnAgency,
                             Guard::kAllCriteriaAssessed,
                             Guard::kReasonsGiven,
                             Guard::kSecondDeciderAboveThreshold,
                             Guard::kTechnicalOpinionGiven,
                             Guard::kPanelAgrees};
constexpr GuardSet kToRefuse{Guard::kNotAuthor, Guard::kNotOwnAgency, Guard::kReasonsGiven,
                             Guard::kSecondDeciderAboveThreshold, Guard::kRefusalGroundGiven};
constexpr GuardSet kToDefer{Guard::kWindowClosed, Guard::kIterationOpen};
constexpr GuardSet kReasons{Guard::kReasonsGiven};
constexpr GuardSet kToAppeal{Guard::kReasonsGiven, Guard::kAppealOpen};

// THE table. Design rule: silence never approves, so the only row that a clock may trigger
// (window_closed) leads to DEFERRED. A body that is asked again, the agency before it is submitted
// or the ministry that returns it, goes back to DRAFT by `revise`.
// clang-format off
using S = State;
using V = Verb;
constexpr Transition kTable[] = {
    {S::kDraft, V::kClear, S::kCleared, kOfficers,
     {Guard::kMandatoryFindingsResolved, Guard::kTechnologyAndFinanceCleared},
     Step::kClearRequired},
    {S::kDraft, V::kSign, S::kSigned, kSigner, kToSign, Step::kClearMerged},
    {S::kDraft, V::kDefer, S::kDeferred, kRunsRound, kToDefer, Step::kAlways},
    {S::kDraft, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kCleared, V::kSign, S::kSigned, kSigner, kToSign, Step::kClearRequired},
    {S::kCleared, V::kRevise, S::kDraft, kTakesBack, kReasons, Step::kClearRequired},
    {S::kCleared, V::kDefer, S::kDeferred, kRunsRound, kToDefer, Step::kAlways},
    {S::kCleared, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kSigned, V::kEndorse, S::kEndorsed, kMinistry, {Guard::kRankGiven}, Step::kEndorseRequired},
    {S::kSigned, V::kSubmit, S::kSubmitted, kSender, kToSubmit, Step::kEndorseMerged},
    {S::kSigned, V::kRevise, S::kDraft, kTakesBack, kReasons, Step::kAlways},
    {S::kSigned, V::kDefer, S::kDeferred, kRunsRound, kToDefer, Step::kAlways},
    {S::kSigned, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kEndorsed, V::kSubmit, S::kSubmitted, kSender, kToSubmit, Step::kEndorseRequired},
    {S::kEndorsed, V::kRevise, S::kDraft, kTakesBack, kReasons, Step::kEndorseRequired},
    {S::kEndorsed, V::kDefer, S::kDeferred, kRunsRound, kToDefer, Step::kAlways},
    {S::kEndorsed, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kSubmitted, V::kStartScreening, S::kScreening, kAssigner, kToReview, Step::kAlways},
    {S::kSubmitted, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kScreening, V::kStartReview, S::kInReview, kAssessor,
     {Guard::kNotAuthor, Guard::kNotOwnAgency, Guard::kReviewersAssigned}, Step::kAlways},
    {S::kScreening, V::kReject, S::kRejected, kDecider, kToRefuse, Step::kAlways},
    {S::kScreening, V::kRequestIteration, S::kIterationRequested, kScreener, kToIterate,
     Step::kAlways},
    {S::kScreening, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kInReview, V::kApprove, S::kApproved, kDecider, kToApprove, Step::kAlways},
    {S::kInReview, V::kApproveWithObservations, S::kApprovedWithObservations, kDecider,
     kToApproveWith, Step::kAlways},
    {S::kInReview, V::kReject, S::kRejected, kDecider, kToReject, Step::kAlways},
    {S::kInReview, V::kRequestIteration, S::kIterationRequested, kReviewer, kToIterate,
     Step::kAlways},
    {S::kInReview, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kIterationRequested, V::kRevise, S::kDraft, kOwner, {Guard::kWindowOpen}, Step::kAlways},
    {S::kIterationRequested, V::kDefer, S::kDeferred, kRunsRound, kToDefer, Step::kAlways},
    {S::kIterationRequested, V::kWithdraw, S::kWithdrawn, kOwner, kReasons, Step::kAlways},

    {S::kRejected, V::kAppeal, S::kSubmitted, kSigner, kToAppeal, Step::kAlways},
};
// clang-format on

bool Holds(Step step, const StepPolicy& policy) {
  switch (step) {
    case Step::kAlways:
      return true;
    case Step::kClearRequired:
      return policy.clear_required;
    case Step::kClearMerged:
      return !policy.clear_required;
    case Step::kEndorseRequired:
      return policy.endorse_required;
    case Step::kEndorseMerged:
      return !policy.endorse_required;
  }
  return false;
}

template <typename Enum, size_t size>
absl::StatusOr<Enum> ParseName(absl::string_view name,
                               const std::array<absl::string_view, size>& names,
                               absl::string_view noun) {
  for (size_t i = 0; i < size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(name, 40), " is not a ", noun, ": ", absl::StrJoin(names, ", ")));
}

}  // namespace

absl::Span<const Transition> SubmissionTable() { return kTable; }
absl::Span<const State> AllStates() { return kAllStates; }
absl::Span<const Verb> AllVerbs() { return kAllVerbs; }
absl::Span<const Guard> AllGuards() { return kAllGuards; }

std::vector<Transition> Allowed(State from, const StepPolicy& policy) {
  std::vector<Transition> rows;
  for (const Transition& row : kTable) {
    if (row.from == from && Holds(row.step, policy)) rows.push_back(row);
  }
  return rows;
}

absl::StatusOr<Transition> Next(State from, Verb verb, const StepPolicy& policy) {
  const std::vector<Transition> rows = Allowed(from, policy);
  for (const Transition& row : rows) {
    if (row.verb == verb) return row;
  }
  const auto append_verb = [](std::string* out, const Transition& row) {
    absl::StrAppend(out, Name(row.verb));
  };
  return absl::FailedPreconditionError(absl::StrCat(
      "a submission in state ", Name(from), " does not allow ", Name(verb), "; allowed: ",
      rows.empty() ? "nothing, the state is final" : absl::StrJoin(rows, ", ", append_verb)));
}

bool IsFinal(State state) {
  return state == State::kApproved || state == State::kApprovedWithObservations ||
         state == State::kRejected || state == State::kDeferred || state == State::kWithdrawn;
}

bool IsOpen(State state) { return !IsFinal(state); }

absl::string_view Name(State state) { return kStateNames[static_cast<size_t>(state)]; }
absl::string_view Name(Verb verb) { return kVerbNames[static_cast<size_t>(verb)]; }
absl::string_view Name(Guard guard) { return kGuardRows[static_cast<size_t>(guard)].name; }
absl::string_view Meaning(Guard guard) { return kGuardRows[static_cast<size_t>(guard)].meaning; }

absl::StatusOr<State> ParseState(absl::string_view name) {
  return ParseName<State>(name, kStateNames, "state");
}

absl::StatusOr<Verb> ParseVerb(absl::string_view name) {
  return ParseName<Verb>(name, kVerbNames, "verb");
}

std::vector<Guard> GuardSet::ToVector() const {
  std::vector<Guard> guards;
  for (Guard guard : kAllGuards) {
    if (Contains(guard)) guards.push_back(guard);
  }
  return guards;
}

std::string ToMermaid() {
  std::string text = "stateDiagram-v2\n  [*] --> DRAFT\n";
  for (const Transition& row : kTable) {
    if (row.verb == Verb::kWithdraw) continue;  // drawn once, below
    const bool merged = row.step == Step::kClearMerged || row.step == Step::kEndorseMerged;
    absl::StrAppend(&text, "  ", Name(row.from), " --> ", Name(row.to), ": ", Name(row.verb),
                    merged ? " (merged)" : "", "\n");
  }
  absl::StrAppend(&text, "  note right of WITHDRAWN: withdraw, from any open state\n");
  for (State state : kAllStates) {
    if (IsFinal(state)) absl::StrAppend(&text, "  ", Name(state), " --> [*]\n");
  }
  return text;
}

}  // namespace cartera::lifecycle
