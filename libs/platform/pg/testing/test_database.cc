#include "libs/platform/pg/testing/test_database.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <pqxx/pqxx>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"

extern char** environ;

namespace cartera::pg {
namespace {

constexpr char kBinaries[] = "/usr/lib/postgresql/15/bin";

// Ends the cluster and removes its folder when standard input closes, which is when the test
// process is gone, however it ended.
constexpr char kWatchdog[] =
    "cat >/dev/null; kill -QUIT $(head -n 1 \"$0/data/postmaster.pid\") 2>/dev/null; "
    "while kill -0 $(head -n 1 \"$0/data/postmaster.pid\" 2>/dev/null) 2>/dev/null; do sleep 0.02; "
    "done; "
    "rm -rf \"$0\"";

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "test database: %s\n", what.c_str());
  std::abort();
}

void Shell(const std::string& command) {
  if (std::system(command.c_str()) != 0) {
    Die(command);
  }
}

int watchdog_pipe = -1;
pid_t watchdog_pid = -1;

void EndCluster() {
  close(watchdog_pipe);
  waitpid(watchdog_pid, nullptr, 0);
}

void StartWatchdog(const std::string& dir) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    Die("pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  // The test runner waits until nobody holds its output any more.
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  const char* argv[] = {"sh", "-c", kWatchdog, dir.c_str(), nullptr};
  if (posix_spawn(&watchdog_pid, "/bin/sh", &actions, &attributes, const_cast<char**>(argv),
                  environ) != 0) {
    Die("watchdog");
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[0]);
  watchdog_pipe = ends[1];
  std::atexit(EndCluster);
}

}  // namespace

TestCluster& TestCluster::Get() {
  static TestCluster* const cluster = new TestCluster;
  return *cluster;
}

TestCluster::TestCluster() {
  char dir[] = "/tmp/cartera-pg.XXXXXX";
  if (mkdtemp(dir) == nullptr) {
    Die("mkdtemp");
  }
  dir_ = dir;
  port_ = 5432;  // names the socket only
  StartWatchdog(dir_);
  Start();
}

void TestCluster::Start() {
  std::string as;
  if (geteuid() == 0) {
    Shell(absl::StrCat("chown postgres ", dir_));
    as = "cd / && runuser -u postgres -- ";
  }
  Shell(absl::StrCat(as, kBinaries, "/initdb -D ", dir_, "/data -U postgres -A trust -E UTF8",
                     " --locale=C.UTF-8 --no-sync --no-instructions >/dev/null"));
  // Where the plan of every statement goes (tests/plans), without scans that an index could spare.
  const char* plans = std::getenv("CARTERA_TEST_PLANS");
  const std::string explain =
      plans == nullptr
          ? ""
          : " -c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0"
            " -c auto_explain.log_nested_statements=on -c auto_explain.log_format=json"
            " -c enable_seqscan=off -c jit=off";
  Shell(absl::StrCat(as, kBinaries, "/pg_ctl -D ", dir_, "/data -w -s -l ",
                     plans == nullptr ? dir_ + "/log" : std::string(plans), " -o \"-k ", dir_,
                     " -p ", port_,
                     " -c listen_addresses='' -c fsync=off -c synchronous_commit=off",
                     " -c full_page_writes=off -c shared_buffers=32MB -c max_connections=100",
                     " -c autovacuum=off -c max_wal_senders=0 -c wal_level=minimal", explain,
                     "\" start </dev/null"));
}

std::string TestCluster::Uri(const std::string& database) const {
  return absl::StrCat("host=", dir_, " port=", port_, " user=postgres dbname=", database);
}

std::string TestCluster::CreateDatabase(absl::Span<const SchemaSpec> schemas) {
  static auto* const mutex = new Mutex;
  static auto* const templates = new std::map<std::string, std::string>;
  const MutexLock lock(mutex);
  std::string key;
  for (const SchemaSpec& schema : schemas) {
    absl::StrAppend(&key, schema.name, ":");
    for (const Migration& migration : schema.migrations) {
      absl::StrAppend(&key, migration.name, "=", migration.text, ";");
    }
  }
  try {
    pqxx::connection connection(Uri("postgres"));
    pqxx::nontransaction work(connection);
    std::string& from = (*templates)[key];
    if (from.empty()) {
      from = absl::StrCat("template_", templates->size());
      work.exec("CREATE DATABASE " + from);
      for (const SchemaSpec& schema : schemas) {
        if (const absl::Status status = Migrate(Uri(from), schema); !status.ok()) {
          Die(status.ToString());
        }
      }
    }
    const std::string name = absl::StrCat("test_", ++databases_);
    work.exec("CREATE DATABASE " + name + " TEMPLATE " + from);
    return Uri(name);
  } catch (const std::exception& error) {
    Die(error.what());
  }
}

}  // namespace cartera::pg
