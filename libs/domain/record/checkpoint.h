#ifndef CARTERA_LIBS_DOMAIN_RECORD_CHECKPOINT_H_
#define CARTERA_LIBS_DOMAIN_RECORD_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/record/signed_note.h"

namespace cartera::record {

// The state of a record: how many leaves its tree has and what they hash to. Written as
// c2sp.org/tlog-checkpoint.
struct Checkpoint {
  std::string origin;  // whose record; the name of the keys that sign it
  int64_t size = 0;
  std::string root;  // 32 bytes

  std::string Text() const;
};
// Errors: INVALID_ARGUMENT.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// A key that follows others, in a note that the key before it signed; the first signed its own.
SignedNote IntroduceKey(const VerifierKey& key, const SigningKey& signed_by, int64_t at_s);
// `trusted` and every key that one of them, or of those, introduced. Notes that none did are passed
// over. Errors: INVALID_ARGUMENT, DATA_LOSS.
absl::StatusOr<std::vector<VerifierKey>> FollowKeys(std::vector<VerifierKey> trusted,
                                                    absl::Span<const std::string> introductions);
// The key that a note introduces. Errors: INVALID_ARGUMENT.
absl::StatusOr<VerifierKey> IntroducedKey(const SignedNote& note);

struct SignedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
  VerifierKey signer;
  int64_t at_s = 0;
};
// A checkpoint that one of `keys` signed and that is about the record of that name. Errors:
// INVALID_ARGUMENT; DATA_LOSS when a signature of theirs is wrong or there is none.
absl::StatusOr<SignedCheckpoint> ReadCheckpoint(absl::string_view note,
                                                absl::Span<const VerifierKey> keys);

}  // namespace cartera::record

#endif  // CARTERA_LIBS_DOMAIN_RECORD_CHECKPOINT_H_
