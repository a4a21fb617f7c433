#include "libs/platform/auth/entropy.h"

#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::auth {
namespace {

void Fill(unsigned char* out, size_t n) {
  // Carrying on with guessable keys would be worse than stopping.
  if (RAND_bytes(out, static_cast<int>(n)) != 1) {
    std::fputs("no entropy: RAND_bytes failed\n", stderr);
    std::abort();
  }
}

}  // namespace

std::string RandomBytes(size_t n) {
  std::string bytes(n, '\0');
  Fill(reinterpret_cast<unsigned char*>(bytes.data()), n);
  return bytes;
}

std::array<uint8_t, 16> Random128() {
  std::array<uint8_t, 16> bytes;
  Fill(bytes.data(), bytes.size());
  return bytes;
}

std::string NewUuid4() {
  std::string bytes = RandomBytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);  // variant 10
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace cartera::auth
