#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_COMPARABLE_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_COMPARABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/reference_class/limits.h"
#include "libs/domain/reference_class/reference_class.h"

// Which projects of a class a case is held against: plain filters, given up one by one, in one
// order, until enough projects are left.
namespace cartera::reference_class {

// In the order in which they are given up: where a project was says least about what became of it,
// what was built says most.
enum class Filter : uint8_t { kRegion, kYears, kSector, kSize, kKind };
inline constexpr Filter kFilters[] = {Filter::kRegion, Filter::kYears, Filter::kSector,
                                      Filter::kSize, Filter::kKind};

// "region", "years", "sector", "size", "kind".
absl::string_view Name(Filter filter);

// What comparable projects are to be. Empty, 0 and absent: not asked for.
struct Sought {
  std::string kind;
  std::string sector;
  std::string region;
  int first_year = 0;
  int last_year = 0;
  std::optional<int64_t>
      cost_minor;  // the case's, in the class's unit: the middle of the size band
  int size_factor = kSizeFactorUsual;
};

// OK, or INVALID_ARGUMENT for a kind, sector or region that the class does not have (the message
// lists those it has), or a number outside limits.h; all faults at once, a line each.
absl::Status Check(const ReferenceClass& of, const Sought& sought);

enum class FilterState : uint8_t {
  kNotAsked,
  kNotInClass,  // no project of the class says it
  kNoUse,       // size, where the cost itself is placed
  kHeld,
  kGivenUp
};
// "not_asked", "not_in_class", "no_use", "held", "given_up".
absl::string_view Name(FilterState state);

struct AppliedFilter {
  Filter filter = Filter::kRegion;
  FilterState state = FilterState::kNotAsked;
  size_t found_with = 0;  // kGivenUp: projects that were left while it was held
};

struct Comparable {
  std::vector<size_t> projects;        // indices, in the class's order
  size_t candidates = 0;               // projects that say what is compared
  std::vector<AppliedFilter> filters;  // one each, in the order of kFilters
  bool enough = false;                 // kProjectsMin or more
};

// Those of the projects for which `says` holds. `for_measure` is kCost when the cost itself is what
// is placed. Linear in the projects. Errors: as Check.
absl::StatusOr<Comparable> FindComparable(const ReferenceClass& of, const Sought& sought,
                                          Measure for_measure,
                                          absl::FunctionRef<bool(const FinishedProject&)> says);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_COMPARABLE_H_
