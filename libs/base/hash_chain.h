#ifndef CARTERA_LIBS_BASE_HASH_CHAIN_H_
#define CARTERA_LIBS_BASE_HASH_CHAIN_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cartera {

// hash_0 = SHA-256("cartera chain v1" NUL schema NUL subject), 32 bytes.
std::string GenesisHash(absl::string_view schema, absl::string_view subject);
// hash_n = SHA-256(hash_{n-1} || entry_n), 32 bytes.
std::string NextHash(absl::string_view previous_hash, absl::string_view entry);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_HASH_CHAIN_H_
