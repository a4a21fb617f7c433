#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_SCORECARD_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_SCORECARD_H_

#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v1 {

// Scores every criterion by its rule and by the person scores given, then the dimensions and the
// whole: sum of weight x score / 4 over the weights of what is scored, in basis points, rounded
// half to even. Errors: INVALID_ARGUMENT as Evaluate.
absl::StatusOr<Scorecard> Score(const CaseContent& content,
                                const methodology::Methodology& methodology,
                                const EvaluationContext& context, const Horizon& horizon,
                                const std::vector<OptionFigures>& figures);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_SCORECARD_H_
