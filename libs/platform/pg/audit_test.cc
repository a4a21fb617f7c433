#include "libs/platform/pg/audit.h"

#include "libs/base/status_macros.h"
#include "libs/platform/pg/store_test_fixture.h"

namespace cartera::pg {
namespace {

class AuditTest : public StoreTest {
 protected:
  void SetUp() override {
    for (const std::string subject : {"a", "b", "c"}) {
      for (int i = 0; i < 4; ++i) {
        ASSERT_EQ(
            database_->Write(Context(), nullptr,
                             [&](WriteTx& tx) -> absl::StatusOr<std::string> {
                               RETURN_IF_ERROR(tx.Audit({.subject = subject,
                                                         .action = "x",
                                                         .state_digest = std::string(32, '\xab')}));
                               return "";
                             }),
            absl::OkStatus());
      }
    }
  }
  // "subject seq kind" of every fault.
  std::string Faults(std::optional<std::string> subject = std::nullopt) {
    std::string faults;
    const absl::Status status = database_->Read(Context(), [&](Tx& tx) -> absl::Status {
      return VerifyChains(tx, subject,
                          [&](const ChainFault& fault) {
                            absl::StrAppend(&faults, faults.empty() ? "" : ", ", fault.subject, " ",
                                            fault.seq, " ", ToString(fault.kind));
                          })
          .status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return faults;
  }
};

TEST_F(AuditTest, UntouchedChainsVerify) { EXPECT_EQ(Faults(), ""); }

TEST_F(AuditTest, EveryTamperingIsFoundAtItsFirstEntry) {
  Admin("t.edit", "UPDATE audit SET entry = entry || ' '::bytea WHERE subject = 'a' AND seq = 2");
  EXPECT_EQ(Faults(), "a 2 hash");
  Admin("t.gap", "DELETE FROM audit WHERE subject = 'b' AND seq = 3");
  EXPECT_EQ(Faults("b"), "b 3 gap");
  Admin("t.cut", "DELETE FROM audit WHERE subject = 'c' AND seq = 4");
  EXPECT_EQ(Faults("c"), "c 4 truncated");
  EXPECT_EQ(Faults(), "a 2 hash, b 3 gap, c 4 truncated");
}

TEST_F(AuditTest, ReorderingRewritingAndLostHeadsAreFound) {
  Admin("t.swap",
        "UPDATE audit x SET entry = y.entry || 'y'::bytea FROM audit y WHERE x.subject = 'a' AND "
        "y.subject = 'a' AND x.seq + y.seq = 7 AND x.seq >= 3");
  EXPECT_EQ(Faults(), "a 3 hash");
  Admin("t.rewrite",
        "UPDATE audit SET entry = 'x', hash = sha256((SELECT hash FROM audit WHERE "
        "subject = 'b' AND seq = 3) || 'x'::bytea) WHERE subject = 'b' AND seq = 4");
  EXPECT_EQ(Faults("b"), "b 4 hash");
  Admin("t.head", "DELETE FROM chain_heads WHERE subject = 'c'");
  EXPECT_EQ(Faults("c"), "c 1 head behind");
  EXPECT_EQ(Faults(), "a 3 hash, b 4 hash, c 1 head behind");
}

TEST_F(AuditTest, RuntimeRoleCannotTouchTheChains) {
  const Query kAttempts[] = {
      {"a.upd", "UPDATE audit SET entry = ''"},
      {"a.del", "DELETE FROM audit"},
      {"a.ins", "INSERT INTO audit SELECT subject, seq + 9, at_us, txid, entry, hash FROM audit"},
      {"a.tru", "TRUNCATE audit"},
      {"a.head", "UPDATE chain_heads SET length = 1"},
      {"a.drop", "DROP TABLE audit"},
      {"a.disable", "ALTER TABLE things DISABLE TRIGGER ALL"},
      {"a.make", "CREATE TABLE mine (x int)"}};
  for (const Query& query : kAttempts) {
    const absl::Status status =
        database_->Maintain(Context(), [&](Tx& tx) { return tx.Exec(query).status(); });
    EXPECT_EQ(SqlStateOf(status), "42501") << query.sql;
  }
  EXPECT_EQ(Faults(), "");
}

}  // namespace
}  // namespace cartera::pg
