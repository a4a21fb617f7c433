#ifndef CARTERA_SERVICES_REVIEW_STORE_DECISIONS_H_
#define CARTERA_SERVICES_REVIEW_STORE_DECISIONS_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

namespace cartera::review {

// By id, with the amounts and conditions of their authorisations.
absl::StatusOr<std::vector<Decision>> ListDecisions(pg::Tx& tx, const Submission& submission);
// nullopt when there is none.
absl::StatusOr<std::optional<Decision>> FindDecision(pg::Tx& tx, const Submission& submission,
                                                     int id);
// Gives the decision its id and time. The submission's row must be held.
absl::Status NumberDecision(pg::WriteTx& tx, Decision* decision);
absl::Status InsertDecision(pg::WriteTx& tx, const Decision& decision);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_DECISIONS_H_
