#ifndef CARTERA_SERVICES_OVERSIGHT_CHAIN_WALK_H_
#define CARTERA_SERVICES_OVERSIGHT_CHAIN_WALK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/oversight/records.h"

namespace cartera::oversight {

// Recomputes the chains of one service from their links in order of (subject, seq). Links of one
// chain may come from several snapshots, later ones from later snapshots: entries never change, and
// the head that counts is the one that came with the chain's last link. A value: copy it to try a
// page.
class ChainWalk {
 public:
  // `service` names the schema, which the first hash of every chain contains.
  explicit ChainWalk(std::string service) : service_(std::move(service)) {}

  // Appends the break of a chain that ends before `link`, and the first break of its own chain.
  void Add(const ChainLink& link, std::vector<ChainBreak>* breaks);
  // No links are left: the last chain ends.
  void End(std::vector<ChainBreak>* breaks);
  // A head none of whose entries is there.
  void AddEmptyChain(const std::string& subject, std::vector<ChainBreak>* breaks);

  // Where to go on: links after (subject, seq).
  const std::string& subject() const { return subject_; }
  int64_t seq() const { return read_seq_; }
  int64_t chains_count() const { return chains_count_; }
  int64_t entries_count() const { return entries_count_; }

 private:
  void Begin(const std::string& subject);
  void Report(int64_t seq, const char* what, const std::string& resource,
              std::vector<ChainBreak>* breaks);

  std::string service_;
  std::string subject_;
  int64_t read_seq_ = 0;  // of the last link read
  int64_t seq_ = 0;       // of the last link that fits
  std::string hash_;
  std::optional<int64_t> head_length_;
  std::optional<std::string> head_hash_;
  bool open_ = false;
  bool broken_ = false;
  int64_t chains_count_ = 0;
  int64_t entries_count_ = 0;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_CHAIN_WALK_H_
