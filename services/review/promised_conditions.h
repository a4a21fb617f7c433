#ifndef CARTERA_SERVICES_REVIEW_PROMISED_CONDITIONS_H_
#define CARTERA_SERVICES_REVIEW_PROMISED_CONDITIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "services/review/records.h"

namespace cartera::review {

// The conditions that a revision's own promises and exemptions become with its approval: one each,
// subsequent, `promise-<requirement>`, owned by the lead agency, due on the day that the case
// named. A day that has passed since makes a condition that is overdue from the start.
absl::StatusOr<std::vector<ConditionTerms>> PromisedConditions(
    const appraisal::v1::Revision& revision, absl::string_view lead_agency);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_PROMISED_CONDITIONS_H_
