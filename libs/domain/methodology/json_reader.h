#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_JSON_READER_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_JSON_READER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/canonical/value.h"

namespace cartera::methodology {

// Reads JSON (RFC 8259) as people write it, white space and any key order allowed, into a canonical
// value. Refused: null, numbers that are not int64 integers, a key twice, depth above
// kCanonicalDepthMax, text that is not UTF-8. Errors: INVALID_ARGUMENT with line and column.
absl::StatusOr<canonical::Value> ReadJson(absl::string_view text);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_JSON_READER_H_
