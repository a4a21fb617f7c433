#ifndef CARTERA_LIBS_RECORD_FILES_KEY_FILE_H_
#define CARTERA_LIBS_RECORD_FILES_KEY_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/record/signed_note.h"

// Files of keys that sign checkpoints: one a line, 0600, the newest last. They are in no database;
// `cartera admin backup` keeps them with the installation's other keys.
namespace cartera::record {

// Where a server keeps its own.
std::string KeyFilePath(absl::string_view data_dir);

// `prefix` and 8 random hex digits: no two records have one name.
std::string NewName(absl::string_view prefix);

// The keys of the file, at least one; made with a new key called `name` when there is none. Errors:
// FAILED_PRECONDITION when the file is no key file or readable by others; UNAVAILABLE.
absl::StatusOr<std::vector<SigningKey>> LoadOrCreateKeys(const std::string& path,
                                                         absl::string_view name);

// Adds a new key of the same name to the file, which must be there. From the next checkpoint on
// both sign, and the old one introduces the new one. Errors: NOT_FOUND, FAILED_PRECONDITION,
// UNAVAILABLE.
absl::StatusOr<VerifierKey> AddKey(const std::string& path);

}  // namespace cartera::record

#endif  // CARTERA_LIBS_RECORD_FILES_KEY_FILE_H_
