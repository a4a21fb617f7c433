#include <deque>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/rank_cases.h"
#include "services/review/store_rounds.h"

namespace cartera::review {
namespace {

constexpr int kCasesPerMessage = 200;

// The ranking is made once, with the first page; every page is authorised.
class RankPages final : public rpc::Pages {
 public:
  RankPages(Deps& deps, rpc::Call& call, const v1::RankRoundRequest& request)
      : deps_(deps), call_(call), request_(request) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    auto& response = *static_cast<v1::RankRoundResponse*>(page);
    const bool is_first = !made_.has_value();
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(access::RequireAtRoot(tx, call_));
      if (!is_first) return absl::OkStatus();
      ASSIGN_OR_RETURN(made_, Make(tx));
      return absl::OkStatus();
    }));
    if (is_first) {
      *response.mutable_summary() = std::move(made_->summary);
      return true;
    }
    while (at_ < made_->cases.size() && response.submissions_size() < kCasesPerMessage) {
      *response.add_submissions() = std::move(made_->cases[at_++]);
    }
    return response.submissions_size() > 0;
  }

 private:
  absl::StatusOr<RankedRound> Make(pg::Tx& tx) const {
    const std::string round = IdOf(request_.name());
    ASSIGN_OR_RETURN(const auto found, FindRound(tx, round, Lock::kNone));
    if (!found.has_value()) return access::NotFound(request_.name());
    ASSIGN_OR_RETURN(const auto ceilings, FindCeilingsInForce(tx, round));
    ASSIGN_OR_RETURN(const auto cases, ListRankedCases(tx, round, call_.now()));
    return RankCases(request_, cases, ceilings.value_or(CeilingSet()));
  }

  Deps& deps_;
  rpc::Call& call_;
  const v1::RankRoundRequest request_;
  std::optional<RankedRound> made_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> RankRound(Deps& deps, rpc::Call& call,
                                                      const v1::RankRoundRequest& request) {
  return std::make_unique<RankPages>(deps, call, request);
}

}  // namespace cartera::review
