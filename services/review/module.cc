#include "services/review/module.h"

#include <memory>
#include <utility>

#include "review_migrations.h"
#include "services/review/deps.h"
#include "services/review/service.h"

namespace cartera::review {

app::Module Module() {
  app::Module module;
  module.name = "review";
  module.grpc_services = {
      "cartera.review.v1.ReviewService",     "cartera.review.v1.AuthorisationService",
      "cartera.review.v1.DialogueService",   "cartera.review.v1.LetterService",
      "cartera.review.v1.AssignmentService", "cartera.review.v1.JudgementService",
      "cartera.review.v1.TaskService"};
  module.calls = {"appraisal", "oversight"};
  module.reads = {"registry", "appraisal"};
  module.migrations = review_migrations();
  // Appraisal locks the case while it is under review and unlocks it afterwards; registry moves an
  // authorised project into delivery.
  module.emits = {
      {"review.submitted", "appraisal"}, {"review.iteration_requested", "appraisal"},
      {"review.withdrawn", "appraisal"}, {"review.deferred", "appraisal"},
      {"review.decided", "appraisal"},   {"review.authorised", "registry"},
  };
  module.make = [](app::Env& env) -> absl::StatusOr<app::Instance> {
    auto deps = std::make_shared<Deps>(env);
    app::Instance instance;
    instance.services = MakeServices(*deps);
    instance.state = std::move(deps);
    return instance;
  };
  return module;
}

}  // namespace cartera::review
