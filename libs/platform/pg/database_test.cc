#include "libs/platform/pg/database.h"

#include <thread>

#include "libs/base/status_macros.h"
#include "libs/platform/pg/store_test_fixture.h"

namespace cartera::pg {
namespace {

using absl::StatusCode;

constexpr Query kEcho{"test.echo", "SELECT $1::bigint, $2::text, $3::bytea, $4::boolean"};
constexpr Query kEchoArrays{"test.echo_arrays",
                            "SELECT $1::text[], $2::bigint[], $3::bytea[], ($3::bytea[])[1]"};
constexpr Query kBackend{"test.backend", "SELECT pg_backend_pid()"};
constexpr Query kSleep{"test.sleep", "SELECT pg_sleep($1::float8)"};
constexpr Query kReadCounter{"test.read_counter", "SELECT n FROM counters WHERE id = $1"};
constexpr Query kSetCounter{"test.set_counter", "UPDATE counters SET n = $2 WHERE id = $1"};

class DatabaseTest : public StoreTest {};

TEST_F(DatabaseTest, Exec_ConvertsEveryValueExactly) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) {
    all_bytes += static_cast<char>(i);
  }
  const std::vector<std::string> texts = {"",       "NULL",    "null",        "a,b",
                                          "{x}",    "quote\"", "back\\slash", "ñandú",
                                          "  pad ", "\t\n",    "'",           "\xF0\x9F\x98\x80"};
  const std::vector<int64_t> numbers = {INT64_MIN, -1, 0, INT64_MAX};
  for (const int64_t number : numbers) {
    for (const std::string& text : texts) {
      ASSERT_EQ(database_->Read(Context(),
                                [&](Tx& tx) -> absl::Status {
                                  ASSIGN_OR_RETURN(const Result r, tx.Exec(kEcho, number, text,
                                                                           Bytes{all_bytes}, true));
                                  EXPECT_EQ(r[0].Int64(0), number);
                                  EXPECT_EQ(r[0].Text(1), text);
                                  EXPECT_EQ(r[0].Bytes(2), all_bytes);
                                  EXPECT_TRUE(r[0].Bool(3));
                                  return absl::OkStatus();
                                }),
                absl::OkStatus());
    }
  }
  const std::vector<std::string> blobs = {all_bytes, "", "\\x"};
  ASSERT_EQ(database_->Read(Context(),
                            [&](Tx& tx) -> absl::Status {
                              ASSIGN_OR_RETURN(
                                  const Result r,
                                  tx.Exec(kEchoArrays,
                                          Params{}.Add(texts).Add(numbers).AddBytesArray(blobs)));
                              EXPECT_EQ(r[0].TextArray(0), texts);
                              EXPECT_EQ(r[0].Int64Array(1), numbers);
                              EXPECT_EQ(r[0].TextArray(2).size(), 3u);
                              EXPECT_EQ(r[0].Bytes(3), all_bytes);
                              return absl::OkStatus();
                            }),
            absl::OkStatus());
}

TEST_F(DatabaseTest, Exec_KeepsNullApartFromEmpty) {
  const std::vector<std::optional<std::string>> with_null = {"a", std::nullopt, "NULL"};
  ASSERT_EQ(database_->Read(
                Context(),
                [&](Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(
                      const Result r,
                      tx.Exec(kEcho, std::optional<int64_t>(), std::optional<std::string>(""),
                              std::nullopt, std::optional<bool>(false)));
                  EXPECT_EQ(r[0].OptionalInt64(0), std::nullopt);
                  EXPECT_EQ(r[0].OptionalText(1), "");
                  EXPECT_TRUE(r[0].IsNull(2));
                  EXPECT_EQ(r[0].OptionalBool(3), false);
                  ASSIGN_OR_RETURN(
                      const Result nulls,
                      tx.Exec(Query{"test.null_at", "SELECT array_position($1::text[], NULL)"},
                              with_null));
                  EXPECT_EQ(nulls[0].Int64(0), 2);
                  return absl::OkStatus();
                }),
            absl::OkStatus());
}

