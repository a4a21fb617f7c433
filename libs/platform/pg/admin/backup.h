#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_BACKUP_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_BACKUP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/admin/backup_store.h"
#include "libs/platform/pg/local/cluster.h"

namespace cartera::pg {

struct BackupOptions {
  std::string data_dir;
  std::string to;  // the store; made when missing
  int keep = 7;    // backups kept; older ones and the log only they need are removed
  Progress progress;
};

struct BackupReport {
  BackupManifest manifest;
  std::vector<std::string> removed;
};

// Copies the private PostgreSQL of a data directory while it runs (or starts it for that long),
// with what the server keeps beside it, and from then on archives its log into the same store, so
// that a restore can reach any later second. Errors: FAILED_PRECONDITION in words for the
// administrator; what an interrupted backup left is removed by the next one.
absl::StatusOr<BackupReport> TakeBackup(const BackupOptions& options);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_BACKUP_H_
