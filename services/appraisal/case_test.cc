#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/platform/pg/audit.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/testing/fixture.h"

namespace cartera::appraisal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTaxCase[] = "projects/tax/cases/main";

class CaseTest : public ServiceTest {
 protected:
  v1::UpdateCaseRequest Rewrite(const std::string& section, const std::string& text) {
    v1::UpdateCaseRequest request;
    request.set_name(kTaxCase);
    request.add_sections(section);
    if (section == "problem") request.mutable_content()->mutable_problem()->set_problem(text);
    if (section == "costs") request.mutable_content()->mutable_costs()->set_method(text);
    if (section == "benefits") request.mutable_content()->mutable_benefits()->set_method(text);
    return request;
  }
  absl::StatusOr<v1::Case> Update(const std::string& person, const v1::UpdateCaseRequest& request) {
    const auto response = Do<v1::UpdateCaseResponse>(person, request);
    if (!response.ok()) return response.status();
    return response->case_();
  }
  absl::StatusOr<v1::Case> Get(const std::string& person, const std::string& name = kTaxCase) {
    v1::GetCaseRequest request;
    request.set_name(name);
    const auto response = Do<v1::GetCaseResponse>(person, request);
    if (!response.ok()) return response.status();
    return response->case_();
  }
  static std::string EtagOf(const v1::Case& one, const std::string& section) {
    for (const auto& state : one.sections()) {
      if (state.section() == section) return state.etag();
    }
    return "";
  }
  std::vector<std::string> List(const std::string& person, const std::string& parent,
                                const std::string& filter = "") {
    v1::ListCasesRequest request;
    request.set_parent(parent);
    request.set_filter(filter);
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      const auto response = Do<v1::ListCasesResponse>(person, request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) break;
      for (const v1::Case& one : response->cases()) names.push_back(one.name());
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

TEST_F(CaseTest, CreatedCaseIsReadBackWhole) {
  const v1::Case made = MustCreate("ana", "tax", "main", SampleContent());
  EXPECT_EQ(made.name(), kTaxCase);
  EXPECT_EQ(made.sections_size(), 6);
  EXPECT_EQ(made.sections(0).author(), "people/ana");
  EXPECT_THAT(made.allowed_actions(), ElementsAre("update", "create_revision"));
  const auto read = Get("ana");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->DebugString(), made.DebugString());
  EXPECT_EQ(read->content().DebugString(), SampleContent().DebugString());
}

TEST_F(CaseTest, NameTakenAndReferencesMissingAreNamed) {
  MustCreate("ana", "tax", "main", {});
  v1::CreateCaseRequest request;
  request.set_parent("projects/tax");
  request.set_case_id("main");
  request.mutable_case_()->set_title("Again");
  request.mutable_case_()->set_stage(v1::CASE_STAGE_FULL);
  request.mutable_case_()->set_methodology_version("methodologies/chile-ict/versions/1");
  EXPECT_EQ(rpc::ReasonOf(Do<v1::CreateCaseResponse>("ana", request).status()), "NAME_TAKEN");
  request.mutable_case_()->set_methodology_version("methodologies/chile-ict/versions/9");
  EXPECT_EQ(rpc::ReasonOf(Do<v1::CreateCaseResponse>("ana", request).status()),
            "REFERENCE_MISSING");
  request.set_parent("projects/none");
  EXPECT_TRUE(absl::IsNotFound(Do<v1::CreateCaseResponse>("ana", request).status()));
}

TEST_F(CaseTest, TwoAuthorsWriteDifferentSectionsAtOnce) {
  const v1::Case made = MustCreate("ana", "tax", "main", SampleContent());
  v1::UpdateCaseRequest costs = Rewrite("costs", "Offers");
  (*costs.mutable_section_etags())["costs"] = EtagOf(made, "costs");
  v1::UpdateCaseRequest benefits = Rewrite("benefits", "Time study");
  (*benefits.mutable_section_etags())["benefits"] = EtagOf(made, "benefits");
  absl::StatusOr<v1::Case> one, other;
  std::thread ana([&] { one = Update("ana", costs); });
  std::thread ben([&] { other = Update("ben", benefits); });
  ana.join();
  ben.join();
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_TRUE(other.ok()) << other.status();
  const auto read = Get("ana");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->content().costs().method(), "Offers");
  EXPECT_EQ(read->content().benefits().method(), "Time study");
  EXPECT_EQ(read->content().problem().problem(), "Paper takes weeks");
  for (const auto& state : read->sections()) {
    EXPECT_EQ(state.author(), state.section() == "benefits" ? "people/ben" : "people/ana");
  }
}

