#include "libs/platform/auth/test_tokens.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::auth {
namespace {

// A number of the key as base64url, `size` bytes long (0: as long as needed).
std::string Number(EVP_PKEY* key, const char* name, int size) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string bytes(static_cast<size_t>(size == 0 ? BN_num_bytes(number) : size), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
               static_cast<int>(bytes.size()));
  BN_free(number);
  return Base64Url(bytes);
}

std::string RawEcdsa(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string raw(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

TestKey TestKey::Rsa(unsigned bits) { return TestKey(EVP_RSA_gen(bits), "RSA"); }
TestKey TestKey::Ec(const char* curve) { return TestKey(EVP_EC_gen(curve), "EC"); }
TestKey TestKey::Ed25519() {
  return TestKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "OKP");
}

std::string TestKey::Jwk(absl::string_view kid, absl::string_view more) const {
  std::string numbers;
  if (type_ == "RSA") {
    numbers = absl::StrCat(R"("n":")", Number(key_.get(), "n", 0), R"(","e":")",
                           Number(key_.get(), "e", 0), "\"");
  } else if (type_ == "EC") {
    char curve[64] = {};
    EVP_PKEY_get_utf8_string_param(key_.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof(curve),
                                   nullptr);
    const bool p256 = absl::string_view(curve) == "prime256v1";
    numbers =
        absl::StrCat(R"("crv":")", p256 ? "P-256" : "P-384", R"(","x":")",
                     Number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, p256 ? 32 : 48), R"(","y":")",
                     Number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, p256 ? 32 : 48), "\"");
  } else {
    std::string raw(32, '\0');
    size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &size);
    numbers = absl::StrCat(R"("crv":"Ed25519","x":")", Base64Url(raw), "\"");
  }
  return absl::StrCat("{", more, R"("kty":")", type_, R"(","kid":")", kid, "\",", numbers, "}");
}

std::string TestKey::Pem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, key_.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string TestKey::Sign(absl::string_view input, bool pss) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* key_context = nullptr;
  EVP_DigestSignInit(context, &key_context, type_ == "OKP" ? nullptr : EVP_sha256(), nullptr,
                     key_.get());
  if (pss) {
    EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST);
  }
  std::string signature(1024, '\0');
  size_t size = signature.size();
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                 reinterpret_cast<const unsigned char*>(input.data()), input.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return type_ == "EC" ? RawEcdsa(signature) : signature;
}

std::string Base64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

std::string HmacSha256(absl::string_view key, absl::string_view input) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(input.data()), input.size(), out, &size);
  return std::string(reinterpret_cast<const char*>(out), size);
}

std::string SigningInput(absl::string_view header, absl::string_view claims) {
  return absl::StrCat(Base64Url(header), ".", Base64Url(claims));
}

std::string MakeToken(absl::string_view header, absl::string_view claims, const TestKey& key,
                      bool pss) {
  const std::string input = SigningInput(header, claims);
  return absl::StrCat(input, ".", Base64Url(key.Sign(input, pss)));
}

std::string GoodClaims(absl::Time now, absl::string_view more) {
  return absl::StrCat("{", more,
                      R"("iss":"https://idp.example","aud":"cartera","sub":"ana","exp":)",
                      absl::ToUnixSeconds(now) + 600, "}");
}

}  // namespace cartera::auth
