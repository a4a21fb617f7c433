#include <algorithm>
#include <utility>
#include <vector>

#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "services/oversight/checkpointer.h"
#include "services/oversight/convert.h"
#include "services/oversight/errors.h"
#include "services/oversight/handlers.h"
#include "services/oversight/proof_nodes.h"
#include "services/oversight/record_header.h"
#include "services/oversight/rights.h"
#include "services/oversight/store_audit.h"
#include "services/oversight/store_record.h"

namespace cartera::oversight {
namespace {

// Checkpoints are made twice a minute, so that a chain seldom grew by more than a few.
constexpr int64_t kEntriesMax = 500;

// The entry before `seq`, that one, and those up to the head, as far as they are there.
absl::Status FillEntries(pg::Tx& tx, const record::Head& head, int64_t seq,
                         const StoredCheckpoint& checkpoint, v1::ChainProof* proof) {
  const int64_t before = seq - 1;
  if (head.length - before > kEntriesMax) return ProofTooLong(kEntriesMax);
  ASSIGN_OR_RETURN(
      const std::vector<StoredEntry> entries,
      ReadEntries(tx, head.chain.service, head.chain.subject, "", std::max<int64_t>(before - 1, 0),
                  checkpoint, static_cast<int>(head.length - before) + 1));
  for (const StoredEntry& entry : entries) {
    if (entry.seq == before) proof->set_hash_before(entry.hash);
    if (entry.seq <= before || entry.seq > head.length) continue;
    *proof->add_entries() = ToProto(entry, head.chain.service);
  }
  return proof->entries().empty() ? RecordDamaged() : absl::OkStatus();
}

absl::Status FillChain(pg::Tx& tx, const NumberedHead& head, int64_t seq,
                       const StoredCheckpoint& checkpoint, v1::ChainProof* proof) {
  *proof->mutable_head() = ToProto(head);
  ASSIGN_OR_RETURN(const std::vector<std::string> path, WithNodes(tx, [&](record::NodeReader read) {
                     return record::InclusionProof(head.leaf, checkpoint.size, read);
                   }));
  for (const std::string& hash : path) proof->mutable_head()->add_inclusion(hash);
  return FillEntries(tx, head.head, seq == 0 ? head.head.length : seq, checkpoint, proof);
}

absl::Status CheckRequest(const v1::GetInclusionProofRequest& request) {
  const auto services = ChainServices();
  if (request.service().empty()) {
    return request.sequence() == 0 ? absl::OkStatus() : NotAnEntry(/*known_service=*/true);
  }
  const bool known =
      std::find(services.begin(), services.end(), request.service()) != services.end();
  return known ? absl::OkStatus() : NotAnEntry(/*known_service=*/false);
}

}  // namespace

absl::Status GetInclusionProof(Deps& deps, rpc::Call& call,
                               const v1::GetInclusionProofRequest& request,
                               v1::GetInclusionProofResponse* response) {
  RETURN_IF_ERROR(CheckRequest(request));
  pg::Database& database = deps.env.database();
  RETURN_IF_ERROR(database.Read(
      call.context, [&](pg::Tx& tx) { return RequireChain(tx, call, request.subject()); }));
  // What is proven reaches to now, for those who may ask.
  ASSIGN_OR_RETURN(const StoredCheckpoint checkpoint, MakeCheckpoint(deps.env, call.context));
  return database.Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(RequireChain(tx, call, request.subject()));
    response->Clear();
    const std::vector<int64_t> earlier(request.earlier_sizes().begin(),
                                       request.earlier_sizes().end());
    RETURN_IF_ERROR(
        FillHeader(tx, request.subject(), checkpoint, earlier, response->mutable_header()));
    for (const absl::string_view service : ChainServices()) {
      if (!request.service().empty() && request.service() != service) continue;
      ASSIGN_OR_RETURN(const auto head, FindHead(tx, service, request.subject(), request.sequence(),
                                                 checkpoint.size));
      if (!head.has_value()) continue;
      RETURN_IF_ERROR(FillChain(tx, *head, request.sequence(), checkpoint, response->add_chains()));
    }
    if (!response->chains().empty()) return absl::OkStatus();
    if (request.service().empty()) return access::NotFound(request.subject());
    return NoEntry(request.service(), request.subject(), request.sequence());
  });
}

}  // namespace cartera::oversight
