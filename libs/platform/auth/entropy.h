#ifndef CARTERA_LIBS_PLATFORM_AUTH_ENTROPY_H_
#define CARTERA_LIBS_PLATFORM_AUTH_ENTROPY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace cartera::auth {

// `n` bytes from OpenSSL's generator. Thread-safe; aborts the process when there is no entropy.
std::string RandomBytes(size_t n);

// 16 such bytes, in the form that obs::NewTrace takes.
std::array<uint8_t, 16> Random128();

// A random UUID (RFC 9562 version 4), lower case.
std::string NewUuid4();

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_ENTROPY_H_
