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

constexpr int kHeadsPerMessage = 1000;
constexpr int kEntriesPerMessage = 500;

// How far the export is. A value, so that a page whose read is run again starts where it started.
struct Progress {
  enum class Part { kHeader, kHeads, kEntries, kEnd, kDone };
  Part part = Part::kHeader;
  int64_t leaf = 0;     // heads from this one on
  size_t service = 0;   // index into ChainServices()
  std::string subject;  // entries after (subject, seq)
  int64_t seq = 0;
  int64_t heads_count = 0;
  int64_t entries_count = 0;
};

class ExportPages final : public rpc::Pages {
 public:
  ExportPages(Deps& deps, rpc::Call& call, const v1::ExportRecordRequest& request)
      : deps_(deps), call_(call), request_(request) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    auto* response = static_cast<v1::ExportRecordResponse*>(page);
    if (progress_.part == Progress::Part::kHeader) RETURN_IF_ERROR(Begin());
    while (progress_.part != Progress::Part::kDone) {
      if (call_.cancelled()) return CallerGone();
      Progress progress;
      RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
        RETURN_IF_ERROR(RequireChain(tx, call_, request_.subject()));
        progress = progress_;
        response->Clear();
        return ReadPage(tx, &progress, response);
      }));
      progress_ = std::move(progress);
      if (response->part_case() != v1::ExportRecordResponse::PART_NOT_SET) return true;
    }
    return false;
  }

 private:
  // What is exported reaches to now: a checkpoint is made, for those who may ask for it.
  absl::Status Begin() {
    RETURN_IF_ERROR(deps_.env.database().Read(
        call_.context, [&](pg::Tx& tx) { return RequireChain(tx, call_, request_.subject()); }));
    ASSIGN_OR_RETURN(checkpoint_, MakeCheckpoint(deps_.env, call_.context));
    return absl::OkStatus();
  }

  // One message, or nothing when a part turns out to be at its end.
  absl::Status ReadPage(pg::Tx& tx, Progress* progress, v1::ExportRecordResponse* response) {
    switch (progress->part) {
      case Progress::Part::kHeader:
        return ReadHeader(tx, progress, response->mutable_header());
      case Progress::Part::kHeads:
        return ReadSomeHeads(tx, progress, response);
      case Progress::Part::kEntries:
        return ReadSomeEntries(tx, progress, response);
      default:
        response->mutable_end()->set_heads_count(progress->heads_count);
        response->mutable_end()->set_entries_count(progress->entries_count);
        progress->part = Progress::Part::kDone;
        return absl::OkStatus();
    }
  }

  absl::Status ReadHeader(pg::Tx& tx, Progress* progress, v1::RecordHeader* header) const {
    std::vector<int64_t> earlier(request_.earlier_sizes().begin(), request_.earlier_sizes().end());
    if (request_.subject().empty()) earlier.clear();  // all heads follow
    RETURN_IF_ERROR(FillHeader(tx, request_.subject(), checkpoint_, earlier, header));
    progress->part = Progress::Part::kHeads;
    return absl::OkStatus();
  }

  absl::Status ReadSomeHeads(pg::Tx& tx, Progress* progress,
                             v1::ExportRecordResponse* response) const {
    ASSIGN_OR_RETURN(
        const std::vector<NumberedHead> heads,
        ReadHeads(tx, request_.subject(), progress->leaf, checkpoint_.size, kHeadsPerMessage));
    if (heads.empty() && progress->heads_count == 0) return access::NotFound(request_.subject());
    for (const NumberedHead& head : heads) {
      v1::RecordHead* added = response->mutable_heads()->add_heads();
      *added = ToProto(head);
      if (request_.subject().empty()) continue;
      ASSIGN_OR_RETURN(const std::vector<std::string> proof,
                       WithNodes(tx, [&](record::NodeReader read) {
                         return record::InclusionProof(head.leaf, checkpoint_.size, read);
                       }));
      for (const std::string& hash : proof) added->add_inclusion(hash);
    }
    progress->heads_count += static_cast<int64_t>(heads.size());
    if (heads.size() < kHeadsPerMessage) {
      progress->part = Progress::Part::kEntries;
    } else {
      progress->leaf = heads.back().leaf + 1;
    }
    return absl::OkStatus();
  }

  absl::Status ReadSomeEntries(pg::Tx& tx, Progress* progress,
                               v1::ExportRecordResponse* response) const {
    const absl::string_view service = ChainServices()[progress->service];
    ASSIGN_OR_RETURN(const std::vector<StoredEntry> entries,
                     ReadEntries(tx, service, request_.subject(), progress->subject, progress->seq,
                                 checkpoint_, kEntriesPerMessage));
    for (const StoredEntry& entry : entries) {
      *response->mutable_entries()->add_entries() = ToProto(entry, service);
    }
    progress->entries_count += static_cast<int64_t>(entries.size());
    if (entries.size() == kEntriesPerMessage) {
      progress->subject = entries.back().subject;
      progress->seq = entries.back().seq;
      return absl::OkStatus();
    }
    progress->subject.clear();
    progress->seq = 0;
    if (++progress->service == ChainServices().size()) progress->part = Progress::Part::kEnd;
    return absl::OkStatus();
  }

  Deps& deps_;
  rpc::Call& call_;
  const v1::ExportRecordRequest request_;
  StoredCheckpoint checkpoint_;
  Progress progress_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> ExportRecord(Deps& deps, rpc::Call& call,
                                                         const v1::ExportRecordRequest& request) {
  return std::make_unique<ExportPages>(deps, call, request);
}

}  // namespace cartera::oversight
