#ifndef CARTERA_SERVICES_APPRAISAL_STORE_CASES_H_
#define CARTERA_SERVICES_APPRAISAL_STORE_CASES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/access/access.h"
#include "libs/convert/list_page.h"
#include "libs/platform/pg/tx.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {

// Where a project stands in the tree on a day: what access to its cases is decided upon.
struct ProjectPlaces {
  access::Place lead;
  std::vector<access::Place> participants;
};

struct PlacedCase {
  StoredCase stored;
  ProjectPlaces places;
  std::string project_kind;
};

// From registry's views, on the day of `now`. nullopt when there is no such project.
absl::StatusOr<std::optional<ProjectPlaces>> FindPlaces(pg::Tx& tx, absl::string_view project,
                                                        absl::Time now);

// nullopt when there is none. `lock` holds the row until the transaction ends; whoever writes a
// section, a revision or an evaluation of the case holds it.
absl::StatusOr<std::optional<PlacedCase>> FindCase(pg::Tx& tx, absl::string_view project,
                                                   absl::string_view id, absl::Time now, bool lock);
// The same, locked, without its places: for what other services' events do.
absl::StatusOr<std::optional<StoredCase>> LockCase(pg::WriteTx& tx, absl::string_view project,
                                                   absl::string_view id);

// Sets created_us and version_us. Errors: ALREADY_EXISTS NAME_TAKEN.
absl::Status InsertCase(pg::WriteTx& tx, StoredCase* stored);
// Notes that `submission` locks the case (which the caller holds) or does no more. True when one or
// another locks it now.
absl::StatusOr<bool> SetCaseLock(pg::WriteTx& tx, const StoredCase& stored,
                                 absl::string_view submission, bool locks);
// Writes `locked` and `latest_revision`; sets version_us.
absl::Status UpdateCaseState(pg::WriteTx& tx, StoredCase* stored);

// All that were ever written, emptied ones included, by section.
absl::StatusOr<std::vector<StoredSection>> ListSections(pg::Tx& tx, const StoredCase& stored);
// Inserts or replaces these sections, with the next statement. Ask ListSections for their versions.
void WriteSections(pg::WriteTx& tx, const StoredCase& stored,
                   const std::vector<StoredSection>& sections);
// Everybody who ever wrote a section, person ids, sorted: an earlier author stays one.
absl::StatusOr<std::vector<std::string>> ListAuthors(pg::Tx& tx, const StoredCase& stored);

struct CasePage {
  std::vector<StoredCase> cases;
  std::string next_token;
};
// Whose cases a caller sees: those led by an agency at or below one of `lead`, or in which an
// agency at or below one of `participant` takes part.
struct SeenCases {
  bool all = false;
  std::vector<std::string> agencies;
};
absl::Span<const list::Field> CaseFields();
const list::Field& CaseKey();
constexpr int kListCasesParameters = 4;  // what the conditions of the list bind
// `project` "-" stands for all.
absl::StatusOr<CasePage> ListCases(pg::Tx& tx, absl::string_view project, const SeenCases& seen,
                                   absl::Time now, const convert::ListPage& page);

// Those of `people` (ids) that registry does not know.
absl::StatusOr<std::vector<std::string>> UnknownPeople(pg::Tx& tx,
                                                       const std::vector<std::string>& people);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_STORE_CASES_H_
