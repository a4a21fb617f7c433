#include "libs/platform/pg/admin/backup.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/chain_record.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/pg/admin/session.h"
#include "libs/platform/pg/epoch.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kReloadPatience = absl::Seconds(10);
constexpr absl::Duration kArchivePatience = absl::Minutes(2);

constexpr Query kSystemId{"admin.system_id", "SELECT system_identifier FROM pg_control_system()"};
constexpr Query kDatabaseBytes{"admin.database_bytes",
                               "SELECT pg_database_size(current_database())"};
constexpr Query kReload{"admin.reload", "SELECT pg_reload_conf()"};
constexpr Query kArchiveDirectory{"admin.archive_directory", R"sql(
  SELECT CASE current_setting('archive_library') WHEN 'basic_archive'
         THEN current_setting('basic_archive.archive_directory', true) ELSE '' END)sql"};
// The restore point is a record of its own, so that there is something to switch away from.
constexpr Query kSwitch{"admin.switch_wal", R"sql(
  SELECT pg_walfile_name(pg_create_restore_point('cartera backup')), pg_switch_wal())sql"};
constexpr Query kArchiveFailure{"admin.archive_failure",
                                "SELECT coalesce(last_failed_wal, '') FROM pg_stat_archiver"};

struct Run {
  const BackupOptions& options;
  std::unique_ptr<Session> session;
  std::string store;    // absolute
  std::string partial;  // the backup being made
  BackupManifest manifest;
};

std::string Quoted(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}, {"\\", "\\\\"}}), "'");
}

absl::StatusOr<std::string> PrepareStore(const BackupOptions& options, const Cluster& cluster) {
  std::error_code error;
  const std::string store = fs::weakly_canonical(options.to, error).string();
  const std::string data_dir = fs::canonical(options.data_dir, error).string();
  if (error || options.to.empty()) return FileError("use", options.to, error.value());
  if (absl::StartsWith(store + "/", data_dir + "/") ||
      absl::StartsWith(store + "/", cluster.home + "/")) {
    return absl::FailedPreconditionError(absl::StrCat(
        store, " lies in the data directory: a backup belongs on another disk or machine."));
  }
  const bool root = geteuid() == 0;
  if (!fs::exists(store, error)) {
    RETURN_IF_ERROR(MakeDirectories(store, root ? 0710 : 0700));
    if (root && chown(store.c_str(), 0, cluster.os_user.gid) != 0) {
      return FileError("set the owner of", store, errno);
    }
  }
  RETURN_IF_ERROR(MakeDirectories(store + "/base", 0700));
  const std::string wal = WalDir(store);
  RETURN_IF_ERROR(MakeDirectories(wal, 0700));
  if (root && chown(wal.c_str(), cluster.os_user.uid, cluster.os_user.gid) != 0) {
    return FileError("set the owner of", wal, errno);
  }
  if (!CanEnter(cluster.os_user, wal)) {
    return absl::FailedPreconditionError(
        absl::StrCat("PostgreSQL's user ", cluster.os_user.name, " cannot reach ", wal,
                     ", where it archives its log: choose a directory whose parents let it pass, "
                     "such as one in /var/backups."));
  }
  return store;
}