TEST_F(DatabaseTest, Exec_RefusesNulAndBadUtf8AsInvalidArgument) {
  const std::string nul("a\0b", 3);
  absl::Status status = database_->Read(Context(), [&](Tx& tx) -> absl::Status {
    const absl::Status refused = tx.Exec(kEcho, 1, nul, Bytes{""}, true).status();
    EXPECT_EQ(ReasonOf(refused), "NUL_IN_TEXT");
    EXPECT_EQ(tx.Exec(kEchoArrays, std::vector<std::string>{nul}, std::vector<int64_t>{},
                      std::vector<std::string>{})
                  .status(),
              refused);
    return tx.Exec(kEcho, 1, "fine", Bytes{nul}, true).status();  // nothing was sent, so it goes on
  });
  EXPECT_EQ(status, absl::OkStatus());
  status = database_->Read(
      Context(), [&](Tx& tx) { return tx.Exec(kEcho, 1, "\xff\xfe", Bytes{""}, true).status(); });
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_UTF8");
}

TEST_F(DatabaseTest, Row_ReadAsTheWrongTypeEndsTheCallInternal) {
  const absl::Status status = database_->Read(Context(), [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result r, tx.Exec(kEcho, 1, "x", Bytes{""}, true));
    (void)r[0].Int64(1);
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), StatusCode::kInternal);
  EXPECT_EQ(status.message(), "internal error");
  EXPECT_EQ(database_->Ping(Context().deadline), absl::OkStatus());
}

TEST_F(DatabaseTest, Errors_MapBySqlStateAndNameTheConstraint) {
  ASSERT_EQ(AddThing(Context(), "a"), absl::OkStatus());
  const struct {
    Query query;
    StatusCode code;
    absl::string_view constraint;
  } kCases[] = {
      {{"e.unique", "INSERT INTO things (id, title) VALUES ('a', '')"},
       StatusCode::kAlreadyExists,
       "things_pkey"},
      {{"e.foreign", "INSERT INTO things (id, title, parent) VALUES ('b', '', 'no')"},
       StatusCode::kFailedPrecondition,
       "things_parent"},
      {{"e.check", "INSERT INTO things (id, title, amount_minor) VALUES ('b', '', -1)"},
       StatusCode::kInternal,
       "things_amount"},
      {{"e.null", "INSERT INTO things (id) VALUES ('b')"}, StatusCode::kInternal, ""},
      {{"e.syntax", "SELEC"}, StatusCode::kInternal, ""},
  };
  for (const auto& test : kCases) {
    const absl::Status status =
        database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
          RETURN_IF_ERROR(tx.Exec(test.query).status());
          return "";
        });
    EXPECT_EQ(status.code(), test.code) << test.query.name << " " << status;
    EXPECT_EQ(ConstraintOf(status), test.constraint);
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("things")));
  }
  EXPECT_EQ(CountThings(), 1);
}

TEST_F(DatabaseTest, Read_IsOneReadOnlySnapshot) {
  const absl::Status status = database_->Read(Context(), [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result before, tx.Exec(kCountThings));
    EXPECT_EQ(before[0].Int64(0), 0);
    std::thread([&] { EXPECT_EQ(AddThing(Context(), "a"), absl::OkStatus()); }).join();
    ASSIGN_OR_RETURN(const Result after, tx.Exec(kCountThings));
    EXPECT_EQ(after[0].Int64(0), 0);
    return tx.Exec(kSetCounter, 1, 5).status();
  });
  EXPECT_EQ(status.code(), StatusCode::kInternal);  // 25006, a read that writes is our bug
  EXPECT_EQ(SqlStateOf(status), "25006");
  EXPECT_EQ(CountThings(), 1);
}

TEST_F(DatabaseTest, KilledIdleBackendIsReplacedUnseen) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(database_->Ping(Context().deadline), absl::OkStatus());
    Admin("t.kill",
          "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    EXPECT_EQ(AddThing(Context(), "a" + std::to_string(i)), absl::OkStatus());
  }
  EXPECT_EQ(CountThings(), 5);
}

TEST_F(DatabaseTest, BackendKilledInTheMiddleRunsTheBodyAgain) {
  int runs = 0;
  const absl::Status status =
      database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(tx.Exec(kAddThing, "a", "t").status());
        if (++runs == 1) {
          Admin("t.kill",
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        RETURN_IF_ERROR(tx.Exec(kRetitle, "a", "u").status());
        return "";
      });
  EXPECT_EQ(status, absl::OkStatus());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(CountThings(), 1);
}

