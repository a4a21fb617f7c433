#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_PORTFOLIO_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_PORTFOLIO_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/tx.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// A stretch of the projects by id.
struct ProjectBatch {
  std::vector<ProjectLine> lines;  // those asked for that the caller sees; may be none
  std::string last_id;             // where the next stretch begins
  bool last = false;               // no project comes after it
};
// Goes over the next `limit` projects after `after_id`, as they were at scope.as_of_us.
absl::StatusOr<ProjectBatch> ReadProjects(pg::Tx& tx, const Scope& scope,
                                          const std::string& after_id, int limit);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_PORTFOLIO_H_
