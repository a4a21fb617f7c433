#ifndef CARTERA_SERVICES_REVIEW_STORE_RANKING_H_
#define CARTERA_SERVICES_REVIEW_STORE_RANKING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/access/access.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

namespace cartera::review {

// The latest version of the round's ceilings, in force or waiting; nullopt when there is none.
absl::StatusOr<std::optional<CeilingSet>> FindLatestCeilings(pg::Tx& tx, absl::string_view round);
// The latest version in force.
absl::StatusOr<std::optional<CeilingSet>> FindCeilingsInForce(pg::Tx& tx, absl::string_view round);
// Sets version_us.
absl::Status InsertCeilings(pg::WriteTx& tx, CeilingSet* set);
// Puts it in force as confirmed by `confirmed_by`; sets version_us.
absl::Status UpdateCeilings(pg::WriteTx& tx, CeilingSet* set);
// Which of the agencies there are on the day of `now`.
absl::StatusOr<std::vector<std::string>> FindAgencies(pg::Tx& tx,
                                                      const std::vector<std::string>& agencies,
                                                      absl::Time now);

// What the pinned revision asks for; nothing changes when it is kept already.
absl::Status KeepAsks(pg::WriteTx& tx, const Submission& submission,
                      const std::vector<AskedAmount>& asks);
absl::Status KeepFigures(pg::WriteTx& tx, const Submission& submission, const CaseFigures& figures);

// Keeps the clearance of the office for a revision; in place of an earlier one.
absl::Status PutClearance(pg::WriteTx& tx, const Submission& submission, absl::string_view office,
                          absl::string_view revision_hash, absl::string_view person);
// Takes back all clearances: what comes next is cleared anew.
absl::Status VoidClearances(pg::WriteTx& tx, const Submission& submission);
// Offices that have cleared this revision, by name.
absl::StatusOr<std::vector<std::string>> ListClearances(pg::Tx& tx, const Submission& submission,
                                                        absl::string_view revision_hash);

// A submission with what it is ranked by.
struct RankedCase {
  Submission submission;
  access::Place lead;
  std::optional<CaseFigures> figures;
  std::vector<YearAmount> new_money;  // by fiscal year and kind of money; no budget lines
};
// What was handed in to the round and is not rejected, deferred or withdrawn, by id. Two
// statements.
absl::StatusOr<std::vector<RankedCase>> ListRankedCases(pg::Tx& tx, absl::string_view round,
                                                        absl::Time now);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_RANKING_H_
