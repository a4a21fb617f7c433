#include <set>

#include "absl/strings/str_join.h"
#include "libs/convert/convert.h"
#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::CreateProjectResponse;
using registry_v1::ListProjectsRequest;
using registry_v1::ListProjectsResponse;
using registry_v1::Project;
using registry_v1::UpdateProjectRequest;
using registry_v1::UpdateProjectResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProjectsTest : public RegistryTest {
 protected:
  static UpdateProjectRequest Retitle(const Project& project, const std::string& title) {
    UpdateProjectRequest request;
    *request.mutable_project() = project;
    request.mutable_project()->set_title(title);
    request.mutable_update_mask()->add_paths("title");
    return request;
  }

  // Ids of all pages of `page_size`, in the order they came.
  static std::vector<std::string> AllIds(const Caller& caller, ListProjectsRequest request,
                                         int page_size) {
    std::vector<std::string> ids;
    request.set_page_size(page_size);
    do {
      const auto page = caller.Must<ListProjectsResponse>(request);
      EXPECT_LE(page.projects_size(), page_size);
      for (const Project& project : page.projects()) ids.push_back(project.name().substr(9));
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && ids.size() < 1000);
    return ids;
  }
  static std::vector<std::string> Filtered(const Caller& caller, const std::string& filter,
                                           const std::string& order_by = "") {
    ListProjectsRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    return AllIds(caller, request, 1000);
  }
};

