#ifndef CARTERA_LIBS_BASE_SHA256_H_
#define CARTERA_LIBS_BASE_SHA256_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cartera {

// The 32 bytes of SHA-256 (FIPS 180-4) of `bytes`.
std::string Sha256(absl::string_view bytes);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_SHA256_H_
