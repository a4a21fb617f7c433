#ifndef CARTERA_SERVICES_REVIEW_FIELD_PATH_H_
#define CARTERA_SERVICES_REVIEW_FIELD_PATH_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cartera::review {

// OK when `path` names a field of a case's content: "problem", "costs.lines[id=dev-2027].amount" or
// "costs.lines[3].amount". Errors: INVALID_ARGUMENT that says which part is no field.
absl::Status CheckFieldPath(absl::string_view path);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_FIELD_PATH_H_
