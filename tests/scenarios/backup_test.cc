// A backup taken while people write, and what can be restored from it.
#include "libs/platform/pg/admin/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/access/access.h"
#include "libs/base/mutex.h"
#include "libs/convert/convert.h"
#include "libs/platform/app/host.h"
#include "libs/platform/app/watch.h"
#include "libs/platform/auth/dev_issuer.h"
#include "libs/platform/auth/one_time_code.h"
#include "libs/platform/pg/admin/check.h"
#include "libs/platform/pg/admin/restore.h"
#include "libs/platform/pg/admin/session.h"
#include "libs/platform/pg/admin/upgrade.h"
#include "services/registry/module.h"
#include "tests/support/registry_setup.h"

namespace cartera {
namespace {

namespace fs = std::filesystem;
namespace v1 = ::cartera::registry::v1;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A server with a private PostgreSQL in `data_dir`, as carterad runs it.
class Server {
 public:
  explicit Server(const fs::path& data_dir) {
    app::Host::Options options;
    options.config.data_dir = data_dir.string();
    options.config.port = 0;
    options.config.dev = true;
    options.config.workers = 3;
    options.checks = convert::SharedTypeChecks();
    options.authorise = access::RequireAtRoot;
    auto host = app::Host::Start(std::move(options), {registry::Module()});
    EXPECT_TRUE(host.ok()) << host.status();
    if (host.ok()) host_ = *std::move(host);
  }

  testing::Caller As(absl::string_view subject) const {
    server::v1::IssueDevTokenRequest request;
    request.set_subject(std::string(subject));
    const testing::Caller nobody(host_->client(), "");
    return {host_->client(), nobody.Must<server::v1::IssueDevTokenResponse>(request).token()};
  }
  int64_t Epoch() const {
    return As("x")
        .Must<server::v1::GetServerInfoResponse>(server::v1::GetServerInfoRequest())
        .epoch();
  }

 private:
  std::unique_ptr<app::Host> host_;
};

void Bootstrap(const Server& server, const fs::path& data_dir) {
  v1::BootstrapRequest request;
  std::ifstream file(auth::BootstrapCodePath(data_dir.string()));
  std::getline(file, *request.mutable_code());
  request.set_person_id("root");
  request.set_display_name("First administrator");
  request.set_root_agency_id("gov");
  request.set_root_display_name("Government");
  server.As("root").Must<v1::BootstrapResponse>(request);
  v1::CreatePersonRequest person;
  person.set_person_id("ana");
  person.mutable_person()->set_display_name("Ana");
  person.mutable_person()->set_issuer(auth::kDevIssuer);
  person.mutable_person()->set_subject("ana");
  person.mutable_person()->set_affiliation("agencies/gov");
  server.As("root").Must<v1::CreatePersonResponse>(person);
  v1::CreateGrantRequest grant;
  grant.set_grant_id("ana-formulator");
  grant.mutable_grant()->set_person("people/ana");
  grant.mutable_grant()->set_role(type::v1::ROLE_FORMULATOR);
  grant.mutable_grant()->set_agency("agencies/gov");
  server.As("root").Must<v1::CreateGrantResponse>(grant);
}

v1::CreateProjectRequest Project(const std::string& id) {
  v1::CreateProjectRequest request = testing::ProjectRequest(id, "gov");
  request.set_request_id("make-" + id);
  return request;
}

// Two people who make projects until they are told to stop.
class Load {
 public:
  struct Write {
    absl::Time begun;
    absl::Time acknowledged;
    std::string answer;
  };

