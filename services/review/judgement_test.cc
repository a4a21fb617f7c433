#include "services/review/judgement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cartera/appraisal/v1/appraisal_service.pb.h"
#include "cartera/review/v1/judgement.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/domain/methodology/packs.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/decided_case.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

// What stands behind a decision in a tier that asks for two reviewers, a technical opinion and a
// panel of two: chile-ict/1 with one such tier.
namespace cartera::review {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(JudgementRules, APanelAgreesByMostVotesOnceItsQuorumHasVoted) {
  const TierRule rule{.tier = "full", .panel_quorum = 3};
  using lifecycle::Verb;
  EXPECT_FALSE(DoesPanelAgree(rule, {.approve = 2}, Verb::kApprove)) << "no quorum";
  EXPECT_TRUE(DoesPanelAgree(rule, {.approve = 1, .abstain = 2}, Verb::kApprove));
  EXPECT_TRUE(DoesPanelAgree(rule, {.approve = 2, .reject = 1}, Verb::kApproveWithObservations));
  EXPECT_FALSE(DoesPanelAgree(rule, {.approve = 2, .reject = 1}, Verb::kReject));
  EXPECT_FALSE(DoesPanelAgree(rule, {.approve = 2, .reject = 2}, Verb::kApprove)) << "a tie";
  EXPECT_FALSE(DoesPanelAgree(rule, {.approve = 2, .reject = 2}, Verb::kReject)) << "a tie";
  EXPECT_TRUE(DoesPanelAgree(rule, {}, Verb::kRequestIteration)) << "decides nothing yet";
  EXPECT_TRUE(DoesPanelAgree({.tier = "short"}, {}, Verb::kReject)) << "no panel";
}

TEST(JudgementRules, AnOpinionIsSomebodyElsesOnThisRevision) {
  Submission submission;
  submission.revision_hash = "now";
  submission.iteration = 2;
  const TierRule rule{.tier = "full", .technical_opinion = true};
  Opinion opinion{.number = 1, .iteration = 2, .revision_hash = "now", .person = "tom"};
  EXPECT_TRUE(IsOpinionGiven(rule, submission, {opinion}, {"app"}));
  EXPECT_FALSE(IsOpinionGiven(rule, submission, {opinion}, {"app", "tom"}));
  opinion.iteration = 1;
  EXPECT_FALSE(IsOpinionGiven(rule, submission, {opinion}, {"app"})) << "of the look before";
  EXPECT_FALSE(IsOpinionGiven(rule, submission, {}, {"app"}));
  EXPECT_TRUE(IsOpinionGiven({.tier = "short"}, submission, {}, {"app"}));
}

constexpr char kMethod[] = "methodologies/with-panel/versions/2";

// chile-ict/2, in which every case goes to a tier that asks for all of it.
std::string WithPanel() {
  for (const EmbeddedFile& pack : methodology::Packs()) {
    if (!absl::StrContains(pack.name, "chile-ict-2")) continue;
    std::string text =
        absl::StrReplaceAll(pack.text, {{"\"id\": \"chile-ict\"", "\"id\": \"with-panel\""}});
    // The short tier, measured in the currency of the test's case.
    const size_t tier = text.find("\"id\": \"short\"");
    const auto set = [&](const char* from, const char* to) {
      const size_t at = text.find(from, tier);
      text.replace(at, std::string(from).size(), to);
    };
    set("\"unit\": \"CLP\"", "\"unit\": \"CAD\"");
    set("\"reviewer_count\": 1", "\"reviewer_count\": 2");
    set("\"technical_opinion\": false", "\"technical_opinion\": true, \"panel_quorum\": 2");
    // What the state's own laws ask for is another test's matter.
    const size_t laws = text.find("\"requirements\": [");
    text.replace(laws, text.find("\"labels\"", laws) - laws, "\"requirements\": [], ");
    return text;
  }
  return "";
}

class JudgementTest : public ::testing::Test {
 protected:
  JudgementTest()
      : host_({registry::Module(), appraisal::Module(), Module()},
              {{"methodologies/with-panel-2.json", WithPanel()}}) {
    cartera::testing::Bootstrap(host_);
    for (const char* agency : {"tax", "fin"}) cartera::testing::AddAgency(host_, agency, "gov");
    cartera::testing::AddOfficer(host_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(host_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    Add("bo", type::v1::ROLE_BUDGET_OFFICER);
    Add("app", type::v1::ROLE_APPROVER);
    Add("apu", type::v1::ROLE_APPROVER);
    for (const char* id : {"rita", "eva"}) Add(id, type::v1::ROLE_BUDGET_REVIEWER);
    for (const char* id : {"tom", "tim"}) Add(id, type::v1::ROLE_TECHNICAL_REVIEWER);
    for (const char* id : {"pan1", "pan2"}) Add(id, type::v1::ROLE_PANEL);
    OpenRound();
  }
  void Add(const char* id, type::v1::Role role) {
    cartera::testing::AddPerson(host_, id, "fin");
    cartera::testing::Give(host_, id, role, "gov");
  }
  void OpenRound() {
    v1::CreateRoundRequest create;
    create.set_round_id("b27");
    v1::Round& round = *create.mutable_round();
    round.set_title("Budget 2027");
    round.set_methodology_version(kMethod);
    *round.mutable_valuation_date() = cartera::testing::DayFromToday(host_, 0);
    round.set_base_fiscal_year(2027);
    round.set_price_year(2026);
    *round.mutable_submission_until() = cartera::testing::DayFromToday(host_, 30);
    *round.mutable_decision_until() = cartera::testing::DayFromToday(host_, 60);
    Must<v1::CreateRoundResponse>("bo", create);
    v1::OpenRoundRequest open;
    open.set_name("rounds/b27");
    Must<v1::OpenRoundResponse>("bo", open);
    appraisal::v1::GetMethodologyVersionRequest get;
    get.set_name(kMethod);
    const auto found = Must<appraisal::v1::GetMethodologyVersionResponse>("bo", get);
    for (const auto& criterion : found.methodology_version().criteria()) {
      if (criterion.by_person()) criteria_.push_back(criterion.id());
    }
  }

  std::string Reason(const char* person, const google::protobuf::Message& request) {
    return rpc::ReasonOf(host_.As(person).Try(request));
  }
  // The guards that a request fails, by name.
  std::vector<std::string> FailedGuards(const char* person,
                                        const google::protobuf::Message& request) {
    std::vector<std::string> names;
    for (const auto& fault : rpc::PreconditionsOf(host_.As(person).Try(request))) {
      names.push_back(fault.reason);
    }
    return names;
  }
  template <typename Response>
  Response Must(const char* person, const google::protobuf::Message& request) {
    return host_.As(person).Must<Response>(request);
  }
  template <typename Request>
  Request Named() const {
    Request request;
    request.set_name(name_);
    return request;
  }

  // A submission of the case, handed in.
  void HandIn() {
    const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
    cartera::testing::AddProject(host_, "form", "p1", "tax");
    hash_ = cartera::testing::AddFrozenCase(host_, "form", "p1", "full", kMethod);
    cartera::testing::DecidedCase made;
    made.case_name = "projects/p1/cases/full";
    cartera::testing::EnterCase(host_, actors, "b27", "p1", &made);
    name_ = made.submission;
    auto sign = Named<v1::SignSubmissionRequest>();
    sign.set_revision_hash(hash_);
    Must<v1::SignSubmissionResponse>("sig", sign);
    Must<v1::SubmitSubmissionResponse>("form", Named<v1::SubmitSubmissionRequest>());
  }
  v1::AssignReviewerRequest Assign(const char* reviewer) const {
    auto request = Named<v1::AssignReviewerRequest>();
    request.set_reviewer(absl::StrCat("people/", reviewer));
    return request;
  }
  v1::AddReviewerRequest AddBeside(const char* reviewer) const {
    auto request = Named<v1::AddReviewerRequest>();
    request.set_reviewer(absl::StrCat("people/", reviewer));
    return request;
  }
  v1::AssessSubmissionRequest Scores(int score, size_t count) const {
    auto request = Named<v1::AssessSubmissionRequest>();
    for (size_t i = 0; i < count; ++i) {
      v1::Assessment& one = *request.add_assessments();
      one.set_criterion(criteria_[i]);
      one.set_score(score);
      one.set_reason("As shown.");
    }
    return request;
  }
  v1::AgreeAssessmentsRequest Agreed(int score) const {
    auto request = Named<v1::AgreeAssessmentsRequest>();
    *request.mutable_assessments() = Scores(score, criteria_.size()).assessments();
    return request;
  }
  v1::ListBlindScoresResponse BlindScores(const char* person) {
    v1::ListBlindScoresRequest request;
    request.set_parent(name_);
    return Must<v1::ListBlindScoresResponse>(person, request);
  }
  v1::GiveOpinionRequest Opinion() const {
    auto request = Named<v1::GiveOpinionRequest>();
    request.mutable_opinion()->set_finding(v1::OPINION_FINDING_WITH_RESERVATIONS);
    request.mutable_opinion()->set_text("The interfaces are not described.");
    return request;
  }
  v1::CastVoteRequest Vote(v1::VoteChoice choice) const {
    auto request = Named<v1::CastVoteRequest>();
    request.mutable_vote()->set_choice(choice);
    request.mutable_vote()->set_reason("The need is shown.");
    return request;
  }
  v1::DecideSubmissionRequest Rejection() const {
    auto request = Named<v1::DecideSubmissionRequest>();
    request.set_revision_hash(hash_);
    v1::Decision& decision = *request.mutable_decision();
    decision.set_outcome(v1::OUTCOME_REJECT);
    decision.set_reason("Not now.");
    decision.set_decided_by("The council");
    decision.set_against_suggestion("Others come first.");
    return request;
  }
  // From handed in to where only votes are missing.
  void Review(const char* reviewer, const char* second) {
    Must<v1::AssignReviewerResponse>("bo", Assign(reviewer));
    Must<v1::AddReviewerResponse>("bo", AddBeside(second));
    Must<v1::StartReviewResponse>(reviewer, Named<v1::StartReviewRequest>());
    for (const char* person : {reviewer, second}) {
      Must<v1::AssessSubmissionResponse>(person, Scores(3, criteria_.size()));
    }
    Must<v1::AgreeAssessmentsResponse>(reviewer, Agreed(3));
    Must<v1::GiveOpinionResponse>(second, Opinion());
  }
  void VoteToReject() {
    for (const char* person : {"pan1", "pan2"}) {
      Must<v1::CastVoteResponse>(person, Vote(v1::VOTE_CHOICE_REJECT));
    }
  }

  cartera::testing::TestHost host_;
  std::vector<std::string> criteria_;
  std::string name_, hash_;
};

TEST_F(JudgementTest, TwoScoreBlindSeeTheSpreadAndAgree) {
  HandIn();
  Must<v1::AssignReviewerResponse>("bo", Assign("rita"));
  EXPECT_THAT(FailedGuards("rita", Named<v1::StartReviewRequest>()),
              ElementsAre("reviewers_assigned"));
  EXPECT_EQ(Reason("bo", AddBeside("rita")), "NOT_THAT_REVIEWER");
  EXPECT_EQ(Reason("bo", AddBeside("form")), "CONFLICT_OF_INTEREST");
  const auto added = Must<v1::AddReviewerResponse>("bo", AddBeside("eva")).submission();
  EXPECT_THAT(added.co_reviewers(), ElementsAre("people/eva"));
  Must<v1::StartReviewResponse>("rita", Named<v1::StartReviewRequest>());

  ASSERT_GE(criteria_.size(), 2u);
  Must<v1::AssessSubmissionResponse>("rita", Scores(4, criteria_.size()));
  EXPECT_EQ(BlindScores("rita").scores_size(), static_cast<int>(criteria_.size())) << "her own";
  EXPECT_EQ(BlindScores("eva").scores_size(), 0) << "not those of rita";
  EXPECT_EQ(BlindScores("app").scores_size(), 0);
  EXPECT_EQ(BlindScores("app").progress(0).scored_count(), static_cast<int>(criteria_.size()));
  EXPECT_EQ(Reason("rita", Agreed(3)), "SCORES_INCOMPLETE");
  Must<v1::AssessSubmissionResponse>("eva", Scores(1, 1));
  EXPECT_FALSE(BlindScores("eva").complete());
  EXPECT_EQ(Reason("tom", Scores(1, 1)), "NOT_ASSIGNED");
  Must<v1::AssessSubmissionResponse>("eva", Scores(2, criteria_.size()));

  const auto seen = BlindScores("app");
  EXPECT_TRUE(seen.complete());
  EXPECT_EQ(seen.scores_size(), 2 * static_cast<int>(criteria_.size()));
  EXPECT_EQ(seen.spreads(0).lowest(), 2);
  EXPECT_EQ(seen.spreads(0).highest(), 4);
  EXPECT_EQ(seen.spreads(0).mean_hundredths(), 300);
  EXPECT_EQ(Reason("eva", Scores(4, 1)), "SCORES_CLOSED") << "she has seen the others";

  v1::ListAssessmentsRequest list;
  list.set_parent(name_);
  EXPECT_EQ(Must<v1::ListAssessmentsResponse>("app", list).assessments_size(), 0);
  EXPECT_EQ(Reason("eva", Agreed(3)), "NOT_ASSIGNED") << "the assigned reviewer speaks for both";
  auto partly = Agreed(3);
  partly.mutable_assessments()->RemoveLast();
  EXPECT_EQ(Reason("rita", partly), "INVALID_REQUEST");
  Must<v1::AgreeAssessmentsResponse>("rita", Agreed(3));
  EXPECT_EQ(Must<v1::ListAssessmentsResponse>("app", list).assessments_size(),
            static_cast<int>(criteria_.size()));
  EXPECT_EQ(Reason("sig", list), "NOT_DECIDED");
}

TEST_F(JudgementTest, WithoutOpinionAndVotesNothingIsDecided) {
  HandIn();
  Must<v1::AssignReviewerResponse>("bo", Assign("rita"));
  Must<v1::AddReviewerResponse>("bo", AddBeside("tom"));
  Must<v1::StartReviewResponse>("rita", Named<v1::StartReviewRequest>());
  for (const char* person : {"rita", "tom"}) {
    Must<v1::AssessSubmissionResponse>(person, Scores(3, criteria_.size()));
  }
  Must<v1::AgreeAssessmentsResponse>("rita", Agreed(3));
  EXPECT_THAT(FailedGuards("app", Rejection()),
              ElementsAre("technical_opinion_given", "panel_agrees"));
  EXPECT_EQ(Reason("rita", Opinion()), "ROLE_MISSING") << "a technical reviewer's to give";
  EXPECT_EQ(Must<v1::GiveOpinionResponse>("tom", Opinion()).opinion().number(), 1);
  EXPECT_THAT(FailedGuards("app", Rejection()), ElementsAre("panel_agrees"));
  Must<v1::CastVoteResponse>("pan1", Vote(v1::VOTE_CHOICE_REJECT));
  Must<v1::CastVoteResponse>("pan2", Vote(v1::VOTE_CHOICE_APPROVE));
  EXPECT_THAT(FailedGuards("app", Rejection()), ElementsAre("panel_agrees")) << "a tie";
  Must<v1::CastVoteResponse>("pan2", Vote(v1::VOTE_CHOICE_REJECT));
  v1::ListVotesRequest votes;
  votes.set_parent(name_);
  const auto counted = Must<v1::ListVotesResponse>("app", votes);
  EXPECT_EQ(counted.reject_count(), 2) << "the last vote of each counts";
  EXPECT_EQ(counted.quorum(), 2);
  Must<v1::DecideSubmissionResponse>("app", Rejection());
  v1::ListAssessmentsRequest list;
  list.set_parent(name_);
  EXPECT_EQ(Must<v1::ListAssessmentsResponse>("sig", list).assessments_size(),
            static_cast<int>(criteria_.size()))
      << "the agency sees scores and reasons from the decision on";
  EXPECT_EQ(host_.VerifyChains("review").faults, 0);
}

TEST_F(JudgementTest, AnAppealIsJudgedOnceByOtherPeople) {
  HandIn();
  Review("rita", "tom");
  VoteToReject();
  auto appeal = Named<v1::AppealSubmissionRequest>();
  appeal.set_grounds("The savings were overlooked.");
  EXPECT_EQ(Reason("sig", appeal), "STATE_REFUSED") << "nothing is rejected yet";
  const auto first = Must<v1::DecideSubmissionResponse>("app", Rejection());
  EXPECT_EQ(Reason("form", appeal), "ROLE_MISSING");
  const auto again = Must<v1::AppealSubmissionResponse>("sig", appeal).submission();
  EXPECT_EQ(again.state(), v1::SUBMISSION_STATE_SUBMITTED);
  EXPECT_EQ(again.iteration(), 2);
  EXPECT_EQ(again.reviewer(), "");

  EXPECT_EQ(Reason("bo", Assign("rita")), "CONFLICT_OF_INTEREST");
  Review("eva", "tim");
  VoteToReject();
  EXPECT_EQ(Reason("app", Rejection()), "CONFLICT_OF_INTEREST") << "who decided decides no more";
  const auto second = Must<v1::DecideSubmissionResponse>("apu", Rejection());
  EXPECT_EQ(second.decision().supersedes(), first.decision().name());
  EXPECT_THAT(FailedGuards("sig", appeal), ElementsAre("appeal_open")) << "once";
  v1::ListAppealsRequest list;
  list.set_parent(name_);
  const auto appeals = Must<v1::ListAppealsResponse>("form", list);
  ASSERT_EQ(appeals.appeals_size(), 1);
  EXPECT_EQ(appeals.appeals(0).decision(), first.decision().name());
  EXPECT_THAT(appeals.appeals(0).judges(), ElementsAre("people/app", "people/rita", "people/tom"));
  EXPECT_EQ(host_.VerifyChains("review").faults, 0);
}

TEST_F(JudgementTest, AfterTheRoundsDecisionsAnAppealIsTooLate) {
  HandIn();
  Review("rita", "tom");
  VoteToReject();
  Must<v1::DecideSubmissionResponse>("app", Rejection());
  v1::GetSubmissionRequest get;
  get.set_name(name_);
  EXPECT_THAT(Must<v1::GetSubmissionResponse>("sig", get).submission().allowed_actions(),
              Contains("appeal"));
  host_.Advance(absl::Hours(24 * 61));
  auto appeal = Named<v1::AppealSubmissionRequest>();
  appeal.set_grounds("The savings were overlooked.");
  EXPECT_THAT(FailedGuards("sig", appeal), ElementsAre("appeal_open"));
}

}  // namespace
}  // namespace cartera::review
