#ifndef CARTERA_SERVICES_APPRAISAL_DEPS_H_
#define CARTERA_SERVICES_APPRAISAL_DEPS_H_

#include <utility>

#include "libs/platform/app/module.h"
#include "libs/platform/list/page_token.h"
#include "services/appraisal/methodologies.h"

namespace cartera::appraisal {

// What the handlers work with.
struct Deps {
  Deps(app::Env& with, Methodologies published)
      : env(with), tokens(with.secret()), methodologies(std::move(published)) {}

  app::Env& env;
  const list::PageTokens tokens;
  const Methodologies methodologies;
};

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_DEPS_H_
