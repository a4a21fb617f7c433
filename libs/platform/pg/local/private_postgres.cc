#include "libs/platform/pg/local/private_postgres.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/local/cluster_config.h"

namespace cartera::pg {
namespace {

constexpr absl::Duration kFastPatience = absl::Seconds(25);
constexpr absl::Duration kQuitPatience = absl::Seconds(10);
// After kill -9 the backends of the dead server need a moment to notice; until then a new one
// refuses to start. A server that fails this often in a row will not recover by itself.
constexpr int kStartAttemptsMax = 4;
constexpr absl::Duration kFirstBackoff = absl::Milliseconds(200);
constexpr absl::Duration kBackoffMax = absl::Seconds(10);

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string StartLog(const Cluster& cluster) { return absl::StrCat(cluster.home, "/start.log"); }

// Waits for the child without reaping it, so that its number stays ours until we say so.
void WaitForEnd(pid_t pid) {
  siginfo_t info = {};
  while (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
}

struct FreeConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

absl::Status RunSql(PGconn* connection, const char* sql, int* rows) {
  const std::unique_ptr<PGresult, FreeResult> result(PQexec(connection, sql));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    return absl::InternalError(PQerrorMessage(connection));
  }
  *rows = PQntuples(result.get());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<PrivatePostgres>> PrivatePostgres::Start(const Options& options) {
  ASSIGN_OR_RETURN(Cluster cluster, PlaceCluster(options.data_dir, options.pgdata));
  cluster.major = options.major;
  ASSIGN_OR_RETURN(const int lock_fd, LockCluster(cluster));
  // From here on the object owns the lock.
  std::unique_ptr<PrivatePostgres> postgres(
      new PrivatePostgres(std::move(cluster), lock_fd, options));
  const Cluster& own = postgres->cluster_;
  if (const std::string unfinished = ReadFile(UnfinishedPath(own));
      !unfinished.empty() && !options.while_unfinished) {
    return absl::FailedPreconditionError(unfinished);
  }
  RETURN_IF_ERROR(InitialiseCluster(own, postgres->progress_));
  RETURN_IF_ERROR(StopOrphan(own, postgres->progress_));
  if (own.major == kPostgresMajor) {
    RETURN_IF_ERROR(ConfigureCluster(own, options.roles));
  }
  postgres->supervisor_ = std::thread([self = postgres.get()] { self->Supervise(); });
  RETURN_IF_ERROR(postgres->WaitUntilReady());
  RETURN_IF_ERROR(postgres->CreateDatabase());
  return postgres;
}

PrivatePostgres::PrivatePostgres(Cluster cluster, int lock_fd, const Options& options)
    : cluster_(std::move(cluster)),
      lock_fd_(lock_fd),
      progress_(options.progress ? options.progress : [](absl::string_view) {}),
      settings_(options.settings) {}

PrivatePostgres::~PrivatePostgres() {
  Stop().IgnoreError();
  close(lock_fd_);
}

std::string PrivatePostgres::Uri(absl::string_view user, absl::string_view dbname) const {
  return ClusterUri(cluster_, user, dbname);
}

pid_t PrivatePostgres::pid() const {
  const MutexLock lock(&mutex_);
  return pid_;
}

absl::StatusOr<pid_t> PrivatePostgres::Launch() {
  const int log_fd = open(StartLog(cluster_).c_str(),
                          O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  std::vector<std::string> argv = {absl::StrCat(PostgresBinDir(cluster_.major), "/postgres"), "-D",
                                   cluster_.pgdata};
  for (const std::string& setting : settings_) {
    argv.insert(argv.end(), {"-c", setting});
  }
  absl::StatusOr<pid_t> pid =
      Spawn({.argv = std::move(argv),
             .user = cluster_.os_user,
             .output_fd = log_fd,
             // A fast shutdown when this process is gone. The kernel sends it when the thread that
             // forked ends, hence a thread that lives as long as PostgreSQL may.
             .death_signal = SIGINT});
  if (log_fd >= 0) {
    close(log_fd);
  }
  return pid;
}

void PrivatePostgres::Supervise() {
  absl::Duration backoff = kFirstBackoff;
  while (true) {
    const absl::Time started = absl::Now();
    const absl::StatusOr<pid_t> pid = Launch();
    if (pid.ok()) {
      {
        const MutexLock lock(&mutex_);
        pid_ = *pid;
        if (stopping_) {
          kill(pid_, SIGINT);
        }
      }
      WaitForEnd(*pid);
    }
    if (absl::Now() - started > absl::Minutes(1)) {
      backoff = kFirstBackoff;
    }
    if (NoteEndAndPause(pid, backoff)) {
      return;
    }
    backoff = std::min(backoff * 2, kBackoffMax);
    progress_("PostgreSQL ended unexpectedly; starting it again ...");
    StopOrphan(cluster_, progress_).IgnoreError();
  }
}

bool PrivatePostgres::NoteEndAndPause(const absl::StatusOr<pid_t>& pid, absl::Duration pause) {
  const MutexLock lock(&mutex_);
  if (pid.ok()) {
    waitpid(*pid, nullptr, 0);
  }
  pid_ = 0;
  ++ends_;
  last_end_ = pid.ok() ? absl::FailedPreconditionError(WhyItEnded()) : pid.status();
  const absl::Time until = absl::Now() + pause;
  while (!stopping_ && !changed_.WaitUntil(&mutex_, until)) {
  }
  finished_ = stopping_;
  changed_.NotifyAll();
  return finished_;
}

absl::Status PrivatePostgres::WaitUntilReady() {
  const std::string uri = Uri(kAdminRole, "postgres");
  absl::Time next_message = absl::Now() + absl::Seconds(3);
  while (PQping(uri.c_str()) != PQPING_OK) {
    {
      const MutexLock lock(&mutex_);
      if (ends_ >= kStartAttemptsMax) {
        return last_end_;
      }
    }
    if (absl::Now() > next_message) {
      progress_("Waiting for PostgreSQL (after a crash it first recovers) ...");
      next_message += absl::Seconds(5);
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::OkStatus();
}

absl::Status PrivatePostgres::CreateDatabase() {
  const std::unique_ptr<PGconn, FreeConnection> connection(
      PQconnectdb(Uri(kAdminRole, "postgres").c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return absl::FailedPreconditionError(
        absl::StrCat("Cannot connect to our own PostgreSQL: ", PQerrorMessage(connection.get())));
  }
  int rows = 0;
  RETURN_IF_ERROR(
      RunSql(connection.get(), "SELECT FROM pg_database WHERE datname = 'cartera'", &rows));
  return rows > 0 ? absl::OkStatus()
                  : RunSql(connection.get(), "CREATE DATABASE cartera TEMPLATE template0", &rows);
}

std::string PrivatePostgres::WhyItEnded() const {
  namespace fs = std::filesystem;
  // PostgreSQL first writes to stderr, then to its own log: the newest of that folder.
  std::error_code error;
  fs::path newest;
  fs::file_time_type newest_time = fs::file_time_type::min();
  for (const fs::directory_entry& entry : fs::directory_iterator(cluster_.pgdata + "/log", error)) {
    if (const fs::file_time_type time = entry.last_write_time(error); time > newest_time) {
      newest = entry.path();
      newest_time = time;
    }
  }
  return absl::StrCat("PostgreSQL does not run in ", cluster_.pgdata, ". Its last lines:\n",
                      LastLines(ReadFile(StartLog(cluster_)), 6), "\n",
                      LastLines(ReadFile(newest), 6));
}

bool PrivatePostgres::SignalAndWait(int signal, absl::Duration patience) {
  const MutexLock lock(&mutex_);
  if (pid_ > 0) {
    kill(pid_, signal);
  }
  const absl::Time until = absl::Now() + patience;
  while (!finished_ && !changed_.WaitUntil(&mutex_, until)) {
  }
  return finished_;
}

absl::Status PrivatePostgres::Stop() {
  if (!supervisor_.joinable()) {
    return absl::OkStatus();
  }
  {
    const MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  absl::Status status;
  if (!SignalAndWait(SIGINT, kFastPatience) && !SignalAndWait(SIGQUIT, kQuitPatience)) {
    SignalAndWait(SIGKILL, absl::InfiniteDuration());
    status = absl::DeadlineExceededError("PostgreSQL did not stop and was killed.");
  }
  supervisor_.join();
  if (cluster_.socket_dir != cluster_.pgdata) {
    rmdir(cluster_.socket_dir.c_str());
  }
  return status;
}

}  // namespace cartera::pg