TEST_F(DatabaseTest, UnreachableDatabaseIsUnavailable) {
  const auto nowhere = MakeDatabase("host=/nonexistent dbname=x");
  const absl::Status status = nowhere->Ping(Context().deadline);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_FALSE(LastLog().empty());
}

TEST_F(DatabaseTest, ExhaustedPoolWaitsNoLongerThanTheDeadline) {
  Options options = MakeOptions(admin_uri_);
  options.size = 1;
  Database small(options);
  ASSERT_EQ(small.Read(Context(),
                       [&](Tx& tx) {
                         EXPECT_TRUE(LeaseHeldByThisThread());
                         const absl::Time start = absl::Now();
                         const absl::Status status = small.Ping(start + absl::Milliseconds(50));
                         EXPECT_EQ(ReasonOf(status), "POOL_TIMEOUT");
                         EXPECT_LT(absl::Now() - start, absl::Seconds(2));
                         return tx.Exec(kCountThings).status();
                       }),
            absl::OkStatus());
  EXPECT_FALSE(LeaseHeldByThisThread());
  EXPECT_EQ(small.Ping(Context().deadline), absl::OkStatus());
}

TEST_F(DatabaseTest, SlowStatementEndsWithTheDeadlineAndKeepsTheConnection) {
  int64_t pid = 0;
  const auto read_pid = [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result r, tx.Exec(kBackend));
    pid = r[0].Int64(0);
    return absl::OkStatus();
  };
  ASSERT_EQ(database_->Read(Context(), read_pid), absl::OkStatus());
  const int64_t pid_before = pid;
  const absl::Time start = absl::Now();
  const absl::Status status = database_->Read(
      Context(absl::Milliseconds(100)), [&](Tx& tx) { return tx.Exec(kSleep, "5").status(); });
  EXPECT_EQ(status.code(), StatusCode::kDeadlineExceeded);
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  ASSERT_EQ(database_->Read(Context(), read_pid), absl::OkStatus());
  EXPECT_EQ(pid, pid_before);
}

TEST_F(DatabaseTest, SerializationConflictRunsAgainAndIsBounded) {
  int runs = 0;
  const auto collide_times = [&](int times) {
    runs = 0;
    return database_->Write(
        Context(), nullptr,
        [&](WriteTx& tx) -> absl::StatusOr<std::string> {
          ++runs;
          ASSIGN_OR_RETURN(const Result n, tx.Exec(kReadCounter, 1));
          if (runs <= times) {
            Admin("t.bump", "UPDATE counters SET n = n + 100 WHERE id = 1");
          }
          RETURN_IF_ERROR(tx.Exec(kSetCounter, 1, n[0].Int64(0) + 1).status());
          return "";
        },
        Isolation::kSerializable);
  };
  EXPECT_EQ(collide_times(2), absl::OkStatus());
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(Admin("t.n", "SELECT n::text FROM counters WHERE id = 1"), "201");
  const absl::Status status = collide_times(1000);
  EXPECT_EQ(status.code(), StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "CONFLICT");
  EXPECT_EQ(runs, 4);
}

TEST_F(DatabaseTest, DeadlockRunsAgain) {
  const auto add_both = [&](int first, int second) {
    return database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      for (const int id : {first, second}) {
        RETURN_IF_ERROR(
            tx.Exec(Query{"test.add", "UPDATE counters SET n = n + 1 WHERE id = $1"}, id).status());
        absl::SleepFor(absl::Milliseconds(20));
      }
      return "";
    });
  };
  std::thread other([&] { EXPECT_EQ(add_both(2, 1), absl::OkStatus()); });
  EXPECT_EQ(add_both(1, 2), absl::OkStatus());
  other.join();
  EXPECT_EQ(Admin("t.sum", "SELECT sum(n)::text FROM counters"), "4");
}

TEST_F(DatabaseTest, BodyThatIgnoresAFailedStatementCannotCommit) {
  const absl::Status status =
      database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
        EXPECT_TRUE(tx.Exec(kAddThing, "a", "t").ok());
        EXPECT_FALSE(tx.Exec(kAddThing, "a", "t").ok());
        return "all is well";
      });
  EXPECT_EQ(status.code(), StatusCode::kInternal);
  EXPECT_EQ(CountThings(), 0);
}

}  // namespace
}  // namespace cartera::pg
