#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_FILES_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_FILES_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/local/os_process.h"

// Files as backups need them: whole or not at all, also across a crash. Errors: FAILED_PRECONDITION
// naming the path and what the operating system said.
namespace cartera::pg {

absl::Status FileError(absl::string_view what, absl::string_view path, int error);

// Replaces `path`, mode 0600, with `text`.
absl::Status WriteDurably(const std::string& path, absl::string_view text);
absl::StatusOr<std::string> ReadWhole(const std::string& path);

// Makes the directory and its parents when missing; a new one has `mode`.
absl::Status MakeDirectories(const std::string& path, mode_t mode);
// Copies a tree of directories and regular files, for `owner` alone (0700, 0600).
absl::Status CopyTree(const std::string& from, const std::string& to, const OsUser& owner);
// Gives what was written below `path` to the disk.
absl::Status SyncTree(const std::string& path);
absl::Status Rename(const std::string& from, const std::string& to);
absl::Status RemoveTree(const std::string& path);

// The owner of a path. Errors also when that number has no account.
absl::StatusOr<OsUser> OwnerOf(const std::string& path);

struct DiskSpace {
  int64_t free_bytes = 0;  // for an ordinary user
  int64_t total_bytes = 0;
};
absl::StatusOr<DiskSpace> SpaceAt(const std::string& path);
// What a server wants free before it warns: the larger of 5 % and 1 GiB.
int64_t FreeBytesWanted(const DiskSpace& space);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_FILES_H_
