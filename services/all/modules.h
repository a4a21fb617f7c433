#ifndef CARTERA_SERVICES_ALL_MODULES_H_
#define CARTERA_SERVICES_ALL_MODULES_H_

#include <vector>

#include "libs/platform/app/module.h"

namespace cartera::all {

// Every service, in the order their schemas are made: a service's views stand before their readers.
std::vector<app::Module> Modules();

}  // namespace cartera::all

#endif  // CARTERA_SERVICES_ALL_MODULES_H_
