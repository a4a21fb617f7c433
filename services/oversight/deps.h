#ifndef CARTERA_SERVICES_OVERSIGHT_DEPS_H_
#define CARTERA_SERVICES_OVERSIGHT_DEPS_H_

#include "libs/platform/app/module.h"
#include "libs/platform/list/page_token.h"
#include "services/oversight/event_tide.h"

namespace cartera::oversight {

// What the handlers work with.
struct Deps {
  explicit Deps(app::Env& with) : env(with), tokens(with.secret()), tide(with.database()) {}

  app::Env& env;
  const list::PageTokens tokens;
  EventTide tide;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_DEPS_H_
