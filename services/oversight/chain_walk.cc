#include "services/oversight/chain_walk.h"

#include <utility>

#include "libs/base/hash_chain.h"
#include "services/oversight/entry_reader.h"

namespace cartera::oversight {
namespace {

std::string ResourceOf(const std::string& bytes) {
  const auto entry = ReadEntry(bytes);
  return entry.ok() ? entry->resource : std::string();
}

}  // namespace

void ChainWalk::Begin(const std::string& subject) {
  subject_ = subject;
  read_seq_ = 0;
  seq_ = 0;
  hash_ = GenesisHash(service_, subject);
  open_ = true;
  broken_ = false;
  ++chains_count_;
}

void ChainWalk::Report(int64_t seq, const char* what, const std::string& resource,
                       std::vector<ChainBreak>* breaks) {
  broken_ = true;
  breaks->push_back({service_, subject_, seq, what, resource});
}

void ChainWalk::Add(const ChainLink& link, std::vector<ChainBreak>* breaks) {
  if (!open_ || link.subject != subject_) {
    End(breaks);
    Begin(link.subject);
  }
  ++entries_count_;
  read_seq_ = link.seq;
  head_length_ = link.head_length;
  head_hash_ = link.head_hash;
  if (broken_) return;
  if (link.seq != seq_ + 1) return Report(seq_ + 1, "gap", "", breaks);
  hash_ = NextHash(hash_, link.entry);
  if (hash_ != link.hash) return Report(link.seq, "hash", ResourceOf(link.entry), breaks);
  seq_ = link.seq;
}

void ChainWalk::End(std::vector<ChainBreak>* breaks) {
  if (!open_) return;
  open_ = false;
  if (broken_) return;
  if (!head_length_.has_value()) return Report(1, "head", "", breaks);
  if (seq_ < *head_length_) return Report(seq_ + 1, "truncated", "", breaks);
  if (seq_ > *head_length_) return Report(*head_length_ + 1, "head", "", breaks);
  // Every entry fits its neighbour, but not the head: the end of the chain was written anew.
  if (hash_ != head_hash_) Report(seq_, "hash", "", breaks);
}

void ChainWalk::AddEmptyChain(const std::string& subject, std::vector<ChainBreak>* breaks) {
  Begin(subject);
  open_ = false;
  Report(1, "truncated", "", breaks);
}

}  // namespace cartera::oversight
