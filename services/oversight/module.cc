#include "services/oversight/module.h"

#include <memory>
#include <utility>

#include "oversight_migrations.h"
#include "services/oversight/deps.h"
#include "services/oversight/service.h"

namespace cartera::oversight {

app::Module Module() {
  app::Module module;
  module.name = "oversight";
  module.grpc_services = {"cartera.oversight.v1.OversightService"};
  module.reads = {"registry", "appraisal", "review"};
  module.migrations = oversight_migrations();
  module.make = [](app::Env& env) -> absl::StatusOr<app::Instance> {
    auto deps = std::make_shared<Deps>(env);
    app::Instance instance;
    instance.services = MakeServices(*deps);
    instance.state = std::move(deps);
    return instance;
  };
  return module;
}

}  // namespace cartera::oversight
