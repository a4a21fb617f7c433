#include <utility>
#include <vector>

#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "services/oversight/convert.h"
#include "services/oversight/handlers.h"
#include "services/oversight/rights.h"
#include "services/oversight/store_audit.h"

namespace cartera::oversight {
namespace {

class HistoryPages final : public rpc::Pages {
 public:
  HistoryPages(Deps& deps, rpc::Call& call, const v1::GetProjectHistoryRequest& request)
      : deps_(deps), call_(call), project_(request.project()) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    if (done_) return false;
    std::vector<HistoryLine> lines;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call_));
      RETURN_IF_ERROR(RequireProject(tx, call_, caller, project_));
      ASSIGN_OR_RETURN(lines, ReadHistory(tx, project_, after_, kStreamRowsPerMessage));
      return absl::OkStatus();
    }));
    done_ = lines.size() < kStreamRowsPerMessage;
    if (lines.empty()) return false;
    auto* response = static_cast<v1::GetProjectHistoryResponse*>(page);
    for (const HistoryLine& line : lines) *response->add_entries() = ToProto(line, project_);
    after_ = std::move(lines.back());
    return true;
  }

 private:
  Deps& deps_;
  rpc::Call& call_;
  const std::string project_;
  HistoryLine after_;
  bool done_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> GetProjectHistory(
    Deps& deps, rpc::Call& call, const v1::GetProjectHistoryRequest& request) {
  return std::make_unique<HistoryPages>(deps, call, request);
}

}  // namespace cartera::oversight
