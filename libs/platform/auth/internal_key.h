#ifndef CARTERA_LIBS_PLATFORM_AUTH_INTERNAL_KEY_H_
#define CARTERA_LIBS_PLATFORM_AUTH_INTERNAL_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {

inline constexpr char kInternalIssuer[] = "https://cartera.invalid/internal";

// The secret that the processes of one installation share, so that services can call one another:
// a file of 32 random bytes, mode 0600. Thread-safe.
class InternalKey {
 public:
  // Two processes that start at once get the same key. Errors: FAILED_PRECONDITION when the file is
  // readable by others or not 32 bytes long.
  static absl::StatusOr<std::unique_ptr<InternalKey>> LoadOrCreate(absl::string_view path);
  ~InternalKey();

  // An HS256 token of subject "service:<service>", valid for 5 minutes. `service`: [a-z][a-z0-9_]*,
  // at most 63 characters. Errors: INVALID_ARGUMENT.
  absl::StatusOr<std::string> MintServiceToken(absl::string_view service, absl::Time now) const;
  // What TokenVerifier needs to accept these tokens. Holds the secret: never log it.
  TrustedIssuer Trusted() const;

 private:
  struct Impl;
  explicit InternalKey(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_INTERNAL_KEY_H_
