#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_NAMED_FIGURES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_NAMED_FIGURES_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/evaluation.h"

namespace cartera::appraisal::v2 {

// The value of a figure of the preferred option by its id: "fiscal.total_cost". Of the simulation:
// "simulation.positive_npv_bp", "simulation.within_budget_bp", "simulation.cost_mean",
// "simulation.npv_mean", "simulation.steering_frame", "simulation.cost_frame",
// "simulation.contingency", "simulation.npv_shortfall", "simulation.draws", and
// "simulation.cost_p85", "simulation.npv_p10" for any whole percentile. Absent when there is no
// such figure, or it has no value. `preferred` may be nullptr.
std::optional<int64_t> ValueOf(absl::string_view figure, const OptionFigures* preferred,
                               const std::optional<SimulationFigures>& simulation);

// True for an id that ValueOf may know: of an account, or of the simulation.
bool IsFigure(absl::string_view figure);

// The preferred option, or nullptr.
const OptionFigures* PreferredOf(const std::vector<OptionFigures>& figures);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_NAMED_FIGURES_H_