TEST_F(ProjectsTest, ACreatedProjectIsReadAsItWasWritten) {
  auto request = ProjectRequest("whole", "tax");
  Project& wanted = *request.mutable_project();
  wanted.set_description("Two\nlines, ñandú");
  *wanted.mutable_start_date() = DateOf(2026, 2, 28);
  *wanted.mutable_planned_end_date() = DateOf(2028, 2, 29);
  wanted.set_responsible_person("people/ana");
  wanted.set_classification(registry_v1::CLASSIFICATION_INTERNAL);
  wanted.set_external_id("EX 1");
  const Project made = host().As("ana").Must<CreateProjectResponse>(request).project();
  EXPECT_EQ(made.name(), "projects/whole");
  EXPECT_EQ(made.stage(), registry_v1::PROJECT_STAGE_IDEA);
  EXPECT_THAT(made.allowed_actions(), ElementsAre("update", "add_participant", "create_case"));
  EXPECT_EQ(Get("ana", "whole").SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(made.description(), wanted.description());
  EXPECT_EQ(made.planned_end_date().day(), 29);
  EXPECT_THAT(Get("root", "whole").allowed_actions(), IsEmpty());
}

TEST_F(ProjectsTest, AnIdIsNeverUsedTwice) {
  AddProject(host(), "ana", "once", "tax");
  EXPECT_EQ(Outcome(host().As("ana").Try(ProjectRequest("once", "tax"))),
            "ALREADY_EXISTS NAME_TAKEN");
}

TEST_F(ProjectsTest, AnUnknownBudgetIsNotZero) {
  auto unknown = ProjectRequest("budget-unknown", "tax");
  unknown.mutable_project()->clear_total_budget();
  EXPECT_FALSE(host().As("ana").Must<CreateProjectResponse>(unknown).project().has_total_budget());
  auto zero = ProjectRequest("budget-zero", "tax");
  zero.mutable_project()->mutable_total_budget()->set_amount_minor(0);
  host().As("ana").Must<CreateProjectResponse>(zero);
  EXPECT_FALSE(Get("ana", "budget-unknown").has_total_budget());
  EXPECT_TRUE(Get("ana", "budget-zero").has_total_budget());
  const Caller ana = host().As("ana");
  EXPECT_THAT(Filtered(ana, "id:budget- AND total_budget.amount_minor = unknown"),
              ElementsAre("budget-unknown"));
  EXPECT_THAT(Filtered(ana, "id:budget- AND total_budget.amount_minor <= 0"),
              ElementsAre("budget-zero"));
  EXPECT_THAT(Filtered(ana, "id:budget- AND NOT total_budget.amount_minor > 5"),
              ElementsAre("budget-zero"));
  EXPECT_THAT(Filtered(ana, "id:budget-", "total_budget.amount_minor desc"),
              ElementsAre("budget-zero", "budget-unknown"));
}

TEST_F(ProjectsTest, AnUpdateChangesWhatTheMaskNamesAndAbsentMeansUnknown) {
  const Project before = AddProject(host(), "ana", "masked", "tax");
  UpdateProjectRequest request;
  request.mutable_project()->set_name(before.name());  // all that is required beside the mask
  request.mutable_project()->set_description("Not named by the mask");
  request.mutable_update_mask()->add_paths("total_budget");
  request.set_etag(before.etag());
  const Project after = host().As("ana").Must<UpdateProjectResponse>(request).project();
  EXPECT_EQ(after.title(), before.title());
  EXPECT_EQ(after.description(), before.description());
  EXPECT_FALSE(after.has_total_budget());
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(Get("ana", "masked").etag(), after.etag());
}

TEST_F(ProjectsTest, AStaleEtagIsAbortedAndChangesNothing) {
  const Project first = AddProject(host(), "ana", "stale", "tax");
  host().As("ana").Must<UpdateProjectResponse>(Retitle(first, "Second"));
  const std::string before = host().Fingerprint("registry");
  for (const std::string& etag : {first.etag(), std::string("nonsense")}) {
    UpdateProjectRequest late = Retitle(first, "Third");
    late.set_etag(etag);
    EXPECT_EQ(Outcome(host().As("ana").Try(late)), "ABORTED ETAG_STALE");
  }
  EXPECT_EQ(host().Fingerprint("registry"), before);
  EXPECT_EQ(Get("ana", "stale").title(), "Second");
}

TEST_F(ProjectsTest, TheMaskNamesFieldsThatCanBeChanged) {
  const Project project = AddProject(host(), "ana", "mask", "tax");
  for (const char* path : {"stage", "name", "etag", "no_such_field", "total_budget.unit"}) {
    UpdateProjectRequest request = Retitle(project, "x");
    request.mutable_update_mask()->add_paths(path);
    EXPECT_EQ(Outcome(host().As("ana").Try(request)), "INVALID_ARGUMENT MASK_UNKNOWN") << path;
  }
  UpdateProjectRequest empty = Retitle(project, "x");
  empty.mutable_update_mask()->clear_paths();
  EXPECT_EQ(Outcome(host().As("ana").Try(empty)), "INVALID_ARGUMENT INVALID_REQUEST");
  EXPECT_EQ(Get("ana", "mask").etag(), project.etag());
}

TEST_F(ProjectsTest, AReplayedRequestHappensOnce) {
  auto request = ProjectRequest("replayed", "tax");
  request.set_request_id("replay-1");
  const auto first = host().As("ana").Must<CreateProjectResponse>(request);
  const std::string before = host().Fingerprint("registry");
  const auto second = host().As("ana").Must<CreateProjectResponse>(request);
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  request.mutable_project()->set_title("Another body");
  EXPECT_EQ(Outcome(host().As("ana").Try(request)), "INVALID_ARGUMENT REQUEST_ID_REUSED");
  EXPECT_EQ(host().Fingerprint("registry"), before);
  // Another person's request of the same id is another request.
  auto bens = ProjectRequest("replayed-by-ben", "health");
  bens.set_request_id("replay-1");
  host().As("ben").Must<CreateProjectResponse>(bens);
}

TEST_F(ProjectsTest, AReplayIsAuthorisedAnew) {
  AddOfficer(host(), "rita", type::v1::ROLE_FORMULATOR, "tax");
  auto request = ProjectRequest("by-rita", "tax");
  request.set_request_id("rita-1");
  host().As("rita").Must<CreateProjectResponse>(request);
  registry_v1::RevokeGrantRequest revoke;
  revoke.set_name("grants/rita-formulator-tax");
  host().As(kAdministrator).Must<registry_v1::RevokeGrantResponse>(revoke);
  EXPECT_EQ(Outcome(host().As("rita").Try(request)), "PERMISSION_DENIED ROLE_MISSING");
}

TEST_F(ProjectsTest, AnAsOfReadGivesTheStateOfThen) {
  const Project first = AddProject(host(), "ana", "as-of", "tax");
  absl::SleepFor(absl::Milliseconds(5));
  const absl::Time between = host().Now();
  absl::SleepFor(absl::Milliseconds(5));
  host().As("ana").Must<UpdateProjectResponse>(Retitle(first, "Later"));
  registry_v1::GetProjectRequest request;
  request.set_name("projects/as-of");
  *request.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(between));
  const Caller ana = host().As("ana");
  EXPECT_EQ(ana.Must<registry_v1::GetProjectResponse>(request).project().title(), first.title());
  *request.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(between) - 60'000'000);
  EXPECT_EQ(Outcome(ana.Try(request)), "NOT_FOUND NOT_FOUND") << "it did not exist yet";
  *request.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(between) + 3600'000'000);
  EXPECT_EQ(Outcome(ana.Try(request)), "FAILED_PRECONDITION AS_OF_NOT_CLOSED");
  EXPECT_EQ(Get("ana", "as-of").title(), "Later");
}

