#include <optional>
#include <utility>

#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "services/oversight/convert.h"
#include "services/oversight/errors.h"
#include "services/oversight/handlers.h"
#include "services/oversight/proof_nodes.h"
#include "services/oversight/store_record.h"

namespace cartera::oversight {

absl::Status GetCheckpoint(Deps& deps, rpc::Call& call, const v1::GetCheckpointRequest& request,
                           v1::GetCheckpointResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    ASSIGN_OR_RETURN(const auto found, FindCheckpoint(tx, request.size()));
    if (!found.has_value()) return NoCheckpoint(request.size());
    response->Clear();
    *response->mutable_checkpoint() = ToProto(*found);
    ASSIGN_OR_RETURN(const std::vector<KeyNote> keys, ReadKeyNotes(tx));
    for (const KeyNote& key : keys) response->add_key_notes(key.note);
    return absl::OkStatus();
  });
}

absl::Status GetConsistencyProof(Deps& deps, rpc::Call& call,
                                 const v1::GetConsistencyProofRequest& request,
                                 v1::GetConsistencyProofResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    ASSIGN_OR_RETURN(const auto latest, FindCheckpoint(tx, 0));
    if (!latest.has_value()) return NoCheckpoint(0);
    if (request.from_size() > request.to_size() || request.to_size() > latest->size) {
      return SizesOutOfOrder(latest->size);
    }
    ASSIGN_OR_RETURN(
        const std::vector<std::string> proof, WithNodes(tx, [&](record::NodeReader read) {
          return record::ConsistencyProof(request.from_size(), request.to_size(), read);
        }));
    response->Clear();
    for (const std::string& hash : proof) response->add_hashes(hash);
    return absl::OkStatus();
  });
}

}  // namespace cartera::oversight
