// Every RPC of registry against every kind of caller. What is expected follows from the access that
// the contract states; an RPC that is not in kRequests fails, so that a new one cannot be
// forgotten.
#include <functional>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "cartera/registry/v1/registry_service.pb.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/convert/convert.h"
#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using type::v1::Access;

constexpr char kDenied[] = "PERMISSION_DENIED ROLE_MISSING";
constexpr char kUnregistered[] = "PERMISSION_DENIED NOT_REGISTERED";

// A request on an object at agencies/tax, and what it comes back with.
struct Expectation {
  std::shared_ptr<Message> request;
  std::string allowed = "OK";  // for whoever is let in
  // At a sibling of tax: with one of the roles, and with another.
  std::string sibling_with_role = kDenied;
  std::string sibling_without_role = kDenied;
};

template <typename Request>
Expectation For(const std::function<void(Request&)>& fill) {
  auto request = std::make_shared<Request>();
  fill(*request);
  return {request};
}

template <typename Request>
Expectation Named(const std::string& name) {
  return For<Request>([&](Request& request) { request.set_name(name); });
}

void AddAgencyExpectations(const TestHost& host, std::map<std::string, Expectation>* table) {
  (*table)["CreateAgency"] = For<registry_v1::CreateAgencyRequest>([](auto& request) {
    request.set_agency_id("matrix");
    request.mutable_agency()->set_display_name("Matrix");
    request.mutable_agency()->set_type(registry_v1::AGENCY_TYPE_AGENCY);
    request.mutable_agency()->set_parent("agencies/tax");
  });
  (*table)["GetAgency"] = Named<registry_v1::GetAgencyRequest>("agencies/tax");
  (*table)["ListAgencies"] = For<registry_v1::ListAgenciesRequest>([](auto&) {});
  (*table)["MoveAgency"] = For<registry_v1::MoveAgencyRequest>([&](auto& request) {
    request.set_name("agencies/tax-unit");
    request.set_parent("agencies/tax-division");
    *request.mutable_from() = DayFromToday(host, 1);
  });
}

void AddProjectExpectations(std::map<std::string, Expectation>* table) {
  (*table)["CreateProject"] = For<registry_v1::CreateProjectRequest>(
      [](auto& request) { request = ProjectRequest("matrix", "tax"); });
  (*table)["GetProject"] = Named<registry_v1::GetProjectRequest>("projects/open");
  (*table)["ListProjects"] = For<registry_v1::ListProjectsRequest>([](auto&) {});
  (*table)["UpdateProject"] = For<registry_v1::UpdateProjectRequest>([](auto& request) {
    *request.mutable_project() = ProjectRequest("open", "tax").project();
    request.mutable_project()->set_name("projects/open");
    request.mutable_update_mask()->add_paths("title");
  });
  (*table)["AddParticipant"] = For<registry_v1::AddParticipantRequest>([](auto& request) {
    request.set_parent("projects/open");
    request.set_participant_id("matrix");
    request.mutable_participant()->set_agency("agencies/health");
    request.mutable_participant()->set_role(registry_v1::PARTICIPANT_ROLE_AFFECTED);
  });
  (*table)["EndParticipant"] = For<registry_v1::EndParticipantRequest>([](auto& request) {
    request.set_name("projects/open/participants/health");
    *request.mutable_until() = DateOf(2199, 1, 1);
  });
  (*table)["ListParticipants"] = For<registry_v1::ListParticipantsRequest>(
      [](auto& request) { request.set_parent("projects/open"); });
  (*table)["ImportProjects"] = For<registry_v1::ImportProjectsRequest>([](auto& request) {
    request.set_parent_agency("agencies/tax");
    request.set_csv("id,title,agency\nmatrix,Matrix,tax\n");
    request.mutable_mapping()->set_external_id_column("id");
    request.mutable_mapping()->set_title_column("title");
    request.mutable_mapping()->set_agency_id_column("agency");
  });
  // An operation is its starter's own: for everybody else it does not exist.
  (*table)["GetOperation"] = Named<registry_v1::GetOperationRequest>("operations/none");
  (*table)["CancelOperation"] = Named<registry_v1::CancelOperationRequest>("operations/none");
  (*table)["GetOperation"].allowed = "NOT_FOUND NOT_FOUND";
  (*table)["CancelOperation"].allowed = "NOT_FOUND NOT_FOUND";
}

