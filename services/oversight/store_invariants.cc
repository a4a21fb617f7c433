#include "services/oversight/store_invariants.h"

#include <array>
#include <utility>

#include "libs/base/status_macros.h"

namespace cartera::oversight {
namespace {

#define PUBLISHED(schema) \
  "SELECT i.name, i.checked, i.differing, i.examples FROM " schema "_read.invariants_v1 i"

// Every kept cell against the facts of the instant it stands for.
constexpr pg::Query kCellsHold{"oversight.cells_hold", R"sql(
  WITH compared AS (
    SELECT base, agency, dimension, key, unit, kept.count AS kept_count, facts.count AS facts_count,
           (kept.count, kept.sum_minor) IS DISTINCT FROM (facts.count, facts.sum_minor) AS differs
      FROM (SELECT * FROM oversight.cells c WHERE c.count <> 0 OR c.sum_minor <> 0) kept
      FULL JOIN (SELECT b.base, f.* FROM oversight.cell_bases b, oversight.cells_of_all(b.at_us) f)
                facts USING (base, agency, dimension, open, key, unit, basis, price_year)
  )
  SELECT 'oversight.cells', count(*), count(*) FILTER (WHERE c.differs),
         (array_agg(concat_ws(' ', 'base', c.base, 'agency', c.agency, 'dimension', c.dimension,
                              c.key, c.unit, 'kept', coalesce(c.kept_count, 0), 'facts',
                              coalesce(c.facts_count, 0))
                    ORDER BY c.base, c.agency, c.dimension, c.key, c.unit)
            FILTER (WHERE c.differs))[1:5]
    FROM compared c)sql"};

constexpr std::array<pg::Query, 5> kParts = {{
    {"oversight.registry_invariants", PUBLISHED("registry")},
    {"oversight.appraisal_invariants", PUBLISHED("appraisal")},
    {"oversight.review_invariants", PUBLISHED("review")},
    {"oversight.oversight_invariants", PUBLISHED("oversight")},
    kCellsHold,
}};

}  // namespace

int InvariantParts() { return static_cast<int>(kParts.size()); }

absl::StatusOr<std::vector<Invariant>> CheckPart(pg::Tx& tx, int part) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kParts[static_cast<size_t>(part)]));
  std::vector<Invariant> invariants;
  for (const pg::Row row : result) {
    Invariant invariant;
    invariant.name = row.Text(0);
    invariant.checked = row.Int64(1);
    invariant.differing = row.Int64(2);
    if (!row.IsNull(3)) invariant.examples = row.TextArray(3);
    invariants.push_back(std::move(invariant));
  }
  return invariants;
}

}  // namespace cartera::oversight
