#include "libs/platform/auth/one_time_code.h"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/platform/auth/entropy.h"
#include "libs/platform/auth/reason.h"
#include "libs/platform/auth/secret_file.h"

namespace cartera::auth {
namespace {

constexpr size_t kCodeBytes = 16;
constexpr size_t kGroup = 4;
// Crockford's alphabet: no I, L, O or U.
constexpr char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string UsedPath(absl::string_view data_dir) {
  return absl::StrCat(BootstrapCodePath(data_dir), ".used");
}

// 5 bits a character, the last one padded with zeros, a hyphen after each four.
std::string NewCode() {
  std::string code;
  uint32_t buffer = 0;
  int bits = 0;
  const auto append = [&](uint32_t digit) {
    if (code.size() % (kGroup + 1) == kGroup) {
      code.push_back('-');
    }
    code.push_back(kAlphabet[digit & 31]);
  };
  for (const char byte : RandomBytes(kCodeBytes)) {
    buffer = (buffer << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) {
      append(buffer >> (bits - 5));
    }
  }
  append(buffer << (5 - bits));
  return code;
}

// What a person types becomes what was written: case, hyphens, spaces, and letters that look alike.
std::string Normalise(absl::string_view code) {
  std::string plain;
  for (const char raw : code) {
    const char c = absl::ascii_toupper(static_cast<unsigned char>(raw));
    if (c == '-' || absl::ascii_isspace(static_cast<unsigned char>(c))) {
      continue;
    }
    plain.push_back(c == 'O' ? '0' : (c == 'I' || c == 'L' ? '1' : c));
  }
  return plain;
}

absl::Status Used() {
  return WithReason(absl::FailedPreconditionError("there is no bootstrap code, or it was used"),
                    "BOOTSTRAP_CODE_USED");
}

}  // namespace

std::string BootstrapCodePath(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/bootstrap-code");
}

absl::Status CreateBootstrapCode(absl::string_view data_dir) {
  struct stat info {};
  if (lstat(UsedPath(data_dir).c_str(), &info) == 0 ||
      lstat(BootstrapCodePath(data_dir).c_str(), &info) == 0) {
    return absl::OkStatus();
  }
  return CreateSecretFile(BootstrapCodePath(data_dir), absl::StrCat(NewCode(), "\n")).status();
}

absl::Status CheckBootstrapCode(absl::string_view data_dir, absl::string_view code) {
  const absl::StatusOr<std::string> stored = ReadSecretFile(BootstrapCodePath(data_dir));
  if (absl::IsNotFound(stored.status())) {
    return Used();
  }
  if (!stored.ok()) {
    return stored.status();
  }
  const std::string want = Normalise(*stored);
  const std::string got = Normalise(code.substr(0, 256));
  if (want.empty() || want.size() != got.size() ||
      CRYPTO_memcmp(want.data(), got.data(), want.size()) != 0) {
    return Unauthenticated("BOOTSTRAP_CODE_WRONG", "the bootstrap code is wrong");
  }
  return absl::OkStatus();
}

absl::Status ConsumeBootstrapCode(absl::string_view data_dir) {
  // rename() finds the old name only once.
  if (std::rename(BootstrapCodePath(data_dir).c_str(), UsedPath(data_dir).c_str()) != 0) {
    return errno == ENOENT ? Used()
                           : absl::UnavailableError(absl::StrCat(
                                 "cannot use up the bootstrap code: ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace cartera::auth