  explicit Load(const Server& server) {
    for (const char* who : {"a", "b"}) {
      threads_.emplace_back([this, who, caller = server.As("ana")] {
        for (int n = 0; !stop_; ++n) {
          const std::string id = absl::StrCat(who, "-", n);
          v1::CreateProjectResponse response;
          absl::SleepFor(absl::Milliseconds(5));
          const absl::Time begun = absl::Now();
          const absl::Status status = caller.Call(Project(id), &response);
          ASSERT_TRUE(status.ok()) << status;
          const MutexLock lock(&mutex_);
          writes_[id] = {begun, absl::Now(), response.SerializeAsString()};
        }
      });
    }
  }
  ~Load() { Stop(); }
  void Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  size_t count() {
    const MutexLock lock(&mutex_);
    return writes_.size();
  }
  // Waits until `more` further writes were acknowledged.
  void Await(size_t more) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    for (const size_t target = count() + more; count() < target;) {
      ASSERT_LT(absl::Now(), deadline) << "nobody's writes are acknowledged";
      absl::SleepFor(absl::Milliseconds(2));
    }
  }
  // Call after Stop.
  const std::map<std::string, Write>& writes() const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return writes_;
  }

 private:
  std::atomic<bool> stop_ = false;
  Mutex mutex_;
  std::map<std::string, Write> writes_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

void RemoveWithCluster(const fs::path& data_dir) {
  std::error_code error;
  if (fs::is_symlink(data_dir / "postgres", error)) {
    fs::remove_all(fs::read_symlink(data_dir / "postgres", error), error);
  }
  fs::remove_all(data_dir, error);
}

// One history for all tests: a backup under load, a chosen instant, more load, and a second backup.
class BackupTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    // In memory where there is room: a backup and three databases are much for a busy disk.
    const auto memory = pg::SpaceAt("/dev/shm");
    const bool roomy = memory.ok() && memory->free_bytes > int64_t{2} << 30;
    std::string path = roomy ? "/dev/shm/cartera-backup-XXXXXX" : "/tmp/cartera-backup-XXXXXX";
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    root_ = path;
    chmod(path.c_str(), 0755);
    {
      const Server server(root_ / "data");
      Bootstrap(server, root_ / "data");
      EXPECT_EQ(server.Epoch(), 1);
    }
    // The first while no server runs: it begins the archive, which the next one moves.
    Backup("elsewhere");
    const Server server(root_ / "data");
    load_ = std::make_unique<Load>(server);
    load_->Await(20);
    first_ = Backup("store");
    load_->Await(20);
    chosen_ = absl::Now();
    load_->Await(40);
    second_ = Backup("store");
    load_->Stop();
  }
  static void TearDownTestSuite() {
    load_.reset();
    for (const char* name : {"data", "restored", "again"}) RemoveWithCluster(root_ / name);
    std::error_code error;
    fs::remove_all(root_, error);
  }

  static pg::BackupManifest Backup(const char* store) {
    const auto report =
        pg::TakeBackup({.data_dir = root_ / "data", .to = root_ / store, .keep = 2});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? report->manifest : pg::BackupManifest();
  }
  static absl::StatusOr<pg::RestoreReport> RestoreInto(const fs::path& to,
                                                       std::optional<absl::Time> at,
                                                       const std::string& backup = "") {
    return pg::Restore({.from = root_ / "store", .to_data_dir = to, .at = at, .backup = backup});
  }

  static inline fs::path root_;
  static inline std::unique_ptr<Load> load_;
  static inline absl::Time chosen_;
  static inline pg::BackupManifest first_;
  static inline pg::BackupManifest second_;
};

