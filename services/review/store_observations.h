#ifndef CARTERA_SERVICES_REVIEW_STORE_OBSERVATIONS_H_
#define CARTERA_SERVICES_REVIEW_STORE_OBSERVATIONS_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

// What reviewers say about a submission: scores and observations.
namespace cartera::review {

// The scores of the submission's present iteration, by criterion.
absl::StatusOr<std::vector<Assessment>> ListAssessments(pg::Tx& tx, const Submission& submission);
// Stores or replaces the score of one criterion in the present iteration; sets version_us.
absl::Status PutAssessment(pg::WriteTx& tx, const Submission& submission, Assessment* assessment);

// By id.
absl::StatusOr<std::vector<Observation>> ListObservations(pg::Tx& tx, const Submission& submission);
absl::StatusOr<std::optional<Observation>> FindObservation(pg::Tx& tx, const Submission& submission,
                                                           absl::string_view id);
// Set version_us. Errors of Insert: ALREADY_EXISTS NAME_TAKEN.
absl::Status InsertObservation(pg::WriteTx& tx, Observation* observation);
absl::Status UpdateObservation(pg::WriteTx& tx, Observation* observation);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_OBSERVATIONS_H_
