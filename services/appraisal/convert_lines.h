#ifndef CARTERA_SERVICES_APPRAISAL_CONVERT_LINES_H_
#define CARTERA_SERVICES_APPRAISAL_CONVERT_LINES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case_content.pb.h"
#include "libs/domain/appraisal/case.h"

// Cost lines, benefit lines and risks of a case, from the contract to the domain.
// Errors: INVALID_ARGUMENT for money that the request validator would have refused.
namespace cartera::appraisal {

Evidence ReadEvidence(const v1::Evidence& proto);
absl::StatusOr<Costs> ReadCosts(const v1::CostsSection& proto);
absl::StatusOr<Benefits> ReadBenefits(const v1::BenefitsSection& proto);
absl::StatusOr<Risks> ReadRisks(const v1::RisksSection& proto);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_CONVERT_LINES_H_
