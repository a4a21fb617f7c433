// A crash of PostgreSQL forgets the numbers of transactions that had written nothing to disk, and
// gives them to others: that such a number is committed says nothing about who was first.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/local/cluster_config.h"
#include "libs/platform/pg/local/os_process.h"
#include "libs/platform/pg/local/private_postgres.h"
#include "libs/platform/pg/migrations.h"

namespace cartera::pg {
namespace {

constexpr Migration kThings[] = {{"0001_things.sql", "CREATE TABLE things (id text PRIMARY KEY);"}};
constexpr Query kAdd{"test.add", "INSERT INTO things VALUES ($1)"};
constexpr Query kMyNumber{"test.number", "SELECT pg_current_xact_id()::text"};
constexpr Query kThere{"test.there", "SELECT count(*) FROM things WHERE id = $1"};

class InDoubtTest : public testing::Test {
 protected:
  InDoubtTest() {
    char path[] = "/tmp/cartera-doubt.XXXXXX";
    data_dir_ = mkdtemp(path);
    auto postgres = PrivatePostgres::Start({data_dir_, {"cartera_demo"}, nullptr});
    EXPECT_TRUE(postgres.ok()) << postgres.status();
    postgres_ = *std::move(postgres);
    EXPECT_EQ(Migrate(postgres_->Uri(kAdminRole, "cartera"), {"demo", kThings, {}}),
              absl::OkStatus());
    database_ = std::make_unique<Database>(Options{.uri = postgres_->Uri(kAdminRole, "cartera"),
                                                   .schema = "demo",
                                                   .clock = &clock_,
                                                   .log = [](absl::string_view, auto) {}});
  }
  ~InDoubtTest() override {
    database_.reset();
    postgres_.reset();
    std::filesystem::remove_all(data_dir_);
  }
  static CallContext Context() {
    return {.principal = "people/ana",
            .method = "/demo/Do",
            .deadline = absl::Now() + absl::Seconds(20)};
  }
  // Every process of PostgreSQL at once, as a power cut does; it is started again by itself.
  void Crash() {
    const std::string pgdata = data_dir_ + "/postgres/pgdata";
    kill(postgres_->pid(), SIGSTOP);  // or it would end its backends in order
    for (const pid_t pid : ProcessesIn(pgdata)) kill(pid, SIGKILL);
    while (!database_->Ping(absl::Now() + absl::Seconds(20)).ok()) {
      absl::SleepFor(absl::Milliseconds(20));
    }
  }
  // Adds a thing; returns the number of the transaction that did.
  uint64_t Add(const std::string& id) {
    uint64_t number = 0;
    EXPECT_EQ(database_->Write(Context(), nullptr,
                               [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                                 ASSIGN_OR_RETURN(const Result result, tx.Exec(kMyNumber));
                                 number = std::strtoull(result[0].Text(0).c_str(), nullptr, 10);
                                 RETURN_IF_ERROR(tx.Exec(kAdd, id).status());
                                 return "";
                               }),
              absl::OkStatus());
    return number;
  }
  // What a caller hears whose transaction is lost in a crash, when others have got its number
  // since. A caller with a request_id and one without are told apart by other means.
  absl::Status LoseAndReuse(const CallContext& context) {
    bool reused = false;
    const absl::Status status =
        database_->Write(context, nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
          ASSIGN_OR_RETURN(const Result result, tx.Exec(kMyNumber));
          const uint64_t number = std::strtoull(result[0].Text(0).c_str(), nullptr, 10);
          RETURN_IF_ERROR(tx.Exec(kAdd, "lost").status());
          RETURN_IF_ERROR(tx.Audit({.subject = "lost", .action = "add"}));
          Crash();
          for (int i = 0; i < 50 && !reused; ++i) {
            reused = Add("other" + std::to_string(i)) == number;
          }
          return "made";
        });
    EXPECT_TRUE(reused) << "the crash kept the number: this proves nothing";
    int64_t there = -1;
    EXPECT_EQ(database_->Read(Context(),
                              [&](Tx& tx) -> absl::Status {
                                ASSIGN_OR_RETURN(const Result result, tx.Exec(kThere, "lost"));
                                there = result[0].Int64(0);
                                return absl::OkStatus();
                              }),
              absl::OkStatus());
    EXPECT_EQ(there, 0);
    return status;
  }

  SystemClock clock_;
  std::string data_dir_;
  std::unique_ptr<PrivatePostgres> postgres_;
  std::unique_ptr<Database> database_;
};

TEST_F(InDoubtTest, ANumberThatAnotherTransactionGotAfterACrashProvesNothing) {
  Add("first");
  EXPECT_EQ(LoseAndReuse(Context()).code(), absl::StatusCode::kUnavailable);
}

TEST_F(InDoubtTest, NorForACallWithARequestId) {
  Add("first");
  CallContext context = Context();
  context.request_id = "r1";
  context.request_hash = "h";
  EXPECT_EQ(LoseAndReuse(context).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace cartera::pg
