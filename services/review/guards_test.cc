#include "services/review/guards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "google/rpc/error_details.pb.h"
#include "libs/platform/rpc/error.h"

namespace cartera::review {
namespace {

using lifecycle::Guard;
using lifecycle::State;
using lifecycle::Verb;
using testing::ElementsAre;
using testing::IsEmpty;

// The Chile-style methodology: clearing and endorsing are merged.
constexpr lifecycle::StepPolicy kMerged{false, false};

lifecycle::Transition Row(State from, Verb verb) { return *lifecycle::Next(from, verb, kMerged); }

GuardFacts AllGood() {
  GuardFacts facts;
  facts.window_open = true;
  facts.iteration_open = true;
  facts.mandatory_findings_resolved = true;
  facts.technology_and_finance_cleared = true;
  facts.rank_given = true;
  facts.reviewer_assigned = true;
  facts.person_is_no_author = true;
  facts.person_is_of_no_party = true;
  facts.all_criteria_assessed = true;
  facts.blocking_observations_closed = true;
  facts.observation_open = true;
  facts.reasons_given = true;
  facts.second_decider = true;
  facts.refusal_ground_given = true;
  facts.technical_opinion_given = true;
  facts.panel_agrees = true;
  facts.appeal_open = true;
  return facts;
}

TEST(FailedGuards, NothingFailsWhenEveryFactIsGood) {
  for (const lifecycle::Transition& row : lifecycle::SubmissionTable()) {
    GuardFacts facts = AllGood();
    facts.window_open = row.verb != Verb::kDefer;
    EXPECT_THAT(FailedGuards(row, facts), IsEmpty()) << lifecycle::Name(row.verb);
  }
}

TEST(FailedGuards, EveryGuardOfARowFailsWhenNobodyEstablishedAFact) {
  for (const lifecycle::Transition& row : lifecycle::SubmissionTable()) {
    GuardFacts facts;
    facts.window_open = row.verb == Verb::kDefer;
    EXPECT_EQ(FailedGuards(row, facts), row.guards.ToVector()) << lifecycle::Name(row.verb);
  }
}

TEST(FailedGuards, EachFactAloneDecidesItsGuard) {
  const struct {
    State from;
    Verb verb;
    void (*spoil)(GuardFacts&);
    Guard fails;
  } kCases[] = {
      {State::kSigned, Verb::kSubmit, [](GuardFacts& f) { f.window_open = false; },
       Guard::kWindowOpen},
      {State::kDraft, Verb::kSign, [](GuardFacts& f) { f.mandatory_findings_resolved = false; },
       Guard::kMandatoryFindingsResolved},
      {State::kSubmitted, Verb::kStartScreening,
       [](GuardFacts& f) { f.person_is_of_no_party = false; }, Guard::kNotOwnAgency},
      {State::kScreening, Verb::kStartReview, [](GuardFacts& f) { f.reviewer_assigned = false; },
       Guard::kReviewersAssigned},
      {State::kScreening, Verb::kReject, [](GuardFacts& f) { f.refusal_ground_given = false; },
       Guard::kRefusalGroundGiven},
      {State::kScreening, Verb::kStartReview, [](GuardFacts& f) { f.person_is_no_author = false; },
       Guard::kNotAuthor},
      {State::kInReview, Verb::kApprove, [](GuardFacts& f) { f.all_criteria_assessed = false; },
       Guard::kAllCriteriaAssessed},
      {State::kInReview, Verb::kApprove,
       [](GuardFacts& f) { f.blocking_observations_closed = false; },
       Guard::kBlockingObservationsClosed},
      {State::kInReview, Verb::kApproveWithObservations,
       [](GuardFacts& f) { f.observation_open = false; }, Guard::kAtLeastOneObservation},
      {State::kInReview, Verb::kRequestIteration, [](GuardFacts& f) { f.observation_open = false; },
       Guard::kAtLeastOneObservation},
      {State::kInReview, Verb::kReject, [](GuardFacts& f) { f.reasons_given = false; },
       Guard::kReasonsGiven},
      {State::kInReview, Verb::kApprove, [](GuardFacts& f) { f.second_decider = false; },
       Guard::kSecondDeciderAboveThreshold},
      {State::kInReview, Verb::kApprove, [](GuardFacts& f) { f.technical_opinion_given = false; },
       Guard::kTechnicalOpinionGiven},
      {State::kInReview, Verb::kReject, [](GuardFacts& f) { f.panel_agrees = false; },
       Guard::kPanelAgrees},
      {State::kRejected, Verb::kAppeal, [](GuardFacts& f) { f.appeal_open = false; },
       Guard::kAppealOpen},
      {State::kIterationRequested, Verb::kRevise, [](GuardFacts& f) { f.window_open = false; },
       Guard::kWindowOpen},
      {State::kInReview, Verb::kWithdraw, [](GuardFacts& f) { f.reasons_given = false; },
       Guard::kReasonsGiven},
  };
  for (const auto& c : kCases) {
    GuardFacts facts = AllGood();
    c.spoil(facts);
    EXPECT_THAT(FailedGuards(Row(c.from, c.verb), facts), ElementsAre(c.fails))
        << lifecycle::Name(c.from) << " " << lifecycle::Name(c.verb);
  }
}

TEST(FailedGuards, DeferringNeedsAClosedWindowAndAnOpenIteration) {
  GuardFacts facts = AllGood();
  EXPECT_THAT(FailedGuards(Row(State::kDraft, Verb::kDefer), facts),
              ElementsAre(Guard::kWindowClosed));
  facts.window_open = false;
  facts.iteration_open = false;
  EXPECT_THAT(FailedGuards(Row(State::kDraft, Verb::kDefer), facts),
              ElementsAre(Guard::kIterationOpen));
}

TEST(CheckGuards, NamesEveryFailedGuardWithItsMeaning) {
  GuardFacts facts = AllGood();
  facts.all_criteria_assessed = false;
  facts.blocking_observations_closed = false;
  const absl::Status status =
      CheckGuards("rounds/b27/submissions/s1", Row(State::kInReview, Verb::kApprove), facts);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(rpc::ReasonOf(status), "GUARD_FAILED");
  google::rpc::PreconditionFailure failure;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
  ASSERT_TRUE(payload.has_value() && failure.ParseFromString(std::string(*payload)));
  ASSERT_EQ(failure.violations_size(), 2);
  EXPECT_EQ(failure.violations(0).type(), "all_criteria_assessed");
  EXPECT_EQ(failure.violations(0).subject(), "rounds/b27/submissions/s1");
  EXPECT_EQ(failure.violations(1).description(),
            lifecycle::Meaning(Guard::kBlockingObservationsClosed));
}

}  // namespace
}  // namespace cartera::review
