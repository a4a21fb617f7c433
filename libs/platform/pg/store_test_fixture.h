#ifndef CARTERA_LIBS_PLATFORM_PG_STORE_TEST_FIXTURE_H_
#define CARTERA_LIBS_PLATFORM_PG_STORE_TEST_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/migrations.h"
#include "libs/platform/pg/testing/test_database.h"

namespace cartera::pg {

// A service of the tests: things with history, counters without.
inline constexpr Migration kThings[] = {{"0001_things.sql", R"sql(
  CREATE TABLE things (
    id            text   CONSTRAINT things_pkey PRIMARY KEY,
    title         text   NOT NULL,
    parent        text   CONSTRAINT things_parent REFERENCES things,
    amount_minor  bigint CONSTRAINT things_amount CHECK (amount_minor >= 0),
    valid_from_us bigint NOT NULL,
    txid          xid8   NOT NULL
  );
  SELECT keep_history('things');
  CREATE TABLE counters (id int PRIMARY KEY, n bigint NOT NULL);
  INSERT INTO counters VALUES (1, 0), (2, 0);
)sql"}};

inline constexpr Query kAddThing{
    "test.add_thing", "INSERT INTO things (id, title) VALUES ($1, $2) RETURNING valid_from_us"};
inline constexpr Query kRetitle{
    "test.retitle", "UPDATE things SET title = $2 WHERE id = $1 RETURNING valid_from_us"};
inline constexpr Query kCountThings{"test.count_things", "SELECT count(*) FROM things"};
inline constexpr Query kTitleAsOf{"test.title_as_of",
                                  "SELECT title FROM things_as_of($2) WHERE id = $1"};

class StoreTest : public testing::Test {
 protected:
  StoreTest()
      : admin_uri_(TestCluster::Get().CreateDatabase({{SchemaSpec{"demo", kThings, {}}}})),
        database_(MakeDatabase(admin_uri_)) {}

  Options MakeOptions(const std::string& uri, const std::string& role = "cartera_demo") {
    return {.uri = uri,
            .role = role,
            .schema = "demo",
            .size = 8,
            .clock = &clock_,
            .log = [this](absl::string_view, absl::string_view cause) {
              const MutexLock lock(&log_mutex_);
              log_.emplace_back(cause);
            }};
  }
  std::unique_ptr<Database> MakeDatabase(const std::string& uri,
                                         const std::string& role = "cartera_demo") {
    return std::make_unique<Database>(MakeOptions(uri, role));
  }

  CallContext Context(absl::Duration timeout = absl::Seconds(10)) {
    return {.principal = "people/ana", .method = "/demo/Do", .deadline = absl::Now() + timeout};
  }
  CallContext Context(const std::string& request_id, const std::string& hash) {
    CallContext context = Context();
    context.request_id = request_id;
    context.request_hash = hash;
    return context;
  }

  // Adds a thing with one audit entry and one event; the usual shape of a handler.
  absl::Status AddThing(const CallContext& context, const std::string& id,
                        std::string* answer = nullptr) {
    return database_->Write(context, answer, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      if (tx.Replayed()) {
        return "";
      }
      ASSIGN_OR_RETURN(const Result result, tx.Exec(kAddThing, id, "title of " + id));
      tx.NameResource("things/" + id);
      RETURN_IF_ERROR(tx.Audit({.subject = id, .action = "add", .resource = "things/" + id}));
      RETURN_IF_ERROR(tx.Emit({.aggregate = id, .type = "added", .payload = id}));
      return "added " + id;
    });
  }
  absl::Status Retitle(const std::string& id, const std::string& title) {
    return database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      RETURN_IF_ERROR(tx.Exec(kRetitle, id, title).status());
      return "";
    });
  }

  // One value of a query run as the superuser with the schema's search_path.
  std::string Admin(absl::string_view name, absl::string_view sql) {
    if (admin_ == nullptr) {
      admin_ = MakeDatabase(admin_uri_, "");
    }
    std::string value;
    const absl::Status status = admin_->Maintain(Context(), [&](Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Result result, tx.Exec(Query{name, sql}));
      value = result.empty() ? "" : result[0].OptionalText(0).value_or("NULL");
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status << " " << sql << " " << LastLog();
    return value;
  }
  std::string LastLog() {
    const MutexLock lock(&log_mutex_);
    return log_.empty() ? "" : log_.back();
  }
  int64_t CountThings() { return std::stoll(Admin("t.count", "SELECT count(*) FROM things")); }

 private:
  Mutex log_mutex_;
  std::vector<std::string> log_ ABSL_GUARDED_BY(log_mutex_);

 protected:
  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  std::string admin_uri_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Database> admin_;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_STORE_TEST_FIXTURE_H_
