#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ROUTE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ROUTE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// `tier` is nullptr when the methodology has none.
struct TierChoice {
  const methodology::Tier* tier = nullptr;
  std::string reason;
};

// The first tier that takes a project of that kind and the cost of its preferred option as stated:
// all years, tax and all, without sunk lines. Of several options none of which is preferred the
// dearest counts; without cost lines the limit of the exploration. A tier with a limit does not
// take a cost that is unknown, or in another unit and without a planning rate. When no tier takes
// it, the last does. Needs no evaluation, so that a draft knows what it must say.
TierChoice TierFor(const CaseContent& content, const methodology::Methodology& methodology,
                   absl::string_view project_kind);

// The tier, and the thresholds that the figures of the preferred option meet. A figure in another
// unit is compared at the case's planning rate; without one the threshold is met, which is the
// careful answer. A figure that was not simulated is replaced by the cost as computed.
Route RouteOf(const CaseContent& content, const methodology::Methodology& methodology,
              const EvaluationContext& context, const std::vector<OptionFigures>& figures,
              const std::optional<SimulationFigures>& simulation);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ROUTE_H_
