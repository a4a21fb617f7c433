#include "services/oversight/store_portfolio.h"

#include <unordered_map>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "services/oversight/portfolio.h"
#include "services/oversight/scope_sql.h"

namespace cartera::oversight {
namespace {

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
      FROM batch b JOIN registry_read.project_versions_v1 f ON f.id = b.id
     WHERE b.valid_from_us > $1 AND f.valid_from_us <= $1 AND f.valid_to_us > $1
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
      SELECT f.project, f.state, f.valid_from_us, f.round, f.id
        FROM submitted s
        JOIN review_read.submission_versions_v1 f ON f.round = s.round AND f.id = s.id
       WHERE s.updated_us > $1 AND f.valid_from_us <= $1 AND f.valid_to_us > $1) s
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

constexpr pg::Query kAuthorised{"oversight.authorised", R"sql(
  SELECT a.project, a.unit, a.basis, a.price_year, count(*), sum(a.amount_minor)::text
    FROM unnest($2::text[]) AS i (id)
    JOIN review_read.authorisation_versions_v1 a ON a.project = i.id
   WHERE a.valid_from_us <= $1 AND a.valid_to_us > $1 AND )sql" STANDS R"sql(
   GROUP BY a.project, a.unit, a.basis, a.price_year)sql"};

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

absl::StatusOr<ProjectBatch> ReadProjects(pg::Tx& tx, const Scope& scope,
                                          const std::string& after_id, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kProjects, BindScope(scope).Add(after_id).Add(limit)));
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
