#ifndef CARTERA_SERVICES_APPRAISAL_VISIBILITY_H_
#define CARTERA_SERVICES_APPRAISAL_VISIBILITY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/access/access.h"
#include "libs/platform/pg/tx.h"
#include "libs/platform/rpc/call.h"
#include "services/appraisal/records.h"
#include "services/appraisal/store_cases.h"

// Who sees a case: people with a role of the agency, ministry, centre or oversight at the lead
// agency or a participating one, or above: who sees its submissions. Agencies do not see one
// another's cases. For everybody else a case does not exist.
namespace cartera::appraisal {

bool MaySee(const access::Caller& caller, const ProjectPlaces& places);
// The same as a condition on lists.
SeenCases SeenBy(const access::Caller& caller);
// True for somebody of the centre at the lead agency or above it, and for services.
bool IsOfCentre(const access::Caller& caller, const ProjectPlaces& places);

// The ids in the name of a case, a revision or an evaluation; what the name does not go down to is
// empty (number 0).
struct CaseIds {
  std::string project;
  std::string case_id;
  int number = 0;
  std::string evaluation;
};
// Errors: NOT_FOUND for a number that no revision can have.
absl::StatusOr<CaseIds> ParseName(absl::string_view name);

// The case of `ids` that the caller may see; `name` is what the caller asked for. Errors:
// NOT_FOUND.
absl::StatusOr<PlacedCase> OpenToRead(pg::Tx& tx, const rpc::Call& call,
                                      const access::Caller& caller, const CaseIds& ids,
                                      absl::string_view name);
// The same, locked, for a caller with one of the method's roles at the lead agency. Errors: also
// PERMISSION_DENIED ROLE_MISSING.
absl::StatusOr<PlacedCase> OpenToWrite(pg::WriteTx& tx, const rpc::Call& call,
                                       const access::Caller& caller, const CaseIds& ids,
                                       absl::string_view name);

// What the caller may do with the case as it stands: update, create_revision, evaluate_revision.
std::vector<std::string> AllowedActions(const access::Caller& caller, const PlacedCase& placed);

// Adds to the project's chain, and names the resource for the answer kept.
absl::Status Record(pg::WriteTx& tx, const std::string& project, std::string action,
                    std::string resource, std::string digest, std::string detail);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_VISIBILITY_H_
