#ifndef CARTERA_LIBS_PLATFORM_TLS_TESTING_TEST_AUTHORITY_H_
#define CARTERA_LIBS_PLATFORM_TLS_TESTING_TEST_AUTHORITY_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cartera::tls {

// An authority that lives as long as this object, and writes into `folder`.
class TestAuthority {
 public:
  // `<folder>/<name>.crt` is its own certificate.
  TestAuthority(std::string folder, const std::string& name = "authority");

  // Makes `<folder>/<name>.crt` and `.key` (0600) for 127.0.0.1, ::1 and localhost, replacing those
  // there: each file at once, the certificate first.
  void Issue(const std::string& name, absl::Time begins = absl::Now() - absl::Hours(1),
             absl::Time ends = absl::Now() + absl::Hours(90 * 24)) const;

  const std::string& certificate() const { return certificate_; }
  std::string PathOf(const std::string& file) const { return folder_ + "/" + file; }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using Certificate = std::unique_ptr<X509, Free>;

  Certificate Make(const std::string& name, EVP_PKEY* key, absl::Time begins,
                   absl::Time ends) const;
  void Write(const std::string& file, X509* certificate, EVP_PKEY* key) const;

  const std::string folder_;
  const std::string certificate_;
  const std::string own_name_;
  Key key_;
  Certificate own_;
};

}  // namespace cartera::tls

#endif  // CARTERA_LIBS_PLATFORM_TLS_TESTING_TEST_AUTHORITY_H_
