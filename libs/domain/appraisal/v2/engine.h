#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ENGINE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ENGINE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/simulation/executor.h"

namespace cartera::appraisal::v2 {

inline constexpr absl::string_view kVersion = "appraisal/v2";

// appraisal::Evaluate of this version.
absl::StatusOr<Evaluation> Evaluate(const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context,
                                    simulation::Executor& executor);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ENGINE_H_
