#include "services/all/modules.h"

#include "services/appraisal/module.h"
#include "services/oversight/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"

namespace cartera::all {

std::vector<app::Module> Modules() {
  return {registry::Module(), appraisal::Module(), review::Module(), oversight::Module()};
}

}  // namespace cartera::all
