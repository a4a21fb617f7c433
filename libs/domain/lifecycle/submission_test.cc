#include "libs/domain/lifecycle/submission.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace cartera::lifecycle {
namespace {

constexpr StepPolicy kAllSteps;
constexpr StepPolicy kChile{.clear_required = false, .endorse_required = false};
constexpr StepPolicy kPolicies[] = {kAllSteps,
                                    {.clear_required = false, .endorse_required = true},
                                    {.clear_required = true, .endorse_required = false},
                                    kChile};

std::set<State> ReachableFrom(State start, const StepPolicy& policy) {
  std::set<State> reached = {start};
  std::vector<State> open = {start};
  while (!open.empty()) {
    const State state = open.back();
    open.pop_back();
    for (const Transition& row : Allowed(state, policy)) {
      if (reached.insert(row.to).second) open.push_back(row.to);
    }
  }
  return reached;
}

bool IsApproval(State state) {
  return state == State::kApproved || state == State::kApprovedWithObservations;
}

// Walks `verbs` from DRAFT; the last state, or the error.
absl::StatusOr<State> Walk(const std::vector<Verb>& verbs, const StepPolicy& policy) {
  State state = State::kDraft;
  for (Verb verb : verbs) {
    const absl::StatusOr<Transition> row = Next(state, verb, policy);
    if (!row.ok()) return row.status();
    state = row->to;
  }
  return state;
}

TEST(SubmissionTable, HasEachFromAndVerbOnce) {
  std::set<std::pair<State, Verb>> seen;
  for (const Transition& row : SubmissionTable()) {
    EXPECT_TRUE(seen.emplace(row.from, row.verb).second) << Name(row.from) << " " << Name(row.verb);
    EXPECT_FALSE(row.roles.empty());
    EXPECT_NE(row.from, row.to);
  }
}

TEST(SubmissionTable, UsesEveryVerbAndEveryGuard) {
  for (Verb verb : AllVerbs()) {
    bool used = false;
    for (const Transition& row : SubmissionTable()) used |= row.verb == verb;
    EXPECT_TRUE(used) << Name(verb);
  }
  for (Guard guard : AllGuards()) {
    bool used = false;
    for (const Transition& row : SubmissionTable()) used |= row.guards.Contains(guard);
    EXPECT_TRUE(used) << Name(guard);
    EXPECT_FALSE(Meaning(guard).empty());
  }
}

TEST(SubmissionTable, FinalStatesAreLeftByNothingButAnAppealAndOpenOnesCanEnd) {
  for (const StepPolicy& policy : kPolicies) {
    for (State state : ReachableFrom(State::kDraft, policy)) {
      const std::vector<Transition> rows = Allowed(state, policy);
      if (state == State::kRejected) {
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(rows[0].verb, Verb::kAppeal);
      } else {
        EXPECT_EQ(IsFinal(state), rows.empty()) << Name(state);
      }
      EXPECT_NE(IsFinal(state), IsOpen(state));
      if (IsFinal(state)) continue;
      const std::set<State> reached = ReachableFrom(state, policy);
      EXPECT_TRUE(reached.contains(State::kApproved)) << Name(state);
      EXPECT_TRUE(reached.contains(State::kRejected)) << Name(state);
    }
  }
}

TEST(SubmissionTable, WithdrawnIsOneStepFromEveryOpenState) {
  for (State state : AllStates()) {
    const absl::StatusOr<Transition> row = Next(state, Verb::kWithdraw, kAllSteps);
    ASSERT_EQ(row.ok(), IsOpen(state)) << Name(state);
    if (row.ok()) {
      EXPECT_EQ(row->to, State::kWithdrawn);
    }
  }
}

// Design invariant: silence never approves, and nobody decides on his own case.
TEST(SubmissionTable, OnlyDecidersApproveAndNeverByTheClock) {
  for (const Transition& row : SubmissionTable()) {
    if (row.guards.Contains(Guard::kWindowClosed)) {
      EXPECT_EQ(row.to, State::kDeferred);
    }
    if (!IsApproval(row.to)) continue;
    EXPECT_EQ(row.from, State::kInReview);
    EXPECT_EQ(row.roles, (RoleSet{Role::kApprover, Role::kPanel}));
    for (Guard guard : {Guard::kNotAuthor, Guard::kNotOwnAgency, Guard::kAllCriteriaAssessed,
                        Guard::kBlockingObservationsClosed, Guard::kReasonsGiven,
                        Guard::kSecondDeciderAboveThreshold}) {
      EXPECT_TRUE(row.guards.Contains(guard)) << Name(row.verb) << " " << Name(guard);
    }
  }
}

TEST(SubmissionTable, EveryActOfTheCentreIsGuardedAgainstOwnCases) {
  for (const Transition& row : SubmissionTable()) {
    for (Role role : row.roles.ToVector()) {
      if (SideOf(role) != Side::kCentre || row.verb == Verb::kDefer) continue;
      EXPECT_TRUE(row.guards.Contains(Guard::kNotAuthor)) << Name(row.verb);
      EXPECT_TRUE(row.guards.Contains(Guard::kNotOwnAgency)) << Name(row.verb);
    }
  }
}

TEST(SubmissionTable, NoRowMixesTheAgencySideWithTheCentre) {
  for (const Transition& row : SubmissionTable()) {
    bool agency = false;
    bool centre = false;
    for (Role role : row.roles.ToVector()) {
      agency |= SideOf(role) == Side::kAgency;
      centre |= SideOf(role) == Side::kCentre;
    }
    EXPECT_FALSE(agency && centre) << Name(row.from) << " " << Name(row.verb);
  }
}

TEST(StepPolicy, KeepsOrMergesClearingAndEndorsing) {
  EXPECT_EQ(*Walk({Verb::kClear, Verb::kSign, Verb::kEndorse, Verb::kSubmit}, kAllSteps),
            State::kSubmitted);
  EXPECT_EQ(*Walk({Verb::kSign, Verb::kSubmit}, kChile), State::kSubmitted);
  EXPECT_EQ(*Walk({Verb::kSign, Verb::kEndorse, Verb::kSubmit}, kPolicies[1]), State::kSubmitted);
  EXPECT_EQ(*Walk({Verb::kClear, Verb::kSign, Verb::kSubmit}, kPolicies[2]), State::kSubmitted);
  EXPECT_FALSE(Walk({Verb::kSign}, kAllSteps).ok());
  EXPECT_FALSE(Walk({Verb::kClear}, kChile).ok());
  EXPECT_FALSE(ReachableFrom(State::kDraft, kChile).contains(State::kCleared));
  EXPECT_FALSE(ReachableFrom(State::kDraft, kChile).contains(State::kEndorsed));
}

// The story of the main job: an iteration, a second revision, approval with an observation.
TEST(SubmissionTable, CarriesTheMainJob) {
  EXPECT_EQ(*Walk({Verb::kSign, Verb::kSubmit, Verb::kStartScreening, Verb::kStartReview,
                   Verb::kRequestIteration, Verb::kRevise, Verb::kSign, Verb::kSubmit,
                   Verb::kStartScreening, Verb::kStartReview, Verb::kApproveWithObservations},
                  kChile),
            State::kApprovedWithObservations);
}

TEST(Next, RefusalNamesTheStateAndTheVerbsAllowed) {
  const absl::Status draft = Next(State::kDraft, Verb::kApprove, kAllSteps).status();
  EXPECT_EQ(draft.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(draft.message(),
            "a submission in state DRAFT does not allow approve; allowed: clear, defer, withdraw");
  EXPECT_EQ(Next(State::kWithdrawn, Verb::kRevise, kAllSteps).status().message(),
            "a submission in state WITHDRAWN does not allow revise; allowed: nothing, the state is "
            "final");
}

TEST(Names, GoBothWays) {
  for (State state : AllStates()) EXPECT_EQ(*ParseState(Name(state)), state);
  for (Verb verb : AllVerbs()) EXPECT_EQ(*ParseVerb(Name(verb)), verb);
  EXPECT_EQ(ParseState("draft").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseVerb("").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ToMermaid, IsTheDiagramInSubmissionMd) {
  std::ifstream file("libs/domain/lifecycle/SUBMISSION.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_NE(page.str().find(absl::StrCat("```mermaid\n", ToMermaid(), "```")), std::string::npos)
      << "put this into libs/domain/lifecycle/SUBMISSION.md:\n"
      << ToMermaid();
}

}  // namespace
}  // namespace cartera::lifecycle