TEST_F(BackupTest, Restore_GivesTheRecordAsItWasAtTheChosenInstant) {
  const fs::path data = root_ / "restored";
  const auto report = RestoreInto(data, chosen_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->backup, first_.name);
  EXPECT_EQ(report->epoch, 2);
  EXPECT_LE(report->restored_until_us, absl::ToUnixMicros(chosen_));
  EXPECT_GE(report->known_until_us, second_.finished_us);
  ASSERT_EQ(report->chains.size(), 1U);
  EXPECT_GT(report->chains[0].entries, 40);
  // What the newest backup published is ahead of a record that ends before it.
  EXPECT_EQ(report->heads_of, second_.name);
  EXPECT_GE(report->chains_ahead.size(), 40U);

  const Server server(data);
  EXPECT_EQ(server.Epoch(), 2);
  const testing::Caller ana = server.As("ana");
  int before = 0;
  int after = 0;
  for (const auto& [id, write] : load_->writes()) {
    v1::GetProjectRequest request;
    request.set_name("projects/" + id);
    const bool there = ana.Try(request).ok();
    if (write.acknowledged <= chosen_) {
      ++before;
      EXPECT_TRUE(there) << id << " was acknowledged before the chosen instant";
    } else if (write.begun > chosen_) {
      ++after;
      EXPECT_FALSE(there) << id << " was begun after the chosen instant";
    }
  }
  EXPECT_GE(before, 40);
  EXPECT_GE(after, 30);
  // The same request id, the same answer; and the record goes on.
  v1::CreateProjectResponse again;
  ASSERT_TRUE(ana.Call(Project("a-0"), &again).ok());
  EXPECT_EQ(again.SerializeAsString(), load_->writes().at("a-0").answer);
  EXPECT_TRUE(ana.Try(Project("after-restore")).ok());
  // Keys came along, for their owner alone; nothing else reads the directory.
  struct stat found = {};
  for (const char* name : {"internal.key", "dev-issuer.pem", "bootstrap-code.used"}) {
    ASSERT_EQ(stat((data / name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 0777, 0600U) << name;
  }
}

// As the administrator of a database that no server runs.
template <typename Body>
void AsAdministrator(const fs::path& data_dir, const Body& body) {
  auto session = pg::Session::Open(data_dir, [](absl::string_view) {});
  ASSERT_TRUE(session.ok()) << session.status();
  body(**session);
}

uint64_t NextTransaction(const fs::path& data_dir) {
  constexpr pg::Query kNext{"test.next", "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"};
  uint64_t next = 0;
  AsAdministrator(data_dir, [&](pg::Session& session) {
    EXPECT_TRUE(absl::SimpleAtoi(session.AskText(kNext).value_or(""), &next));
  });
  return next;
}

void BreakChain(const fs::path& data_dir) {
  constexpr pg::Query kBreak{
      "test.break", "UPDATE registry.audit SET entry = '{}' WHERE subject = 'projects/a-0'"};
  AsAdministrator(data_dir, [&](pg::Session& session) { EXPECT_TRUE(session.Ask(kBreak).ok()); });
}

// The newest state, by way of an interrupted attempt: killed half-way, with half a copy in place.
TEST_F(BackupTest, Restore_ThatWasInterruptedIsDoneAnew) {
  const fs::path data = root_ / "again";
  fs::create_directories(data / "postgres" / "pgdata" / "base");
  chmod(data.c_str(), 0710);  // as a server leaves it
  if (geteuid() == 0) {
    ASSERT_EQ(chown(data.c_str(), 0, pg::OsUserByName("postgres")->gid), 0);
  }
  std::ofstream(data / "postgres" / "unfinished") << pg::kRestoreUnfinished;
  const auto refused = pg::PrivatePostgres::Start({.data_dir = data});
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("has not finished"));

  const auto report = RestoreInto(data, std::nullopt);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->backup, second_.name);
  EXPECT_GT(report->epoch, 1);
  EXPECT_THAT(report->chains_ahead, IsEmpty()) << "all that was published is there";
  EXPECT_FALSE(fs::exists(data / "postgres" / "unfinished"));
  EXPECT_TRUE(pg::PrivatePostgres::Start({.data_dir = data}).ok());
}

