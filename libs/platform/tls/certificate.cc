#include "libs/platform/tls/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/secret_file.h"

namespace cartera::tls {
namespace {

constexpr size_t kBytesMax = 1024 * 1024;  // a list of all public authorities has 0.2 MB
constexpr absl::Duration kSoon = absl::Hours(30 * 24);

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

// OpenSSL would ask the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::StatusOr<std::string> ReadPublicFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.gcount() == 0) {
    std::error_code error;
    return std::filesystem::exists(path, error)
               ? absl::FailedPreconditionError(absl::StrCat(path, " is empty or cannot be read"))
               : absl::NotFoundError(absl::StrCat("there is no file ", path));
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kBytesMax) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is larger than a megabyte"));
  }
  return text;
}

absl::StatusOr<Certificate> ParseCertificate(const std::string& path, const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(path, " holds no certificate in PEM"));
  }
  return certificate;
}

absl::StatusOr<absl::Time> TimeOf(const std::string& path, const ASN1_TIME* time) {
  std::tm fields = {};
  if (ASN1_TIME_to_tm(time, &fields) != 1) {
    return absl::FailedPreconditionError(absl::StrCat(path, " does not say how long it is valid"));
  }
  return absl::FromTM(fields, absl::UTCTimeZone());
}

// A link is followed: the programs that renew certificates put links into place.
absl::StatusOr<std::string> ReadKey(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error) return absl::NotFoundError(absl::StrCat("there is no file ", path));
  return auth::ReadSecretFile(real.string());
}

absl::Status CheckKey(const Files& files, X509* certificate, const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  const bool fits = key != nullptr && X509_check_private_key(certificate, key.get()) == 1;
  ERR_clear_error();
  if (key == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(files.key, " holds no private key in PEM, or one with a passphrase"));
  }
  if (!fits) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the key in ", files.key, " does not belong to the certificate in ", files.certificate));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Material> Load(const Files& files, absl::Time now) {
  Material material;
  if (!files.authorities.empty()) {
    ASSIGN_OR_RETURN(material.authorities, ReadPublicFile(files.authorities));
    RETURN_IF_ERROR(ParseCertificate(files.authorities, material.authorities).status());
  }
  if (files.certificate.empty()) return material;
  ASSIGN_OR_RETURN(material.certificate, ReadPublicFile(files.certificate));
  ASSIGN_OR_RETURN(const Certificate certificate,
                   ParseCertificate(files.certificate, material.certificate));
  ASSIGN_OR_RETURN(const absl::Time begins,
                   TimeOf(files.certificate, X509_get0_notBefore(certificate.get())));
  ASSIGN_OR_RETURN(material.ends, TimeOf(files.certificate, X509_get0_notAfter(certificate.get())));
  if (material.ends <= now) {
    return absl::FailedPreconditionError(
        absl::StrCat("the certificate has expired: ", SayEnd(files.certificate, material.ends, now),
                     " Put a new one there"));
  }
  if (begins > now) {
    return absl::FailedPreconditionError(
        absl::StrCat("the certificate in ", files.certificate, " is not valid before ",
                     absl::FormatTime(absl::RFC3339_sec, begins, absl::UTCTimeZone())));
  }
  ASSIGN_OR_RETURN(material.key, ReadKey(files.key));
  RETURN_IF_ERROR(CheckKey(files, certificate.get(), material.key));
  return material;
}

absl::StatusOr<absl::Time> EndOf(const std::string& certificate) {
  ASSIGN_OR_RETURN(const std::string text, ReadPublicFile(certificate));
  ASSIGN_OR_RETURN(const Certificate parsed, ParseCertificate(certificate, text));
  return TimeOf(certificate, X509_get0_notAfter(parsed.get()));
}

Life LifeOf(absl::Time ends, absl::Time now) {
  return ends <= now ? Life::kEnded : ends - now < kSoon ? Life::kEndsSoon : Life::kGood;
}

std::string SayEnd(const std::string& certificate, absl::Time ends, absl::Time now) {
  return absl::StrCat(certificate, ends > now ? " ends on " : " ended on ",
                      absl::FormatTime("%Y-%m-%d", ends, absl::UTCTimeZone()), ".");
}

}  // namespace cartera::tls
