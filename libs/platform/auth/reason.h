#ifndef CARTERA_LIBS_PLATFORM_AUTH_REASON_H_
#define CARTERA_LIBS_PLATFORM_AUTH_REASON_H_

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {

// `status` with the machine reason that the rpc layer puts in ErrorInfo.
inline absl::Status WithReason(absl::Status status, absl::string_view reason) {
  status.SetPayload(kReasonPayload, absl::Cord(reason));
  return status;
}

inline absl::Status Unauthenticated(absl::string_view reason, absl::string_view message) {
  return WithReason(absl::UnauthenticatedError(message), reason);
}

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_REASON_H_
