#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_RESTORE_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_RESTORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/platform/pg/admin/chain_record.h"
#include "libs/platform/pg/local/cluster.h"

namespace cartera::pg {

struct RestoreOptions {
  std::string from;  // the store that TakeBackup filled
  std::string to_data_dir;
  std::optional<absl::Time> at;  // everything committed until then; nullopt: all the archive has
  std::string backup;            // begin with this one; "": the newest that was finished by `at`
  Progress progress;
};

struct RestoreReport {
  std::string backup;
  int64_t epoch = 0;
  int64_t restored_until_us = 0;  // when the last transaction that is in it was committed
  int64_t known_until_us = 0;     // the old server is known to have written until then
  std::vector<ServiceChains> chains;
  std::string heads_of;                 // the backup whose published heads were compared
  std::vector<HeadFault> chains_ahead;  // published heads that are now in the future
};

// Makes a data directory from a backup and the archived log, up to an instant, and raises the
// record's epoch. The directory must not exist, or be empty, or be what an interrupted restore
// left, which is done anew. Archiving is off in it until its first backup. Errors:
// FAILED_PRECONDITION in words for the administrator: no such backup, damaged, target not empty,
// the archive ends before `at`, a chain is broken or was rewritten.
absl::StatusOr<RestoreReport> Restore(const RestoreOptions& options);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_RESTORE_H_
