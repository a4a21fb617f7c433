#include "services/review/store_ranking.h"

#include <map>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::review {
namespace {

#define SET_COLUMNS                                                           \
  "s.round, s.version, s.reason, s.proposed_by, s.confirmed_by, s.in_force, " \
  "s.created_us, s.valid_from_us"

constexpr pg::Query kLatestCeilings{"review.latest_ceilings",
                                    "SELECT " SET_COLUMNS
                                    " FROM review.ceiling_sets s WHERE s.round = $1"
                                    " ORDER BY s.version DESC LIMIT 1"};
constexpr pg::Query kCeilingsInForce{"review.ceilings_in_force",
                                     "SELECT " SET_COLUMNS
                                     " FROM review.ceiling_sets s WHERE s.round = $1 AND s.in_force"
                                     " ORDER BY s.version DESC LIMIT 1"};
constexpr pg::Query kListCeilings{"review.list_ceilings", R"sql(
  SELECT agency, fiscal_year, unit, amount_minor, basis, price_year
    FROM review.ceilings WHERE round = $1 AND version = $2 ORDER BY line)sql"};
constexpr pg::Query kInsertCeilingSet{"review.insert_ceiling_set", R"sql(
  INSERT INTO review.ceiling_sets (round, version, reason, proposed_by, confirmed_by, in_force,
      created_us)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING valid_from_us)sql"};
constexpr pg::Query kInsertCeilings{"review.insert_ceilings", R"sql(
  INSERT INTO review.ceilings (round, version, line, agency, fiscal_year, unit, amount_minor, basis,
      price_year)
  SELECT $1, $2, c.line, c.agency, c.fiscal_year, c.unit, c.amount_minor, c.basis, c.price_year
    FROM unnest($3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::bigint[])
         WITH ORDINALITY AS c (agency, fiscal_year, unit, amount_minor, basis, price_year,
                               line))sql"};
constexpr pg::Query kUpdateCeilingSet{"review.update_ceiling_set", R"sql(
  UPDATE review.ceiling_sets SET confirmed_by = $3, in_force = TRUE
   WHERE round = $1 AND version = $2 RETURNING valid_from_us)sql"};
constexpr pg::Query kFindAgencies{"review.find_agencies", R"sql(
  SELECT DISTINCT c.descendant FROM registry_read.agency_closure_v1 c
   WHERE c.descendant = ANY ($1::text[]) AND c.depth = 0
     AND c.from_day <= $2::date AND (c.until_day IS NULL OR c.until_day > $2::date))sql"};

constexpr pg::Query kInsertAsks{"review.insert_asks", R"sql(
  INSERT INTO review.submission_asks (round, submission, revision, line, fiscal_year, budget_line,
      new_money, unit, amount_minor, basis, price_year)
  SELECT $1, $2, $3, a.line, a.fiscal_year, a.budget_line, a.new_money = 1, a.unit, a.amount_minor,
         a.basis, a.price_year
    FROM unnest($4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::text[],
                $10::bigint[]) WITH ORDINALITY
         AS a (fiscal_year, budget_line, new_money, unit, amount_minor, basis, price_year, line)
  ON CONFLICT DO NOTHING)sql"};
constexpr pg::Query kInsertFigures{"review.insert_figures", R"sql(
  INSERT INTO review.submission_figures (round, submission, revision, unit, basis, price_year,
      total_cost_minor, costs_pv_minor, npv_minor, bcr_bp, score_bp, suggestion)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING)sql"};

constexpr pg::Query kPutClearance{"review.put_clearance", R"sql(
  INSERT INTO review.clearances (round, submission, office, revision_hash, person)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (round, submission, office)
  DO UPDATE SET revision_hash = excluded.revision_hash, person = excluded.person)sql"};
constexpr pg::Query kVoidClearances{
    "review.void_clearances",
    "UPDATE review.clearances SET revision_hash = '' WHERE round = $1 AND submission = $2"};
constexpr pg::Query kListClearances{
    "review.list_clearances",
    "SELECT office FROM review.clearances"
    " WHERE round = $1 AND submission = $2 AND revision_hash = $3 ORDER BY office"};

#define IS_RANKED                                                                              \
  "s.round = $1 AND s.state IN ('submitted', 'screening', 'in_review', 'iteration_requested'," \
  " 'approved', 'approved_with_observations')"

constexpr pg::Query kListRankedCases{
    "review.list_ranked_cases",
    "SELECT s.id, s.project, s.case_id, s.kind, s.state, s.lead_agency, s.ministry_rank,"
    "       ARRAY(SELECT c.ancestor FROM registry_read.agency_closure_v1 c"
    "              WHERE c.descendant = p.lead_agency AND c.from_day <= $2::date"
    "                AND (c.until_day IS NULL OR c.until_day > $2::date) ORDER BY c.depth DESC),"
    "       f.suggestion, f.unit, 0::bigint, f.basis, f.price_year, f.total_cost_minor,"
    "       f.costs_pv_minor, f.npv_minor, f.bcr_bp, f.score_bp"
    "  FROM review.submissions s"
    "  JOIN registry_read.projects_v1 p ON p.id = s.project"
    "  LEFT JOIN review.submission_figures f"
    "    ON f.round = s.round AND f.submission = s.id AND f.revision = s.revision"
    " WHERE " IS_RANKED " ORDER BY s.id"};
constexpr pg::Query kListNewMoney{
    "review.list_new_money",
    "SELECT s.id, a.fiscal_year, a.unit, sum(a.amount_minor)::bigint, a.basis, a.price_year"
    "  FROM review.submissions s"
    "  JOIN review.submission_asks a"
    "    ON a.round = s.round AND a.submission = s.id AND a.revision = s.revision"
    " WHERE a.new_money AND " IS_RANKED
    " GROUP BY s.id, a.fiscal_year, a.unit, a.basis, a.price_year"
    " ORDER BY s.id, a.fiscal_year, a.unit, a.basis, a.price_year"};

// Amounts as columns to unnest.
struct Columns {
  std::vector<int64_t> years, amounts_minor, price_years;
  std::vector<std::string> units, bases;
  void Add(int fiscal_year, const money::Money& amount) {
    years.push_back(fiscal_year);
    amounts_minor.push_back(amount.amount_minor);
    price_years.push_back(amount.price_year);
    units.push_back(amount.unit.code);
    bases.emplace_back(money::Name(amount.basis));
  }
};

absl::StatusOr<money::Money> NeedMoney(const pg::Row& row, int column) {
  ASSIGN_OR_RETURN(std::optional<money::Money> amount, convert::ReadMoney(row, column));
  if (!amount.has_value()) return absl::InternalError("an amount without money");
  return *std::move(amount);
}

absl::StatusOr<std::optional<CeilingSet>> ReadSet(pg::Tx& tx, const pg::Result& result) {
  if (result.empty()) return std::nullopt;
  const pg::Row row = result[0];
  CeilingSet set;
  set.round = row.Text(0);
  set.version = static_cast<int>(row.Int64(1));
  set.reason = row.Text(2);
  set.proposed_by = row.Text(3);
  set.confirmed_by = row.OptionalText(4).value_or("");
  set.in_force = row.Bool(5);
  set.created_us = row.Int64(6);
  set.version_us = row.Int64(7);
  ASSIGN_OR_RETURN(const pg::Result ceilings, tx.Exec(kListCeilings, set.round, set.version));
  for (const pg::Row one : ceilings) {
    ranking::Ceiling ceiling{.agency = one.Text(0), .fiscal_year = static_cast<int>(one.Int64(1))};
    ASSIGN_OR_RETURN(ceiling.amount, NeedMoney(one, 2));
    set.ceilings.push_back(std::move(ceiling));
  }
  return set;
}

absl::StatusOr<RankedCase> ReadRankedCase(const pg::Row& row, absl::string_view round) {
  RankedCase ranked;
  Submission& submission = ranked.submission;
  submission.round = std::string(round);
  submission.id = row.Text(0);
  submission.project = row.Text(1);
  submission.case_id = row.Text(2);
  submission.kind = row.Text(3);
  ASSIGN_OR_RETURN(submission.state, StateFromStored(row.Text(4)));
  submission.lead_agency = row.Text(5);
  if (!row.IsNull(6)) submission.ministry_rank = static_cast<int>(row.Int64(6));
  ranked.lead = row.TextArray(7);
  if (row.IsNull(8)) return ranked;
  CaseFigures figures{.suggestion = row.Text(8)};
  ASSIGN_OR_RETURN(figures.like, NeedMoney(row, 9));
  figures.total_cost_minor = row.OptionalInt64(13);
  figures.costs_pv_minor = row.OptionalInt64(14);
  figures.npv_minor = row.OptionalInt64(15);
  figures.bcr_bp = row.OptionalInt64(16);
  if (!row.IsNull(17)) figures.score_bp = static_cast<int>(row.Int64(17));
  ranked.figures = std::move(figures);
  return ranked;
}

}  // namespace

