#ifndef CARTERA_SERVICES_REVIEW_STORE_AUTHORISATIONS_H_
#define CARTERA_SERVICES_REVIEW_STORE_AUTHORISATIONS_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"
#include "services/review/store_rounds.h"

namespace cartera::review {

// Adds to each its amounts as decided and what was asked; one statement, none for none.
absl::Status ReadAmounts(pg::Tx& tx, absl::string_view project,
                         std::vector<Authorisation>* authorisations);

// By id; of one project. With amounts, acts and open conditions; as they were then in a read of the
// past.
absl::StatusOr<std::vector<Authorisation>> ListAuthorisations(pg::Tx& tx,
                                                              absl::string_view project);
// nullopt when there is none. With Lock::kUpdate nobody else acts on it meanwhile.
absl::StatusOr<std::optional<Authorisation>> FindAuthorisation(pg::Tx& tx,
                                                               absl::string_view project,
                                                               absl::string_view id, Lock lock);
// Gives the authorisation the project's next number and its time, and stores it with its amounts
// and `conditions`.
absl::Status InsertAuthorisation(pg::WriteTx& tx, const std::vector<ConditionTerms>& conditions,
                                 Authorisation* authorisation);
// Stores state, last day and confirmed year with the act that changed them, which gets its number
// and time; sets version_us. The row must be held.
absl::Status ActOnAuthorisation(pg::WriteTx& tx, AuthorisationAct act,
                                Authorisation* authorisation);

// Precedent ones first, then by due date; of one authorisation.
absl::StatusOr<std::vector<Condition>> ListConditions(pg::Tx& tx, absl::string_view project,
                                                      absl::string_view authorisation);
// nullopt when there is none. Who changes it holds the authorisation, so it needs no lock.
absl::StatusOr<std::optional<Condition>> FindCondition(pg::Tx& tx, absl::string_view project,
                                                       absl::string_view authorisation,
                                                       absl::string_view id);
// Stores what changes with its state; sets version_us.
absl::Status UpdateCondition(pg::WriteTx& tx, Condition* condition);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_AUTHORISATIONS_H_
