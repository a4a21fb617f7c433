#ifndef CARTERA_SERVICES_REVIEW_AMOUNTS_H_
#define CARTERA_SERVICES_REVIEW_AMOUNTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/platform/rpc/error.h"
#include "services/review/records.h"

namespace cartera::review {

// What the revision asks for, new money and existing money together: by fiscal year, budget line
// and kind of money (unit, basis, price year), in that order. Errors: INVALID_ARGUMENT or
// OUT_OF_RANGE for amounts that appraisal does not say.
absl::StatusOr<std::vector<YearAmount>> AskedAmounts(const appraisal::v1::Revision& revision);

// Adds every fault of `authorised` against `asked`, with its field below "decision.authorised": a
// year or budget line nobody asked for, other money than was asked, an amount that is not above
// zero, a year and line given twice, and more than was asked for the year or the line. An amount
// without budget line may be spent on any line of its year.
void CheckAuthorised(const std::vector<YearAmount>& authorised,
                     const std::vector<YearAmount>& asked, rpc::Violations* violations);

// The last day of the last fiscal year authorised; years are calendar years until a jurisdiction
// states its own. `authorised` must not be empty. Errors: OUT_OF_RANGE.
absl::StatusOr<calendar::CivilDate> EndOfLastYear(const std::vector<YearAmount>& authorised);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_AMOUNTS_H_
