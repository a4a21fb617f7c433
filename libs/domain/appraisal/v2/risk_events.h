#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RISK_EVENTS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RISK_EVENTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/v2/lines.h"

namespace cartera::appraisal::v2 {

// A risk of the register as it bears on one option.
struct RiskEvent {
  const Risk* risk = nullptr;
  int probability_bp = 0;           // what is left after the response, where that is stated
  int64_t impact_minor = 0;         // likely impact on cost, in real prices; 0 when none is stated
  std::vector<const Line*> costs;   // where it strikes: the named cost lines, else all
  std::vector<const Line*> delays;  // the named benefit lines, else all
};

// By risk id. A risk that names lines bears on the options of these; one that names none, on the
// preferred option, as a whole. Errors: those of PlanningRates and Prices, with the risk's path.
absl::StatusOr<std::vector<RiskEvent>> RiskEventsOf(const Ledger& ledger, const Option& option);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RISK_EVENTS_H_
