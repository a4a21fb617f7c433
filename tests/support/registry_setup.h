#ifndef CARTERA_TESTS_SUPPORT_REGISTRY_SETUP_H_
#define CARTERA_TESTS_SUPPORT_REGISTRY_SETUP_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/registry/v1/agency.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/type/v1/role.pb.h"
#include "tests/support/test_host.h"

namespace cartera::testing {

inline constexpr char kAdministrator[] = "root";

// Makes agencies/gov and people/root, its access administrator, with the bootstrap code.
void Bootstrap(Server& server);

// The steps below act as kAdministrator; a refusal fails the test. Ids stand without their
// collection. People's subjects are their ids.
void AddAgency(Server& server, absl::string_view id, absl::string_view parent);
void AddPerson(Server& server, absl::string_view id, absl::string_view affiliation);
// Grant `<person>-<role>-<agency>`, from today on. Returns its name.
std::string Give(Server& server, absl::string_view person, type::v1::Role role,
                 absl::string_view agency);
// AddPerson at `agency` and Give there.
void AddOfficer(Server& server, absl::string_view id, type::v1::Role role,
                absl::string_view agency);

// A valid request for an OPEN new project of 10,000.00 CAD nominal.
registry::v1::CreateProjectRequest ProjectRequest(absl::string_view id, absl::string_view lead);
registry::v1::Project AddProject(Server& server, absl::string_view as, absl::string_view id,
                                 absl::string_view lead);

google::type::Date DateOf(int year, int month, int day);
// The UTC day of the server's clock, `days` later.
google::type::Date DayFromToday(const Server& server, int days);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_REGISTRY_SETUP_H_
