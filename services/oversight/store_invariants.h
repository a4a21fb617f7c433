#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_INVARIANTS_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_INVARIANTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/tx.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// How many parts the invariants come in, each read on a snapshot of its own.
int InvariantParts();
// Proves the invariants of one part, 0 to InvariantParts() - 1. Goes over all the facts.
absl::StatusOr<std::vector<Invariant>> CheckPart(pg::Tx& tx, int part);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_INVARIANTS_H_
