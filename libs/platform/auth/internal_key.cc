#include "libs/platform/auth/internal_key.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/entropy.h"
#include "libs/platform/auth/secret_file.h"
#include "libs/platform/auth/sign_token.h"

namespace cartera::auth {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr absl::Duration kLifetime = absl::Minutes(5);
constexpr char kKid[] = "internal";

bool IsServiceName(absl::string_view name) {
  const auto allowed = [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '_';
  };
  return !name.empty() && name.size() <= 63 &&
         absl::ascii_islower(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

struct InternalKey::Impl {
  std::string secret;
  JwkPtr key;  // only read
};

InternalKey::InternalKey(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
InternalKey::~InternalKey() = default;

absl::StatusOr<std::unique_ptr<InternalKey>> InternalKey::LoadOrCreate(absl::string_view path) {
  const auto make = []() -> absl::StatusOr<std::string> { return RandomBytes(kKeyBytes); };
  auto impl = std::make_unique<Impl>();
  ASSIGN_OR_RETURN(impl->secret, LoadOrCreateSecretFile(path, make));
  if (impl->secret.size() != kKeyBytes) {
    return absl::FailedPreconditionError(absl::StrCat(path, " does not hold a 32-byte key"));
  }
  impl->key = NewJwk();
  const auto* bytes = reinterpret_cast<const unsigned char*>(impl->secret.data());
  if (r_jwk_import_from_symmetric_key(impl->key.get(), bytes, impl->secret.size()) != RHN_OK) {
    return absl::InternalError("cannot import the internal key");
  }
  return std::unique_ptr<InternalKey>(new InternalKey(std::move(impl)));
}

absl::StatusOr<std::string> InternalKey::MintServiceToken(absl::string_view service,
                                                          absl::Time now) const {
  if (!IsServiceName(service)) {
    return absl::InvalidArgumentError("service name must match [a-z][a-z0-9_]{0,62}");
  }
  return SignToken({kInternalIssuer, absl::StrCat("service:", service), now, kLifetime},
                   R_JWA_ALG_HS256, kKid, impl_->key.get());
}

TrustedIssuer InternalKey::Trusted() const {
  TrustedIssuer trusted;
  trusted.issuer = kInternalIssuer;
  trusted.audience = kAudience;
  trusted.jwks_json =
      absl::StrCat(R"({"keys":[{"kty":"oct","alg":"HS256","kid":")", kKid, R"(","k":")",
                   absl::WebSafeBase64Escape(impl_->secret), R"("}]})");
  trusted.algorithms = {"HS256"};
  trusted.is_service = true;
  return trusted;
}

}  // namespace cartera::auth