absl::StatusOr<std::optional<CeilingSet>> FindLatestCeilings(pg::Tx& tx, absl::string_view round) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLatestCeilings, round));
  return ReadSet(tx, result);
}

absl::StatusOr<std::optional<CeilingSet>> FindCeilingsInForce(pg::Tx& tx, absl::string_view round) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kCeilingsInForce, round));
  return ReadSet(tx, result);
}

absl::Status InsertCeilings(pg::WriteTx& tx, CeilingSet* set) {
  set->created_us = tx.NowUs();
  ASSIGN_OR_RETURN(
      const pg::Result result,
      tx.Exec(kInsertCeilingSet, set->round, set->version, set->reason, set->proposed_by,
              convert::NullIfEmpty(set->confirmed_by), set->in_force, set->created_us));
  set->version_us = result[0].Int64(0);
  std::vector<std::string> agencies;
  Columns columns;
  for (const ranking::Ceiling& ceiling : set->ceilings) {
    agencies.push_back(ceiling.agency);
    columns.Add(ceiling.fiscal_year, ceiling.amount);
  }
  return tx
      .Exec(kInsertCeilings, set->round, set->version, agencies, columns.years, columns.units,
            columns.amounts_minor, columns.bases, columns.price_years)
      .status();
}

absl::Status UpdateCeilings(pg::WriteTx& tx, CeilingSet* set) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kUpdateCeilingSet, set->round, set->version,
                                                    convert::NullIfEmpty(set->confirmed_by)));
  set->in_force = true;
  set->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> FindAgencies(pg::Tx& tx,
                                                      const std::vector<std::string>& agencies,
                                                      absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kFindAgencies, agencies, access::Day(now)));
  std::vector<std::string> found;
  for (const pg::Row row : result) found.push_back(row.Text(0));
  return found;
}

