#ifndef CARTERA_LIBS_PLATFORM_RPC_SERVICE_H_
#define CARTERA_LIBS_PLATFORM_RPC_SERVICE_H_

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/platform/rpc/call.h"

namespace cartera::rpc {

// The answer of a streaming method, made page by page on demand: no connection, snapshot or thread
// is held while the client reads.
class Pages {
 public:
  virtual ~Pages() = default;
  // Fills `page` (cleared before) and returns true; false when there are no more. A page left empty
  // is not sent: there is nothing yet.
  virtual absl::StatusOr<bool> Next(google::protobuf::Message* page) = 0;
  // How long to wait before the next Next; at most a second or so, in which nothing ends the wait.
  virtual absl::Duration Rest() const { return absl::ZeroDuration(); }
};

using UnaryHandler = std::function<absl::Status(Call&, const google::protobuf::Message&,
                                                google::protobuf::Message*)>;
using StreamHandler =
    std::function<absl::StatusOr<std::unique_ptr<Pages>>(Call&, const google::protobuf::Message&)>;

// A gRPC service as a value: handlers bound to the methods of the contract.
class Service {
 public:
  struct Entry {
    Method method;
    const google::protobuf::Message* request = nullptr;  // prototypes
    const google::protobuf::Message* response = nullptr;
    UnaryHandler unary;
    StreamHandler stream;
    bool watch = false;  // a stream that goes on for as long as the caller stays
  };

  // `full_name` as in the contract: "cartera.registry.v1.RegistryService".
  explicit Service(const std::string& full_name);

  // Binds the method whose request is Request: absl::Status f(Call&, const Request&, Response*).
  // Aborts when the contract has no such method: a programmer's error.
  template <typename Request, typename Response>
  void Bind(std::function<absl::Status(Call&, const Request&, Response*)> handler) {
    Entry& entry = EntryFor(Request::default_instance(), Response::default_instance());
    entry.unary = [handler = std::move(handler)](Call& call,
                                                 const google::protobuf::Message& request,
                                                 google::protobuf::Message* response) {
      return handler(call, static_cast<const Request&>(request), static_cast<Response*>(response));
    };
  }
  template <typename Deps, typename Request, typename Response>
  void Bind(Deps& deps, absl::Status (*handler)(Deps&, Call&, const Request&, Response*)) {
    Bind<Request, Response>(
        [&deps, handler](Call& call, const Request& request, Response* response) {
          return handler(deps, call, request, response);
        });
  }
  template <typename Deps, typename Request, typename Response>
  void BindStream(Deps& deps,
                  absl::StatusOr<std::unique_ptr<Pages>> (*handler)(Deps&, Call&, const Request&),
                  const Response&) {
    // The prototype must outlive the service: the argument only says its type.
    Entry& entry = EntryFor(Request::default_instance(), Response::default_instance());
    entry.stream = [&deps, handler](Call& call, const google::protobuf::Message& request) {
      return handler(deps, call, static_cast<const Request&>(request));
    };
  }
  // The same for a stream that mostly waits: it takes no place from those that are read to an end.
  template <typename Deps, typename Request, typename Response>
  void BindWatch(Deps& deps,
                 absl::StatusOr<std::unique_ptr<Pages>> (*handler)(Deps&, Call&, const Request&),
                 const Response& response) {
    BindStream(deps, handler, response);
    entries_.back()->watch = true;
  }

  // OK when every method of the contract is bound and states its access.
  absl::Status Complete() const;
  const google::protobuf::ServiceDescriptor* descriptor() const { return descriptor_; }
  const std::vector<std::unique_ptr<Entry>>& entries() const { return entries_; }

 private:
  Entry& EntryFor(const google::protobuf::Message& request,
                  const google::protobuf::Message& response);

  const google::protobuf::ServiceDescriptor* descriptor_;
  std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_SERVICE_H_