TEST_F(CaseTest, StaleSectionEtagIsAbortedAndChangesNothing) {
  const v1::Case made = MustCreate("ana", "tax", "main", SampleContent());
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(Update("ben", Rewrite("costs", "Ben's")).ok());
  v1::UpdateCaseRequest late = Rewrite("costs", "Ana's");
  late.add_sections("problem");
  late.mutable_content()->mutable_problem()->set_problem("Also new");
  (*late.mutable_section_etags())["costs"] = EtagOf(made, "costs");
  const absl::Status status = Update("ana", late).status();
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_EQ(rpc::ReasonOf(status), "ETAG_STALE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("section costs"));
  const auto read = Get("ana");
  EXPECT_EQ(read->content().costs().method(), "Ben's");
  EXPECT_EQ(read->content().problem().problem(), "Paper takes weeks");
}

TEST_F(CaseTest, AnEmptyEtagSaysThatTheSectionWasEmpty) {
  MustCreate("ana", "tax", "main", {});
  v1::UpdateCaseRequest first = Rewrite("costs", "Ana's");
  (*first.mutable_section_etags())["costs"] = "";
  EXPECT_TRUE(Update("ana", first).ok());
  v1::UpdateCaseRequest second = Rewrite("costs", "Ben's");
  (*second.mutable_section_etags())["costs"] = "";
  EXPECT_TRUE(absl::IsAborted(Update("ben", second).status()));
}

TEST_F(CaseTest, ANamedSectionWithoutContentIsEmptied) {
  MustCreate("ana", "tax", "main", SampleContent());
  v1::UpdateCaseRequest request;
  request.set_name(kTaxCase);
  request.add_sections("costs");
  request.mutable_content();
  const auto updated = Update("ana", request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_FALSE(updated->content().has_costs());
  EXPECT_EQ(EtagOf(*updated, "costs"), "");
}

TEST_F(CaseTest, WhoSavesWithoutAChangeBecomesNoAuthor) {
  const v1::Case made = MustCreate("ana", "tax", "main", SampleContent());
  v1::UpdateCaseRequest request;
  request.set_name(kTaxCase);
  request.add_sections("risks");
  *request.mutable_content()->mutable_risks() = SampleContent().risks();
  const auto updated = Update("ben", request);
  ASSERT_TRUE(updated.ok());
  EXPECT_EQ(updated->DebugString(), made.DebugString());
}

TEST_F(CaseTest, ACaseUnderReviewIsLockedUntilItEnds) {
  MustCreate("ana", "tax", "main", SampleContent());
  ASSERT_TRUE(Deliver("review.submitted", kTaxCase).ok());
  EXPECT_EQ(rpc::ReasonOf(Update("ana", Rewrite("costs", "x")).status()), "CASE_LOCKED");
  EXPECT_TRUE(Get("ana")->locked());
  for (const char* type :
       {"review.iteration_requested", "review.withdrawn", "review.decided", "review.deferred"}) {
    ASSERT_TRUE(Deliver("review.submitted", kTaxCase).ok());
    ASSERT_TRUE(Deliver(type, kTaxCase).ok());
    EXPECT_FALSE(Get("ana")->locked()) << type;
  }
  EXPECT_TRUE(Update("ana", Rewrite("costs", "x")).ok());
  EXPECT_TRUE(Deliver("review.submitted", "projects/none/cases/main").ok());
}

TEST_F(CaseTest, ACaseEnteredInTwoRoundsIsLockedUntilBothReviewsEnd) {
  MustCreate("ana", "tax", "main", SampleContent());
  ASSERT_TRUE(Deliver("review.submitted", kTaxCase, "rounds/a/submissions/s").ok());
  ASSERT_TRUE(Deliver("review.submitted", kTaxCase, "rounds/b/submissions/s").ok());
  ASSERT_TRUE(Deliver("review.withdrawn", kTaxCase, "rounds/a/submissions/s").ok());
  EXPECT_TRUE(Get("ana")->locked());
  ASSERT_TRUE(Deliver("review.withdrawn", kTaxCase, "rounds/a/submissions/s").ok());
  EXPECT_TRUE(Get("ana")->locked());
  ASSERT_TRUE(Deliver("review.decided", kTaxCase, "rounds/b/submissions/s").ok());
  EXPECT_FALSE(Get("ana")->locked());
}

TEST_F(CaseTest, AgenciesDoNotSeeOneAnothersCases) {
  MustCreate("ana", "tax", "main", SampleContent());
  const absl::Status foreign = Get("otto").status();
  const absl::Status absent = Get("otto", "projects/tax/cases/none").status();
  EXPECT_TRUE(absl::IsNotFound(foreign));
  EXPECT_TRUE(absl::IsNotFound(absent));
  EXPECT_EQ(std::string(foreign.message()),
            "projects/tax/cases/main does not exist, or you may not see it");
  for (const char* person : {"nor", "adm"}) EXPECT_TRUE(absl::IsNotFound(Get(person).status()));
  for (const char* person : {"ana", "sig", "par", "rita", "aud"}) {
    EXPECT_TRUE(Get(person).ok()) << person;
  }
  EXPECT_TRUE(absl::IsNotFound(Update("otto", Rewrite("costs", "x")).status()));
  for (const char* person : {"par", "rita", "aud", "sig"}) {
    EXPECT_EQ(rpc::ReasonOf(Update(person, Rewrite("costs", "x")).status()), "ROLE_MISSING")
        << person;
  }
}

TEST_F(CaseTest, ListsOnlyWhatTheCallerSees) {
  MustCreate("ana", "tax", "b", {});
  MustCreate("ana", "tax", "a", {});
  MustCreate("otto", "fish", "c", {});
  EXPECT_THAT(List("ana", "projects/-"),
              ElementsAre("projects/tax/cases/a", "projects/tax/cases/b"));
  EXPECT_THAT(List("par", "projects/-"),
              ElementsAre("projects/tax/cases/a", "projects/tax/cases/b"));
  EXPECT_THAT(List("otto", "projects/-"), ElementsAre("projects/fish/cases/c"));
  EXPECT_THAT(List("otto", "projects/tax"), ElementsAre());
  EXPECT_THAT(List("rita", "projects/-"),
              ElementsAre("projects/fish/cases/c", "projects/tax/cases/a", "projects/tax/cases/b"));
  EXPECT_THAT(List("rita", "projects/-", "id = \"a\" AND stage = FULL AND locked = false"),
              ElementsAre("projects/tax/cases/a"));
  EXPECT_THAT(List("nor", "projects/-"), ElementsAre());
  EXPECT_THAT(List("adm", "projects/-"), ElementsAre());
}

TEST_F(CaseTest, CheckTellsWhatIsMissingTheSameEveryTime) {
  MustCreate("ana", "tax", "main", SampleContent());
  v1::CheckCaseRequest request;
  request.set_name(kTaxCase);
  const auto first = Do<v1::CheckCaseResponse>("ana", request);
  const auto second = Do<v1::CheckCaseResponse>("rita", request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_GT(first->findings_size(), 0);
  EXPECT_FALSE(first->may_be_submitted());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  request.mutable_content();
  const auto empty = Do<v1::CheckCaseResponse>("ana", request);
  ASSERT_TRUE(empty.ok());
  EXPECT_FALSE(empty->may_be_submitted());
  EXPECT_NE(empty->SerializeAsString(), first->SerializeAsString());
  EXPECT_TRUE(absl::IsNotFound(Do<v1::CheckCaseResponse>("otto", request).status()));
}

TEST_F(CaseTest, HostileContentIsRefusedAndChangesNothing) {
  const v1::Case made = MustCreate("ana", "tax", "main", SampleContent());
  std::vector<v1::UpdateCaseRequest> hostile(9, Rewrite("costs", "x"));
  hostile[0].set_sections(0, "cost");
  hostile[1].add_sections("costs");
  hostile[2].mutable_content()->mutable_problem()->set_problem("given, not named");
  (*hostile[3].mutable_section_etags())["nothing"] = "1";
  hostile[4].mutable_content()->mutable_costs()->set_method(std::string("nul\0here", 8));
  hostile[5].mutable_content()->mutable_costs()->set_method(std::string(5000, 'x'));
  *hostile[6].mutable_content()->mutable_costs()->add_lines() = SampleContent().costs().lines(0);
  hostile[6].mutable_content()->mutable_costs()->mutable_lines(0)->mutable_amount()->set_unit(
      "ZZZ");
  *hostile[7].mutable_content()->mutable_costs()->add_lines() = SampleContent().costs().lines(0);
  hostile[7].mutable_content()->mutable_costs()->mutable_lines(0)->set_fiscal_year(99999);
  *hostile[8].mutable_content()->mutable_costs()->add_lines() = SampleContent().costs().lines(0);
  hostile[8].mutable_content()->mutable_costs()->mutable_lines(0)->set_category(
      static_cast<v1::CostCategory>(77));
  for (size_t i = 0; i < hostile.size(); ++i) {
    const absl::Status status = Update("ana", hostile[i]).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << i << " " << status;
    EXPECT_EQ(rpc::ReasonOf(status), "INVALID_REQUEST") << i;
  }
  EXPECT_EQ(Get("ana")->DebugString(), made.DebugString());
}

TEST_F(CaseTest, TheWholeContentIsBounded) {
  MustCreate("ana", "tax", "main", {});
  v1::UpdateCaseRequest request;
  request.set_name(kTaxCase);
  request.add_sections("costs");
  for (int i = 0; i < 4000; ++i) {
    auto* line = request.mutable_content()->mutable_costs()->add_lines();
    *line = SampleContent().costs().lines(0);
    line->set_id(absl::StrCat("l", i));
    line->set_description(std::string(400, 'd'));
  }
  EXPECT_EQ(rpc::ReasonOf(Update("ana", request).status()), "CASE_TOO_LARGE");
  request.mutable_content()->mutable_costs()->mutable_lines()->DeleteSubrange(1000, 3000);
  EXPECT_TRUE(Update("ana", request).ok());
}

TEST_F(CaseTest, ARequestIdHappensOnceAndADryRunStoresNothing) {
  MustCreate("ana", "tax", "main", {});
  v1::UpdateCaseRequest request = Rewrite("costs", "Once");
  request.set_request_id("r1");
  const auto first = Update("ana", request);
  ASSERT_TRUE(first.ok());
  clock_.Advance(absl::Seconds(5));
  ASSERT_TRUE(Update("ana", Rewrite("costs", "Later")).ok());
  const auto again = Update("ana", request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->DebugString(), first->DebugString());
  EXPECT_EQ(Get("ana")->content().costs().method(), "Later");
  v1::UpdateCaseRequest dry = Rewrite("costs", "Dry");
  dry.set_validate_only(true);
  EXPECT_EQ(Update("ana", dry)->content().costs().method(), "Dry");
  EXPECT_EQ(Get("ana")->content().costs().method(), "Later");
}

TEST_F(CaseTest, EveryChangeStandsOnTheProjectsChain) {
  MustCreate("ana", "tax", "main", SampleContent());
  ASSERT_TRUE(Update("ben", Rewrite("costs", "x")).ok());
  ASSERT_TRUE(Update("ben", Rewrite("costs", "x")).ok());  // no change, no entry
  ASSERT_TRUE(Deliver("review.submitted", kTaxCase).ok());
  EXPECT_EQ(
      Admin("SELECT length FROM appraisal_read.chain_heads_v1 WHERE subject = 'projects/tax'"),
      "3");
  EXPECT_THAT(
      Admin("SELECT convert_from(entry, 'UTF8') FROM appraisal_read.audit_v1"
            " WHERE subject = 'projects/tax' AND seq = 2"),
      testing::AllOf(HasSubstr("case.update"), HasSubstr("people/ben"), HasSubstr("costs")));
  const pg::CallContext context{.deadline = absl::Now() + absl::Seconds(10)};
  EXPECT_TRUE(database_
                  ->Read(context,
                         [](pg::Tx& tx) {
                           const auto report =
                               pg::VerifyChains(tx, std::nullopt, [](const auto&) {});
                           EXPECT_EQ(report->faults, 0);
                           return report.status();
                         })
                  .ok());
}

}  // namespace
}  // namespace cartera::appraisal
