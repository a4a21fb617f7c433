#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_CHECK_FILES_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_CHECK_FILES_H_

#include <string>
#include <vector>

#include "libs/platform/pg/admin/check.h"

// The part of Check that needs no database.
namespace cartera::pg {

// Modes of the data directory, of pgdata and of every file directly in the data directory.
Finding CheckPermissions(const std::string& data_dir, const Cluster& cluster);
Finding CheckDisk(absl::string_view what, const std::string& path);
// How long ago the newest backup was finished.
Finding CheckLastBackup(const std::string& data_dir, absl::Time now);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_CHECK_FILES_H_
