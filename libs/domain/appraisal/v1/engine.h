#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_ENGINE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_ENGINE_H_

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v1 {

inline constexpr absl::string_view kVersion = "appraisal/v1";

// appraisal::Evaluate of this version.
absl::StatusOr<Evaluation> Evaluate(const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_ENGINE_H_
