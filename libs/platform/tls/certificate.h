#ifndef CARTERA_LIBS_PLATFORM_TLS_CERTIFICATE_H_
#define CARTERA_LIBS_PLATFORM_TLS_CERTIFICATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cartera::tls {

// Files in PEM; an empty name stands for none.
struct Files {
  std::string certificate;  // our own, followed by those between it and its authority
  std::string key;          // of the first of them, without a passphrase
  std::string authorities;  // who signs the certificates that we take from others
};

// What the files hold, found usable.
struct Material {
  std::string certificate;
  std::string key;
  std::string authorities;
  absl::Time ends = absl::InfiniteFuture();  // our own certificate
};

// Errors, in words for whoever wrote the names into a command line: NOT_FOUND for a missing file;
// FAILED_PRECONDITION for one that holds something else, a key that is another certificate's or
// that others may read, a certificate that has ended or has not begun.
absl::StatusOr<Material> Load(const Files& files, absl::Time now);

// When the first certificate of the file ends. Errors: as Load.
absl::StatusOr<absl::Time> EndOf(const std::string& certificate);

enum class Life { kGood, kEndsSoon, kEnded };
// Soon: within 30 days.
Life LifeOf(absl::Time ends, absl::Time now);
// "/etc/cartera/tls.crt ends on 2027-01-31."
std::string SayEnd(const std::string& certificate, absl::Time ends, absl::Time now);

}  // namespace cartera::tls

#endif  // CARTERA_LIBS_PLATFORM_TLS_CERTIFICATE_H_
