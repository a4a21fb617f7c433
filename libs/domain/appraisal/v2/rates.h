#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RATES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RATES_H_

#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/accounts.h"

namespace cartera::appraisal::v2 {

// The internal rate of return of yearly flows, in basis points: the value when there is one; else
// the note says "none", "several" (the roots are inputs), "every", or why it cannot be computed.
void SetInternalRates(const Years& net, Figure& figure);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RATES_H_
