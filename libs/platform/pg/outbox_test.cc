#include "libs/platform/pg/outbox.h"

#include <latch>
#include <thread>

#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/store_test_fixture.h"

namespace cartera::pg {
namespace {

class OutboxTest : public StoreTest {
 protected:
  absl::Status Emit(const std::vector<std::pair<std::string, std::string>>& events) {
    return database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      for (const auto& [aggregate, payload] : events) {
        RETURN_IF_ERROR(tx.Emit({.aggregate = aggregate, .type = "t", .payload = payload}));
      }
      return "";
    });
  }
  std::vector<OutboxRow> Fetch() {
    auto rows = FetchDeliverable(*database_, Context(), 100);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return *rows;
  }
  std::string Deliverable() {
    return absl::StrJoin(Fetch(), " ", [](std::string* out, const OutboxRow& row) {
      absl::StrAppend(out, row.aggregate, ":", row.payload);
    });
  }
};

TEST_F(OutboxTest, DeliversInOrderAndOnlyWhatIsNotDelivered) {
  ASSERT_EQ(Emit({{"a", "1"}, {"b", "2"}, {"a", "3"}}), absl::OkStatus());
  ASSERT_EQ(Emit({{"a", std::string("4\0\xff", 3)}}), absl::OkStatus());
  const std::vector<OutboxRow> rows = Fetch();
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[3].payload, std::string("4\0\xff", 3));
  ASSERT_EQ(MarkDelivered(*database_, Context(), {rows[0].id, rows[1].id, rows[3].id}),
            absl::OkStatus());
  EXPECT_EQ(Deliverable(), "a:3");
}

TEST_F(OutboxTest, SlowEarlyWriterIsNotSkipped) {
  std::latch opened(1), finish(1);
  std::thread slow([&] {
    EXPECT_EQ(database_->Write(Context(), nullptr,
                               [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                                 opened.count_down();
                                 finish.wait();
                                 RETURN_IF_ERROR(
                                     tx.Emit({.aggregate = "a", .type = "t", .payload = "early"}));
                                 return "";
                               }),
              absl::OkStatus());
  });
  opened.wait();
  ASSERT_EQ(Emit({{"a", "late"}}), absl::OkStatus());
  EXPECT_EQ(Deliverable(), "");
  finish.count_down();
  slow.join();
  EXPECT_EQ(Deliverable(), "a:early a:late");
}

TEST_F(OutboxTest, FailingRowHoldsItsAggregateBackAndParksAfterFiveFailures) {
  ASSERT_EQ(Emit({{"a", "1"}, {"a", "2"}, {"b", "3"}}), absl::OkStatus());
  const int64_t id = Fetch()[0].id;
  for (int failures = 1; failures <= kDeliveryAttemptsMax; ++failures) {
    ASSERT_EQ(MarkFailed(*database_, Context(), id, "receiver down"), absl::OkStatus());
    EXPECT_EQ(Deliverable(), "b:3");
    clock_.Advance(absl::Seconds(1 << (failures - 1)) - absl::Microseconds(1));
    EXPECT_EQ(Deliverable(), "b:3");
    clock_.Advance(absl::Microseconds(1));
    EXPECT_EQ(Deliverable(), failures < kDeliveryAttemptsMax ? "a:1 a:2 b:3" : "b:3");
  }
  const auto parked = ListParked(*database_, Context(), 10);
  ASSERT_EQ(parked->size(), 1u);
  EXPECT_EQ((*parked)[0].last_error, "receiver down");
  EXPECT_EQ((*parked)[0].attempts, kDeliveryAttemptsMax);
  EXPECT_EQ(Retry(*database_, Context(), id), absl::OkStatus());
  EXPECT_EQ(Deliverable(), "a:1 a:2 b:3");
  EXPECT_EQ(Retry(*database_, Context(), 999).code(), absl::StatusCode::kNotFound);
}

TEST_F(OutboxTest, LaterFailureDoesNotHoldBackEarlierRows) {
  ASSERT_EQ(Emit({{"a", "1"}, {"a", "2"}}), absl::OkStatus());
  ASSERT_EQ(MarkFailed(*database_, Context(), Fetch()[1].id, "x"), absl::OkStatus());
  EXPECT_EQ(Deliverable(), "a:1");
}

TEST_F(OutboxTest, AReceiverThatIsAwayParksNothing) {
  ASSERT_EQ(Emit({{"a", "1"}, {"a", "2"}, {"b", "3"}}), absl::OkStatus());
  for (int times = 0; times < 2 * kDeliveryAttemptsMax; ++times) {
    const std::vector<OutboxRow> rows = Fetch();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].attempts, 0);
    ASSERT_EQ(MarkPostponed(*database_, Context(), {rows[0].id}, "away"), absl::OkStatus());
    EXPECT_EQ(Deliverable(), "b:3");
    clock_.Advance(kReceiverPause);
  }
  EXPECT_EQ(*CountParked(*database_, Context()), 0);
}

