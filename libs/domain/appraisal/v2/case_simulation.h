#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_CASE_SIMULATION_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_CASE_SIMULATION_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/uncertain_case.h"
#include "libs/domain/simulation/executor.h"

namespace cartera::appraisal::v2 {

// Simulates the preferred option with the context's seed. Nothing when the methodology has no
// frames, the case's tier does not simulate, its stage needs no net present value, or there is
// nothing to draw. Errors: those of MakeUncertain; OUT_OF_RANGE.
absl::StatusOr<std::optional<SimulationFigures>> SimulateCase(const Ledger& ledger,
                                                              const EvaluationContext& context,
                                                              simulation::Executor& executor);

// What an evaluation says of a simulated case. Errors: OUT_OF_RANGE.
absl::StatusOr<SimulationFigures> FiguresOf(const UncertainCase& described,
                                            const methodology::Frames& frames,
                                            const simulation::PortfolioResult& result);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_CASE_SIMULATION_H_
