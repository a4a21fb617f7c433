#ifndef CARTERA_SERVICES_REVIEW_SERVICE_H_
#define CARTERA_SERVICES_REVIEW_SERVICE_H_

#include <memory>
#include <vector>

#include "libs/platform/rpc/service.h"
#include "services/review/deps.h"

namespace cartera::review {

// ReviewService, each RPC bound to its handler. `deps` outlives it.
std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_SERVICE_H_
