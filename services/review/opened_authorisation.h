#ifndef CARTERA_SERVICES_REVIEW_OPENED_AUTHORISATION_H_
#define CARTERA_SERVICES_REVIEW_OPENED_AUTHORISATION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/access/access.h"
#include "services/review/store_authorisations.h"
#include "services/review/store_submissions.h"

namespace cartera::review {

// An authorisation that the caller may see, with all that acts are decided upon.
struct OpenedAuthorisation {
  access::Caller caller;
  Places places;
  Authorisation authorisation;
};

// OK when the caller may see what was authorised for the project. Errors: NOT_FOUND naming `name`.
absl::Status RequireProject(pg::Tx& tx, const rpc::Call& call, const std::string& project,
                            const std::string& name);

// Loads the authorisation that `name` (or a name below it) stands for. Errors: NOT_FOUND naming
// `name`.
absl::StatusOr<Authorisation> ReadAuthorisation(pg::Tx& tx, const rpc::Call& call,
                                                const std::string& name);
// The same for a change, held. On a replay only authorised. Errors: also PERMISSION_DENIED
// ROLE_MISSING.
absl::StatusOr<OpenedAuthorisation> HoldAuthorisation(pg::WriteTx& tx, const rpc::Call& call,
                                                      const std::string& name);

// Errors: PERMISSION_DENIED CONFLICT_OF_INTEREST for the caller, as with the decision.
absl::Status RefuseConflict(pg::Tx& tx, const rpc::Call& call, const OpenedAuthorisation& opened);

// OK for an empty text and 64 lower-case hexadecimal digits.
bool IsDocumentHash(absl::string_view text);

// Tells registry that money may be spent.
absl::Status EmitAuthorised(pg::WriteTx& tx, const Authorisation& authorisation);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_OPENED_AUTHORISATION_H_
