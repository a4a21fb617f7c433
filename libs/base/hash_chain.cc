#include "libs/base/hash_chain.h"

#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"

namespace cartera {

std::string GenesisHash(absl::string_view schema, absl::string_view subject) {
  const absl::string_view nul("\0", 1);
  return Sha256(absl::StrCat("cartera chain v1", nul, schema, nul, subject));
}

std::string NextHash(absl::string_view previous_hash, absl::string_view entry) {
  return Sha256(absl::StrCat(previous_hash, entry));
}

}  // namespace cartera
