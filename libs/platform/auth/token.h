#ifndef CARTERA_LIBS_PLATFORM_AUTH_TOKEN_H_
#define CARTERA_LIBS_PLATFORM_AUTH_TOKEN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cartera::auth {

// The payload of an error's machine reason (UPPER_SNAKE text), for ErrorInfo.
inline constexpr char kReasonPayload[] = "cartera/reason";

// The audience of tokens for this system that our own issuers write.
inline constexpr char kAudience[] = "cartera";

// What a verified token proves: who. Rights come from grants, never from the token.
struct Identity {
  std::string issuer;
  std::string subject;  // 1-255 bytes of UTF-8 without control characters
  absl::Time expires;
  bool is_service = false;  // a process of this installation, subject "service:<name>"
};

struct TrustedIssuer {
  std::string issuer;     // equals the claim `iss` byte for byte
  std::string audience;   // must be in the claim `aud`
  std::string jwks_path;  // either a JWKS file, read anew when it changes,
  std::string jwks_json;  // or the JWKS itself
  // Subset of RS256, PS256, ES256, EdDSA; or HS256 alone when is_service.
  std::vector<std::string> algorithms;
  bool is_service = false;
};

// Verifies bearer JWTs (RFC 7519, RFC 8725) against local key sets. Thread-safe.
class TokenVerifier {
 public:
  struct Options {
    std::vector<TrustedIssuer> issuers;
    int clock_skew_s = 60;  // 0-300
    int cache_ttl_s = 60;   // 0-60; 0 turns the cache off
    size_t cache_entries_max = 10000;
  };

  // Errors: INVALID_ARGUMENT for options or key sets that break the rules above, NOT_FOUND for a
  // missing key file.
  static absl::StatusOr<std::unique_ptr<TokenVerifier>> Create(Options options);
  ~TokenVerifier();
  TokenVerifier(const TokenVerifier&) = delete;
  TokenVerifier& operator=(const TokenVerifier&) = delete;

  // `token` is the compact JWS, without "Bearer ". Errors: UNAUTHENTICATED with one of the reasons
  // TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_HEADER (crit, embedded or remote keys), TOKEN_ALGORITHM,
  // TOKEN_KEY (kid unknown or ambiguous), TOKEN_SIGNATURE, TOKEN_ISSUER, TOKEN_AUDIENCE,
  // TOKEN_EXPIRED, TOKEN_NOT_YET_VALID, TOKEN_CLAIMS (exp or sub missing or unusable).
  // The message never holds a part of the token.
  absl::StatusOr<Identity> Verify(absl::string_view token, absl::Time now);

  // Who `token` was proved to be not long ago; nothing when it must be verified (again). Reads no
  // signature: cheap enough to ask before there is room for the call.
  std::optional<Identity> Known(absl::string_view token, absl::Time now);

  struct CacheCounts {
    int64_t hits = 0;
    int64_t misses = 0;
    size_t entries = 0;
  };
  CacheCounts cache_counts() const;

 private:
  struct Impl;
  explicit TokenVerifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The token of an `authorization` header ("Bearer <token>", scheme in any case). Refers to
// `header`. Errors: UNAUTHENTICATED with TOKEN_MISSING (empty) or TOKEN_MALFORMED (another scheme).
absl::StatusOr<absl::string_view> BearerToken(absl::string_view header);

// The reason in `status`, or "" when it carries none.
std::string ReasonOf(const absl::Status& status);

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_TOKEN_H_
