#include "services/review/store_authorisations.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"

namespace cartera::review {
namespace {

#define AUTHORISATION_COLUMNS                                                            \
  "project, id, decision, state, valid_from::text, valid_until::text, continued_until, " \
  "created_us, valid_from_us"
constexpr pg::Query kListAuthorisations{"review.list_authorisations",
                                        "SELECT " AUTHORISATION_COLUMNS
                                        " FROM review.authorisations WHERE project = $1"
                                        " ORDER BY length(id), id"};
constexpr pg::Query kGetAuthorisation{"review.get_authorisation",
                                      "SELECT " AUTHORISATION_COLUMNS
                                      " FROM review.authorisations WHERE project = $1 AND id = $2"};
constexpr pg::Query kHoldAuthorisation{
    "review.hold_authorisation",
    "SELECT " AUTHORISATION_COLUMNS
    " FROM review.authorisations WHERE project = $1 AND id = $2 FOR UPDATE"};
constexpr pg::Query kListAmounts{"review.list_amounts", R"sql(
  SELECT authorisation, asked, fiscal_year, budget_line, unit, amount_minor, basis, price_year
    FROM review.authorisation_amounts
   WHERE project = $1 AND authorisation = ANY ($2::text[])
   ORDER BY authorisation, asked, line)sql"};
constexpr pg::Query kListActs{"review.list_acts", R"sql(
  SELECT authorisation, number, kind, reason, person, at_us, state_before, state_after, fiscal_year,
         budget_line, unit, amount_minor, basis, price_year
    FROM review.authorisation_acts
   WHERE project = $1 AND authorisation = ANY ($2::text[])
   ORDER BY authorisation, number)sql"};
constexpr pg::Query kListOpenConditions{"review.list_open_conditions", R"sql(
  SELECT authorisation, id FROM review.conditions
   WHERE project = $1 AND authorisation = ANY ($2::text[]) AND kind = 'precedent'
     AND state <> 'accepted' ORDER BY authorisation, id)sql"};
// Two rounds may decide on one project at once: they number one after the other.
constexpr pg::Query kHoldNumbers{
    "review.hold_authorisation_numbers",
    "SELECT pg_advisory_xact_lock(hashtextextended('review.authorisations/' || $1, 0))"};
constexpr pg::Query kNumberAuthorisation{
    "review.number_authorisation",
    "SELECT count(*) + 1 FROM review.authorisations WHERE project = $1"};
constexpr pg::Query kInsertAuthorisation{"review.insert_authorisation", R"sql(
  INSERT INTO review.authorisations (project, id, decision, state, valid_from, valid_until,
      continued_until, created_us)
  VALUES ($1, $2, $3, $4, $5::date, $6::date, $7, $8) RETURNING valid_from_us)sql"};
constexpr pg::Query kInsertAmounts{"review.insert_amounts", R"sql(
  INSERT INTO review.authorisation_amounts (project, authorisation, asked, line, fiscal_year,
      budget_line, unit, amount_minor, basis, price_year)
  SELECT $1, $2, $3, a.line, a.fiscal_year, a.budget_line, a.unit, a.amount_minor, a.basis,
         a.price_year
    FROM unnest($4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[])
         WITH ORDINALITY
         AS a (fiscal_year, budget_line, unit, amount_minor, basis, price_year, line))sql"};
constexpr pg::Query kUpdateAuthorisation{"review.update_authorisation", R"sql(
  UPDATE review.authorisations SET state = $3, valid_until = $4::date, continued_until = $5
   WHERE project = $1 AND id = $2 RETURNING valid_from_us)sql"};
constexpr pg::Query kInsertAct{"review.insert_act", R"sql(
  INSERT INTO review.authorisation_acts (project, authorisation, number, kind, reason, person,
      at_us, state_before, state_after, fiscal_year, budget_line, unit, amount_minor, basis,
      price_year)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))sql"};

#define CONDITION_COLUMNS                                                           \
  "project, authorisation, id, kind, text, owner, due_day::text, state, evidence, " \
  "document_hash, met_by, judged_by, judgement, valid_from_us"
constexpr pg::Query kListConditions{"review.list_conditions",
                                    "SELECT " CONDITION_COLUMNS
                                    " FROM review.conditions"
                                    " WHERE project = $1 AND authorisation = $2"
                                    " ORDER BY kind, due_day, id"};
constexpr pg::Query kGetCondition{"review.get_condition",
                                  "SELECT " CONDITION_COLUMNS
                                  " FROM review.conditions"
                                  " WHERE project = $1 AND authorisation = $2 AND id = $3"};
constexpr pg::Query kInsertConditions{"review.insert_conditions", R"sql(
  INSERT INTO review.conditions (project, authorisation, id, kind, text, owner, due_day, state)
  SELECT $1, $2, c.id, c.kind, c.text, c.owner, c.due_day, 'open'
    FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::date[])
         AS c (id, kind, text, owner, due_day))sql"};
