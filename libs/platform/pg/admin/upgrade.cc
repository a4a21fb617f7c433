#include "libs/platform/pg/admin/upgrade.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/pg/admin/session.h"
#include "libs/platform/pg/local/cluster_config.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

// Transaction ids of one cluster mean nothing in another, but our tables keep them (order of the
// outbox, versions of a row), so the new cluster goes on counting above the old one. A whole page
// file of the commit log further, so that PostgreSQL makes the file itself.
constexpr uint64_t kCommitLogFileXids = uint64_t{1} << 20;
// Below this, what initdb made is not yet old for the counter, which wraps at 2^32.
constexpr uint64_t kXidMax = 1'500'000'000;

constexpr Query kDatabaseBytes{"admin.database_bytes",
                               "SELECT pg_database_size(current_database())"};
constexpr Query kNextXid{"admin.next_xid", "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"};
// Each table with its number of rows, and each service with the digest of its chain heads.
constexpr Query kTables{"admin.table_rows", R"sql(
  SELECT format('%I.%I', n.nspname, c.relname),
         (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', n.nspname,
                                                     c.relname), false, true, '')))[1]::text::bigint
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
   ORDER BY 1)sql"};
constexpr Query kHeadsDigest{"admin.heads_digest", R"sql(
  SELECT coalesce(encode(sha256(string_agg(
           convert_to(subject || ' ' || length, 'UTF8') || hash, '' ORDER BY subject)), 'hex'), '')
    FROM chain_heads)sql"};

// What must be the same on both sides.
struct Content {
  std::vector<std::pair<std::string, int64_t>> tables;
  std::vector<std::pair<std::string, std::string>> heads;
  bool operator==(const Content&) const = default;
};

absl::StatusOr<Content> ReadContent(Session& session) {
  Content content;
  ASSIGN_OR_RETURN(const Result tables, session.Ask(kTables));
  for (const Row row : tables) content.tables.emplace_back(row.Text(0), row.Int64(1));
  ASSIGN_OR_RETURN(const std::vector<std::string> services, session.Services());
  for (const std::string& service : services) {
    const std::unique_ptr<Database> database = session.OpenDatabase(service);
    RETURN_IF_ERROR(database->Read({}, [&](Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Result digest, tx.Exec(kHeadsDigest));
      content.heads.emplace_back(service, digest[0].Text(0));
      return absl::OkStatus();
    }));
  }
  return content;
}

struct Run {
  const UpgradeOptions& options;
  UpgradePlan plan;
  Cluster old_cluster;
  Cluster new_cluster;
  std::string dump;  // directory
  uint64_t next_xid = 0;
  Content content;
};

std::string Program(absl::string_view name) {
  return absl::StrCat(PostgresBinDir(kPostgresMajor), "/", name);
}

absl::Status RunAsOwner(const Run& run, std::vector<std::string> argv) {
  return RunToEnd({.argv = std::move(argv), .user = run.old_cluster.os_user});
}

absl::StatusOr<UpgradePlan> Plan(const UpgradeOptions& options, const Cluster& cluster) {
  UpgradePlan plan;
  plan.to_major = kPostgresMajor;
  ASSIGN_OR_RETURN(const std::string version, ReadWhole(cluster.pgdata + "/PG_VERSION"));
  if (!absl::SimpleAtoi(version, &plan.from_major)) {
    return absl::FailedPreconditionError(
        absl::StrCat(cluster.pgdata, "/PG_VERSION is damaged: restore from a backup."));
  }
  if (plan.from_major > kPostgresMajor) {
    return absl::FailedPreconditionError(
        absl::StrCat("The database is of PostgreSQL ", plan.from_major, ", newer than ",
                     kPostgresMajor, ": use the program that runs it."));
  }
  if (plan.from_major == kPostgresMajor && !options.reload) {
    return absl::FailedPreconditionError(
        absl::StrCat("The database is of PostgreSQL ", kPostgresMajor,
                     " already; there is nothing to upgrade (--reload does it all the same)."));
  }
  for (const int major : {plan.from_major, kPostgresMajor}) {
    if (access(absl::StrCat(PostgresBinDir(major), "/postgres").c_str(), X_OK) != 0) {
      return absl::FailedPreconditionError(absl::StrCat(
          "PostgreSQL ", major, " is missing: install Debian's package postgresql-", major, "."));
    }
  }
  std::error_code error;
  for (fs::recursive_directory_iterator it(cluster.pgdata, error), end; it != end && !error;
       it.increment(error)) {
    if (it->is_regular_file(error)) plan.database_bytes += static_cast<int64_t>(it->file_size());
  }
  ASSIGN_OR_RETURN(const DiskSpace space, SpaceAt(cluster.home));
  plan.free_bytes = space.free_bytes;
  // A second copy, and the dump beside it.
  if (plan.free_bytes < 2 * plan.database_bytes) {
    return absl::FailedPreconditionError(
        absl::StrCat("An upgrade needs ", 2 * plan.database_bytes >> 20, " MiB free in ",
                     cluster.home, ", which has ", plan.free_bytes >> 20, "."));
  }
  return plan;
}

