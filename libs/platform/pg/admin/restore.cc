#include "libs/platform/pg/admin/restore.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/backup_store.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/pg/admin/session.h"
#include "libs/platform/pg/epoch.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

constexpr Query kLastCommit{"admin.last_commit", R"sql(
  SELECT (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000000)::bigint)sql"};

struct Run {
  const RestoreOptions& options;
  std::string store;  // absolute
  std::vector<BackupManifest> backups;
  BackupManifest chosen;
  Cluster target;
};

std::string Utc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

absl::Status Choose(Run& run) {
  ASSIGN_OR_RETURN(run.backups, ListBackups(run.store));
  if (run.backups.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("There is no backup in ", run.store, "."));
  }
  for (const BackupManifest& backup : run.backups) {
    const bool wanted = run.options.backup.empty()
                            ? !run.options.at.has_value() ||
                                  backup.finished_us <= absl::ToUnixMicros(*run.options.at)
                            : backup.name == run.options.backup;
    if (wanted) run.chosen = backup;
  }
  if (run.chosen.name.empty()) {
    const BackupManifest& first = run.backups.front();
    return absl::FailedPreconditionError(absl::StrCat(
        "No backup in ", run.store, " fits: the oldest, ", first.name, ", was finished at ",
        Utc(absl::FromUnixMicros(first.finished_us)), ", and reaches no earlier instant."));
  }
  if (run.chosen.pg_major != kPostgresMajor) {
    return absl::FailedPreconditionError(
        absl::StrCat("The backup ", run.chosen.name, " was made by PostgreSQL ",
                     run.chosen.pg_major, "; this program restores those of ", kPostgresMajor,
                     ". Restore it with the version that made it, then upgrade."));
  }
  return absl::OkStatus();
}

// OK when the target holds nothing but what an interrupted restore left.
absl::Status CheckTarget(const std::string& data_dir) {
  std::error_code error;
  // Not an interrupted upgrade: that holds the only copy of a database.
  const absl::StatusOr<std::string> unfinished = ReadWhole(data_dir + "/postgres/unfinished");
  const bool interrupted = unfinished.ok() && *unfinished == kRestoreUnfinished;
  const bool missing = !fs::exists(data_dir, error);
  if (missing || interrupted ||
      (fs::is_directory(data_dir, error) && fs::is_empty(data_dir, error))) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat(data_dir, " is not empty: a restore needs a new data directory."));
}

absl::Status PrepareTarget(Run& run) {
  const std::string& to = run.options.to_data_dir;
  RETURN_IF_ERROR(CheckTarget(to));
  ASSIGN_OR_RETURN(run.target, PlaceCluster(to));
  ASSIGN_OR_RETURN(const int lock, LockCluster(run.target));
  const absl::Cleanup unlock = [lock] { close(lock); };
  RETURN_IF_ERROR(WriteDurably(UnfinishedPath(run.target), kRestoreUnfinished));
  RETURN_IF_ERROR(RemoveTree(run.target.pgdata));
  ASSIGN_OR_RETURN(const DiskSpace space, SpaceAt(run.target.home));
  if (space.free_bytes < run.chosen.database_bytes + (int64_t{256} << 20)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The disk of ", to, " has ", space.free_bytes >> 20, " MiB free; the database has ",
        run.chosen.database_bytes >> 20, " MiB, and the log to be replayed comes on top."));
  }
  if (!CanEnter(run.target.os_user, WalDir(run.store))) {
    return absl::FailedPreconditionError(absl::StrCat(
        "PostgreSQL's user ", run.target.os_user.name, " cannot read ", WalDir(run.store),
        ": give it that directory (chown -R), and let it pass through the parents."));
  }
  return absl::OkStatus();
}

absl::Status CopyFiles(Run& run) {
  const std::string base = BaseDir(run.store, run.chosen.name);
  const Cluster& target = run.target;
  run.options.progress(absl::StrCat("Copying ", run.chosen.name, " to ", target.home, " ..."));
  RETURN_IF_ERROR(CopyTree(base + "/pgdata", target.pgdata, target.os_user));
  // Two servers must not archive into one place: the new one begins with its own first backup.
  RETURN_IF_ERROR(RemoveTree(target.pgdata + "/archive.conf"));
  RETURN_IF_ERROR(WriteClusterFile(target, "recovery.signal", ""));
  ASSIGN_OR_RETURN(const OsUser owner, OwnerOf(run.options.to_data_dir));
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(base + "/files", error)) {
    const std::string path =
        absl::StrCat(run.options.to_data_dir, "/", entry.path().filename().string());
    ASSIGN_OR_RETURN(const std::string text, ReadWhole(entry.path().string()));
    RETURN_IF_ERROR(WriteDurably(path, text));
    if (geteuid() == 0 && chown(path.c_str(), owner.uid, owner.gid) != 0) {
      return FileError("set the owner of", path, errno);
    }
  }
  return error ? FileError("read", base + "/files", error.value()) : SyncTree(target.home);
}

// A word of the shell that PostgreSQL runs, where % begins a placeholder.
std::string ShellWord(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}, {"%", "%%"}}), "'");
}

