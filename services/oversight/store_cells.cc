#include "services/oversight/store_cells.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/oversight/scope_sql.h"

namespace cartera::oversight {
namespace {

// More changed projects than this are not worth a correction of the cells one by one.
constexpr int kCorrectedMax = 5000;

constexpr pg::Query kNearestBase{
    "oversight.nearest_base",
    "SELECT b.base, b.at_us FROM oversight.cell_bases b ORDER BY abs(b.at_us - $1) LIMIT 1"};
constexpr pg::Query kChanged{"oversight.changed",
                             "SELECT c.project FROM oversight.changed_projects($1, $2) c LIMIT $3"};
constexpr pg::Query kFold{"oversight.fold_cells", "SELECT oversight.fold_cells($1)"};

#define CELL_COLUMNS "agency, open, dimension, key, unit, basis, price_year, count, sum_minor"

// Sums of cells, each with a weight. $7 the base, $8 its instant, $9 the projects that changed in
// between. Of all agencies together, the seen ones are added up, or the unseen taken away,
// whichever are fewer. in_all counts what was asked for, in_seen what of it lies at places the
// caller sees; who takes part in a project led elsewhere (outer) sees it too.
constexpr pg::Query kCells{"oversight.cells", R"sql(
  WITH agency AS MATERIALIZED (
    SELECT a.id, a.display_name, $2::boolean OR a.id IN ()sql" SEEN_AGENCIES R"sql() AS seen,
           $5::text = '' OR a.id IN ()sql" ASKED_AGENCIES R"sql() AS asked
      FROM registry_read.agencies_v1 a
  ), most AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE a.seen) > count(*) FILTER (WHERE NOT a.seen) AS seen FROM agency a
  ), weight (agency, in_all, in_seen) AS MATERIALIZED (
    SELECT '', 1, m.seen::int FROM most m WHERE $5::text = ''
    UNION ALL
    SELECT a.id, 0, CASE WHEN m.seen THEN -1 ELSE 1 END FROM agency a, most m
     WHERE $5::text = '' AND a.seen <> m.seen
    UNION ALL
    SELECT a.id, 1, a.seen::int FROM agency a WHERE $5::text <> '' AND a.asked
  ), corrections AS MATERIALIZED (
    SELECT )sql" CELL_COLUMNS R"sql( FROM oversight.cells_of($9::text[], $1)
    UNION ALL
    SELECT agency, open, dimension, key, unit, basis, price_year, -count, -sum_minor
      FROM oversight.cells_of($9::text[], $8)
  ), outside AS MATERIALIZED (
    SELECT x.* FROM oversight.cells_of(ARRAY(
             SELECT DISTINCT x.project FROM registry_read.participants_v1 x
              WHERE EXISTS (SELECT FROM agency a WHERE NOT a.seen)
                AND x.from_day <= $4::date AND (x.until_day IS NULL OR x.until_day > $4::date)
                AND x.agency IN ()sql" SEEN_AGENCIES R"sql()), $1) x
      JOIN agency a ON a.id = x.agency WHERE a.asked AND NOT a.seen
  ), cell AS NOT MATERIALIZED (
    SELECT )sql" CELL_COLUMNS R"sql( FROM oversight.cells c WHERE c.base = $7
    UNION ALL
    SELECT )sql" CELL_COLUMNS R"sql( FROM corrections
  ), weighed AS MATERIALIZED (
    SELECT c.*, w.in_all, w.in_seen FROM weight w JOIN cell c ON c.agency = w.agency
    UNION ALL
    SELECT x.*, 0, 1 FROM outside x
  ), summed AS (
    SELECT 0 AS dimension, '' AS key, '' AS unit, '' AS basis, 0 AS price_year,
           sum(w.count * (w.in_all - w.in_seen)) AS count, 0::numeric AS sum_minor
      FROM weighed w WHERE w.dimension = 1 AND NOT w.open
    UNION ALL
    SELECT w.dimension, w.key, w.unit, w.basis, w.price_year,
           sum(w.count * CASE WHEN w.open THEN w.in_all ELSE w.in_seen END),
           sum(w.sum_minor * CASE WHEN w.open THEN w.in_all ELSE w.in_seen END)
      FROM weighed w WHERE w.dimension IN (1, 2, 4)
     GROUP BY w.dimension, w.key, w.unit, w.basis, w.price_year
    UNION ALL
    SELECT 3, c.agency, c.unit, c.basis, c.price_year, sum(c.count), sum(c.sum_minor)
      FROM (SELECT c.* FROM agency a JOIN cell c ON c.agency = a.id
             WHERE a.asked AND c.dimension = 1 AND (c.open OR a.seen)
            UNION ALL
            SELECT * FROM outside x WHERE x.dimension = 1 AND NOT x.open) c
     GROUP BY c.agency, c.unit, c.basis, c.price_year
    UNION ALL
    SELECT w.dimension, w.key, w.unit, w.basis, w.price_year, sum(w.count * w.in_seen),
           sum(w.sum_minor * w.in_seen)
      FROM weighed w WHERE w.dimension IN (5, 6)
     GROUP BY w.dimension, w.key, w.unit, w.basis, w.price_year
    UNION ALL
    SELECT 5, 'not_shown', w.unit, w.basis, w.price_year, sum(w.count * (w.in_all - w.in_seen)),
           sum(w.sum_minor * (w.in_all - w.in_seen))
      FROM weighed w WHERE w.dimension = 1 AND w.open GROUP BY w.unit, w.basis, w.price_year
  )
  SELECT s.dimension, s.key, coalesce(g.display_name, ''), nullif(s.unit, ''), s.basis,
         s.price_year, s.count, s.sum_minor::text
    FROM summed s LEFT JOIN agency g ON s.dimension = 3 AND g.id = s.key
   WHERE s.count <> 0)sql"};