std::string OldPgdata(const Cluster& cluster) { return cluster.home + "/pgdata.old"; }

// Puts the old database back when the last attempt ended in or after the swap, and removes what it
// made. No server has run meanwhile: it refuses to start beside the marker.
absl::Status UndoInterrupted(const Run& run) {
  std::error_code error;
  if (fs::exists(OldPgdata(run.old_cluster), error)) {
    RETURN_IF_ERROR(RemoveTree(run.old_cluster.pgdata));
    RETURN_IF_ERROR(Rename(OldPgdata(run.old_cluster), run.old_cluster.pgdata));
  }
  RETURN_IF_ERROR(RemoveTree(run.new_cluster.pgdata));
  return RemoveTree(run.dump);
}

absl::Status Dump(Run& run) {
  run.options.progress("Dumping the database ...");
  PrivatePostgres::Options options;
  options.data_dir = run.options.data_dir;
  options.progress = run.options.progress;
  options.major = run.plan.from_major;
  options.while_unfinished = true;
  ASSIGN_OR_RETURN(const std::unique_ptr<PrivatePostgres> postgres,
                   PrivatePostgres::Start(options));
  Session session(*postgres);
  ASSIGN_OR_RETURN(run.content, ReadContent(session));
  ASSIGN_OR_RETURN(const std::string next_xid, session.AskText(kNextXid));
  if (!absl::SimpleAtoi(next_xid, &run.next_xid)) return absl::InternalError("no transaction id");
  RETURN_IF_ERROR(MakeDirectories(run.dump, 0700));
  const OsUser& user = run.old_cluster.os_user;
  if (geteuid() == 0 && chown(run.dump.c_str(), user.uid, user.gid) != 0) {
    return FileError("set the owner of", run.dump, errno);
  }
  RETURN_IF_ERROR(RunAsOwner(run, {Program("pg_dumpall"), "--globals-only",
                                   absl::StrCat("--dbname=", session.Uri("postgres")),
                                   absl::StrCat("--file=", run.dump, "/globals.sql")}));
  RETURN_IF_ERROR(
      RunAsOwner(run, {Program("pg_dump"), "--format=custom", "--compress=1",
                       absl::StrCat("--file=", run.dump, "/cartera.dump"), session.Uri()}));
  return postgres->Stop();
}

// Roles but the administrator, whom initdb has made already.
absl::Status WithoutAdministrator(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  const std::string line = absl::StrCat("\nCREATE ROLE ", kAdminRole, ";\n");
  if (!absl::StrContains(text, line)) return absl::InternalError("the dump has no administrator");
  ASSIGN_OR_RETURN(const OsUser owner, OwnerOf(path));
  RETURN_IF_ERROR(WriteDurably(path, absl::StrReplaceAll(text, {{line, "\n"}})));
  return geteuid() != 0 || chown(path.c_str(), owner.uid, owner.gid) == 0
             ? absl::OkStatus()
             : FileError("set the owner of", path, errno);
}

absl::Status CountOn(const Run& run) {
  uint64_t epoch = run.next_xid >> 32;
  uint64_t xid = ((run.next_xid & 0xffffffffU) / kCommitLogFileXids + 1) * kCommitLogFileXids;
  if (xid > kXidMax) {
    ++epoch;
    xid = kCommitLogFileXids;
  }
  return RunAsOwner(run, {Program("pg_resetwal"), absl::StrCat("--epoch=", epoch),
                          absl::StrCat("--next-transaction-id=", xid), run.new_cluster.pgdata});
}

absl::Status Load(Run& run) {
  run.options.progress("Loading it into a new cluster ...");
  RETURN_IF_ERROR(InitialiseCluster(run.new_cluster, run.options.progress));
  RETURN_IF_ERROR(CountOn(run));
  PrivatePostgres::Options options;
  options.data_dir = run.options.data_dir;
  options.progress = run.options.progress;
  options.pgdata = "pgdata.upgrade";
  options.while_unfinished = true;
  ASSIGN_OR_RETURN(const std::unique_ptr<PrivatePostgres> postgres,
                   PrivatePostgres::Start(options));
  {
    Session session(*postgres);
    const std::string globals = run.dump + "/globals.sql";
    RETURN_IF_ERROR(WithoutAdministrator(globals));
    RETURN_IF_ERROR(
        RunAsOwner(run, {Program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                         absl::StrCat("--file=", globals), session.Uri("postgres")}));
    RETURN_IF_ERROR(
        RunAsOwner(run, {Program("pg_restore"), "--exit-on-error",
                         absl::StrCat("--dbname=", session.Uri()), run.dump + "/cartera.dump"}));
    RETURN_IF_ERROR(
        RunAsOwner(run, {Program("vacuumdb"), "--analyze-only", "--quiet",
                         absl::StrCat("--maintenance-db=", session.Uri()), session.Uri()}));
    run.options.progress("Comparing the two ...");
    ASSIGN_OR_RETURN(const Content loaded, ReadContent(session));
    if (!(loaded == run.content)) {
      return absl::FailedPreconditionError(
          "The new cluster does not hold what the old one does; the old one is untouched.");
    }
  }
  return postgres->Stop();
}

