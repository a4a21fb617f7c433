#include "libs/base/status_macros.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/store_test_fixture.h"

namespace cartera::pg {
namespace {

constexpr Query kNumber{"test.number", "SELECT $1::bigint"};
constexpr Query kFail{"test.fail", "SELECT 1 / $1::bigint"};
constexpr Query kSleep{"test.sleep", "SELECT pg_sleep($1::float8)"};
constexpr Query kTimeout{"test.timeout", "SHOW statement_timeout"};

// What travels together: statements asked for, the end of a read, the session's time limit.
class RoundTripTest : public StoreTest {
 protected:
  // The statement_timeout that a read with this much time left runs under.
  std::string TimeoutWith(absl::Duration left) {
    CallContext context = Context();
    context.deadline = absl::Now() + left;
    std::string timeout;
    EXPECT_EQ(database_->Read(context,
                              [&](Tx& tx) -> absl::Status {
                                ASSIGN_OR_RETURN(const Result r, tx.Exec(kTimeout));
                                timeout = r[0].Text(0);
                                return absl::OkStatus();
                              }),
              absl::OkStatus());
    return timeout;
  }
};

TEST_F(RoundTripTest, Ask_GivesEachItsOwnRowsInAnyOrder) {
  EXPECT_EQ(database_->Read(Context(),
                            [&](Tx& tx) -> absl::Status {
                              const Asked first = tx.Ask(kNumber, Bind(1));
                              const Asked second = tx.Ask(kNumber, Bind(2));
                              ASSIGN_OR_RETURN(const Result third, tx.Exec(kNumber, 3));
                              const Asked fourth = tx.Ask(kNumber, Bind(4));
                              ASSIGN_OR_RETURN(const Result four, tx.Answer(fourth));
                              ASSIGN_OR_RETURN(const Result two, tx.Answer(second));
                              ASSIGN_OR_RETURN(const Result one, tx.Answer(first));
                              EXPECT_EQ(one[0].Int64(0), 1);
                              EXPECT_EQ(two[0].Int64(0), 2);
                              EXPECT_EQ(third[0].Int64(0), 3);
                              EXPECT_EQ(four[0].Int64(0), 4);
                              EXPECT_EQ(tx.Answer(first).status().code(),
                                        absl::StatusCode::kInternal);
                              return absl::OkStatus();
                            }),
            absl::OkStatus());
}

TEST_F(RoundTripTest, Ask_FailsWhereItsAnswerIsWanted) {
  const absl::Status status = database_->Read(Context(), [&](Tx& tx) -> absl::Status {
    const Asked asked = tx.Ask(kFail, Bind(0));
    EXPECT_FALSE(tx.Exec(kNumber, 1).ok());
    return tx.Answer(asked).status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

TEST_F(RoundTripTest, EndWithNext_EndsTheTransactionWithTheStatement) {
  EXPECT_EQ(
      database_->Read(Context(),
                      [&](Tx& tx) -> absl::Status {
                        const Asked asked = tx.Ask(kNumber, Bind(1));
                        tx.EndWithNext();
                        RETURN_IF_ERROR(tx.Exec(kNumber, 2).status());
                        EXPECT_EQ(Admin("t.open",
                                        "SELECT count(*) FROM pg_stat_activity"
                                        " WHERE state LIKE 'idle in trans%'"),
                                  "0");
                        ASSIGN_OR_RETURN(const Result one, tx.Answer(asked));
                        EXPECT_EQ(one[0].Int64(0), 1);
                        EXPECT_EQ(tx.Exec(kNumber, 3).status().code(), absl::StatusCode::kInternal)
                            << "it would run outside of the snapshot";
                        return absl::OkStatus();
                      }),
      absl::OkStatus());
  EXPECT_EQ(TimeoutWith(absl::Seconds(30)), "32s") << "the connection goes on";
}

TEST_F(RoundTripTest, TimeLimit_IsKeptForTheSessionAndSurvivesARollback) {
  EXPECT_EQ(TimeoutWith(absl::Seconds(30)), "32s");
  EXPECT_EQ(TimeoutWith(absl::Seconds(7)), "8s");
  EXPECT_EQ(database_->Maintain(Context(),
                                [&](Tx& tx) -> absl::Status {
                                  RETURN_IF_ERROR(tx.Exec(kNumber, 1).status());
                                  return absl::AbortedError("rolled back");
                                }),
            absl::AbortedError("rolled back"));
  EXPECT_EQ(TimeoutWith(absl::Seconds(7)), "8s");
  EXPECT_EQ(TimeoutWith(absl::InfiniteDuration()), "0");
}

TEST_F(RoundTripTest, TimeLimit_OfACallWithLittleTimeLeftIsExactAndItsOwn) {
  EXPECT_EQ(TimeoutWith(absl::Seconds(30)), "32s");
  const std::string limit = TimeoutWith(absl::Seconds(3));
  EXPECT_TRUE(limit.ends_with("ms") || limit == "3s") << limit;
  EXPECT_EQ(TimeoutWith(absl::Seconds(30)), "32s");
}

TEST_F(RoundTripTest, EveryRoundTripIsCountedForTheQueryThatIsNotTheTransactionsOwn) {
  std::vector<std::string> counted;
  absl::Duration longest;
  Options options = MakeOptions(admin_uri_);
  options.waited = [&](absl::string_view query, absl::Duration took) {
    counted.emplace_back(query);
    longest = std::max(longest, took);
  };
  database_ = std::make_unique<Database>(options);
  ASSERT_EQ(database_->Ping(absl::Now() + absl::Seconds(10)), absl::OkStatus());
  counted.clear();
  EXPECT_EQ(database_->Read(Context(),
                            [&](Tx& tx) -> absl::Status {
                              tx.EndWithNext();  // COMMIT travels behind it
                              return tx.Exec(kNumber, 1).status();
                            }),
            absl::OkStatus());
  EXPECT_EQ(counted, std::vector<std::string>({"test.number"}));
  counted.clear();
  EXPECT_EQ(database_
                ->Write(Context(), nullptr,
                        [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                          RETURN_IF_ERROR(tx.Exec(kSleep, "0.02").status());
                          return tx.Exec(kFail, 0).status();
                        })
                .code(),
            absl::StatusCode::kInternal);
  EXPECT_THAT(counted, testing::IsSupersetOf({"test.sleep", "test.fail"}));
  EXPECT_GE(longest, absl::Milliseconds(20));
}

}  // namespace
}  // namespace cartera::pg
