#ifndef CARTERA_SERVICES_APPRAISAL_MODULE_H_
#define CARTERA_SERVICES_APPRAISAL_MODULE_H_

#include "libs/platform/app/module.h"

namespace cartera::appraisal {

// Business cases with their revisions, methodologies, and evaluations that can be made again.
app::Module Module();

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_MODULE_H_
