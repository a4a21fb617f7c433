#ifndef CARTERA_SERVICES_REGISTRY_DEPS_H_
#define CARTERA_SERVICES_REGISTRY_DEPS_H_

#include <memory>

#include "libs/platform/app/module.h"
#include "libs/platform/list/page_token.h"

namespace cartera::registry {

class ImportJobs;

// What the handlers work with.
struct Deps {
  explicit Deps(app::Env& with) : env(with), tokens(with.secret()) {}

  app::Env& env;
  list::PageTokens tokens;
  std::shared_ptr<ImportJobs> imports;
};

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_DEPS_H_
