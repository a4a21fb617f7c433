#include <deque>
#include <iterator>
#include <utility>

#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "services/oversight/convert.h"
#include "services/oversight/errors.h"
#include "services/oversight/handlers.h"
#include "services/oversight/store_invariants.h"

namespace cartera::oversight {
namespace {

class InvariantPages final : public rpc::Pages {
 public:
  InvariantPages(Deps& deps, rpc::Call& call) : deps_(deps), call_(call) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    while (found_.empty() && part_ < InvariantParts()) {
      if (call_.cancelled()) return CallerGone();
      RETURN_IF_ERROR(ReadPart());
    }
    if (found_.empty()) return false;
    *static_cast<v1::CheckInvariantsResponse*>(page) = ToProto(found_.front());
    found_.pop_front();
    return true;
  }

 private:
  absl::Status ReadPart() {
    std::vector<Invariant> part;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(access::RequireAtRoot(tx, call_));
      tx.SeeEverything("invariants are proved from every row");
      ASSIGN_OR_RETURN(part, CheckPart(tx, part_));
      return absl::OkStatus();
    }));
    found_.assign(std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
    ++part_;
    return absl::OkStatus();
  }

  Deps& deps_;
  rpc::Call& call_;
  int part_ = 0;
  std::deque<Invariant> found_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> CheckInvariants(
    Deps& deps, rpc::Call& call, const v1::CheckInvariantsRequest& request) {
  static_cast<void>(request);
  return std::make_unique<InvariantPages>(deps, call);
}

}  // namespace cartera::oversight