constexpr pg::Query kSumFacts{"oversight.sum_facts", R"sql(
  WITH asked AS MATERIALIZED (
    SELECT p.id, p.stage, p.kind, p.lead_agency, p.budget_unit AS unit, p.budget_basis AS basis,
           p.budget_price_year AS price_year, p.budget_minor AS minor,
           p.classification = 'open' AS open, )sql" SEES_PLACE R"sql( AS sees_place
      FROM registry_read.project_versions_v1 p
     WHERE p.valid_from_us <= $1 AND p.valid_to_us > $1 AND )sql" ASKED R"sql(
  ), latest AS (
    SELECT DISTINCT ON (s.project) s.project, s.state
      FROM review_read.submission_versions_v1 s
     WHERE s.valid_from_us <= $1 AND s.valid_to_us > $1
     ORDER BY s.project, s.valid_from_us DESC, s.round DESC, s.id DESC
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
      FROM review_read.authorisation_versions_v1 a JOIN visible v ON v.id = a.project
     WHERE a.valid_from_us <= $1 AND a.valid_to_us > $1 AND v.sees_place AND )sql" STANDS R"sql(
     GROUP BY a.unit, a.basis, a.price_year
  )
  SELECT c.dimension, c.key, coalesce(g.display_name, ''), c.unit, coalesce(c.basis, ''),
         coalesce(c.price_year, 0), c.count, coalesce(c.sum_minor::text, '')
    FROM cells c LEFT JOIN registry_read.agencies_v1 g ON c.dimension = 3 AND g.id = c.key)sql"};

std::vector<Cell> CellsFrom(const pg::Result& result) {
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

}  // namespace

absl::StatusOr<std::vector<Cell>> ReadCells(pg::Tx& tx, const Scope& scope) {
  ASSIGN_OR_RETURN(const pg::Result nearest, tx.Exec(kNearestBase, scope.as_of_us));
  const int64_t base = nearest[0].Int64(0);
  const int64_t base_us = nearest[0].Int64(1);
  ASSIGN_OR_RETURN(const pg::Result changed,
                   tx.Exec(kChanged, std::min(base_us, scope.as_of_us),
                           std::max(base_us, scope.as_of_us), kCorrectedMax + 1));
  if (changed.size() > kCorrectedMax) return SumFacts(tx, scope);
  std::vector<std::string> projects;
  for (const pg::Row row : changed) projects.push_back(row.Text(0));
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kCells, BindScope(scope).Add(base).Add(base_us).Add(projects)));
  return CellsFrom(result);
}

absl::StatusOr<std::vector<Cell>> SumFacts(pg::Tx& tx, const Scope& scope) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kSumFacts, BindScope(scope)));
  return CellsFrom(result);
}

absl::StatusOr<int64_t> FoldCells(pg::Database& database, const pg::CallContext& context) {
  int64_t closed_us = 0;
  RETURN_IF_ERROR(database.ReadAsOf(context, std::nullopt, [&](pg::Tx& tx) {
    closed_us = tx.AsOfUs();
    return absl::OkStatus();
  }));
  int64_t projects = 0;
  RETURN_IF_ERROR(database.Maintain(context, [&](pg::Tx& tx) -> absl::Status {
    tx.SeeEverything("cells are folded from every project");
    ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kFold, closed_us));
    projects = result[0].Int64(0);
    return absl::OkStatus();
  }));
  return projects;
}

}  // namespace cartera::oversight
