#include <atomic>
#include <latch>
#include <thread>

#include "libs/base/status_macros.h"
#include "libs/platform/pg/store_test_fixture.h"

namespace cartera::pg {
namespace {

class HistoryTest : public StoreTest {
 protected:
  // The title of a thing as of an instant; "-" when it did not exist.
  std::string TitleAsOf(const std::string& id, absl::Time at) {
    std::string title = "-";
    const absl::Status status = database_->ReadAsOf(Context(), at, [&](Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Result r, tx.Exec(kTitleAsOf, id, tx.AsOfUs()));
      EXPECT_LE(r.size(), 1);
      title = r.empty() ? "-" : r[0].Text(0);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return title;
  }
  absl::Status Delete(const std::string& id) {
    return database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      RETURN_IF_ERROR(
          tx.Exec(Query{"test.delete", "DELETE FROM things WHERE id = $1"}, id).status());
      return "";
    });
  }
};

TEST_F(HistoryTest, EveryPastStateCanBeRead) {
  const absl::Time start = clock_.Now();
  const auto at = [&](int s) { return start + absl::Seconds(s); };
  ASSERT_EQ(AddThing(Context(), "a"), absl::OkStatus());
  clock_.Advance(absl::Seconds(10));
  ASSERT_EQ(Retitle("a", "second"), absl::OkStatus());
  clock_.Advance(absl::Seconds(10));
  ASSERT_EQ(Delete("a"), absl::OkStatus());
  clock_.Advance(absl::Seconds(10));
  const absl::Duration us = absl::Microseconds(1);
  EXPECT_EQ(TitleAsOf("a", start - us), "-");
  EXPECT_EQ(TitleAsOf("a", start), "title of a");
  EXPECT_EQ(TitleAsOf("a", at(10) - us), "title of a");
  EXPECT_EQ(TitleAsOf("a", at(10)), "second");
  EXPECT_EQ(TitleAsOf("a", at(20) - us), "second");
  EXPECT_EQ(TitleAsOf("a", at(20)), "-");
}

TEST_F(HistoryTest, VersionsOfARowIncreaseEvenWhenTheClockStands) {
  ASSERT_EQ(AddThing(Context(), "a"), absl::OkStatus());
  ASSERT_EQ(Retitle("a", "2"), absl::OkStatus());
  ASSERT_EQ(Retitle("a", "3"), absl::OkStatus());
  EXPECT_EQ(Admin("t.v", "SELECT valid_from_us - 1800000000000000 || '' FROM things"), "2");
  EXPECT_EQ(Admin("t.h",
                  "SELECT string_agg(title || ' ' || valid_to_us - 1800000000000000, ',' "
                  "ORDER BY valid_from_us) FROM things_history"),
            "title of a 1,2 2");
}

TEST_F(HistoryTest, ChangesWithinOneTransactionAreOneVersion) {
  ASSERT_EQ(database_->Write(Context(), nullptr,
                             [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                               ASSIGN_OR_RETURN(const Result added, tx.Exec(kAddThing, "a", "1"));
                               EXPECT_EQ(added[0].Int64(0), tx.NowUs());
                               ASSIGN_OR_RETURN(const Result changed, tx.Exec(kRetitle, "a", "2"));
                               EXPECT_EQ(changed[0].Int64(0), tx.NowUs());
                               return "";
                             }),
            absl::OkStatus());
  EXPECT_EQ(Admin("t.h", "SELECT count(*)::text FROM things_history"), "0");
}

TEST_F(HistoryTest, AsOfReadsUseTheIndexes) {
  std::string plan;
  ASSERT_EQ(database_->Maintain(
                Context(),
                [&](Tx& tx) -> absl::Status {
                  tx.ExecLater(Query{"test.no_scan", "SET LOCAL enable_seqscan = off"});
                  ASSIGN_OR_RETURN(
                      const Result r,
                      tx.Exec(Query{"test.plan",
                                    "EXPLAIN (FORMAT JSON) SELECT title FROM things_as_of(5) "
                                    "WHERE id = 'a'"}));
                  plan = r[0].Text(0);
                  return absl::OkStatus();
                }),
            absl::OkStatus());
  EXPECT_THAT(plan, testing::HasSubstr("things_history_id_valid_from_us_idx"));
  EXPECT_THAT(plan, testing::HasSubstr("things_pkey"));
}

TEST_F(HistoryTest, AddedColumnIsKeptAfterCallingKeepHistoryAgain) {
  ASSERT_EQ(AddThing(Context(), "a"), absl::OkStatus());
  const Migration next[] = {kThings[0], {"0002_note.sql", R"sql(
    ALTER TABLE things ADD COLUMN note text;
    SELECT keep_history('things');
    UPDATE things SET note = 'backfilled';)sql"}};
  ASSERT_EQ(Migrate(admin_uri_, {"demo", next, {}}), absl::OkStatus());
  clock_.Advance(absl::Seconds(1));
  ASSERT_EQ(Retitle("a", "2"), absl::OkStatus());
  EXPECT_EQ(Admin("t.notes",
                  "SELECT string_agg(coalesce(note, '-'), ' ' ORDER BY valid_from_us) "
                  "FROM things_history"),
            "- backfilled");
}

TEST_F(HistoryTest, RuntimeRoleCannotWriteHistory) {
  ASSERT_EQ(AddThing(Context(), "a"), absl::OkStatus());
  ASSERT_EQ(Retitle("a", "2"), absl::OkStatus());
  const Query kAttempts[] = {{"h.upd", "UPDATE things_history SET title = 'x'"},
                             {"h.del", "DELETE FROM things_history"},
                             {"h.ins", "INSERT INTO things_history SELECT *, 1 FROM things"},
                             {"h.tru", "TRUNCATE things_history"}};
  for (const Query& query : kAttempts) {
    const absl::Status status =
        database_->Maintain(Context(), [&](Tx& tx) { return tx.Exec(query).status(); });
    EXPECT_EQ(SqlStateOf(status), "42501") << query.sql;
  }
}

TEST_F(HistoryTest, AsOfNowOrLaterIsNotClosed) {
  const auto read = [&](absl::Time at) {
    return database_->ReadAsOf(Context(), at, [](Tx&) { return absl::OkStatus(); });
  };
  EXPECT_EQ(ReasonOf(read(clock_.Now())), "AS_OF_NOT_CLOSED");
  EXPECT_EQ(read(clock_.Now()).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(read(clock_.Now() - absl::Microseconds(1)), absl::OkStatus());
  Options options = MakeOptions(admin_uri_);
  options.clock_skew = absl::Seconds(2);
  database_ = std::make_unique<Database>(options);
  EXPECT_EQ(ReasonOf(read(clock_.Now() - absl::Seconds(2))), "AS_OF_NOT_CLOSED");
  EXPECT_EQ(read(clock_.Now() - absl::Seconds(2) - absl::Microseconds(1)), absl::OkStatus());
}

TEST_F(HistoryTest, SlowOpenWriterHoldsTheClosedTimeBack) {
  const absl::Time start = clock_.Now();
  std::latch opened(1), finish(1);
  std::thread slow([&] {
    EXPECT_EQ(database_->Write(Context(), nullptr,
                               [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                                 RETURN_IF_ERROR(tx.Exec(kAddThing, "slow", "t").status());
                                 opened.count_down();
                                 finish.wait();
                                 return "";
                               }),
              absl::OkStatus());
  });
  opened.wait();
  clock_.Advance(absl::Seconds(60));
  ASSERT_EQ(AddThing(Context(), "quick"), absl::OkStatus());
  clock_.Advance(absl::Seconds(1));
  int64_t closed_us = 0;
  const auto latest = [&](Tx& tx) {
    closed_us = tx.AsOfUs();
    return absl::OkStatus();
  };
  EXPECT_EQ(database_->ReadAsOf(Context(), std::nullopt, latest), absl::OkStatus());
  EXPECT_EQ(closed_us, absl::ToUnixMicros(start) - 1);
  EXPECT_EQ(ReasonOf(database_->ReadAsOf(Context(), start, latest)), "AS_OF_NOT_CLOSED");
  finish.count_down();
  slow.join();
  EXPECT_EQ(database_->ReadAsOf(Context(), std::nullopt, latest), absl::OkStatus());
  EXPECT_EQ(closed_us, absl::ToUnixMicros(clock_.Now()) - 1);
  EXPECT_EQ(TitleAsOf("slow", start), "t");
}

// The rule itself, under load: what an as-of read saw once it sees again after all writers have
// ended.
TEST_F(HistoryTest, SameAsOfQuestionGetsTheSameAnswer) {
  const SystemClock real;
  Options options = MakeOptions(admin_uri_);
  options.clock = &real;
  Database database(options);
  constexpr Query kCountAsOf{"test.count_as_of",
                             "SELECT count(*), max(valid_from_us) FROM things_as_of($1)"};
  std::atomic<bool> stop = false;
  std::atomic<int> added = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&] {
      while (!stop) {
        EXPECT_EQ(database.Write(Context(), nullptr,
                                 [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                                   const std::string id = std::to_string(++added);
                                   RETURN_IF_ERROR(tx.Exec(kAddThing, id, "t").status());
                                   return "";
                                 }),
                  absl::OkStatus());
      }
    });
  }
  const auto count_at = [&](std::optional<absl::Time> at) {
    std::pair<int64_t, int64_t> seen;  // instant, count
    EXPECT_EQ(database.ReadAsOf(Context(), at,
                                [&](Tx& tx) -> absl::Status {
                                  ASSIGN_OR_RETURN(const Result r,
                                                   tx.Exec(kCountAsOf, tx.AsOfUs()));
                                  seen = {tx.AsOfUs(), r[0].Int64(0)};
                                  return absl::OkStatus();
                                }),
              absl::OkStatus());
    return seen;
  };
  std::vector<std::pair<int64_t, int64_t>> seen;
  const absl::Time until = absl::Now() + absl::Milliseconds(2500);
  while (absl::Now() < until) {
    seen.push_back(count_at(std::nullopt));
  }
  stop = true;
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_GT(seen.back().second, 0);
  for (const auto& [at_us, count] : seen) {
    ASSERT_EQ(count_at(absl::FromUnixMicros(at_us)).second, count);
  }
}

