#ifndef CARTERA_SERVICES_OVERSIGHT_MODULE_H_
#define CARTERA_SERVICES_OVERSIGHT_MODULE_H_

#include "libs/platform/app/module.h"

namespace cartera::oversight {

// Reports over the portfolio, histories of projects and the check of the record.
app::Module Module();

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_MODULE_H_
