#include "services/review/store_decisions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"
#include "services/review/store_authorisations.h"

namespace cartera::review {
namespace {

#define DECISION_COLUMNS                                                                        \
  "round, submission, id, outcome, reason, decided_by, recorded_by, revision, "                 \
  "revision_hash, methodology_version, engine_version, seed, evaluation, evaluation_hash, "     \
  "suggestion, authorised_until::text, open_observations, project, authorisation, created_us, " \
  "reasons, against_suggestion, instrument_kind, instrument_number, instrument_day::text, "     \
  "instrument_hash, authorised_from::text, yearly_continuation, supersedes, grounds, "          \
  "ground_titles"
constexpr pg::Query kListDecisions{"review.list_decisions",
                                   "SELECT " DECISION_COLUMNS
                                   " FROM review.decisions"
                                   " WHERE round = $1 AND submission = $2 ORDER BY id"};
constexpr pg::Query kGetDecision{"review.get_decision",
                                 "SELECT " DECISION_COLUMNS
                                 " FROM review.decisions"
                                 " WHERE round = $1 AND submission = $2 AND id = $3"};
constexpr pg::Query kNumberDecision{
    "review.number_decision",
    "SELECT count(*) + 1 FROM review.decisions WHERE round = $1 AND submission = $2"};
constexpr pg::Query kInsertDecision{"review.insert_decision", R"sql(
  INSERT INTO review.decisions (round, submission, id, outcome, reason, decided_by, recorded_by,
      revision, revision_hash, methodology_version, engine_version, seed, evaluation,
      evaluation_hash, suggestion, authorised_until, open_observations, project,
      authorisation, created_us, reasons, against_suggestion, instrument_kind, instrument_number,
      instrument_day, instrument_hash, authorised_from, yearly_continuation, supersedes, grounds,
      ground_titles)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::date, $17, $18,
      $19, $20, $21, $22, $23, $24, $25::date, $26, $27::date, $28, $29, $30, $31))sql"};

absl::StatusOr<Decision> ReadDecision(const pg::Row& row) {
  Decision decision;
  decision.round = row.Text(0);
  decision.submission = row.Text(1);
  decision.id = static_cast<int>(row.Int64(2));
  decision.outcome = row.Text(3);
  decision.reason = row.Text(4);
  decision.decided_by = row.Text(5);
  decision.recorded_by = row.Text(6);
  decision.revision = row.Text(7);
  decision.revision_hash = row.Text(8);
  decision.methodology_version = row.Text(9);
  decision.engine_version = row.Text(10);
  decision.seed = static_cast<uint64_t>(row.Int64(11));
  decision.evaluation = row.Text(12);
  decision.evaluation_hash = row.Text(13);
  decision.suggestion = row.Text(14);
  ASSIGN_OR_RETURN(decision.authorised_until, convert::ReadDate(row, 15));
  decision.open_observations = row.TextArray(16);
  decision.project = row.Text(17);
  decision.authorisation = row.OptionalText(18).value_or("");
  decision.created_us = row.Int64(19);
  decision.reasons = row.TextArray(20);
  decision.against_suggestion = row.Text(21);
  if (const auto kind = row.OptionalText(22); kind.has_value()) {
    Instrument instrument{.kind = *kind, .number = row.Text(23)};
    ASSIGN_OR_RETURN(instrument.date, calendar::ParseDate(row.Text(24)));
    instrument.document_hash = row.OptionalText(25).value_or("");
    decision.instrument = std::move(instrument);
  }
  ASSIGN_OR_RETURN(decision.authorised_from, convert::ReadDate(row, 26));
  decision.yearly_continuation = row.Bool(27);
  decision.supersedes = row.IsNull(28) ? 0 : static_cast<int>(row.Int64(28));
  decision.grounds = row.TextArray(29);
  decision.ground_titles = row.TextArray(30);
  return decision;
}

absl::Status ReadAuthorised(pg::Tx& tx, Decision* decision) {
  if (decision->authorisation.empty()) return absl::OkStatus();
  std::vector<Authorisation> authorisations(1);
  authorisations[0].id = decision->authorisation;
  RETURN_IF_ERROR(ReadAmounts(tx, decision->project, &authorisations));
  decision->authorised = std::move(authorisations[0].amounts);
  ASSIGN_OR_RETURN(const auto conditions,
                   ListConditions(tx, decision->project, decision->authorisation));
  for (const Condition& one : conditions) decision->conditions.push_back(one.terms);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Decision>> ListDecisions(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListDecisions, submission.round, submission.id));
  std::vector<Decision> decisions;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Decision decision, ReadDecision(row));
    RETURN_IF_ERROR(ReadAuthorised(tx, &decision));
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

absl::StatusOr<std::optional<Decision>> FindDecision(pg::Tx& tx, const Submission& submission,
                                                     int id) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kGetDecision, submission.round, submission.id, id));
  if (result.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Decision decision, ReadDecision(result[0]));
  RETURN_IF_ERROR(ReadAuthorised(tx, &decision));
  return decision;
}

absl::Status NumberDecision(pg::WriteTx& tx, Decision* decision) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kNumberDecision, decision->round, decision->submission));
  decision->id = static_cast<int>(result[0].Int64(0));
  decision->created_us = tx.NowUs();
  return absl::OkStatus();
}

absl::Status InsertDecision(pg::WriteTx& tx, const Decision& decision) {
  pg::Params params;
  params.Add(decision.round).Add(decision.submission).Add(decision.id).Add(decision.outcome);
  params.Add(decision.reason).Add(decision.decided_by).Add(decision.recorded_by);
  params.Add(decision.revision).Add(decision.revision_hash).Add(decision.methodology_version);
  params.Add(decision.engine_version).Add(static_cast<int64_t>(decision.seed));
  params.Add(decision.evaluation).Add(decision.evaluation_hash).Add(decision.suggestion);
  convert::AddDate(decision.authorised_until, &params);
  params.Add(decision.open_observations).Add(decision.project);
  params.Add(convert::NullIfEmpty(decision.authorisation)).Add(decision.created_us);
  params.Add(decision.reasons).Add(decision.against_suggestion);
  if (decision.instrument.has_value()) {
    params.Add(decision.instrument->kind).Add(decision.instrument->number);
    params.Add(calendar::FormatDate(decision.instrument->date));
    params.Add(decision.instrument->document_hash);
  } else {
    for (int i = 0; i < 4; ++i) params.Add(std::nullopt);
  }
  convert::AddDate(decision.authorised_from, &params);
  params.Add(decision.yearly_continuation);
  params.Add(decision.supersedes > 0 ? std::optional<int>(decision.supersedes) : std::nullopt);
  params.Add(decision.grounds).Add(decision.ground_titles);
  return tx.Exec(kInsertDecision, params).status();
}

}  // namespace cartera::review
