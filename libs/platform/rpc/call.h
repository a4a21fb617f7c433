#ifndef CARTERA_LIBS_PLATFORM_RPC_CALL_H_
#define CARTERA_LIBS_PLATFORM_RPC_CALL_H_

#include <atomic>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/platform/auth/token.h"
#include "libs/platform/obs/trace.h"
#include "libs/platform/pg/database.h"

namespace cartera::type::v1 {
class Access;
}  // namespace cartera::type::v1

namespace cartera::rpc {

// A method of the contract with its stated access.
struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  const type::v1::Access* access = nullptr;  // never null once bound
  std::string path;                          // "/cartera.registry.v1.RegistryService/GetProject"
};

// What a handler knows of the call it serves, filled by the wrapper in its fixed order. Lives as
// long as the call; one thread at a time.
struct Call {
  const Method* method = nullptr;
  std::string call_id;  // names the call in logs and error texts
  obs::TraceContext trace;
  std::string authorization;   // "Bearer TOKEN": passed on to other services
  bool authenticated = false;  // false only for KIND_PUBLIC and KIND_DEV without a token
  auth::Identity identity;
  pg::CallContext context;  // for transactions: principal, request id, deadline, now
  std::function<bool()> cancelled = [] { return false; };

  absl::Time now() const { return context.now; }
};

// Runs `change` as the write path of `database` and gives `response` what it left there, or, when
// the request_id was answered before, the stored answer. `change` fills `response`; on a replay it
// must authorise and return OK without writing.
absl::Status Mutate(pg::Database& database, const Call& call, google::protobuf::Message* response,
                    absl::FunctionRef<absl::Status(pg::WriteTx&)> change);

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_CALL_H_
