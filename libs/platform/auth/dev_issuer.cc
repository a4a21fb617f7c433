#include "libs/platform/auth/dev_issuer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/secret_file.h"
#include "libs/platform/auth/sign_token.h"
#include "libs/platform/auth/token_claims.h"

namespace cartera::auth {
namespace {

absl::StatusOr<std::string> NewPrivateKeyJson() {
  const JwkPtr private_key = NewJwk();
  const JwkPtr public_key = NewJwk();
  if (r_jwk_generate_key_pair(private_key.get(), public_key.get(), R_KEY_TYPE_EC, 256, nullptr) !=
      RHN_OK) {
    return absl::InternalError("cannot generate an ES256 key");
  }
  const TextPtr json(r_jwk_export_to_json_str(private_key.get(), 0));
  if (json == nullptr) {
    return absl::InternalError("cannot write an ES256 key");
  }
  return absl::StrCat(json.get(), "\n");
}

bool IsP256PrivateKey(jwk_t* key) {
  const int type = r_jwk_key_type(key, nullptr, kNoRemoteKeys);
  const char* curve = r_jwk_get_property_str(key, "crv");
  return (type & R_KEY_TYPE_PRIVATE) != 0 && (type & R_KEY_TYPE_EC) != 0 && curve != nullptr &&
         absl::string_view(curve) == "P-256";
}

}  // namespace

struct DevIssuer::Impl {
  JwkPtr key;  // only read
  std::string kid;
};

DevIssuer::DevIssuer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DevIssuer::~DevIssuer() = default;

absl::StatusOr<std::unique_ptr<DevIssuer>> DevIssuer::LoadOrCreate(absl::string_view path) {
  ASSIGN_OR_RETURN(const std::string json, LoadOrCreateSecretFile(path, NewPrivateKeyJson));
  auto impl = std::make_unique<Impl>();
  impl->key = NewJwk();
  if (r_jwk_import_from_json_str(impl->key.get(), json.c_str()) != RHN_OK ||
      !IsP256PrivateKey(impl->key.get())) {
    return absl::FailedPreconditionError(absl::StrCat(path, " holds no P-256 private key"));
  }
  const TextPtr thumbprint(r_jwk_thumbprint(impl->key.get(), R_JWK_THUMB_SHA256, kNoRemoteKeys));
  if (thumbprint == nullptr) {
    return absl::InternalError("cannot compute the thumbprint of a key");
  }
  impl->kid = thumbprint.get();
  return std::unique_ptr<DevIssuer>(new DevIssuer(std::move(impl)));
}

std::string DevIssuer::PublicJwks() const {
  jwk_t* key = impl_->key.get();
  const JsonPtr jwks(json_pack("{s:[{s:s, s:s, s:s, s:s, s:s, s:s, s:s}]}", "keys", "kty", "EC",
                               "crv", "P-256", "x", r_jwk_get_property_str(key, "x"), "y",
                               r_jwk_get_property_str(key, "y"), "use", "sig", "alg", "ES256",
                               "kid", impl_->kid.c_str()));
  const TextPtr text(json_dumps(jwks.get(), JSON_COMPACT));
  return text == nullptr ? "" : text.get();
}

TrustedIssuer DevIssuer::Trusted() const {
  TrustedIssuer trusted;
  trusted.issuer = kDevIssuer;
  trusted.audience = kAudience;
  trusted.jwks_json = PublicJwks();
  trusted.algorithms = {"ES256"};
  return trusted;
}

absl::StatusOr<std::string> DevIssuer::IssueToken(absl::string_view subject, absl::Time now,
                                                  absl::Duration lifetime) const {
  if (!IsUsableSubject(subject)) {
    return absl::InvalidArgumentError("subject must have 1-255 bytes and no control characters");
  }
  const JsonPtr text(json_stringn(subject.data(), subject.size()));
  if (text == nullptr) {
    return absl::InvalidArgumentError("subject must be UTF-8");
  }
  if (lifetime < absl::Seconds(1) || lifetime > absl::Hours(24 * 366)) {
    return absl::InvalidArgumentError("lifetime must be between 1 s and 366 days");
  }
  return SignToken({kDevIssuer, subject, now, lifetime}, R_JWA_ALG_ES256, impl_->kid,
                   impl_->key.get());
}

}  // namespace cartera::auth
