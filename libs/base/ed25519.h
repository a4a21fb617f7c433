#ifndef CARTERA_LIBS_BASE_ED25519_H_
#define CARTERA_LIBS_BASE_ED25519_H_

#include <string>

#include "absl/strings/string_view.h"

// Signatures of RFC 8032. A seed and a public key have 32 bytes, a signature 64.
namespace cartera {

constexpr size_t kEd25519KeyBytes = 32;
constexpr size_t kEd25519SignatureBytes = 64;

// Of a seed of 32 bytes.
std::string Ed25519PublicKey(absl::string_view seed);
std::string Ed25519Sign(absl::string_view seed, absl::string_view message);
// False also for a key or a signature of another length.
bool Ed25519Verify(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_ED25519_H_
