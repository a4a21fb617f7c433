#include "services/appraisal/module.h"

#include <memory>
#include <utility>

#include "appraisal_migrations.h"
#include "libs/base/status_macros.h"
#include "services/appraisal/deps.h"
#include "services/appraisal/events.h"
#include "services/appraisal/methodology_files.h"
#include "services/appraisal/service.h"
#include "services/appraisal/store_methodologies.h"

namespace cartera::appraisal {

app::Module Module() {
  app::Module module;
  module.name = "appraisal";
  module.grpc_services = {"cartera.appraisal.v1.AppraisalService",
                          "cartera.appraisal.v1.MethodologyService",
                          "cartera.appraisal.v1.ScreeningService"};
  module.reads = {"registry"};
  module.migrations = appraisal_migrations();
  module.make = [](app::Env& env) -> absl::StatusOr<app::Instance> {
    ASSIGN_OR_RETURN(Methodologies methodologies, LoadMethodologies(env.data_dir()));
    RETURN_IF_ERROR(KeepMethodologies(env.database(), env.clock(), &methodologies));
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
