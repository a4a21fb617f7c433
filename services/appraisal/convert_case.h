#ifndef CARTERA_SERVICES_APPRAISAL_CONVERT_CASE_H_
#define CARTERA_SERVICES_APPRAISAL_CONVERT_CASE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cartera/appraisal/v1/case_content.pb.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/findings.h"
#include "services/appraisal/records.h"

// The content of a business case, from the contract to the domain.
namespace cartera::appraisal {

// Errors: INVALID_ARGUMENT for money that the request validator would have refused.
absl::StatusOr<CaseContent> FromProto(const v1::CaseContent& proto);

// What a draft is checked against outside a round: the years that the case itself states (first
// fiscal year, price year of its first amount in real prices), else the year of `now`.
CaseContext DraftContext(const CaseContent& content, absl::Time now);

// Totals of the preferred option's cost and benefit lines over all years of their courses, sunk
// costs left out; none when no option is preferred. Each line counts once.
// Errors: FAILED_PRECONDITION TOTAL_TOO_LARGE.
absl::StatusOr<std::vector<RevisionFigure>> FiguresOf(const CaseContent& content,
                                                      const methodology::Methodology& methodology);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_CONVERT_CASE_H_
