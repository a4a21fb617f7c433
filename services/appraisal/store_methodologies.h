#ifndef CARTERA_SERVICES_APPRAISAL_STORE_METHODOLOGIES_H_
#define CARTERA_SERVICES_APPRAISAL_STORE_METHODOLOGIES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/clock.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/tx.h"
#include "services/appraisal/methodologies.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {

// Records what is loaded for the first time, and adds to `methodologies` what was loaded before and
// has no file any more. Errors: FAILED_PRECONDITION naming a version that said something else when
// it was loaded first: what was decided by it must replay.
absl::Status KeepMethodologies(pg::Database& database, const Clock& clock,
                               Methodologies* methodologies);

// The version, read from the record when this process has not met it yet: another may have
// published it. nullptr when there is none. Errors: INTERNAL STORED_UNREADABLE.
absl::StatusOr<const Methodology*> FindMethodology(pg::Tx& tx, Methodologies& methodologies,
                                                   const MethodologyId& id);
// All on record, by methodology and version.
absl::StatusOr<std::vector<const Methodology*>> ListMethodologies(pg::Tx& tx,
                                                                  Methodologies& methodologies);
// The one of that methodology that was put on record last, `but` apart; nullopt when there is none.
absl::StatusOr<std::optional<MethodologyId>> LastVersion(pg::Tx& tx, const std::string& methodology,
                                                         const MethodologyId& but);
// Errors: ALREADY_EXISTS NAME_TAKEN.
absl::Status PublishVersion(pg::WriteTx& tx, const MethodologyId& id,
                            const std::string& definition);

struct StoredMethodologyDraft {
  std::string id;
  std::string definition;  // canonical form 1; empty in lists
  std::vector<std::string> editors;
  std::string state = "open";
  std::string published_by;
  int64_t version_us = 0;
};
std::string NameOf(const StoredMethodologyDraft& draft);
// SHA-256 of the record in canonical form 1.
std::string Digest(const StoredMethodologyDraft& draft);
// nullopt when there is none; `lock` holds it until the transaction ends.
absl::StatusOr<std::optional<StoredMethodologyDraft>> FindDraft(pg::Tx& tx, absl::string_view id,
                                                                bool lock);
// Newest first, without definitions.
absl::StatusOr<std::vector<StoredMethodologyDraft>> ListDrafts(pg::Tx& tx);
// Inserts it, or replaces all of it; sets version_us.
absl::Status PutDraft(pg::WriteTx& tx, StoredMethodologyDraft* draft);

// An evaluation that a version made, with what it was made from.
struct PastEvaluation {
  StoredEvaluation evaluation;
  StoredRevision revision;  // its content and names
  std::string stage;
  std::string project_kind;
};
inline constexpr int kPastEvaluationsPage = 20;
// The next ones of `methodology` after `after` (nullptr: the first ones), by name.
absl::StatusOr<std::vector<PastEvaluation>> ListPastEvaluations(pg::Tx& tx,
                                                                const MethodologyId& methodology,
                                                                const StoredEvaluation* after);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_STORE_METHODOLOGIES_H_
