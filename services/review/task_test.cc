// What waits for whom: read from the state of things, never stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/review/v1/condition.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "cartera/review/v1/task.pb.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/decided_case.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

namespace cartera::review {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Kinds = std::set<v1::TaskKind>;
using Waiting = std::map<std::string, Kinds>;

constexpr const char* kPeople[] = {"form", "sig",  "fin-t", "stranger", "bo",
                                   "rita", "twin", "app",   "auditor"};

class TaskTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    host_ = new cartera::testing::TestHost({registry::Module(), appraisal::Module(), Module()});
    cartera::testing::Bootstrap(*host_);
    for (const char* agency : {"tax", "fin", "sea"}) {
      cartera::testing::AddAgency(*host_, agency, "gov");
    }
    cartera::testing::AddOfficer(*host_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(*host_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    cartera::testing::AddOfficer(*host_, "fin-t", type::v1::ROLE_FINANCE_OFFICER, "tax");
    cartera::testing::AddOfficer(*host_, "stranger", type::v1::ROLE_FORMULATOR, "sea");
    AddCentral("bo", type::v1::ROLE_BUDGET_OFFICER, "fin");
    AddCentral("rita", type::v1::ROLE_BUDGET_REVIEWER, "fin");
    // Of the agency whose cases they would judge.
    AddCentral("twin", type::v1::ROLE_APPROVER, "tax");
    AddCentral("app", type::v1::ROLE_APPROVER, "fin");
    AddCentral("auditor", type::v1::ROLE_AUDITOR, "fin");
    cartera::testing::OpenRound(*host_, "bo", "b27");
  }
  static void TearDownTestSuite() { delete host_; }
  static void AddCentral(const char* id, type::v1::Role role, const char* affiliation) {
    cartera::testing::AddPerson(*host_, id, affiliation);
    cartera::testing::Give(*host_, id, role, "gov");
  }
  template <typename Response>
  static Response Must(const std::string& person, const google::protobuf::Message& request) {
    return host_->As(person).Must<Response>(request);
  }

  static std::vector<v1::Task> Tasks(const std::string& person, const std::string& filter) {
    v1::ListTasksRequest request;
    request.set_filter(filter);
    request.set_page_size(1000);
    const auto listed = Must<v1::ListTasksResponse>(person, request);
    EXPECT_EQ(listed.next_page_token(), "");
    return {listed.tasks().begin(), listed.tasks().end()};
  }
  // Whoever has something to do for the project, and what.
  static Waiting WaitingFor(const std::string& project) {
    Waiting waiting;
    for (const char* person : kPeople) {
      for (const v1::Task& task : Tasks(person, absl::StrCat("project = projects/", project))) {
        EXPECT_TRUE(waiting[person].insert(task.kind()).second) << "twice: " << task.name();
        EXPECT_NE(task.what(), "");
        EXPECT_EQ(task.agency(), "agencies/tax");
      }
    }
    return waiting;
  }

  static cartera::testing::DecidedCase Enter(const std::string& project) {
    cartera::testing::AddProject(*host_, "form", project, "tax");
    auto made = cartera::testing::WriteCase(*host_, kActors(), project);
    cartera::testing::EnterCase(*host_, kActors(), "b27", project, &made);
    return made;
  }
  static cartera::testing::Actors kActors() { return {"form", "sig", "bo", "rita", "app"}; }

  inline static cartera::testing::TestHost* host_ = nullptr;
};

TEST_F(TaskTest, EveryStepWaitsForWhoeverMayTakeIt) {
  const auto made = Enter("steps");
  EXPECT_THAT(WaitingFor("steps"), ElementsAre(Pair("sig", Kinds{v1::TASK_KIND_SIGN})));
  v1::SignSubmissionRequest sign;
  sign.set_name(made.submission);
  sign.set_revision_hash(made.revision_hash);
  Must<v1::SignSubmissionResponse>("sig", sign);
  EXPECT_THAT(WaitingFor("steps"), UnorderedElementsAre(Pair("form", Kinds{v1::TASK_KIND_SUBMIT}),
                                                        Pair("sig", Kinds{v1::TASK_KIND_SUBMIT})));
  v1::SubmitSubmissionRequest submit;
  submit.set_name(made.submission);
  Must<v1::SubmitSubmissionResponse>("form", submit);
  // Naming a reviewer judges nothing, so a conflict of interest does not bar.
  const Kinds assign_kind{v1::TASK_KIND_ASSIGN_REVIEWER};
  EXPECT_THAT(WaitingFor("steps"),
              UnorderedElementsAre(Pair("bo", assign_kind), Pair("app", assign_kind),
                                   Pair("twin", assign_kind)));
  v1::AssignReviewerRequest assign;
  assign.set_name(made.submission);
  assign.set_reviewer("people/rita");
  Must<v1::AssignReviewerResponse>("bo", assign);
  EXPECT_THAT(WaitingFor("steps"), ElementsAre(Pair("rita", Kinds{v1::TASK_KIND_START_REVIEW})));
  v1::StartReviewRequest start;
  start.set_name(made.submission);
  Must<v1::StartReviewResponse>("rita", start);
  EXPECT_THAT(WaitingFor("steps"), ElementsAre(Pair("rita", Kinds{v1::TASK_KIND_ASSESS})))
      << "nobody decides before it is scored";
}

TEST_F(TaskTest, WhatIsSaidAndDecidedWaitsForAnswers) {
  auto made = Enter("said");
  cartera::testing::BringToDecision(*host_, kActors(), &made);
  const Kinds answers{v1::TASK_KIND_ANSWER_OBSERVATION, v1::TASK_KIND_ANSWER_CLARIFICATION};
  EXPECT_THAT(WaitingFor("said"),
              UnorderedElementsAre(Pair("form", answers), Pair("fin-t", answers),
                                   Pair("app", Kinds{v1::TASK_KIND_DECIDE})))
      << "twin is of the agency";
  v1::ReplyObservationRequest reply;
  reply.set_name(made.observation);
  reply.set_reply("Because.");
  Must<v1::ReplyObservationResponse>("form", reply);
  EXPECT_THAT(WaitingFor("said")["rita"], ElementsAre(v1::TASK_KIND_CLOSE_OBSERVATION));
  v1::CloseObservationRequest close;
  close.set_name(made.observation);
  Must<v1::CloseObservationResponse>("rita", close);
  EXPECT_THAT(WaitingFor("said").count("rita"), 0);

  auto decided = Enter("decided");
  cartera::testing::DecideCase(*host_, kActors(), &decided);
  const Kinds meet{v1::TASK_KIND_MEET_CONDITION};
  const Kinds both{v1::TASK_KIND_MEET_CONDITION, v1::TASK_KIND_ANSWER_OBSERVATION};
  EXPECT_THAT(WaitingFor("decided"),
              UnorderedElementsAre(Pair("form", both), Pair("sig", meet), Pair("fin-t", both)));
  v1::MeetConditionRequest done;
  done.set_name(absl::StrCat(decided.authorisation, "/conditions/c1"));
  done.set_evidence("Reported.");
  Must<v1::MeetConditionResponse>("sig", done);
  const Kinds judge{v1::TASK_KIND_JUDGE_CONDITION};
  Waiting waiting = WaitingFor("decided");
  EXPECT_EQ(waiting["rita"], judge);
  EXPECT_EQ(waiting["app"], judge);
  EXPECT_EQ(waiting.count("twin"), 0);
  EXPECT_EQ(waiting.count("sig"), 0);
}

// What the list says may be done is what the submission itself says, for everybody.
TEST_F(TaskTest, TheListAndAllowedActionsAgree) {
  const std::map<v1::TaskKind, std::string> names{
      {v1::TASK_KIND_SIGN, "sign"},
      {v1::TASK_KIND_SUBMIT, "submit"},
      {v1::TASK_KIND_REVISE, "revise"},
      {v1::TASK_KIND_ASSIGN_REVIEWER, "assign_reviewer"},
      {v1::TASK_KIND_START_REVIEW, "start_review"},
      {v1::TASK_KIND_ASSESS, "assess"},
      {v1::TASK_KIND_DECIDE, "decide"}};
  auto made = Enter("agree");
  cartera::testing::BringToDecision(*host_, kActors(), &made);
  Enter("agree-too");
  int compared = 0;
  for (const char* person : kPeople) {
    for (const char* project : {"agree", "agree-too"}) {
      v1::GetSubmissionRequest get;
      get.set_name(absl::StrCat("rounds/b27/submissions/", project));
      v1::GetSubmissionResponse response;
      const absl::Status seen = host_->As(person).Call(get, &response);
      std::set<std::string> allowed(response.submission().allowed_actions().begin(),
                                    response.submission().allowed_actions().end());
      for (const v1::Task& task : Tasks(person, absl::StrCat("project = projects/", project))) {
        EXPECT_TRUE(seen.ok()) << person << " is asked for what they may not see";
        const auto name = names.find(task.kind());
        if (name == names.end()) continue;
        EXPECT_TRUE(allowed.count(name->second)) << person << ": " << name->second;
        allowed.erase(name->second);
        ++compared;
      }
      // Both are steps that wait for somebody, whenever they may be taken.
      EXPECT_FALSE(allowed.count("sign") || allowed.count("decide")) << person;
    }
  }
  EXPECT_GE(compared, 2);
}

TEST_F(TaskTest, TheMostUrgentComesFirstPageByPageAndLateDaysAreCounted) {
  auto made = Enter("late");
  cartera::testing::DecideCase(*host_, kActors(), &made);
  const std::vector<v1::Task> all = Tasks("form", "");
  ASSERT_GE(all.size(), 3);
  v1::ListTasksRequest request;
  request.set_page_size(1);
  std::vector<std::string> paged, whole;
  for (int i = 0; i < 100; ++i) {
    const auto page = Must<v1::ListTasksResponse>("form", request);
    for (const v1::Task& task : page.tasks()) paged.push_back(task.name());
    request.set_page_token(page.next_page_token());
    if (page.next_page_token().empty()) break;
  }
  for (const v1::Task& task : all) whole.push_back(task.name());
  EXPECT_EQ(paged, whole);
  int64_t before = 0;
  for (const v1::Task& task : all) {
    const google::type::Date& due = task.due_date();
    const int64_t day =
        task.has_due_date() ? due.year() * 10'000LL + due.month() * 100 + due.day() : 99'999'999;
    EXPECT_GE(day, before) << task.name();
    before = day;
    EXPECT_EQ(task.days_late(), 0);
  }

  host_->Advance(absl::Hours(24 * 10));
  const auto late =
      Tasks("form", "project = projects/late AND kind = TASK_KIND_ANSWER_OBSERVATION");
  ASSERT_THAT(late, SizeIs(1));
  EXPECT_EQ(late[0].days_late(), 3);
  EXPECT_EQ(late[0].what(), "Answer: costs.lines[id=c1].amount: Why so much?");
  request.set_page_token("");
  request.set_filter("what = x");
  EXPECT_EQ(rpc::ReasonOf(host_->As("form").Try(request)), "INVALID_REQUEST");
}

}  // namespace
}  // namespace cartera::review