// On the restored copy. Only one version is installed here, so the way is from 15 to 15.
TEST_F(BackupTest, Upgrade_KeepsRecordAnswersAndTheOrderOfTransactions) {
  const fs::path data = root_ / "again";
  if (!fs::exists(data)) GTEST_SKIP() << "needs the copy of the test before";
  EXPECT_THAT(std::string(pg::CheckUpgrade({.data_dir = data}).status().message()),
              HasSubstr("nothing to upgrade"));
  const uint64_t before = NextTransaction(data);
  const auto report = pg::Upgrade({.data_dir = data, .reload = true});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_GT(report->rows, 100);
  EXPECT_GT(NextTransaction(data), before) << "rows name transactions of the old cluster";
  {
    const Server server(data);
    v1::CreateProjectResponse again;
    ASSERT_TRUE(server.As("ana").Call(Project("b-1"), &again).ok());
    EXPECT_EQ(again.SerializeAsString(), load_->writes().at("b-1").answer);
    EXPECT_TRUE(server.As("ana").Try(Project("after-upgrade")).ok());
    EXPECT_THAT(std::string(pg::CheckUpgrade({.data_dir = data}).status().message()),
                HasSubstr("Another server"));
  }
  // Until it is confirmed the old database stays; an interruption in the swap gives it back.
  fs::remove_all(data / "postgres" / "pgdata");
  std::ofstream(data / "postgres" / "unfinished") << pg::kUpgradeUnfinished;
  EXPECT_THAT(std::string(RestoreInto(data, {}).status().message()), HasSubstr("is not empty"));
  ASSERT_TRUE(pg::Upgrade({.data_dir = data, .reload = true}).ok());
  EXPECT_TRUE(pg::ConfirmUpgrade(data).ok());
  EXPECT_FALSE(fs::exists(data / "postgres" / "pgdata.old"));
}

pg::Health HealthOf(const std::vector<pg::Finding>& findings, absl::string_view what) {
  for (const pg::Finding& finding : findings) {
    if (finding.what == what) return finding.health;
  }
  ADD_FAILURE() << "nothing is said of " << what;
  return pg::Health::kOk;
}

TEST_F(BackupTest, Check_SaysWhatIsWrong) {
  const fs::path data = root_ / "data";
  pg::CheckOptions options;
  options.data_dir = data;
  options.schemas = {{"registry", registry::Module().migrations, {}}};
  const auto well = pg::Check(options);
  ASSERT_TRUE(well.ok()) << well.status();
  for (const pg::Finding& finding : *well) {
    // How full the machine's disk is, is not ours to say.
    if (finding.what == "disk" || finding.what == "backup disk") continue;
    EXPECT_EQ(finding.health, pg::Health::kOk) << finding.what << ": " << finding.says;
  }
  chmod((data / "internal.key").c_str(), 0644);
  ASSERT_TRUE(pg::WriteLastBackup(data, {"/nowhere", "old", 1}).ok());
  BreakChain(data);
  options.schemas[0].migrations = options.schemas[0].migrations.subspan(0, 0);
  options.certificate = data / "internal.key";
  const auto ill = pg::Check(options);
  ASSERT_TRUE(ill.ok()) << ill.status();
  for (const char* what :
       {"permissions", "last backup", "schema registry", "chains registry", "certificate"}) {
    EXPECT_EQ(HealthOf(*ill, what), pg::Health::kFail) << what;
  }
  chmod((data / "internal.key").c_str(), 0600);
}

TEST_F(BackupTest, Restore_RefusesATargetThatIsNotEmpty) {
  fs::create_directories(root_ / "full");
  std::ofstream(root_ / "full" / "letter") << "keep me";
  EXPECT_THAT(std::string(RestoreInto(root_ / "full", {}).status().message()),
              HasSubstr("is not empty"));
  EXPECT_TRUE(fs::exists(root_ / "full" / "letter"));
  EXPECT_THAT(std::string(RestoreInto(root_ / "data", {}).status().message()),
              HasSubstr("is not empty"));
}

TEST_F(BackupTest, Restore_RefusesWhatNoBackupReaches) {
  EXPECT_THAT(std::string(RestoreInto(root_ / "none", absl::UnixEpoch()).status().message()),
              HasSubstr("reaches no earlier instant"));
  EXPECT_FALSE(fs::exists(root_ / "none"));
}

