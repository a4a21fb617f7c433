#include "libs/platform/pg/local/cluster.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/local/cluster_config.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kSharedRoot = "/var/lib/cartera";
constexpr absl::string_view kDebianUser = "postgres";
constexpr absl::Duration kOrphanPatience = absl::Seconds(30);

bool AmRoot() { return geteuid() == 0; }

absl::Status CannotError(absl::string_view what, absl::string_view path, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("Cannot ", what, " ", path, ": ", strerror(error), "."));
}

// Makes `path` a directory with this owner group and mode; an existing directory is left as it is.
absl::Status MakeDirectory(const std::string& path, uid_t uid, gid_t gid, mode_t mode) {
  if (mkdir(path.c_str(), 0700) != 0) {
    struct stat found = {};
    if (errno == EEXIST && stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) {
      return absl::OkStatus();
    }
    return CannotError("make the directory", path, errno);
  }
  if ((AmRoot() && chown(path.c_str(), uid, gid) != 0) || chmod(path.c_str(), mode) != 0) {
    return CannotError("set the owner of", path, errno);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> MakeDataDir(const std::string& data_dir) {
  std::error_code error;
  const fs::path absolute = fs::absolute(data_dir, error);
  if (data_dir.empty() || error) {
    return absl::FailedPreconditionError("The data directory needs a path.");
  }
  if (absolute.has_parent_path()) {
    fs::create_directories(absolute.parent_path(), error);
  }
  if (error) {
    return CannotError("make the directory", absolute.parent_path().string(), error.value());
  }
  RETURN_IF_ERROR(MakeDirectory(absolute.string(), geteuid(), getegid(), 0700));
  const fs::path real = fs::canonical(absolute, error);
  if (error) {
    return CannotError("enter the directory", absolute.string(), error.value());
  }
  return real.string();
}

// The user that a cluster in or below `path` runs as: its owner, or Debian's user for root's own.
absl::StatusOr<OsUser> UserFor(const std::string& path) {
  if (!AmRoot()) {
    return OsUserByUid(geteuid());
  }
  struct stat found = {};
  if (stat(path.c_str(), &found) == 0 && found.st_uid != 0) {
    if (absl::StatusOr<OsUser> owner = OsUserByUid(found.st_uid); owner.ok()) {
      return owner;
    }
  }
  absl::StatusOr<OsUser> user = OsUserByName(std::string(kDebianUser));
  if (!user.ok()) {
    return absl::FailedPreconditionError(
        "PostgreSQL does not run as root, and its user `postgres` is missing: install Debian's "
        "package postgresql-15, or start as an ordinary user.");
  }
  return user;
}

// Lets `user` pass through our own data directory, if its parents let the user get there at all.
bool OpenDataDir(const std::string& data_dir, const OsUser& user) {
  struct stat found = {};
  if (!CanEnter(user, fs::path(data_dir).parent_path().string()) ||
      stat(data_dir.c_str(), &found) != 0) {
    return false;
  }
  if (!CanEnter(user, data_dir) && found.st_uid == 0) {
    const mode_t mode = (found.st_mode & 07777) | S_IXGRP;
    if (chown(data_dir.c_str(), 0, user.gid) != 0 || chmod(data_dir.c_str(), mode) != 0) {
      return false;
    }
  }
  return CanEnter(user, data_dir);
}

// A home outside a data directory that PostgreSQL's user cannot reach, with a link that leads
// there.
absl::StatusOr<std::string> MakeSharedHome(const std::string& link, const OsUser& user) {
  RETURN_IF_ERROR(MakeDirectory(std::string(kSharedRoot), 0, 0, 0711));
  const std::string base = absl::StrCat(kSharedRoot, "/", ShortName(link));
  // A new name each time: the home of a data directory that was deleted is not taken up again.
  for (int number = 1; number < 1000; ++number) {
    const std::string home = number == 1 ? base : absl::StrCat(base, "-", number);
    if (mkdir(home.c_str(), 0710) != 0) {
      if (errno == EEXIST) {
        continue;
      }
      return CannotError("make the directory", home, errno);
    }
    if (chown(home.c_str(), 0, user.gid) != 0 || chmod(home.c_str(), 0710) != 0 ||
        symlink(home.c_str(), link.c_str()) != 0) {
      return CannotError("link", link, errno);
    }
    return home;
  }
  return absl::FailedPreconditionError(
      absl::StrCat(kSharedRoot, " holds a thousand clusters of deleted copies of ", link, "."));
}

absl::StatusOr<std::string> FindHome(const std::string& data_dir, OsUser* user) {
  const std::string link = absl::StrCat(data_dir, "/postgres");
  std::error_code error;
  if (fs::symlink_status(link, error).type() != fs::file_type::not_found) {
    const fs::path home = fs::canonical(link, error);
    if (error) {
      return CannotError("find the database, which should be at", link, error.value());
    }
    ASSIGN_OR_RETURN(*user, UserFor(absl::StrCat(home.string(), "/pgdata")));
    return home.string();
  }
  ASSIGN_OR_RETURN(*user, UserFor(data_dir));
  if (AmRoot() && !OpenDataDir(data_dir, *user)) {
    return MakeSharedHome(link, *user);
  }
  RETURN_IF_ERROR(MakeDirectory(link, AmRoot() ? 0 : user->uid, user->gid, AmRoot() ? 0710 : 0700));
  return link;
}

absl::StatusOr<std::string> RuntimeDir(const std::string& home, const OsUser& user) {
  const std::string name = ShortName(home);
  if (AmRoot()) {
    RETURN_IF_ERROR(MakeDirectory("/run/cartera", 0, 0, 0711));
    return absl::StrCat("/run/cartera/", name);
  }
  const char* const runtime = getenv("XDG_RUNTIME_DIR");
  struct stat found = {};
  if (runtime != nullptr && runtime[0] == '/' && stat(runtime, &found) == 0 &&
      found.st_uid == user.uid && FitsSocket(absl::StrCat(runtime, "/cartera-", name))) {
    return absl::StrCat(runtime, "/cartera-", name);
  }
  return absl::StrCat("/tmp/cartera-", user.uid, "-", name);
}

absl::Status MakeSocketDir(const Cluster& cluster) {
  if (cluster.socket_dir == cluster.pgdata) {
    return absl::OkStatus();
  }
  const OsUser& user = cluster.os_user;
  RETURN_IF_ERROR(MakeDirectory(cluster.socket_dir, user.uid, user.gid, 0700));
  struct stat found = {};
  if (lstat(cluster.socket_dir.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
      found.st_uid != user.uid || (found.st_mode & 0777) != 0700) {
    return absl::FailedPreconditionError(absl::StrCat("The runtime directory ", cluster.socket_dir,
                                                      " must belong to ", user.name,
                                                      " with mode 0700: somebody else made it."));
  }
  return absl::OkStatus();
}

std::string ReadFirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

absl::Status CheckVersion(const std::string& pgdata, int wanted) {
  const std::string version = ReadFirstLine(absl::StrCat(pgdata, "/PG_VERSION"));
  int major = 0;
  if (!absl::SimpleAtoi(version, &major)) {
    return absl::FailedPreconditionError(
        absl::StrCat(pgdata, " is not a usable PostgreSQL data directory (its file PG_VERSION is ",
                     version.empty() ? "missing, empty or not readable by this user" : "damaged",
                     "). Restore it from a backup, or name another data directory."));
  }
  if (major != wanted) {
    return absl::FailedPreconditionError(absl::StrCat(
        pgdata, " was made by PostgreSQL ", major, ", but this server runs PostgreSQL ", wanted,
        ". Convert it with `cartera admin upgrade`, or name another data directory."));
  }
  return absl::OkStatus();
}

// Waits until no process works on the cluster; gives those that still do when patience ends.
std::vector<pid_t> WaitGone(const std::string& pgdata, absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  while (true) {
    std::vector<pid_t> left = ProcessesIn(pgdata);
    if (left.empty() || absl::Now() > deadline) {
      return left;
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

std::string DraftPrefix(const Cluster& cluster) { return absl::StrCat(cluster.pgdata, ".new"); }

// Clears what servers left that were killed during initdb. Call with the lock held: nobody alive
// owns a draft. As good as it goes: none has the name of the next one.
void RemoveDrafts(const Cluster& cluster) {
  std::error_code error;
  std::vector<std::string> drafts;
  for (const auto& entry : fs::directory_iterator(cluster.home, error)) {
    if (absl::StartsWith(entry.path().string(), DraftPrefix(cluster))) {
      drafts.push_back(entry.path().string());
    }
  }
  for (const std::string& draft : drafts) {
    // initdb dies with its server; the PostgreSQL it was running may write on for a moment.
    for (const pid_t process : ProcessesIn(draft)) kill(process, SIGKILL);
    WaitGone(draft, kOrphanPatience);
    fs::remove_all(draft, error);
  }
}

// A folder of a new name, for initdb.
absl::StatusOr<std::string> MakeDraft(const Cluster& cluster) {
  std::string draft = DraftPrefix(cluster) + "-XXXXXX";
  const OsUser& user = cluster.os_user;
  if (mkdtemp(draft.data()) == nullptr ||
      (AmRoot() && chown(draft.c_str(), user.uid, user.gid) != 0)) {
    return CannotError("make the directory", draft, errno);
  }
  return draft;
}

}  // namespace

std::string PostgresBinDir(int major) {
  return absl::StrCat("/usr/lib/postgresql/", major, "/bin");
}

absl::Status WriteClusterFile(const Cluster& cluster, absl::string_view name,
                              const std::string& text) {
  const std::string path = absl::StrCat(cluster.pgdata, "/", name);
  const std::string draft = absl::StrCat(path, ".new");
  unlink(draft.c_str());
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    return CannotError("write", draft, errno);
  }
  const bool ok = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                  (!AmRoot() || fchown(fd, cluster.os_user.uid, cluster.os_user.gid) == 0) &&
                  fsync(fd) == 0;
  const int error = errno;
  close(fd);
  if (!ok || rename(draft.c_str(), path.c_str()) != 0) {
    return CannotError("write", path, ok ? errno : error);
  }
  return absl::OkStatus();
}

std::string UnfinishedPath(const Cluster& cluster) {
  return absl::StrCat(cluster.home, "/unfinished");
}

std::string ClusterUri(const Cluster& cluster, absl::string_view user, absl::string_view dbname) {
  // requirepeer: our side checks the server's user too, should the socket directory be forged.
  return absl::StrCat("postgresql://", PercentEncode(user), "@/", PercentEncode(dbname),
                      "?host=", PercentEncode(cluster.socket_dir),
                      "&port=5432&requirepeer=", PercentEncode(cluster.os_user.name));
}

absl::StatusOr<Cluster> PlaceCluster(const std::string& data_dir, absl::string_view pgdata) {
  ASSIGN_OR_RETURN(const std::string real, MakeDataDir(data_dir));
  Cluster cluster;
  ASSIGN_OR_RETURN(cluster.home, FindHome(real, &cluster.os_user));
  cluster.pgdata = absl::StrCat(cluster.home, "/", pgdata);
  cluster.socket_dir = cluster.pgdata;
  if (!FitsSocket(cluster.pgdata)) {
    ASSIGN_OR_RETURN(cluster.socket_dir, RuntimeDir(cluster.home, cluster.os_user));
  }
  return cluster;
}

absl::StatusOr<int> LockCluster(const Cluster& cluster) {
  const std::string path = absl::StrCat(cluster.home, "/lock");
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    return CannotError("open (does the data directory belong to another user?)", path, errno);
  }
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return absl::FailedPreconditionError(
        absl::StrCat("Another server (process ", ReadFirstLine(path), ") is using the database in ",
                     cluster.home, ". Stop it first, or name another data directory."));
  }
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(fd, 0) != 0 || pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    close(fd);
    return CannotError("write", path, errno);
  }
  return fd;
}

absl::Status InitialiseCluster(const Cluster& cluster, const Progress& progress) {
  struct stat found = {};
  if (stat(cluster.pgdata.c_str(), &found) == 0) {
    return CheckVersion(cluster.pgdata, cluster.major);
  }
  const std::string initdb = absl::StrCat(kPostgresBinDir, "/initdb");
  if (access(initdb.c_str(), X_OK) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "PostgreSQL ", kPostgresMajor, " is missing (", initdb,
        "): install Debian's package postgresql-15, or name a database with --database."));
  }
  progress(absl::StrCat("Creating the database in ", cluster.home, " (a few seconds) ..."));
  // Made under another name, so that pgdata is either complete or absent.
  RemoveDrafts(cluster);
  ASSIGN_OR_RETURN(const std::string draft, MakeDraft(cluster));
  RETURN_IF_ERROR(
      RunToEnd({.argv = {initdb, absl::StrCat("--pgdata=", draft),
                         absl::StrCat("--username=", kAdminRole), "--auth=peer", "--encoding=UTF8",
                         "--locale=C.UTF-8", "--data-checksums", "--no-instructions"},
                .user = cluster.os_user,
                .death_signal = SIGKILL}));
  if (rename(draft.c_str(), cluster.pgdata.c_str()) != 0) {
    return CannotError("move into place", draft, errno);
  }
  return absl::OkStatus();
}

