#ifndef CARTERA_LIBS_PLATFORM_APP_SERVER_SERVICE_H_
#define CARTERA_LIBS_PLATFORM_APP_SERVER_SERVICE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/platform/app/module.h"
#include "libs/platform/auth/dev_issuer.h"
#include "libs/platform/rpc/service.h"

namespace cartera::app {

// OK when the caller holds one of the method's roles. Given by the binary: the platform knows no
// roles.
using Authorise = std::function<absl::Status(pg::Tx&, const rpc::Call&)>;

// What the process's own RPCs work on.
struct ServerDeps {
  SystemClock* clock = nullptr;
  auth::DevIssuer* dev_issuer = nullptr;  // null without --dev
  Authorise authorise;
  std::vector<std::string> services;
  int64_t epoch = 0;
  struct Hosted {
    pg::Database* database = nullptr;
    std::vector<Subscription> subscriptions;
  };
  std::map<std::string, Hosted> hosted;  // by module name
};

// cartera.server.v1.ServerService. `deps` outlives it.
std::unique_ptr<rpc::Service> MakeServerService(ServerDeps& deps);

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_SERVER_SERVICE_H_
