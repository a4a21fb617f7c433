#include "libs/platform/pg/admin/check_files.h"

#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/platform/pg/admin/backup_store.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/tls/certificate.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kBackupOld = absl::Hours(26);  // a nightly one, and two hours
constexpr absl::Duration kBackupTooOld = absl::Hours(8 * 24);

// "path has mode 0755" when others may do what `forbidden` says.
void LookAtMode(const std::string& path, mode_t forbidden, std::vector<std::string>* faults) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) {
    faults->push_back(absl::StrCat(path, " cannot be read"));
  } else if ((found.st_mode & forbidden) != 0) {
    faults->push_back(absl::StrFormat("%s has mode %04o", path, found.st_mode & 07777));
  }
}

}  // namespace

Finding CheckPermissions(const std::string& data_dir, const Cluster& cluster) {
  std::vector<std::string> faults;
  // As root, PostgreSQL's own group may pass through the data directory, and no more.
  LookAtMode(data_dir, 0067, &faults);
  LookAtMode(cluster.pgdata, 0077, &faults);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(data_dir, error)) {
    const bool no_secret = entry.path().filename() == "postgres-address";
    if (entry.is_regular_file() && !no_secret) LookAtMode(entry.path().string(), 0077, &faults);
  }
  if (faults.empty()) return {"permissions", Health::kOk, "For their owner alone."};
  return {"permissions", Health::kFail,
          absl::StrCat(absl::StrJoin(faults, "; "), ": others may read it. Use chmod.")};
}

Finding CheckDisk(absl::string_view what, const std::string& path) {
  const auto space = SpaceAt(path);
  if (!space.ok()) return {std::string(what), Health::kFail, std::string(space.status().message())};
  const std::string says = absl::StrFormat("%s has %d MiB free of %d.", path,
                                           space->free_bytes >> 20, space->total_bytes >> 20);
  const int64_t wanted = FreeBytesWanted(*space);
  if (space->free_bytes >= wanted) return {std::string(what), Health::kOk, says};
  return {std::string(what), space->free_bytes < wanted / 4 ? Health::kFail : Health::kWarn,
          absl::StrCat(says, " Make room: PostgreSQL stops when it is full.")};
}

Finding CheckLastBackup(const std::string& data_dir, absl::Time now) {
  const auto last = ReadLastBackup(data_dir);
  if (!last.ok()) return {"last backup", Health::kFail, std::string(last.status().message())};
  if (last->name.empty()) {
    return {"last backup", Health::kWarn,
            "There is none: run `cartera admin backup`, every night."};
  }
  const absl::Duration age = now - absl::FromUnixMicros(last->finished_us);
  const std::string says =
      absl::StrFormat("%s in %s, %d hours ago.", last->name, last->store, absl::ToInt64Hours(age));
  const Health health = age > kBackupTooOld ? Health::kFail
                        : age > kBackupOld  ? Health::kWarn
                                            : Health::kOk;
  return {"last backup", health, says};
}

Finding CheckCertificate(const std::string& path, absl::Time now) {
  const absl::StatusOr<absl::Time> ends = tls::EndOf(path);
  if (!ends.ok()) {
    return {"certificate", Health::kFail, absl::StrCat(ends.status().message(), ".")};
  }
  const tls::Life life = tls::LifeOf(*ends, now);
  return {"certificate",
          life == tls::Life::kEnded      ? Health::kFail
          : life == tls::Life::kEndsSoon ? Health::kWarn
                                         : Health::kOk,
          tls::SayEnd(path, *ends, now)};
}

}  // namespace cartera::pg