constexpr pg::Query kUpdateCondition{"review.update_condition", R"sql(
  UPDATE review.conditions SET state = $4, evidence = $5, document_hash = $6, met_by = $7,
         judged_by = $8, judgement = $9
   WHERE project = $1 AND authorisation = $2 AND id = $3 RETURNING valid_from_us)sql"};

absl::StatusOr<Authorisation> ReadAuthorisation(const pg::Row& row) {
  Authorisation authorisation;
  authorisation.project = row.Text(0);
  authorisation.id = row.Text(1);
  authorisation.decision = row.Text(2);
  ASSIGN_OR_RETURN(authorisation.state, authorisation::ParseState(row.Text(3)));
  ASSIGN_OR_RETURN(authorisation.valid_from, calendar::ParseDate(row.Text(4)));
  ASSIGN_OR_RETURN(authorisation.valid_until, calendar::ParseDate(row.Text(5)));
  if (!row.IsNull(6)) authorisation.continued_until = static_cast<int>(row.Int64(6));
  authorisation.created_us = row.Int64(7);
  authorisation.version_us = row.Int64(8);
  return authorisation;
}

absl::StatusOr<Condition> ReadCondition(const pg::Row& row) {
  Condition condition;
  condition.project = row.Text(0);
  condition.authorisation = row.Text(1);
  condition.terms = {row.Text(2), row.Text(3), row.Text(4), row.Text(5), {}};
  ASSIGN_OR_RETURN(condition.terms.due_date, calendar::ParseDate(row.Text(6)));
  condition.state = row.Text(7);
  condition.evidence = row.Text(8);
  condition.document_hash = row.Text(9);
  condition.met_by = row.OptionalText(10).value_or("");
  condition.judged_by = row.OptionalText(11).value_or("");
  condition.judgement = row.Text(12);
  condition.version_us = row.Int64(13);
  return condition;
}

absl::StatusOr<AuthorisationAct> ReadAct(const pg::Row& row) {
  AuthorisationAct act;
  act.number = static_cast<int>(row.Int64(1));
  act.kind = row.Text(2);
  act.reason = row.Text(3);
  act.person = row.Text(4);
  act.at_us = row.Int64(5);
  act.state_before = row.Text(6);
  act.state_after = row.Text(7);
  if (!row.IsNull(8)) act.fiscal_year = static_cast<int>(row.Int64(8));
  act.budget_line = row.Text(9);
  ASSIGN_OR_RETURN(act.amount, convert::ReadMoney(row, 10));
  return act;
}

using ById = std::map<std::string, Authorisation*, std::less<>>;

// Adds acts and open conditions to each: two statements, none for none.
absl::Status ReadCourse(pg::Tx& tx, absl::string_view project,
                        std::vector<Authorisation>* authorisations) {
  ById by_id;
  std::vector<std::string> ids;
  for (Authorisation& one : *authorisations) {
    by_id[one.id] = &one;
    ids.push_back(one.id);
  }
  if (ids.empty()) return absl::OkStatus();
  const pg::Asked acts = tx.Ask(kListActs, pg::Bind(project, ids));
  ASSIGN_OR_RETURN(const pg::Result open, tx.Exec(kListOpenConditions, project, ids));
  for (const pg::Row row : open) by_id[row.Text(0)]->open_conditions.push_back(row.Text(1));
  ASSIGN_OR_RETURN(const pg::Result done, tx.Answer(acts));
  for (const pg::Row row : done) {
    ASSIGN_OR_RETURN(AuthorisationAct act, ReadAct(row));
    by_id[row.Text(0)]->acts.push_back(std::move(act));
  }
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

absl::Status InsertConditions(pg::WriteTx& tx, const Authorisation& authorisation,
                              const std::vector<ConditionTerms>& conditions) {
  if (conditions.empty()) return absl::OkStatus();
  std::vector<std::string> ids, kinds, texts, owners, due_days;
  for (const ConditionTerms& terms : conditions) {
    ids.push_back(terms.id);
    kinds.push_back(terms.kind);
    texts.push_back(terms.text);
    owners.push_back(terms.owner);
    due_days.push_back(calendar::FormatDate(terms.due_date));
  }
  return tx
      .Exec(kInsertConditions, authorisation.project, authorisation.id, ids, kinds, texts, owners,
            due_days)
      .status();
}

}  // namespace

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

