#include "libs/platform/rpc/server.h"

#include <grpcpp/alarm.h>
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
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/health/v1/health.pb.h"
#include "libs/base/limits.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/bytes.h"
#include "libs/platform/rpc/credentials.h"
#include "libs/platform/rpc/error.h"
#include "libs/platform/rpc/open_streams.h"
#include "libs/platform/rpc/queue.h"

namespace cartera::rpc {
namespace {

// A request weighs one in its queue, and one more for as many bytes.
constexpr size_t kQueueWeightBytes = 64 * 1024;
constexpr int kCallsOfAConnectionMax = 1000;

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
  arrival.inner = absl::StartsWith(context->peer(), "inproc");
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

absl::Status TooManyStreams(absl::string_view whose) {
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
               absl::StrCat(whose, " as many reports open as may be; read or close one first"))
      .RetryAfter(absl::Seconds(2));
}

absl::Status Gone() {
  return Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller went away");
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
  OpenStreams* streams;
  OpenStreams* watches;
  Flight* flight;
};

absl::Status Stopping() {
  return Error(absl::StatusCode::kUnavailable, "STOPPING", "the server is stopping; try another")
      .RetryAfter(absl::Seconds(1));
}

// Who the queue takes the call for: whom its token was lately proved to be, or else the address it
// comes from, so that made-up tokens share one turn.
uint64_t PrincipalKey(const Surroundings& surroundings, const std::string& peer, Arrival* arrival) {
  if (const auto token = auth::BearerToken(arrival->authorization); token.ok()) {
    arrival->identity = surroundings.verifier->Known(*token, surroundings.clock->Now());
  }
  if (arrival->identity.has_value()) {
    return absl::HashOf(arrival->identity->issuer, arrival->identity->subject);
  }
  return absl::HashOf(peer.substr(0, peer.rfind(':')));
}

// A call goes from thread to thread through gRPC, whose own locks order that but are not seen by a
// sanitizer. Said once more where it is seen: what was done before Give is done when Take returns.
class HandOver {
 public:
  void Give() { turns_.fetch_add(1, std::memory_order_release); }
  void Take() { turns_.load(std::memory_order_acquire); }

 private:
  std::atomic<int> turns_{0};
};

// One unary call: it waits in the queue, a worker runs it. Whoever takes it out of the queue
// finishes it, so that it is finished once.
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  UnaryReactor(const Lane& lane, const Service::Entry& entry, CallbackServerContext* context,
               const ByteBuffer* request, ByteBuffer* response)
      : lane_(lane), context_(context), request_(request), response_(response) {
    Arrival arrival = ArrivalOf(context, lane.module);
    Queue::Task task;
    task.principal = PrincipalKey(*lane.surroundings, context->peer(), &arrival);
    wrapper_.emplace(*lane.surroundings, entry, std::move(arrival));
    wrapper_->call().cancelled = [this] { return cancelled_.load(); };
    lane_.flight->calls++;
    Enqueue(std::move(task));
  }

  void OnCancel() override {
    cancelled_.store(true);
    if (ticket_.has_value() && lane_.calls->Cancel(*ticket_)) Done(Gone());
  }
  void OnDone() override {
    hand_over_.Take();
    lane_.flight->calls--;
    delete this;
  }

 private:
  void Enqueue(Queue::Task task) {
    if (lane_.flight->closing.load()) return Done(Stopping());
    task.deadline = wrapper_->call().context.deadline;
    task.weight = 1 + static_cast<int>(request_->Length() / kQueueWeightBytes);
    task.run = [this] { Run(); };
    task.displaced = [this] { Done(Overloaded(lane_.module)); };
    // A worker may be done with it before Push returns; gRPC calls OnCancel and OnDone only after
    // the constructor.
    ticket_ = lane_.calls->Push(std::move(task));
    if (!ticket_.has_value()) Done(Overloaded(lane_.module));
  }

