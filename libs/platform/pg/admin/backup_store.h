#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_BACKUP_STORE_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_BACKUP_STORE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::pg {

// A directory of backups of one database:
//   base/<name>/pgdata       a base backup with PostgreSQL's own manifest; it starts by itself
//   base/<name>/files        what the server keeps beside the database: keys, used codes
//   base/<name>/chain_heads  every hash chain of the record with length and head, as it was then
//   base/<name>/manifest     what this is; written last, sealed by its own hash
//   wal                      the archived log, which leads from any of these to any later instant
//   epoch                    the highest epoch a restore from here was given
struct BackupManifest {
  std::string name;         // "20261122T101530Z": when it was begun, UTC
  int64_t started_us = 0;   // microseconds since 1970
  int64_t finished_us = 0;  // a restore reaches any instant from here on
  int64_t pg_major = 0;
  std::string system_id;      // of the PostgreSQL cluster
  std::string start_segment;  // first log file that this backup needs
  int64_t epoch = 0;
  int64_t database_bytes = 0;
  int64_t chains_count = 0;
  std::map<std::string, std::string> sha256;  // hex, by path below base/<name>, pgdata apart
};

std::string BaseDir(absl::string_view store, absl::string_view name);
std::string WalDir(absl::string_view store);

// The complete backups in `store`, oldest first. Errors: FAILED_PRECONDITION naming the manifest
// that is damaged.
absl::StatusOr<std::vector<BackupManifest>> ListBackups(const std::string& store);

std::string FormatManifest(const BackupManifest& manifest);
// Errors: FAILED_PRECONDITION: not a manifest, or its seal does not fit.
absl::StatusOr<BackupManifest> ParseManifest(absl::string_view text);

// OK when pg_verifybackup accepts the base backup in `base` and every other file has its hash.
// Errors: FAILED_PRECONDITION "damaged", naming the file.
absl::Status VerifyBackup(const std::string& base, const BackupManifest& manifest);

// One command at a time works on a store; held until the descriptor is closed.
absl::StatusOr<int> LockStore(const std::string& store);

// 0 when no restore has been made from here.
absl::StatusOr<int64_t> ReadEpochMark(const std::string& store);
absl::Status WriteEpochMark(const std::string& store, int64_t epoch);

// Keeps the `keep` newest backups and the log from the oldest of them on; gives the names removed.
absl::StatusOr<std::vector<std::string>> PruneBackups(const std::string& store, int keep);

// What a data directory knows of its newest backup.
struct LastBackup {
  std::string store;
  std::string name;
  int64_t finished_us = 0;
};
// Empty when there is none. Errors: FAILED_PRECONDITION when the note cannot be read.
absl::StatusOr<LastBackup> ReadLastBackup(const std::string& data_dir);
absl::Status WriteLastBackup(const std::string& data_dir, const LastBackup& last);
inline constexpr absl::string_view kLastBackupFile = "last-backup";

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_BACKUP_STORE_H_
