#include "libs/platform/tls/testing/test_authority.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cartera::tls {
namespace {

void Must(bool worked) {
  if (!worked) {
    std::fprintf(stderr, "test authority: OpenSSL or the file system refuses\n");
    std::abort();
  }
}

EVP_PKEY* NewKey() { return EVP_EC_gen("P-256"); }

void AddExtension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

std::string TextIn(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

}  // namespace

TestAuthority::TestAuthority(std::string folder, const std::string& name)
    : folder_(std::move(folder)),
      certificate_(PathOf(name + ".crt")),
      own_name_(name),
      key_(NewKey()) {
  own_ = Make(name, key_.get(), absl::Now() - absl::Hours(2), absl::Now() + absl::Hours(9000));
  Write(name, own_.get(), nullptr);
}

void TestAuthority::Issue(const std::string& name, absl::Time begins, absl::Time ends) const {
  const Key key(NewKey());
  const Certificate certificate = Make(name, key.get(), begins, ends);
  Write(name, certificate.get(), key.get());
}

TestAuthority::Certificate TestAuthority::Make(const std::string& name, EVP_PKEY* key,
                                               absl::Time begins, absl::Time ends) const {
  static std::atomic<long> serial{1};
  Certificate certificate(X509_new());
  X509* const x = certificate.get();
  X509* const issuer = own_ != nullptr ? own_.get() : x;
  Must(X509_set_version(x, 2) == 1 && X509_set_pubkey(x, key) == 1 &&
       ASN1_INTEGER_set(X509_get_serialNumber(x), serial++) == 1 &&
       ASN1_TIME_set(X509_getm_notBefore(x), absl::ToTimeT(begins)) != nullptr &&
       ASN1_TIME_set(X509_getm_notAfter(x), absl::ToTimeT(ends)) != nullptr &&
       X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                  0) == 1 &&
       X509_set_issuer_name(x, X509_get_subject_name(issuer)) == 1);
  if (own_ == nullptr) {
    AddExtension(x, issuer, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    AddExtension(x, issuer, NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost");
  }
  Must(X509_sign(x, key_.get(), EVP_sha256()) != 0);
  return certificate;
}

void TestAuthority::Write(const std::string& file, X509* certificate, EVP_PKEY* key) const {
  const auto replace = [this](const std::string& name, const std::string& text) {
    const std::string draft = PathOf(name + ".new");
    std::ofstream(draft) << text;
    Must(chmod(draft.c_str(), 0600) == 0 && rename(draft.c_str(), PathOf(name).c_str()) == 0);
  };
  BIO* const pem = BIO_new(BIO_s_mem());
  Must(PEM_write_bio_X509(pem, certificate) == 1);
  replace(file + ".crt", TextIn(pem));
  if (key == nullptr) return;
  BIO* const secret = BIO_new(BIO_s_mem());
  Must(PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  replace(file + ".key", TextIn(secret));
}

}  // namespace cartera::tls
