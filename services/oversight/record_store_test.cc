// What the owner of the database can do to the record, and what a reader of an exported file finds.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "libs/platform/auth/secret_file.h"
#include "libs/record_files/key_file.h"
#include "libs/record_files/record_reader.h"
#include "services/oversight/checkpointer.h"
#include "services/oversight/store_test_fixture.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RecordTest : public StoreTest {
 protected:
  RecordTest() : directory_(::testing::TempDir() + "record_keys") {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    Project({.id = "p1"});
    Do(*appraisal_, {}, "projects/p1", "case.create");
    Round("r1");
    Submission("r1", "s1", "p1", "submitted");
    Do(*registry_, {}, "projects/p1", "project.update");
    Project({.id = "p2", .lead = "b1", .classification = "internal"});
  }
  const std::string& data_dir() const override { return directory_; }

  StoredCheckpoint Checkpoint() {
    const auto made = MakeCheckpoint(*this, Context());
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(StoredCheckpoint{});
  }

  absl::StatusOr<std::vector<v1::ExportRecordResponse>> Export(
      const std::string& subject = "", const std::vector<int64_t>& earlier = {},
      const std::string& by = "auditor") {
    v1::ExportRecordRequest request;
    request.set_subject(subject);
    for (const int64_t size : earlier) request.add_earlier_sizes(size);
    return Ask<v1::ExportRecordResponse>(by, request);
  }

  absl::StatusOr<record::Verdict> Check(
      const absl::StatusOr<std::vector<v1::ExportRecordResponse>>& messages,
      const std::vector<StoredCheckpoint>& kept = {},
      std::vector<record::VerifierKey> trusted = {}) {
    if (!messages.ok()) return messages.status();
    std::vector<record::KeptNote> notes;
    notes.reserve(kept.size());
    for (const StoredCheckpoint& one : kept) notes.push_back({"kept", one.note});
    record::RecordReader reader(std::move(trusted), std::move(notes));
    for (const auto& message : *messages) RETURN_IF_ERROR(reader.Add(message));
    return reader.Finish();
  }

  absl::StatusOr<v1::GetInclusionProofResponse> Prove(const std::string& subject,
                                                      const std::string& service = "",
                                                      int64_t seq = 0,
                                                      const std::vector<int64_t>& earlier = {},
                                                      const std::string& by = "auditor") {
    v1::GetInclusionProofRequest request;
    request.set_subject(subject);
    request.set_service(service);
    request.set_sequence(seq);
    for (const int64_t size : earlier) request.add_earlier_sizes(size);
    rpc::Call call = CallOf(by);
    for (const rpc::Service::Entry* entry : Entries()) {
      if (entry->request->GetDescriptor() != request.GetDescriptor()) continue;
      call.method = &entry->method;
      v1::GetInclusionProofResponse response;
      RETURN_IF_ERROR(entry->unary(call, request, &response));
      return response;
    }
    return absl::NotFoundError("no such method");
  }
  static absl::StatusOr<record::Verdict> CheckProof(
      const v1::GetInclusionProofResponse& proof, const std::vector<StoredCheckpoint>& kept = {}) {
    std::vector<record::KeptNote> notes;
    notes.reserve(kept.size());
    for (const StoredCheckpoint& one : kept) notes.push_back({"kept", one.note});
    record::RecordReader reader({}, std::move(notes));
    RETURN_IF_ERROR(reader.Add(proof));
    return reader.Finish();
  }

  // The faults of the whole record, as "service subject entry: what".
  std::vector<std::string> Faults(const std::vector<StoredCheckpoint>& kept = {}) {
    const auto verdict = Check(Export(), kept);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    std::vector<std::string> faults;
    if (!verdict.ok()) return faults;
    for (const record::Fault& fault : verdict->faults) {
      faults.push_back(absl::StrCat(fault.chain.service, " ", fault.chain.subject, " ", fault.seq,
                                    ": ", fault.what));
    }
    return faults;
  }

  // Writes all chains of a service anew, with all their hashes.
  void Rechain(const std::string& schema) {
    Tamper(absl::StrCat(R"sql(
      DO $$
      DECLARE
        row record; subject text := ''; last bytea; length bigint;
      BEGIN
        FOR row IN SELECT a.subject, a.seq, a.entry FROM )sql",
                        schema, R"sql(.audit a ORDER BY 1, 2 LOOP
          IF row.subject <> subject THEN
            subject := row.subject;
            last := sha256('cartera chain v1'::bytea || '\x00'::bytea || ')sql",
                        schema, R"sql('::bytea || '\x00'::bytea || convert_to(subject, 'UTF8'));
          END IF;
          last := sha256(last || row.entry);
          UPDATE )sql",
                        schema, R"sql(.audit a SET hash = last
           WHERE a.subject = row.subject AND a.seq = row.seq;
          UPDATE )sql",
                        schema, R"sql(.chain_heads h SET hash = last, length = row.seq
           WHERE h.subject = row.subject;
        END LOOP;
      END $$)sql"));
  }
  // Whoever has the key can begin the tree anew, too.
  void ForgetTree() {
    Tamper("DELETE FROM oversight.record_heads");
    Tamper("DELETE FROM oversight.record_nodes");
    Tamper("DELETE FROM oversight.checkpoints");
  }
  void Forge() {
    Tamper(
        "UPDATE registry.audit SET entry = convert_to(replace(convert_from(entry, 'UTF8'),"
        " 'people/ana', 'people/eva'), 'UTF8') WHERE subject = 'projects/p1' AND seq = 2");
  }

  const std::string directory_;
  const std::string path_ = record::KeyFilePath(directory_);
};

