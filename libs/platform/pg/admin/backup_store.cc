#include "libs/platform/pg/admin/backup_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/pg/local/cluster.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kFirstLine = "cartera backup 1";
constexpr absl::string_view kSeal = "seal ";

std::string Hash(absl::string_view text) { return absl::BytesToHexString(Sha256(text)); }

std::vector<std::pair<absl::string_view, int64_t*>> Numbers(BackupManifest* manifest) {
  return {{"started_us", &manifest->started_us},
          {"finished_us", &manifest->finished_us},
          {"pg_major", &manifest->pg_major},
          {"epoch", &manifest->epoch},
          {"database_bytes", &manifest->database_bytes},
          {"chains_count", &manifest->chains_count}};
}

std::vector<std::pair<absl::string_view, std::string*>> Texts(BackupManifest* manifest) {
  return {{"name", &manifest->name},
          {"system_id", &manifest->system_id},
          {"start_segment", &manifest->start_segment}};
}

bool ReadLine(absl::string_view line, BackupManifest* manifest) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(line, absl::MaxSplits(' ', 1));
  for (const auto& [key, text] : Texts(manifest)) {
    if (key == parts.first) {
      *text = std::string(parts.second);
      return !parts.second.empty();
    }
  }
  for (const auto& [key, number] : Numbers(manifest)) {
    if (key == parts.first) return absl::SimpleAtoi(parts.second, number);
  }
  const std::pair<absl::string_view, absl::string_view> file =
      absl::StrSplit(parts.second, absl::MaxSplits(' ', 1));
  if (parts.first != "sha256" || file.second.empty()) return false;
  manifest->sha256[std::string(file.second)] = std::string(file.first);
  return true;
}

absl::Status Damaged(absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("The backup is damaged: ", what, ". Choose another one with --backup."));
}

}  // namespace

std::string BaseDir(absl::string_view store, absl::string_view name) {
  return absl::StrCat(store, "/base/", name);
}

std::string WalDir(absl::string_view store) { return absl::StrCat(store, "/wal"); }

std::string FormatManifest(const BackupManifest& manifest) {
  BackupManifest copy = manifest;
  std::string text = absl::StrCat(kFirstLine, "\n");
  for (const auto& [key, value] : Texts(&copy)) absl::StrAppend(&text, key, " ", *value, "\n");
  for (const auto& [key, value] : Numbers(&copy)) absl::StrAppend(&text, key, " ", *value, "\n");
  for (const auto& [path, hash] : manifest.sha256) {
    absl::StrAppend(&text, "sha256 ", hash, " ", path, "\n");
  }
  return absl::StrCat(text, kSeal, Hash(text), "\n");
}

absl::StatusOr<BackupManifest> ParseManifest(absl::string_view text) {
  const size_t seal = text.rfind(kSeal);
  if (!absl::StartsWith(text, absl::StrCat(kFirstLine, "\n")) || seal == absl::string_view::npos ||
      text.substr(seal) != absl::StrCat(kSeal, Hash(text.substr(0, seal)), "\n")) {
    return Damaged("its manifest is not as it was written");
  }
  BackupManifest manifest;
  std::vector<absl::string_view> lines =
      absl::StrSplit(text.substr(0, seal), '\n', absl::SkipEmpty());
  lines.erase(lines.begin());
  for (const absl::string_view line : lines) {
    if (!ReadLine(line, &manifest)) {
      return Damaged(absl::StrCat("its manifest has a line this version cannot read: ", line));
    }
  }
  return manifest;
}

absl::StatusOr<std::vector<BackupManifest>> ListBackups(const std::string& store) {
  std::vector<BackupManifest> backups;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(store + "/base", error)) {
    if (absl::EndsWith(entry.path().filename().string(), ".partial")) continue;
    ASSIGN_OR_RETURN(const std::string text, ReadWhole(entry.path().string() + "/manifest"));
    absl::StatusOr<BackupManifest> manifest = ParseManifest(text);
    if (!manifest.ok() || manifest->name != entry.path().filename().string()) {
      return Damaged(absl::StrCat(entry.path().string(), "/manifest"));
    }
    backups.push_back(*std::move(manifest));
  }
  std::sort(backups.begin(), backups.end(),
            [](const BackupManifest& a, const BackupManifest& b) { return a.name < b.name; });
  return backups;
}

