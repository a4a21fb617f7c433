#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

// The dialogue between an agency and the centre, over registry, appraisal and review as one server.
namespace cartera::review {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr char kMethodology[] = "methodologies/chile-ict/versions/1";

class StoryTest : public ::testing::Test {
 protected:
  // One server for all stories; each has a round and a case of its own.
  static void SetUpTestSuite() {
    shared_ = new cartera::testing::TestHost({registry::Module(), appraisal::Module(), Module()});
    cartera::testing::Bootstrap(*shared_);
    for (const char* agency : {"tax", "fin", "sea"}) {
      cartera::testing::AddAgency(*shared_, agency, "gov");
    }
    cartera::testing::AddOfficer(*shared_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(*shared_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    cartera::testing::AddOfficer(*shared_, "stranger", type::v1::ROLE_FORMULATOR, "sea");
    AddCentral("bo", "fin", type::v1::ROLE_BUDGET_OFFICER);
    AddCentral("rita", "fin", type::v1::ROLE_BUDGET_REVIEWER);
    AddCentral("twin", "tax", type::v1::ROLE_BUDGET_REVIEWER);
    AddCentral("app", "fin", type::v1::ROLE_APPROVER);
    cartera::testing::AddProject(*shared_, "form", "scnl", "tax");
  }
  static void TearDownTestSuite() { delete shared_; }
  static void AddCentral(const char* id, const char* affiliation, type::v1::Role role) {
    cartera::testing::AddPerson(*shared_, id, affiliation);
    cartera::testing::Give(*shared_, id, role, "gov");
  }
  std::string Reason(const char* person, const google::protobuf::Message& request) {
    return rpc::ReasonOf(host_.As(person).Try(request));
  }
  template <typename Response>
  Response Must(const char* person, const google::protobuf::Message& request) {
    return host_.As(person).Must<Response>(request);
  }

  void OpenRound() {
    v1::CreateRoundRequest request;
    request.set_round_id(round_);
    v1::Round& round = *request.mutable_round();
    round.set_title("Budget 2027");
    round.set_methodology_version(kMethodology);
    *round.mutable_valuation_date() = cartera::testing::DayFromToday(host_, 0);
    round.set_base_fiscal_year(2027);
    round.set_price_year(2026);
    *round.mutable_submission_until() = cartera::testing::DayFromToday(host_, 30);
    *round.mutable_decision_until() = cartera::testing::DayFromToday(host_, 60);
    EXPECT_EQ(Reason("form", request), "ROLE_MISSING");
    Must<v1::CreateRoundResponse>("bo", request);
    v1::OpenRoundRequest open;
    open.set_name("rounds/" + round_);
    EXPECT_EQ(Must<v1::OpenRoundResponse>("bo", open).round().state(), v1::ROUND_STATE_OPEN);
  }
  std::string Freeze() {
    appraisal::v1::CreateRevisionRequest request;
    request.set_parent(case_);
    return Must<appraisal::v1::CreateRevisionResponse>("form", request).revision().content_hash();
  }
  std::string WriteCase() {
    appraisal::v1::CreateCaseRequest request;
    request.set_parent("projects/scnl");
    request.set_case_id(round_);
    request.mutable_case_()->set_title("SCNL");
    request.mutable_case_()->set_stage(appraisal::v1::CASE_STAGE_FULL);
    request.mutable_case_()->set_methodology_version(kMethodology);
    *request.mutable_content() = cartera::testing::CompleteCase();
    Must<appraisal::v1::CreateCaseResponse>("form", request);
    appraisal::v1::CheckCaseRequest check;
    check.set_name(case_);
    const auto checked = Must<appraisal::v1::CheckCaseResponse>("form", check);
    for (const auto& finding : checked.findings()) {
      if (finding.severity() == type::v1::SEVERITY_BLOCKING) {
        ADD_FAILURE() << finding.ShortDebugString();
      }
    }
    return Freeze();
  }
  void Enter() {
    v1::CreateSubmissionRequest request;
    request.set_parent("rounds/" + round_);
    request.set_submission_id("s1");
    request.mutable_submission()->set_case_(case_);
    request.mutable_submission()->set_kind(v1::SUBMISSION_KIND_NEW);
    EXPECT_EQ(Reason("stranger", request), "REFERENCE_MISSING");
    request.set_request_id("enter-" + round_);
    const auto first = Must<v1::CreateSubmissionResponse>("form", request);
    const auto again = Must<v1::CreateSubmissionResponse>("form", request);
    EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  }
  void SignAndSubmit(const std::string& hash) {
    v1::SignSubmissionRequest sign;
    sign.set_name(submission_);
    sign.set_revision_hash(std::string(64, '0'));
    EXPECT_EQ(Reason("sig", sign), "REVISION_CHANGED");
    sign.set_revision_hash(hash);
    EXPECT_EQ(Reason("form", sign), "ROLE_MISSING");
    EXPECT_EQ(Must<v1::SignSubmissionResponse>("sig", sign).submission().revision_hash(), hash);
    v1::SubmitSubmissionRequest submit;
    submit.set_name(submission_);
    submit.set_request_id(absl::StrCat(round_, "-", ++submits_));
    const auto first = Must<v1::SubmitSubmissionResponse>("form", submit);
    EXPECT_EQ(first.submission().state(), v1::SUBMISSION_STATE_SUBMITTED);
    EXPECT_FALSE(first.submission().evaluation().empty());
    const auto again = Must<v1::SubmitSubmissionResponse>("form", submit);
    EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  }
  void TakeUp() {
    v1::AssignReviewerRequest assign;
    assign.set_name(submission_);
    assign.set_reviewer("people/twin");
    EXPECT_EQ(Reason("bo", assign), "CONFLICT_OF_INTEREST");
    assign.set_reviewer("people/app");
    EXPECT_EQ(Reason("bo", assign), "REVIEWER_ROLE_MISSING");
    assign.set_reviewer("people/nobody");
    EXPECT_EQ(Reason("bo", assign), "REFERENCE_MISSING");
    assign.set_reviewer("people/rita");
    Must<v1::AssignReviewerResponse>("bo", assign);
    v1::StartReviewRequest start;
    start.set_name(submission_);
    EXPECT_EQ(Reason("twin", start), "NOT_ASSIGNED");
    const auto started = Must<v1::StartReviewResponse>("rita", start).submission();
    EXPECT_EQ(started.state(), v1::SUBMISSION_STATE_IN_REVIEW);
    EXPECT_THAT(started.allowed_actions(), Contains("assess"));
    EXPECT_EQ(Reason("rita", start), "STATE_REFUSED");
  }
  v1::DecideSubmissionRequest Decide(v1::Outcome outcome, const std::string& hash) {
    v1::DecideSubmissionRequest request;
    request.set_name(submission_);
    request.set_revision_hash(hash);
    request.mutable_decision()->set_outcome(outcome);
    request.mutable_decision()->set_reason("As discussed.");
    request.mutable_decision()->set_decided_by("people/app");
    return request;
  }
  void Observe(const char* id, type::v1::Severity severity) {
    v1::CreateObservationRequest observe;
    observe.set_parent(submission_);
    observe.set_observation_id(id);
    v1::Observation& observation = *observe.mutable_observation();
    observation.set_field("costs.nothing");
    observation.set_severity(severity);
    observation.set_text("Why so much?");
    *observation.mutable_due_date() = cartera::testing::DayFromToday(host_, 7);
    EXPECT_EQ(Reason("rita", observe), "INVALID_REQUEST");
    observation.set_field("costs.lines[id=c1].amount");
    EXPECT_EQ(Reason("twin", observe), "CONFLICT_OF_INTEREST");
    Must<v1::CreateObservationResponse>("rita", observe);
  }
  void Iterate(const std::string& hash) {
    EXPECT_EQ(Reason("app", Decide(v1::OUTCOME_REQUEST_ITERATION, hash)), "GUARD_FAILED");
    Observe("o1", type::v1::SEVERITY_BLOCKING);
    const auto decided =
        Must<v1::DecideSubmissionResponse>("app", Decide(v1::OUTCOME_REQUEST_ITERATION, hash));
    EXPECT_EQ(decided.submission().state(), v1::SUBMISSION_STATE_ITERATION_REQUESTED);
    EXPECT_FALSE(decided.decision().evaluation_hash().empty());
    EXPECT_THAT(decided.decision().open_observations(),
                ElementsAre(absl::StrCat(submission_, "/observations/o1")));
    v1::ReviseSubmissionRequest revise;
    revise.set_name(submission_);
    EXPECT_EQ(Must<v1::ReviseSubmissionResponse>("form", revise).submission().iteration(), 2);
    v1::ReplyObservationRequest reply;
    reply.set_name(absl::StrCat(submission_, "/observations/o1"));
    reply.set_reply("It is less now.");
    Must<v1::ReplyObservationResponse>("form", reply);
  }
  std::string Mend() {
    appraisal::v1::UpdateCaseRequest update;
    update.set_name(case_);
    *update.mutable_content()->mutable_problem() = cartera::testing::CompleteCase().problem();
    update.mutable_content()->mutable_problem()->set_problem("A better text.");
    update.add_sections("problem");
    // The unlocking of the case is delivered by the relay.
    absl::Status status;
    for (int i = 0; i < 100; ++i) {
      status = host_.As("form").Try(update);
      if (status.ok()) break;
      absl::SleepFor(absl::Milliseconds(100));
    }
    EXPECT_TRUE(status.ok()) << status;
    return Freeze();
  }
  void Assess() {
    appraisal::v1::GetMethodologyVersionRequest get;
    get.set_name(kMethodology);
    v1::AssessSubmissionRequest assess;
    assess.set_name(submission_);
    const auto found = Must<appraisal::v1::GetMethodologyVersionResponse>("rita", get);
    for (const auto& criterion : found.methodology_version().criteria()) {
      if (!criterion.by_person()) continue;
      v1::Assessment& assessment = *assess.add_assessments();
      assessment.set_criterion(criterion.id());
      assessment.set_score(3);
      assessment.set_reason("Well shown.");
    }
    v1::AssessSubmissionRequest wrong = assess;
    wrong.add_assessments()->set_criterion("nothing");
    wrong.mutable_assessments(wrong.assessments_size() - 1)->set_reason("x");
    EXPECT_EQ(Reason("rita", wrong), "INVALID_REQUEST");
    EXPECT_EQ(Reason("twin", assess), "NOT_ASSIGNED");
    Must<v1::AssessSubmissionResponse>("rita", assess);
    v1::ListAssessmentsRequest list;
    list.set_parent(submission_);
    EXPECT_EQ(Reason("form", list), "NOT_DECIDED");
    EXPECT_EQ(Must<v1::ListAssessmentsResponse>("app", list).assessments_size(),
              assess.assessments_size());
  }
  static void AddAmount(int year, int64_t amount_minor, v1::Decision* decision) {
    v1::YearAmount& line = *decision->add_authorised();
    line.set_fiscal_year(year);
    line.set_budget_line("12");
    line.mutable_amount()->set_unit("CAD");
    line.mutable_amount()->set_amount_minor(amount_minor);
    line.mutable_amount()->set_basis(type::v1::PRICE_BASIS_REAL);
    line.mutable_amount()->set_price_year(2026);
  }
  void Approve(const std::string& hash) {
    v1::DecideSubmissionRequest decide = Decide(v1::OUTCOME_APPROVE_WITH_OBSERVATIONS, hash);
    EXPECT_EQ(Reason("app", decide), "INVALID_REQUEST");  // no money given
    AddAmount(2027, 5'000'001, decide.mutable_decision());
    Observe("o2", type::v1::SEVERITY_SHOULD);
    EXPECT_EQ(Reason("app", decide), "GUARD_FAILED") << "o1 is blocking, answered, and not closed";
    v1::CloseObservationRequest close;
    close.set_name(absl::StrCat(submission_, "/observations/o1"));
    Must<v1::CloseObservationResponse>("rita", close);
    EXPECT_EQ(Reason("app", decide), "INVALID_REQUEST");  // more than was asked
    decide.mutable_decision()->clear_authorised();
    AddAmount(2027, 4'000'000, decide.mutable_decision());
    EXPECT_EQ(Reason("rita", decide), "ROLE_MISSING");
    decide.set_request_id("decide-1");
    const auto first = Must<v1::DecideSubmissionResponse>("app", decide);
    const auto again = Must<v1::DecideSubmissionResponse>("app", decide);
    EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
    EXPECT_EQ(first.submission().state(), v1::SUBMISSION_STATE_APPROVED_WITH_OBSERVATIONS);
    EXPECT_THAT(first.decision().open_observations(),
                ElementsAre(absl::StrCat(submission_, "/observations/o2")));
    v1::GetAuthorisationRequest get;
    get.set_name(first.decision().authorisation());
    const auto authorisation = Must<v1::GetAuthorisationResponse>("form", get).authorisation();
    EXPECT_EQ(authorisation.amounts_size(), 1);
    EXPECT_EQ(authorisation.asked_size(), 2);
    EXPECT_EQ(authorisation.asked(1).amount().amount_minor(), 5'000'000);
    EXPECT_EQ(Reason("stranger", get), "NOT_FOUND");
  }
  void ExpectDelivery() {
    registry::v1::GetProjectRequest get;
    get.set_name("projects/scnl");
    for (int i = 0; i < 100; ++i) {
      if (Must<registry::v1::GetProjectResponse>("form", get).project().stage() ==
          registry::v1::PROJECT_STAGE_DELIVERY) {
        return;
      }
      absl::SleepFor(absl::Milliseconds(100));
    }
    ADD_FAILURE() << "the authorised project did not move into delivery";
  }

  void Use(const std::string& round) {
    round_ = round;
    submission_ = absl::StrCat("rounds/", round, "/submissions/s1");
    case_ = absl::StrCat("projects/scnl/cases/", round);
  }

  inline static cartera::testing::TestHost* shared_ = nullptr;
  cartera::testing::TestHost& host_ = *shared_;
  std::string round_, submission_, case_;
  int submits_ = 0;
};

TEST_F(StoryTest, ACaseIsIteratedOnceAndApprovedForLessThanItAsked) {
  Use("b27");
  OpenRound();
  const std::string first = WriteCase();
  Enter();
  v1::GetSubmissionRequest get;
  get.set_name(submission_);
  EXPECT_EQ(Reason("stranger", get), "NOT_FOUND");
  SignAndSubmit(first);
  TakeUp();
  EXPECT_EQ(Reason("app", Decide(v1::OUTCOME_REJECT, first)), "GUARD_FAILED");
  Iterate(first);
  const std::string second = Mend();
  ASSERT_NE(first, second);
  SignAndSubmit(second);
  TakeUp();
  EXPECT_EQ(Reason("app", Decide(v1::OUTCOME_REQUEST_ITERATION, first)), "REVISION_CHANGED");
  Assess();
  Approve(second);
  ExpectDelivery();
  EXPECT_EQ(host_.VerifyChains("review").faults, 0);
}

TEST_F(StoryTest, ClosingARoundDefersOnlyOpenIterations) {
  Use("b28");
  OpenRound();
  const std::string hash = WriteCase();
  Enter();
  SignAndSubmit(hash);
  TakeUp();
  Iterate(hash);
  v1::CloseRoundRequest close;
  close.set_name("rounds/" + round_);
  EXPECT_EQ(Must<v1::CloseRoundResponse>("bo", close).deferred_count(), 1);
  v1::GetSubmissionRequest get;
  get.set_name(submission_);
  EXPECT_EQ(Must<v1::GetSubmissionResponse>("form", get).submission().state(),
            v1::SUBMISSION_STATE_DEFERRED);
}

}  // namespace
}  // namespace cartera::review
