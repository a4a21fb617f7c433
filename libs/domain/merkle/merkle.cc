#include "libs/domain/merkle/merkle.h"

#include <utility>

#include "absl/numeric/bits.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"

namespace cartera::merkle {
namespace {

// The largest power of two below `size`, which is at least 2.
int64_t Split(int64_t size) {
  return static_cast<int64_t>(absl::bit_floor(static_cast<uint64_t>(size - 1)));
}

// Steps upwards through levels in which the node is its parent's last child and has no sibling.
void SkipLonely(int64_t* node, int64_t* last) {
  while ((*node & 1) == 0 && *node != 0) {
    *node >>= 1;
    *last >>= 1;
  }
}

// PROOF(m, D[n]) and SUBPROOF(m, D[n], b) of RFC 9162 section 2.1.4.1.
void AppendSubproof(absl::Span<const std::string> leaves, int64_t old_size, bool known,
                    std::vector<std::string>* proof) {
  const auto size = static_cast<int64_t>(leaves.size());
  if (old_size == size) {
    if (!known) proof->push_back(Root(leaves));
    return;
  }
  const int64_t split = Split(size);
  const auto left = leaves.first(static_cast<size_t>(split));
  const auto right = leaves.subspan(static_cast<size_t>(split));
  if (old_size <= split) {
    AppendSubproof(left, old_size, known, proof);
    proof->push_back(Root(right));
  } else {
    AppendSubproof(right, old_size - split, false, proof);
    proof->push_back(Root(left));
  }
}

}  // namespace

std::string HashLeaf(absl::string_view leaf) {
  return Sha256(absl::StrCat(absl::string_view("\0", 1), leaf));
}

std::string HashNode(absl::string_view left, absl::string_view right) {
  return Sha256(absl::StrCat("\1", left, right));
}

void Frontier::Append(absl::string_view leaf_hash) {
  std::string hash(leaf_hash);
  for (int64_t bits = size_; (bits & 1) == 1; bits >>= 1) {
    hash = HashNode(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(std::move(hash));
  ++size_;
}

std::string Frontier::Root() const {
  if (subtrees_.empty()) return Sha256("");
  std::string root = subtrees_.back();
  for (auto it = subtrees_.rbegin() + 1; it != subtrees_.rend(); ++it) root = HashNode(*it, root);
  return root;
}

std::string Root(absl::Span<const std::string> leaf_hashes) {
  Frontier tree;
  for (const std::string& hash : leaf_hashes) tree.Append(hash);
  return tree.Root();
}

std::vector<std::string> InclusionProof(absl::Span<const std::string> leaf_hashes, int64_t index) {
  if (leaf_hashes.size() <= 1) return {};
  const int64_t split = Split(static_cast<int64_t>(leaf_hashes.size()));
  const auto left = leaf_hashes.first(static_cast<size_t>(split));
  const auto right = leaf_hashes.subspan(static_cast<size_t>(split));
  std::vector<std::string> proof =
      index < split ? InclusionProof(left, index) : InclusionProof(right, index - split);
  proof.push_back(Root(index < split ? right : left));
  return proof;
}

// RFC 9162 section 2.1.3.2.
bool VerifyInclusion(absl::string_view leaf_hash, int64_t index, int64_t size,
                     absl::Span<const std::string> proof, absl::string_view root) {
  if (index < 0 || index >= size) return false;
  int64_t node = index;
  int64_t last = size - 1;
  std::string hash(leaf_hash);
  for (const std::string& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      hash = HashNode(sibling, hash);
      SkipLonely(&node, &last);
    } else {
      hash = HashNode(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

std::vector<std::string> ConsistencyProof(absl::Span<const std::string> leaf_hashes,
                                          int64_t old_size) {
  std::vector<std::string> proof;
  if (old_size > 0) AppendSubproof(leaf_hashes, old_size, true, &proof);
  return proof;
}

// RFC 9162 section 2.1.4.2.
bool VerifyConsistency(int64_t old_size, absl::string_view old_root, int64_t size,
                       absl::string_view root, absl::Span<const std::string> proof) {
  if (old_size < 0 || old_size > size) return false;
  if (old_size == 0) return proof.empty() && old_root == Root({});
  if (old_size == size) return proof.empty() && old_root == root;
  if (proof.empty()) return false;
  int64_t node = old_size - 1;
  int64_t last = size - 1;
  while ((node & 1) == 1) {
    node >>= 1;
    last >>= 1;
  }
  // A whole power of two is its own first node; the proof leaves it out.
  const bool whole = absl::has_single_bit(static_cast<uint64_t>(old_size));
  std::string old_hash(whole ? old_root : absl::string_view(proof.front()));
  std::string hash = old_hash;
  for (const std::string& sibling : proof.subspan(whole ? 0 : 1)) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      old_hash = HashNode(sibling, old_hash);
      hash = HashNode(sibling, hash);
      SkipLonely(&node, &last);
    } else {
      hash = HashNode(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

}  // namespace cartera::merkle
