#ifndef CARTERA_SERVICES_APPRAISAL_SERVICE_H_
#define CARTERA_SERVICES_APPRAISAL_SERVICE_H_

#include <memory>
#include <vector>

#include "libs/platform/rpc/service.h"
#include "services/appraisal/deps.h"

namespace cartera::appraisal {

// AppraisalService and MethodologyService, each RPC bound to its handler. `deps` outlives it.
std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_SERVICE_H_