TEST_F(OutboxTest, AClockSetBackHoldsNothingBack) {
  ASSERT_EQ(Emit({{"a", "1"}, {"b", "2"}}), absl::OkStatus());
  const std::vector<OutboxRow> rows = Fetch();
  ASSERT_EQ(MarkFailed(*database_, Context(), rows[0].id, "x"), absl::OkStatus());
  for (int failures = 0; failures < kDeliveryAttemptsMax; ++failures) {
    ASSERT_EQ(MarkFailed(*database_, Context(), rows[1].id, "x"), absl::OkStatus());
  }
  clock_.Advance(-absl::Hours(24));
  EXPECT_EQ(Deliverable(), "a:1");  // the other is parked, whatever the clock says
}

TEST_F(OutboxTest, DeliveredEffectsAreSweptAMonthLaterAndOthersNever) {
  ASSERT_EQ(Emit({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}), absl::OkStatus());
  const std::vector<OutboxRow> rows = Fetch();
  ASSERT_EQ(MarkDelivered(*database_, Context(), {rows[0].id, rows[2].id}), absl::OkStatus());
  clock_.Advance(kDeliveredKept);
  ASSERT_EQ(MarkDelivered(*database_, Context(), {rows[3].id}), absl::OkStatus());
  EXPECT_EQ(*SweepOutbox(*database_, Context()), 0);
  clock_.Advance(absl::Microseconds(1));
  EXPECT_EQ(*SweepOutbox(*database_, Context(), 1), 1);
  EXPECT_EQ(*SweepOutbox(*database_, Context()), 1);
  EXPECT_EQ(Admin("t.left", "SELECT string_agg(aggregate, '' ORDER BY id) FROM outbox"), "bd");
}

TEST_F(OutboxTest, WhatMayBeSentAgainIsNotForgotten) {
  const auto receive = [&](int64_t id) {
    return database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      RETURN_IF_ERROR(tx.FirstDelivery("review", id).status());
      return "";
    });
  };
  for (const int64_t id : {1, 2, 3}) ASSERT_EQ(receive(id), absl::OkStatus());
  EXPECT_EQ(*SweepInbox(*database_, Context(), "review", 10), 0);
  clock_.Advance(kDeliveredKept + absl::Microseconds(1));
  EXPECT_EQ(*SweepInbox(*database_, Context(), "registry", 10), 0);
  EXPECT_EQ(*SweepInbox(*database_, Context(), "review", 3), 2);
  EXPECT_EQ(Admin("t.left", "SELECT string_agg(id::text, '') FROM inbox"), "3");
}

TEST_F(OutboxTest, SettledIsWhatIsDelivered) {
  EXPECT_EQ(*SettledId(*database_, Context()), 0);
  ASSERT_EQ(Emit({{"a", "1"}, {"b", "2"}}), absl::OkStatus());
  const std::vector<OutboxRow> rows = Fetch();
  EXPECT_EQ(*SettledId(*database_, Context()), rows[0].id);
  ASSERT_EQ(MarkDelivered(*database_, Context(), {rows[0].id}), absl::OkStatus());
  EXPECT_EQ(*SettledId(*database_, Context()), rows[1].id);
  ASSERT_EQ(MarkDelivered(*database_, Context(), {rows[1].id}), absl::OkStatus());
  EXPECT_EQ(*SettledId(*database_, Context()), rows[1].id + 1);
}

TEST_F(OutboxTest, TheRuntimeRoleSweepsOnlyThroughTheFunctions) {
  for (const absl::string_view sql : {"DELETE FROM outbox", "DELETE FROM inbox"}) {
    EXPECT_EQ(
        SqlStateOf(database_->Maintain(Context(),
                                       [&](Tx& tx) {
                                         return tx.Exec(Query{"t.delete", sql, true}).status();
                                       })),
        "42501");
  }
}

TEST_F(OutboxTest, OneRelayAtATime) {
  auto first = RelayLease::TryAcquire(*database_, Context().deadline);
  ASSERT_TRUE(first.ok());
  ASSERT_NE(*first, nullptr);
  EXPECT_TRUE((*first)->StillHeld(Context().deadline));
  const auto second = RelayLease::TryAcquire(*database_, Context().deadline);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(*second, nullptr);
  Admin("t.kill",
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  EXPECT_FALSE((*first)->StillHeld(Context().deadline));
  const auto third = RelayLease::TryAcquire(*database_, Context().deadline);
  EXPECT_NE(*third, nullptr);
}

}  // namespace
}  // namespace cartera::pg