// Makes PostgreSQL archive its log into the store from now on.
absl::Status PointArchive(Run& run) {
  const std::string wal = WalDir(run.store);
  ASSIGN_OR_RETURN(const std::string before, run.session->AskText(kArchiveDirectory));
  if (before == wal) return absl::OkStatus();
  if (!before.empty()) {
    run.options.progress(absl::StrCat("The log was archived into ", before,
                                      " until now; from now "
                                      "on it goes to ",
                                      wal, "."));
  }
  RETURN_IF_ERROR(WriteClusterFile(
      run.session->cluster(), "archive.conf",
      absl::StrCat("# Written by `cartera admin backup`.\narchive_command = ''\n"
                   "archive_library = 'basic_archive'\nbasic_archive.archive_directory = ",
                   Quoted(wal), "\n")));
  if (!run.session->server_runs()) {
    run.session.reset();
    ASSIGN_OR_RETURN(run.session, Session::Open(run.options.data_dir, run.options.progress));
  } else {
    RETURN_IF_ERROR(run.session->Ask(kReload).status());
  }
  const absl::Time deadline = absl::Now() + kReloadPatience;
  while (absl::Now() < deadline) {
    ASSIGN_OR_RETURN(const std::string now, run.session->AskText(kArchiveDirectory));
    if (now == wal) return absl::OkStatus();
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::FailedPreconditionError(
      "PostgreSQL does not take up archive.conf: does local.conf set archive_library?");
}

// Ends the current log file and waits until it stands in the archive.
absl::Status AwaitArchived(Run& run) {
  ASSIGN_OR_RETURN(const std::string segment, run.session->AskText(kSwitch));
  const std::string path = absl::StrCat(WalDir(run.store), "/", segment);
  const absl::Time deadline = absl::Now() + kArchivePatience;
  std::error_code error;
  while (!fs::exists(path, error)) {
    if (absl::Now() > deadline) {
      ASSIGN_OR_RETURN(const std::string failed, run.session->AskText(kArchiveFailure));
      return absl::FailedPreconditionError(
          absl::StrCat("PostgreSQL does not archive its log into ", WalDir(run.store),
                       failed.empty() ? "" : absl::StrCat("; it failed with ", failed),
                       ". Look at the logs in ", run.session->cluster().pgdata, "/log."));
    }
    // A new connection wakes PostgreSQL up, which else looks only now and then whether its
    // archiver, ended by the change of archive_library, may start again.
    RETURN_IF_ERROR(run.session->OpenDatabase("public")->Ping(deadline));
    absl::SleepFor(absl::Milliseconds(50));
  }
  return absl::OkStatus();
}

absl::Status CopyDatabase(Run& run) {
  run.options.progress(absl::StrCat("Copying the database to ", run.store, " ..."));
  ASSIGN_OR_RETURN(const OsUser me, OsUserByUid(geteuid()));
  const std::string pgdata = run.partial + "/pgdata";
  // SHA-256, not CRC: a restore must notice a copy that was changed, not only one that decayed.
  RETURN_IF_ERROR(RunToEnd(
      {.argv = {absl::StrCat(kPostgresBinDir, "/pg_basebackup"),
                absl::StrCat("--dbname=", run.session->Uri("postgres")),
                absl::StrCat("--pgdata=", pgdata), "--checkpoint=fast", "--wal-method=stream",
                "--manifest-checksums=SHA256", "--label=cartera", "--progress", "--no-password"},
       .user = me},
      [&run](absl::string_view line) {
        if (absl::StrContains(line, '%')) run.options.progress(line);
      }));
  std::ifstream label(pgdata + "/backup_label");
  std::string line;
  while (std::getline(label, line)) {
    // START WAL LOCATION: 0/2000028 (file 000000010000000000000002)
    const size_t file = line.find("(file ");
    if (absl::StartsWith(line, "START WAL LOCATION") && file != std::string::npos) {
      run.manifest.start_segment = line.substr(file + 6, 24);
    }
  }
  return run.manifest.start_segment.size() == 24
             ? absl::OkStatus()
             : absl::FailedPreconditionError("pg_basebackup left no readable backup_label.");
}

// Every file directly in the data directory: keys and used codes. Not the logs, nor the address of
// a PostgreSQL that will not be there.
absl::Status CopyServerFiles(Run& run) {
  RETURN_IF_ERROR(MakeDirectories(run.partial + "/files", 0700));
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(run.options.data_dir, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == "postgres-address" || name == kLastBackupFile) continue;
    ASSIGN_OR_RETURN(const std::string text, ReadWhole(entry.path().string()));
    RETURN_IF_ERROR(WriteDurably(absl::StrCat(run.partial, "/files/", name), text));
    run.manifest.sha256["files/" + name] = absl::BytesToHexString(Sha256(text));
  }
  return error ? FileError("read", run.options.data_dir, error.value()) : absl::OkStatus();
}

absl::Status RecordChains(Run& run) {
  const std::string path = run.partial + "/chain_heads";
  ASSIGN_OR_RETURN(run.manifest.chains_count, ExportChainHeads(*run.session, path));
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  run.manifest.sha256["chain_heads"] = absl::BytesToHexString(Sha256(text));
  return absl::OkStatus();
}