absl::Status KeepAsks(pg::WriteTx& tx, const Submission& submission,
                      const std::vector<AskedAmount>& asks) {
  Columns columns;
  std::vector<std::string> budget_lines;
  std::vector<int64_t> new_money;
  for (const AskedAmount& ask : asks) {
    columns.Add(ask.amount.fiscal_year, ask.amount.amount);
    budget_lines.push_back(ask.amount.budget_line);
    new_money.push_back(ask.is_new_money ? 1 : 0);
  }
  return tx
      .Exec(kInsertAsks, submission.round, submission.id, submission.revision, columns.years,
            budget_lines, new_money, columns.units, columns.amounts_minor, columns.bases,
            columns.price_years)
      .status();
}

absl::Status KeepFigures(pg::WriteTx& tx, const Submission& submission,
                         const CaseFigures& figures) {
  return tx
      .Exec(kInsertFigures, submission.round, submission.id, submission.revision,
            figures.like.unit.code, money::Name(figures.like.basis), figures.like.price_year,
            figures.total_cost_minor, figures.costs_pv_minor, figures.npv_minor, figures.bcr_bp,
            figures.score_bp, figures.suggestion)
      .status();
}

absl::Status PutClearance(pg::WriteTx& tx, const Submission& submission, absl::string_view office,
                          absl::string_view revision_hash, absl::string_view person) {
  return tx.Exec(kPutClearance, submission.round, submission.id, office, revision_hash, person)
      .status();
}

absl::Status VoidClearances(pg::WriteTx& tx, const Submission& submission) {
  return tx.Exec(kVoidClearances, submission.round, submission.id).status();
}

absl::StatusOr<std::vector<std::string>> ListClearances(pg::Tx& tx, const Submission& submission,
                                                        absl::string_view revision_hash) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListClearances, submission.round, submission.id, revision_hash));
  std::vector<std::string> offices;
  for (const pg::Row row : result) offices.push_back(row.Text(0));
  return offices;
}

absl::StatusOr<std::vector<RankedCase>> ListRankedCases(pg::Tx& tx, absl::string_view round,
                                                        absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kListRankedCases, round, access::Day(now)));
  std::vector<RankedCase> cases;
  std::map<std::string, size_t> by_id;
  for (const pg::Row row : rows) {
    ASSIGN_OR_RETURN(RankedCase one, ReadRankedCase(row, round));
    by_id[one.submission.id] = cases.size();
    cases.push_back(std::move(one));
  }
  ASSIGN_OR_RETURN(const pg::Result amounts, tx.Exec(kListNewMoney, round));
  for (const pg::Row row : amounts) {
    const auto found = by_id.find(row.Text(0));
    if (found == by_id.end()) continue;
    YearAmount amount{.fiscal_year = static_cast<int>(row.Int64(1))};
    ASSIGN_OR_RETURN(amount.amount, NeedMoney(row, 2));
    cases[found->second].new_money.push_back(std::move(amount));
  }
  return cases;
}

}  // namespace cartera::review
