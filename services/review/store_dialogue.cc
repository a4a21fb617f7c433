#include "services/review/store_dialogue.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/review/convert.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

constexpr pg::Query kListActs{"review.list_observation_acts", R"sql(
  SELECT number, kind, text, evidence, document_hash, answered_fields, person, at_us
    FROM review.observation_acts WHERE round = $1 AND submission = $2 AND observation = $3
   ORDER BY number)sql"};
constexpr pg::Query kAppendAct{"review.append_observation_act", R"sql(
  INSERT INTO review.observation_acts (round, submission, observation, number, kind, text,
      evidence, document_hash, answered_fields, person, at_us)
  SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8, $9, $10
    FROM review.observation_acts WHERE round = $1 AND submission = $2 AND observation = $3)sql"};

#define CLARIFICATION_COLUMNS                                            \
  "round, submission, id, field, question, asked_by, asked_us, answer, " \
  "answered_by, answered_us, valid_from_us"
constexpr pg::Query kListClarifications{"review.list_clarifications",
                                        "SELECT " CLARIFICATION_COLUMNS
                                        " FROM review.clarifications"
                                        " WHERE round = $1 AND submission = $2"
                                        " ORDER BY asked_us, id"};
// The submission's row is held by who changes one.
constexpr pg::Query kGetClarification{"review.get_clarification",
                                      "SELECT " CLARIFICATION_COLUMNS
                                      " FROM review.clarifications"
                                      " WHERE round = $1 AND submission = $2 AND id = $3"};
constexpr pg::Query kInsertClarification{"review.insert_clarification", R"sql(
  INSERT INTO review.clarifications (round, submission, id, field, question, asked_by, asked_us)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateClarification{"review.update_clarification", R"sql(
  UPDATE review.clarifications SET answer = $4, answered_by = $5, answered_us = $6
   WHERE round = $1 AND submission = $2 AND id = $3 RETURNING valid_from_us)sql"};

Clarification ReadClarification(const pg::Row& row) {
  Clarification clarification;
  clarification.round = row.Text(0);
  clarification.submission = row.Text(1);
  clarification.id = row.Text(2);
  clarification.field = row.Text(3);
  clarification.question = row.Text(4);
  clarification.asked_by = row.Text(5);
  clarification.asked_us = row.Int64(6);
  clarification.answer = row.Text(7);
  clarification.answered_by = row.OptionalText(8).value_or("");
  clarification.answered_us = row.OptionalInt64(9);
  clarification.version_us = row.Int64(10);
  return clarification;
}

}  // namespace

absl::StatusOr<std::vector<ObservationAct>> ListObservationActs(pg::Tx& tx,
                                                                const Observation& observation) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListActs, observation.round, observation.submission, observation.id));
  std::vector<ObservationAct> acts;
  for (const pg::Row row : result) {
    acts.push_back({static_cast<int>(row.Int64(0)), row.Text(1), row.Text(2), row.Text(3),
                    row.Text(4), row.TextArray(5), row.Text(6), row.Int64(7)});
  }
  return acts;
}

absl::Status AppendObservationAct(pg::WriteTx& tx, const Observation& observation,
                                  const ObservationAct& act) {
  return tx
      .Exec(kAppendAct, observation.round, observation.submission, observation.id, act.kind,
            act.text, act.evidence, act.document_hash, act.answered_fields, act.person,
            absl::ToUnixMicros(tx.Now()))
      .status();
}

absl::StatusOr<std::vector<Clarification>> ListClarifications(pg::Tx& tx,
                                                              const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListClarifications, submission.round, submission.id));
  std::vector<Clarification> clarifications;
  for (const pg::Row row : result) clarifications.push_back(ReadClarification(row));
  return clarifications;
}

absl::StatusOr<std::optional<Clarification>> FindClarification(pg::Tx& tx,
                                                               const Submission& submission,
                                                               absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kGetClarification, submission.round, submission.id, id));
  if (result.empty()) return std::nullopt;
  return ReadClarification(result[0]);
}

absl::Status InsertClarification(pg::WriteTx& tx, Clarification* clarification) {
  const auto result = tx.Exec(kInsertClarification, clarification->round, clarification->submission,
                              clarification->id, clarification->field, clarification->question,
                              clarification->asked_by, clarification->asked_us);
  if (!result.ok()) {
    return pg::ConstraintOf(result.status()) == "clarifications_pkey"
               ? NameTaken(NameOf(*clarification))
               : result.status();
  }
  clarification->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status UpdateClarification(pg::WriteTx& tx, Clarification* clarification) {
  ASSIGN_OR_RETURN(
      const pg::Result result,
      tx.Exec(kUpdateClarification, clarification->round, clarification->submission,
              clarification->id, clarification->answer,
              convert::NullIfEmpty(clarification->answered_by), clarification->answered_us));
  clarification->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

}  // namespace cartera::review