TEST_F(RecordTest, AnUntouchedRecordIsConsistentAndWithAnEarlierCheckpointUnaltered) {
  const StoredCheckpoint monday = Checkpoint();
  EXPECT_EQ(monday.size, 4);
  EXPECT_EQ(Checkpoint().note, monday.note);  // nothing happened
  const auto found = oversight_->Read(Context(), [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const auto by_size, FindCheckpoint(tx, monday.size));
    EXPECT_EQ(by_size->note, monday.note);
    return absl::OkStatus();
  });
  EXPECT_TRUE(found.ok()) << found;
  clock_.Advance(absl::Hours(24));
  Do(*review_, {}, "projects/p1", "decide");
  const auto whole = Check(Export());
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_THAT(whole->faults, IsEmpty());
  EXPECT_EQ(whole->chains_count, 4);
  EXPECT_EQ(whole->entries_count, 6);
  EXPECT_FALSE(whole->unaltered_since.has_value());
  EXPECT_EQ(whole->checkpoint.checkpoint.size, 5);
  const auto since = Check(Export(), {monday});
  ASSERT_TRUE(since.ok()) << since.status();
  EXPECT_THAT(since->faults, IsEmpty());
  ASSERT_TRUE(since->unaltered_since.has_value());
  EXPECT_EQ(since->unaltered_since->at_s, 1'800'000'000);
}

TEST_F(RecordTest, EveryChangeOfARowIsFoundAndNamed) {
  Checkpoint();
  Forge();
  EXPECT_THAT(Faults(), ElementsAre("registry projects/p1 2: the entry does not hash to what "
                                    "stands beside it"));
  Rechain("registry");
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("registry projects/p1 1: entries 1 to 2 are not "
                                              "those that the checkpoint was made of")));
}

TEST_F(RecordTest, DeletedRowsAreFound) {
  Checkpoint();
  Tamper("DELETE FROM appraisal.audit");
  EXPECT_THAT(Faults(), ElementsAre("appraisal projects/p1 1: the whole chain is missing, of "
                                    "length 1"));
  Tamper("DELETE FROM registry.audit WHERE subject = 'projects/p1' AND seq = 1");
  EXPECT_THAT(Faults(), testing::Contains("registry projects/p1 1: the entry is missing"));
}

