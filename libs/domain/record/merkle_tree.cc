#include "libs/domain/record/merkle_tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"

namespace cartera::record {
namespace {

// The largest power of two below `size`, which is at least 2.
int64_t LeftSize(int64_t size) {
  int64_t left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

// Of the leaves from `begin` to before `end`; `begin` is a multiple of every power of two below
// the size.
std::string RangeRoot(int64_t begin, int64_t end, NodeReader read) {
  const int64_t size = end - begin;
  if ((size & (size - 1)) == 0) {
    int level = 0;
    while (int64_t{1} << level < size) ++level;
    return read({level, begin >> level});
  }
  const int64_t middle = begin + LeftSize(size);
  std::string left = RangeRoot(begin, middle, read);
  return NodeHash(left, RangeRoot(middle, end, read));
}

void AppendInclusion(int64_t index, int64_t begin, int64_t end, NodeReader read,
                     std::vector<std::string>* proof) {
  if (end - begin == 1) return;
  const int64_t middle = begin + LeftSize(end - begin);
  if (index < middle) {
    AppendInclusion(index, begin, middle, read, proof);
    proof->push_back(RangeRoot(middle, end, read));
  } else {
    AppendInclusion(index, middle, end, read, proof);
    proof->push_back(RangeRoot(begin, middle, read));
  }
}

// SUBPROOF of the RFC: `known` while the verifier has the root of what is left of `from`.
void AppendConsistency(int64_t from, int64_t begin, int64_t end, bool known, NodeReader read,
                       std::vector<std::string>* proof) {
  if (from == end) {
    if (!known) proof->push_back(RangeRoot(begin, end, read));
    return;
  }
  const int64_t middle = begin + LeftSize(end - begin);
  if (from <= middle) {
    AppendConsistency(from, begin, middle, known, read, proof);
    proof->push_back(RangeRoot(middle, end, read));
  } else {
    AppendConsistency(from, middle, end, false, read, proof);
    proof->push_back(RangeRoot(begin, middle, read));
  }
}

absl::Status NotProven(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the proof does not show that ", what));
}

}  // namespace

std::string LeafHash(absl::string_view leaf) {
  return Sha256(absl::StrCat(absl::string_view("\0", 1), leaf));
}

std::string NodeHash(absl::string_view left, absl::string_view right) {
  return Sha256(absl::StrCat("\x01", left, right));
}

std::string Root(int64_t size, NodeReader read) {
  return size == 0 ? Sha256("") : RangeRoot(0, size, read);
}

std::vector<std::string> InclusionProof(int64_t index, int64_t size, NodeReader read) {
  std::vector<std::string> proof;
  AppendInclusion(index, 0, size, read, &proof);
  return proof;
}

std::vector<std::string> ConsistencyProof(int64_t from, int64_t to, NodeReader read) {
  std::vector<std::string> proof;
  if (from > 0) AppendConsistency(from, 0, to, true, read, &proof);
  return proof;
}

// RFC 9162, section 2.1.3.2.
absl::Status VerifyInclusion(int64_t index, int64_t size, absl::string_view leaf_hash,
                             absl::string_view root, absl::Span<const std::string> proof) {
  const absl::Status wrong = NotProven("the leaf is in the tree");
  if (index < 0 || index >= size) return wrong;
  int64_t fn = index, sn = size - 1;
  std::string hash(leaf_hash);
  for (const std::string& step : proof) {
    if (sn == 0) return wrong;
    if (fn % 2 == 1 || fn == sn) {
      hash = NodeHash(step, hash);
      while (fn % 2 == 0 && fn != 0) fn /= 2, sn /= 2;
    } else {
      hash = NodeHash(hash, step);
    }
    fn /= 2, sn /= 2;
  }
  return sn == 0 && hash == root ? absl::OkStatus() : wrong;
}

// RFC 9162, section 2.1.4.2.
absl::Status VerifyConsistency(int64_t from, int64_t to, absl::string_view from_root,
                               absl::string_view to_root, absl::Span<const std::string> proof) {
  const absl::Status wrong = NotProven("the later tree begins with the earlier one");
  if (from < 0 || from > to) return wrong;
  if (from == 0) return proof.empty() && from_root == Sha256("") ? absl::OkStatus() : wrong;
  if (from == to) return proof.empty() && from_root == to_root ? absl::OkStatus() : wrong;
  std::vector<std::string> steps(proof.begin(), proof.end());
  if ((from & (from - 1)) == 0) steps.emplace(steps.begin(), from_root);
  if (steps.empty()) return wrong;
  int64_t fn = from - 1, sn = to - 1;
  while (fn % 2 == 1) fn /= 2, sn /= 2;
  std::string first = steps[0], second = steps[0];
  for (size_t i = 1; i < steps.size(); ++i) {
    if (sn == 0) return wrong;
    if (fn % 2 == 1 || fn == sn) {
      first = NodeHash(steps[i], first);
      second = NodeHash(steps[i], second);
      while (fn % 2 == 0 && fn != 0) fn /= 2, sn /= 2;
    } else {
      second = NodeHash(second, steps[i]);
    }
    fn /= 2, sn /= 2;
  }
  return sn == 0 && first == from_root && second == to_root ? absl::OkStatus() : wrong;
}

TreeBuilder::TreeBuilder(int64_t size, NodeReader read) : size_(size) {
  int64_t begin = 0;
  for (int level = 62; level >= 0; --level) {
    const int64_t width = int64_t{1} << level;
    if ((size & width) == 0) continue;
    peaks_.emplace_back(level, read({level, begin >> level}));
    begin += width;
  }
}

void TreeBuilder::Add(absl::string_view leaf_hash,
                      absl::FunctionRef<void(NodeId, const std::string&)> made) {
  peaks_.emplace_back(0, std::string(leaf_hash));
  made({0, size_}, peaks_.back().second);
  while (peaks_.size() > 1 && peaks_[peaks_.size() - 2].first == peaks_.back().first) {
    std::string right = std::move(peaks_.back().second);
    peaks_.pop_back();
    auto& [level, hash] = peaks_.back();
    hash = NodeHash(hash, right);
    ++level;
    made({level, size_ >> level}, hash);
  }
  ++size_;
}

std::string TreeBuilder::Root() const {
  if (peaks_.empty()) return Sha256("");
  std::string hash = peaks_.back().second;
  for (size_t i = peaks_.size() - 1; i-- > 0;) hash = NodeHash(peaks_[i].second, hash);
  return hash;
}

}  // namespace cartera::record
