#ifndef CARTERA_LIBS_DOMAIN_RECORD_MERKLE_TREE_H_
#define CARTERA_LIBS_DOMAIN_RECORD_MERKLE_TREE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// The append-only Merkle tree of RFC 9162, section 2.1, over SHA-256. Hashes have 32 bytes.
namespace cartera::record {

std::string LeafHash(absl::string_view leaf);
std::string NodeHash(absl::string_view left, absl::string_view right);

// A whole subtree: `index`-th of those with 2^level leaves; level 0 is a leaf.
struct NodeId {
  int level = 0;
  int64_t index = 0;

  friend bool operator==(const NodeId& a, const NodeId& b) {
    return a.level == b.level && a.index == b.index;
  }
  friend bool operator<(const NodeId& a, const NodeId& b) {
    return std::pair(a.level, a.index) < std::pair(b.level, b.index);
  }
};
// Gives the hash of a whole subtree. The functions below ask for O(log n) of them.
using NodeReader = absl::FunctionRef<std::string(NodeId)>;

// Of the first `size` leaves; of none it is SHA-256 of nothing.
std::string Root(int64_t size, NodeReader read);
// That leaf `index` is one of the first `size`: 0 <= index < size.
std::vector<std::string> InclusionProof(int64_t index, int64_t size, NodeReader read);
// That the first `from` leaves are still the first of `to`: 0 <= from <= to.
std::vector<std::string> ConsistencyProof(int64_t from, int64_t to, NodeReader read);

// Errors: DATA_LOSS when the proof does not prove it.
absl::Status VerifyInclusion(int64_t index, int64_t size, absl::string_view leaf_hash,
                             absl::string_view root, absl::Span<const std::string> proof);
absl::Status VerifyConsistency(int64_t from, int64_t to, absl::string_view from_root,
                               absl::string_view to_root, absl::Span<const std::string> proof);

// A tree that grows at its end; keeps only the subtrees that are not yet part of a larger one.
class TreeBuilder {
 public:
  TreeBuilder() = default;
  // Goes on from a tree of `size` leaves, whose peaks are read.
  TreeBuilder(int64_t size, NodeReader read);

  int64_t size() const { return size_; }
  // `made` gets every subtree that this leaf completes, the leaf first.
  void Add(
      absl::string_view leaf_hash,
      absl::FunctionRef<void(NodeId, const std::string&)> made = [](NodeId, const std::string&) {});
  std::string Root() const;

 private:
  int64_t size_ = 0;
  std::vector<std::pair<int, std::string>> peaks_;  // level and hash, the largest first
};

}  // namespace cartera::record

#endif  // CARTERA_LIBS_DOMAIN_RECORD_MERKLE_TREE_H_