TEST_F(RecordTest, AChainCutAtItsEndIsFound) {
  Checkpoint();
  Tamper("DELETE FROM registry.audit WHERE subject = 'projects/p1' AND seq = 2");
  Rechain("registry");
  EXPECT_THAT(Faults(), ElementsAre("registry projects/p1 2: entries 2 to 2 are missing: the "
                                    "chain was cut"));
}

TEST_F(RecordTest, RowsInAnotherOrderAreFound) {
  Checkpoint();
  Tamper("UPDATE registry.audit SET seq = seq + 10 WHERE subject = 'projects/p1'");
  Tamper("UPDATE registry.audit SET seq = 13 - seq WHERE subject = 'projects/p1'");
  EXPECT_THAT(Faults(), ElementsAre("registry projects/p1 1: the entry does not hash to what "
                                    "stands beside it"));
}

TEST_F(RecordTest, ARowPutBeforeTheCheckpointIsFound) {
  Checkpoint();
  Tamper(
      "INSERT INTO registry.audit (subject, seq, at_us, txid, entry, hash)"
      " SELECT subject, 2, at_us, txid, entry, sha256(hash || entry) FROM registry.audit"
      "  WHERE subject = 'projects/p2'");
  EXPECT_THAT(Faults(), ElementsAre("registry projects/p2 2: the entry is in no checkpoint"));
}

// Everything is rewritten and signed with the real key. Without an earlier checkpoint nobody can
// tell; with one everybody can.
TEST_F(RecordTest, ARecordWrittenAnewAndSignedIsFoundAgainstAnEarlierCheckpointAlone) {
  const StoredCheckpoint monday = Checkpoint();
  Forge();
  Rechain("registry");
  ForgetTree();
  const auto alone = Check(Export());
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_THAT(alone->faults, IsEmpty());
  EXPECT_FALSE(alone->unaltered_since.has_value());
  EXPECT_THAT(Faults({monday}), ElementsAre(HasSubstr("not the one of kept")));
}

TEST_F(RecordTest, AnOldBackupPutBackIsFound) {
  const StoredCheckpoint before = Checkpoint();
  Do(*review_, {}, "projects/p1", "decide");
  const StoredCheckpoint after = Checkpoint();
  Tamper("DELETE FROM review.audit WHERE subject = 'projects/p1' AND seq = 2");
  Tamper(
      "UPDATE review.chain_heads SET length = 1, hash = (SELECT hash FROM review.audit"
      " WHERE subject = 'projects/p1' AND seq = 1) WHERE subject = 'projects/p1'");
  Tamper(absl::StrCat("DELETE FROM oversight.record_heads WHERE leaf >= ", before.size));
  Tamper(absl::StrCat("DELETE FROM oversight.record_nodes WHERE (place + 1) << level > ",
                      before.size));
  Tamper(absl::StrCat("DELETE FROM oversight.checkpoints WHERE size > ", before.size));
  EXPECT_THAT(Faults({before}), IsEmpty());
  EXPECT_THAT(Faults({after}), ElementsAre(HasSubstr("ends before kept: it has 4 heads, there "
                                                     "were 5")));
}

TEST_F(RecordTest, OneProjectIsProvenByItself) {
  const StoredCheckpoint monday = Checkpoint();
  Do(*review_, {}, "projects/p1", "decide");
  const auto verdict = Check(Export("projects/p1", {monday.size}), {monday});
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_THAT(verdict->faults, IsEmpty());
  EXPECT_EQ(verdict->subject, "projects/p1");
  EXPECT_EQ(verdict->chains_count, 3);
  EXPECT_EQ(verdict->entries_count, 5);
  EXPECT_TRUE(verdict->unaltered_since.has_value());
  // Without the proof nothing is said about the earlier checkpoint.
  EXPECT_FALSE(Check(Export("projects/p1"), {monday})->unaltered_since.has_value());
  Forge();
  EXPECT_EQ(Check(Export("projects/p1", {monday.size}), {monday})->faults.size(), 1u);
}

