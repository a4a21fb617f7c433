#include "libs/platform/auth/json_web_key.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/reason.h"

namespace cartera::auth {
namespace {

constexpr size_t kKeysMax = 100;
constexpr unsigned kRsaBitsMin = 2048;
constexpr unsigned kRsaBitsMax = 16384;
constexpr size_t kSecretBytesMin = 32;  // RFC 7518 §3.2: at least the hash's size

struct AlgorithmKind {
  absl::string_view algorithm;
  absl::string_view key_type;
  size_t signature_bytes;  // 0: as long as the key
};
constexpr AlgorithmKind kAlgorithms[] = {{"RS256", "RSA", 0},
                                         {"PS256", "RSA", 0},
                                         {"ES256", "EC", 64},
                                         {"EdDSA", "OKP", 64},
                                         {"HS256", "oct", 32}};

const AlgorithmKind* FindAlgorithm(absl::string_view algorithm) {
  for (const AlgorithmKind& kind : kAlgorithms) {
    if (kind.algorithm == algorithm) {
      return &kind;
    }
  }
  return nullptr;
}

// True unless the key says that it is not for signatures.
bool IsForVerifying(const json_t* json) {
  const json_t* operations = json_object_get(json, "key_ops");
  for (size_t i = 0; i < json_array_size(operations); ++i) {
    const json_t* operation = json_array_get(operations, i);
    if (json_is_string(operation) && json_string_value(operation) == absl::string_view("verify")) {
      operations = nullptr;
      break;
    }
  }
  const absl::string_view use = TextClaim(json, "use");
  return operations == nullptr && (use.empty() || use == "sig");
}

// Builds the library's key from the public numbers alone, so that nothing else in the set (x5u,
// x5c) can reach it. Null when the library refuses it.
JwkPtr ImportPublicKey(const json_t* json) {
  const JsonPtr numbers(json_object());
  for (const char* name : {"kty", "crv", "n", "e", "x", "y"}) {
    if (json_t* value = json_object_get(json, name); value != nullptr) {
      json_object_set(numbers.get(), name, value);
    }
  }
  JwkPtr jwk = NewJwk();
  unsigned bits = 0;
  if (jwk == nullptr || r_jwk_import_from_json_t(jwk.get(), numbers.get()) != RHN_OK) {
    return nullptr;
  }
  const int type = r_jwk_key_type(jwk.get(), &bits, kNoRemoteKeys);
  const bool is_rsa = (type & R_KEY_TYPE_RSA) != 0;
  if ((type & R_KEY_TYPE_PUBLIC) == 0 || (is_rsa && (bits < kRsaBitsMin || bits > kRsaBitsMax))) {
    return nullptr;
  }
  return jwk;
}

// nullopt: a key of a kind or use that is not ours.
absl::StatusOr<std::optional<VerificationKey>> ParseKey(const json_t* json, bool secrets) {
  VerificationKey key;
  key.kid = std::string(TextClaim(json, "kid"));
  key.type = std::string(TextClaim(json, "kty"));
  key.algorithm = std::string(TextClaim(json, "alg"));
  if ((key.type == "oct") != secrets || json_object_get(json, "d") != nullptr) {
    return absl::InvalidArgumentError("a JWKS of public keys must hold no private or shared key");
  }
  if (!IsForVerifying(json) || (!key.algorithm.empty() && !IsKnownAlgorithm(key.algorithm))) {
    return std::nullopt;
  }
  if (secrets) {
    if (!absl::WebSafeBase64Unescape(TextClaim(json, "k"), &key.secret) ||
        key.secret.size() < kSecretBytesMin) {
      return absl::InvalidArgumentError("a shared key must have at least 32 bytes");
    }
    return key;
  }
  const absl::string_view curve = TextClaim(json, "crv");
  if (key.type != "RSA" && !(key.type == "EC" && curve == "P-256") &&
      !(key.type == "OKP" && curve == "Ed25519")) {
    return std::nullopt;
  }
  key.jwk = ImportPublicKey(json);
  if (key.jwk == nullptr) {
    return std::nullopt;
  }
  return key;
}

bool HmacMatches(const TokenParts& parts, const VerificationKey& key) {
  unsigned char expected[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  const auto* input = reinterpret_cast<const unsigned char*>(parts.signing_input.data());
  return HMAC(EVP_sha256(), key.secret.data(), static_cast<int>(key.secret.size()), input,
              parts.signing_input.size(), expected, &length) != nullptr &&
         length == parts.signature.size() &&
         CRYPTO_memcmp(expected, parts.signature.data(), length) == 0;
}

bool JwsMatches(const TokenParts& parts, const std::string& token, const VerificationKey& key) {
  const JwsPtr jws = NewJws();
  return jws != nullptr &&
         r_jws_advanced_compact_parsen(jws.get(), token.data(), token.size(), R_PARSE_NONE,
                                       kNoRemoteKeys) == RHN_OK &&
         r_jws_get_alg(jws.get()) == r_str_to_jwa_alg(parts.algorithm.c_str()) &&
         r_jws_verify_signature(jws.get(), key.jwk.get(), kNoRemoteKeys) == RHN_OK;
}

}  // namespace

bool IsKnownAlgorithm(absl::string_view algorithm) { return FindAlgorithm(algorithm) != nullptr; }

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(absl::string_view jwks, bool secrets) {
  const JsonPtr json(json_loadb(jwks.data(), jwks.size(), JSON_REJECT_DUPLICATES, nullptr));
  const json_t* list = json_object_get(json.get(), "keys");
  if (!json_is_array(list) || json_array_size(list) > kKeysMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a JWKS: want an object with at most ", kKeysMax, " \"keys\""));
  }
  auto set = std::make_shared<KeySet>();
  for (size_t i = 0; i < json_array_size(list); ++i) {
    ASSIGN_OR_RETURN(std::optional<VerificationKey> key,
                     ParseKey(json_array_get(list, i), secrets));
    if (key.has_value()) {
      set->keys_.push_back(*std::move(key));
    }
  }
  if (set->keys_.empty()) {
    return absl::InvalidArgumentError("the JWKS holds no usable signature key");
  }
  return std::shared_ptr<const KeySet>(std::move(set));
}

