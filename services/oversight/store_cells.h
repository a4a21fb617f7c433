#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_CELLS_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_CELLS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/database.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// The aggregates of the report, every sum over projects the caller sees; kHidden counts the others
// of the asked agencies. From the cells of the nearest instant they stand folded for, corrected by
// the projects that changed in between; summed from the facts when those are many.
// `scope.as_of_us` must be a closed instant.
absl::StatusOr<std::vector<Cell>> ReadCells(pg::Tx& tx, const Scope& scope);

// The same, summed from all the facts: what the cells are proven against.
absl::StatusOr<std::vector<Cell>> SumFacts(pg::Tx& tx, const Scope& scope);

// Brings the cells to the latest closed instant. Returns how many projects it went over; 0 also
// when another process is at it.
absl::StatusOr<int64_t> FoldCells(pg::Database& database, const pg::CallContext& context);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_CELLS_H_
