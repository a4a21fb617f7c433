#ifndef CARTERA_LIBS_PLATFORM_AUTH_SIGN_TOKEN_H_
#define CARTERA_LIBS_PLATFORM_AUTH_SIGN_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/platform/auth/rhonabwy_handles.h"

namespace cartera::auth {

// The claims of our own tokens; `jti` is made anew for each.
struct TokenContent {
  absl::string_view issuer;
  absl::string_view subject;
  absl::Time now;
  absl::Duration lifetime;
};

// A compact JWS for audience kAudience. `key` is not changed. Errors: INTERNAL.
absl::StatusOr<std::string> SignToken(const TokenContent& content, jwa_alg algorithm,
                                      const std::string& kid, jwk_t* key);

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_SIGN_TOKEN_H_