void AddAccessExpectations(const std::string& grant, std::map<std::string, Expectation>* table) {
  (*table)["WhoAmI"] = For<registry_v1::WhoAmIRequest>([](auto&) {});
  (*table)["Bootstrap"] = For<registry_v1::BootstrapRequest>([](auto& request) {
    request.set_code("0000-0000-0000-0000-0000-0000-00");
    request.set_person_id("second");
    request.set_display_name("Second");
    request.set_root_agency_id("second");
    request.set_root_display_name("Second");
  });
  (*table)["Bootstrap"].allowed = "FAILED_PRECONDITION BOOTSTRAP_CODE_USED";
  (*table)["CreatePerson"] = For<registry_v1::CreatePersonRequest>([](auto& request) {
    request.set_person_id("matrix");
    request.mutable_person()->set_display_name("Matrix");
    request.mutable_person()->set_issuer("https://id.example");
    request.mutable_person()->set_subject("matrix");
    request.mutable_person()->set_affiliation("agencies/tax");
  });
  (*table)["GetPerson"] = Named<registry_v1::GetPersonRequest>("people/max");
  (*table)["ListPeople"] = For<registry_v1::ListPeopleRequest>([](auto&) {});
  (*table)["CreateGrant"] = For<registry_v1::CreateGrantRequest>([](auto& request) {
    request.set_grant_id("matrix");
    request.mutable_grant()->set_person("people/max");
    request.mutable_grant()->set_role(type::v1::ROLE_FORMULATOR);
    request.mutable_grant()->set_agency("agencies/tax");
  });
  (*table)["RevokeGrant"] = Named<registry_v1::RevokeGrantRequest>(grant);
  (*table)["ListGrants"] = For<registry_v1::ListGrantsRequest>([](auto&) {});
  // A list shows what lies below the places of the role: elsewhere it is empty, not refused.
  (*table)["ListPeople"].sibling_with_role = "OK";
  (*table)["ListGrants"].sibling_with_role = "OK";
  // Grants of other agencies are not seen at all.
  (*table)["RevokeGrant"].sibling_with_role = "NOT_FOUND NOT_FOUND";
  (*table)["RevokeGrant"].sibling_without_role = "NOT_FOUND NOT_FOUND";
}

class RoleMatrixTest : public RegistryTest {
 protected:
  static void SetUpTestSuite() {
    RegistryTest::SetUpTestSuite();
    AddAgency(host(), "tax-unit", "tax");
    AddAgency(host(), "tax-division", "tax");
    AddProject(host(), "ana", "open", "tax");
    registry_v1::AddParticipantRequest participant;
    participant.set_parent("projects/open");
    participant.set_participant_id("health");
    participant.mutable_participant()->set_agency("agencies/health");
    participant.mutable_participant()->set_role(registry_v1::PARTICIPANT_ROLE_AFFECTED);
    host().As("ana").Must<registry_v1::AddParticipantResponse>(participant);
    for (int number = 1; number < type::v1::Role_ARRAYSIZE; ++number) {
      const auto role = static_cast<type::v1::Role>(number);
      for (const char* place : {"tax", "health", "gov"}) {
        AddOfficer(host(), Holder(role, place), role, place);
      }
    }
  }

  static std::string RoleName(type::v1::Role role) {
    return convert::EnumToText(type::v1::Role_descriptor(), role);
  }
  static std::string Holder(type::v1::Role role, const std::string& place) {
    return absl::StrCat("r", static_cast<int>(role), "-", place);
  }

