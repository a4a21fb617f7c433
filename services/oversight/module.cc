#include "services/oversight/module.h"

#include <memory>
#include <utility>

#include "oversight_migrations.h"
#include "services/oversight/cell_folder.h"
#include "services/oversight/checkpointer.h"
#include "services/oversight/deps.h"
#include "services/oversight/service.h"

namespace cartera::oversight {
namespace {

struct State {
  explicit State(app::Env& env) : deps(env), folder(env), checkpointer(env) {}

  Deps deps;
  CellFolder folder;
  Checkpointer checkpointer;
};

}  // namespace

app::Module Module() {
  app::Module module;
  module.name = "oversight";
  module.grpc_services = {"cartera.oversight.v1.OversightService",
                          "cartera.oversight.v1.RecordService",
                          "cartera.oversight.v1.EventService"};
  module.reads = {"registry", "appraisal", "review"};
  module.migrations = oversight_migrations();
  module.make = [](app::Env& env) -> absl::StatusOr<app::Instance> {
    auto state = std::make_shared<State>(env);
    app::Instance instance;
    instance.services = MakeServices(state->deps);
    instance.state = std::move(state);
    return instance;
  };
  return module;
}

}  // namespace cartera::oversight
