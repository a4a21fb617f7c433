#ifndef CARTERA_SERVICES_APPRAISAL_CONVERT_EVALUATION_H_
#define CARTERA_SERVICES_APPRAISAL_CONVERT_EVALUATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/type/v1/finding.pb.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/canonical/value.h"
#include "services/appraisal/methodologies.h"
#include "services/appraisal/records.h"

// Between the contract's evaluation, the domain's, and the bytes of a result that are stored.
namespace cartera::appraisal {

// Errors: INVALID_ARGUMENT for a date that the request validator would have refused.
// Several scores of one criterion are its blind scores.
absl::StatusOr<EvaluationContext> FromProto(const v1::EvaluationContext& proto);

// The same context in one order of its scores (by criterion and assessor): equal contexts are equal
// pins.
v1::EvaluationContext InOrder(const v1::EvaluationContext& proto);

type::v1::Finding ToProto(const Finding& finding);

// What is stored and hashed: the domain's canonical evaluation, and `findings` of the same content
// (the first kFindingsMax; CheckCase tells them all).
canonical::Value ResultOf(const Evaluation& evaluation, const std::vector<Finding>& findings);

// The contract's message of a stored evaluation. `methodology` (may be null) says what its sources
// are. Errors: INTERNAL STORED_UNREADABLE.
absl::StatusOr<v1::Evaluation> ToProto(const StoredEvaluation& stored,
                                       const Methodology* methodology, bool with_canonical_result);

// A number of an explanation with its unit, as people read it: "4,800,000.00 CAD", "6.00 %",
// "0.943396226", "6.833 years".
std::string FormatValue(int64_t value, absl::string_view unit);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_CONVERT_EVALUATION_H_
