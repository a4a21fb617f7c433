#ifndef CARTERA_SERVICES_APPRAISAL_DEPS_H_
#define CARTERA_SERVICES_APPRAISAL_DEPS_H_

#include <algorithm>
#include <thread>
#include <utility>

#include "libs/platform/app/module.h"
#include "libs/platform/list/page_token.h"
#include "services/appraisal/methodologies.h"
#include "services/appraisal/simulations.h"

namespace cartera::appraisal {

inline constexpr int kSimulationThreadsMax = 16;
// Of portfolios, at once.
inline constexpr int kSimulationsOpenMax = 16;
inline constexpr int kSimulationsDrawnMax = 2;

// What the handlers work with.
struct Deps {
  Deps(app::Env& with, Methodologies published)
      : env(with),
        tokens(with.secret()),
        methodologies(std::move(published)),
        simulations(std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1,
                               kSimulationThreadsMax),
                    kSimulationsOpenMax, kSimulationsDrawnMax) {}

  app::Env& env;
  const list::PageTokens tokens;
  Methodologies methodologies;
  Simulations simulations;
};

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_DEPS_H_