TEST_F(RecordTest, AnEntryIsProvenWithoutTheRest) {
  const StoredCheckpoint monday = Checkpoint();
  for (int i = 0; i < 5; ++i) {
    Do(*review_, {}, "projects/p1", "decide");
    Do(*registry_, {}, "projects/p2", "project.update");
    Checkpoint();
  }
  for (int64_t seq = 1; seq <= 6; ++seq) {
    const auto proof = Prove("projects/p1", "review", seq, {monday.size});
    ASSERT_TRUE(proof.ok()) << proof.status();
    ASSERT_EQ(proof->chains_size(), 1);
    EXPECT_EQ(proof->chains(0).entries_size(), 1);
    EXPECT_EQ(proof->chains(0).entries(0).sequence(), seq);
    EXPECT_EQ(proof->chains(0).hash_before().empty(), seq == 1);
    const auto verdict = CheckProof(*proof, {monday});
    ASSERT_TRUE(verdict.ok()) << verdict.status();
    EXPECT_THAT(verdict->faults, IsEmpty());
    EXPECT_EQ(verdict->proven.size(), 1u);
    EXPECT_TRUE(verdict->unaltered_since.has_value());
  }
  // One entry of each chain: the last, in a checkpoint made now.
  Do(*registry_, {}, "projects/p1", "project.update");
  const auto last = Prove("projects/p1");
  ASSERT_TRUE(last.ok()) << last.status();
  ASSERT_EQ(last->chains_size(), 3);
  EXPECT_EQ(last->chains(1).entries(0).sequence(), 3);
  EXPECT_THAT(CheckProof(*last)->faults, IsEmpty());
}

TEST_F(RecordTest, AnEntryBetweenTwoCheckpointsIsProvenByThoseAfterIt) {
  Checkpoint();
  for (int i = 0; i < 4; ++i) Do(*review_, {}, "projects/p1", "decide");
  const auto proof = Prove("projects/p1", "review", 3);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->chains(0).entries_size(), 3);  // of five
  const auto verdict = CheckProof(*proof);
  EXPECT_THAT(verdict->faults, IsEmpty());
  EXPECT_EQ(verdict->proven[0].seq, 3);
}

TEST_F(RecordTest, AForgedProofProvesNothing) {
  const StoredCheckpoint monday = Checkpoint();
  Do(*review_, {}, "projects/p1", "decide");
  const auto good = *Prove("projects/p1", "review", 2);
  ASSERT_THAT(CheckProof(good)->faults, IsEmpty());

  auto forged = good;
  forged.mutable_chains(0)->mutable_entries(0)->set_entry("{}");
  EXPECT_THAT(CheckProof(forged)->faults, testing::SizeIs(1));
  forged = good;  // the same bytes, cut at another place
  std::string before = good.chains(0).hash_before();
  std::string entry = good.chains(0).entries(0).entry();
  forged.mutable_chains(0)->set_hash_before(before + entry.substr(0, 9));
  forged.mutable_chains(0)->mutable_entries(0)->set_entry(entry.substr(9));
  EXPECT_THAT(CheckProof(forged)->faults, testing::SizeIs(1));
  forged = good;  // another place in the chain
  forged.mutable_chains(0)->mutable_entries(0)->set_sequence(3);
  EXPECT_THAT(CheckProof(forged)->faults, testing::SizeIs(1));
  forged = good;  // another place in the tree
  forged.mutable_chains(0)->mutable_head()->set_index(0);
  EXPECT_THAT(CheckProof(forged)->faults, testing::SizeIs(1));
  forged = good;  // another length
  forged.mutable_chains(0)->mutable_head()->set_length(1);
  EXPECT_THAT(CheckProof(forged)->faults, testing::Not(IsEmpty()));
  forged = good;  // somebody else's entry
  forged.mutable_chains(0)->mutable_head()->set_subject("projects/p2");
  EXPECT_EQ(CheckProof(forged).status().code(), absl::StatusCode::kInvalidArgument);
  forged = good;
  forged.mutable_chains(0)->clear_entries();
  EXPECT_EQ(CheckProof(forged).status().code(), absl::StatusCode::kInvalidArgument);
  // A record that is not the one that was seen.
  Forge();
  Rechain("registry");
  ForgetTree();
  const auto anew = *Prove("projects/p1", "registry", 2, {monday.size});
  EXPECT_THAT(CheckProof(anew)->faults, IsEmpty());
  EXPECT_THAT(CheckProof(anew, {monday})->faults, testing::SizeIs(1));
}