absl::StatusOr<std::unique_ptr<PrivatePostgres>> Replay(Run& run) {
  PrivatePostgres::Options options;
  options.data_dir = run.options.to_data_dir;
  options.progress = run.options.progress;
  options.while_unfinished = true;
  options.settings = {
      absl::StrCat("restore_command=cp -- ", ShellWord(WalDir(run.store)), "/%f %p"),
      "recovery_target_timeline=latest", "recovery_target_action=promote",
      // Nobody reads before the end is reached.
      "hot_standby=off"};
  if (run.options.at.has_value()) {
    options.settings.push_back(absl::StrCat(
        "recovery_target_time=",
        absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", *run.options.at, absl::UTCTimeZone())));
  }
  run.options.progress("Replaying the archived log ...");
  absl::StatusOr<std::unique_ptr<PrivatePostgres>> postgres = PrivatePostgres::Start(options);
  if (postgres.ok() || !run.options.at.has_value()) return postgres;
  return absl::FailedPreconditionError(
      absl::StrCat(postgres.status().message(),
                   "\nIf recovery ended before its target, the archive holds no "
                   "transaction later than ",
                   Utc(*run.options.at), ": leave --at away to restore all that it holds."));
}

// The latest moment at which the old server is known to have written.
int64_t KnownUntil(const Run& run) {
  int64_t until_us = run.backups.back().finished_us;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(WalDir(run.store), error)) {
    struct stat found = {};
    if (stat(entry.path().c_str(), &found) == 0) {
      until_us = std::max<int64_t>(
          until_us, int64_t{found.st_mtim.tv_sec} * 1'000'000 + found.st_mtim.tv_nsec / 1000);
    }
  }
  return until_us;
}

absl::Status CheckRecord(Run& run, Session& session, RestoreReport* report) {
  run.options.progress("Verifying the record's hash chains ...");
  ASSIGN_OR_RETURN(report->chains, VerifyAllChains(session));
  for (const ServiceChains& chains : report->chains) {
    if (chains.faults.empty()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("The restored record is broken. ", chains.service, ": ",
                     absl::StrJoin(chains.faults, ", "), ". Choose another backup with --backup."));
  }
  report->heads_of = run.backups.back().name;
  ASSIGN_OR_RETURN(
      report->chains_ahead,
      CompareChainHeads(session, BaseDir(run.store, report->heads_of) + "/chain_heads"));
  return absl::OkStatus();
}

absl::Status BeginEpoch(Run& run, Session& session, RestoreReport* report) {
  ASSIGN_OR_RETURN(int64_t epoch, OpenEpoch(session.Uri()));
  ASSIGN_OR_RETURN(const int64_t mark, ReadEpochMark(run.store));
  epoch = std::max(epoch, mark);
  for (const BackupManifest& backup : run.backups) epoch = std::max(epoch, backup.epoch);
  report->epoch = epoch + 1;
  // Noted first: another restore from here must get another number, even if this one dies now.
  RETURN_IF_ERROR(WriteEpochMark(run.store, report->epoch));
  return RaiseEpoch(session.Uri(),
                    {report->epoch, report->restored_until_us, report->known_until_us,
                     static_cast<int64_t>(report->chains_ahead.size())});
}

absl::StatusOr<RestoreReport> RunRestore(Run& run) {
  RETURN_IF_ERROR(Choose(run));
  RETURN_IF_ERROR(CheckTarget(run.options.to_data_dir));
  run.options.progress(absl::StrCat("Verifying the backup ", run.chosen.name, " ..."));
  RETURN_IF_ERROR(VerifyBackup(BaseDir(run.store, run.chosen.name), run.chosen));
  RETURN_IF_ERROR(PrepareTarget(run));
  RETURN_IF_ERROR(CopyFiles(run));
  RestoreReport report;
  report.backup = run.chosen.name;
  ASSIGN_OR_RETURN(const std::unique_ptr<PrivatePostgres> postgres, Replay(run));
  Session session(*postgres);
  ASSIGN_OR_RETURN(const std::string last, session.AskText(kLastCommit));
  report.restored_until_us = run.chosen.finished_us;
  if (!last.empty()) {
    ASSIGN_OR_RETURN(report.restored_until_us, session.AskNumber(kLastCommit));
  }
  report.known_until_us = std::max(KnownUntil(run), report.restored_until_us);
  RETURN_IF_ERROR(CheckRecord(run, session, &report));
  RETURN_IF_ERROR(BeginEpoch(run, session, &report));
  RETURN_IF_ERROR(postgres->Stop());
  RETURN_IF_ERROR(SyncTree(run.target.home));
  RETURN_IF_ERROR(RemoveTree(UnfinishedPath(run.target)));
  return report;
}

}  // namespace

absl::StatusOr<RestoreReport> Restore(const RestoreOptions& given) {
  RestoreOptions options = given;
  if (!options.progress) options.progress = [](absl::string_view) {};
  std::error_code error;
  const std::string store = fs::canonical(options.from, error).string();
  if (error) return FileError("read", options.from, error.value());
  ASSIGN_OR_RETURN(const int lock, LockStore(store));
  const absl::Cleanup unlock = [lock] { close(lock); };
  Run run{options, store, {}, {}, {}};
  return RunRestore(run);
}

}  // namespace cartera::pg
