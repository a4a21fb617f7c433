#ifndef CARTERA_LIBS_PLATFORM_AUTH_TEST_TOKENS_H_
#define CARTERA_LIBS_PLATFORM_AUTH_TEST_TOKENS_H_

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// Keys and tokens for tests, made with OpenSSL so that the verifier's library is not its own
// witness.

namespace cartera::auth {

struct EvpDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

class TestKey {
 public:
  static TestKey Rsa(unsigned bits = 2048);
  static TestKey Ec(const char* curve = "P-256");
  static TestKey Ed25519();

  // The public JWK; `more` is put inside, e.g. R"("use":"sig",)".
  std::string Jwk(absl::string_view kid, absl::string_view more = "") const;
  // The public key as PEM.
  std::string Pem() const;
  // The JWS signature over `input`; ES256 as r || s.
  std::string Sign(absl::string_view input, bool pss = false) const;

 private:
  explicit TestKey(EVP_PKEY* key, std::string type) : key_(key), type_(std::move(type)) {}
  std::unique_ptr<EVP_PKEY, EvpDeleter> key_;
  std::string type_;
};

std::string Base64Url(absl::string_view bytes);
std::string HmacSha256(absl::string_view key, absl::string_view input);

// header "." payload, both encoded.
std::string SigningInput(absl::string_view header, absl::string_view claims);

// A token with this header and these claims (JSON), signed by `key`.
std::string MakeToken(absl::string_view header, absl::string_view claims, const TestKey& key,
                      bool pss = false);

// Claims of issuer https://idp.example, audience cartera, subject ana, exp = now + 10 min; `more`
// is put inside, e.g. R"("nbf":1,)".
std::string GoodClaims(absl::Time now, absl::string_view more = "");

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_TEST_TOKENS_H_
