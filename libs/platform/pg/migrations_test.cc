#include "libs/platform/pg/migrations.h"

#include <thread>

#include "libs/base/status_macros.h"
#include "libs/platform/pg/store_test_fixture.h"

namespace cartera::pg {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

class MigrationsTest : public StoreTest {
 protected:
  absl::Status MigrateDemo(absl::Span<const Migration> migrations) {
    return Migrate(admin_uri_, {"demo", migrations, {}});
  }
};

TEST_F(MigrationsTest, MigratingAgainChangesNothing) {
  EXPECT_EQ(MigrateDemo(kThings), absl::OkStatus());
  EXPECT_EQ(AssertSchemaCurrent(*database_, {"demo", kThings, {}}, Context().deadline),
            absl::OkStatus());
}

TEST_F(MigrationsTest, ChangedFileIsRefusedByName) {
  const Migration changed[] = {{"0001_things.sql", "SELECT 1"}};
  const absl::Status status = MigrateDemo(changed);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("0001_things.sql"));
  EXPECT_EQ(AssertSchemaCurrent(*database_, {"demo", changed, {}}, Context().deadline).code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(MigrationsTest, DatabaseOfANewerVersionIsRefused) {
  const Migration newer[] = {kThings[0], {"0002_more.sql", "CREATE TABLE more (x int)"}};
  ASSERT_EQ(MigrateDemo(newer), absl::OkStatus());
  const absl::Status status = MigrateDemo(kThings);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("made by a newer version, with 0002_more.sql"));
}

TEST_F(MigrationsTest, MissingMigrationIsNotCurrent) {
  const Migration more[] = {kThings[0], {"0002_more.sql", "CREATE TABLE more (x int)"}};
  const absl::Status status =
      AssertSchemaCurrent(*database_, {"demo", more, {}}, Context().deadline);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("0002_more.sql is missing"));
}

TEST_F(MigrationsTest, EarlierFileAddedLaterIsRefused) {
  const Migration inserted[] = {{"0000_zzz.sql", "SELECT 1"}, kThings[0]};
  EXPECT_EQ(MigrateDemo(inserted).code(), StatusCode::kFailedPrecondition);
}

TEST_F(MigrationsTest, FailedMigrationIsRolledBackAloneAndNamed) {
  const Migration failing[] = {
      kThings[0],
      {"0002_good.sql", "CREATE TABLE good (x int)"},
      {"0003_bad.sql", "CREATE TABLE half (x int); SELECT no_such_thing();"}};
  const absl::Status status = MigrateDemo(failing);
  EXPECT_EQ(status.code(), StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("0003_bad.sql"));
  EXPECT_EQ(
      Admin("t.good", "SELECT to_regclass('good') IS NOT NULL AND to_regclass('half') IS NULL"),
      "t");
}

TEST_F(MigrationsTest, ConcurrentMigrationsApplyEachFileOnce) {
  const std::string fresh = TestCluster::Get().CreateDatabase();
  std::vector<std::thread> migrators;
  for (int i = 0; i < 4; ++i) {
    migrators.emplace_back([&] {
      EXPECT_EQ(Migrate(fresh, {"demo", kThings, {}}), absl::OkStatus());
    });
  }
  for (std::thread& migrator : migrators) {
    migrator.join();
  }
}

TEST_F(MigrationsTest, PublishedViewsAreReadableOnlyByThoseThatDeclareIt) {
  const Migration publish[] = {kThings[0], {"0002_publish.sql", R"sql(
    CREATE VIEW demo_read.things_v1 AS SELECT id, title FROM things;)sql"}};
  ASSERT_EQ(MigrateDemo(publish), absl::OkStatus());
  ASSERT_EQ(Migrate(admin_uri_, {"reader", {}, {"demo"}}), absl::OkStatus());
  ASSERT_EQ(Migrate(admin_uri_, {"stranger", {}, {}}), absl::OkStatus());
  const auto read = [&](const std::string& role, absl::string_view sql) {
    return SqlStateOf(MakeDatabase(admin_uri_, role)->Read(Context(), [&](Tx& tx) {
      return tx.Exec(Query{"test.view", sql}).status();
    }));
  };
  EXPECT_EQ(read("cartera_reader", "SELECT * FROM demo_read.things_v1"), "");
  EXPECT_EQ(read("cartera_reader", "SELECT * FROM demo.things"), "42501");
  EXPECT_EQ(read("cartera_stranger", "SELECT * FROM demo_read.things_v1"), "42501");
}

TEST_F(MigrationsTest, AViewThatAnotherProcessIsAboutToMakeIsWaitedFor) {
  const Migration asking[] = {
      {"0001_ask.sql", "CREATE VIEW reader_read.asked_v1 AS SELECT id FROM demo_read.things_v1"}};
  absl::Status status;
  std::thread reader([&] { status = Migrate(admin_uri_, {"reader", asking, {"demo"}}); });
  absl::SleepFor(absl::Milliseconds(100));
  const Migration publish[] = {kThings[0], {"0002_publish.sql", R"sql(
    CREATE VIEW demo_read.things_v1 AS SELECT id, title FROM things;)sql"}};
  EXPECT_EQ(MigrateDemo(publish), absl::OkStatus());
  reader.join();
  EXPECT_EQ(status, absl::OkStatus());
}

TEST_F(MigrationsTest, RuntimeRoleOwnsNothing) {
  EXPECT_EQ(Admin("t.owned",
                  "SELECT count(*)::text FROM pg_shdepend d JOIN pg_roles r ON "
                  "r.oid = d.refobjid WHERE d.deptype = 'o' AND r.rolname = 'cartera_demo'"),
            "0");
  EXPECT_EQ(Admin("t.flags",
                  "SELECT (rolcanlogin AND NOT rolbypassrls AND NOT rolsuper)::text FROM "
                  "pg_roles WHERE rolname = 'cartera_demo'"),
            "true");
}

TEST_F(MigrationsTest, StalePlanOfARunningServerIsReplaced) {
  const auto read_all = [&] {
    return database_->Read(Context(), [&](Tx& tx) {
      return tx.Exec(Query{"test.all", "SELECT * FROM counters"}).status();
    });
  };
  ASSERT_EQ(read_all(), absl::OkStatus());
  const Migration more[] = {kThings[0], {"0002_col.sql", "ALTER TABLE counters ADD COLUMN m int"}};
  ASSERT_EQ(MigrateDemo(more), absl::OkStatus());
  EXPECT_EQ(read_all(), absl::OkStatus());
}

}  // namespace
}  // namespace cartera::pg
