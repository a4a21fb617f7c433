#ifndef CARTERA_LIBS_PLATFORM_PG_LOCAL_PRIVATE_POSTGRES_H_
#define CARTERA_LIBS_PLATFORM_PG_LOCAL_PRIVATE_POSTGRES_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/platform/pg/local/cluster.h"

namespace cartera::pg {

// A PostgreSQL of our own in the server's data directory, for as long as this object lives:
// created on first start, reachable by a Unix socket only, started again if it dies.
// It stops by itself when this process is killed. Thread-safe after Start.
class PrivatePostgres {
 public:
  struct Options {
    std::string data_dir;
    // The login roles this process connects as; making them is the caller's work (as kAdminRole).
    std::vector<std::string> roles;
    // Told in plain words what takes time; called from Start and from a background thread.
    std::function<void(absl::string_view)> progress;

    // For backup, restore and upgrade alone.
    std::string pgdata = "pgdata";
    int major = kPostgresMajor;         // another version runs with the settings it was left with
    std::vector<std::string> settings;  // "name=value", for this run only
    bool while_unfinished = false;      // starts although a restore or upgrade is under way
  };

  // Returns when PostgreSQL accepts connections and the database `cartera` exists.
  // Errors: FAILED_PRECONDITION, in words for the person who started the server: data directory in
  // use, of another major version, damaged, not reachable; PostgreSQL missing or failing to start.
  static absl::StatusOr<std::unique_ptr<PrivatePostgres>> Start(const Options& options);

  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;
  ~PrivatePostgres();

  // A connection URI for libpq; holds no secret. `user` is one of the roles or kAdminRole.
  std::string Uri(absl::string_view user, absl::string_view dbname) const;

  // Ends all sessions and stops cleanly: at most 40 s, in practice a fraction of a second.
  // Idempotent. Errors: DEADLINE_EXCEEDED when it had to be killed (the next start recovers).
  absl::Status Stop();

  const Cluster& cluster() const { return cluster_; }

  // The server process's number, 0 while it is not running.
  pid_t pid() const;

 private:
  PrivatePostgres(Cluster cluster, int lock_fd, const Options& options);

  void Supervise();
  bool NoteEndAndPause(const absl::StatusOr<pid_t>& pid, absl::Duration pause);
  absl::StatusOr<pid_t> Launch();
  absl::Status WaitUntilReady();
  absl::Status CreateDatabase();
  std::string WhyItEnded() const;
  bool SignalAndWait(int signal, absl::Duration patience);

  const Cluster cluster_;
  const int lock_fd_;
  const std::function<void(absl::string_view)> progress_;
  const std::vector<std::string> settings_;

  mutable Mutex mutex_;
  CondVar changed_;  // stopping_ or finished_
  pid_t pid_ ABSL_GUARDED_BY(mutex_) = 0;
  int ends_ ABSL_GUARDED_BY(mutex_) = 0;  // how often PostgreSQL ended or failed to start
  absl::Status last_end_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread supervisor_;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_LOCAL_PRIVATE_POSTGRES_H_
