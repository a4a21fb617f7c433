#ifndef CARTERA_SERVICES_REGISTRY_MODULE_H_
#define CARTERA_SERVICES_REGISTRY_MODULE_H_

#include "libs/platform/app/module.h"

namespace cartera::registry {

// Agencies, people and grants, projects: what every other service reads to know who may do what.
app::Module Module();

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_MODULE_H_
