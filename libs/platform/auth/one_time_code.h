#ifndef CARTERA_LIBS_PLATFORM_AUTH_ONE_TIME_CODE_H_
#define CARTERA_LIBS_PLATFORM_AUTH_ONE_TIME_CODE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cartera::auth {

// The one-time code that makes the first administrator: 128 random bits as 26 Crockford base32
// characters in groups of four, one line in <data_dir>/bootstrap-code (0600). A used code leaves
// <data_dir>/bootstrap-code.used, and none is made again.

std::string BootstrapCodePath(absl::string_view data_dir);

// Writes a code unless there is, or was, one. Errors: UNAVAILABLE when it cannot be written.
absl::Status CreateBootstrapCode(absl::string_view data_dir);

// Compares in constant time, ignoring case, hyphens and spaces. Errors (with reason):
// UNAUTHENTICATED BOOTSTRAP_CODE_WRONG; FAILED_PRECONDITION BOOTSTRAP_CODE_USED (used or none).
absl::Status CheckBootstrapCode(absl::string_view data_dir, absl::string_view code);

// Makes the code useless; of two callers exactly one succeeds.
// Errors: FAILED_PRECONDITION BOOTSTRAP_CODE_USED.
absl::Status ConsumeBootstrapCode(absl::string_view data_dir);

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_ONE_TIME_CODE_H_
