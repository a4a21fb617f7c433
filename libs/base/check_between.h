#ifndef CARTERA_LIBS_BASE_CHECK_BETWEEN_H_
#define CARTERA_LIBS_BASE_CHECK_BETWEEN_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cartera {

// INVALID_ARGUMENT beginning with the argument's name, unless min <= value <= max. What is not a
// number is refused.
inline absl::Status CheckBetween(absl::string_view argument, double value, double min, double max) {
  if (value >= min && value <= max) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(argument, ": ", value, " is not within ", min, " to ", max));
}

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_CHECK_BETWEEN_H_