absl::Status ConfigureCluster(const Cluster& cluster, const std::vector<std::string>& roles) {
  for (const std::string& role : roles) {
    if (!IsPlainRoleName(role)) {
      return absl::InvalidArgumentError(absl::StrCat("Not a plain role name: \"", role, "\"."));
    }
  }
  const std::vector<std::string> os_users = {cluster.os_user.name, "root"};
  RETURN_IF_ERROR(MakeSocketDir(cluster));
  RETURN_IF_ERROR(WriteClusterFile(cluster, "postgresql.conf",
                                   PostgresqlConf(ThisMachine(), cluster.socket_dir)));
  RETURN_IF_ERROR(WriteClusterFile(cluster, "pg_hba.conf", PgHba()));
  return WriteClusterFile(cluster, "pg_ident.conf", PgIdent(os_users, roles));
}

absl::Status StopOrphan(const Cluster& cluster, const Progress& progress) {
  const std::string pid_file = absl::StrCat(cluster.pgdata, "/postmaster.pid");
  pid_t pid = 0;
  if (!absl::SimpleAtoi(ReadFirstLine(pid_file), &pid) || pid <= 0) {
    return absl::OkStatus();
  }
  if (IsPostgresIn(pid, cluster.pgdata)) {
    progress(absl::StrCat("Stopping PostgreSQL, process ", pid,
                          ", that a killed server left running ..."));
    kill(pid, SIGINT);
  } else {
    progress("The database was not shut down properly last time; it recovers now.");
  }
  // A dead server's backends end by themselves when they notice; the first wait is for them too.
  for (const int signal : {SIGQUIT, SIGKILL, 0}) {
    const std::vector<pid_t> left = WaitGone(cluster.pgdata, kOrphanPatience);
    if (left.empty()) {
      // The numbers in these may belong to other programs by now, or to a zombie nobody has
      // reaped; PostgreSQL would refuse to start for either.
      unlink(pid_file.c_str());
      unlink(absl::StrCat(cluster.socket_dir, "/.s.PGSQL.5432.lock").c_str());
      return absl::OkStatus();
    }
    for (const pid_t process : left) {
      kill(process, signal);
    }
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "PostgreSQL, process ", pid, " or one of its own, still runs on ", cluster.pgdata,
      " and does not stop. Look at the logs in ", cluster.pgdata, "/log, then end it."));
}

}  // namespace cartera::pg
