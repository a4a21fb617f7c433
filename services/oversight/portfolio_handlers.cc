#include <deque>
#include <optional>
#include <utility>

#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/oversight/convert.h"
#include "services/oversight/errors.h"
#include "services/oversight/handlers.h"
#include "services/oversight/portfolio.h"
#include "services/oversight/store_cells.h"
#include "services/oversight/store_portfolio.h"

namespace cartera::oversight {
namespace {

// Projects gone over by one read. Many, because each read passes once over the history of what
// changed since the instant; they wait in memory, some 2 MB at most.
constexpr int kBatch = 25 * kStreamRowsPerMessage;

class ReportPages final : public rpc::Pages {
 public:
  ReportPages(Deps& deps, rpc::Call& call, const v1::GetPortfolioReportRequest& request)
      : deps_(deps), call_(call), agency_(request.agency()) {
    scope_.agency = IdOf(agency_);
    if (request.has_as_of()) {
      asked_instant_ = absl::FromUnixMicros(convert::UsFromTimestamp(request.as_of()));
    }
    done_ = !request.include_projects();
  }

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    auto* response = static_cast<v1::GetPortfolioReportResponse*>(page);
    if (!totals_given_) {
      totals_given_ = true;
      RETURN_IF_ERROR(ReadTotals(response->mutable_totals()));
      return true;
    }
    while (lines_.empty() && !done_) {
      if (call_.cancelled()) return CallerGone();
      RETURN_IF_ERROR(ReadLines());
    }
    if (lines_.empty()) return false;
    auto* rows = response->mutable_projects();
    while (!lines_.empty() && rows->rows_size() < kStreamRowsPerMessage) {
      *rows->add_rows() = ToProto(lines_.front());
      lines_.pop_front();
    }
    return true;
  }

 private:
  // The caller's rights are read anew for every page: what was taken away is not shown any more.
  absl::Status LoadRights(pg::Tx& tx) {
    ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call_));
    scope_.sees_all = caller.is_service;
    scope_.seen_agencies = caller.SeenAgencies();
    scope_.caller_day = access::Day(call_.now());
    return absl::OkStatus();
  }

  absl::Status ReadTotals(v1::PortfolioTotals* totals) {
    const auto read = [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(LoadRights(tx));
      scope_.as_of_us = tx.AsOfUs();
      if (!agency_.empty()) {
        ASSIGN_OR_RETURN(const access::Place place,
                         access::LoadPlace(tx, scope_.agency, call_.now()));
        if (place.empty()) return access::NotFound(agency_);
      }
      tx.SeeEverything("totals count what is hidden");
      ASSIGN_OR_RETURN(const std::vector<Cell> cells, ReadCells(tx, scope_));
      ASSIGN_OR_RETURN(const Portfolio portfolio, MakePortfolio(cells));
      *totals = ToProto(portfolio, scope_.as_of_us);
      return absl::OkStatus();
    };
    return deps_.env.database().ReadAsOf(call_.context, asked_instant_, read);
  }

  // An instant that was closed once stays closed: later snapshots hold the same versions of it.
  absl::Status ReadLines() {
    ProjectBatch batch;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(LoadRights(tx));
      ASSIGN_OR_RETURN(batch, ReadProjects(tx, scope_, last_id_, kBatch));
      return absl::OkStatus();
    }));
    lines_.assign(std::make_move_iterator(batch.lines.begin()),
                  std::make_move_iterator(batch.lines.end()));
    last_id_ = batch.last_id;
    done_ = batch.last;
    return absl::OkStatus();
  }

  Deps& deps_;
  rpc::Call& call_;
  const std::string agency_;
  std::optional<absl::Time> asked_instant_;
  Scope scope_;
  bool totals_given_ = false;
  bool done_ = false;
  std::string last_id_;
  std::deque<ProjectLine> lines_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> GetPortfolioReport(
    Deps& deps, rpc::Call& call, const v1::GetPortfolioReportRequest& request) {
  return std::make_unique<ReportPages>(deps, call, request);
}

}  // namespace cartera::oversight
