#include <utility>
#include <vector>

#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "services/oversight/chain_walk.h"
#include "services/oversight/convert.h"
#include "services/oversight/errors.h"
#include "services/oversight/handlers.h"
#include "services/oversight/rights.h"
#include "services/oversight/store_audit.h"

namespace cartera::oversight {
namespace {

constexpr int64_t kEntriesPerMessage = 10'000;
constexpr int kEntriesPerStatement = 1000;

// How far the check is. A value, so that a page whose read is run again starts where it started.
struct Progress {
  size_t service = 0;  // index into ChainServices()
  ChainWalk walk{std::string(ChainServices()[0])};
  bool links_read = false;    // of this service
  std::string empty_after;    // then the heads without entries
  int64_t chains_before = 0;  // of the services before
  int64_t entries_before = 0;
  bool broken = false;

  bool done() const { return service == ChainServices().size(); }
  int64_t chains() const { return chains_before + (done() ? 0 : walk.chains_count()); }
  int64_t entries() const { return entries_before + (done() ? 0 : walk.entries_count()); }

  void NextService() {
    chains_before += walk.chains_count();
    entries_before += walk.entries_count();
    links_read = false;
    empty_after.clear();
    if (++service < ChainServices().size()) {
      walk = ChainWalk(std::string(ChainServices()[service]));
    }
  }
};

class VerifyPages final : public rpc::Pages {
 public:
  VerifyPages(Deps& deps, rpc::Call& call, const v1::VerifyAuditRequest& request)
      : deps_(deps), call_(call), subject_(request.subject()) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    if (progress_.done()) return false;
    Progress progress;
    std::vector<ChainBreak> breaks;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(RequireChain(tx, call_, subject_));
      progress = progress_;
      breaks.clear();
      return ReadPage(tx, &progress, &breaks);
    }));
    progress_ = std::move(progress);
    progress_.broken |= !breaks.empty();
    if (progress_.done() && !subject_.empty() && progress_.chains() == 0) {
      return access::NotFound(subject_);
    }
    auto* response = static_cast<v1::VerifyAuditResponse*>(page);
    response->set_chains_count(progress_.chains());
    response->set_entries_count(progress_.entries());
    for (const ChainBreak& found : breaks) *response->add_breaks() = ToProto(found);
    if (progress_.done()) {
      response->set_done(true);
      response->set_verdict(progress_.broken ? "broken" : "consistent");
    }
    return true;
  }

 private:
  // Goes on until the next message is due.
  absl::Status ReadPage(pg::Tx& tx, Progress* progress, std::vector<ChainBreak>* breaks) {
    const int64_t due = progress->entries() + kEntriesPerMessage;
    while (!progress->done() && progress->entries() < due &&
           breaks->size() < static_cast<size_t>(kEntriesPerMessage)) {
      if (call_.cancelled()) return CallerGone();
      RETURN_IF_ERROR(progress->links_read ? ReadEmpty(tx, progress, breaks)
                                           : ReadSomeLinks(tx, progress, breaks));
    }
    return absl::OkStatus();
  }

  absl::Status ReadSomeLinks(pg::Tx& tx, Progress* progress, std::vector<ChainBreak>* breaks) {
    ChainWalk& walk = progress->walk;
    ASSIGN_OR_RETURN(const std::vector<ChainLink> links,
                     ReadLinks(tx, ChainServices()[progress->service], subject_, walk.subject(),
                               walk.seq(), kEntriesPerStatement));
    for (const ChainLink& link : links) walk.Add(link, breaks);
    if (links.size() < kEntriesPerStatement) {
      walk.End(breaks);
      progress->links_read = true;
    }
    return absl::OkStatus();
  }

  absl::Status ReadEmpty(pg::Tx& tx, Progress* progress, std::vector<ChainBreak>* breaks) {
    ASSIGN_OR_RETURN(const std::vector<std::string> subjects,
                     ReadEmptyChains(tx, ChainServices()[progress->service], subject_,
                                     progress->empty_after, kEntriesPerStatement));
    for (const std::string& subject : subjects) progress->walk.AddEmptyChain(subject, breaks);
    if (!subject_.empty() || subjects.size() < kEntriesPerStatement) {
      progress->NextService();
    } else {
      progress->empty_after = subjects.back();
    }
    return absl::OkStatus();
  }

  Deps& deps_;
  rpc::Call& call_;
  const std::string subject_;
  Progress progress_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> VerifyAudit(Deps& deps, rpc::Call& call,
                                                        const v1::VerifyAuditRequest& request) {
  return std::make_unique<VerifyPages>(deps, call, request);
}

}  // namespace cartera::oversight
