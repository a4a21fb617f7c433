#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_RECORD_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_RECORD_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/record/head.h"
#include "libs/domain/record/merkle_tree.h"
#include "libs/platform/pg/tx.h"

namespace cartera::oversight {

struct StoredCheckpoint {
  int64_t size = 0;
  std::string note;
  int64_t at_us = 0;
  int64_t until_txid = 0;  // entries of transactions before this one are in it
};

struct NumberedHead {
  int64_t leaf = 0;
  record::Head head;
};

struct StoredEntry {
  std::string subject;
  int64_t seq = 0;
  std::string entry;  // canonical bytes
  std::string hash;
};

using Nodes = std::map<record::NodeId, std::string>;

// One checkpoint at a time, until the end of the transaction.
absl::Status LockRecord(pg::Tx& tx);

// `size` 0: the latest.
absl::StatusOr<std::optional<StoredCheckpoint>> FindCheckpoint(pg::Tx& tx, int64_t size);
absl::Status InsertCheckpoint(pg::Tx& tx, const StoredCheckpoint& checkpoint);

// Every transaction before this one has ended, so that later statements see what it wrote.
absl::StatusOr<int64_t> ReadEndedTxid(pg::Tx& tx);
// The heads of chains of `service` after the subject `after` that transactions from `from_txid` to
// before `until_txid` made longer than any leaf says, by subject; at most `limit`.
absl::StatusOr<std::vector<record::Head>> ReadGrownHeads(pg::Tx& tx, absl::string_view service,
                                                         int64_t from_txid, int64_t until_txid,
                                                         const std::string& after, int limit);

// Those of `ids` that are there.
absl::StatusOr<Nodes> ReadNodes(pg::Tx& tx, const std::vector<record::NodeId>& ids);
absl::Status InsertNodes(pg::Tx& tx, const Nodes& nodes);
absl::Status InsertHeads(pg::Tx& tx, int64_t first_leaf, const std::vector<record::Head>& heads);

// Leaves from `leaf` on of the first `size`, at most `limit`; `subject` empty for all.
absl::StatusOr<std::vector<NumberedHead>> ReadHeads(pg::Tx& tx, const std::string& subject,
                                                    int64_t leaf, int64_t size, int limit);
// The first head of a chain, among the first `size` leaves, that covers entry `seq`; the last when
// `seq` is 0.
absl::StatusOr<std::optional<NumberedHead>> FindHead(pg::Tx& tx, absl::string_view service,
                                                     const std::string& subject, int64_t seq,
                                                     int64_t size);
// Entries of `service` after (subject, seq) that the checkpoint covers, or that claim to be older
// than it; in that order, at most `limit`. `only` is the one chain to read, empty for all.
absl::StatusOr<std::vector<StoredEntry>> ReadEntries(pg::Tx& tx, absl::string_view service,
                                                     const std::string& only,
                                                     const std::string& subject, int64_t seq,
                                                     const StoredCheckpoint& checkpoint, int limit);

struct KeyNote {
  std::string verifier_key;
  std::string note;
};
// In the order in which they were introduced.
absl::StatusOr<std::vector<KeyNote>> ReadKeyNotes(pg::Tx& tx);
absl::Status InsertKeyNote(pg::Tx& tx, int64_t number, const KeyNote& key);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_RECORD_H_
