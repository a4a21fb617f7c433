#include "libs/domain/record/merkle_tree.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::record {
namespace {

// A tree with all its whole subtrees.
struct Tree {
  TreeBuilder builder;
  std::map<NodeId, std::string> nodes;
  std::vector<std::string> roots = {builder.Root()};  // by size

  void Add(absl::string_view leaf) {
    builder.Add(LeafHash(leaf), [&](NodeId id, const std::string& hash) {
      EXPECT_TRUE(nodes.emplace(id, hash).second) << "made twice";
    });
    roots.push_back(builder.Root());
  }
  std::string Read(NodeId id) const {
    const auto found = nodes.find(id);
    EXPECT_TRUE(found != nodes.end()) << id.level << " " << id.index << " is not a whole subtree";
    return found == nodes.end() ? "" : found->second;
  }
};

Tree TreeOf(int size) {
  Tree tree;
  for (int i = 0; i < size; ++i) tree.Add(absl::StrCat("leaf ", i));
  return tree;
}

// The leaves and roots that Certificate Transparency's implementations test with (from memory).
TEST(MerkleTree, HasTheRootsOfCertificateTransparency) {
  const char* const leaves[] = {"",
                                "00",
                                "10",
                                "2021",
                                "3031",
                                "40414243",
                                "5051525354555657",
                                "606162636465666768696a6b6c6d6e6f"};
  const char* const roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                               "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Tree tree;
  for (const char* leaf : leaves) tree.Add(absl::HexStringToBytes(leaf));
  for (size_t size = 0; size < tree.roots.size(); ++size) {
    EXPECT_EQ(absl::BytesToHexString(tree.roots[size]), roots[size]) << size;
  }
}

constexpr int kSize = 33;

TEST(MerkleTree, ARootIsMadeOfWholeSubtrees) {
  const Tree tree = TreeOf(kSize);
  for (int size = 0; size <= kSize; ++size) {
    EXPECT_EQ(Root(size, [&](NodeId id) { return tree.Read(id); }), tree.roots[size]) << size;
  }
}

TEST(MerkleTree, GoesOnFromAnySize) {
  const Tree tree = TreeOf(kSize);
  for (int size = 0; size < kSize; ++size) {
    TreeBuilder builder(size, [&](NodeId id) { return tree.Read(id); });
    EXPECT_EQ(builder.Root(), tree.roots[size]);
    builder.Add(LeafHash(absl::StrCat("leaf ", size)));
    EXPECT_EQ(builder.Root(), tree.roots[size + 1]);
  }
}

TEST(MerkleTree, EveryLeafIsProvenInEveryTreeThatHasItAndInNoOther) {
  const Tree tree = TreeOf(kSize);
  for (int size = 1; size <= kSize; ++size) {
    for (int index = 0; index < size; ++index) {
      auto proof = InclusionProof(index, size, [&](NodeId id) { return tree.Read(id); });
      const std::string leaf = tree.Read({0, index});
      EXPECT_TRUE(VerifyInclusion(index, size, leaf, tree.roots[size], proof).ok());
      EXPECT_FALSE(VerifyInclusion(index, size, LeafHash("x"), tree.roots[size], proof).ok());
      EXPECT_FALSE(VerifyInclusion(index, size, leaf, tree.roots[size - 1], proof).ok());
      EXPECT_FALSE(VerifyInclusion(index + 1, size, leaf, tree.roots[size], proof).ok());
      EXPECT_FALSE(VerifyInclusion(size, size, leaf, tree.roots[size], proof).ok());
      if (size > 1) {
        const std::vector<std::string> shorter(proof.begin(), proof.end() - 1);
        EXPECT_FALSE(VerifyInclusion(index, size, leaf, tree.roots[size], shorter).ok());
      }
      proof.push_back(leaf);
      EXPECT_FALSE(VerifyInclusion(index, size, leaf, tree.roots[size], proof).ok());
    }
  }
}

TEST(MerkleTree, EveryTreeIsProvenToBeginWithEveryEarlierOneAndWithNoOther) {
  const Tree tree = TreeOf(kSize);
  Tree other;
  for (int i = 0; i < kSize; ++i) other.Add(i == 0 ? "forged" : absl::StrCat("leaf ", i));
  for (int to = 0; to <= kSize; ++to) {
    for (int from = 0; from <= to; ++from) {
      auto proof = ConsistencyProof(from, to, [&](NodeId id) { return tree.Read(id); });
      EXPECT_TRUE(VerifyConsistency(from, to, tree.roots[from], tree.roots[to], proof).ok())
          << from << " in " << to;
      if (from == 0) continue;
      EXPECT_FALSE(VerifyConsistency(from, to, other.roots[from], tree.roots[to], proof).ok());
      EXPECT_FALSE(VerifyConsistency(from, to, tree.roots[from], other.roots[to], proof).ok());
      EXPECT_FALSE(VerifyConsistency(to + 1, to, tree.roots[from], tree.roots[to], proof).ok());
      proof.push_back(tree.roots[1]);
      EXPECT_FALSE(VerifyConsistency(from, to, tree.roots[from], tree.roots[to], proof).ok());
    }
  }
}

// What is read for a proof grows with the height of the tree, not with its size.
TEST(MerkleTree, AProofReadsFewNodes) {
  constexpr int64_t kLarge = 1'000'000'007;
  int read = 0;
  const auto count = [&](NodeId) {
    ++read;
    return std::string(32, 'x');
  };
  InclusionProof(123'456'789, kLarge, count);
  EXPECT_LE(read, 60);
  read = 0;
  ConsistencyProof(987'654'321, kLarge, count);
  EXPECT_LE(read, 60);
}

}  // namespace
}  // namespace cartera::record
