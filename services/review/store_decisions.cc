#include "services/review/store_decisions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"

namespace cartera::review {
namespace {

#define DECISION_COLUMNS                                                                    \
  "round, submission, id, outcome, reason, decided_by, recorded_by, revision, "             \
  "revision_hash, methodology_version, engine_version, seed, evaluation, evaluation_hash, " \
  "suggestion, authorised_until::text, open_observations, project, authorisation, created_us"
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
      authorisation, created_us)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::date, $17, $18,
      $19, $20))sql"};

#define AUTHORISATION_COLUMNS \
  "project, id, decision, state, valid_from::text, valid_until::text, created_us"
constexpr pg::Query kListAuthorisations{"review.list_authorisations",
                                        "SELECT " AUTHORISATION_COLUMNS
                                        " FROM review.authorisations WHERE project = $1"
                                        " ORDER BY length(id), id"};
constexpr pg::Query kGetAuthorisation{"review.get_authorisation",
                                      "SELECT " AUTHORISATION_COLUMNS
                                      " FROM review.authorisations WHERE project = $1 AND id = $2"};
constexpr pg::Query kListAmounts{"review.list_amounts", R"sql(
  SELECT authorisation, asked, fiscal_year, budget_line, unit, amount_minor, basis, price_year
    FROM review.authorisation_amounts
   WHERE project = $1 AND authorisation = ANY ($2::text[])
   ORDER BY authorisation, asked, line)sql"};
// Two rounds may decide on one project at once: they number one after the other.
constexpr pg::Query kHoldNumbers{
    "review.hold_authorisation_numbers",
    "SELECT pg_advisory_xact_lock(hashtextextended('review.authorisations/' || $1, 0))"};
constexpr pg::Query kNumberAuthorisation{
    "review.number_authorisation",
    "SELECT count(*) + 1 FROM review.authorisations WHERE project = $1"};
constexpr pg::Query kInsertAuthorisation{"review.insert_authorisation", R"sql(
  INSERT INTO review.authorisations (project, id, decision, state, valid_from, valid_until,
      created_us)
  VALUES ($1, $2, $3, $4, $5::date, $6::date, $7))sql"};
constexpr pg::Query kInsertAmounts{"review.insert_amounts", R"sql(
  INSERT INTO review.authorisation_amounts (project, authorisation, asked, line, fiscal_year,
      budget_line, unit, amount_minor, basis, price_year)
  SELECT $1, $2, $3, a.line, a.fiscal_year, a.budget_line, a.unit, a.amount_minor, a.basis,
         a.price_year
    FROM unnest($4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[])
         WITH ORDINALITY
         AS a (fiscal_year, budget_line, unit, amount_minor, basis, price_year, line))sql"};

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
  return decision;
}

absl::StatusOr<Authorisation> ReadAuthorisation(const pg::Row& row) {
  Authorisation authorisation;
  authorisation.project = row.Text(0);
  authorisation.id = row.Text(1);
  authorisation.decision = row.Text(2);
  authorisation.state = row.Text(3);
  ASSIGN_OR_RETURN(authorisation.valid_from, calendar::ParseDate(row.Text(4)));
  ASSIGN_OR_RETURN(authorisation.valid_until, calendar::ParseDate(row.Text(5)));
  authorisation.created_us = row.Int64(6);
  return authorisation;
}

// Adds the amounts of each; one statement.
absl::Status ReadAmounts(pg::Tx& tx, absl::string_view project,
                         std::vector<Authorisation>* authorisations) {
  std::vector<std::string> ids;
  for (const Authorisation& one : *authorisations) ids.push_back(one.id);
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListAmounts, project, ids));
  for (const pg::Row row : result) {
    YearAmount line;
    line.fiscal_year = static_cast<int>(row.Int64(2));
    line.budget_line = row.Text(3);
    ASSIGN_OR_RETURN(auto amount, convert::ReadMoney(row, 4));
    if (!amount.has_value()) return absl::InternalError("an amount without money");
    line.amount = *std::move(amount);
    for (Authorisation& one : *authorisations) {
      if (one.id == row.TextView(0)) (row.Bool(1) ? one.asked : one.amounts).push_back(line);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadAuthorised(pg::Tx& tx, Decision* decision) {
  if (decision->authorisation.empty()) return absl::OkStatus();
  std::vector<Authorisation> authorisations(1);
  authorisations[0].id = decision->authorisation;
  RETURN_IF_ERROR(ReadAmounts(tx, decision->project, &authorisations));
  decision->authorised = std::move(authorisations[0].amounts);
  return absl::OkStatus();
}

absl::Status InsertAmounts(pg::WriteTx& tx, const Authorisation& authorisation, bool asked) {
  std::vector<int64_t> years, amounts_minor, price_years;
  std::vector<std::string> budget_lines, units, bases;
  for (const YearAmount& line : asked ? authorisation.asked : authorisation.amounts) {
    years.push_back(line.fiscal_year);
    budget_lines.push_back(line.budget_line);
    units.push_back(line.amount.unit.code);
    amounts_minor.push_back(line.amount.amount_minor);
    bases.emplace_back(money::Name(line.amount.basis));
    price_years.push_back(line.amount.price_year);
  }
  return tx
      .Exec(kInsertAmounts, authorisation.project, authorisation.id, asked, years, budget_lines,
            units, amounts_minor, bases, price_years)
      .status();
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
  return tx.Exec(kInsertDecision, params).status();
}

absl::StatusOr<std::vector<Authorisation>> ListAuthorisations(pg::Tx& tx,
                                                              absl::string_view project) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListAuthorisations, project));
  std::vector<Authorisation> authorisations;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Authorisation authorisation, ReadAuthorisation(row));
    authorisations.push_back(std::move(authorisation));
  }
  RETURN_IF_ERROR(ReadAmounts(tx, project, &authorisations));
  return authorisations;
}

absl::StatusOr<std::optional<Authorisation>> FindAuthorisation(pg::Tx& tx,
                                                               absl::string_view project,
                                                               absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetAuthorisation, project, id));
  if (result.empty()) return std::nullopt;
  std::vector<Authorisation> one(1);
  ASSIGN_OR_RETURN(one[0], ReadAuthorisation(result[0]));
  RETURN_IF_ERROR(ReadAmounts(tx, project, &one));
  return std::move(one[0]);
}

absl::Status InsertAuthorisation(pg::WriteTx& tx, Authorisation* authorisation) {
  tx.ExecLater(kHoldNumbers, pg::Bind(authorisation->project));
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kNumberAuthorisation, authorisation->project));
  authorisation->id = absl::StrCat(result[0].Int64(0));
  authorisation->created_us = tx.NowUs();
  RETURN_IF_ERROR(tx.Exec(kInsertAuthorisation, authorisation->project, authorisation->id,
                          authorisation->decision, authorisation->state,
                          calendar::FormatDate(authorisation->valid_from),
                          calendar::FormatDate(authorisation->valid_until),
                          authorisation->created_us)
                      .status());
  RETURN_IF_ERROR(InsertAmounts(tx, *authorisation, /*asked=*/false));
  return InsertAmounts(tx, *authorisation, /*asked=*/true);
}

}  // namespace cartera::review
