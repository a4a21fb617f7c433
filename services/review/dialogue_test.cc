#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/letter.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/oversight/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/decided_case.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

// What agency and centre say to one another about a case in review, which tests/support brings
// there with the observation `o1` about costs.lines[id=c1].amount and the clarification `q1`.
namespace cartera::review {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class DialogueTest : public ::testing::Test {
 protected:
  // One server for all; each test has a project of its own.
  static void SetUpTestSuite() {
    host_ = new cartera::testing::TestHost(
        {registry::Module(), appraisal::Module(), Module(), oversight::Module()});
    cartera::testing::Bootstrap(*host_);
    for (const char* agency : {"tax", "fin", "sea"}) {
      cartera::testing::AddAgency(*host_, agency, "gov");
    }
    cartera::testing::AddOfficer(*host_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(*host_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    cartera::testing::AddOfficer(*host_, "stranger", type::v1::ROLE_FORMULATOR, "sea");
    AddCentral("bo", type::v1::ROLE_BUDGET_OFFICER, "fin");
    AddCentral("rita", type::v1::ROLE_BUDGET_REVIEWER, "fin");
    AddCentral("twin", type::v1::ROLE_BUDGET_REVIEWER, "tax");
    AddCentral("app", type::v1::ROLE_APPROVER, "fin");
    cartera::testing::OpenRound(*host_, "bo", "b27");
  }
  static void TearDownTestSuite() { delete host_; }
  static void AddCentral(const char* id, type::v1::Role role, const char* affiliation) {
    cartera::testing::AddPerson(*host_, id, affiliation);
    cartera::testing::Give(*host_, id, role, "gov");
  }

  static std::string Reason(const char* person, const google::protobuf::Message& request) {
    return rpc::ReasonOf(host_->As(person).Try(request));
  }
  template <typename Response>
  static Response Must(const char* person, const google::protobuf::Message& request) {
    return host_->As(person).Must<Response>(request);
  }

  void Bring(const std::string& project) {
    const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
    cartera::testing::AddProject(*host_, "form", project, "tax");
    made_ = cartera::testing::WriteCase(*host_, actors, project);
    cartera::testing::EnterCase(*host_, actors, "b27", project, &made_);
    cartera::testing::BringToDecision(*host_, actors, &made_);
  }
  v1::ReplyObservationRequest Reply(const char* text) const {
    v1::ReplyObservationRequest request;
    request.set_name(made_.observation);
    request.set_reply(text);
    return request;
  }
  v1::CloseObservationRequest Close() const {
    v1::CloseObservationRequest request;
    request.set_name(made_.observation);
    return request;
  }
  v1::ReopenObservationRequest Reopen() const {
    v1::ReopenObservationRequest request;
    request.set_name(made_.observation);
    request.set_reason("The line has no source.");
    return request;
  }
  v1::GetObservationResponse Shown(const char* person) const {
    v1::GetObservationRequest request;
    request.set_name(made_.observation);
    return Must<v1::GetObservationResponse>(person, request);
  }
  v1::CompareSubmissionRequest Compare() const {
    v1::CompareSubmissionRequest request;
    request.set_name(made_.submission);
    return request;
  }
  v1::ListClarificationsResponse Clarifications() const {
    v1::ListClarificationsRequest request;
    request.set_parent(made_.submission);
    return Must<v1::ListClarificationsResponse>("form", request);
  }
  v1::AnswerClarificationRequest Answer(const char* id) const {
    v1::AnswerClarificationRequest request;
    request.set_name(absl::StrCat(made_.submission, "/clarifications/", id));
    request.set_answer("The surplus directorate.");
    return request;
  }
  v1::AskClarificationRequest Ask(const char* id) const {
    v1::AskClarificationRequest request;
    request.set_parent(made_.submission);
    request.set_clarification_id(id);
    request.mutable_clarification()->set_question("Since when?");
    return request;
  }
  void SendBack() {
    v1::DecideSubmissionRequest decide;
    decide.set_name(made_.submission);
    decide.set_revision_hash(made_.revision_hash);
    decide.mutable_decision()->set_outcome(v1::OUTCOME_REQUEST_ITERATION);
    decide.mutable_decision()->set_reason("See the observation.");
    decide.mutable_decision()->set_decided_by("people/app");
    Must<v1::DecideSubmissionResponse>("app", decide);
  }
  // A new revision in which cost line c1 asks for less and the problem is told anew.
  void WriteSecondRevision() {
    appraisal::v1::UpdateCaseRequest update;
    update.set_name(made_.case_name);
    const appraisal::v1::CaseContent whole = cartera::testing::CompleteCase();
    *update.mutable_content()->mutable_problem() = whole.problem();
    *update.mutable_content()->mutable_costs() = whole.costs();
    update.mutable_content()->mutable_problem()->set_problem("A better text.");
    for (auto& line : *update.mutable_content()->mutable_costs()->mutable_lines()) {
      if (line.id() == "c1") line.mutable_amount()->set_amount_minor(900'000);
    }
    update.add_sections("problem");
    update.add_sections("costs");
    // The unlocking of the case is delivered by the relay.
    absl::Status status;
    for (int i = 0; i < 100; ++i) {
      status = host_->As("form").Try(update);
      if (status.ok()) break;
      absl::SleepFor(absl::Milliseconds(100));
    }
    ASSERT_TRUE(status.ok()) << status;
    appraisal::v1::CreateRevisionRequest freeze;
    freeze.set_parent(made_.case_name);
    Must<appraisal::v1::CreateRevisionResponse>("form", freeze);
  }

  inline static cartera::testing::TestHost* host_ = nullptr;
  cartera::testing::DecidedCase made_;
};

TEST_F(DialogueTest, AnObservationIsRepliedToWithEvidenceClosedAndReopenedAndKeepsEveryTurn) {
  Bring("turns");
  v1::ReplyObservationRequest reply = Reply("It is a fixed price.");
  reply.set_evidence("Offer of 3 March.");
  reply.set_document_hash("not a hash");
  EXPECT_EQ(Reason("form", reply), "INVALID_REQUEST");
  reply.set_document_hash(std::string(64, 'a'));
  reply.add_answered_fields("costs.nothing");
  EXPECT_EQ(Reason("form", reply), "INVALID_REQUEST");
  reply.set_answered_fields(0, "problem.problem");
  EXPECT_EQ(Reason("stranger", reply), "NOT_FOUND");
  const auto replied = Must<v1::ReplyObservationResponse>("form", reply).observation();
  EXPECT_EQ(replied.state(), v1::OBSERVATION_STATE_REPLIED);
  EXPECT_EQ(replied.evidence(), "Offer of 3 March.");

  EXPECT_EQ(Reason("rita", Reopen()), "STATE_REFUSED") << "it is not closed";
  Must<v1::CloseObservationResponse>("rita", Close());
  EXPECT_EQ(Reason("rita", Close()), "STATE_REFUSED");
  EXPECT_EQ(Reason("form", reply), "STATE_REFUSED");
  EXPECT_EQ(Reason("form", Reopen()), "ROLE_MISSING");
  EXPECT_EQ(Reason("twin", Reopen()), "CONFLICT_OF_INTEREST");
  v1::ReopenObservationRequest stale = Reopen();
  stale.set_etag(replied.etag());
  EXPECT_EQ(Reason("rita", stale), "ETAG_STALE");
  const auto reopened = Must<v1::ReopenObservationResponse>("rita", Reopen()).observation();
  EXPECT_EQ(reopened.state(), v1::OBSERVATION_STATE_OPEN);
  EXPECT_EQ(reopened.reopened_count(), 1);
  EXPECT_EQ(reopened.closed_by(), "");
  Must<v1::ReplyObservationResponse>("form", Reply("Source added."));

  const auto shown = Shown("sig");
  EXPECT_EQ(shown.observation().reply(), "Source added.");
  std::vector<std::string> turns;
  for (const v1::ObservationAct& act : shown.acts()) {
    turns.push_back(absl::StrCat(act.number(), " ", v1::ObservationActKind_Name(act.kind()), " ",
                                 act.acted_by(), " ", act.text()));
  }
  EXPECT_THAT(turns,
              ElementsAre("1 OBSERVATION_ACT_KIND_REPLY people/form It is a fixed price.",
                          "2 OBSERVATION_ACT_KIND_CLOSE people/rita ",
                          "3 OBSERVATION_ACT_KIND_REOPEN people/rita The line has no source.",
                          "4 OBSERVATION_ACT_KIND_REPLY people/form Source added."));
  EXPECT_EQ(shown.acts(0).document_hash(), std::string(64, 'a'));
  EXPECT_EQ(host_->VerifyChains("review").faults, 0);
}

TEST_F(DialogueTest, WhatTheCentreNoLongerHasIsNotReopened) {
  Bring("gone");
  Must<v1::CloseObservationResponse>("rita", Close());
  v1::WithdrawSubmissionRequest withdraw;
  withdraw.set_name(made_.submission);
  withdraw.set_reason("Merged.");
  Must<v1::WithdrawSubmissionResponse>("sig", withdraw);
  EXPECT_EQ(Reason("rita", Reopen()), "STATE_REFUSED");
  EXPECT_EQ(Reason("rita", Ask("q2")), "STATE_REFUSED");
}

TEST_F(DialogueTest, ANewRevisionShowsWhatChangedAndWhichObservationsThatAnswers) {
  Bring("diff");
  EXPECT_EQ(Reason("form", Compare()), "NOTHING_TO_COMPARE");
  SendBack();
  WriteSecondRevision();
  const auto compared = Must<v1::CompareSubmissionResponse>("form", Compare());
  EXPECT_EQ(compared.before(), made_.case_name + "/revisions/1");
  EXPECT_EQ(compared.after(), made_.case_name + "/revisions/2") << "the newest, none is pinned";
  ASSERT_THAT(compared.changes(), SizeIs(2)) << compared.DebugString();
  EXPECT_EQ(compared.changes(0).field(), "costs.lines[id=c1].amount.amount_minor");
  EXPECT_EQ(compared.changes(0).before(), "1000000");
  EXPECT_EQ(compared.changes(0).after(), "900000");
  EXPECT_THAT(compared.changes(0).observations(), ElementsAre(made_.observation));
  EXPECT_EQ(compared.changes(1).field(), "problem.problem");
  EXPECT_THAT(compared.changes(1).observations(), IsEmpty());
  EXPECT_THAT(compared.unchanged_observations(), IsEmpty());

  v1::ReplyObservationRequest reply = Reply("Less, and the problem says why.");
  reply.add_answered_fields("problem.problem");
  Must<v1::ReplyObservationResponse>("form", reply);
  EXPECT_THAT(Must<v1::CompareSubmissionResponse>("rita", Compare()).changes(1).observations(),
              ElementsAre(made_.observation))
      << "the reply names the field";
  EXPECT_EQ(Reason("stranger", Compare()), "NOT_FOUND");

  v1::CompareSubmissionRequest same = Compare();
  same.set_before(2);
  same.set_after(2);
  const auto nothing = Must<v1::CompareSubmissionResponse>("form", same);
  EXPECT_THAT(nothing.changes(), IsEmpty());
  EXPECT_THAT(nothing.unchanged_observations(), ElementsAre(made_.observation));
}

TEST_F(DialogueTest, ADecisionIsWrittenAsALetterFromTheRecord) {
  Bring("letter");
  SendBack();
  v1::GetDecisionLetterRequest request;
  request.set_name(made_.submission + "/decisions/1");
  const auto letter = Must<v1::GetDecisionLetterResponse>("sig", request);
  EXPECT_EQ(letter.media_type(), "text/markdown");
  EXPECT_THAT(letter.text(), HasSubstr("returned to you for another revision"));
  EXPECT_THAT(letter.text(), HasSubstr("you asked for "));
  EXPECT_THAT(letter.text(), HasSubstr("Why so much?")) << "the open observation";
  EXPECT_THAT(letter.text(), HasSubstr(made_.revision_hash));
  request.set_format(v1::LETTER_FORMAT_HTML);
  const auto page = Must<v1::GetDecisionLetterResponse>("app", request);
  EXPECT_EQ(page.media_type(), "text/html");
  EXPECT_THAT(page.text(), HasSubstr(made_.revision_hash));
  request.set_format(v1::LETTER_FORMAT_PDF);
  const auto pages = Must<v1::GetDecisionLetterResponse>("app", request);
  EXPECT_EQ(pages.media_type(), "application/pdf");
  EXPECT_EQ(pages.text(), "");
  EXPECT_THAT(pages.content(), StartsWith("%PDF-"));
  EXPECT_EQ(Reason("stranger", request), "NOT_FOUND");
  request.set_name(made_.submission + "/decisions/2");
  EXPECT_EQ(Reason("sig", request), "NOT_FOUND");
}

TEST_F(DialogueTest, AClarificationStopsTheClockUntilItIsAnswered) {
  Bring("clock");
  ASSERT_THAT(Clarifications().stopped(), SizeIs(1));
  EXPECT_FALSE(Clarifications().stopped(0).has_end_time()) << "q1 waits";
  v1::AskClarificationRequest ask = Ask("q2");
  ask.mutable_clarification()->set_field("costs.nothing");
  EXPECT_EQ(Reason("rita", ask), "INVALID_REQUEST");
  EXPECT_EQ(Reason("twin", Ask("q2")), "CONFLICT_OF_INTEREST");
  EXPECT_EQ(Reason("form", Ask("q2")), "ROLE_MISSING");
  EXPECT_EQ(Reason("rita", Ask("q1")), "NAME_TAKEN");
  Must<v1::AskClarificationResponse>("rita", Ask("q2"));

  EXPECT_EQ(Reason("rita", Answer("q1")), "ROLE_MISSING");
  EXPECT_EQ(Reason("form", Answer("q9")), "NOT_FOUND");
  Must<v1::AnswerClarificationResponse>("form", Answer("q1"));
  EXPECT_EQ(Reason("form", Answer("q1")), "STATE_REFUSED");
  EXPECT_FALSE(Clarifications().stopped(0).has_end_time()) << "q2 still waits";
  const auto last = Must<v1::AnswerClarificationResponse>("form", Answer("q2")).clarification();
  EXPECT_EQ(last.state(), v1::CLARIFICATION_STATE_ANSWERED);
  EXPECT_EQ(last.answered_by(), "people/form");

  const auto listed = Clarifications();
  ASSERT_THAT(listed.clarifications(), SizeIs(2));
  ASSERT_THAT(listed.stopped(), SizeIs(1)) << "two questions open at once stop the clock once";
  EXPECT_EQ(listed.stopped(0).start_time().DebugString(),
            listed.clarifications(0).ask_time().DebugString());
  EXPECT_EQ(listed.stopped(0).end_time().DebugString(), last.answer_time().DebugString());
}

}  // namespace
}  // namespace cartera::review