TEST_F(RecordTest, OnlyEntriesThatAreThereAreProven) {
  Checkpoint();
  EXPECT_EQ(Prove("projects/p1", "review", 9).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Prove("projects/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Prove("projects/p1", "", 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Prove("projects/p1", "oversight").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Prove("projects/p2", "", 0, {}, "ana").status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Prove("projects/p1", "", 0, {}, "ana").ok());
  Tamper("DELETE FROM review.audit WHERE subject = 'projects/p1'");
  EXPECT_EQ(Prove("projects/p1", "review").status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RecordTest, KeysRotateAndTheOldOneVouchesForTheNew) {
  const StoredCheckpoint first = Checkpoint();
  const auto old_key = record::LoadOrCreateKeys(path_, "")->front().Public();
  const auto new_key = record::AddKey(path_);
  ASSERT_TRUE(new_key.ok()) << new_key.status();
  Do(*review_, {}, "projects/p1", "decide");
  EXPECT_TRUE(Check(Export(), {first}, {old_key})->key_was_given);
  EXPECT_TRUE(Check(Export(), {}, {*new_key}).ok());
  // The old key is taken out of the file: who knows it alone follows it to the new one.
  const auto keys = record::LoadOrCreateKeys(path_, "");
  std::filesystem::remove(path_);
  ASSERT_TRUE(auth::CreateSecretFile(path_, keys->back().Text()).ok());
  Do(*review_, {}, "projects/p1", "decide");
  const auto verdict = Check(Export(), {first}, {old_key});
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->checkpoint.signer, *new_key);
  // A key that was never vouched for is not believed.
  std::filesystem::remove(path_);
  Do(*review_, {}, "projects/p1", "decide");
  EXPECT_EQ(Check(Export(), {}, {old_key}).status().code(), absl::StatusCode::kDataLoss);
}

// A writer that began early and is still at work holds its entries back, and nobody else's order.
TEST_F(RecordTest, AnEarlyWriterIsNotSkipped) {
  Checkpoint();
  const auto status =
      registry_->Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(tx.Audit({.subject = "projects/p1", .action = "early"}));
        Do(*review_, {}, "projects/p1", "late");
        EXPECT_EQ(Checkpoint().size, 4);  // the later one waits, too
        return "";
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Checkpoint().size, 6);
  EXPECT_THAT(Faults(), IsEmpty());
}

TEST_F(RecordTest, OnlyAuditorsExportAndOnlyWhatIsTheirs) {
  EXPECT_EQ(Export("", {}, "ana").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Export("projects/p2", {}, "ana").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Export("projects/none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RecordTest, ATruncatedOrForeignFileIsNoRecord) {
  auto messages = *Export();
  messages.pop_back();
  EXPECT_EQ(Check(messages).status().code(), absl::StatusCode::kDataLoss);
  messages.erase(messages.begin());
  EXPECT_EQ(Check(messages).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cartera::oversight