  void Run() {
    if (cancelled_.load()) return Done(Gone());
    std::string answer;
    const absl::Status status = wrapper_->Run(FromBuffer(*request_), &answer);
    if (status.ok()) *response_ = ToBuffer(answer);
    Done(status);
  }

  void Done(const absl::Status& status) {
    wrapper_->Finish(status);
    context_->AddTrailingMetadata("x-call-id", wrapper_->call().call_id);
    const grpc::Status answer = ToGrpc(status, wrapper_->call().call_id);
    hand_over_.Give();
    Finish(answer);
  }

  const Lane& lane_;
  CallbackServerContext* const context_;
  const ByteBuffer* const request_;
  ByteBuffer* const response_;
  std::optional<Wrapper> wrapper_;
  std::optional<Queue::Ticket> ticket_;
  HandOver hand_over_;
  std::atomic<bool> cancelled_{false};
};

// Makes one page at a time in the stream workers; between pages it holds no thread. It keeps its
// place among the open streams until its end, which its deadline brings even when nobody reads.
class StreamReactor final : public grpc::ServerWriteReactor<ByteBuffer> {
 public:
  StreamReactor(const Lane& lane, const Service::Entry& entry, CallbackServerContext* context,
                const ByteBuffer* request)
      : lane_(lane),
        places_(entry.watch ? lane.watches : lane.streams),
        context_(context),
        request_(FromBuffer(*request)) {
    Arrival arrival = ArrivalOf(context, lane.module);
    key_ = PrincipalKey(*lane.surroundings, context->peer(), &arrival);
    wrapper_.emplace(*lane.surroundings, entry, std::move(arrival));
    wrapper_->call().cancelled = [this] { return cancelled_.load(); };
    lane_.flight->calls++;
    alarm_.Set(absl::ToChronoTime(wrapper_->call().context.deadline), [this](bool due) {
      if (due) End();
      LetGo();
    });
    Admit();
  }

  void OnWriteDone(bool ok) override {
    hand_over_.Take();
    if (!ok || cancelled_.load()) return Done(Gone());
    Enqueue([this] { Step(); });
  }
  void OnCancel() override { cancelled_.store(true); }
  void OnDone() override {
    hand_over_.Take();
    {
      const MutexLock lock(&mutex_);
      context_ = nullptr;
    }
    alarm_.Cancel();
    LetGo();
  }

 private:
  void Admit() {
    if (lane_.flight->closing.load()) return Done(Stopping());
    placed_ = places_->Enter();
    if (!placed_) return Done(TooManyStreams("this server has"));
    Enqueue([this] { Begin(); });
  }

  // Out of time: a write that nobody reads ends too.
  void End() {
    const MutexLock lock(&mutex_);
    if (context_ != nullptr) context_->TryCancel();
  }

  // gRPC and the alarm both hold it; who lets go last deletes it.
  void LetGo() {
    if (--holders_ > 0) return;
    lane_.flight->calls--;
    delete this;
  }

  void Enqueue(std::function<void()> step) {
    Queue::Task task;
    task.principal = key_;
    task.deadline = wrapper_->call().context.deadline;
    task.run = std::move(step);
    // There is room for a step of each open stream: only a queue that has ended refuses.
    if (!lane_.pages->Push(std::move(task)).has_value()) Done(Stopping());
  }

  void Begin() {
    if (const absl::Status status = wrapper_->Open(request_); !status.ok()) return Done(status);
    if (wrapper_->call().authenticated) {
      const std::string& principal = wrapper_->call().context.principal;
      if (!places_->EnterFor(principal)) return Done(TooManyStreams("you have"));
      principal_ = principal;
    }
    auto pages = wrapper_->OpenPages();
    if (!pages.ok()) return Done(pages.status());
    pages_ = *std::move(pages);
    Step();
  }

