#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_FIGURES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_FIGURES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v1 {

// The figures of every option, by option id, each with the tree that explains it. The case must be
// computable (CheckComputable). Errors: OUT_OF_RANGE, INVALID_ARGUMENT from the schedule.
absl::StatusOr<std::vector<OptionFigures>> ComputeFigures(
    const CaseContent& content, const methodology::Methodology& methodology,
    const CaseContext& context, const Horizon& horizon);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_FIGURES_H_
