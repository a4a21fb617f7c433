#include "libs/domain/merkle/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::merkle {
namespace {

using ::testing::ElementsAre;

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

// The eight leaves by which implementations of RFC 6962 test each other.
std::vector<std::string> ReferenceLeaves() {
  std::vector<std::string> hashes;
  for (const char* leaf : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                           "606162636465666768696a6b6c6d6e6f"}) {
    hashes.push_back(HashLeaf(absl::HexStringToBytes(leaf)));
  }
  return hashes;
}

std::vector<std::string> Leaves(int64_t count) {
  std::vector<std::string> hashes;
  for (int64_t i = 0; i < count; ++i) hashes.push_back(HashLeaf(absl::StrCat("leaf ", i)));
  return hashes;
}

absl::Span<const std::string> First(const std::vector<std::string>& leaves, int64_t count) {
  return absl::MakeConstSpan(leaves).first(static_cast<size_t>(count));
}

TEST(Merkle, RootsAreThoseOfTheReferenceTrees) {
  const std::vector<std::string> leaves = ReferenceLeaves();
  const std::vector<std::string> expected = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  for (int64_t size = 0; size <= 8; ++size) {
    EXPECT_EQ(Hex(Root(First(leaves, size))), expected[static_cast<size_t>(size)]) << size;
  }
}

TEST(Merkle, ProofsAreThoseOfTheReferenceTrees) {
  const std::vector<std::string> leaves = ReferenceLeaves();
  std::vector<std::string> proof;
  for (const std::string& hash : InclusionProof(leaves, 0)) proof.push_back(Hex(hash));
  EXPECT_THAT(proof,
              ElementsAre("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
  proof.clear();
  for (const std::string& hash : ConsistencyProof(leaves, 6)) proof.push_back(Hex(hash));
  EXPECT_THAT(proof,
              ElementsAre("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
}

TEST(Merkle, EveryLeafOfEveryTreeIsProvenAndNoOther) {
  const std::vector<std::string> leaves = Leaves(34);
  for (int64_t size = 1; size <= 33; ++size) {
    const std::string root = Root(First(leaves, size));
    for (int64_t index = 0; index < size; ++index) {
      std::vector<std::string> proof = InclusionProof(First(leaves, size), index);
      const std::string& leaf = leaves[static_cast<size_t>(index)];
      ASSERT_TRUE(VerifyInclusion(leaf, index, size, proof, root)) << index << " of " << size;
      EXPECT_FALSE(VerifyInclusion(leaves[33], index, size, proof, root));
      EXPECT_FALSE(VerifyInclusion(leaf, index + size, size, proof, root));
      if (size > 1) {
        EXPECT_FALSE(VerifyInclusion(leaf, (index + 1) % size, size, proof, root));
      }
      proof.push_back(root);
      EXPECT_FALSE(VerifyInclusion(leaf, index, size, proof, root)) << "one hash too many";
      proof.resize(proof.size() - 1);
      for (std::string& hash : proof) {
        hash[0] = static_cast<char>(hash[0] ^ 1);
        EXPECT_FALSE(VerifyInclusion(leaf, index, size, proof, root)) << "one bit changed";
        hash[0] = static_cast<char>(hash[0] ^ 1);
      }
    }
  }
}

TEST(Merkle, EveryBeginningOfEveryTreeIsProvenAndNoOther) {
  const std::vector<std::string> leaves = Leaves(33);
  const std::string other = HashLeaf("other");
  for (int64_t size = 0; size <= 33; ++size) {
    const std::string root = Root(First(leaves, size));
    for (int64_t old_size = 0; old_size <= size; ++old_size) {
      const std::string old_root = Root(First(leaves, old_size));
      std::vector<std::string> proof = ConsistencyProof(First(leaves, size), old_size);
      ASSERT_TRUE(VerifyConsistency(old_size, old_root, size, root, proof))
          << old_size << " of " << size;
      EXPECT_FALSE(VerifyConsistency(old_size, other, size, root, proof));
      EXPECT_FALSE(VerifyConsistency(size + 1, old_root, size, root, proof));
      if (old_size > 0) {
        EXPECT_FALSE(VerifyConsistency(old_size, old_root, size, other, proof));
      }
      proof.push_back(other);
      EXPECT_FALSE(VerifyConsistency(old_size, old_root, size, root, proof)) << "too long";
      proof.resize(proof.size() - 1);
      if (proof.empty()) continue;
      proof.pop_back();
      EXPECT_FALSE(VerifyConsistency(old_size, old_root, size, root, proof)) << "too short";
    }
  }
}

// A rewritten leaf anywhere before the old size cannot be made to fit the old root.
TEST(Merkle, ATreeWithARewrittenLeafDoesNotBeginWithTheOldTree) {
  const std::vector<std::string> leaves = Leaves(13);
  for (int64_t old_size = 1; old_size <= 13; ++old_size) {
    const std::string old_root = Root(First(leaves, old_size));
    for (int64_t changed = 0; changed < old_size; ++changed) {
      std::vector<std::string> rewritten = leaves;
      rewritten[static_cast<size_t>(changed)] = HashLeaf("rewritten");
      EXPECT_FALSE(VerifyConsistency(old_size, old_root, 13, Root(rewritten),
                                     ConsistencyProof(rewritten, old_size)))
          << changed << " of " << old_size;
    }
  }
}

}  // namespace
}  // namespace cartera::merkle
