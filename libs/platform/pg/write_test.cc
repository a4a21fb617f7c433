#include <atomic>
#include <thread>

#include "libs/base/status_macros.h"
#include "libs/platform/pg/audit.h"
#include "libs/platform/pg/outbox.h"
#include "libs/platform/pg/store_test_fixture.h"
#include "libs/platform/pg/testing/fault_proxy.h"

namespace cartera::pg {
namespace {

constexpr Query kLockThing{"t.lock_thing", "SELECT id FROM things WHERE id = $1 FOR UPDATE"};

using absl::StatusCode;

class WriteTest : public StoreTest {};

TEST_F(WriteTest, StoresChangeAuditOutboxAndAnswerTogether) {
  std::string answer;
  ASSERT_EQ(AddThing(Context("r1", "hash"), "a", &answer), absl::OkStatus());
  EXPECT_EQ(answer, "added a");
  EXPECT_EQ(Admin("t.1",
                  "SELECT count(DISTINCT x)::text FROM (SELECT txid::text FROM things UNION ALL "
                  "SELECT txid::text FROM audit UNION ALL SELECT txid::text FROM outbox) s(x)"),
            "1");
  EXPECT_EQ(Admin("t.2", "SELECT resource || ' ' || convert_from(answer, 'UTF8') FROM answers"),
            "things/a added a");
  EXPECT_EQ(Admin("t.3", "SELECT convert_from(entry, 'UTF8') FROM audit"),
            R"({"v":1,"at_us":1800000000000000,"actor":"people/ana","method":"/demo/Do",)"
            R"("request_id":"r1","action":"add","resource":"things/a","digest":"","detail":""})");
}

TEST_F(WriteTest, FailedBodyStoresNothing) {
  const absl::Status status =
      database_->Write(Context("r", "h"), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(tx.Exec(kAddThing, "a", "t").status());
        RETURN_IF_ERROR(tx.Audit({.subject = "a", .action = "add"}));
        return absl::PermissionDeniedError("no");
      });
  EXPECT_EQ(status.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(Admin("t.all",
                  "SELECT ((SELECT count(*) FROM things) + (SELECT count(*) FROM audit) + "
                  "(SELECT count(*) FROM answers))::text"),
            "0");
}

TEST_F(WriteTest, ValidateOnlyRunsEverythingAndStoresNothing) {
  CallContext context = Context("r1", "h");
  context.validate_only = true;
  std::string answer;
  ASSERT_EQ(AddThing(context, "a", &answer), absl::OkStatus());
  EXPECT_EQ(answer, "added a");
  EXPECT_EQ(Admin("t.all",
                  "SELECT ((SELECT count(*) FROM things) + (SELECT count(*) FROM audit) + "
                  "(SELECT count(*) FROM outbox) + (SELECT count(*) FROM chain_heads) + "
                  "(SELECT count(*) FROM answers))::text"),
            "0");
  ASSERT_EQ(AddThing(Context("r1", "other"), "a"), absl::OkStatus());
  EXPECT_EQ(AddThing(context, "a").code(), StatusCode::kAlreadyExists);
}

TEST_F(WriteTest, ReplayGivesTheStoredAnswerAndChangesNothing) {
  ASSERT_EQ(AddThing(Context("r1", "h"), "a"), absl::OkStatus());
  std::string answer;
  bool replayed = false;
  const auto body = [&](WriteTx& tx) -> absl::StatusOr<std::string> {
    replayed = tx.Replayed();
    EXPECT_EQ(tx.Audit({.subject = "a", .action = "x"}).code(), StatusCode::kInternal);
    EXPECT_EQ(tx.Emit({.aggregate = "a", .type = "x"}).code(), StatusCode::kInternal);
    return "something else";
  };
  ASSERT_EQ(database_->Write(Context("r1", "h"), &answer, body), absl::OkStatus());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(answer, "added a");
  EXPECT_EQ(Admin("t.n", "SELECT count(*)::text FROM audit"), "1");
}

// A handler locks the object to authorise before it looks whether this is a replay.
TEST_F(WriteTest, ReplayMayLockRowsAndNeverWrites) {
  ASSERT_EQ(AddThing(Context("r1", "h"), "a"), absl::OkStatus());
  std::string answer;
  const absl::Status status = database_->Write(Context("r1", "h"), &answer,
                                               [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                                                 RETURN_IF_ERROR(tx.Exec(kLockThing, "a").status());
                                                 // Forgetting to look is a bug; even then nothing
                                                 // of it stays.
                                                 tx.ExecLater(kAddThing, Bind("b", "t"));
                                                 return "";
                                               });
  EXPECT_EQ(status, absl::OkStatus());
  EXPECT_EQ(answer, "added a");
  EXPECT_EQ(CountThings(), 1);
}

TEST_F(WriteTest, ReplayMayBeDenied) {
  ASSERT_EQ(AddThing(Context("r1", "h"), "a"), absl::OkStatus());
  std::string answer = "untouched";
  EXPECT_EQ(database_
                ->Write(Context("r1", "h"), &answer,
                        [&](WriteTx&) -> absl::StatusOr<std::string> {
                          return absl::PermissionDeniedError("rights were lost since");
                        })
                .code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(answer, "untouched");
}

TEST_F(WriteTest, RequestIdWithAnotherBodyIsRefused) {
  ASSERT_EQ(AddThing(Context("r1", "h"), "a"), absl::OkStatus());
  const absl::Status status = AddThing(Context("r1", "h2"), "b");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED");
  CallContext other_person = Context("r1", "h2");
  other_person.principal = "people/eva";
  EXPECT_EQ(AddThing(other_person, "b"), absl::OkStatus());
  EXPECT_EQ(CountThings(), 2);
}

TEST_F(WriteTest, AnswersExpireToKeyAndResourceAfterSevenDays) {
  ASSERT_EQ(AddThing(Context("r1", "h"), "a"), absl::OkStatus());
  clock_.Advance(absl::Hours(7 * 24));
  EXPECT_EQ(*SweepAnswers(*database_, Context()), 0);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(*SweepAnswers(*database_, Context()), 1);
  EXPECT_EQ(*SweepAnswers(*database_, Context()), 0);
  const absl::Status status = AddThing(Context("r1", "h"), "a");
  EXPECT_EQ(ReasonOf(status), "REQUEST_ID_EXPIRED");
  EXPECT_EQ(ResourceOf(status), "things/a");
  EXPECT_EQ(Admin("t.a", "SELECT count(*)::text FROM answers WHERE answer IS NULL"), "1");
}

void RunConcurrently(int threads, const std::function<void(int)>& run) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back(run, i);
  }
  for (std::thread& thread : running) {
    thread.join();
  }
}

TEST_F(WriteTest, ConcurrentCallsWithOneKeyHappenOnce) {
  for (const Isolation isolation : {Isolation::kReadCommitted, Isolation::kSerializable}) {
    const std::string id = isolation == Isolation::kSerializable ? "s" : "r";
    std::atomic<int> executed = 0;
    RunConcurrently(8, [&](int) {
      std::string answer;
      EXPECT_EQ(database_->Write(
                    Context(id, "h"), &answer,
                    [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                      if (tx.Replayed()) {
                        return "";
                      }
                      RETURN_IF_ERROR(tx.Exec(kAddThing, id, "t").status());
                      absl::SleepFor(absl::Milliseconds(5));
                      ++executed;
                      return "first";
                    },
                    isolation),
                absl::OkStatus());
      EXPECT_EQ(answer, "first");
    });
    // A serializable loser may have run in vain before it saw the answer.
    EXPECT_TRUE(executed == 1 || isolation == Isolation::kSerializable) << executed;
    EXPECT_EQ(Admin("t.n", "SELECT count(*)::text FROM answers"),
              isolation == Isolation::kSerializable ? "2" : "1");
  }
  EXPECT_EQ(CountThings(), 2);
}

TEST_F(WriteTest, ConcurrentWritersOfOneSubjectKeepOneChain) {
  RunConcurrently(8, [&](int thread) {
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(
          database_->Write(Context(), nullptr,
                           [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                             // Opposite orders: sealed in one order, so without deadlock.
                             const bool odd = thread % 2 == 1;
                             RETURN_IF_ERROR(tx.Audit({.subject = odd ? "b" : "a", .action = "x"}));
                             RETURN_IF_ERROR(tx.Audit({.subject = odd ? "a" : "b", .action = "y"}));
                             return "";
                           }),
          absl::OkStatus());
    }
  });
  EXPECT_EQ(
      Admin("t.len", "SELECT string_agg(subject || length, ' ' ORDER BY subject) FROM chain_heads"),
      "a80 b80");
  ASSERT_EQ(database_->Read(Context(),
                            [&](Tx& tx) -> absl::Status {
                              ASSIGN_OR_RETURN(
                                  const ChainReport report,
                                  VerifyChains(tx, std::nullopt, [](const ChainFault&) {}));
                              EXPECT_EQ(report.entries, 160);
                              EXPECT_EQ(report.faults, 0);
                              return absl::OkStatus();
                            }),
            absl::OkStatus());
}

