#ifndef CARTERA_LIBS_DOMAIN_BASELINE_CASE_UPDATE_H_
#define CARTERA_LIBS_DOMAIN_BASELINE_CASE_UPDATE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/baseline/baseline.h"

namespace cartera::baseline {

// How far a case may leave the current baseline without a new approval.
struct Tolerance {
  int64_t cost_bp = 0;                   // of the point; 1,000 = 10 %
  std::optional<money::Money> cost_max;  // and this at most
  int64_t late_days = 0;
};

struct CaseUpdate {
  money::Money point;
  calendar::CivilDate finish_on;
};

// The fields of `update` that are outside the tolerance: "point", "finish_on". Empty: it needs no
// approval. Either way no baseline moves, so that many small updates meet the same limit as one
// large one. Cheaper and earlier is always inside. Errors: INVALID_ARGUMENT for a tolerance below
// zero, FAILED_PRECONDITION for money that is not alike.
absl::StatusOr<std::vector<Fault>> BeyondTolerance(const Baseline& current,
                                                   const Tolerance& tolerance,
                                                   const CaseUpdate& update);

}  // namespace cartera::baseline

#endif  // CARTERA_LIBS_DOMAIN_BASELINE_CASE_UPDATE_H_
