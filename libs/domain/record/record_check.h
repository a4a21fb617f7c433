#ifndef CARTERA_LIBS_DOMAIN_RECORD_RECORD_CHECK_H_
#define CARTERA_LIBS_DOMAIN_RECORD_RECORD_CHECK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/record/checkpoint.h"
#include "libs/domain/record/head.h"
#include "libs/domain/record/merkle_tree.h"

namespace cartera::record {

// Something that does not fit, in words: what, where. `chain` and `seq` are empty when it is no
// single entry.
struct Fault {
  ChainName chain;
  int64_t seq = 0;  // the first entry that is wrong
  std::string what;
};

// A checkpoint that somebody kept.
struct KeptCheckpoint {
  std::string source;  // such as a file's name
  Checkpoint checkpoint;
  int64_t at_s = 0;  // since 1970, as its signature says
};

// Checks what was exported of a record against its checkpoint, and that against earlier ones.
// Hand it first all heads, then all entries, then ask. What it keeps grows with the heads, not
// with the entries.
//
// A whole record has every head, in the order of the tree: nothing can be left out of it. Of one
// subject there are its own heads, each with its place: what it has is proven, but not that
// nothing newer was left out.
class RecordCheck {
 public:
  // `earlier`: of the same origin; in any order.
  RecordCheck(Checkpoint checkpoint, bool whole, std::vector<KeptCheckpoint> earlier);

  // The next head of a whole record.
  void AddHead(const Head& head);
  // A head of a part of a record, with the proof that it is leaf `index`.
  void AddProvenHead(const Head& head, int64_t index, absl::Span<const std::string> proof);
  // For a part: that the tree begins with that of an earlier checkpoint of `from` leaves.
  void AddConsistency(int64_t from, absl::Span<const std::string> proof);
  // For a part: the entries of this chain, whose heads were added, begin after entry `seq` (from 1
  // on), which hashed to `hash`.
  void BeginAfter(const ChainName& chain, int64_t seq, absl::string_view hash);
  // The next entry; those of one chain follow each other. `hash` is what is stored beside it.
  void AddEntry(const ChainName& chain, int64_t seq, absl::string_view entry,
                absl::string_view hash);
  void Finish();

  const std::vector<Fault>& faults() const { return faults_; }
  int64_t chains_count() const { return static_cast<int64_t>(chains_.size()); }
  int64_t entries_count() const { return entries_; }
  // The earliest checkpoint that the record is shown to contain; none without one.
  const std::optional<KeptCheckpoint>& unaltered_since() const { return unaltered_since_; }

 private:
  struct Chain {
    std::vector<Head> heads;  // shortest first
    bool met = false;
    int64_t after = 0;       // its entries begin after this one
    std::string after_hash;  // of which this is the hash
  };

  void Report(const ChainName& chain, int64_t seq, std::string what);
  void Keep(const Head& head, int64_t index);
  void BeginChain(const ChainName& chain);
  void EndChain();
  void CompareEarlier(int64_t size, absl::string_view root);
  void Confirm(const KeptCheckpoint& kept);

  const Checkpoint checkpoint_;
  const bool whole_;
  std::vector<KeptCheckpoint> earlier_;  // the smallest first
  size_t compared_ = 0;                  // of the earlier ones, in a whole record
  TreeBuilder tree_;
  std::map<ChainName, Chain> chains_;
  std::vector<ChainName> recent_;  // chains of heads since the earlier checkpoint before

  // The chain that is being read.
  std::map<ChainName, Chain>::iterator open_;
  ChainName open_name_;
  bool reading_ = false;
  bool broken_ = false;
  int64_t seq_ = 0;
  size_t next_head_ = 0;
  std::string hash_;

  int64_t entries_ = 0;
  std::vector<Fault> faults_;
  std::optional<KeptCheckpoint> unaltered_since_;
};

}  // namespace cartera::record

#endif  // CARTERA_LIBS_DOMAIN_RECORD_RECORD_CHECK_H_
