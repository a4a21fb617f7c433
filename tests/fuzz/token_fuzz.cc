#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/platform/auth/test_tokens.h"
#include "libs/platform/auth/token.h"
#include "libs/platform/auth/token_claims.h"
#include "tests/fuzz/fuzz.h"

namespace auth = cartera::auth;
using cartera::fuzz::Require;

namespace {

const std::string& Secret() {
  static const auto* const secret = new std::string(32, 's');
  return *secret;
}

auth::TokenVerifier& Verifier() {
  static auto* const verifier = [] {
    auth::TokenVerifier::Options options;
    options.cache_ttl_s = 0;
    options.issuers.push_back(
        {.issuer = "cartera:internal",
         .audience = "cartera",
         .jwks_json = absl::StrCat(R"({"keys":[{"kty":"oct","kid":"internal","alg":"HS256","k":")",
                                   absl::WebSafeBase64Escape(Secret()), "\"}]}"),
         .algorithms = {"HS256"},
         .is_service = true});
    return auth::TokenVerifier::Create(options).value().release();
  }();
  return *verifier;
}

void CheckRefusal(const absl::Status& status, absl::string_view token) {
  Require(absl::IsUnauthenticated(status), "a refused token is UNAUTHENTICATED");
  Require(absl::StartsWith(auth::ReasonOf(status), "TOKEN_"), "with a reason");
  Require(token.size() < 64 || !absl::StrContains(status.message(), token), "that quotes nothing");
}

}  // namespace

// The bytes as they are never verify, as they are signed by nobody. Split at the first line break
// into header and claims and signed with the key, they verify only when they say what they must.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  absl::string_view text = cartera::fuzz::Text(data, size);
  const auto raw = Verifier().Verify(text, now);
  Require(!raw.ok(), "no token without the key");
  CheckRefusal(raw.status(), text);
  (void)auth::BearerToken(text);

  const absl::string_view header = cartera::fuzz::TakeLine(&text);
  const std::string input = auth::SigningInput(header, text);
  const std::string token =
      absl::StrCat(input, ".", auth::Base64Url(auth::HmacSha256(Secret(), input)));
  const auto identity = Verifier().Verify(token, now);
  if (!identity.ok()) {
    CheckRefusal(identity.status(), token);
    return 0;
  }
  const auto parts = auth::ParseToken(token);
  Require(parts.ok() && parts->algorithm == "HS256", "only the issuer's algorithm");
  Require(identity->issuer == "cartera:internal" && identity->is_service, "only a known issuer");
  Require(absl::StartsWith(identity->subject, "service:"), "the internal key vouches for services");
  Require(identity->expires + absl::Seconds(60) > now, "only a token that lives");
  std::string other = token;
  other[size % input.size()] ^= 1;
  Require(!Verifier().Verify(other, now).ok(), "a changed token is refused");
  return 0;
}
