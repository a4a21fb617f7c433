// What was once found by looking at refusals: who is turned away learns nothing, holds nothing and
// waits for nothing.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/convert/convert.h"
#include "tests/matrix/expectations.h"
#include "tests/matrix/objects.h"
#include "tests/support/registry_setup.h"

namespace cartera::testing {
namespace {

namespace v1 = ::cartera::registry::v1;

class RefusalsTest : public WorldTest {
 protected:
  static void Change(const std::string& project, v1::Classification classification,
                     const std::string& title) {
    v1::UpdateProjectRequest request;
    request.mutable_project()->set_name(project);
    request.mutable_project()->set_classification(classification);
    request.mutable_project()->set_title(title);
    request.mutable_update_mask()->add_paths("classification");
    request.mutable_update_mask()->add_paths("title");
    host().As("formulator-tax").Must<v1::UpdateProjectResponse>(request);
  }

  // The title that `subject` reads of the project as it was at `then`; "-" when it is hidden.
  static std::string TitleAt(const std::string& subject, const std::string& project,
                             absl::Time then) {
    v1::GetProjectRequest request;
    request.set_name(project);
    *request.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(then));
    v1::GetProjectResponse response;
    const absl::Status status = host().As(subject).Call(request, &response);
    if (absl::IsNotFound(status)) return "-";
    EXPECT_TRUE(status.ok()) << status;
    return response.project().title();
  }
};

TEST_F(RefusalsTest, ThePastIsReadWithTheRightsOfToday) {
  host().As("formulator-tax").Must<v1::CreateProjectResponse>(ProjectRequest("turning", kOwn));
  const auto step = [] {
    host().Advance(absl::Seconds(10));
    const absl::Time at = host().Now() - absl::Seconds(5);
    return at;
  };
  Change("projects/turning", v1::CLASSIFICATION_OPEN, "told");
  const absl::Time told = step();
  Change("projects/turning", v1::CLASSIFICATION_INTERNAL, "kept");
  const absl::Time kept = step();
  host().Advance(absl::Seconds(10));
  // Closed now: what was open once is closed with it, to all but those at its places.
  EXPECT_EQ(TitleAt("formulator-sea", "projects/turning", told), "-");
  EXPECT_EQ(TitleAt("formulator-sea", "projects/turning", kept), "-");
  EXPECT_EQ(TitleAt("formulator-tax", "projects/turning", told), "told");
  EXPECT_EQ(TitleAt("formulator-tax", "projects/turning", kept), "kept");
  // Opened again: what was written while it was closed stays closed.
  Change("projects/turning", v1::CLASSIFICATION_OPEN, "told again");
  const absl::Time again = step();
  host().Advance(absl::Seconds(10));
  EXPECT_EQ(TitleAt("formulator-sea", "projects/turning", told), "told");
  EXPECT_EQ(TitleAt("formulator-sea", "projects/turning", kept), "-");
  EXPECT_EQ(TitleAt("formulator-sea", "projects/turning", again), "told again");
  EXPECT_EQ(TitleAt("formulator-tax", "projects/turning", kept), "kept");
}

TEST_F(RefusalsTest, WhoTookAProjectOverReadsItsPastAndWhoGaveItAwayDoesNot) {
  v1::CreateProjectRequest create = ProjectRequest("handed", kOwn);
  create.mutable_project()->set_classification(v1::CLASSIFICATION_INTERNAL);
  host().As("budget-officer-ministry").Must<v1::CreateProjectResponse>(create);
  host().Advance(absl::Seconds(10));
  const absl::Time before = host().Now() - absl::Seconds(5);
  v1::UpdateProjectRequest hand_over;
  hand_over.mutable_project()->set_name("projects/handed");
  hand_over.mutable_project()->set_lead_agency("agencies/health");
  hand_over.mutable_update_mask()->add_paths("lead_agency");
  host().As("budget-officer-ministry").Must<v1::UpdateProjectResponse>(hand_over);
  host().Advance(absl::Seconds(10));
  EXPECT_EQ(TitleAt("formulator-health", "projects/handed", before), "Project handed");
  EXPECT_EQ(TitleAt("formulator-tax", "projects/handed", before), "-");
}

TEST_F(RefusalsTest, WhoSeesASubmissionSeesItsCase) {
  for (const Subject& subject : world_->Subjects()) {
    review::v1::GetSubmissionRequest submission;
    submission.set_name(world_->made().submission);
    appraisal::v1::GetCaseRequest of;
    of.set_name(world_->made().case_name);
    EXPECT_EQ(subject.caller.Try(submission).code(), subject.caller.Try(of).code()) << subject.id;
  }
}

TEST_F(RefusalsTest, ARoundIsRunByWhoRunsTheWholeBudget) {
  review::v1::CloseRoundRequest close;
  close.set_name("rounds/r1");
  close.set_validate_only(true);
  EXPECT_TRUE(absl::IsPermissionDenied(host().As("budget-officer-tax").Try(close)));
  EXPECT_TRUE(absl::IsPermissionDenied(host().As("budget-officer-ministry").Try(close)));
  EXPECT_TRUE(host().As("officer").Try(close).ok());
  review::v1::GetRoundRequest get;
  get.set_name("rounds/r1");
  EXPECT_EQ(host()
                .As("budget-officer-tax")
                .Must<review::v1::GetRoundResponse>(get)
                .round()
                .allowed_actions_size(),
            0)
      << "what is offered is what is let through";
}

TEST_F(RefusalsTest, WhoIsTurnedAwayDoesNotWaitForALock) {
  const std::vector<Door> doors = Doors(*world_);
  std::vector<Subject> subjects;
  for (const Subject& subject : world_->Subjects()) {
    if (subject.id == "member" || subject.id == "sailor" || subject.id == "auditor-tax" ||
        subject.id == "formulator-sea" || subject.id == "approver-allied") {
      subjects.push_back(subject);
    }
  }
  ASSERT_EQ(subjects.size(), 5u);
  int turned_away = 0;
  host().WhileHeld(
      {"registry.projects", "registry.participants", "registry.grants", "registry.agencies",
       "appraisal.cases", "review.rounds", "review.submissions", "review.observations"},
      [&] {
        for (const Door& door : doors) {
          for (const Subject& subject : subjects) {
            const Outcome expected = Expected(door, subject, Variant::kThere);
            if (expected == Outcome::kLetIn) continue;
            const absl::Status status = subject.caller.Try(*door.request);
            ASSERT_STREQ(NameOf(OutcomeOf(status)), NameOf(expected))
                << door.method->name() << " by " << subject.id << ": " << status;
            ++turned_away;
          }
        }
      });
  std::printf("%d refusals\n", turned_away);
  EXPECT_GT(turned_away, 100);
}

// The SQL statements of all calls so far, those that a call made in other services included.
int64_t StatementsSoFar(TestHost& host) {
  const std::string text = host.host().metrics().Text();
  int64_t sum = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, "cartera_rpc_statements_total{") ||
        absl::StrContains(line, "\"DeliverEvent\"")) {
      continue;
    }
    double value = 0;
    EXPECT_TRUE(absl::SimpleAtod(line.substr(line.rfind(' ') + 1), &value)) << line;
    sum += static_cast<int64_t>(value);
  }
  return sum;
}

TEST_F(RefusalsTest, AHiddenObjectTakesTheWorkOfAnAbsentOne) {
  int compared = 0;
  for (const Door& door : Doors(*world_)) {
    for (const Subject& subject : world_->Subjects()) {
      if (subject.id != "sailor" && subject.id != "formulator-sea" && subject.id != "member" &&
          subject.id != "access-administrator-health") {
        continue;
      }
      int64_t statements[2] = {-1, -1};
      for (const bool absent : {false, true}) {
        const Variant variant = absent ? Variant::kAbsent : Variant::kThere;
        const auto request = RequestOn(door, *world_, variant);
        if (request == nullptr || Expected(door, subject, variant) != Outcome::kHidden) break;
        const int64_t before = StatementsSoFar(host());
        (void)subject.caller.Try(*request);
        statements[absent] = StatementsSoFar(host()) - before;
      }
      if (statements[1] < 0) continue;
      EXPECT_EQ(statements[0], statements[1]) << door.method->name() << " by " << subject.id;
      EXPECT_GT(statements[0], 0) << door.method->name();
      ++compared;
    }
  }
  std::printf("%d pairs\n", compared);
  EXPECT_GT(compared, 80);
}

}  // namespace
}  // namespace cartera::testing
