#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_UPGRADE_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_UPGRADE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/platform/pg/local/cluster.h"

namespace cartera::pg {

struct UpgradeOptions {
  std::string data_dir;
  bool reload = false;  // also when the database is of this version already
  Progress progress;
};

struct UpgradePlan {
  int from_major = 0;
  int to_major = 0;
  int64_t database_bytes = 0;
  int64_t free_bytes = 0;
};

struct UpgradeReport {
  UpgradePlan plan;
  int64_t tables = 0;
  int64_t rows = 0;
  std::string old_pgdata;  // kept until ConfirmUpgrade
};

// Whether Upgrade could run: versions, programs, disk, no server. Changes nothing.
absl::StatusOr<UpgradePlan> CheckUpgrade(const UpgradeOptions& options);

// Dumps the database of a stopped server and loads it into a new cluster of kPostgresMajor,
// compares every table's number of rows and all chain heads, then swaps the directories.
// Interrupted, it leaves the old database, and begins anew. The log archive ends with the old
// cluster: take a backup.
absl::StatusOr<UpgradeReport> Upgrade(const UpgradeOptions& options);

// Deletes the old cluster that Upgrade kept. Errors: FAILED_PRECONDITION when there is none.
absl::Status ConfirmUpgrade(const std::string& data_dir);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_UPGRADE_H_
