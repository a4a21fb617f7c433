#ifndef CARTERA_LIBS_PLATFORM_AUTH_TOKEN_CLAIMS_H_
#define CARTERA_LIBS_PLATFORM_AUTH_TOKEN_CLAIMS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/platform/auth/rhonabwy_handles.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {

// A compact JWS taken apart. The views refer to the token.
struct TokenParts {
  absl::string_view signing_input;  // header "." payload, as sent
  std::string algorithm;
  std::string kid;        // "" when absent
  std::string signature;  // bytes
  JsonPtr claims;         // an object, not yet trusted
};

// Errors: UNAUTHENTICATED with TOKEN_MALFORMED, TOKEN_HEADER or TOKEN_ALGORITHM.
absl::StatusOr<TokenParts> ParseToken(absl::string_view token);

// The text claim `name`, "" when it is absent or no text.
absl::string_view TextClaim(const json_t* claims, const char* name);

// Judges the claims of a token whose signature was verified with a key of `issuer`.
absl::StatusOr<Identity> CheckClaims(const json_t* claims, const TrustedIssuer& issuer,
                                     absl::Time now, absl::Duration clock_skew);

// 1-255 bytes without control characters; the caller knows that it is UTF-8.
bool IsUsableSubject(absl::string_view subject);

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_TOKEN_CLAIMS_H_