absl::StatusOr<const VerificationKey*> KeySet::Find(absl::string_view kid,
                                                    absl::string_view algorithm) const {
  const AlgorithmKind* kind = FindAlgorithm(algorithm);
  const VerificationKey* found = nullptr;
  bool kid_known = kid.empty();
  bool ambiguous = false;
  for (const VerificationKey& key : keys_) {
    if (!kid.empty() && key.kid != kid) {
      continue;
    }
    kid_known = true;
    if (kind != nullptr && key.type == kind->key_type &&
        (key.algorithm.empty() || key.algorithm == algorithm)) {
      ambiguous = found != nullptr;
      found = &key;
    }
  }
  if (!kid_known || ambiguous) {
    return Unauthenticated("TOKEN_KEY", "the token names no key that is trusted");
  }
  if (found == nullptr) {
    return Unauthenticated("TOKEN_ALGORITHM", "the token's algorithm does not fit its key");
  }
  return found;
}

absl::Status VerifySignature(const TokenParts& parts, const std::string& token,
                             const VerificationKey& key) {
  const AlgorithmKind* kind = FindAlgorithm(parts.algorithm);
  const bool length_fits = kind != nullptr && (kind->signature_bytes == 0 ||
                                               kind->signature_bytes == parts.signature.size());
  // rhonabwy compares an HMAC with strcmp, whose time tells how much of it is right; so OpenSSL.
  const bool matches =
      length_fits && (key.type == "oct" ? HmacMatches(parts, key) : JwsMatches(parts, token, key));
  return matches ? absl::OkStatus()
                 : Unauthenticated("TOKEN_SIGNATURE", "the token's signature is wrong");
}

}  // namespace cartera::auth
