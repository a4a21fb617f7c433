#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SIMULATION_FIGURES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SIMULATION_FIGURES_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/lines.h"
#include "libs/domain/appraisal/v2/uncertain_case.h"
#include "libs/domain/simulation/simulate.h"

namespace cartera::appraisal::v2 {

// The figures of a simulation with their trees, by id: "simulation.cost_frame" and the like, each
// over "simulation.draws", which says what was drawn: every line and risk with its distribution,
// the field it was read from, what they share, the seed. Errors: OUT_OF_RANGE.
absl::StatusOr<std::vector<Figure>> ExplainSimulation(const Ledger& ledger,
                                                      const UncertainCase& described,
                                                      const simulation::PortfolioResult& result,
                                                      const SimulationFigures& figures);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SIMULATION_FIGURES_H_
