#ifndef CARTERA_LIBS_RECORD_FILES_WITNESS_FOLDER_H_
#define CARTERA_LIBS_RECORD_FILES_WITNESS_FOLDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/record/checkpoint.h"
#include "libs/record_files/record_reader.h"

namespace cartera::record {

// What a witness of a record keeps: which keys it believes (trusted-keys), its own key
// (witness-key, 0600), every checkpoint it found to continue the one before, countersigned
// (checkpoints/<size>.note), and those that did not (contradictions/<size>-<time>.note), which
// prove by the record's own signature that it was written anew.
class WitnessFolder {
 public:
  // Makes the folder when it is not there. Errors: FAILED_PRECONDITION for files that are not what
  // they should be; UNAVAILABLE.
  static absl::StatusOr<WitnessFolder> Open(const std::string& path);
  // For reading alone. Errors: NOT_FOUND when there is none.
  static absl::StatusOr<WitnessFolder> Read(const std::string& path);

  const std::vector<VerifierKey>& trusted() const { return trusted_; }
  // Every checkpoint kept, the smallest first.
  const std::vector<KeptNote>& kept() const { return kept_; }

  // Believes the keys that a believed one introduced; the very first one without proof. True when
  // it was the first. Errors: those of FollowKeys; UNAVAILABLE.
  absl::StatusOr<bool> Follow(absl::Span<const std::string> key_notes);

  // The largest checkpoint kept.
  absl::StatusOr<std::optional<SignedCheckpoint>> Latest() const;
  // Keeps a checkpoint, countersigned. Errors: FAILED_PRECONDITION, UNAVAILABLE.
  absl::Status Keep(SignedCheckpoint checkpoint, int64_t now_s);
  // Keeps one as it came, as evidence. Gives the file's name.
  absl::StatusOr<std::string> KeepContradiction(const SignedCheckpoint& checkpoint, int64_t now_s);

 private:
  explicit WitnessFolder(std::string path) : path_(std::move(path)) {}
  absl::Status Load();
  std::string CheckpointPath(int64_t size) const;

  std::string path_;
  std::vector<VerifierKey> trusted_;
  std::vector<KeptNote> kept_;
};

}  // namespace cartera::record

#endif  // CARTERA_LIBS_RECORD_FILES_WITNESS_FOLDER_H_
