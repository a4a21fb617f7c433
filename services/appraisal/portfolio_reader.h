#ifndef CARTERA_SERVICES_APPRAISAL_PORTFOLIO_READER_H_
#define CARTERA_SERVICES_APPRAISAL_PORTFOLIO_READER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/portfolio_simulation.pb.h"
#include "libs/domain/appraisal/v2/portfolio.h"
#include "libs/platform/rpc/call.h"
#include "services/appraisal/deps.h"
#include "services/appraisal/records.h"
#include "services/appraisal/store_cases.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {

// One simulation takes so many.
inline constexpr int kPortfolioCasesMax = 2'000;

// A revision that is simulated, without its content.
struct PortfolioMember {
  std::string revision;       // name
  std::string revision_hash;  // 32 bytes
  const Methodology* methodology = nullptr;
  v2::PortfolioCase described;
};

// Reads the cases of a request, some at a time, as their caller sees them now.
class PortfolioReader {
 public:
  // Of a request that was checked; deps, call and request outlive it.
  PortfolioReader(Deps& deps, rpc::Call& call, const v1::SimulatePortfolioRequest& request,
                  v2::PortfolioBasis basis)
      : deps_(deps), call_(call), request_(request), basis_(std::move(basis)) {}

  // Finds which cases there are, by name. Errors: INVALID_ARGUMENT for a filter; TOO_MANY_CASES.
  absl::Status List();
  // After List: reads the next of them. False: that was the last.
  absl::StatusOr<bool> ReadSome();

  int done() const { return static_cast<int>(next_); }
  int all() const { return static_cast<int>(wanted_.size()); }
  // By name.
  std::vector<PortfolioMember>& members() { return members_; }
  // By reason.
  std::vector<v1::LeftOut> left_out() const;

 private:
  struct Wanted {
    std::string name;  // of the case; of a revision where that was asked for
    CaseIds ids;
  };

  absl::Status ListByFilter();
  absl::Status ReadOne(pg::Tx& tx, const access::Caller& caller, const Wanted& wanted);
  absl::Status Take(pg::Tx& tx, const PlacedCase& placed, const StoredRevision& revision);
  void LeaveOut(v1::LeftOut::Reason reason, absl::string_view name, absl::string_view why);

  Deps& deps_;
  rpc::Call& call_;
  const v1::SimulatePortfolioRequest& request_;
  const v2::PortfolioBasis basis_;
  std::vector<Wanted> wanted_;
  size_t next_ = 0;
  std::vector<PortfolioMember> members_;
  std::map<v1::LeftOut::Reason, v1::LeftOut> left_out_;
};

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_PORTFOLIO_READER_H_
