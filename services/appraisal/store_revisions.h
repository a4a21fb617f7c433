#ifndef CARTERA_SERVICES_APPRAISAL_STORE_REVISIONS_H_
#define CARTERA_SERVICES_APPRAISAL_STORE_REVISIONS_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/tx.h"
#include "services/appraisal/records.h"

// Revisions and evaluations are written once: the runtime role cannot change them, and a trigger
// refuses it to everybody. They cannot be locked either; the lock of their case stands for them
// (store_cases.h).
namespace cartera::appraisal {

// nullopt when there is none.
absl::StatusOr<std::optional<StoredRevision>> FindRevision(pg::Tx& tx, const StoredCase& stored,
                                                           int number);
// Without content, oldest first.
absl::StatusOr<std::vector<StoredRevision>> ListRevisions(pg::Tx& tx, const StoredCase& stored);
// Written with the next statement; sets created_us.
void InsertRevision(pg::WriteTx& tx, StoredRevision* revision,
                    const std::vector<RevisionFigure>& figures);

// nullopt when there is none.
absl::StatusOr<std::optional<StoredEvaluation>> FindEvaluation(pg::Tx& tx,
                                                               const StoredRevision& revision,
                                                               absl::string_view id);
// Written with the next statement; sets created_us.
void InsertEvaluation(pg::WriteTx& tx, StoredEvaluation* evaluation);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_STORE_REVISIONS_H_