  static std::map<std::string, Expectation> Table() {
    std::map<std::string, Expectation> table;
    AddAgencyExpectations(host(), &table);
    AddProjectExpectations(&table);
    AddAccessExpectations("grants/ana-formulator-tax", &table);
    // The same request serves every caller: it stores nothing.
    for (auto& [name, expectation] : table) {
      const auto* field = expectation.request->GetDescriptor()->FindFieldByName("validate_only");
      if (field == nullptr) continue;
      expectation.request->GetReflection()->SetBool(expectation.request.get(), field, true);
    }
    return table;
  }

  static std::string ExpectedOf(const Access& access, const Expectation& expectation,
                                type::v1::Role role, const std::string& place) {
    if (access.kind() != Access::KIND_ROLE) return expectation.allowed;
    bool holds = false;
    for (const std::string& name : access.roles()) holds = holds || name == RoleName(role);
    if (place == "health") {
      return holds ? expectation.sibling_with_role : expectation.sibling_without_role;
    }
    return holds ? expectation.allowed : kDenied;
  }

  static void CheckOutsiders(const Access& access, const Expectation& expectation,
                             const std::string& name) {
    EXPECT_EQ(Outcome(host().Anonymous().Try(*expectation.request)),
              "UNAUTHENTICATED TOKEN_MISSING")
        << name;
    EXPECT_EQ(Outcome(host().As("nobody").Try(*expectation.request)),
              access.kind() == Access::KIND_TOKEN ? expectation.allowed : kUnregistered)
        << name;
    EXPECT_EQ(Outcome(host().As("max").Try(*expectation.request)),
              access.kind() == Access::KIND_ROLE ? kDenied : expectation.allowed)
        << name << " by a member without a role";
  }

  static void CheckMethod(const MethodDescriptor* method, const Expectation& expectation) {
    const Access& access = method->options().GetExtension(type::v1::access);
    ASSERT_TRUE(access.kind() == Access::KIND_ROLE || access.kind() == Access::KIND_MEMBER ||
                access.kind() == Access::KIND_TOKEN)
        << method->name() << ": say here what to expect of this kind";
    CheckOutsiders(access, expectation, method->name());
    for (int number = 1; number < type::v1::Role_ARRAYSIZE; ++number) {
      const auto role = static_cast<type::v1::Role>(number);
      for (const char* place : {"tax", "health", "gov"}) {
        const absl::Status status = host().As(Holder(role, place)).Try(*expectation.request);
        EXPECT_EQ(Outcome(status), ExpectedOf(access, expectation, role, place))
            << method->name() << " by " << RoleName(role) << " at " << place << ": " << status;
      }
    }
  }
};

TEST_F(RoleMatrixTest, EveryMethodLetsInExactlyWhomItsContractNames) {
  const std::map<std::string, Expectation> table = Table();
  const std::string before = host().Fingerprint("registry");
  std::set<std::string> seen;
  for (const char* service :
       {"cartera.registry.v1.RegistryService", "cartera.registry.v1.AccessService"}) {
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
    ASSERT_NE(descriptor, nullptr);
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const MethodDescriptor* method = descriptor->method(i);
      seen.insert(method->name());
      const auto expectation = table.find(method->name());
      if (expectation == table.end()) {
        ADD_FAILURE() << method->full_name() << " is new: add what it expects to this table";
        continue;
      }
      ASSERT_EQ(expectation->second.request->GetDescriptor(), method->input_type());
      CheckMethod(method, expectation->second);
    }
  }
  for (const auto& [name, expectation] : table) EXPECT_TRUE(seen.contains(name)) << name;
  EXPECT_EQ(host().Fingerprint("registry"), before) << "validate_only stored something";
}

}  // namespace
}  // namespace cartera::testing
