#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ASKED_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ASKED_H_

#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// Whether a tier lets a case answer what the criterion reads, so that no small case is marked down
// for what its form leaves out. A tier without a limit of fields (and none at all, nullptr) asks
// for everything. Of the others, a field must be among those the tier names of its section, where
// it names any; of rows and figures the sections must be there.
bool IsAsked(const methodology::Criterion& criterion, const methodology::Tier* tier);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ASKED_H_
