#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_UNCERTAIN_CASE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_UNCERTAIN_CASE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/v2/lines.h"
#include "libs/domain/simulation/simulate.h"

namespace cartera::appraisal::v2 {

// One option as something to simulate: cost is undiscounted and in the economic account's prices,
// net present value as discounted, with tax financing.
//
// Neither has optimism bias: spreads and risks say what an uplift stands for, and both together
// would count it twice. A line's spread scales all its years alike. Costs depend on each other by
// the methodology's shared correlation, and so do gains; costs and gains do not. A risk happens or
// not: its impact falls due as the money of the lines that it strikes, its delay moves their gains,
// and what moves past the horizon is lost. A delay is reckoned on the gains as stated.
struct UncertainCase {
  // What one of the simulation's lines stands for.
  struct Row {
    std::string id;               // of a line or a risk
    std::string path;             // field that its distribution was read from
    bool is_of_previous = false;  // the delay of a risk whose impact is the row before
    std::optional<methodology::CostCategory> cost;     // of a line that is a cost
    std::optional<methodology::BenefitCategory> gain;  // of one that is a gain
  };
  simulation::Portfolio portfolio;  // of one case
  std::vector<Row> rows;            // of its lines
};

// Errors: FAILED_PRECONDITION that begins with the field's path, for a spread or a risk that cannot
// be simulated; INVALID_ARGUMENT for a correlation; OUT_OF_RANGE. The methodology has frames.
absl::StatusOr<UncertainCase> MakeUncertain(const Ledger& ledger, const Option& option);

// A delay's loss is a table of this many quantiles, linear between them. That is off by at most
// 0.008 of the delay's range, in the outermost thousandth.
inline constexpr int kDelayTablePoints = 1001;

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_UNCERTAIN_CASE_H_
