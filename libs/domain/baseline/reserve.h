#ifndef CARTERA_LIBS_DOMAIN_BASELINE_RESERVE_H_
#define CARTERA_LIBS_DOMAIN_BASELINE_RESERVE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/baseline/baseline.h"

namespace cartera::baseline {

// The act by which the holder gives a part of the reserve to the project.
struct Release {
  calendar::CivilDate on;
  money::Money amount;
  std::string released_by;
  std::string reason;
};

// What is left after `releases` of this baseline. Errors: FAILED_PRECONDITION for money that is not
// alike; OUT_OF_RANGE when more was released than there was.
absl::StatusOr<money::Money> ReserveLeft(const Baseline& baseline,
                                         absl::Span<const Release> releases);

// Everything that keeps `release` from following `earlier` ones of the same baseline, by field.
std::vector<Fault> CheckRelease(const Baseline& baseline, absl::Span<const Release> earlier,
                                const Release& release);

}  // namespace cartera::baseline

#endif  // CARTERA_LIBS_DOMAIN_BASELINE_RESERVE_H_
