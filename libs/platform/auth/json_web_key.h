#ifndef CARTERA_LIBS_PLATFORM_AUTH_JSON_WEB_KEY_H_
#define CARTERA_LIBS_PLATFORM_AUTH_JSON_WEB_KEY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/auth/rhonabwy_handles.h"
#include "libs/platform/auth/token_claims.h"

namespace cartera::auth {

// RSA of 2,048-16,384 bits, EC on P-256, Ed25519, or a shared secret of at least 32 bytes.
struct VerificationKey {
  std::string kid;        // "" when the key set gives none
  std::string type;       // kty: RSA, EC, OKP or oct
  std::string algorithm;  // the only one the key is for; "" when the key set does not say
  JwkPtr jwk;             // only read after construction; null for oct
  std::string secret;     // oct: the bytes
};

// An immutable set of keys.
class KeySet {
 public:
  // `secrets`: the set holds shared secrets only; otherwise a secret or private key in it is an
  // error. Keys of other kinds or uses are passed over. Errors: INVALID_ARGUMENT, also when no key
  // is left.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(absl::string_view jwks, bool secrets);

  // The one key with this id (or, without id, the only one) that fits the algorithm.
  // Errors: UNAUTHENTICATED with TOKEN_KEY or TOKEN_ALGORITHM.
  absl::StatusOr<const VerificationKey*> Find(absl::string_view kid,
                                              absl::string_view algorithm) const;

 private:
  std::vector<VerificationKey> keys_;
};

// True for RS256, PS256, ES256, EdDSA and HS256.
bool IsKnownAlgorithm(absl::string_view algorithm);

// Errors: UNAUTHENTICATED with TOKEN_SIGNATURE.
absl::Status VerifySignature(const TokenParts& parts, const std::string& token,
                             const VerificationKey& key);

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_JSON_WEB_KEY_H_
