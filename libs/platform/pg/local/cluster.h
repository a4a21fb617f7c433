#ifndef CARTERA_LIBS_PLATFORM_PG_LOCAL_CLUSTER_H_
#define CARTERA_LIBS_PLATFORM_PG_LOCAL_CLUSTER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/local/os_process.h"

namespace cartera::pg {

using Progress = std::function<void(absl::string_view)>;

// The PostgreSQL version we are built and tested for, and where Debian puts it.
inline constexpr int kPostgresMajor = 15;
inline constexpr absl::string_view kPostgresBinDir = "/usr/lib/postgresql/15/bin";
// The same for the programs of another version.
std::string PostgresBinDir(int major);

// Where a server's cluster lives and who runs it.
//
// `<data_dir>/postgres` is its home, which holds `lock` and `pgdata`. Started by an ordinary user
// everything belongs to that user. Started by root, which PostgreSQL refuses to run as, the cluster
// belongs to the owner of `data_dir` or, if that is root, to Debian's user `postgres`; if that user
// cannot enter `data_dir`'s parents, home is a symbolic link to a directory in /var/lib/cartera.
struct Cluster {
  std::string home;
  std::string pgdata;
  std::string socket_dir;  // pgdata, or a runtime directory of mode 0700 when that path is too long
  OsUser os_user;          // runs PostgreSQL
  int major = kPostgresMajor;
};

// Finds the cluster's place for this data directory, and makes the directories (not pgdata).
// Errors: FAILED_PRECONDITION in plain words when a directory cannot be made or entered.
// `pgdata` is the directory in home: another one while a cluster is made to take its place.
absl::StatusOr<Cluster> PlaceCluster(const std::string& data_dir,
                                     absl::string_view pgdata = "pgdata");

// A connection URI for libpq; holds no secret.
std::string ClusterUri(const Cluster& cluster, absl::string_view user, absl::string_view dbname);

// The file `<home>/unfinished`, there while a restore or an upgrade is under way, says what to do
// about it. No server starts beside it.
std::string UnfinishedPath(const Cluster& cluster);
inline constexpr absl::string_view kRestoreUnfinished =
    "A restore into this data directory has not finished. Run `cartera admin restore` into it "
    "again: it begins anew.\n";
inline constexpr absl::string_view kUpgradeUnfinished =
    "An upgrade of this data directory has not finished. Run `cartera admin upgrade` again: it "
    "begins anew.\n";

// Replaces the file `name` in pgdata, readable by PostgreSQL's user only.
absl::Status WriteClusterFile(const Cluster& cluster, absl::string_view name,
                              const std::string& text);

// Takes the cluster's lock for this process; held until the file is closed or the process ends.
// Errors: FAILED_PRECONDITION naming the process that holds it.
absl::StatusOr<int> LockCluster(const Cluster& cluster);

// Runs initdb if there is no cluster yet; an interrupted one is done anew, whatever of it still
// runs.
// Errors: FAILED_PRECONDITION when the files there are of another major version or no cluster.
absl::Status InitialiseCluster(const Cluster& cluster, const Progress& progress);

// Writes postgresql.conf, pg_hba.conf and pg_ident.conf, and makes the socket's directory.
absl::Status ConfigureCluster(const Cluster& cluster, const std::vector<std::string>& roles);

// Stops a PostgreSQL that a killed server left running, and clears what a dead one left behind.
// Call with the lock held. Sets nothing back: the next start recovers.
absl::Status StopOrphan(const Cluster& cluster, const Progress& progress);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_LOCAL_CLUSTER_H_
