#ifndef CARTERA_LIBS_PLATFORM_RPC_CLIENT_H_
#define CARTERA_LIBS_PLATFORM_RPC_CLIENT_H_

#include <map>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/platform/rpc/call.h"
#include "libs/platform/tls/certificate.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace cartera::rpc {

// What goes with a call to another server.
struct CallOptions {
  std::string authorization;  // "Bearer …"; empty: none
  std::string traceparent;
  std::string call_id;
  absl::Duration timeout = absl::Seconds(30);
};

// The method whose request is of type `request`; null when the contract has none. Requests are
// unique to their method (buf STANDARD), so the request says it all.
const google::protobuf::MethodDescriptor* MethodFor(const google::protobuf::Descriptor* request);

// A connection to a server of the contract. Cheap to copy; thread-safe.
class Client {
 public:
  Client() = default;
  explicit Client(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}
  // `target` as gRPC takes it: "127.0.0.1:7400"; or one for each service, "registry=127.0.0.1:7401,
  // review=127.0.0.1:7402", where the first also answers for the server itself. With authorities
  // over TLS, else in plain text: for the loopback. Check the files first with tls::Load.
  static Client Dial(const std::string& target, const tls::Files& files = {});

  // Calls the method of `request`. The status carries the details that the server sent.
  absl::Status Call(const google::protobuf::Message& request, google::protobuf::Message* response,
                    const CallOptions& options) const;
  // The same for a streaming method; `page` is called for each message, and ends the call early by
  // returning an error.
  absl::Status Stream(const google::protobuf::Message& request, google::protobuf::Message* response,
                      const CallOptions& options, absl::FunctionRef<absl::Status()> page) const;
  // True when the server answers within `timeout`.
  bool WaitUntilReady(absl::Duration timeout) const;

 private:
  const std::shared_ptr<grpc::Channel>& ChannelOf(
      const google::protobuf::MethodDescriptor* method) const;

  std::shared_ptr<grpc::Channel> channel_;
  // By the service's short name; empty when one channel serves all.
  std::map<std::string, std::shared_ptr<grpc::Channel>> by_service_;
};

// Options for a nested call on behalf of the caller of `call`: the same token, trace and deadline.
CallOptions OnBehalfOf(const Call& call);

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_CLIENT_H_
