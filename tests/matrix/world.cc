#include "tests/matrix/world.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "cartera/appraisal/v1/methodology_draft.pb.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/assignment.pb.h"
#include "libs/base/resource_name.h"
#include "services/all/modules.h"
#include "tests/support/case_setup.h"
#include "tests/support/documents.h"
#include "tests/support/registry_setup.h"

namespace cartera::testing {
namespace {

namespace v1 = ::cartera::registry::v1;

// From the root down, so that each parent exists.
const std::vector<std::pair<std::string, std::string>>& Parents() {
  static const auto* const kParents = new std::vector<std::pair<std::string, std::string>>{
      {"ministry", "gov"}, {"works", "gov"},        {"centre", "gov"},
      {"tax", "ministry"}, {"health", "ministry"},  {"allied", "ministry"},
      {"tax-unit", "tax"}, {"tax-division", "tax"}, {"sea", "works"}};
  return *kParents;
}

std::string IdOfSubject(lifecycle::Role role, const std::string& place) {
  return absl::StrReplaceAll(absl::StrCat(lifecycle::Name(role), "-", place),
                             {{"senior_responsible_owner", "sro"}, {"_", "-"}});
}

type::v1::Role WireRole(lifecycle::Role role) {
  return static_cast<type::v1::Role>(static_cast<int>(role) + 1);
}

Actors TheActors() {
  return {"formulator-tax", "signatory-tax", "officer", "reviewer", "approver"};
}

}  // namespace

bool Covers(const std::string& place, const std::string& agency) {
  if (place == "gov") return true;
  for (std::string at = agency; at != "gov";) {
    if (at == place) return true;
    for (const auto& [child, parent] : Parents()) {
      if (child == at) {
        at = parent;
        break;
      }
    }
  }
  return false;
}

World::World(const std::function<Around(TestHost&)>& around) : host_(all::Modules()) {
  if (around) host_.Surround(around(host_));
  Bootstrap(host_);
  for (const auto& [agency, parent] : Parents()) AddAgency(host_, agency, parent);
  AddPeople();
  AddProjects();
  OpenRound(host_, "officer", "r1");
  made_ = WriteCase(host_, TheActors(), "secret");
  EnterCase(host_, TheActors(), "r1", "secret", &made_);
  DecideCase(host_, TheActors(), &made_);
  Import();
  // Makes the first checkpoint, which would else come with the clock.
  EXPECT_TRUE(host_.As("auditor").Try(oversight::v1::ExportRecordRequest()).ok());
}

void World::AddPeople() {
  for (const lifecycle::Role role : lifecycle::AllRoles()) {
    for (const char* place : {kOwn, kAbove, kBelow, kSibling, kForeign, kParticipant}) {
      AddOfficer(host_, IdOfSubject(role, place), WireRole(role), place);
    }
  }
  AddPerson(host_, "member", kOwn);
  AddPerson(host_, "sailor", kForeign);
  grant_ = Give(host_, "member", type::v1::ROLE_PUBLIC, kOwn);
  for (const auto& [id, role] :
       std::map<std::string, type::v1::Role>{{"officer", type::v1::ROLE_BUDGET_OFFICER},
                                             {"reviewer", type::v1::ROLE_BUDGET_REVIEWER},
                                             {"second", type::v1::ROLE_TECHNICAL_REVIEWER},
                                             {"approver", type::v1::ROLE_APPROVER},
                                             {"auditor", type::v1::ROLE_AUDITOR},
                                             {"methodologist", type::v1::ROLE_METHOD_EDITOR},
                                             {"publisher", type::v1::ROLE_METHOD_PUBLISHER}}) {
    AddPerson(host_, id, "centre");
    Give(host_, id, role, "gov");
  }
  review::v1::CreateDelegationRequest delegation;
  delegation.set_parent("people/reviewer");
  delegation.set_delegation_id("d1");
  delegation.mutable_delegation()->set_delegate("people/second");
  *delegation.mutable_delegation()->mutable_from_date() = DayFromToday(host_, 1);
  *delegation.mutable_delegation()->mutable_until_date() = DayFromToday(host_, 9);
  delegation.mutable_delegation()->set_reason("Leave");
  host_.As("officer").Must<review::v1::CreateDelegationResponse>(delegation);
  appraisal::v1::SaveMethodologyDraftRequest draft;
  draft.set_name("methodologyDrafts/m1");
  draft.set_definition("{}");
  host_.As("methodologist").Must<appraisal::v1::SaveMethodologyDraftResponse>(draft);
}

void World::AddProjects() {
  const Caller formulator = host_.As("formulator-tax");
  for (const char* id : {"secret", "public"}) {
    v1::CreateProjectRequest request = ProjectRequest(id, kOwn);
    if (std::string(id) == "secret") {
      request.mutable_project()->set_classification(v1::CLASSIFICATION_INTERNAL);
    }
    request.mutable_project()->set_external_id(id);
    formulator.Must<v1::CreateProjectResponse>(request);
    v1::AddParticipantRequest participant;
    participant.set_parent(absl::StrCat("projects/", id));
    participant.set_participant_id(kParticipant);
    participant.mutable_participant()->set_agency(absl::StrCat("agencies/", kParticipant));
    participant.mutable_participant()->set_role(v1::PARTICIPANT_ROLE_CO_DELIVERER);
    formulator.Must<v1::AddParticipantResponse>(participant);
    document_ = IdOf(Upload(formulator, id, "A note.").name());
  }
}

void World::Import() {
  v1::ImportProjectsRequest request;
  request.set_parent_agency("agencies/centre");
  request.set_csv("id,title,agency\nimported,Imported,centre\n");
  request.mutable_mapping()->set_external_id_column("id");
  request.mutable_mapping()->set_title_column("title");
  request.mutable_mapping()->set_agency_id_column("agency");
  const Caller officer = host_.As("officer");
  operation_ = officer.Must<v1::ImportProjectsResponse>(request).operation().name();
  v1::GetOperationRequest get;
  get.set_name(operation_);
  for (int i = 0; i < 300; ++i) {
    if (officer.Must<v1::GetOperationResponse>(get).operation().done()) return;
    absl::SleepFor(absl::Milliseconds(20));
  }
  ADD_FAILURE() << "the import did not end";
}

std::vector<Subject> World::Subjects() {
  std::vector<Subject> subjects;
  for (const lifecycle::Role role : lifecycle::AllRoles()) {
    for (const char* place : {kOwn, kAbove, kBelow, kSibling, kForeign, kParticipant}) {
      const std::string id = IdOfSubject(role, place);
      subjects.push_back({id, role, place, host_.As(id)});
    }
  }
  subjects.push_back({"member", lifecycle::Role::kPublic, kOwn, host_.As("member")});
  subjects.push_back({"sailor", std::nullopt, kForeign, host_.As("sailor")});
  for (const auto& [id, role] :
       std::map<std::string, lifecycle::Role>{{"officer", lifecycle::Role::kBudgetOfficer},
                                              {"auditor", lifecycle::Role::kAuditor},
                                              {"methodologist", lifecycle::Role::kMethodEditor},
                                              {"publisher", lifecycle::Role::kMethodPublisher}}) {
    subjects.push_back({id, role, "gov", host_.As(id)});
  }
  subjects.push_back(
      {"root", lifecycle::Role::kAccessAdministrator, "gov", host_.As(kAdministrator)});
  subjects.push_back({"nobody", std::nullopt, "", host_.As("nobody")});
  subjects.push_back({"anonymous", std::nullopt, "", host_.Anonymous()});
  return subjects;
}

}  // namespace cartera::testing
