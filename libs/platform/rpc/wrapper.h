#ifndef CARTERA_LIBS_PLATFORM_RPC_WRAPPER_H_
#define CARTERA_LIBS_PLATFORM_RPC_WRAPPER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/clock.h"
#include "libs/platform/auth/token.h"
#include "libs/platform/obs/metrics.h"
#include "libs/platform/rpc/rate_limit.h"
#include "libs/platform/rpc/service.h"
#include "libs/platform/rpc/validate.h"

namespace cartera::rpc {

// What the wrapper needs of its process. All outlive it.
struct Surroundings {
  const Clock* clock = nullptr;
  auth::TokenVerifier* verifier = nullptr;
  obs::Metrics* metrics = nullptr;  // may be null
  const TypeChecks* checks = nullptr;
  bool dev = false;
  RateLimit* rate = nullptr;  // may be null
  // No call lasts longer, whatever its method allows.
  absl::Duration deadline_max = absl::InfiniteDuration();
};

// What came with a call.
struct Arrival {
  std::string authorization;
  bool several_authorizations = false;  // and then `authorization` is empty
  std::string traceparent;
  std::string call_id;
  absl::Time deadline = absl::InfiniteFuture();  // by the machine's clock
  std::string module;
  std::optional<auth::Identity> identity;  // of a token that was proved lately
  bool inner = false;  // this very process calls, for a call that was counted at the door
};

// The steps around every handler, in this order: call id, deadline with a cap, authenticate, let in
// by kind, parse, validate, handle (where the transaction authorises), map errors, log, metrics.
class Wrapper {
 public:
  Wrapper(const Surroundings& surroundings, const Service::Entry& entry, Arrival arrival);

  // Everything up to the handler. `bytes` is the request as it came.
  absl::Status Open(absl::string_view bytes);
  // Unary: opens, handles, finishes; `answer` is the serialised response when OK.
  absl::Status Run(absl::string_view bytes, std::string* answer);
  // Streams: after Open, the pages.
  absl::StatusOr<std::unique_ptr<Pages>> OpenPages();
  absl::StatusOr<bool> NextPage(Pages& pages, std::string* answer);
  // Writes the log line and the metrics of the finished call.
  void Finish(const absl::Status& status);

  Call& call() { return call_; }

 private:
  absl::Status Authenticate();
  absl::Status WithinRate();
  absl::Status Parse(absl::string_view bytes);
  absl::Status DeadlineLeft() const;

  const Surroundings& surroundings_;
  const Service::Entry& entry_;
  const absl::Time started_;
  Arrival arrival_;
  Call call_;
  std::unique_ptr<google::protobuf::Message> request_;
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_WRAPPER_H_
