#ifndef CARTERA_LIBS_BASE_IDS_H_
#define CARTERA_LIBS_BASE_IDS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cartera {

// True for a resource id: 1 to 63 of a-z, 0-9 and '-', the first a letter or a digit.
bool IsValidResourceId(absl::string_view id);

// OK, or INVALID_ARGUMENT that says what is wrong with `id` and what an id may be.
absl::Status CheckResourceId(absl::string_view id);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_IDS_H_
