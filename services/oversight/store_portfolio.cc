#include "services/oversight/store_portfolio.h"

#include <unordered_map>
#include <utility>

#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "services/oversight/portfolio.h"

namespace cartera::oversight {
namespace {

// Of a project p, as registry and review decide it: $2 everything, $3 agencies whose subtree is
// seen, $4 the day of the caller's rights.
#define SEEN_AGENCIES                                               \
  "SELECT c.descendant FROM registry_read.agency_closure_v1 c"      \
  " WHERE c.ancestor = ANY ($3::text[]) AND c.from_day <= $4::date" \
  "   AND (c.until_day IS NULL OR c.until_day > $4::date)"
#define SEES_PLACE                                                      \
  "($2::boolean OR p.lead_agency IN (" SEEN_AGENCIES                    \
  ")"                                                                   \
  " OR p.id IN (SELECT x.project FROM registry_read.participants_v1 x"  \
  "              WHERE x.from_day <= $4::date"                          \
  "                AND (x.until_day IS NULL OR x.until_day > $4::date)" \
  "                AND x.agency IN (" SEEN_AGENCIES ")))"
// $5 the asked agency or '', $6 the day of the instant.
#define ASKED                                                  \
  "($5::text = '' OR p.lead_agency IN ("                       \
  "SELECT c.descendant FROM registry_read.agency_closure_v1 c" \
  " WHERE c.ancestor = $5::text AND c.from_day <= $6::date"    \
  "   AND (c.until_day IS NULL OR c.until_day > $6::date)))"
// Authorised by a decision and not taken back since.
#define STANDS "a.state IN ('provisional', 'effective', 'exhausted')"

constexpr pg::Query kCells{"oversight.cells", R"sql(
  WITH asked AS MATERIALIZED (
    SELECT p.id, p.stage, p.kind, p.lead_agency, p.budget_unit AS unit, p.budget_basis AS basis,
           p.budget_price_year AS price_year, p.budget_minor AS minor,
           p.classification = 'open' AS open, )sql" SEES_PLACE R"sql( AS sees_place
      FROM registry_read.projects_as_of_v1($1) p WHERE )sql" ASKED R"sql(
  ), latest AS (
    SELECT DISTINCT ON (s.project) s.project, s.state
      FROM review_read.submissions_as_of_v1($1) s
     ORDER BY s.project, s.updated_us DESC, s.round DESC, s.id DESC
  ), visible AS MATERIALIZED (
    SELECT a.*, CASE WHEN a.sees_place THEN coalesce(l.state, 'none') ELSE 'not_shown' END AS state
      FROM asked a LEFT JOIN latest l ON l.project = a.id WHERE a.open OR a.sees_place
  ), cells AS (
    SELECT 0 AS dimension, '' AS key, NULL::text AS unit, NULL::text AS basis,
           NULL::int AS price_year, count(*) AS count, NULL::numeric AS sum_minor
      FROM asked a WHERE NOT (a.open OR a.sees_place)
    UNION ALL
    SELECT CASE grouping(v.stage, v.lead_agency, v.kind, v.state)
             WHEN 15 THEN 1 WHEN 7 THEN 2 WHEN 11 THEN 3 WHEN 13 THEN 4 ELSE 5 END,
           coalesce(v.stage, v.lead_agency, v.kind, v.state, ''), v.unit, v.basis, v.price_year,
           count(*), sum(v.minor)
      FROM visible v
     GROUP BY GROUPING SETS ((v.unit, v.basis, v.price_year),
                             (v.stage, v.unit, v.basis, v.price_year),
                             (v.lead_agency, v.unit, v.basis, v.price_year),
                             (v.kind, v.unit, v.basis, v.price_year),
                             (v.state, v.unit, v.basis, v.price_year))
    UNION ALL
    SELECT 6, '', a.unit, a.basis, a.price_year, count(*), sum(a.amount_minor)
      FROM review_read.authorisations_as_of_v1($1) a JOIN visible v ON v.id = a.project
     WHERE v.sees_place AND )sql" STANDS R"sql(
     GROUP BY a.unit, a.basis, a.price_year
  )
  SELECT c.dimension, c.key, coalesce(g.display_name, ''), c.unit, coalesce(c.basis, ''),
         coalesce(c.price_year, 0), c.count, coalesce(c.sum_minor::text, '')
    FROM cells c LEFT JOIN registry_read.agencies_v1 g ON c.dimension = 3 AND g.id = c.key)sql"};

// A version that began at or before the instant and still holds held then, so that the indexes
// serve and only what changed since is looked up in the past. $7 the last id before, $8 how many.
constexpr pg::Query kProjects{"oversight.projects", R"sql(
  WITH batch AS MATERIALIZED (
    SELECT * FROM registry_read.projects_v1 b WHERE b.id > $7 ORDER BY b.id LIMIT $8
  ), past AS MATERIALIZED (
    SELECT b.id, b.title, b.lead_agency, b.kind, b.stage, b.classification, b.budget_unit,
           b.budget_minor, b.budget_basis, b.budget_price_year
      FROM batch b WHERE b.valid_from_us <= $1
    UNION ALL
    SELECT f.id, f.title, f.lead_agency, f.kind, f.stage, f.classification, f.budget_unit,
           f.budget_minor, f.budget_basis, f.budget_price_year
      FROM registry_read.projects_as_of_v1($1) f
     WHERE EXISTS (SELECT FROM batch b WHERE b.valid_from_us > $1)
       AND f.id IN (SELECT b.id FROM batch b WHERE b.valid_from_us > $1)
  ), asked AS MATERIALIZED (
    SELECT p.*, )sql" SEES_PLACE R"sql( AS sees_place FROM past p WHERE )sql" ASKED R"sql(
  ), submitted AS MATERIALIZED (
    SELECT s.* FROM review_read.submissions_v1 s
     WHERE s.project IN (SELECT a.id FROM asked a WHERE a.sees_place)
  ), latest AS (
    SELECT DISTINCT ON (s.project) s.project, s.state FROM (
      SELECT s.project, s.state, s.updated_us, s.round, s.id FROM submitted s
       WHERE s.updated_us <= $1
      UNION ALL
      SELECT f.project, f.state, f.updated_us, f.round, f.id
        FROM review_read.submissions_as_of_v1($1) f
       WHERE EXISTS (SELECT FROM submitted s WHERE s.updated_us > $1)
         AND (f.round, f.id) IN (SELECT s.round, s.id FROM submitted s WHERE s.updated_us > $1)) s
     ORDER BY s.project, s.updated_us DESC, s.round DESC, s.id DESC
  ), shown AS (
    SELECT a.*, CASE WHEN a.sees_place THEN coalesce(l.state, 'none') ELSE 'not_shown' END AS state
      FROM asked a LEFT JOIN latest l ON l.project = a.id
     WHERE a.classification = 'open' OR a.sees_place
  )
  SELECT e.last_id, e.count, s.id, s.title, s.lead_agency, s.kind, s.stage, s.state, s.sees_place,
         s.budget_unit, s.budget_minor, s.budget_basis, s.budget_price_year
    FROM (SELECT coalesce(max(b.id), $7) AS last_id, count(*) AS count FROM batch b) e
    LEFT JOIN shown s ON true ORDER BY s.id)sql"};
constexpr int kFirstBudgetColumn = 9;

// An authorisation is never deleted: a project without one now had none then. Not = ANY: that walks
// the whole array for every row.
constexpr pg::Query kAuthorised{"oversight.authorised", R"sql(
  SELECT a.project, a.unit, a.basis, a.price_year, count(*), sum(a.amount_minor)::text
    FROM review_read.authorisations_as_of_v1($1) a
   WHERE EXISTS (SELECT FROM review_read.authorisations_v1 n
                  WHERE n.project IN (SELECT unnest($2::text[])))
     AND a.project IN (SELECT unnest($2::text[])) AND )sql" STANDS R"sql(
   GROUP BY a.project, a.unit, a.basis, a.price_year)sql"};

pg::Params Bind(const Scope& scope) {
  return pg::Bind(scope.as_of_us, scope.sees_all, scope.seen_agencies, scope.caller_day,
                  scope.agency, access::Day(absl::FromUnixMicros(scope.as_of_us)));
}

absl::Status AddAuthorised(pg::Tx& tx, int64_t as_of_us, const std::vector<std::string>& projects,
                           std::vector<ProjectLine>* lines) {
  if (projects.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kAuthorised, as_of_us, projects));
  if (result.empty()) return absl::OkStatus();
  std::unordered_map<std::string, ProjectLine*> by_id;
  for (ProjectLine& line : *lines) by_id[line.id] = &line;
  for (const pg::Row row : result) {
    Cell cell;
    cell.unit = row.Text(1);
    cell.basis = row.Text(2);
    cell.price_year = static_cast<int>(row.Int64(3));
    cell.count = row.Int64(4);
    cell.sum_minor = row.Text(5);
    ASSIGN_OR_RETURN(money::TotalRow total, TotalOf(cell));
    by_id.at(row.Text(0))->authorised.push_back(std::move(total));
  }
  for (ProjectLine& line : *lines) SortTotals(&line.authorised);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Cell>> ReadCells(pg::Tx& tx, const Scope& scope) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kCells, Bind(scope)));
  std::vector<Cell> cells;
  for (const pg::Row row : result) {
    Cell cell;
    cell.dimension = static_cast<Cell::Dimension>(row.Int64(0));
    cell.key = row.Text(1);
    cell.label = row.Text(2);
    cell.unit = row.OptionalText(3);
    cell.basis = row.Text(4);
    cell.price_year = static_cast<int>(row.Int64(5));
    cell.count = row.Int64(6);
    cell.sum_minor = row.Text(7);
    cells.push_back(std::move(cell));
  }
  return cells;
}

absl::StatusOr<ProjectBatch> ReadProjects(pg::Tx& tx, const Scope& scope,
                                          const std::string& after_id, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kProjects, Bind(scope).Add(after_id).Add(limit)));
  ProjectBatch batch;
  batch.last_id = result[0].Text(0);
  batch.last = result[0].Int64(1) < limit;
  std::vector<std::string> placed;
  for (const pg::Row row : result) {
    if (row.IsNull(2)) continue;  // none of the stretch is shown
    ProjectLine line;
    line.id = row.Text(2);
    line.title = row.Text(3);
    line.lead_agency = row.Text(4);
    line.kind = row.Text(5);
    line.stage = row.Text(6);
    line.submission_state = row.Text(7);
    if (row.Bool(8)) placed.push_back(line.id);
    ASSIGN_OR_RETURN(line.total_budget, convert::ReadMoney(row, kFirstBudgetColumn));
    batch.lines.push_back(std::move(line));
  }
  RETURN_IF_ERROR(AddAuthorised(tx, scope.as_of_us, placed, &batch.lines));
  return batch;
}

}  // namespace cartera::oversight
