#ifndef CARTERA_SERVICES_OVERSIGHT_DEPS_H_
#define CARTERA_SERVICES_OVERSIGHT_DEPS_H_

#include "libs/platform/app/module.h"

namespace cartera::oversight {

// What the handlers work with.
struct Deps {
  explicit Deps(app::Env& with) : env(with) {}

  app::Env& env;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_DEPS_H_
