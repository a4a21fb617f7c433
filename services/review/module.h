#ifndef CARTERA_SERVICES_REVIEW_MODULE_H_
#define CARTERA_SERVICES_REVIEW_MODULE_H_

#include "libs/platform/app/module.h"

namespace cartera::review {

// Rounds, submissions, observations, decisions and authorisations.
app::Module Module();

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_MODULE_H_
