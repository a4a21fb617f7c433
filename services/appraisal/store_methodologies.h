#ifndef CARTERA_SERVICES_APPRAISAL_STORE_METHODOLOGIES_H_
#define CARTERA_SERVICES_APPRAISAL_STORE_METHODOLOGIES_H_

#include "absl/status/status.h"
#include "libs/base/clock.h"
#include "libs/platform/pg/database.h"
#include "services/appraisal/methodologies.h"

namespace cartera::appraisal {

// Records what is loaded for the first time, and adds to `methodologies` what was loaded before and
// has no file any more. Errors: FAILED_PRECONDITION naming a version that said something else when
// it was loaded first: what was decided by it must replay.
absl::Status KeepMethodologies(pg::Database& database, const Clock& clock,
                               Methodologies* methodologies);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_STORE_METHODOLOGIES_H_
