// A PostgreSQL that is gone, stands still or has no connection left: the caller hears UNAVAILABLE
// or the truth, and the server recovers by itself. (Cut off while it commits: libs/platform/pg.)
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/platform/pg/local/cluster_config.h"
#include "libs/platform/pg/local/os_process.h"
#include "libs/platform/pg/local/private_postgres.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"
#include "tests/support/registry_setup.h"

namespace cartera::faults {
namespace {

class PostgresTest : public ::testing::Test {
 protected:
  PostgresTest() {
    char path[] = "/tmp/cartera-outside.XXXXXX";
    data_dir_ = mkdtemp(path);
    StartPostgres();
    uri_ = postgres_->Uri(pg::kAdminRole, "cartera");
  }
  ~PostgresTest() override {
    fleet_.reset();
    postgres_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(data_dir_, ignored);
  }
  void StartPostgres() {
    auto postgres = pg::PrivatePostgres::Start({data_dir_, {}, nullptr});
    ASSERT_TRUE(postgres.ok()) << postgres.status();
    postgres_ = *std::move(postgres);
  }
  void StartServer(const std::string& uri) {
    fleet_ =
        std::make_unique<Fleet>(Fleet::Shape::kOne, std::vector<std::string>{"--database", uri});
    testing::Bootstrap(*fleet_);
    testing::AddAgency(*fleet_, "tax", "gov");
    testing::AddOfficer(*fleet_, "ana", type::v1::ROLE_FORMULATOR, "tax");
    ana_ = std::make_unique<testing::Caller>(fleet_->As("ana"));
  }
  absl::Status Create(const std::string& id) {
    registry::v1::CreateProjectRequest request = testing::ProjectRequest(id, "tax");
    request.set_request_id(id);
    registry::v1::CreateProjectResponse response;
    return fleet_->client().Call(
        request, &response,
        {.authorization = absl::StrCat("Bearer ", ana_->token()), .timeout = absl::Seconds(3)});
  }
  int64_t Count(const std::string& id) {
    return fleet_->AskNumber("SELECT count(*) FROM registry.projects WHERE id = $1", pg::Bind(id));
  }
  // The same call again and again until it is answered, as a client does.
  void CreateInTheEnd(const std::string& id) {
    const absl::Time give_up = absl::Now() + absl::Minutes(1);
    absl::Status status = Create(id);
    while (!status.ok() && absl::Now() < give_up) {
      EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) << status;
      absl::SleepFor(absl::Milliseconds(50));
      status = Create(id);
    }
    EXPECT_EQ(status, absl::OkStatus());
    EXPECT_EQ(Count(id), 1);
  }

  std::string data_dir_;
  std::string uri_;
  std::unique_ptr<pg::PrivatePostgres> postgres_;
  std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<testing::Caller> ana_;
};

TEST_F(PostgresTest, GoneAndBack) {
  StartServer(uri_);
  ASSERT_EQ(Create("before"), absl::OkStatus());
  ASSERT_EQ(postgres_->Stop(), absl::OkStatus());
  EXPECT_TRUE(absl::IsUnavailable(Create("meanwhile")));
  postgres_.reset();
  StartPostgres();
  CreateInTheEnd("meanwhile");
  ExpectNothingLeaks(*fleet_);
}

TEST_F(PostgresTest, StandsStill) {
  StartServer(uri_);
  ASSERT_EQ(Create("before"), absl::OkStatus());
  const auto processes = pg::ProcessesIn(data_dir_ + "/postgres/pgdata");
  for (const pid_t pid : processes) kill(pid, SIGSTOP);
  EXPECT_FALSE(Create("meanwhile").ok());
  for (const pid_t pid : processes) kill(pid, SIGCONT);
  CreateInTheEnd("meanwhile");
  ExpectChainsVerify(*fleet_);
  ExpectNothingLeaks(*fleet_);
}

TEST_F(PostgresTest, HasNoConnectionLeft) {
  StartServer(uri_);
  const std::string limit = fleet_->Change("SELECT current_setting('max_connections')");
  ASSERT_EQ(Create("before"), absl::OkStatus());
  // The sessions of the server go, and others take their places.
  std::vector<std::unique_ptr<pg::Database>> others;
  SystemClock clock;
  const auto take_all = [&] {
    for (int i = 0; i < std::atoi(limit.c_str()); ++i) {
      others.push_back(std::make_unique<pg::Database>(
          pg::Options{.uri = uri_,
                      .schema = "public",
                      .size = 1,
                      .clock = &clock,
                      .log = [](absl::string_view, absl::string_view) {}}));
      if (!others.back()->Ping(absl::Now() + absl::Seconds(5)).ok()) return;
    }
  };
  fleet_->Change(
      "SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity"
      " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  take_all();
  const absl::Status status = Create("meanwhile");
  EXPECT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
  others.clear();
  CreateInTheEnd("meanwhile");
  ExpectNothingLeaks(*fleet_);
}

}  // namespace
}  // namespace cartera::faults
