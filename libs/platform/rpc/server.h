#ifndef CARTERA_LIBS_PLATFORM_RPC_SERVER_H_
#define CARTERA_LIBS_PLATFORM_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/platform/rpc/client.h"
#include "libs/platform/rpc/service.h"
#include "libs/platform/rpc/wrapper.h"
#include "libs/platform/tls/identity.h"

namespace cartera::rpc {

// One module's services and the size of its queue.
struct ServerModule {
  std::string name;
  std::vector<std::unique_ptr<Service>> services;
  int workers = 8;  // one per database connection
  // What waiting calls may weigh together before RESOURCE_EXHAUSTED: one each, and one more for
  // each 64 KiB of the request.
  int queue_capacity = 256;
};

struct ServerOptions {
  // "127.0.0.1:7400"; port 0 takes a free one; empty: in process only.
  std::string address;
  // Plain text when null. Outlives the server.
  tls::Identity* tls = nullptr;
  Surroundings surroundings;
  bool reflection = true;
  // Threads that make the pages of streams.
  int stream_workers = 4;
  // Streams that may be open at once; one principal may have a quarter of them.
  int streams_max = 64;
  // Open watches, apart from those; a caller may have one in sixteen.
  int watches_max = 1024;
};

// The public server: gRPC's callback API, whose reactors only enqueue; health per service;
// reflection; graceful shutdown.
class Server {
 public:
  // Errors: FAILED_PRECONDITION when a service is incomplete, UNAVAILABLE when the address is
  // taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options,
                                                       std::vector<ServerModule> modules);
  ~Server();

  int port() const;
  Client InProcess() const;
  // Sets the gauges of what waits and what is under way.
  void Measure(obs::Metrics& metrics) const;
  // Health of one gRPC service by full name, as grpc.health.v1 reports it; "" is the whole server.
  void SetServing(const std::string& service, bool serving);
  // NOT_SERVING, refuses new calls, lets calls under way finish until `grace` is over. Idempotent.
  void Shutdown(absl::Duration grace);

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_SERVER_H_
