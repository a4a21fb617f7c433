#ifndef CARTERA_SERVICES_REGISTRY_SERVICE_H_
#define CARTERA_SERVICES_REGISTRY_SERVICE_H_

#include <memory>
#include <vector>

#include "libs/platform/rpc/service.h"
#include "services/registry/deps.h"

namespace cartera::registry {

// RegistryService and AccessService, each RPC bound to its handler. `deps` outlives them.
std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_SERVICE_H_
