#ifndef CARTERA_LIBS_PLATFORM_APP_HOST_H_
#define CARTERA_LIBS_PLATFORM_APP_HOST_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/platform/app/config.h"
#include "libs/platform/app/module.h"
#include "libs/platform/app/server_service.h"
#include "libs/platform/obs/metrics.h"
#include "libs/platform/rpc/validate.h"

namespace cartera::app {

// A running set of modules: database, queues, server and relays. What RunMain runs, and what
// scenario tests start in their own process.
class Host {
 public:
  struct Options {
    Config config;
    rpc::TypeChecks checks;
    Authorise authorise;                              // for the process's own RPCs
    std::function<void(absl::string_view)> progress;  // told in plain words what takes time
    SystemClock* clock = nullptr;                     // null: the host's own
  };

  // Errors say in plain words what is wrong: they end on the terminal of whoever started the
  // server.
  static absl::StatusOr<std::unique_ptr<Host>> Start(Options options, std::vector<Module> modules);
  ~Host();

  int port() const;
  int metrics_port() const;
  const obs::Metrics& metrics() const;
  SystemClock& clock();
  rpc::Client client() const;
  const std::string& data_dir() const;
  void Stop();

 private:
  struct Impl;
  explicit Host(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_HOST_H_