absl::StatusOr<std::vector<Authorisation>> ListAuthorisations(pg::Tx& tx,
                                                              absl::string_view project) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListAuthorisations, project));
  std::vector<Authorisation> authorisations;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Authorisation authorisation, ReadAuthorisation(row));
    authorisations.push_back(std::move(authorisation));
  }
  RETURN_IF_ERROR(ReadAmounts(tx, project, &authorisations));
  RETURN_IF_ERROR(ReadCourse(tx, project, &authorisations));
  return authorisations;
}

absl::StatusOr<std::optional<Authorisation>> FindAuthorisation(pg::Tx& tx,
                                                               absl::string_view project,
                                                               absl::string_view id, Lock lock) {
  ASSIGN_OR_RETURN(
      const pg::Result result,
      tx.Exec(lock == Lock::kUpdate ? kHoldAuthorisation : kGetAuthorisation, project, id));
  if (result.empty()) return std::nullopt;
  std::vector<Authorisation> one(1);
  ASSIGN_OR_RETURN(one[0], ReadAuthorisation(result[0]));
  RETURN_IF_ERROR(ReadAmounts(tx, project, &one));
  RETURN_IF_ERROR(ReadCourse(tx, project, &one));
  return std::move(one[0]);
}

absl::Status InsertAuthorisation(pg::WriteTx& tx, const std::vector<ConditionTerms>& conditions,
                                 Authorisation* authorisation) {
  tx.ExecLater(kHoldNumbers, pg::Bind(authorisation->project));
  ASSIGN_OR_RETURN(const pg::Result number, tx.Exec(kNumberAuthorisation, authorisation->project));
  authorisation->id = absl::StrCat(number[0].Int64(0));
  authorisation->created_us = tx.NowUs();
  ASSIGN_OR_RETURN(const pg::Result stored,
                   tx.Exec(kInsertAuthorisation, authorisation->project, authorisation->id,
                           authorisation->decision, authorisation::Name(authorisation->state),
                           calendar::FormatDate(authorisation->valid_from),
                           calendar::FormatDate(authorisation->valid_until),
                           authorisation->continued_until, authorisation->created_us));
  authorisation->version_us = stored[0].Int64(0);
  RETURN_IF_ERROR(InsertAmounts(tx, *authorisation, /*asked=*/false));
  RETURN_IF_ERROR(InsertAmounts(tx, *authorisation, /*asked=*/true));
  return InsertConditions(tx, *authorisation, conditions);
}

absl::Status ActOnAuthorisation(pg::WriteTx& tx, AuthorisationAct act,
                                Authorisation* authorisation) {
  act.number = static_cast<int>(authorisation->acts.size()) + 1;
  act.at_us = tx.NowUs();
  act.state_after = std::string(authorisation::Name(authorisation->state));
  pg::Params params;
  params.Add(authorisation->project).Add(authorisation->id).Add(act.number).Add(act.kind);
  params.Add(act.reason).Add(act.person).Add(act.at_us).Add(act.state_before).Add(act.state_after);
  params.Add(act.fiscal_year > 0 ? std::optional<int>(act.fiscal_year) : std::nullopt);
  params.Add(act.budget_line);
  convert::AddMoney(act.amount, &params);
  tx.ExecLater(kInsertAct, std::move(params));
  ASSIGN_OR_RETURN(
      const pg::Result stored,
      tx.Exec(kUpdateAuthorisation, authorisation->project, authorisation->id,
              authorisation::Name(authorisation->state),
              calendar::FormatDate(authorisation->valid_until), authorisation->continued_until));
  authorisation->version_us = stored[0].Int64(0);
  authorisation->acts.push_back(std::move(act));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Condition>> ListConditions(pg::Tx& tx, absl::string_view project,
                                                      absl::string_view authorisation) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListConditions, project, authorisation));
  std::vector<Condition> conditions;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Condition condition, ReadCondition(row));
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

absl::StatusOr<std::optional<Condition>> FindCondition(pg::Tx& tx, absl::string_view project,
                                                       absl::string_view authorisation,
                                                       absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetCondition, project, authorisation, id));
  if (result.empty()) return std::nullopt;
  return ReadCondition(result[0]);
}

absl::Status UpdateCondition(pg::WriteTx& tx, Condition* condition) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kUpdateCondition, condition->project, condition->authorisation,
                           condition->terms.id, condition->state, condition->evidence,
                           condition->document_hash, convert::NullIfEmpty(condition->met_by),
                           convert::NullIfEmpty(condition->judged_by), condition->judgement));
  condition->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

}  // namespace cartera::review