  void Step() {
    if (cancelled_.load()) return Done(Gone());
    // Who only waits would keep the server from stopping.
    if (places_ == lane_.watches && lane_.flight->closing.load()) return Done(Stopping());
    std::string answer;
    const absl::StatusOr<bool> more = wrapper_->NextPage(*pages_, &answer);
    if (!more.ok()) return Done(more.status());
    if (!*more) return Done(absl::OkStatus());
    if (answer.empty()) return Wait(pages_->Rest());
    buffer_ = ToBuffer(answer);
    hand_over_.Give();
    StartWrite(&buffer_);
  }

  // Until the next page may be there. Nothing else touches the call meanwhile. A fresh alarm: the
  // last one may still be on its way out of its callback.
  void Wait(absl::Duration rest) {
    hand_over_.Give();
    rest_.emplace();
    rest_->Set(absl::ToChronoTime(absl::Now() + rest), [this](bool /*due*/) {
      hand_over_.Take();
      Enqueue([this] { Step(); });
    });
  }

  void Done(const absl::Status& status) {
    pages_.reset();
    if (std::exchange(placed_, false)) places_->Leave(principal_);
    wrapper_->Finish(status);
    const grpc::Status answer = ToGrpc(status, wrapper_->call().call_id);
    hand_over_.Give();
    Finish(answer);
  }

  const Lane& lane_;
  OpenStreams* const places_;
  Mutex mutex_;
  CallbackServerContext* context_ ABSL_GUARDED_BY(mutex_);  // until gRPC is done with the call
  const std::string request_;
  uint64_t key_ = 0;
  std::optional<Wrapper> wrapper_;
  bool placed_ = false;
  std::string principal_;  // who has the place; empty when nobody's own
  std::unique_ptr<Pages> pages_;
  ByteBuffer buffer_;
  grpc::Alarm alarm_;
  std::optional<grpc::Alarm> rest_;
  std::atomic<int> holders_{2};
  HandOver hand_over_;
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
                         return new UnaryReactor(lane, *e, context, request, response);
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
  std::unique_ptr<OpenStreams> streams, watches;
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
  const int streams_max = impl->options.streams_max;
  impl->streams = std::make_unique<OpenStreams>(streams_max, std::max(1, streams_max / 4));
  const int watches_max = impl->options.watches_max;
  impl->watches = std::make_unique<OpenStreams>(watches_max, std::max(1, watches_max / 16));
  impl->pages = std::make_unique<Queue>(streams_max + watches_max, impl->options.stream_workers);
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  // Room for a token of the longest kind, which is measured and answered for by our own code.
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kCallsOfAConnectionMax);
  if (!impl->options.address.empty()) {
    // One process owns the address: a second one must hear that it is taken.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    impl->credentials =
        impl->options.tls != nullptr ? TlsOf(impl->options.tls) : grpc::InsecureServerCredentials();
    builder.AddListeningPort(impl->options.address, impl->credentials, &impl->port);
  }
  for (ServerModule& module : impl->modules) {
    impl->queues.push_back(std::make_unique<Queue>(module.queue_capacity, module.workers));
    impl->lanes.push_back(std::make_unique<Lane>(
        Lane{module.name, &impl->options.surroundings, impl->queues.back().get(), impl->pages.get(),
             impl->streams.get(), impl->watches.get(), &impl->flight}));
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

void Server::Measure(obs::Metrics& metrics) const {
  for (size_t i = 0; i < impl_->queues.size(); ++i) {
    metrics.QueueDepth(impl_->lanes[i]->module, impl_->queues[i]->depth());
  }
  metrics.StreamsOpen(impl_->streams->open() + impl_->watches->open());
  metrics.CallsUnderWay(impl_->flight.calls.load());
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
    // The alarms of streams are called off, and have yet to say so.
    while (impl_->flight.calls.load() > 0) absl::SleepFor(absl::Milliseconds(1));
  });
}

}  // namespace cartera::rpc
