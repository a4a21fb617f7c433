#ifndef CARTERA_SERVICES_REVIEW_DEPS_H_
#define CARTERA_SERVICES_REVIEW_DEPS_H_

#include "libs/platform/app/module.h"
#include "libs/platform/list/page_token.h"
#include "libs/platform/rpc/client.h"

namespace cartera::review {

// What the handlers work with.
struct Deps {
  explicit Deps(app::Env& with) : env(with), tokens(with.secret()) {}

  app::Env& env;
  list::PageTokens tokens;
};

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_DEPS_H_