TEST_F(WriteTest, CommitInDoubtThatCommittedIsOk) {
  FaultProxy proxy(TestCluster::Get().socket_dir(), "pg.commit", FaultProxy::Cut::kAnswer);
  database_ = MakeDatabase(proxy.Rewrite(admin_uri_));
  std::string answer;
  int runs = 0;
  EXPECT_EQ(database_->Write(Context("r1", "h"), &answer,
                             [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                               ++runs;
                               RETURN_IF_ERROR(tx.Exec(kAddThing, "a", "t").status());
                               return "done";
                             }),
            absl::OkStatus());
  EXPECT_EQ(proxy.cuts(), 1);
  EXPECT_EQ(answer, "done");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(CountThings(), 1);
}

TEST_F(WriteTest, CommitInDoubtThatWasLostIsUnavailable) {
  FaultProxy proxy(TestCluster::Get().socket_dir(), "pg.commit", FaultProxy::Cut::kRequest);
  database_ = MakeDatabase(proxy.Rewrite(admin_uri_));
  const absl::Status status = AddThing(Context("r1", "h"), "a");
  EXPECT_EQ(proxy.cuts(), 1);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "COMMIT_LOST");
  EXPECT_EQ(CountThings(), 0);
  EXPECT_EQ(AddThing(Context("r1", "h"), "a"), absl::OkStatus());
}

