#include "libs/platform/pg/local/private_postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/platform/pg/local/cluster_config.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Runs one statement as the administrator and returns the first value, or "error: ...".
std::string Ask(const std::string& uri, const std::string& sql) {
  PGconn* const connection = PQconnectdb(uri.c_str());
  std::string answer = absl::StrCat("error: ", PQerrorMessage(connection));
  if (PQstatus(connection) == CONNECTION_OK) {
    PGresult* const result = PQexec(connection, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      answer = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    } else {
      answer = absl::StrCat("error: ", PQresultErrorMessage(result));
    }
    PQclear(result);
  }
  PQfinish(connection);
  return answer;
}

std::string Ask(const PrivatePostgres& postgres, const std::string& sql) {
  return Ask(postgres.Uri(kAdminRole, "cartera"), sql);
}

std::string AskPatiently(const PrivatePostgres& postgres, const std::string& sql) {
  std::string answer;
  for (int tries = 0; tries < 400; ++tries) {
    answer = Ask(postgres, sql);
    if (!absl::StartsWith(answer, "error:")) {
      break;
    }
    absl::SleepFor(absl::Milliseconds(25));
  }
  return answer;
}

class PrivatePostgresTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/cartera-test-XXXXXX";
    ASSERT_NE(mkdtemp(path), nullptr);
    root_ = path;
    chmod(path, 0755);
  }

  void TearDown() override {
    std::error_code error;
    for (const fs::path& data_dir : {root_ / "data", root_ / "closed" / "data"}) {
      if (fs::is_symlink(data_dir / "postgres", error)) {
        fs::remove_all(fs::read_symlink(data_dir / "postgres", error), error);
      }
    }
    fs::remove_all(root_, error);
  }

  absl::StatusOr<std::unique_ptr<PrivatePostgres>> Start(const fs::path& data_dir) {
    messages_.clear();
    return PrivatePostgres::Start(
        {.data_dir = data_dir.string(),
         .roles = {"registry_app"},
         .progress = [this](absl::string_view text) { absl::StrAppend(&messages_, text, "\n"); }});
  }

  fs::path Data() const { return root_ / "data"; }

  fs::path root_;
  std::string messages_;
};

// Starts a server in a child process, as carterad would, and returns the child's number once ready.
pid_t StartInChild(const fs::path& data_dir, std::string* uri) {
  int ready[2];
  EXPECT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto postgres = PrivatePostgres::Start({.data_dir = data_dir.string()});
    const std::string text = postgres.ok() ? (*postgres)->Uri(kAdminRole, "cartera") : "failed";
    if (write(ready[1], text.data(), text.size()) > 0) {
      pause();
    }
    _exit(1);
  }
  close(ready[1]);
  char buffer[1024];
  const ssize_t got = read(ready[0], buffer, sizeof(buffer));
  close(ready[0]);
  uri->assign(buffer, got > 0 ? static_cast<size_t>(got) : 0);
  return child;
}

