#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/parse.h"
#include "libs/domain/simulation/executor.h"

namespace cartera::appraisal {

// The version that makes new evaluations by this methodology, and all that can be replayed.
absl::string_view EngineVersionOf(const methodology::Methodology& methodology);
absl::Span<const absl::string_view> EngineVersions();

// Applies the methodology to the case with the engine of that version. Bit for bit the same for the
// same arguments, whatever the executor and the machine; the order of lines changes no figure and
// no score, splitting a line in two at most the last digits that engine 2 rounds for each line.
// Errors: FAILED_PRECONDITION listing what CheckComputable finds; INVALID_ARGUMENT for an engine
// version, a scored criterion, a score or a base year that does not exist, a score without assessor
// or reason, or a methodology of another engine; OUT_OF_RANGE when a sum passes what an int64
// holds.
absl::StatusOr<Evaluation> Evaluate(absl::string_view engine_version, const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context,
                                    simulation::Executor& executor);

// On the caller's thread.
absl::StatusOr<Evaluation> Evaluate(absl::string_view engine_version, const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context);

// And with EngineVersionOf the methodology.
absl::StatusOr<Evaluation> Evaluate(const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context);

// What a methodology asks of the engine that it cannot give: unknown rules and fields, limits a
// rule cannot use, and facts that two criteria would both score.
std::vector<methodology::Fault> CheckMethodology(const methodology::Methodology& methodology);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATE_H_