TEST_F(HistoryTest, AClockSetBackChangesNoAnswerAboutThePast) {
  SystemClock clock(&clock_);
  Options options = MakeOptions(admin_uri_);
  options.clock = &clock;
  database_ = std::make_unique<Database>(options);
  ASSERT_EQ(AddThing(Context(), "a"), absl::OkStatus());
  clock_.Advance(absl::Seconds(10));
  const absl::Time asked = clock.Now() - absl::Seconds(1);
  const auto count_as_of = [&] {
    int64_t count = -1;
    EXPECT_EQ(database_->ReadAsOf(
                  Context(), asked,
                  [&](Tx& tx) -> absl::Status {
                    ASSIGN_OR_RETURN(
                        const Result result,
                        tx.Exec(Query{"test.as_of_count", "SELECT count(*) FROM things_as_of($1)"},
                                tx.AsOfUs()));
                    count = result[0].Int64(0);
                    return absl::OkStatus();
                  }),
              absl::OkStatus());
    return count;
  };
  EXPECT_EQ(count_as_of(), 1);
  clock_.Advance(-absl::Hours(1));
  ASSERT_EQ(AddThing(Context(), "b"), absl::OkStatus());
  ASSERT_EQ(Retitle("a", "x"), absl::OkStatus());
  ASSERT_EQ(Retitle("a", "y"), absl::OkStatus());
  EXPECT_EQ(count_as_of(), 1);
  EXPECT_EQ(Admin("t.grow", "SELECT bool_and(valid_from_us < valid_to_us) FROM things_history"),
            "t");
}

}  // namespace
}  // namespace cartera::pg
