#ifndef CARTERA_LIBS_PLATFORM_AUTH_RHONABWY_HANDLES_H_
#define CARTERA_LIBS_PLATFORM_AUTH_RHONABWY_HANDLES_H_

#include <jansson.h>
#include <rhonabwy.h>

#include <memory>

// Owners for the C library's objects. Only .cc files of this folder include this header.

namespace cartera::auth {

// Passed to every call of the library that takes x5u flags: it must never fetch anything.
inline constexpr int kNoRemoteKeys = R_FLAG_IGNORE_REMOTE;

struct HandleDeleter {
  void operator()(json_t* json) const { json_decref(json); }
  void operator()(jws_t* jws) const { r_jws_free(jws); }
  void operator()(char* text) const { r_free(text); }
};
using JsonPtr = std::unique_ptr<json_t, HandleDeleter>;
using JwkPtr = JsonPtr;  // the library's jwk_t is a json_t
using JwsPtr = std::unique_ptr<jws_t, HandleDeleter>;
using TextPtr = std::unique_ptr<char, HandleDeleter>;

inline void InitLibrary() {
  static const int result = r_global_init();
  (void)result;
}

inline JwkPtr NewJwk() {
  InitLibrary();
  jwk_t* jwk = nullptr;
  r_jwk_init(&jwk);
  return JwkPtr(jwk);
}

inline JwsPtr NewJws() {
  InitLibrary();
  jws_t* jws = nullptr;
  r_jws_init(&jws);
  return JwsPtr(jws);
}

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_RHONABWY_HANDLES_H_
