#include "services/review/store_observations.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

constexpr pg::Query kListAssessments{"review.list_assessments", R"sql(
  SELECT criterion, revision_hash, score, reason, assessor, valid_from_us
    FROM review.assessments WHERE round = $1 AND submission = $2 AND iteration = $3
   ORDER BY criterion)sql"};
constexpr pg::Query kPutAssessment{"review.put_assessment", R"sql(
  INSERT INTO review.assessments (round, submission, iteration, criterion, revision_hash, score,
      reason, assessor)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (round, submission, iteration, criterion)
  DO UPDATE SET revision_hash = EXCLUDED.revision_hash, score = EXCLUDED.score,
                reason = EXCLUDED.reason, assessor = EXCLUDED.assessor
  RETURNING valid_from_us)sql"};

#define OBSERVATION_COLUMNS                                                            \
  "round, submission, id, field, severity, text, due_day::text, state, author, "       \
  "revision, reply, replied_by, closed_by, evidence, document_hash, answered_fields, " \
  "reopened_count, valid_from_us"
constexpr pg::Query kListObservations{"review.list_observations",
                                      "SELECT " OBSERVATION_COLUMNS
                                      " FROM review.observations"
                                      " WHERE round = $1 AND submission = $2 ORDER BY id"};
// The submission's row is held by who changes an observation, so this one needs no lock.
constexpr pg::Query kGetObservation{"review.get_observation",
                                    "SELECT " OBSERVATION_COLUMNS
                                    " FROM review.observations"
                                    " WHERE round = $1 AND submission = $2 AND id = $3"};
constexpr pg::Query kInsertObservation{"review.insert_observation", R"sql(
  INSERT INTO review.observations (round, submission, id, field, severity, text, due_day, state,
      author, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7::date, $8, $9, $10) RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateObservation{"review.update_observation", R"sql(
  UPDATE review.observations SET state = $4, reply = $5, replied_by = $6, closed_by = $7,
         evidence = $8, document_hash = $9, answered_fields = $10, reopened_count = $11
   WHERE round = $1 AND submission = $2 AND id = $3 RETURNING valid_from_us)sql"};

absl::StatusOr<Observation> ReadObservation(const pg::Row& row) {
  Observation observation;
  observation.round = row.Text(0);
  observation.submission = row.Text(1);
  observation.id = row.Text(2);
  observation.field = row.Text(3);
  observation.severity = row.Text(4);
  observation.text = row.Text(5);
  ASSIGN_OR_RETURN(observation.due_date, calendar::ParseDate(row.Text(6)));
  observation.state = row.Text(7);
  observation.author = row.Text(8);
  observation.revision = static_cast<int>(row.Int64(9));
  observation.reply = row.Text(10);
  observation.replied_by = row.OptionalText(11).value_or("");
  observation.closed_by = row.OptionalText(12).value_or("");
  observation.evidence = row.Text(13);
  observation.document_hash = row.Text(14);
  observation.answered_fields = row.TextArray(15);
  observation.reopened_count = static_cast<int>(row.Int64(16));
  observation.version_us = row.Int64(17);
  return observation;
}

}  // namespace

absl::StatusOr<std::vector<Assessment>> ListAssessments(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListAssessments, submission.round,
                                                    submission.id, submission.iteration));
  std::vector<Assessment> assessments;
  for (const pg::Row row : result) {
    assessments.push_back({row.Text(0), row.Text(1), static_cast<int>(row.Int64(2)), row.Text(3),
                           row.Text(4), row.Int64(5)});
  }
  return assessments;
}

absl::Status PutAssessment(pg::WriteTx& tx, const Submission& submission, Assessment* assessment) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kPutAssessment, submission.round, submission.id, submission.iteration,
                           assessment->criterion, assessment->revision_hash, assessment->score,
                           assessment->reason, assessment->assessor));
  assessment->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Observation>> ListObservations(pg::Tx& tx,
                                                          const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListObservations, submission.round, submission.id));
  std::vector<Observation> observations;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Observation observation, ReadObservation(row));
    observations.push_back(std::move(observation));
  }
  return observations;
}

absl::StatusOr<std::optional<Observation>> FindObservation(pg::Tx& tx, const Submission& submission,
                                                           absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kGetObservation, submission.round, submission.id, id));
  if (result.empty()) return std::nullopt;
  return ReadObservation(result[0]);
}

absl::Status InsertObservation(pg::WriteTx& tx, Observation* observation) {
  const auto result = tx.Exec(kInsertObservation, observation->round, observation->submission,
                              observation->id, observation->field, observation->severity,
                              observation->text, calendar::FormatDate(observation->due_date),
                              observation->state, observation->author, observation->revision);
  if (!result.ok()) {
    return pg::ConstraintOf(result.status()) == "observations_pkey"
               ? NameTaken(NameOf(*observation))
               : result.status();
  }
  observation->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status UpdateObservation(pg::WriteTx& tx, Observation* observation) {
  ASSIGN_OR_RETURN(
      const pg::Result result,
      tx.Exec(kUpdateObservation, observation->round, observation->submission, observation->id,
              observation->state, observation->reply, convert::NullIfEmpty(observation->replied_by),
              convert::NullIfEmpty(observation->closed_by), observation->evidence,
              observation->document_hash, observation->answered_fields,
              observation->reopened_count));
  observation->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

}  // namespace cartera::review
