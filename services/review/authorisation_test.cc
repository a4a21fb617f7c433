#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "cartera/review/v1/condition.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/decided_case.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

// The money after the decision: conditions, acts, and whether it may flow. Each case asks for
// 50,000.00 CAD (2026 prices) on line 12 in 2027, as tests/support writes it.
namespace cartera::review {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;

constexpr int64_t kAskedMinor = 5'000'000;
constexpr int64_t kSeventyPercentMinor = 3'500'000;

class AuthorisationTest : public ::testing::Test {
 protected:
  // One server for all; each test has a project of its own.
  static void SetUpTestSuite() {
    host_ = new cartera::testing::TestHost({registry::Module(), appraisal::Module(), Module()});
    cartera::testing::Bootstrap(*host_);
    for (const char* agency : {"tax", "fin", "sea"}) {
      cartera::testing::AddAgency(*host_, agency, "gov");
    }
    cartera::testing::AddOfficer(*host_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(*host_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    cartera::testing::AddOfficer(*host_, "buyer", type::v1::ROLE_FINANCE_OFFICER, "tax");
    cartera::testing::AddOfficer(*host_, "stranger", type::v1::ROLE_FINANCE_OFFICER, "sea");
    AddCentral("bo", type::v1::ROLE_BUDGET_OFFICER, "fin");
    AddCentral("rita", type::v1::ROLE_BUDGET_REVIEWER, "fin");
    AddCentral("app", type::v1::ROLE_APPROVER, "fin");
    AddCentral("apu", type::v1::ROLE_APPROVER, "fin");
    AddCentral("twin", type::v1::ROLE_APPROVER, "tax");
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

  // A case of `project` in review, assessed.
  void Bring(const std::string& project) {
    project_ = absl::StrCat("projects/", project);
    const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
    cartera::testing::AddProject(*host_, "form", project, "tax");
    made_ = cartera::testing::WriteCase(*host_, actors, project);
    cartera::testing::EnterCase(*host_, actors, "b27", project, &made_);
    cartera::testing::BringToDecision(*host_, actors, &made_);
  }
  v1::DecideSubmissionRequest Approval(int64_t amount_minor) const {
    v1::DecideSubmissionRequest request;
    request.set_name(made_.submission);
    request.set_revision_hash(made_.revision_hash);
    v1::Decision& decision = *request.mutable_decision();
    decision.set_outcome(v1::OUTCOME_APPROVE_WITH_OBSERVATIONS);
    decision.set_reason("Worth it, for less.");
    decision.add_reasons(v1::DECISION_REASON_BENEFITS_SHOWN);
    decision.set_decided_by("The council");
    v1::YearAmount& line = *decision.add_authorised();
    line.set_fiscal_year(2027);
    line.set_budget_line("12");
    *line.mutable_amount() = Cad(amount_minor);
    return request;
  }
  void Decide(const v1::DecideSubmissionRequest& request) {
    made_.authorisation =
        Must<v1::DecideSubmissionResponse>("app", request).decision().authorisation();
  }
  static v1::ConditionTerms Condition(const char* id, v1::ConditionKind kind) {
    v1::ConditionTerms terms;
    terms.set_condition_id(id);
    terms.set_kind(kind);
    terms.set_text("A signed benefits plan.");
    terms.set_owner("people/sig");
    *terms.mutable_due_date() = cartera::testing::DayFromToday(*host_, 30);
    return terms;
  }
  static type::v1::Money Cad(int64_t amount_minor) {
    type::v1::Money amount;
    amount.set_unit("CAD");
    amount.set_amount_minor(amount_minor);
    amount.set_basis(type::v1::PRICE_BASIS_REAL);
    amount.set_price_year(2026);
    return amount;
  }

  v1::CheckAuthorisationRequest Purchase(int year, int64_t amount_minor) const {
    v1::CheckAuthorisationRequest request;
    request.set_project(project_);
    request.set_fiscal_year(year);
    request.set_budget_line("12");
    *request.mutable_amount() = Cad(amount_minor);
    return request;
  }
  // "YES 3500000", "PARTLY 3500000 EXCEEDS 1": the verdict, what is open, and each ground.
  static std::string Answer(const v1::CheckAuthorisationRequest& request) {
    const auto answer = Must<v1::CheckAuthorisationResponse>("buyer", request);
    std::string text = absl::StrCat(v1::CheckVerdict_Name(answer.verdict()).substr(14), " ",
                                    answer.open().amount_minor());
    for (const v1::CheckReason& reason : answer.reasons()) {
      absl::StrAppend(&text, " ", v1::CheckGround_Name(reason.ground()).substr(13), " ",
                      reason.amount().amount_minor());
      for (const std::string& condition : reason.conditions()) {
        absl::StrAppend(&text, " ", condition.substr(condition.rfind('/') + 1));
      }
    }
    return text;
  }
  std::string Check(int year, int64_t amount_minor) const {
    return Answer(Purchase(year, amount_minor));
  }

  template <typename Request>
  Request Named(const std::string& below = "") const {
    Request request;
    request.set_name(made_.authorisation + below);
    return request;
  }
  v1::MeetConditionRequest Meeting(const char* id) const {
    auto meet = Named<v1::MeetConditionRequest>(absl::StrCat("/conditions/", id));
    meet.set_evidence("The plan, signed by both ministries.");
    meet.set_document_hash(std::string(64, 'a'));
    return meet;
  }
  v1::AcceptConditionRequest Acceptance(const char* id) const {
    return Named<v1::AcceptConditionRequest>(absl::StrCat("/conditions/", id));
  }
  template <typename Request>
  Request Act() const {
    auto request = Named<Request>();
    request.set_reason("As the council asked.");
    return request;
  }
  v1::CarryOverAuthorisationRequest CarryOver(int year, int64_t amount_minor) const {
    auto carry = Act<v1::CarryOverAuthorisationRequest>();
    carry.set_fiscal_year(year);
    carry.set_budget_line("12");
    *carry.mutable_amount() = Cad(amount_minor);
    return carry;
  }
  std::string State() const {
    const auto shown =
        Must<v1::GetAuthorisationResponse>("buyer", Named<v1::GetAuthorisationRequest>());
    return v1::AuthorisationState_Name(shown.authorisation().state()).substr(20);
  }

  static inline cartera::testing::TestHost* host_ = nullptr;
  cartera::testing::DecidedCase made_;
  std::string project_;
};

TEST_F(AuthorisationTest, SeventyPercentWithAConditionFlowsOnlyOnceItIsMet_AndNoMoreThanThat) {
  Bring("seventy");
  EXPECT_EQ(Check(2027, 1), "NO 0 NOT_AUTHORISED 0");
  v1::DecideSubmissionRequest approval = Approval(kSeventyPercentMinor);
  *approval.mutable_decision()->add_conditions() = Condition("plan", v1::CONDITION_KIND_PRECEDENT);
  *approval.mutable_decision()->add_conditions() =
      Condition("report", v1::CONDITION_KIND_SUBSEQUENT);
  Decide(approval);
  EXPECT_EQ(State(), "PROVISIONAL");
  EXPECT_EQ(Check(2027, 1), "NO 0 PROVISIONAL 3500000 plan");

  EXPECT_EQ(Reason("rita", Acceptance("plan")), "STATE_REFUSED") << "nobody showed anything";
  EXPECT_EQ(Reason("rita", Meeting("plan")), "ROLE_MISSING");
  Must<v1::MeetConditionResponse>("sig", Meeting("plan"));
  EXPECT_EQ(Check(2027, 1), "NO 0 PROVISIONAL 3500000 plan") << "met is not accepted";
  auto refuse = Named<v1::RefuseConditionRequest>("/conditions/plan");
  refuse.set_judgement("One signature is missing.");
  Must<v1::RefuseConditionResponse>("rita", refuse);
  EXPECT_EQ(Check(2027, 1), "NO 0 PROVISIONAL 3500000 plan");
  Must<v1::MeetConditionResponse>("sig", Meeting("plan"));
  EXPECT_EQ(Reason("sig", Acceptance("plan")), "ROLE_MISSING");
  EXPECT_EQ(Reason("twin", Acceptance("plan")), "CONFLICT_OF_INTEREST");
  const absl::Time before = host_->Now();
  host_->Advance(absl::Seconds(2));
  Must<v1::AcceptConditionResponse>("rita", Acceptance("plan"));

  EXPECT_EQ(State(), "EFFECTIVE") << "the subsequent condition holds nothing back";
  EXPECT_EQ(Check(2027, kSeventyPercentMinor), "YES 3500000");
  EXPECT_EQ(Check(2027, kSeventyPercentMinor + 1), "PARTLY 3500000 EXCEEDS 1");
  EXPECT_EQ(Check(2027, kAskedMinor), "PARTLY 3500000 EXCEEDS 1500000");
  EXPECT_EQ(Check(2028, 1), "NO 0 NOT_AUTHORISED 0");
  host_->Advance(absl::Seconds(2));
  v1::CheckAuthorisationRequest then = Purchase(2027, kSeventyPercentMinor);
  *then.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(before));
  EXPECT_EQ(Answer(then), "NO 0 PROVISIONAL 3500000 plan") << "as it was before";
  EXPECT_EQ(Reason("stranger", Purchase(2027, 1)), "NOT_FOUND");
  EXPECT_EQ(host_->VerifyChains("review").faults, 0);
}

TEST_F(AuthorisationTest, WhatIsSuspendedOrRevokedDoesNotFlow_AndEveryActIsKept) {
  Bring("acts");
  Decide(Approval(kSeventyPercentMinor));
  EXPECT_EQ(Check(2027, 1), "YES 3500000");
  EXPECT_EQ(Reason("bo", Act<v1::SuspendAuthorisationRequest>()), "ROLE_MISSING");
  EXPECT_EQ(Reason("twin", Act<v1::SuspendAuthorisationRequest>()), "CONFLICT_OF_INTEREST");
  EXPECT_EQ(Reason("app", Act<v1::ResumeAuthorisationRequest>()), "STATE_REFUSED");
  Must<v1::SuspendAuthorisationResponse>("app", Act<v1::SuspendAuthorisationRequest>());
  EXPECT_EQ(Check(2027, 1), "NO 0 SUSPENDED 3500000");
  EXPECT_EQ(Reason("app", CarryOver(2027, 1)), "STATE_REFUSED");
  Must<v1::ResumeAuthorisationResponse>("apu", Act<v1::ResumeAuthorisationRequest>());
  EXPECT_EQ(Check(2027, 1), "YES 3500000");
  auto stale = Act<v1::RevokeAuthorisationRequest>();
  stale.set_etag("f00d");
  EXPECT_EQ(Reason("app", stale), "ETAG_STALE");
  Must<v1::RevokeAuthorisationResponse>("app", Act<v1::RevokeAuthorisationRequest>());
  EXPECT_EQ(Check(2027, 1), "NO 0 REVOKED 3500000");
  EXPECT_EQ(Reason("app", Act<v1::ResumeAuthorisationRequest>()), "STATE_REFUSED");
  v1::ListAuthorisationActsRequest list;
  list.set_parent(made_.authorisation);
  std::vector<std::string> acts;
  const auto listed = Must<v1::ListAuthorisationActsResponse>("buyer", list);
  for (const v1::AuthorisationAct& act : listed.acts()) {
    acts.push_back(absl::StrCat(act.number(), " ", act.kind(), " ", act.acted_by()));
  }
  EXPECT_THAT(acts, ElementsAre("1 1 people/app", "2 2 people/apu", "3 3 people/app"));
}

TEST_F(AuthorisationTest, MoneyIsCarriedOverOnce_AndAYearThatIsNotContinuedWaits) {
  Bring("carried");
  v1::DecideSubmissionRequest approval = Approval(kSeventyPercentMinor);
  approval.mutable_decision()->set_yearly_continuation(true);
  Decide(approval);
  EXPECT_EQ(Reason("bo", CarryOver(2027, kSeventyPercentMinor + 1)), "NOT_CARRIED_OVER");
  EXPECT_EQ(Reason("bo", CarryOver(2028, 1)), "NOT_CARRIED_OVER");
  const auto carried =
      Must<v1::CarryOverAuthorisationResponse>("bo", CarryOver(2027, 500'000)).authorisation();
  EXPECT_EQ(carried.amounts_size(), 2);
  EXPECT_EQ(carried.valid_until().year(), 2028);
  EXPECT_EQ(Check(2027, kSeventyPercentMinor), "PARTLY 3000000 EXCEEDS 500000");
  EXPECT_EQ(Check(2028, 500'000), "NO 0 NOT_CONTINUED 500000");
  auto proceed = Act<v1::ContinueAuthorisationRequest>();
  proceed.set_fiscal_year(2029);
  EXPECT_EQ(Reason("bo", proceed), "YEAR_NOT_NEXT");
  proceed.set_fiscal_year(2028);
  Must<v1::ContinueAuthorisationResponse>("bo", proceed);
  EXPECT_EQ(Check(2028, 500'000), "YES 500000");
  EXPECT_EQ(Reason("bo", proceed), "YEAR_NOT_NEXT");
  v1::GetDecisionRequest get;
  get.set_name(absl::StrCat(made_.submission, "/decisions/1"));
  EXPECT_EQ(
      Must<v1::GetDecisionResponse>("form", get).decision().authorised(0).amount().amount_minor(),
      kSeventyPercentMinor)
      << "the decision says what was decided";
}

TEST_F(AuthorisationTest, ADecisionSaysWhyItLeavesTheSuggestion_AndKeepsItsFormalAct) {
  Bring("formal");
  v1::DecideSubmissionRequest reject = Approval(1);
  reject.mutable_decision()->set_outcome(v1::OUTCOME_REJECT);
  EXPECT_EQ(Reason("app", reject), "INVALID_REQUEST") << "a rejection authorises nothing";
  reject.mutable_decision()->clear_authorised();
  EXPECT_EQ(Reason("app", reject), "AGAINST_SUGGESTION");
  v1::DecideSubmissionRequest approval = Approval(kSeventyPercentMinor);
  v1::Decision& decision = *approval.mutable_decision();
  decision.mutable_instrument()->set_kind("decree");
  decision.mutable_instrument()->set_number("17/2027");
  *decision.mutable_instrument()->mutable_date() = cartera::testing::DayFromToday(*host_, 0);
  decision.mutable_instrument()->set_document_hash("not a hash");
  *decision.add_conditions() = Condition("plan", v1::CONDITION_KIND_PRECEDENT);
  *decision.add_conditions() = Condition("plan", v1::CONDITION_KIND_SUBSEQUENT);
  EXPECT_EQ(rpc::FaultsOf(host_->As("app").Try(approval)).size(), 2U);
  decision.mutable_instrument()->set_document_hash(std::string(64, 'b'));
  decision.mutable_conditions()->RemoveLast();
  decision.mutable_conditions(0)->set_owner("people/nobody");
  EXPECT_EQ(Reason("app", approval), "REFERENCE_MISSING");
  decision.mutable_conditions(0)->set_owner("people/sig");
  *decision.mutable_authorised_from() = cartera::testing::DayFromToday(*host_, 10);
  Decide(approval);
  v1::GetDecisionRequest get;
  get.set_name(absl::StrCat(made_.submission, "/decisions/1"));
  const auto kept = Must<v1::GetDecisionResponse>("form", get).decision();
  EXPECT_EQ(kept.instrument().number(), "17/2027");
  EXPECT_THAT(kept.reasons(), ElementsAre(v1::DECISION_REASON_BENEFITS_SHOWN));
  EXPECT_EQ(kept.conditions(0).condition_id(), "plan");
  Must<v1::MeetConditionResponse>("sig", Meeting("plan"));
  Must<v1::AcceptConditionResponse>("rita", Acceptance("plan"));
  EXPECT_EQ(Check(2027, 1), "NO 0 NOT_YET_VALID 3500000");
}

TEST_F(AuthorisationTest, OfTwoApproversAtTheSameMomentOneDecides) {
  Bring("twice");
  const v1::DecideSubmissionRequest approval = Approval(kSeventyPercentMinor);
  std::array<std::string, 2> reasons;
  std::thread first([&] { reasons[0] = Reason("app", approval); });
  std::thread second([&] { reasons[1] = Reason("apu", approval); });
  first.join();
  second.join();
  EXPECT_NE(reasons[0].empty(), reasons[1].empty()) << reasons[0] << " " << reasons[1];
  EXPECT_THAT(reasons[0].empty() ? reasons[1] : reasons[0], AnyOf("STATE_REFUSED", "ETAG_STALE"));
  v1::ListAuthorisationsRequest list;
  list.set_parent(project_);
  EXPECT_EQ(Must<v1::ListAuthorisationsResponse>("form", list).authorisations_size(), 1);
  EXPECT_EQ(Check(2027, kSeventyPercentMinor), "YES 3500000") << "not twice";
}

// Last: it moves the clock of the server they share.
TEST_F(AuthorisationTest, ZLapsesAfterItsLastDay_AndAConditionIsOverdueAfterIts) {
  Bring("lapsed");
  v1::DecideSubmissionRequest approval = Approval(kSeventyPercentMinor);
  *approval.mutable_decision()->mutable_authorised_until() =
      cartera::testing::DayFromToday(*host_, 40);
  *approval.mutable_decision()->add_conditions() =
      Condition("report", v1::CONDITION_KIND_SUBSEQUENT);
  Decide(approval);
  v1::ListConditionsRequest list;
  list.set_parent(made_.authorisation);
  EXPECT_FALSE(Must<v1::ListConditionsResponse>("form", list).conditions(0).overdue());
  host_->Advance(absl::Hours(24 * 40));
  EXPECT_TRUE(Must<v1::ListConditionsResponse>("form", list).conditions(0).overdue());
  EXPECT_EQ(Check(2027, 1), "YES 3500000") << "on its last day";
  host_->Advance(absl::Hours(24));
  EXPECT_EQ(State(), "LAPSED");
  EXPECT_EQ(Check(2027, 1), "NO 0 LAPSED 3500000");
  EXPECT_EQ(Reason("bo", CarryOver(2027, 1)), "STATE_REFUSED");
}

}  // namespace
}  // namespace cartera::review