absl::Status Describe(Run& run) {
  ASSIGN_OR_RETURN(run.manifest.system_id, run.session->AskText(kSystemId));
  ASSIGN_OR_RETURN(run.manifest.database_bytes, run.session->AskNumber(kDatabaseBytes));
  ASSIGN_OR_RETURN(run.manifest.epoch, OpenEpoch(run.session->Uri()));
  run.manifest.pg_major = kPostgresMajor;
  ASSIGN_OR_RETURN(const std::vector<BackupManifest> others, ListBackups(run.store));
  if (!others.empty() && others.back().system_id != run.manifest.system_id) {
    return absl::FailedPreconditionError(
        absl::StrCat(run.store, " holds backups of another database: name another directory."));
  }
  ASSIGN_OR_RETURN(const DiskSpace space, SpaceAt(run.store));
  if (space.free_bytes < run.manifest.database_bytes + (int64_t{64} << 20)) {
    return absl::FailedPreconditionError(
        absl::StrCat("The disk of ", run.store, " has ", space.free_bytes >> 20,
                     " MiB free; the database has ", run.manifest.database_bytes >> 20, " MiB."));
  }
  return absl::OkStatus();
}

absl::Status RemovePartials(const std::string& store) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(store + "/base", error)) {
    if (absl::EndsWith(entry.path().string(), ".partial")) {
      RETURN_IF_ERROR(RemoveTree(entry.path().string()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<BackupReport> RunBackup(Run& run) {
  RETURN_IF_ERROR(RemovePartials(run.store));
  RETURN_IF_ERROR(Describe(run));
  RETURN_IF_ERROR(PointArchive(run));
  RETURN_IF_ERROR(AwaitArchived(run));  // before the long copy: without it there is no way back
  std::string base;
  std::error_code error;
  do {  // names are seconds: one begun in this very second makes us wait for the next
    if (!base.empty()) absl::SleepFor(absl::Milliseconds(50));
    const absl::Time now = absl::Now();
    run.manifest.started_us = absl::ToUnixMicros(now);
    run.manifest.name = absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone());
    base = BaseDir(run.store, run.manifest.name);
  } while (fs::exists(base, error));
  run.partial = base + ".partial";
  RETURN_IF_ERROR(MakeDirectories(run.partial, 0700));
  RETURN_IF_ERROR(CopyDatabase(run));
  run.manifest.finished_us = absl::ToUnixMicros(absl::Now());
  RETURN_IF_ERROR(CopyServerFiles(run));
  // Last of all, and the log up to here goes to the archive: the heads are what a restore of
  // everything must reach.
  RETURN_IF_ERROR(RecordChains(run));
  RETURN_IF_ERROR(AwaitArchived(run));
  RETURN_IF_ERROR(WriteDurably(run.partial + "/manifest", FormatManifest(run.manifest)));
  run.options.progress("Verifying the copy ...");
  RETURN_IF_ERROR(VerifyBackup(run.partial, run.manifest));
  RETURN_IF_ERROR(SyncTree(run.store));
  RETURN_IF_ERROR(Rename(run.partial, base));
  RETURN_IF_ERROR(WriteLastBackup(run.options.data_dir,
                                  {run.store, run.manifest.name, run.manifest.finished_us}));
  BackupReport report;
  ASSIGN_OR_RETURN(report.removed, PruneBackups(run.store, run.options.keep));
  report.manifest = run.manifest;
  return report;
}

}  // namespace

absl::StatusOr<BackupReport> TakeBackup(const BackupOptions& given) {
  BackupOptions options = given;
  if (!options.progress) options.progress = [](absl::string_view) {};
  ASSIGN_OR_RETURN(std::unique_ptr<Session> session,
                   Session::Open(options.data_dir, options.progress));
  ASSIGN_OR_RETURN(const std::string store, PrepareStore(options, session->cluster()));
  ASSIGN_OR_RETURN(const int lock, LockStore(store));
  const absl::Cleanup unlock = [lock] { close(lock); };
  Run run{options, std::move(session), store, "", {}};
  return RunBackup(run);
}

}  // namespace cartera::pg
