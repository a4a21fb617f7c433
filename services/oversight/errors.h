#ifndef CARTERA_SERVICES_OVERSIGHT_ERRORS_H_
#define CARTERA_SERVICES_OVERSIGHT_ERRORS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Every error of oversight that a client may act on, by name.
namespace cartera::oversight {

// OUT_OF_RANGE: a sum does not fit in 64 bits; ask for fewer agencies.
absl::Status TotalTooLarge(absl::string_view unit);
// CANCELLED: the caller went away.
absl::Status CallerGone();

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_ERRORS_H_
