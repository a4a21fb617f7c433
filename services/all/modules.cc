#include "services/all/modules.h"

#include "services/registry/module.h"

namespace cartera::all {

std::vector<app::Module> Modules() { return {registry::Module()}; }

}  // namespace cartera::all