TEST_F(ProjectsTest, PagesShowEveryRowOnceInOrder) {
  for (int i = 0; i < 23; ++i) {
    auto request = ProjectRequest(absl::StrCat("page-", i / 10, i % 10), "tax");
    request.mutable_project()->mutable_total_budget()->set_amount_minor(i % 4);
    if (i % 5 == 0) request.mutable_project()->clear_total_budget();
    host().As("ana").Must<CreateProjectResponse>(request);
  }
  const Caller ana = host().As("ana");
  for (const char* order : {"", "id desc", "title", "total_budget.amount_minor",
                            "total_budget.amount_minor desc", "planned_end_date, id"}) {
    ListProjectsRequest request;
    request.set_filter("id:page-");
    request.set_order_by(order);
    const std::vector<std::string> whole = AllIds(ana, request, 1000);
    EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), 23u) << order;
    for (const int page_size : {1, 4, 23, 24}) {
      EXPECT_EQ(AllIds(ana, request, page_size), whole) << order << " by " << page_size;
    }
  }
}

TEST_F(ProjectsTest, APageTokenHoldsForItsListAndItsCaller) {
  for (const char* id : {"token-1", "token-2", "token-3"}) AddProject(host(), "ana", id, "tax");
  ListProjectsRequest request;
  request.set_filter("id:token-");
  request.set_page_size(1);
  request.set_page_token(host().As("ana").Must<ListProjectsResponse>(request).next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  EXPECT_EQ(Outcome(host().As("ana").Try(request)), "OK");
  EXPECT_THAT(Faults(host().As("ben").Try(request)), ElementsAre("page_token PAGE_TOKEN_INVALID"));
  for (const char* change : {"filter", "order_by", "page_token"}) {
    ListProjectsRequest changed = request;
    const auto* field = changed.GetDescriptor()->FindFieldByName(change);
    changed.GetReflection()->SetString(&changed, field,
                                       std::string(change) == "filter" ? "id:token-1"
                                       : std::string(change) == "order_by"
                                           ? "title"
                                           : changed.page_token() + "A");
    EXPECT_THAT(Faults(host().As("ana").Try(changed)), ElementsAre("page_token PAGE_TOKEN_INVALID"))
        << change;
  }
}

TEST_F(ProjectsTest, FaultsOfAListAreReportedAllAtOnce) {
  ListProjectsRequest request;
  request.set_filter("no_such_field = 1");
  request.set_order_by("description");
  request.set_page_size(-1);
  request.set_page_token("forged");
  EXPECT_THAT(Faults(host().As("ana").Try(request)),
              ElementsAre("filter FILTER_FIELD_UNKNOWN", "order_by ORDER_BY_FIELD_UNKNOWN",
                          "page_size PAGE_SIZE_INVALID", "page_token PAGE_TOKEN_INVALID"));
}

TEST_F(ProjectsTest, ADryRunGivesTheSameFindingsAndStoresNothing) {
  const std::string before = host().Fingerprint("registry");
  auto good = ProjectRequest("dry", "tax");
  good.set_request_id("dry-1");
  good.set_validate_only(true);
  const Project dry = host().As("ana").Must<CreateProjectResponse>(good).project();
  EXPECT_EQ(dry.name(), "projects/dry");

  auto bad = ProjectRequest("?", "tax");
  bad.mutable_project()->set_title("");
  bad.mutable_project()->mutable_total_budget()->set_unit("XYZ");
  bad.mutable_project()->mutable_total_budget()->set_amount_minor(-1);
  auto refused = ProjectRequest("dry", "health");
  for (registry_v1::CreateProjectRequest request : {bad, refused}) {
    const absl::Status real = host().As("ana").Try(request);
    request.set_validate_only(true);
    const absl::Status tried = host().As("ana").Try(request);
    EXPECT_EQ(Outcome(tried), Outcome(real));
    EXPECT_EQ(Faults(tried), Faults(real));
    EXPECT_EQ(tried.message(), real.message());
  }
  EXPECT_EQ(host().Fingerprint("registry"), before);
  // Not stored either: the id is still free for the real one.
  good.set_validate_only(false);
  host().As("ana").Must<CreateProjectResponse>(good);
}

}  // namespace
}  // namespace cartera::testing
