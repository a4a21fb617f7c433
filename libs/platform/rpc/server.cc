#include "libs/platform/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/health/v1/health.pb.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/bytes.h"
#include "libs/platform/rpc/credentials.h"
#include "libs/platform/rpc/error.h"
#include "libs/platform/rpc/queue.h"

namespace cartera::rpc {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;

constexpr int kMetadataBytesMax = 16 * 1024;

// The only header of this name; nothing when it came several times: none of them can be the right
// one, as whoever stands between may have read another.
std::optional<std::string> Metadata(CallbackServerContext* context, const char* key) {
  const auto [first, end] = context->client_metadata().equal_range(key);
  if (first == end) return "";
  if (std::next(first) != end) return std::nullopt;
  return std::string(first->second.data(), first->second.size());
}

Arrival ArrivalOf(CallbackServerContext* context, const std::string& module) {
  Arrival arrival;
  const std::optional<std::string> authorization = Metadata(context, "authorization");
  arrival.authorization = authorization.value_or("");
  arrival.several_authorizations = !authorization.has_value();
  arrival.traceparent = Metadata(context, "traceparent").value_or("");
  arrival.call_id = Metadata(context, "x-call-id").value_or("");
  arrival.deadline = absl::FromChrono(context->deadline());
  arrival.module = module;
  return arrival;
}

grpc::Status ToGrpc(const absl::Status& status, absl::string_view call_id) {
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), WireMessage(status, call_id),
                      WireDetails(status, call_id));
}

absl::Status Overloaded(absl::string_view module) {
  return Error(absl::StatusCode::kResourceExhausted, "OVERLOADED",
               absl::StrCat("the service ", module, " has too many calls waiting; try again"))
      .RetryAfter(absl::Milliseconds(500));
}

// How many calls are under way, and whether new ones are refused because the server stops.
struct Flight {
  std::atomic<int64_t> calls{0};
  std::atomic<bool> closing{false};
};

// The queues a module's calls go through.
struct Lane {
  std::string module;
  const Surroundings* surroundings;
  Queue* calls;
  Queue* pages;
  Flight* flight;
};

absl::Status Stopping() {
  return Error(absl::StatusCode::kUnavailable, "STOPPING", "the server is stopping; try another")
      .RetryAfter(absl::Seconds(1));
}

uint64_t PrincipalKey(const Arrival& arrival) {
  return absl::Hash<std::string>()(arrival.authorization);
}

grpc::ServerUnaryReactor* StartUnary(const Lane& lane, const Service::Entry& entry,
                                     CallbackServerContext* context, const ByteBuffer* request,
                                     ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Arrival arrival = ArrivalOf(context, lane.module);
  const uint64_t principal = PrincipalKey(arrival);
  const absl::Time deadline = arrival.deadline;
  auto wrapper = std::make_shared<Wrapper>(*lane.surroundings, entry, std::move(arrival));
  lane.flight->calls++;
  auto finish = [wrapper, reactor, context, flight = lane.flight](const absl::Status& status) {
    wrapper->Finish(status);
    context->AddTrailingMetadata("x-call-id", wrapper->call().call_id);
    reactor->Finish(ToGrpc(status, wrapper->call().call_id));
    flight->calls--;
  };
  if (lane.flight->closing.load()) {
    finish(Stopping());
    return reactor;
  }
  const bool pushed =
      lane.calls->Push(principal, deadline, [wrapper, finish, context, request, response] {
        if (context->IsCancelled()) {
          return finish(Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller went away"));
        }
        wrapper->call().cancelled = [context] { return context->IsCancelled(); };
        std::string answer;
        const absl::Status status = wrapper->Run(FromBuffer(*request), &answer);
        if (status.ok()) *response = ToBuffer(answer);
        finish(status);
      });
  if (!pushed) {
    if (lane.surroundings->metrics != nullptr) {
      lane.surroundings->metrics->QueueRejected(lane.module);
    }
    finish(Overloaded(lane.module));
  }
  return reactor;
}

// Makes one page at a time in the stream workers; between pages it holds no thread.
class StreamReactor final : public grpc::ServerWriteReactor<ByteBuffer> {
 public:
  StreamReactor(const Lane& lane, const Service::Entry& entry, CallbackServerContext* context,
                const ByteBuffer* request)
      : lane_(lane),
        arrival_(ArrivalOf(context, lane.module)),
        principal_(PrincipalKey(arrival_)),
        wrapper_(*lane.surroundings, entry, arrival_),
        request_(FromBuffer(*request)) {
    lane_.flight->calls++;
    wrapper_.call().cancelled = [this] { return cancelled_.load(); };
    if (lane_.flight->closing.load()) {
      Done(Stopping());
    } else {
      Enqueue([this] { Begin(); });
    }
  }

  void OnWriteDone(bool ok) override {
    if (!ok || cancelled_.load()) {
      return Done(Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller went away"));
    }
    Enqueue([this] { Step(); });
  }
  void OnCancel() override { cancelled_.store(true); }
  void OnDone() override {
    lane_.flight->calls--;
    delete this;
  }

 private:
  void Enqueue(std::function<void()> step) {
    if (!lane_.pages->Push(principal_, arrival_.deadline, std::move(step))) {
      Done(Overloaded(lane_.module));
    }
  }

  void Begin() {
    if (const absl::Status status = wrapper_.Open(request_); !status.ok()) return Done(status);
    auto pages = wrapper_.OpenPages();
    if (!pages.ok()) return Done(pages.status());
    pages_ = *std::move(pages);
    Step();
  }

  void Step() {
    std::string answer;
    const absl::StatusOr<bool> more = wrapper_.NextPage(*pages_, &answer);
    if (!more.ok()) return Done(more.status());
    if (!*more) return Done(absl::OkStatus());
    buffer_ = ToBuffer(answer);
    StartWrite(&buffer_);
  }

  void Done(const absl::Status& status) {
    pages_.reset();
    wrapper_.Finish(status);
    Finish(ToGrpc(status, wrapper_.call().call_id));
  }

  const Lane& lane_;
  const Arrival arrival_;
  const uint64_t principal_;
  Wrapper wrapper_;
  const std::string request_;
  std::unique_ptr<Pages> pages_;
  ByteBuffer buffer_;
  std::atomic<bool> cancelled_{false};
};

// Our value as gRPC sees it: every method takes and gives bytes, so that the wrapper, not gRPC,
// says what a malformed request is answered with.
class GrpcService final : public grpc::Service {
 public:
  GrpcService(const Lane& lane, const rpc::Service& service) {
    using grpc::internal::RpcMethod;
    int index = 0;
    for (const auto& entry : service.entries()) {
      const rpc::Service::Entry* e = entry.get();
      const bool stream = e->method.descriptor->server_streaming();
      AddMethod(new grpc::internal::RpcServiceMethod(
          e->method.path.c_str(), stream ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC,
          nullptr));
      if (stream) {
        MarkMethodRawCallback(
            index, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                       [&lane, e](CallbackServerContext* context, const ByteBuffer* request) {
                         return new StreamReactor(lane, *e, context, request);
                       }));
      } else {
        MarkMethodRawCallback(
            index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                       [&lane, e](CallbackServerContext* context, const ByteBuffer* request,
                                  ByteBuffer* response) {
                         return StartUnary(lane, *e, context, request, response);
                       }));
      }
      ++index;
    }
  }
};

}  // namespace

