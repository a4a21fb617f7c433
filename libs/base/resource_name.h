#ifndef CARTERA_LIBS_BASE_RESOURCE_NAME_H_
#define CARTERA_LIBS_BASE_RESOURCE_NAME_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera {

// Whether "-" may stand for an id (AIP-159: a list across all parents, "projects/-").
enum class Wildcard { kRefused, kAllowed };

// The ids of `name` in the order of the braces of `pattern`: "projects/{p}/cases/{c}" and
// "projects/tax/cases/2027" give {"tax", "2027"}. Errors: INVALID_ARGUMENT naming the pattern.
absl::StatusOr<std::vector<std::string>> ParseResourceName(absl::string_view pattern,
                                                           absl::string_view name,
                                                           Wildcard wildcard = Wildcard::kRefused);

// The name for `ids`, one per brace of `pattern` (asserted; the ids are not checked).
std::string FormatResourceName(absl::string_view pattern,
                               std::initializer_list<absl::string_view> ids);

// What follows the last '/': "pspc" of "agencies/pspc"; all of a name without one, "" of "".
std::string IdOf(absl::string_view name);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_RESOURCE_NAME_H_
