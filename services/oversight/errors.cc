#include "services/oversight/errors.h"

#include "absl/strings/str_cat.h"
#include "libs/platform/rpc/error.h"

namespace cartera::oversight {

using absl::StatusCode;
using rpc::Error;

absl::Status TotalTooLarge(absl::string_view unit) {
  return Error(StatusCode::kOutOfRange, "TOTAL_TOO_LARGE",
               absl::StrCat("a total in ", unit, " does not fit in 64 bits; ask for one agency"));
}

absl::Status CallerGone() {
  return Error(StatusCode::kCancelled, "CANCELLED", "the caller went away");
}

}  // namespace cartera::oversight