// Overwrites one byte in the middle of a file.
void Damage(const fs::path& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(fs::file_size(path) / 2));
  const char was = static_cast<char>(file.peek());
  file.seekp(file.tellg());
  file.put(static_cast<char>(was ^ 1));
}

TEST_F(BackupTest, Restore_RefusesADamagedBackup) {
  const fs::path base = pg::BaseDir((root_ / "store").string(), first_.name);
  for (const char* name : {"pgdata/global/pg_control", "pgdata/pg_hba.conf", "files/internal.key",
                           "chain_heads", "manifest"}) {
    Damage(base / name);
    EXPECT_THAT(std::string(RestoreInto(root_ / "none", {}, first_.name).status().message()),
                HasSubstr("damaged"))
        << name;
    Damage(base / name);  // flips it back
  }
  EXPECT_FALSE(fs::exists(root_ / "none"));
  EXPECT_TRUE(pg::VerifyBackup(base, first_).ok());
}

TEST_F(BackupTest, Watch_SaysThatTheDiskFillsUpAndThatTheArchiveFails) {
  const Server server(root_ / "data");
  const auto metrics = obs::Metrics::Create("");
  ASSERT_TRUE(metrics.ok());
  auto session = pg::Session::Open(root_ / "data", [](absl::string_view) {});
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_TRUE((*session)->server_runs());
  const std::unique_ptr<pg::Database> database = (*session)->OpenDatabase("registry");
  const app::Watch watch({.data_dir = root_ / "data",
                          .database = database.get(),
                          .metrics = metrics->get(),
                          .every = absl::Milliseconds(20),
                          .space = [](const std::string&) -> absl::StatusOr<pg::DiskSpace> {
                            return pg::DiskSpace{.free_bytes = 4000, .total_bytes = 100'000};
                          }});
  const auto await = [&metrics](const char* line) {
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (!absl::StrContains((*metrics)->Text(), line) && absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(20));
    }
    EXPECT_THAT((*metrics)->Text(), HasSubstr(line));
  };
  await("cartera_disk_free_bytes 4000\n");
  await("cartera_wal_archive_failing 0\n");
  fs::rename(root_ / "store" / "wal", root_ / "store" / "wal.away");
  constexpr pg::Query kSwitch{"test.switch", R"sql(
    SELECT pg_create_restore_point('test'), pg_switch_wal())sql"};
  EXPECT_TRUE((*session)->Ask(kSwitch).ok());
  await("cartera_wal_archive_failing 1\n");
  const auto findings = pg::Check({.data_dir = root_ / "data", .quick = true});
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_EQ(HealthOf(*findings, "wal archive"), pg::Health::kFail);
  fs::rename(root_ / "store" / "wal.away", root_ / "store" / "wal");
}

TEST(FreeBytesWanted, IsTheLargerOfATwentiethAndOneGibibyte) {
  constexpr int64_t kGiB = int64_t{1} << 30;
  EXPECT_EQ(pg::FreeBytesWanted({.total_bytes = 10 * kGiB}), kGiB);
  EXPECT_EQ(pg::FreeBytesWanted({.total_bytes = 100 * kGiB}), 5 * kGiB);
}

// Keeping one backup removes the older one and the log that only it needed.
TEST_F(BackupTest, Keep_RemovesOldBackupsWithTheirLog) {
  const fs::path store = root_ / "store";
  const auto segments = [&] {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(store / "wal")) {
      names.insert(entry.path().filename().string());
    }
    return names;
  };
  EXPECT_TRUE(segments().count(first_.start_segment));
  const auto removed = pg::PruneBackups(store.string(), 1);
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_THAT(*removed, ::testing::ElementsAre(first_.name));
  EXPECT_FALSE(segments().count(first_.start_segment));
  EXPECT_TRUE(segments().count(second_.start_segment));
}

}  // namespace
}  // namespace cartera
