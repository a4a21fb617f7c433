#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "cartera/review/v1/assignment.pb.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/decided_case.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

// Who looks at a case, since when, and until when. The round's calendar has neither rest days nor
// holidays (the domain's tests count those), so that a working day is a day here.
namespace cartera::review {
namespace {

using cartera::testing::DayFromToday;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRound[] = "rounds/b27";

class AssignmentTest : public ::testing::Test {
 protected:
  AssignmentTest() : host_({registry::Module(), appraisal::Module(), Module()}) {
    cartera::testing::Bootstrap(host_);
    for (const char* agency : {"tax", "fin"}) cartera::testing::AddAgency(host_, agency, "gov");
    cartera::testing::AddOfficer(host_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(host_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    AddCentral("bo", type::v1::ROLE_BUDGET_OFFICER, "fin");
    AddCentral("rita", type::v1::ROLE_BUDGET_REVIEWER, "fin");
    AddCentral("paul", type::v1::ROLE_TECHNICAL_REVIEWER, "fin");
    AddCentral("twin", type::v1::ROLE_BUDGET_REVIEWER, "tax");
    AddCentral("app", type::v1::ROLE_APPROVER, "fin");
  }
  void AddCentral(const char* id, type::v1::Role role, const char* affiliation) {
    cartera::testing::AddPerson(host_, id, affiliation);
    cartera::testing::Give(host_, id, role, "gov");
  }

  v1::CreateRoundRequest NewRound(const char* id) {
    v1::CreateRoundRequest request;
    request.set_round_id(id);
    v1::Round& round = *request.mutable_round();
    round.set_title("Budget 2027");
    round.set_methodology_version(cartera::testing::kMethodology);
    *round.mutable_valuation_date() = DayFromToday(host_, 0);
    round.set_base_fiscal_year(2027);
    round.set_price_year(2026);
    *round.mutable_submission_until() = DayFromToday(host_, 30);
    *round.mutable_iteration_until() = DayFromToday(host_, 45);
    *round.mutable_decision_until() = DayFromToday(host_, 60);
    round.mutable_working_calendar();
    round.set_contact("ICT desk");
    AddLevel(v1::SUBMISSION_STATE_SUBMITTED, 2, &round);
    AddLevel(v1::SUBMISSION_STATE_SCREENING, 5, &round);
    return request;
  }
  static void AddLevel(v1::SubmissionState step, int working_days, v1::Round* round) {
    v1::ServiceLevel& level = *round->add_service_levels();
    level.set_step(step);
    level.set_working_days(working_days);
  }
  v1::Round Open(const v1::CreateRoundRequest& request) {
    const auto made = Must<v1::CreateRoundResponse>("bo", request).round();
    v1::OpenRoundRequest open;
    open.set_name(made.name());
    return Must<v1::OpenRoundResponse>("bo", open).round();
  }

  std::string Reason(const char* person, const google::protobuf::Message& request) {
    return rpc::ReasonOf(host_.As(person).Try(request));
  }
  template <typename Response>
  Response Must(const char* person, const google::protobuf::Message& request) {
    return host_.As(person).Must<Response>(request);
  }

  // The name of a submission that was handed in.
  std::string Submitted(const std::string& project, const std::string& round = "b27") {
    const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
    cartera::testing::AddProject(host_, "form", project, "tax");
    cartera::testing::DecidedCase made = cartera::testing::WriteCase(host_, actors, project);
    cartera::testing::EnterCase(host_, actors, round, project, &made);
    v1::SignSubmissionRequest sign;
    sign.set_name(made.submission);
    sign.set_revision_hash(made.revision_hash);
    Must<v1::SignSubmissionResponse>("sig", sign);
    v1::SubmitSubmissionRequest submit;
    submit.set_name(made.submission);
    Must<v1::SubmitSubmissionResponse>("form", submit);
    return made.submission;
  }
  v1::Submission Get(const std::string& name) {
    v1::GetSubmissionRequest request;
    request.set_name(name);
    return Must<v1::GetSubmissionResponse>("form", request).submission();
  }
  static v1::AssignReviewerRequest Assign(const std::string& name, const char* reviewer,
                                          const char* reason = "") {
    v1::AssignReviewerRequest request;
    request.set_name(name);
    if (*reviewer != 0) request.set_reviewer(absl::StrCat("people/", reviewer));
    request.set_reason(reason);
    return request;
  }
  static v1::StartReviewRequest Start(const std::string& name) {
    v1::StartReviewRequest request;
    request.set_name(name);
    return request;
  }
  static v1::DeclareInterestRequest Declare(const std::string& name, bool conflict) {
    v1::DeclareInterestRequest request;
    request.set_name(name);
    request.set_conflict(conflict);
    request.set_reason("My sister runs the supplier, or she does not.");
    return request;
  }
  v1::ListReviewersResponse Reviewers(const std::string& name) {
    v1::ListReviewersRequest request;
    request.set_parent(name);
    return Must<v1::ListReviewersResponse>("bo", request);
  }
  static std::vector<std::string> NamesOf(const v1::ListReviewersResponse& found) {
    std::vector<std::string> names;
    for (const auto& one : found.reviewers()) names.push_back(one.reviewer());
    return names;
  }
  void SetProfile(const char* person, const char* skill, int capacity) {
    v1::SetReviewerProfileRequest request;
    request.mutable_profile()->set_person(absl::StrCat("people/", person));
    request.mutable_profile()->add_skills(skill);
    request.mutable_profile()->set_capacity(capacity);
    Must<v1::SetReviewerProfileResponse>("bo", request);
  }
  v1::CreateDelegationRequest Delegate(const char* from, const char* to, int from_day,
                                       int until_day) {
    v1::CreateDelegationRequest request;
    request.set_parent(absl::StrCat("people/", from));
    request.set_delegation_id("d1");
    v1::Delegation& delegation = *request.mutable_delegation();
    delegation.set_delegate(absl::StrCat("people/", to));
    *delegation.mutable_from_date() = DayFromToday(host_, from_day);
    *delegation.mutable_until_date() = DayFromToday(host_, until_day);
    delegation.set_reason("Leave");
    return request;
  }
  static std::string Text(const google::type::Date& date) { return date.ShortDebugString(); }

  cartera::testing::TestHost host_;
};

TEST_F(AssignmentTest, ARoundNamesEveryFaultOfItsDatesAndLevels) {
  v1::CreateRoundRequest request = NewRound("b27");
  v1::Round& round = *request.mutable_round();
  *round.mutable_iteration_until() = DayFromToday(host_, 20);
  *round.mutable_follow_up_until() = DayFromToday(host_, 50);
  for (int i = 0; i < 2; ++i) {
    *round.mutable_working_calendar()->add_holidays()->mutable_date() = DayFromToday(host_, 3);
  }
  AddLevel(v1::SUBMISSION_STATE_SCREENING, 7, &round);
  AddLevel(v1::SUBMISSION_STATE_DRAFT, 7, &round);
  const absl::Status status = host_.As("bo").Try(request);
  std::vector<std::string> fields;
  for (const auto& fault : rpc::FaultsOf(status)) fields.push_back(fault.field);
  EXPECT_THAT(fields, ElementsAre("round.iteration_until", "round.follow_up_until",
                                  "round.working_calendar.holidays[1].date",
                                  "round.service_levels[2].step", "round.service_levels[3].step"));
}

TEST_F(AssignmentTest, ARoundKeepsItsWindowsCalendarAndLevels) {
  v1::CreateRoundRequest request = NewRound("b27");
  v1::Round& wanted = *request.mutable_round();
  *wanted.mutable_formulation_from() = DayFromToday(host_, 0);
  *wanted.mutable_submission_from() = DayFromToday(host_, 1);
  *wanted.mutable_follow_up_until() = DayFromToday(host_, 90);
  wanted.mutable_working_calendar()->add_rest_weekdays(5);
  wanted.mutable_working_calendar()->add_rest_weekdays(6);
  v1::Holiday& holiday = *wanted.mutable_working_calendar()->add_holidays();
  *holiday.mutable_date() = DayFromToday(host_, 3);
  holiday.set_title("Independence");
  const v1::Round round = Open(request);
  EXPECT_EQ(round.working_calendar().ShortDebugString(),
            wanted.working_calendar().ShortDebugString());
  EXPECT_EQ(Text(round.formulation_from()), Text(wanted.formulation_from()));
  EXPECT_EQ(Text(round.submission_from()), Text(wanted.submission_from()));
  EXPECT_EQ(Text(round.iteration_until()), Text(wanted.iteration_until()));
  EXPECT_EQ(Text(round.follow_up_until()), Text(wanted.follow_up_until()));
  ASSERT_EQ(round.service_levels_size(), 2);
  EXPECT_EQ(round.service_levels(1).working_days(), 5);
  EXPECT_EQ(round.contact(), "ICT desk");
}

TEST_F(AssignmentTest, WhoNamesHolidaysAloneMeansTheUsualWeek) {
  v1::CreateRoundRequest request = NewRound("b27");
  *request.mutable_round()->mutable_working_calendar()->add_holidays()->mutable_date() =
      DayFromToday(host_, 3);
  EXPECT_THAT(Open(request).working_calendar().rest_weekdays(), ElementsAre(6, 7));
}

TEST_F(AssignmentTest, NothingIsHandedInBeforeItsDayNorComesBackAfterIt) {
  v1::CreateRoundRequest request = NewRound("b27");
  *request.mutable_round()->mutable_formulation_from() = DayFromToday(host_, 5);
  *request.mutable_round()->mutable_submission_from() = DayFromToday(host_, 10);
  Open(request);
  const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
  cartera::testing::AddProject(host_, "form", "p1", "tax");
  auto made = cartera::testing::WriteCase(host_, actors, "p1");
  v1::CreateSubmissionRequest enter;
  enter.set_parent(kRound);
  enter.set_submission_id("p1");
  enter.mutable_submission()->set_case_(made.case_name);
  enter.mutable_submission()->set_kind(v1::SUBMISSION_KIND_NEW);
  EXPECT_EQ(Reason("form", enter), "WINDOW_NOT_BEGUN");
  host_.Advance(absl::Hours(24 * 5));
  cartera::testing::EnterCase(host_, actors, "b27", "p1", &made);
  v1::SignSubmissionRequest sign;
  sign.set_name(made.submission);
  sign.set_revision_hash(made.revision_hash);
  Must<v1::SignSubmissionResponse>("sig", sign);
  v1::SubmitSubmissionRequest submit;
  submit.set_name(made.submission);
  EXPECT_EQ(Reason("form", submit), "GUARD_FAILED");
  host_.Advance(absl::Hours(24 * 5));
  Must<v1::SubmitSubmissionResponse>("form", submit);
}

TEST_F(AssignmentTest, AStandingWindowTakesUrgentCasesAndARoundTakesNone) {
  v1::CreateRoundRequest standing = NewRound("urgent");
  standing.mutable_round()->set_standing(true);
  Open(standing);
  Open(NewRound("b27"));
  const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
  cartera::testing::AddProject(host_, "form", "p1", "tax");
  const auto made = cartera::testing::WriteCase(host_, actors, "p1");
  v1::CreateSubmissionRequest enter;
  enter.set_parent("rounds/urgent");
  enter.set_submission_id("p1");
  enter.mutable_submission()->set_case_(made.case_name);
  enter.mutable_submission()->set_kind(v1::SUBMISSION_KIND_NEW);
  EXPECT_EQ(Reason("form", enter), "KIND_NOT_TAKEN");
  enter.mutable_submission()->set_kind(v1::SUBMISSION_KIND_OUT_OF_ROUND);
  const absl::Status status = host_.As("form").Try(enter);
  ASSERT_EQ(rpc::FaultsOf(status).size(), 1u);
  EXPECT_EQ(rpc::FaultsOf(status)[0].field, "submission.urgency");
  enter.mutable_submission()->set_urgency("The register was encrypted by an attacker.");
  enter.set_parent(kRound);
  EXPECT_EQ(Reason("form", enter), "KIND_NOT_TAKEN");
  enter.set_parent("rounds/urgent");
  EXPECT_EQ(Must<v1::CreateSubmissionResponse>("form", enter).submission().urgency(),
            "The register was encrypted by an attacker.");
}

TEST_F(AssignmentTest, EveryStateHasItsTermAndWhomToAsk) {
  Open(NewRound("b27"));
  const std::string name = Submitted("p1");
  v1::Submission seen = Get(name);
  EXPECT_EQ(Text(seen.step_due_date()), Text(DayFromToday(host_, 2)));
  EXPECT_EQ(Text(seen.next_date()), Text(seen.step_due_date()));
  EXPECT_EQ(seen.contact(), "ICT desk");
  host_.Advance(absl::Hours(24 * 3));
  seen = Get(name);
  EXPECT_TRUE(seen.overdue());
  EXPECT_EQ(seen.waiting_working_days(), 3);
  Must<v1::AssignReviewerResponse>("bo", Assign(name, "rita"));
  seen = Get(name);
  EXPECT_FALSE(seen.overdue());
  EXPECT_EQ(seen.waiting_working_days(), 0);
  EXPECT_EQ(Text(seen.step_due_date()), Text(DayFromToday(host_, 5)));
  EXPECT_EQ(seen.contact(), "people/rita");
  Must<v1::StartReviewResponse>("rita", Start(name));
  seen = Get(name);
  EXPECT_FALSE(seen.has_step_due_date()) << "no level for IN_REVIEW";
  EXPECT_EQ(Text(seen.next_date()), Text(DayFromToday(host_, 57))) << "the end of decisions";
}

TEST_F(AssignmentTest, AClarificationStopsTheClockAndTheTimeIsGivenBack) {
  Open(NewRound("b27"));
  const std::string name = Submitted("p1");
  Must<v1::AssignReviewerResponse>("bo", Assign(name, "rita"));
  for (const char* id : {"q1", "q2"}) {
    v1::AskClarificationRequest ask;
    ask.set_parent(name);
    ask.set_clarification_id(id);
    ask.mutable_clarification()->set_question("Since when?");
    Must<v1::AskClarificationResponse>("rita", ask);
  }
  host_.Advance(absl::Hours(24 * 7));
  v1::Submission seen = Get(name);
  EXPECT_TRUE(seen.clock_stopped());
  EXPECT_FALSE(seen.overdue()) << "the agency is asked, not the centre";
  EXPECT_EQ(Text(seen.step_due_date()), Text(DayFromToday(host_, -2)));
  for (const char* id : {"q1", "q2"}) {
    EXPECT_TRUE(Get(name).clock_stopped());
    v1::AnswerClarificationRequest answer;
    answer.set_name(absl::StrCat(name, "/clarifications/", id));
    answer.set_answer("Since 2019.");
    Must<v1::AnswerClarificationResponse>("form", answer);
  }
  seen = Get(name);
  EXPECT_FALSE(seen.clock_stopped());
  EXPECT_EQ(Text(seen.step_due_date()), Text(DayFromToday(host_, 5))) << "seven days, once";
}

TEST_F(AssignmentTest, TheQueueIsOrderedByWhatIsDueFirst) {
  Open(NewRound("b27"));
  const std::string late = Submitted("p1");
  host_.Advance(absl::Hours(24));
  const std::string later = Submitted("p2");
  v1::ListSubmissionsRequest list;
  list.set_parent(kRound);
  list.set_order_by("step_due_date desc");
  auto found = Must<v1::ListSubmissionsResponse>("bo", list);
  ASSERT_EQ(found.submissions_size(), 2);
  EXPECT_EQ(found.submissions(0).name(), later);
  EXPECT_EQ(found.submissions(1).waiting_working_days(), 1);
  const google::type::Date due = found.submissions(1).step_due_date();
  list.set_filter(
      absl::StrFormat("step_due_date <= %04d-%02d-%02d", due.year(), due.month(), due.day()));
  found = Must<v1::ListSubmissionsResponse>("bo", list);
  ASSERT_EQ(found.submissions_size(), 1);
  EXPECT_EQ(found.submissions(0).name(), late);
}

TEST_F(AssignmentTest, CandidatesComeByConflictRoomSkillAndLoad) {
  Open(NewRound("b27"));
  const std::string first = Submitted("p1");
  EXPECT_THAT(NamesOf(Reviewers(first)), ElementsAre("people/paul", "people/rita", "people/twin"));
  SetProfile("rita", "new", 1);
  auto found = Reviewers(first);
  EXPECT_THAT(NamesOf(found), ElementsAre("people/rita", "people/paul", "people/twin"));
  EXPECT_TRUE(found.reviewers(0).skilled());
  EXPECT_THAT(found.reviewers(2).conflict(), HasSubstr("agencies/tax"));
  // Nobody is named: the best is taken, and then has no room.
  EXPECT_EQ(Must<v1::AssignReviewerResponse>("bo", Assign(first, "")).submission().reviewer(),
            "people/rita");
  const std::string second = Submitted("p2");
  found = Reviewers(second);
  EXPECT_THAT(NamesOf(found), ElementsAre("people/paul", "people/rita", "people/twin"));
  EXPECT_EQ(found.reviewers(1).open_cases_count(), 1);
  SetProfile("paul", "infrastructure", 1);
  Must<v1::AssignReviewerResponse>("bo", Assign(second, ""));
  EXPECT_EQ(Reason("bo", Assign(Submitted("p3"), "")), "NO_REVIEWER_FREE");
}

TEST_F(AssignmentTest, ADeclaredConflictTakesAPersonOffTheCaseForGood) {
  Open(NewRound("b27"));
  const std::string name = Submitted("p1");
  Must<v1::AssignReviewerResponse>("bo", Assign(name, "rita"));
  Must<v1::DeclareInterestResponse>("rita", Declare(name, true));
  EXPECT_EQ(Get(name).reviewer(), "");
  EXPECT_EQ(Reason("bo", Assign(name, "rita", "She is free.")), "CONFLICT_OF_INTEREST");
  EXPECT_EQ(Reason("rita", Declare(name, false)), "CONFLICT_STANDS");
  EXPECT_THAT(Reviewers(name).reviewers(1).conflict(), HasSubstr("declared an interest"));
  EXPECT_EQ(Reason("bo", Assign(name, "paul")), "INVALID_REQUEST") << "no reason is given";
  const auto taken =
      Must<v1::AssignReviewerResponse>("bo", Assign(name, "paul", "Rita knows the supplier."));
  EXPECT_EQ(taken.submission().reviewer(), "people/paul");
  EXPECT_EQ(taken.submission().state(), v1::SUBMISSION_STATE_SCREENING);
  v1::ListDeclarationsRequest list;
  list.set_parent(name);
  EXPECT_EQ(Must<v1::ListDeclarationsResponse>("bo", list).declarations(0).person(), "people/rita");
}

TEST_F(AssignmentTest, WhereARoundAsksForItNobodyBeginsWithoutADeclaration) {
  v1::CreateRoundRequest request = NewRound("b27");
  request.mutable_round()->set_declarations_required(true);
  Open(request);
  const std::string name = Submitted("p1");
  Must<v1::AssignReviewerResponse>("bo", Assign(name, "rita"));
  EXPECT_EQ(Reason("rita", Start(name)), "DECLARATION_MISSING");
  Must<v1::DeclareInterestResponse>("rita", Declare(name, false));
  Must<v1::StartReviewResponse>("rita", Start(name));
}

TEST_F(AssignmentTest, ADelegateReviewsFromItsFirstToItsLastDay) {
  Open(NewRound("b27"));
  const std::string name = Submitted("p1");
  Must<v1::AssignReviewerResponse>("bo", Assign(name, "rita"));
  EXPECT_EQ(Reason("paul", Start(name)), "NOT_ASSIGNED");
  EXPECT_EQ(Reason("paul", Delegate("rita", "paul", 1, 3)), "NOT_YOUR_CASES");
  EXPECT_EQ(Reason("rita", Delegate("rita", "bo", 1, 3)), "REVIEWER_ROLE_MISSING");
  EXPECT_EQ(Reason("rita", Delegate("rita", "rita", 3, 1)), "INVALID_REQUEST");
  const auto made = Must<v1::CreateDelegationResponse>("rita", Delegate("rita", "paul", 1, 3));
  EXPECT_EQ(Reason("paul", Start(name)), "NOT_ASSIGNED") << "it begins tomorrow";
  host_.Advance(absl::Hours(24 * 3));
  v1::GetSubmissionRequest get;
  get.set_name(name);
  EXPECT_THAT(Must<v1::GetSubmissionResponse>("paul", get).submission().allowed_actions(),
              Contains("start_review"));
  host_.Advance(absl::Hours(24));
  EXPECT_THAT(Must<v1::GetSubmissionResponse>("paul", get).submission().allowed_actions(),
              Not(Contains("start_review")));
  EXPECT_EQ(Reason("paul", Start(name)), "NOT_ASSIGNED") << "it ended yesterday";
  v1::EndDelegationRequest end;
  end.set_name(made.delegation().name());
  EXPECT_EQ(Reason("rita", end), "STATE_REFUSED");
  v1::CreateDelegationRequest again = Delegate("rita", "paul", 0, 3);
  EXPECT_EQ(Reason("bo", again), "NAME_TAKEN");
  again.set_delegation_id("d2");
  end.set_name(Must<v1::CreateDelegationResponse>("bo", again).delegation().name());
  Must<v1::EndDelegationResponse>("rita", end);
  EXPECT_EQ(Reason("paul", Start(name)), "NOT_ASSIGNED") << "it was ended";
  v1::ListDelegationsRequest list;
  list.set_parent("people/rita");
  EXPECT_EQ(Must<v1::ListDelegationsResponse>("bo", list).delegations_size(), 2);
  Must<v1::StartReviewResponse>("rita", Start(name));
}

}  // namespace
}  // namespace cartera::review
