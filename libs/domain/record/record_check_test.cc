#include "libs/domain/record/record_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/base/hash_chain.h"
#include "libs/base/sha256.h"

namespace cartera::record {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Entry {
  ChainName chain;
  int64_t seq;
  std::string bytes, hash;
};

// A record as a server would export it.
struct Record {
  std::vector<Head> heads;
  std::vector<Entry> entries;  // by chain and seq
  std::map<ChainName, std::pair<int64_t, std::string>> ends;

  // Writes `count` entries and puts the new head into the tree.
  void Write(const ChainName& chain, int count, absl::string_view text = "entry") {
    auto [end, fresh] = ends.try_emplace(chain, 0, GenesisHash(chain.service, chain.subject));
    auto& [length, hash] = end->second;
    for (int i = 0; i < count; ++i) {
      const std::string bytes = absl::StrCat(text, " ", ++length);
      hash = NextHash(hash, bytes);
      const auto place =
          std::upper_bound(entries.begin(), entries.end(), chain,
                           [](const ChainName& name, const Entry& e) { return name < e.chain; });
      entries.insert(place, {chain, length, bytes, hash});
    }
    heads.push_back({chain, length, hash});
  }
  Checkpoint Now() const {
    TreeBuilder tree;
    for (const Head& head : heads) tree.Add(LeafHash(head.Leaf()));
    return {"record", tree.size(), tree.Root()};
  }
  KeptCheckpoint Kept() const { return {"monday.note", Now(), 1'700'000'000}; }
};

const ChainName kA{"review", "projects/a"};
const ChainName kB{"registry", "projects/b"};

Record Usual() {
  Record record;
  record.Write(kA, 2);
  record.Write(kB, 1);
  record.Write(kA, 3);
  return record;
}

std::vector<std::string> Check(const Record& record, const Checkpoint& checkpoint,
                               std::vector<KeptCheckpoint> earlier = {},
                               std::optional<KeptCheckpoint>* since = nullptr) {
  RecordCheck check(checkpoint, /*whole=*/true, std::move(earlier));
  for (const Head& head : record.heads) check.AddHead(head);
  for (const Entry& e : record.entries) check.AddEntry(e.chain, e.seq, e.bytes, e.hash);
  check.Finish();
  if (since != nullptr) *since = check.unaltered_since();
  std::vector<std::string> faults;
  for (const Fault& fault : check.faults()) {
    faults.push_back(absl::StrCat(fault.chain.subject, " ", fault.seq, ": ", fault.what));
  }
  return faults;
}

TEST(RecordCheck, AWholeRecordFits) {
  std::optional<KeptCheckpoint> since;
  EXPECT_THAT(Check(Usual(), Usual().Now(), {}, &since), IsEmpty());
  EXPECT_FALSE(since.has_value());  // consistent; nobody can say unaltered
  EXPECT_THAT(Check({}, Record().Now()), IsEmpty());
}

TEST(RecordCheck, EveryChangeOfARowIsNamed) {
  const Checkpoint checkpoint = Usual().Now();
  Record changed = Usual();
  changed.entries[2].bytes = "forged";  // b's is the first, so a's second
  EXPECT_THAT(Check(changed, checkpoint),
              ElementsAre("projects/a 2: the entry does not hash to what stands beside it"));
  Record deleted = Usual();
  deleted.entries.erase(deleted.entries.begin() + 3);
  EXPECT_THAT(Check(deleted, checkpoint), ElementsAre("projects/a 3: the entry is missing"));
  Record swapped = Usual();
  std::swap(swapped.entries[2], swapped.entries[3]);
  EXPECT_THAT(Check(swapped, checkpoint), ElementsAre("projects/a 2: the entry is missing"));
  Record cut = Usual();
  cut.entries.resize(cut.entries.size() - 2);
  EXPECT_THAT(Check(cut, checkpoint),
              ElementsAre("projects/a 4: entries 4 to 5 are missing: the chain was cut"));
  Record gone = Usual();
  gone.entries.erase(gone.entries.begin());
  EXPECT_THAT(Check(gone, checkpoint),
              ElementsAre("projects/b 1: the whole chain is missing, of length 1"));
  Record inserted = Usual();
  inserted.Write(kA, 1, "inserted");
  inserted.heads.pop_back();
  EXPECT_THAT(Check(inserted, checkpoint),
              ElementsAre("projects/a 6: the entry is in no checkpoint"));
  Record foreign = Usual();
  foreign.Write({"review", "projects/c"}, 1);
  foreign.heads.pop_back();
  EXPECT_THAT(Check(foreign, checkpoint),
              ElementsAre("projects/c 1: the chain is in no checkpoint"));
}

// Whoever writes a chain anew with all its hashes still lacks the leaves.
TEST(RecordCheck, AChainWrittenAnewIsNamed) {
  Record forged;
  forged.Write(kA, 2);
  forged.Write(kB, 1);
  forged.Write(kA, 3, "forged");
  Record record = forged;
  record.heads = Usual().heads;
  EXPECT_THAT(Check(record, Usual().Now()),
              ElementsAre("projects/a 3: entries 3 to 5 are not those that the checkpoint was "
                          "made of"));
}

// The record's own checkpoint is made anew and signed with the real key: it fits, and only a
// checkpoint that somebody kept shows what happened.
TEST(RecordCheck, ARecordWrittenAnewIsFoundByAnEarlierCheckpointAlone) {
  Record before;
  before.Write(kA, 2);
  const KeptCheckpoint first = before.Kept();
  before.Write(kB, 1);
  const KeptCheckpoint second = before.Kept();
  Record forged;
  forged.Write(kA, 2);
  forged.Write(kB, 1, "forged");
  forged.Write(kA, 3);
  EXPECT_THAT(Check(forged, forged.Now()), IsEmpty());
  std::optional<KeptCheckpoint> since;
  EXPECT_THAT(Check(forged, forged.Now(), {second, first}, &since),
              ElementsAre(HasSubstr("not the one of monday.note: its first 2 heads are others. "
                                    "Written anew was one of projects/b (registry)")));
  EXPECT_TRUE(since.has_value());  // the first still fits
  EXPECT_THAT(Check(Usual(), Usual().Now(), {second, first}, &since), IsEmpty());
  EXPECT_EQ(since->checkpoint.size, 1);
}

TEST(RecordCheck, AnOlderCopyIsFound) {
  Record old;
  old.Write(kA, 2);
  EXPECT_THAT(Check(old, old.Now(), {Usual().Kept()}),
              ElementsAre(HasSubstr("ends before monday.note: it has 1 heads, there were 3")));
}

TEST(RecordCheck, HeadsMustMakeTheTree) {
  Record record = Usual();
  Record missing = Usual();
  missing.Write(kB, 1);
  EXPECT_THAT(Check(record, missing.Now()),
              ElementsAre(HasSubstr("the 3 heads do not make the tree of the checkpoint, of 4")));
  std::swap(record.heads[0], record.heads[1]);
  EXPECT_THAT(Check(record, Usual().Now()), ElementsAre(HasSubstr("do not make the tree")));
  Record shrunk = Usual();
  shrunk.heads.push_back(shrunk.heads[0]);
  EXPECT_THAT(Check(shrunk, shrunk.Now()), ElementsAre(HasSubstr("the chain became shorter")));
}

// Of one subject: its heads with their proofs, and that the tree continues an earlier one.
TEST(RecordCheck, APartIsProvenLeafByLeaf) {
  Record record = Usual();
  TreeBuilder tree;
  std::map<NodeId, std::string> nodes;
  for (const Head& head : record.heads) {
    tree.Add(LeafHash(head.Leaf()), [&](NodeId id, const std::string& hash) { nodes[id] = hash; });
  }
  const auto read = [&](NodeId id) { return nodes.at(id); };
  Record before;
  before.Write(kA, 2);
  const auto check = [&](const Head& last, const KeptCheckpoint& earlier) {
    RecordCheck check(record.Now(), /*whole=*/false, {earlier});
    check.AddConsistency(1, ConsistencyProof(1, 3, read));
    check.AddProvenHead(record.heads[0], 0, InclusionProof(0, 3, read));
    check.AddProvenHead(last, 2, InclusionProof(2, 3, read));
    for (const Entry& e : record.entries) {
      if (e.chain == kA) check.AddEntry(e.chain, e.seq, e.bytes, e.hash);
    }
    check.Finish();
    return std::pair(check.faults().size(), check.unaltered_since().has_value());
  };
  EXPECT_EQ(check(record.heads[2], before.Kept()), std::pair(size_t{0}, true));
  Head forged = record.heads[2];
  forged.hash = Sha256("forged");
  EXPECT_EQ(check(forged, before.Kept()).first, 2u);  // not in the tree, and not of the entries
  Record other;
  other.Write(kB, 2);
  EXPECT_EQ(check(record.heads[2], other.Kept()), std::pair(size_t{1}, false));
}

}  // namespace
}  // namespace cartera::record
