#include "tests/support/registry_setup.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/convert/convert.h"
#include "libs/platform/auth/dev_issuer.h"
#include "libs/platform/auth/one_time_code.h"

namespace cartera::testing {
namespace {

namespace v1 = ::cartera::registry::v1;

}  // namespace

void Bootstrap(Server& server) {
  std::string code;
  std::ifstream file(auth::BootstrapCodePath(server.data_dir()));
  std::getline(file, code);
  v1::BootstrapRequest request;
  request.set_code(code);
  request.set_person_id(kAdministrator);
  request.set_display_name("First administrator");
  request.set_root_agency_id("gov");
  request.set_root_display_name("Government");
  server.As(kAdministrator).Must<v1::BootstrapResponse>(request);
}

void AddAgency(Server& server, absl::string_view id, absl::string_view parent) {
  v1::CreateAgencyRequest request;
  request.set_agency_id(std::string(id));
  request.mutable_agency()->set_display_name(absl::StrCat("Agency ", id));
  request.mutable_agency()->set_type(v1::AGENCY_TYPE_AGENCY);
  request.mutable_agency()->set_parent(absl::StrCat("agencies/", parent));
  server.As(kAdministrator).Must<v1::CreateAgencyResponse>(request);
}

void AddPerson(Server& server, absl::string_view id, absl::string_view affiliation) {
  v1::CreatePersonRequest request;
  request.set_person_id(std::string(id));
  request.mutable_person()->set_display_name(absl::StrCat("Person ", id));
  request.mutable_person()->set_issuer(auth::kDevIssuer);
  request.mutable_person()->set_subject(std::string(id));
  request.mutable_person()->set_affiliation(absl::StrCat("agencies/", affiliation));
  server.As(kAdministrator).Must<v1::CreatePersonResponse>(request);
}

std::string Give(Server& server, absl::string_view person, type::v1::Role role,
                 absl::string_view agency) {
  v1::CreateGrantRequest request;
  // ROLE_BUDGET_OFFICER gives budget-officer: an id has no underscore.
  std::string role_id = convert::EnumToText(type::v1::Role_descriptor(), role);
  for (char& c : role_id) c = c == '_' ? '-' : c;
  request.set_grant_id(absl::StrCat(person, "-", role_id, "-", agency));
  request.mutable_grant()->set_person(absl::StrCat("people/", person));
  request.mutable_grant()->set_role(role);
  request.mutable_grant()->set_agency(absl::StrCat("agencies/", agency));
  return server.As(kAdministrator).Must<v1::CreateGrantResponse>(request).grant().name();
}

void AddOfficer(Server& server, absl::string_view id, type::v1::Role role,
                absl::string_view agency) {
  AddPerson(server, id, agency);
  Give(server, id, role, agency);
}

v1::CreateProjectRequest ProjectRequest(absl::string_view id, absl::string_view lead) {
  v1::CreateProjectRequest request;
  request.set_project_id(std::string(id));
  v1::Project& project = *request.mutable_project();
  project.set_title(absl::StrCat("Project ", id));
  project.set_lead_agency(absl::StrCat("agencies/", lead));
  project.set_kind(v1::PROJECT_KIND_NEW);
  project.set_classification(v1::CLASSIFICATION_OPEN);
  project.mutable_total_budget()->set_unit("CAD");
  project.mutable_total_budget()->set_amount_minor(1'000'000);
  project.mutable_total_budget()->set_basis(type::v1::PRICE_BASIS_NOMINAL);
  return request;
}

v1::Project AddProject(Server& server, absl::string_view as, absl::string_view id,
                       absl::string_view lead) {
  return server.As(as).Must<v1::CreateProjectResponse>(ProjectRequest(id, lead)).project();
}

google::type::Date DateOf(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

google::type::Date DayFromToday(const Server& server, int days) {
  return convert::ToProto(convert::DayOf(server.Now() + absl::Hours(24) * days));
}

}  // namespace cartera::testing
