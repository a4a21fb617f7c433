#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/screening.pb.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/testing/fixture.h"

namespace cartera::appraisal {
namespace {

constexpr char kCase[] = "projects/tax/cases/two";

class ScreeningTest : public ServiceTest {
 protected:
  void Create(const char* id, const char* methodology) {
    v1::CreateCaseRequest request;
    request.set_parent("projects/tax");
    request.set_case_id(id);
    request.mutable_case_()->set_title("T");
    request.mutable_case_()->set_stage(v1::CASE_STAGE_FULL);
    request.mutable_case_()->set_methodology_version(methodology);
    *request.mutable_content() = SampleContent();
    request.mutable_content()->mutable_problem()->clear_affected_users();
    const auto made = Do<v1::CreateCaseResponse>("ana", request);
    ASSERT_TRUE(made.ok()) << made.status();
  }
  absl::StatusOr<v1::ScreenCaseResponse> Screen(const char* person, const std::string& name,
                                                int revision) {
    v1::ScreenCaseRequest request;
    request.set_name(name);
    request.set_revision(revision);
    return Do<v1::ScreenCaseResponse>(person, request);
  }
};

TEST_F(ScreeningTest, AgencyAndCentreGetTheSameGroundsInTheSameOrder) {
  Create("two", "methodologies/chile-ict/versions/2");
  const auto draft = Screen("ana", kCase, 0);
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(draft->published_count(), 5);
  ASSERT_GE(draft->grounds_size(), 1);
  EXPECT_EQ(draft->grounds(0).ground(), "no-problem");
  EXPECT_EQ(draft->grounds(0).findings(0).field(), "problem.affected_users");
  MustFreeze("ana", kCase);
  const auto frozen = Screen("rita", kCase, 1);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->DebugString(), draft->DebugString());
  EXPECT_TRUE(absl::IsNotFound(Screen("ana", kCase, 2).status()));
  EXPECT_TRUE(absl::IsNotFound(Screen("otto", kCase, 0).status()));
}

TEST_F(ScreeningTest, AMethodWithoutGroundsGivesNone) {
  Create("one", "methodologies/chile-ict/versions/1");
  const auto screened = Screen("ana", "projects/tax/cases/one", 0);
  ASSERT_TRUE(screened.ok()) << screened.status();
  EXPECT_EQ(screened->published_count(), 0);
  EXPECT_EQ(screened->grounds_size(), 0);
}

}  // namespace
}  // namespace cartera::appraisal
