// Who sees an INTERNAL project: its lead and participants with all above and below them, and roles
// there. For everybody else it answers exactly as a project that does not exist.
#include "absl/strings/str_replace.h"
#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::AddParticipantRequest;
using registry_v1::AddParticipantResponse;
using registry_v1::ListProjectsRequest;
using registry_v1::ListProjectsResponse;

class VisibilityTest : public RegistryTest {
 protected:
  static void AddInternal(const std::string& id) {
    auto request = ProjectRequest(id, "tax");
    request.mutable_project()->set_classification(registry_v1::CLASSIFICATION_INTERNAL);
    host().As("ana").Must<registry_v1::CreateProjectResponse>(request);
  }
  static void AddHealth(const std::string& project, int from_days) {
    AddParticipantRequest request;
    request.set_parent(absl::StrCat("projects/", project));
    request.set_participant_id("health");
    request.mutable_participant()->set_agency("agencies/health");
    request.mutable_participant()->set_role(registry_v1::PARTICIPANT_ROLE_CO_DELIVERER);
    *request.mutable_participant()->mutable_from() = DayFromToday(host(), from_days);
    host().As("ana").Must<AddParticipantResponse>(request);
  }
  static int Listed(absl::string_view as, const std::string& filter) {
    ListProjectsRequest request;
    request.set_filter(filter);
    return host().As(as).Must<ListProjectsResponse>(request).projects_size();
  }
  static absl::Status Read(absl::string_view as, const std::string& id) {
    registry_v1::GetProjectRequest request;
    request.set_name(absl::StrCat("projects/", id));
    return host().As(as).Try(request);
  }
};

TEST_F(VisibilityTest, AnotherAgencySeesNothingOfIt) {
  AddInternal("hidden");
  EXPECT_EQ(Outcome(Read("ana", "hidden")), "OK");
  EXPECT_EQ(Outcome(Read("max", "hidden")), "OK");   // a member of tax
  EXPECT_EQ(Outcome(Read("cara", "hidden")), "OK");  // a role at the root
  EXPECT_EQ(Outcome(Read("ben", "hidden")), "NOT_FOUND NOT_FOUND");
  for (const char* filter : {"id = hidden", "title:hidden", "lead_agency = \"agencies/tax\"",
                             "classification = INTERNAL", "id:hidden OR kind = NEW"}) {
    EXPECT_EQ(Listed("ben", filter), 0) << filter;
    EXPECT_GE(Listed("ana", filter), 1) << filter;
  }
}

// One request of every kind that names the project.
std::vector<std::shared_ptr<google::protobuf::Message>> RequestsOn(const std::string& id) {
  const std::string name = absl::StrCat("projects/", id);
  auto get = std::make_shared<registry_v1::GetProjectRequest>();
  get->set_name(name);
  auto update = std::make_shared<registry_v1::UpdateProjectRequest>();
  *update->mutable_project() = ProjectRequest(id, "tax").project();
  update->mutable_project()->set_name(name);
  update->mutable_update_mask()->add_paths("title");
  auto participants = std::make_shared<registry_v1::ListParticipantsRequest>();
  participants->set_parent(name);
  auto add = std::make_shared<AddParticipantRequest>();
  add->set_parent(name);
  add->set_participant_id("x");
  add->mutable_participant()->set_agency("agencies/health");
  add->mutable_participant()->set_role(registry_v1::PARTICIPANT_ROLE_AFFECTED);
  auto end = std::make_shared<registry_v1::EndParticipantRequest>();
  end->set_name(absl::StrCat(name, "/participants/x"));
  *end->mutable_until() = DateOf(2030, 1, 1);
  return {get, update, participants, add, end};
}

TEST_F(VisibilityTest, WhatIsHiddenAnswersAsWhatIsAbsent) {
  AddInternal("secret");
  const auto hidden = RequestsOn("secret");
  const auto absent = RequestsOn("absent");
  for (size_t i = 0; i < hidden.size(); ++i) {
    const absl::Status of_hidden = host().As("ben").Try(*hidden[i]);
    const absl::Status of_absent = host().As("ben").Try(*absent[i]);
    EXPECT_EQ(Outcome(of_hidden), "NOT_FOUND NOT_FOUND") << hidden[i]->GetTypeName();
    EXPECT_EQ(Outcome(of_absent), "NOT_FOUND NOT_FOUND") << hidden[i]->GetTypeName();
    EXPECT_EQ(absl::StrReplaceAll(of_hidden.message(), {{"secret", "absent"}}),
              of_absent.message());
  }
}

TEST_F(VisibilityTest, AParticipantSeesItFromItsFirstDayUntilItsLast) {
  AddInternal("shared");
  AddHealth("shared", /*from_days=*/2);
  EXPECT_EQ(Outcome(Read("ben", "shared")), "NOT_FOUND NOT_FOUND");
  EXPECT_EQ(Listed("ben", "id = shared"), 0) << "not yet, in lists too";
  host().Advance(absl::Hours(48));
  EXPECT_EQ(Outcome(Read("ben", "shared")), "OK");
  EXPECT_EQ(Listed("ben", "id = shared"), 1);
  registry_v1::EndParticipantRequest end;
  end.set_name("projects/shared/participants/health");
  *end.mutable_until() = DayFromToday(host(), 0);
  host().As("ana").Must<registry_v1::EndParticipantResponse>(end);
  EXPECT_EQ(Outcome(Read("ben", "shared")), "NOT_FOUND NOT_FOUND");
  EXPECT_EQ(Listed("ben", "id = shared"), 0);
}

TEST_F(VisibilityTest, AParticipantMaySeeButNotChange) {
  AddInternal("looked-at");
  AddHealth("looked-at", 0);
  registry_v1::UpdateProjectRequest update;
  *update.mutable_project() = Get("ben", "looked-at");
  update.mutable_update_mask()->add_paths("title");
  EXPECT_EQ(Outcome(host().As("ben").Try(update)), "PERMISSION_DENIED ROLE_MISSING");
}

TEST_F(VisibilityTest, AForeignIdGivesAwayOnlyThatItIsTaken) {
  AddInternal("taken");
  EXPECT_EQ(Outcome(host().As("ben").Try(ProjectRequest("taken", "health"))),
            "ALREADY_EXISTS NAME_TAKEN");
}

TEST_F(VisibilityTest, HandingAProjectOverNeedsTheRightAtBothPlaces) {
  AddProject(host(), "ana", "handed", "tax");
  registry_v1::UpdateProjectRequest update;
  *update.mutable_project() = Get("ana", "handed");
  update.mutable_project()->set_lead_agency("agencies/health");
  update.mutable_update_mask()->add_paths("lead_agency");
  EXPECT_EQ(Outcome(host().As("ana").Try(update)), "PERMISSION_DENIED ROLE_MISSING");
  EXPECT_EQ(Outcome(host().As("ben").Try(update)), "PERMISSION_DENIED ROLE_MISSING");
  host().As("cara").Must<registry_v1::UpdateProjectResponse>(update);
  EXPECT_EQ(Get("ben", "handed").lead_agency(), "agencies/health");
}

}  // namespace
}  // namespace cartera::testing
