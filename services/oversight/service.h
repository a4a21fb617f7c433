#ifndef CARTERA_SERVICES_OVERSIGHT_SERVICE_H_
#define CARTERA_SERVICES_OVERSIGHT_SERVICE_H_

#include <memory>
#include <vector>

#include "libs/platform/rpc/service.h"
#include "services/oversight/deps.h"

namespace cartera::oversight {

// OversightService and RecordService, each RPC bound to its handler. `deps` outlives it.
std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_SERVICE_H_
