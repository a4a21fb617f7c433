#ifndef CARTERA_SERVICES_APPRAISAL_COMPUTE_H_
#define CARTERA_SERVICES_APPRAISAL_COMPUTE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "libs/domain/methodology/methodology.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {

// The bytes of the evaluation of `revision` by `rules`. Errors: FAILED_PRECONDITION NOT_COMPUTABLE
// with the blocking findings, and what the engine refuses (EvaluationRefused).
absl::StatusOr<std::string> Compute(absl::string_view engine_version,
                                    const StoredRevision& revision,
                                    const methodology::Methodology& rules,
                                    const v1::EvaluationContext& context);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_COMPUTE_H_
