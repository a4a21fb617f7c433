#include "libs/platform/app/main.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <iostream>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "libs/platform/app/host.h"
#include "libs/platform/rpc/credentials.h"

namespace cartera::app {
namespace {

// Blocked in every thread from the start; only this function takes them, so that shutting down runs
// in an ordinary thread.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// A core would hold keys, tokens and the record's pages, and outlive the process wherever the
// system puts it. The limit is for PostgreSQL too, which inherits it.
void LeaveNoCore() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int RunMain(int argc, char** argv, const std::string& binary, std::vector<Module> modules,
            rpc::TypeChecks checks, Authorise authorise) {
  int exit_code = 0;
  std::optional<Config> config = ParseConfig(binary, argc, argv, &exit_code);
  if (!config.has_value()) return exit_code;
  // What gRPC would print of its own accord is said in our words, or logged.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  // Debian builds Abseil with its search for lock cycles on: 3 % of a call's time, gRPC's included.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  LeaveNoCore();
  const sigset_t signals = BlockStopSignals();
  Host::Options options;
  options.config = *config;
  options.checks = std::move(checks);
  options.authorise = std::move(authorise);
  options.progress = [&](absl::string_view text) {
    std::cerr << binary << ": " << text << std::endl;
  };
  auto host = Host::Start(std::move(options), std::move(modules));
  if (!host.ok()) {
    std::cerr << binary << ": cannot start: " << host.status().message() << std::endl;
    return 1;
  }
  if (config->dev) {
    std::cerr << binary
              << ": WARNING: started with --dev: anybody who reaches this port can act as "
              << "anybody. Never use this with real data." << std::endl;
  }
  if (!config->dev && config->issuer.empty()) {
    std::cerr << binary
              << ": WARNING: no token issuer is trusted, so nobody can call. Give --issuer and "
              << "--jwks; or --dev to try Cartera out." << std::endl;
  }
  std::cerr << binary << ": listening on " << rpc::AddressOf(config->host, (*host)->port())
            << (config->tls_client_ca.empty() ? config->tls_certificate.empty() ? "" : ", TLS"
                                              : ", mutual TLS")
            << ", metrics on http://127.0.0.1:" << (*host)->metrics_port() << "/metrics, data in "
            << config->data_dir << std::endl;
  int received = 0;
  sigwait(&signals, &received);
  std::cerr << binary << ": stopping" << std::endl;
  (*host)->Stop();
  return 0;
}

}  // namespace cartera::app
