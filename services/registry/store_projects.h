#ifndef CARTERA_SERVICES_REGISTRY_STORE_PROJECTS_H_
#define CARTERA_SERVICES_REGISTRY_STORE_PROJECTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/access/access.h"
#include "libs/convert/list_page.h"
#include "libs/platform/pg/tx.h"
#include "services/registry/records.h"

namespace cartera::registry {

// A project with where it stands in the tree on a day: what access is decided upon.
struct PlacedProject {
  Project project;
  access::Place lead;
  std::vector<access::Place> participants;
  bool open = false;  // to everybody
};

// nullopt when there is none. `lock` holds the row until the transaction ends. The day is that of
// `now`, for the places. In a ReadAsOf transaction the project is as it was then, but its places
// are those of today, and it is open when it was so then and is so today: the record goes with the
// project, and opening it does not publish what was written while it was closed.
absl::StatusOr<std::optional<PlacedProject>> FindProject(pg::Tx& tx, absl::string_view id,
                                                         absl::Time now, bool lock);

// The projects that have one of these ids or external ids, held for a change, by id.
absl::StatusOr<std::vector<Project>> LockProjects(pg::Tx& tx, const std::vector<std::string>& ids,
                                                  const std::vector<std::string>& external_ids);

// Errors: ALREADY_EXISTS NAME_TAKEN or EXTERNAL_ID_TAKEN, FAILED_PRECONDITION REFERENCE_MISSING.
// Sets created_us and version_us.
absl::Status InsertProject(pg::WriteTx& tx, Project* project);
// Sets version_us. Errors as InsertProject.
absl::Status UpdateProject(pg::WriteTx& tx, Project* project, bool lead_changed);

struct ProjectPage {
  std::vector<Project> projects;
  std::string next_token;
};
// The fields a list of projects filters and orders by, and its unique key.
absl::Span<const list::Field> ProjectFields();
const list::Field& ProjectKey();
constexpr int kListProjectsParameters = 3;  // what the visibility condition binds
// The page's projects that the caller may see: open ones, and those of agencies they see.
absl::StatusOr<ProjectPage> ListProjects(pg::Tx& tx, const access::Caller& caller, absl::Time now,
                                         const convert::ListPage& page);

absl::StatusOr<std::vector<Participant>> ListParticipants(pg::Tx& tx, absl::string_view project);
absl::StatusOr<std::optional<Participant>> FindParticipant(pg::Tx& tx, absl::string_view project,
                                                           absl::string_view id);
// Errors: ALREADY_EXISTS NAME_TAKEN, FAILED_PRECONDITION REFERENCE_MISSING. Set version_us.
absl::Status InsertParticipant(pg::WriteTx& tx, Participant* participant);
absl::Status UpdateParticipant(pg::WriteTx& tx, Participant* participant);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_STORE_PROJECTS_H_