TEST_F(WriteTest, CommitStillRunningAtTheDeadlineIsInDoubt) {
  Admin("t.slow",
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM set_config('statement_timeout', '0', true), pg_sleep(3); "
        "RETURN NULL; END $$");
  Admin("t.grant", "GRANT EXECUTE ON FUNCTION slow() TO PUBLIC");
  Admin("t.trig",
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION slow()");
  FaultProxy proxy(TestCluster::Get().socket_dir(), "pg.commit", FaultProxy::Cut::kBoth);
  Options options = MakeOptions(proxy.Rewrite(admin_uri_));
  options.in_doubt_grace = absl::Milliseconds(200);
  database_ = std::make_unique<Database>(options);
  CallContext context = Context("r1", "h");
  context.deadline = absl::Now() + absl::Milliseconds(400);
  const absl::Status status =
      database_->Write(context, nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(tx.Exec(kAddThing, "a", "t").status());
        tx.ExecLater(Query{"test.patient", "SELECT set_config('statement_timeout', '0', true)"});
        return "";
      });
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "COMMIT_IN_DOUBT");
}

TEST_F(WriteTest, BackendTerminatedDuringCommitIsResolved) {
  Admin("t.slow",
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(3); "
        "RETURN NULL; END $$");
  Admin("t.grant", "GRANT EXECUTE ON FUNCTION slow() TO PUBLIC");
  Admin("t.trig",
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION slow()");
  const absl::Status status = AddThing(Context("r1", "h"), "a");
  EXPECT_EQ(ReasonOf(status), "COMMIT_LOST");
  EXPECT_EQ(CountThings(), 0);
}

TEST_F(WriteTest, DeferredConstraintSpeaksAtCommitAndInValidateOnly) {
  Admin("t.alter",
        "ALTER TABLE things ALTER CONSTRAINT things_parent DEFERRABLE INITIALLY DEFERRED");
  for (const bool validate_only : {true, false}) {
    CallContext context = Context();
    context.validate_only = validate_only;
    const absl::Status status =
        database_->Write(context, nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
          RETURN_IF_ERROR(
              tx.Exec(Query{"test.orphan",
                            "INSERT INTO things (id, title, parent) VALUES ('a', '', 'no')"})
                  .status());
          return "";
        });
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ConstraintOf(status), "things_parent");
  }
}

TEST_F(WriteTest, FirstDeliveryIsTrueOnce) {
  std::vector<bool> first;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(database_->Write(Context(), nullptr,
                               [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                                 ASSIGN_OR_RETURN(const bool is_first,
                                                  tx.FirstDelivery("review", 7));
                                 first.push_back(is_first);
                                 return "";
                               }),
              absl::OkStatus());
  }
  EXPECT_EQ(first, (std::vector<bool>{true, false}));
}

TEST_F(WriteTest, ExecLaterTravelsWithTheCommitAndItsErrorIsNotLost) {
  const auto twice = [&](const std::string& id) {
    return database_->Write(Context(), nullptr, [&](WriteTx& tx) -> absl::StatusOr<std::string> {
      tx.ExecLater(kAddThing, Bind("x", "t"));
      tx.ExecLater(kAddThing, Bind(id, "t"));
      return "";
    });
  };
  EXPECT_EQ(twice("x").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(CountThings(), 0);
  EXPECT_EQ(twice("y"), absl::OkStatus());
  EXPECT_EQ(CountThings(), 2);
}

}  // namespace
}  // namespace cartera::pg
