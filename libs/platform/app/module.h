#ifndef CARTERA_LIBS_PLATFORM_APP_MODULE_H_
#define CARTERA_LIBS_PLATFORM_APP_MODULE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/embedded_file.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/rpc/client.h"
#include "libs/platform/rpc/service.h"

namespace cartera::app {

// What a module is handed: everything it may touch. Outlives the module's services.
class Env {
 public:
  virtual ~Env() = default;
  virtual pg::Database& database() = 0;
  virtual const Clock& clock() const = 0;
  // A service that the module declared in `calls`; in process when it is hosted here.
  virtual rpc::Client client(const std::string& service) = 0;
  // The installation's private directory (bootstrap code, keys).
  virtual const std::string& data_dir() const = 0;
  // Secret bytes of this installation, for page tokens.
  virtual const std::string& secret() const = 0;
  // Which life of the record this is (pg/epoch.h); kept beside every position in it.
  virtual int64_t epoch() const = 0;
  // True once the process is asked to stop: long work ends at its next row.
  virtual bool stopping() const = 0;
};

// Takes in an event in the receiver's own transaction; happens once per event.
using EventHandler = std::function<absl::Status(pg::WriteTx&, const std::string& aggregate,
                                                const std::string& payload)>;

struct Subscription {
  std::string source;  // service that emits, "review"
  std::string type;    // "review.decided"
  EventHandler handle;
};

// What a module makes of its Env.
struct Instance {
  std::vector<std::unique_ptr<rpc::Service>> services;
  std::vector<Subscription> subscriptions;
  // Owned by the instance, ends before the database closes.
  std::shared_ptr<void> state;
};

// Who gets an event.
struct Route {
  std::string type;    // "review.decided"
  std::string target;  // "registry"
};

// A service as a value. A binary is a list of these.
struct Module {
  std::string name;                        // schema, queue and metrics label: "registry"
  std::vector<std::string> grpc_services;  // full names it serves
  std::vector<std::string> calls;          // services it may call; must be a DAG
  std::vector<std::string> reads;          // services whose published views it reads; must be a DAG
  absl::Span<const EmbeddedFile> migrations;
  std::vector<Route> emits;
  std::function<absl::StatusOr<Instance>(Env&)> make;
};

// OK when no module's calls or reads lead back to it. Errors: FAILED_PRECONDITION naming the
// circle.
absl::Status CheckDag(absl::Span<const Module> modules);

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_MODULE_H_
