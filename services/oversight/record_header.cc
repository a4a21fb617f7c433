#include "services/oversight/record_header.h"

#include "libs/base/status_macros.h"
#include "services/oversight/convert.h"
#include "services/oversight/proof_nodes.h"

namespace cartera::oversight {
namespace {

constexpr int kFormat = 1;

}  // namespace

absl::Status FillHeader(pg::Tx& tx, const std::string& subject, const StoredCheckpoint& checkpoint,
                        const std::vector<int64_t>& earlier, v1::RecordHeader* header) {
  header->set_format(kFormat);
  header->set_subject(subject);
  *header->mutable_checkpoint() = ToProto(checkpoint);
  ASSIGN_OR_RETURN(const std::vector<KeyNote> keys, ReadKeyNotes(tx));
  for (const KeyNote& key : keys) header->add_key_notes(key.note);
  for (const int64_t from : earlier) {
    // A size that the record does not have is for the reader to wonder at.
    if (from < 0 || from > checkpoint.size) continue;
    ASSIGN_OR_RETURN(const std::vector<std::string> proof,
                     WithNodes(tx, [&](record::NodeReader read) {
                       return record::ConsistencyProof(from, checkpoint.size, read);
                     }));
    v1::ConsistencyProof* consistency = header->add_consistency();
    consistency->set_from_size(from);
    for (const std::string& hash : proof) consistency->add_hashes(hash);
  }
  return absl::OkStatus();
}

}  // namespace cartera::oversight
