#ifndef CARTERA_LIBS_DOMAIN_BASELINE_TRANSFER_H_
#define CARTERA_LIBS_DOMAIN_BASELINE_TRANSFER_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "libs/domain/baseline/baseline.h"

namespace cartera::baseline {

// One project of a transfer of scope: its baseline before, and the one it shall have.
struct Side {
  std::string project;
  Baseline before;
  Baseline after;
};

// Everything that makes this no transfer, by field ("sides[1].after.change.other_sides"): each side
// names all others, scope moves one way per side, and point, frames and reserve of all sides
// together are what they were before. Check says whether each baseline is well formed.
std::vector<Fault> CheckTransfer(absl::Span<const Side> sides);

}  // namespace cartera::baseline

#endif  // CARTERA_LIBS_DOMAIN_BASELINE_TRANSFER_H_