absl::Status Swap(const Run& run) {
  const std::string& pgdata = run.old_cluster.pgdata;
  std::error_code error;
  if (fs::exists(pgdata + "/local.conf", error)) {
    ASSIGN_OR_RETURN(const std::string local, ReadWhole(pgdata + "/local.conf"));
    RETURN_IF_ERROR(WriteClusterFile(run.new_cluster, "local.conf", local));
  }
  RETURN_IF_ERROR(SyncTree(run.new_cluster.home));
  RETURN_IF_ERROR(Rename(pgdata, OldPgdata(run.old_cluster)));
  RETURN_IF_ERROR(Rename(run.new_cluster.pgdata, pgdata));
  RETURN_IF_ERROR(RemoveTree(run.dump));
  return RemoveTree(UnfinishedPath(run.old_cluster));
}

// The lock says that no server runs; it is given back at once, because PrivatePostgres takes it.
absl::Status AssertStopped(const Cluster& cluster) {
  ASSIGN_OR_RETURN(const int lock, LockCluster(cluster));
  close(lock);
  return absl::OkStatus();
}

absl::StatusOr<Run> Prepare(const UpgradeOptions& options) {
  Run run{options, {}, {}, {}, "", 0, {}};
  std::error_code error;
  if (!fs::exists(options.data_dir + "/postgres", error)) {
    return absl::FailedPreconditionError(
        absl::StrCat("There is no database in ", options.data_dir));
  }
  ASSIGN_OR_RETURN(run.old_cluster, PlaceCluster(options.data_dir));
  ASSIGN_OR_RETURN(run.new_cluster, PlaceCluster(options.data_dir, "pgdata.upgrade"));
  run.dump = run.old_cluster.home + "/upgrade.dump";
  RETURN_IF_ERROR(AssertStopped(run.old_cluster));
  return run;
}

}  // namespace

absl::StatusOr<UpgradePlan> CheckUpgrade(const UpgradeOptions& options) {
  ASSIGN_OR_RETURN(const Run run, Prepare(options));
  return Plan(options, run.old_cluster);
}

absl::StatusOr<UpgradeReport> Upgrade(const UpgradeOptions& given) {
  UpgradeOptions options = given;
  if (!options.progress) options.progress = [](absl::string_view) {};
  ASSIGN_OR_RETURN(Run run, Prepare(options));
  const std::string unfinished = UnfinishedPath(run.old_cluster);
  std::error_code error;
  if (const absl::StatusOr<std::string> found = ReadWhole(unfinished); found.ok()) {
    if (*found != kUpgradeUnfinished) return absl::FailedPreconditionError(*found);
    RETURN_IF_ERROR(UndoInterrupted(run));
  } else if (fs::exists(OldPgdata(run.old_cluster), error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(OldPgdata(run.old_cluster),
                     " is still there from the last upgrade: confirm "
                     "that one first, with --confirm."));
  }
  ASSIGN_OR_RETURN(run.plan, Plan(options, run.old_cluster));
  RETURN_IF_ERROR(WriteDurably(unfinished, kUpgradeUnfinished));
  const absl::Status done = [&run]() -> absl::Status {
    RETURN_IF_ERROR(Dump(run));
    RETURN_IF_ERROR(Load(run));
    return Swap(run);
  }();
  if (!done.ok()) {
    // Nothing was swapped, or it is swapped back: the old database can run as before.
    RETURN_IF_ERROR(UndoInterrupted(run));
    RETURN_IF_ERROR(RemoveTree(unfinished));
    return done;
  }
  UpgradeReport report;
  report.plan = run.plan;
  report.old_pgdata = OldPgdata(run.old_cluster);
  report.tables = static_cast<int64_t>(run.content.tables.size());
  for (const auto& [table, rows] : run.content.tables) report.rows += rows;
  return report;
}

absl::Status ConfirmUpgrade(const std::string& data_dir) {
  ASSIGN_OR_RETURN(const Cluster cluster, PlaceCluster(data_dir));
  std::error_code error;
  const std::string old_pgdata = OldPgdata(cluster);
  if (!fs::exists(old_pgdata, error) || fs::exists(UnfinishedPath(cluster), error)) {
    return absl::FailedPreconditionError(
        absl::StrCat("There is no finished upgrade to confirm in ", data_dir, "."));
  }
  return RemoveTree(old_pgdata);
}

}  // namespace cartera::pg
