#ifndef CARTERA_LIBS_PLATFORM_AUTH_SECRET_FILE_H_
#define CARTERA_LIBS_PLATFORM_AUTH_SECRET_FILE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::auth {

// Creates `path` (0600) with `content`, complete or not at all, also across a crash. False when the
// file was there already. Errors: UNAVAILABLE.
absl::StatusOr<bool> CreateSecretFile(absl::string_view path, absl::string_view content);

// Errors: NOT_FOUND; FAILED_PRECONDITION when it is no regular file, readable by group or others,
// or longer than 64 KiB; UNAVAILABLE.
absl::StatusOr<std::string> ReadSecretFile(absl::string_view path);

// The file's content, after creating it from `make` when there is none. Two processes that start at
// once read the same content.
absl::StatusOr<std::string> LoadOrCreateSecretFile(
    absl::string_view path, absl::FunctionRef<absl::StatusOr<std::string>()> make);

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_SECRET_FILE_H_
