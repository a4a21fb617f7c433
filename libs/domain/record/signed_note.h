#ifndef CARTERA_LIBS_DOMAIN_RECORD_SIGNED_NOTE_H_
#define CARTERA_LIBS_DOMAIN_RECORD_SIGNED_NOTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Text signed by one or more keys, as c2sp.org/signed-note writes it; every signature is an Ed25519
// cosignature with the time at which it was made (c2sp.org/tlog-cosignature, cosignature/v1), so
// that other implementations can check it.
namespace cartera::record {

// Whose signatures are believed.
struct VerifierKey {
  std::string name;        // no spaces, no '+'
  std::string public_key;  // 32 bytes

  std::string Id() const;    // 4 bytes
  std::string Text() const;  // "<name>+<id in hex>+<base64 of 0x04 and the key>"
  friend bool operator==(const VerifierKey& a, const VerifierKey& b) {
    return a.name == b.name && a.public_key == b.public_key;
  }
};
// Errors: INVALID_ARGUMENT.
absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text);

// A secret. `seed` comes from a source of entropy, 32 bytes.
struct SigningKey {
  std::string name;
  std::string seed;

  VerifierKey Public() const;
  std::string Text() const;  // "PRIVATE+KEY+<name>+<id in hex>+<base64 of 0x04 and the seed>"
};
// Errors: INVALID_ARGUMENT; its text never holds what was given.
absl::StatusOr<SigningKey> ParseSigningKey(absl::string_view text);

struct Signature {
  std::string name;
  std::string id;         // 4 bytes
  int64_t at_s = 0;       // since 1970
  std::string signature;  // 64 bytes
};

struct SignedNote {
  std::string text;  // ends with a newline
  std::vector<Signature> signatures;

  std::string Text() const;
};
// Signatures of other kinds are left out. Errors: INVALID_ARGUMENT.
absl::StatusOr<SignedNote> ParseSignedNote(absl::string_view text);

// Adds the signature of `key`.
void Sign(const SigningKey& key, int64_t at_s, SignedNote* note);

// When `key` signed it, in seconds since 1970. Errors: NOT_FOUND when it did not; DATA_LOSS when
// its signature is not of this text.
absl::StatusOr<int64_t> SignedAt(const SignedNote& note, const VerifierKey& key);

}  // namespace cartera::record

#endif  // CARTERA_LIBS_DOMAIN_RECORD_SIGNED_NOTE_H_
