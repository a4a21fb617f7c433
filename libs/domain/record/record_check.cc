#include "libs/domain/record/record_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/hash_chain.h"

namespace cartera::record {
namespace {

// More names than these help nobody.
constexpr size_t kNamesMax = 5;
constexpr size_t kHashBytes = 32;

std::string Names(std::vector<ChainName> chains) {
  std::sort(chains.begin(), chains.end());
  chains.erase(std::unique(chains.begin(), chains.end()), chains.end());
  std::string names;
  for (size_t i = 0; i < chains.size() && i < kNamesMax; ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", chains[i].subject, " (", chains[i].service, ")");
  }
  if (chains.size() > kNamesMax) {
    absl::StrAppend(&names, " or ", chains.size() - kNamesMax, " others");
  }
  return names;
}

}  // namespace

RecordCheck::RecordCheck(Checkpoint checkpoint, bool whole, std::vector<KeptCheckpoint> earlier)
    : checkpoint_(std::move(checkpoint)), whole_(whole), earlier_(std::move(earlier)) {
  std::stable_sort(earlier_.begin(), earlier_.end(), [](const auto& a, const auto& b) {
    return a.checkpoint.size < b.checkpoint.size;
  });
  if (whole_) CompareEarlier(0, tree_.Root());
}

void RecordCheck::Report(const ChainName& chain, int64_t seq, std::string what) {
  faults_.push_back({chain, seq, std::move(what)});
}

void RecordCheck::Confirm(const KeptCheckpoint& kept) {
  if (!unaltered_since_.has_value() || kept.at_s < unaltered_since_->at_s) unaltered_since_ = kept;
}

// The first `size` leaves hash to `root`: so must every earlier checkpoint of that size.
void RecordCheck::CompareEarlier(int64_t size, absl::string_view root) {
  for (; compared_ < earlier_.size() && earlier_[compared_].checkpoint.size == size; ++compared_) {
    const KeptCheckpoint& kept = earlier_[compared_];
    if (kept.checkpoint.root == root) {
      Confirm(kept);
    } else {
      Report({}, 0,
             absl::StrCat("the record is not the one of ", kept.source, ": its first ", size,
                          " heads are others. Written anew was one of ", Names(recent_)));
    }
    recent_.clear();
  }
}

void RecordCheck::Keep(const Head& head, int64_t index) {
  Chain& chain = chains_[head.chain];
  if (!chain.heads.empty() && head.length <= chain.heads.back().length) {
    Report(head.chain, head.length,
           absl::StrCat("head ", index, " says that the chain became shorter: ", head.length,
                        " entries after ", chain.heads.back().length));
    return;
  }
  chain.heads.push_back(head);
}

void RecordCheck::AddHead(const Head& head) {
  Keep(head, tree_.size());
  tree_.Add(LeafHash(head.Leaf()));
  if (compared_ < earlier_.size()) {
    recent_.push_back(head.chain);
    const bool due = earlier_[compared_].checkpoint.size == tree_.size();
    if (due) CompareEarlier(tree_.size(), tree_.Root());
  }
}

void RecordCheck::AddProvenHead(const Head& head, int64_t index,
                                absl::Span<const std::string> proof) {
  Keep(head, index);
  if (!VerifyInclusion(index, checkpoint_.size, LeafHash(head.Leaf()), checkpoint_.root, proof)
           .ok()) {
    Report(head.chain, head.length,
           absl::StrCat("the head after entry ", head.length, " is not in the checkpoint"));
  }
}

void RecordCheck::AddConsistency(int64_t from, absl::Span<const std::string> proof) {
  for (const KeptCheckpoint& kept : earlier_) {
    if (kept.checkpoint.size != from) continue;
    if (VerifyConsistency(from, checkpoint_.size, kept.checkpoint.root, checkpoint_.root, proof)
            .ok()) {
      Confirm(kept);
    } else {
      Report({}, 0, absl::StrCat("the record does not continue the one of ", kept.source));
    }
  }
}

void RecordCheck::BeginAfter(const ChainName& chain, int64_t seq, absl::string_view hash) {
  const auto found = chains_.find(chain);
  if (found == chains_.end() || seq < 1) return;
  found->second.after = seq;
  found->second.after_hash = std::string(hash);
}

void RecordCheck::BeginChain(const ChainName& chain) {
  reading_ = true;
  broken_ = false;
  open_name_ = chain;
  seq_ = 0;
  next_head_ = 0;
  hash_ = GenesisHash(chain.service, chain.subject);
  open_ = chains_.find(chain);
  if (open_ == chains_.end()) {
    broken_ = true;
    Report(chain, 1, "the chain is in no checkpoint");
    return;
  }
  if (open_->second.met) {
    broken_ = true;
    Report(chain, 1, "the chain's entries do not stand together");
  }
  open_->second.met = true;
  if (open_->second.after == 0) return;
  seq_ = open_->second.after;
  hash_ = open_->second.after_hash;
  if (seq_ >= open_->second.heads.back().length) {
    broken_ = true;
    return Report(chain, seq_ + 1, "the entry is in no checkpoint");
  }
  // What is hashed is this and the entry without a mark between them.
  if (hash_.size() != kHashBytes) {
    broken_ = true;
    Report(chain, seq_ + 1, "the hash of the entry before is not one");
  }
}

void RecordCheck::AddEntry(const ChainName& chain, int64_t seq, absl::string_view entry,
                           absl::string_view hash) {
  if (!reading_ || !(open_name_ == chain)) {
    EndChain();
    BeginChain(chain);
  }
  ++entries_;
  if (broken_) return;
  broken_ = true;  // until the end of this function
  if (seq != seq_ + 1) return Report(chain, seq_ + 1, "the entry is missing");
  hash_ = NextHash(hash_, entry);
  if (hash_ != hash) return Report(chain, seq, "the entry does not hash to what stands beside it");
  seq_ = seq;
  const std::vector<Head>& heads = open_->second.heads;
  if (next_head_ == heads.size()) return Report(chain, seq, "the entry is in no checkpoint");
  const Head& head = heads[next_head_];
  if (head.length == seq) {
    const int64_t first =
        next_head_ == 0 ? open_->second.after + 1 : heads[next_head_ - 1].length + 1;
    if (hash_ != head.hash) {
      return Report(chain, first,
                    absl::StrCat("entries ", first, " to ", seq,
                                 " are not those that the checkpoint was made of"));
    }
    ++next_head_;
  }
  broken_ = false;
}

void RecordCheck::EndChain() {
  if (!reading_) return;
  reading_ = false;
  if (broken_ || next_head_ == open_->second.heads.size()) return;
  const int64_t length = open_->second.heads.back().length;
  Report(open_name_, seq_ + 1,
         absl::StrCat("entries ", seq_ + 1, " to ", length, " are missing: the chain was cut"));
}

void RecordCheck::Finish() {
  EndChain();
  for (const auto& [name, chain] : chains_) {
    if (!chain.met) {
      Report(name, 1,
             absl::StrCat("the whole chain is missing, of length ", chain.heads.back().length));
    }
  }
  if (whole_ && (tree_.size() != checkpoint_.size || tree_.Root() != checkpoint_.root)) {
    Report({}, 0,
           absl::StrCat("the ", tree_.size(), " heads do not make the tree of the checkpoint, of ",
                        checkpoint_.size));
  }
  for (const KeptCheckpoint& kept : earlier_) {
    if (kept.checkpoint.size <= checkpoint_.size) continue;
    Report({}, 0,
           absl::StrCat("the record ends before ", kept.source, ": it has ", checkpoint_.size,
                        " heads, there were ", kept.checkpoint.size,
                        ". An older copy was put back, or its end was cut off"));
  }
}

}  // namespace cartera::record
