#ifndef CARTERA_LIBS_PLATFORM_AUTH_DEV_ISSUER_H_
#define CARTERA_LIBS_PLATFORM_AUTH_DEV_ISSUER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {

inline constexpr char kDevIssuer[] = "https://cartera.invalid/dev";

// Issues tokens to anyone who asks: only for `--dev`. Its ES256 key lives in a file. Thread-safe.
class DevIssuer {
 public:
  // Errors: FAILED_PRECONDITION when the file is readable by others or holds no P-256 private key.
  static absl::StatusOr<std::unique_ptr<DevIssuer>> LoadOrCreate(absl::string_view path);
  ~DevIssuer();

  std::string issuer() const { return kDevIssuer; }
  // The public key as a JWKS.
  std::string PublicJwks() const;
  // What TokenVerifier needs to accept these tokens.
  TrustedIssuer Trusted() const;

  // A token for audience kAudience. `subject`: 1-255 bytes of UTF-8 without control characters;
  // `lifetime`: 1 s to 366 days. Errors: INVALID_ARGUMENT.
  absl::StatusOr<std::string> IssueToken(absl::string_view subject, absl::Time now,
                                         absl::Duration lifetime) const;

 private:
  struct Impl;
  explicit DevIssuer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_DEV_ISSUER_H_
