#include "services/oversight/chain_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/hash_chain.h"
#include "libs/platform/pg/audit.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string EntryOf(const std::string& subject, int64_t seq) {
  return pg::CanonicalEntry({}, "people/ana", 1000 + seq,
                            {.subject = subject, .action = "do", .resource = subject});
}

// `length` links of a sound chain.
std::vector<ChainLink> Chain(const std::string& subject, int64_t length) {
  std::vector<ChainLink> links;
  std::string hash = GenesisHash("registry", subject);
  for (int64_t seq = 1; seq <= length; ++seq) {
    const std::string entry = EntryOf(subject, seq);
    hash = NextHash(hash, entry);
    links.push_back({subject, seq, entry, hash, length, std::nullopt});
  }
  for (ChainLink& link : links) link.head_hash = hash;
  return links;
}

std::vector<std::string> Walk(const std::vector<std::vector<ChainLink>>& chains) {
  ChainWalk walk("registry");
  std::vector<ChainBreak> breaks;
  for (const auto& chain : chains) {
    for (const ChainLink& link : chain) walk.Add(link, &breaks);
  }
  walk.End(&breaks);
  std::vector<std::string> out;
  for (const ChainBreak& found : breaks) {
    EXPECT_EQ(found.service, "registry");
    out.push_back(
        absl::StrCat(found.subject, " ", found.seq, " ", found.what, " ", found.resource));
  }
  return out;
}

TEST(ChainWalk, FindsNothingInSoundChains) {
  EXPECT_THAT(Walk({Chain("a", 3), Chain("b", 1), Chain("c", 20)}), IsEmpty());
}

TEST(ChainWalk, NamesTheFirstEditedEntryOnly) {
  auto a = Chain("a", 5);
  a[2].entry = EntryOf("a", 99);
  a[3].entry = EntryOf("a", 98);
  EXPECT_THAT(Walk({a, Chain("b", 2)}), ElementsAre("a 3 hash a"));
}

TEST(ChainWalk, NamesAnEntryThatCannotBeReadWithoutItsResource) {
  auto a = Chain("a", 2);
  a[1].entry += " ";
  EXPECT_THAT(Walk({a}), ElementsAre("a 2 hash "));
}

TEST(ChainWalk, FindsAnEntryTakenOut) {
  auto a = Chain("a", 4);
  a.erase(a.begin() + 1);
  EXPECT_THAT(Walk({a}), ElementsAre("a 2 gap "));
  auto b = Chain("b", 4);
  b.erase(b.begin());
  EXPECT_THAT(Walk({b}), ElementsAre("b 1 gap "));
}

TEST(ChainWalk, FindsAnEndCutOff) {
  auto a = Chain("a", 4);
  a.pop_back();
  EXPECT_THAT(Walk({a, Chain("b", 1)}), ElementsAre("a 4 truncated "));
}

TEST(ChainWalk, FindsAHeadThatIsMissingBehindOrAnother) {
  auto missing = Chain("a", 2);
  for (ChainLink& link : missing) link.head_length.reset();
  auto behind = Chain("b", 3);
  for (ChainLink& link : behind) link.head_length = 2;
  auto other = Chain("c", 2);
  for (ChainLink& link : other) link.head_hash = std::string(32, 'x');
  EXPECT_THAT(Walk({missing, behind, other}), ElementsAre("a 1 head ", "b 3 head ", "c 2 hash "));
}

TEST(ChainWalk, FindsAnEndWrittenAnewWithItsOwnHashes) {
  auto a = Chain("a", 2);
  a[1].entry = EntryOf("a", 77);
  a[1].hash = NextHash(a[0].hash, a[1].entry);
  EXPECT_THAT(Walk({a}), ElementsAre("a 2 hash "));
}

TEST(ChainWalk, FindsAChainPutUnderAnotherSubject) {
  auto a = Chain("a", 2);
  for (ChainLink& link : a) link.subject = "b";
  EXPECT_THAT(Walk({a}), ElementsAre("b 1 hash a"));
}

TEST(ChainWalk, TakesAChainThatGrewBetweenTwoPages) {
  auto before = Chain("a", 2);
  auto after = Chain("a", 4);
  EXPECT_THAT(Walk({{before[0], before[1], after[2], after[3]}}), IsEmpty());
}

TEST(ChainWalk, GoesOnFromACopy) {
  const auto a = Chain("a", 4);
  ChainWalk walk("registry");
  std::vector<ChainBreak> breaks;
  walk.Add(a[0], &breaks);
  walk.Add(a[1], &breaks);
  ChainWalk copy = walk;
  walk.Add(a[3], &breaks);
  EXPECT_EQ(breaks.size(), 1u);
  breaks.clear();
  EXPECT_EQ(copy.subject(), "a");
  EXPECT_EQ(copy.seq(), 2);
  copy.Add(a[2], &breaks);
  copy.Add(a[3], &breaks);
  copy.End(&breaks);
  EXPECT_THAT(breaks, IsEmpty());
  EXPECT_EQ(copy.chains_count(), 1);
  EXPECT_EQ(copy.entries_count(), 4);
}

}  // namespace
}  // namespace cartera::oversight