TEST_F(PrivatePostgresTest, FirstStart_MakesADurableChecksummedUtf8Database) {
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_THAT(messages_, HasSubstr("Creating the database in "));
  EXPECT_EQ(Ask(**postgres, "SHOW data_checksums"), "on");
  EXPECT_EQ(Ask(**postgres, "SHOW fsync"), "on");
  EXPECT_EQ(Ask(**postgres, "SHOW server_encoding"), "UTF8");
  EXPECT_EQ(Ask(**postgres, "SHOW lc_collate"), "C.UTF-8");
  EXPECT_EQ(Ask(**postgres, "SHOW listen_addresses"), "");
  EXPECT_EQ(Ask(**postgres, "SHOW wal_compression"), "lz4");
  EXPECT_EQ(Ask(**postgres, "SHOW jit"), "off");
  struct stat found = {};
  ASSERT_EQ(stat((Data() / "postgres" / "pgdata").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  EXPECT_NE(found.st_uid, 0U);
  EXPECT_TRUE((*postgres)->Stop().ok());
  EXPECT_TRUE((*postgres)->Stop().ok());
  EXPECT_EQ((*postgres)->pid(), 0);
}

TEST_F(PrivatePostgresTest, Peer_AdmitsMappedRolesOnly) {
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  Ask(**postgres, "CREATE ROLE registry_app LOGIN");
  Ask(**postgres, "CREATE ROLE stranger LOGIN SUPERUSER");
  EXPECT_EQ(Ask((*postgres)->Uri("registry_app", "cartera"), "SELECT current_user"),
            "registry_app");
  EXPECT_THAT(Ask((*postgres)->Uri("stranger", "cartera"), "SELECT 1"),
              HasSubstr("Peer authentication failed"));
}

TEST_F(PrivatePostgresTest, SecondStart_KeepsTheData) {
  for (const char* expected : {"1", "2"}) {
    const auto postgres = Start(Data());
    ASSERT_TRUE(postgres.ok()) << postgres.status();
    Ask(**postgres, "CREATE TABLE IF NOT EXISTS kept (id int)");
    Ask(**postgres, "INSERT INTO kept VALUES (1)");
    EXPECT_EQ(Ask(**postgres, "SELECT count(*) FROM kept"), expected);
  }
}

TEST_F(PrivatePostgresTest, SecondServer_IsRefusedByName) {
  const auto first = Start(Data());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(std::string(Start(Data()).status().message()),
              HasSubstr(absl::StrCat("Another server (process ", getpid(), ") is using")));
  EXPECT_EQ(Ask(**first, "SELECT 1"), "1");
}

TEST_F(PrivatePostgresTest, TwoServers_RunAtOnceOnTwoDirectories) {
  const auto first = Start(Data());
  const auto second = Start(root_ / "other");
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  Ask(**first, "CREATE TABLE here (id int)");
  EXPECT_EQ(Ask(**first, "SELECT count(*) FROM here"), "0");
  EXPECT_THAT(Ask(**second, "SELECT count(*) FROM here"), StartsWith("error:"));
}

TEST_F(PrivatePostgresTest, KilledPostgres_IsStartedAgainWithTheData) {
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  Ask(**postgres, "CREATE TABLE kept AS SELECT 7 AS id");
  const pid_t before = (*postgres)->pid();
  ASSERT_EQ(kill(before, SIGKILL), 0);
  while ((*postgres)->pid() == before) {
    absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_EQ(AskPatiently(**postgres, "SELECT id FROM kept"), "7");
  EXPECT_TRUE((*postgres)->Stop().ok());
  EXPECT_THAT(messages_, HasSubstr("starting it again"));
}

TEST_F(PrivatePostgresTest, KilledServer_TakesPostgresWithIt) {
  std::string uri;
  const pid_t server = StartInChild(Data(), &uri);
  Ask(uri, "CREATE TABLE kept AS SELECT 8 AS id");
  pid_t orphan = 0;
  std::ifstream(Data() / "postgres" / "pgdata" / "postmaster.pid") >> orphan;
  ASSERT_GT(orphan, 0);
  EXPECT_EQ(getsid(orphan), orphan) << "in a session of its own: Ctrl-C must not reach it";
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
  for (int tries = 0; tries < 400; ++tries) {
    if (!IsPostgresIn(orphan, Data() / "postgres" / "pgdata")) {
      break;
    }
    absl::SleepFor(absl::Milliseconds(25));
  }
  EXPECT_FALSE(IsPostgresIn(orphan, Data() / "postgres" / "pgdata"));
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_EQ(Ask(**postgres, "SELECT id FROM kept"), "8");
}

// Everything killed at once, PostgreSQL first so that it cannot shut down: a power cut in small.
TEST_F(PrivatePostgresTest, CrashOfBoth_IsRecovered) {
  std::string uri;
  const pid_t server = StartInChild(Data(), &uri);
  Ask(uri, "CREATE TABLE kept AS SELECT 9 AS id");
  pid_t postmaster = 0;
  std::ifstream(Data() / "postgres" / "pgdata" / "postmaster.pid") >> postmaster;
  ASSERT_GT(postmaster, 0);
  kill(server, SIGSTOP);
  kill(postmaster, SIGKILL);
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_THAT(messages_, HasSubstr("not shut down properly"));
  EXPECT_EQ(Ask(**postgres, "SELECT id FROM kept"), "9");
}

// In a container nothing may reap orphans, so the dead server's number stays taken by a zombie.
TEST_F(PrivatePostgresTest, CrashThatLeavesAZombie_IsRecovered) {
  std::string uri;
  const pid_t server = StartInChild(Data(), &uri);
  pid_t postmaster = 0;
  std::ifstream(Data() / "postgres" / "pgdata" / "postmaster.pid") >> postmaster;
  ASSERT_GT(postmaster, 0);
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  kill(server, SIGSTOP);
  kill(postmaster, SIGKILL);
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
  {
    const auto postgres = Start(Data());
    EXPECT_TRUE(postgres.ok()) << postgres.status();
  }
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
  EXPECT_EQ(waitpid(postmaster, nullptr, 0), postmaster) << "it was a zombie all the while";
}

TEST_F(PrivatePostgresTest, Orphan_IsStoppedAndItsDataTakenUp) {
  ASSERT_TRUE(Start(Data()).ok());
  const absl::StatusOr<Cluster> cluster = PlaceCluster(Data().string());
  ASSERT_TRUE(cluster.ok()) << cluster.status();
  const absl::StatusOr<pid_t> orphan =
      Spawn({.argv = {absl::StrCat(kPostgresBinDir, "/postgres"), "-D", cluster->pgdata},
             .user = cluster->os_user});
  ASSERT_TRUE(orphan.ok()) << orphan.status();
  while (!fs::exists(cluster->socket_dir + "/.s.PGSQL.5432")) {
    absl::SleepFor(absl::Milliseconds(5));
  }
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_THAT(messages_, HasSubstr("that a killed server left running"));
  EXPECT_EQ(waitpid(*orphan, nullptr, WNOHANG), *orphan);
  EXPECT_EQ(Ask(**postgres, "SELECT 1"), "1");
}

TEST_F(PrivatePostgresTest, StalePidOfAnotherProgram_IsNotKilledAndDoesNotMatter) {
  { ASSERT_TRUE(Start(Data()).ok()); }
  const fs::path pgdata = Data() / "postgres" / "pgdata";
  std::ofstream(pgdata / "postmaster.pid") << getpid() << "\n" << pgdata.string() << "\n";
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_EQ(Ask(**postgres, "SELECT 1"), "1");
}

TEST_F(PrivatePostgresTest, PathWithSpacesAndQuotes_Works) {
  const auto postgres = Start(root_ / "a b" / "it's \"ñ\", here");
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_EQ(Ask(**postgres, "SELECT 1"), "1");
}

TEST_F(PrivatePostgresTest, LongPath_PutsTheSocketIntoARuntimeDirectory) {
  const fs::path deep = root_ / std::string(120, 'x');
  const auto postgres = Start(deep);
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_EQ(Ask(**postgres, "SELECT 1"), "1");
  const std::string sockets = Ask(**postgres, "SHOW unix_socket_directories");
  const std::string plain = sockets.substr(1, sockets.size() - 2);
  struct stat found = {};
  ASSERT_EQ(stat(plain.c_str(), &found), 0) << plain;
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  ASSERT_TRUE((*postgres)->Stop().ok());
  EXPECT_NE(stat(plain.c_str(), &found), 0) << "removed when stopped";
}

TEST_F(PrivatePostgresTest, AnotherMajorVersion_IsRefusedNamingBoth) {
  { ASSERT_TRUE(Start(Data()).ok()); }
  std::ofstream(Data() / "postgres" / "pgdata" / "PG_VERSION") << "14\n";
  EXPECT_THAT(std::string(Start(Data()).status().message()),
              AllOf(HasSubstr("made by PostgreSQL 14"), HasSubstr("runs PostgreSQL 15")));
}

TEST_F(PrivatePostgresTest, DamagedDirectory_IsRefusedWithTheReason) {
  { ASSERT_TRUE(Start(Data()).ok()); }
  const fs::path pgdata = Data() / "postgres" / "pgdata";
  fs::rename(pgdata / "global" / "pg_control", pgdata / "global" / "gone");
  EXPECT_THAT(std::string(Start(Data()).status().message()),
              AllOf(HasSubstr("PostgreSQL does not run in"), HasSubstr("pg_control")));
  std::ofstream(pgdata / "PG_VERSION") << "fifteen\n";
  EXPECT_THAT(std::string(Start(Data()).status().message()), HasSubstr("PG_VERSION is damaged"));
  fs::remove(pgdata / "PG_VERSION");
  EXPECT_THAT(std::string(Start(Data()).status().message()), HasSubstr("PG_VERSION is missing"));
}

// The folder of home that initdb works in; empty while there is none.
fs::path Draft(const fs::path& home) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(home, error)) {
    if (absl::StartsWith(entry.path().filename().string(), "pgdata.new")) return entry.path();
  }
  return {};
}

TEST_F(PrivatePostgresTest, ServerKilledDuringInitdb_LeavesNothingThatStopsTheNextStart) {
  const fs::path home = Data() / "postgres";
  for (int round = 0; round < 3; ++round) {
    const pid_t server = fork();
    if (server == 0) {
      PrivatePostgres::Start({.data_dir = Data().string()}).IgnoreError();
      _exit(1);
    }
    // Each round a little further: the folders, the first process, its tables.
    const char* const reached[] = {"PG_VERSION", "postmaster.pid", "global/1262"};
    while (waitpid(server, nullptr, WNOHANG) == 0 && !fs::exists(Draft(home) / reached[round])) {
      absl::SleepFor(absl::Milliseconds(1));
    }
    kill(server, SIGKILL);
    waitpid(server, nullptr, 0);
  }
  ASSERT_FALSE(fs::exists(home / "pgdata")) << "killed too late to show anything";
  const auto postgres = Start(Data());
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  EXPECT_EQ(Ask(**postgres, "SELECT 1"), "1");
  EXPECT_EQ(Draft(home), fs::path());
}

TEST_F(PrivatePostgresTest, RootsClosedFolder_MovesTheClusterToASharedPlace) {
  if (geteuid() != 0) {
    GTEST_SKIP() << "only root starts PostgreSQL as another user";
  }
  fs::create_directories(root_ / "closed");
  chmod((root_ / "closed").c_str(), 0700);
  const fs::path data = root_ / "closed" / "data";
  for (const char* expected : {"1", "2"}) {
    const auto postgres = Start(data);
    ASSERT_TRUE(postgres.ok()) << postgres.status();
    EXPECT_THAT(fs::read_symlink(data / "postgres").string(), StartsWith("/var/lib/cartera/"));
    Ask(**postgres, "CREATE TABLE IF NOT EXISTS kept (id int)");
    Ask(**postgres, "INSERT INTO kept VALUES (1)");
    EXPECT_EQ(Ask(**postgres, "SELECT count(*) FROM kept"), expected);
  }
}

TEST_F(PrivatePostgresTest, UnwritableParent_IsNamedInTheError) {
  if (geteuid() == 0) {
    GTEST_SKIP() << "root may write everywhere";
  }
  EXPECT_THAT(std::string(Start("/usr/no/such").status().message()),
              HasSubstr("Cannot make the directory /usr/no: Permission denied"));
}

}  // namespace
}  // namespace cartera::pg
