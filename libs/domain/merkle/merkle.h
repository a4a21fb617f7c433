#ifndef CARTERA_LIBS_DOMAIN_MERKLE_MERKLE_H_
#define CARTERA_LIBS_DOMAIN_MERKLE_MERKLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// Merkle trees as RFC 9162 section 2.1 hashes them, with SHA-256. All hashes are 32 bytes.
namespace cartera::merkle {

// SHA-256(0x00 || leaf) and SHA-256(0x01 || left || right).
std::string HashLeaf(absl::string_view leaf);
std::string HashNode(absl::string_view left, absl::string_view right);

// A tree that only grows, without its leaves: the hashes of its perfect subtrees, the largest
// first, so one for each bit that is set in size.
class Frontier {
 public:
  void Append(absl::string_view leaf_hash);
  int64_t size() const { return size_; }
  // Of the empty tree: SHA-256 of nothing.
  std::string Root() const;

 private:
  int64_t size_ = 0;
  std::vector<std::string> subtrees_;
};

// The root of the tree of these leaf hashes.
std::string Root(absl::Span<const std::string> leaf_hashes);

// Proves that leaf `index` is in the tree; lowest sibling first. 0 <= index < the tree's size.
std::vector<std::string> InclusionProof(absl::Span<const std::string> leaf_hashes, int64_t index);
bool VerifyInclusion(absl::string_view leaf_hash, int64_t index, int64_t size,
                     absl::Span<const std::string> proof, absl::string_view root);

// Proves that the tree of the first `old_size` leaves is the beginning of the tree of all.
// 0 <= old_size <= the tree's size; empty for 0 and for the size itself.
std::vector<std::string> ConsistencyProof(absl::Span<const std::string> leaf_hashes,
                                          int64_t old_size);
bool VerifyConsistency(int64_t old_size, absl::string_view old_root, int64_t size,
                       absl::string_view root, absl::Span<const std::string> proof);

}  // namespace cartera::merkle

#endif  // CARTERA_LIBS_DOMAIN_MERKLE_MERKLE_H_
