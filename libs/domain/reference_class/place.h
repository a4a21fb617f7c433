#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_PLACE_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_PLACE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/reference_class/comparable.h"
#include "libs/domain/reference_class/order_statistics.h"
#include "libs/domain/reference_class/reference_class.h"

// Where a case stands among comparable finished projects, and what would have covered them.
namespace cartera::reference_class {

// What the case says of itself; absent: it is not placed by that.
struct OwnValues {
  std::optional<int64_t> cost_minor;  // in the class's unit
  std::optional<int64_t> months;
  std::optional<int64_t> cost_uplift_bp;  // added to the estimate already; 2,000 is 20 %
};

// A value that covers a share of the projects: they did not exceed it; of benefits, they delivered
// as much or more.
struct Covering {
  int share_bp = 0;
  int64_t value = 0;
  // Where the value of the population lies, with kConfidenceBp; absent when there are too few.
  std::optional<int64_t> least;
  std::optional<int64_t> greatest;
  size_t count_for_range = 0;  // how many projects both ends take
};

struct Placement {
  Measure measure = Measure::kCost;
  Comparable comparable;
  std::vector<int64_t> values;      // of the comparable ones, sorted; empty when too few
  std::vector<Covering> coverings;  // of kSharesBp; empty when too few
  std::optional<Position> own;      // absent when too few, or when the case does not say
};

// How the outcomes of comparable projects were rated.
struct OutcomeCounts {
  Comparable comparable;
  std::array<size_t, kOutcomes> counts{};  // by Outcome; zero when too few
  size_t satisfactory = 0;                 // moderately or better
};

// One for every measure that a project of the class says, in the order of kMeasures. For overruns
// the own value is 10,000 + cost_uplift_bp. Errors: as Check; INVALID_ARGUMENT for own values that
// are out of limits.h.
absl::StatusOr<std::vector<Placement>> Place(const ReferenceClass& of, const Sought& sought,
                                             const OwnValues& own);

// Absent when no project of the class has a rating. Errors: as Check.
absl::StatusOr<std::optional<OutcomeCounts>> CountOutcomes(const ReferenceClass& of,
                                                           const Sought& sought);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_PLACE_H_
