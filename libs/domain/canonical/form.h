#ifndef CARTERA_LIBS_DOMAIN_CANONICAL_FORM_H_
#define CARTERA_LIBS_DOMAIN_CANONICAL_FORM_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/canonical/value.h"

namespace cartera::canonical {

// The name of the byte form, to be stored beside every hash of it.
inline constexpr absl::string_view kFormName = "cartera canonical form 1";

// The bytes of `value`: README.md of this folder says the form. Linear in their number.
std::string Write(const Value& value);

// The value of `bytes`, exactly in the form, so that Write(*Parse(x)) == x for every x accepted.
// Errors: INVALID_ARGUMENT with the byte offset (keys unsorted or twice, white space, a float,
// null, bad UTF-8, a longer escape than needed, deeper than kCanonicalDepthMax); OUT_OF_RANGE for
// more than kCanonicalBytesMax.
absl::StatusOr<Value> Parse(absl::string_view bytes);

// OK when Parse accepts what Write makes of `value`: UTF-8, depth, size. Errors as Parse.
absl::Status Check(const Value& value);

}  // namespace cartera::canonical

#endif  // CARTERA_LIBS_DOMAIN_CANONICAL_FORM_H_