struct Server::Impl {
  ServerOptions options;
  std::vector<ServerModule> modules;
  std::unique_ptr<Queue> pages;
  std::vector<std::unique_ptr<Queue>> queues;
  Flight flight;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::unique_ptr<GrpcService>> services;
  std::shared_ptr<grpc::ServerCredentials> credentials;  // asked as long as the server runs
  std::unique_ptr<grpc::Server> server;
  int port = 0;
  absl::once_flag stopped;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { Shutdown(absl::Seconds(5)); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options,
                                                      std::vector<ServerModule> modules) {
  static absl::once_flag plugins;
  absl::call_once(plugins, [reflection = options.reflection] {
    grpc::EnableDefaultHealthCheckService(true);
    // Or every caller could fill our standard error with malformed requests.
    google::protobuf::SetLogHandler(nullptr);
    if (reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
  // Links the health contract in, so that reflection can describe it.
  grpc::health::v1::HealthCheckRequest::descriptor();

  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  impl->modules = std::move(modules);
  impl->pages = std::make_unique<Queue>(1024, impl->options.stream_workers);
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  // Room for a token of the longest kind, which is measured and answered for by our own code.
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  if (!impl->options.address.empty()) {
    // One process owns the address: a second one must hear that it is taken.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    impl->credentials =
        impl->options.tls != nullptr ? TlsOf(impl->options.tls) : grpc::InsecureServerCredentials();
    builder.AddListeningPort(impl->options.address, impl->credentials, &impl->port);
  }
  for (ServerModule& module : impl->modules) {
    impl->queues.push_back(std::make_unique<Queue>(module.queue_capacity, module.workers));
    impl->lanes.push_back(
        std::make_unique<Lane>(Lane{module.name, &impl->options.surroundings,
                                    impl->queues.back().get(), impl->pages.get(), &impl->flight}));
    for (const auto& service : module.services) {
      RETURN_IF_ERROR(service->Complete());
      impl->services.push_back(std::make_unique<GrpcService>(*impl->lanes.back(), *service));
      builder.RegisterService(impl->services.back().get());
    }
  }
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || (!impl->options.address.empty() && impl->port == 0)) {
    return Error(absl::StatusCode::kUnavailable, "ADDRESS_TAKEN",
                 absl::StrCat("cannot listen on ", impl->options.address,
                              ": another program uses it, or it is not an address here"));
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const { return impl_->port; }

Client Server::InProcess() const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax * 4);
  return Client(impl_->server->InProcessChannel(arguments));
}

void Server::SetServing(const std::string& service, bool serving) {
  auto* health = impl_->server->GetHealthCheckService();
  if (health == nullptr) return;
  if (service.empty()) {
    health->SetServingStatus(serving);
  } else {
    health->SetServingStatus(service, serving);
  }
}

void Server::Shutdown(absl::Duration grace) {
  absl::call_once(impl_->stopped, [&] {
    if (auto* health = impl_->server->GetHealthCheckService()) health->Shutdown();
    impl_->flight.closing.store(true);
    const absl::Time end = absl::Now() + grace;
    while (impl_->flight.calls.load() > 0 && absl::Now() < end) {
      absl::SleepFor(absl::Milliseconds(2));
    }
    // Our calls are answered, or out of time. What is left are watchers of health, who would stay
    // for ever: they get a moment to hear of it.
    impl_->server->Shutdown(
        absl::ToChronoTime(std::min(end, absl::Now() + absl::Milliseconds(100))));
    for (auto& queue : impl_->queues) queue->Drain();
    impl_->pages->Drain();
    impl_->server->Wait();
  });
}

}  // namespace cartera::rpc
