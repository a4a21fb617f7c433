#ifndef CARTERA_SERVICES_REGISTRY_STORE_AGENCIES_H_
#define CARTERA_SERVICES_REGISTRY_STORE_AGENCIES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/convert/list_page.h"
#include "libs/platform/pg/tx.h"
#include "services/registry/records.h"

namespace cartera::registry {

// The agency with its parent as of the day of `now`; nullopt when there is none. `lock` holds it.
absl::StatusOr<std::optional<Agency>> FindAgency(pg::Tx& tx, absl::string_view id, absl::Time now,
                                                 bool lock);
// Inserts it below `agency->parent` (none: the root) and keeps the closure. Sets version_us.
// Errors: ALREADY_EXISTS NAME_TAKEN, FAILED_PRECONDITION REFERENCE_MISSING.
absl::Status InsertAgency(pg::WriteTx& tx, Agency* agency);
// Puts it below agency->parent from agency->parent_from on. Sets version_us.
// Errors: FAILED_PRECONDITION MOVE_REFUSED, REFERENCE_MISSING.
absl::Status MoveAgency(pg::WriteTx& tx, Agency* agency);

struct AgencyPage {
  std::vector<Agency> agencies;
  std::string next_token;
};
absl::Span<const list::Field> AgencyFields();
constexpr int kListAgenciesParameters = 1;
absl::StatusOr<AgencyPage> ListAgencies(pg::Tx& tx, absl::Time now, const convert::ListPage& page);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_STORE_AGENCIES_H_
