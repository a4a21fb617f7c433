#include "services/appraisal/module.h"

#include <memory>
#include <utility>

#include "appraisal_migrations.h"
#include "libs/base/status_macros.h"
#include "libs/domain/methodology/packs.h"
#include "services/appraisal/deps.h"
#include "services/appraisal/events.h"
#include "services/appraisal/service.h"

namespace cartera::appraisal {

app::Module Module() {
  app::Module module;
  module.name = "appraisal";
  module.grpc_services = {"cartera.appraisal.v1.AppraisalService"};
  module.reads = {"registry"};
  module.migrations = appraisal_migrations();
  module.make = [](app::Env& env) -> absl::StatusOr<app::Instance> {
    ASSIGN_OR_RETURN(Methodologies methodologies, Methodologies::Load(methodology::Packs()));
    auto deps = std::make_shared<Deps>(env, std::move(methodologies));
    app::Instance instance;
    instance.services = MakeServices(*deps);
    instance.subscriptions = Subscriptions();
    instance.state = std::move(deps);
    return instance;
  };
  return module;
}

}  // namespace cartera::appraisal