absl::Status VerifyBackup(const std::string& base, const BackupManifest& manifest) {
  for (const auto& [path, hash] : manifest.sha256) {
    const absl::StatusOr<std::string> text = ReadWhole(absl::StrCat(base, "/", path));
    if (!text.ok()) return Damaged(text.status().message());
    if (Hash(*text) != hash) return Damaged(absl::StrCat(base, "/", path, " was changed"));
  }
  ASSIGN_OR_RETURN(const OsUser me, OsUserByUid(geteuid()));
  const std::string bin = PostgresBinDir(static_cast<int>(manifest.pg_major));
  const absl::Status verified =
      RunToEnd({.argv = {bin + "/pg_verifybackup", "--quiet", base + "/pgdata"}, .user = me});
  return verified.ok() ? verified : Damaged(verified.message());
}

absl::StatusOr<int> LockStore(const std::string& store) {
  const std::string path = store + "/lock";
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return FileError("open", path, errno);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return absl::FailedPreconditionError(
      absl::StrCat("Another backup or restore is working on ", store, ". Wait for it to end."));
}

absl::StatusOr<int64_t> ReadEpochMark(const std::string& store) {
  std::error_code error;
  if (!fs::exists(store + "/epoch", error)) return 0;
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(store + "/epoch"));
  int64_t epoch = 0;
  if (!absl::SimpleAtoi(text, &epoch) || epoch < 1) return Damaged(store + "/epoch");
  return epoch;
}

absl::Status WriteEpochMark(const std::string& store, int64_t epoch) {
  return WriteDurably(store + "/epoch", absl::StrCat(epoch, "\n"));
}

absl::StatusOr<std::vector<std::string>> PruneBackups(const std::string& store, int keep) {
  ASSIGN_OR_RETURN(std::vector<BackupManifest> backups, ListBackups(store));
  std::vector<std::string> removed;
  while (backups.size() > static_cast<size_t>(std::max(keep, 1))) {
    const std::string base = BaseDir(store, backups.front().name);
    // Renamed first, so that half a backup is never taken for one.
    RETURN_IF_ERROR(Rename(base, base + ".partial"));
    RETURN_IF_ERROR(RemoveTree(base + ".partial"));
    removed.push_back(backups.front().name);
    backups.erase(backups.begin());
  }
  if (backups.empty()) return removed;
  ASSIGN_OR_RETURN(const OsUser me, OsUserByUid(geteuid()));
  RETURN_IF_ERROR(RunToEnd({.argv = {absl::StrCat(kPostgresBinDir, "/pg_archivecleanup"),
                                     WalDir(store), backups.front().start_segment},
                            .user = me}));
  return removed;
}

absl::StatusOr<LastBackup> ReadLastBackup(const std::string& data_dir) {
  const std::string path = absl::StrCat(data_dir, "/", kLastBackupFile);
  std::error_code error;
  if (!fs::exists(path, error)) return LastBackup{};
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  LastBackup last;
  if (lines.size() < 3 || !absl::SimpleAtoi(lines[0], &last.finished_us)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is damaged."));
  }
  last.name = lines[1];
  last.store = lines[2];
  return last;
}

absl::Status WriteLastBackup(const std::string& data_dir, const LastBackup& last) {
  const std::string path = absl::StrCat(data_dir, "/", kLastBackupFile);
  RETURN_IF_ERROR(
      WriteDurably(path, absl::StrCat(last.finished_us, "\n", last.name, "\n", last.store, "\n")));
  if (geteuid() != 0) return absl::OkStatus();
  // Root's note belongs to whoever runs the server.
  ASSIGN_OR_RETURN(const OsUser owner, OwnerOf(data_dir));
  return chown(path.c_str(), owner.uid, owner.gid) == 0 ? absl::OkStatus()
                                                        : FileError("write", path, errno);
}

}  // namespace cartera::pg
