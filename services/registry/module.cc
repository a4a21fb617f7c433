#include "services/registry/module.h"

#include <memory>
#include <utility>

#include "libs/base/status_macros.h"
#include "registry_migrations.h"
#include "services/registry/deps.h"
#include "services/registry/events.h"
#include "services/registry/import_jobs.h"
#include "services/registry/service.h"

namespace cartera::registry {

app::Module Module() {
  app::Module module;
  module.name = "registry";
  module.grpc_services = {"cartera.registry.v1.RegistryService",
                          "cartera.registry.v1.AccessService",
                          "cartera.registry.v1.DocumentService"};
  module.migrations = registry_migrations();
  module.make = [](app::Env& env) -> absl::StatusOr<app::Instance> {
    auto deps = std::make_shared<Deps>(env);
    deps->imports = std::make_shared<ImportJobs>(env);
    app::Instance instance;
    instance.services = MakeServices(*deps);
    instance.subscriptions = Subscriptions();
    instance.state = std::move(deps);
    return instance;
  };
  return module;
}

}  // namespace cartera::registry
