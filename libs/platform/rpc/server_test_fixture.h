#ifndef CARTERA_LIBS_PLATFORM_RPC_SERVER_TEST_FIXTURE_H_
#define CARTERA_LIBS_PLATFORM_RPC_SERVER_TEST_FIXTURE_H_

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "cartera/server/v1/server_service.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "libs/base/clock.h"
#include "libs/base/mutex.h"
#include "libs/platform/auth/dev_issuer.h"
#include "libs/platform/obs/log.h"
#include "libs/platform/rpc/bytes.h"
#include "libs/platform/rpc/error.h"
#include "libs/platform/rpc/server.h"

namespace cartera::rpc {

namespace oversight = ::cartera::oversight::v1;
namespace server_v1 = ::cartera::server::v1;

inline constexpr char kService[] = "cartera.server.v1.ServerService";

// What one call came back with.
struct Reply {
  grpc::StatusCode code = grpc::StatusCode::OK;
  absl::Status status;
  std::string bytes;
  std::string call_id;  // trailing metadata

  std::string reason() const { return ReasonOf(status); }
};

// A client that knows no contract: it sends whatever bytes it is told, over TCP.
class ByteClient {
 public:
  explicit ByteClient(int port) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxSendMessageSize(-1);
    // A connection of its own: subchannels are shared within a process otherwise.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel_ = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port),
                                         grpc::InsecureChannelCredentials(), arguments);
  }

  Reply Call(const std::string& path, const std::string& bytes,
             const std::string& authorization = "", absl::Duration timeout = absl::Seconds(20),
             const std::function<void(grpc::ClientContext&)>& prepare = nullptr) const {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    if (!authorization.empty()) context.AddMetadata("authorization", authorization);
    if (prepare) prepare(context);
    const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
    const grpc::ByteBuffer sent = ToBuffer(bytes);
    grpc::ByteBuffer received;
    const grpc::Status status =
        grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
            channel_.get(), method, &context, sent, &received);
    Reply reply;
    reply.code = status.error_code();
    reply.status = FromWire(status.error_code(), status.error_message(), status.error_details());
    if (status.ok()) reply.bytes = FromBuffer(received);
    const auto& trailers = context.GetServerTrailingMetadata();
    if (const auto id = trailers.find("x-call-id"); id != trailers.end()) {
      reply.call_id = std::string(id->second.data(), id->second.size());
    }
    return reply;
  }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

// Pages without end, counted while they live.
class EndlessPages final : public Pages {
 public:
  EndlessPages(std::atomic<int>* alive, std::atomic<int>* made) : alive_(alive), made_(made) {
    ++*alive_;
  }
  ~EndlessPages() override { --*alive_; }
  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    ++*made_;
    auto* finding = static_cast<oversight::VerifyAuditResponse*>(page);
    finding->Clear();
    // Large enough that a reader who stands still fills what HTTP/2 lets through.
    finding->GetReflection()->MutableUnknownFields(finding)->AddLengthDelimited(
        1000, std::string(60'000, 'x'));
    return true;
  }

 private:
  std::atomic<int>* const alive_;
  std::atomic<int>* const made_;
};

struct PageDeps {
  std::atomic<int> alive{0};
  std::atomic<int> made{0};
};

template <typename Request>
absl::StatusOr<std::unique_ptr<Pages>> OpenEndless(PageDeps& deps, Call&, const Request&) {
  return std::make_unique<EndlessPages>(&deps.alive, &deps.made);
}

// Oversight's streams, of pages without end.
inline std::unique_ptr<Service> MakeEndlessService(PageDeps& deps) {
  auto service = std::make_unique<Service>("cartera.oversight.v1.OversightService");
  service->BindStream(deps, OpenEndless<oversight::GetPortfolioReportRequest>,
                      oversight::GetPortfolioReportResponse());
  service->BindStream(deps, OpenEndless<oversight::GetProjectHistoryRequest>,
                      oversight::GetProjectHistoryResponse());
  service->BindStream(deps, OpenEndless<oversight::VerifyAuditRequest>,
                      oversight::VerifyAuditResponse());
  service->BindStream(deps, OpenEndless<oversight::CheckInvariantsRequest>,
                      oversight::CheckInvariantsResponse());
  return service;
}

// Serves ServerService's contract with handlers of the test, without a database.
class ServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    // Once per process; a second suite goes on with the first one's log.
    obs::StartLog({.service = "test", .path = "/dev/null"}).IgnoreError();
  }
  ServerTest() {
    char path[] = "/tmp/cartera-rpc.XXXXXX";
    dir_ = mkdtemp(path);
    issuer_ = *auth::DevIssuer::LoadOrCreate(dir_ + "/issuer.pem");
    auth::TokenVerifier::Options options;
    options.issuers.push_back(issuer_->Trusted());
    verifier_ = *auth::TokenVerifier::Create(std::move(options));
  }
  ~ServerTest() override {
    open_.store(true);
    server_.reset();
    std::filesystem::remove_all(dir_);
  }

  static std::string Path(const std::string& method) {
    return absl::StrCat("/", kService, "/", method);
  }
  std::string Bearer(absl::string_view subject) const {
    return absl::StrCat("Bearer ", *issuer_->IssueToken(subject, absl::Now(), absl::Minutes(10)));
  }

  // GetServerInfo answers at once, ListParkedEvents when open_ is set, RetryEvent throws.
  std::unique_ptr<Service> MakeService() {
    auto service = std::make_unique<Service>(kService);
    service->Bind<server_v1::GetServerInfoRequest, server_v1::GetServerInfoResponse>(
        [](Call&, const auto&, auto* response) {
          response->set_version("test");
          return absl::OkStatus();
        });
    service->Bind<server_v1::ListParkedEventsRequest, server_v1::ListParkedEventsResponse>(
        [this](Call& call, const auto&, auto*) {
          {
            const MutexLock lock(&passed_on_mutex_);
            passed_on_ = OnBehalfOf(call).authorization;
          }
          ++entered_;
          while (!open_.load() && !call.cancelled()) absl::SleepFor(absl::Milliseconds(2));
          return call.cancelled() ? absl::CancelledError("the caller went away") : absl::OkStatus();
        });
    service->Bind<server_v1::RetryEventRequest, server_v1::RetryEventResponse>(
        [](Call&, const auto&, auto*) -> absl::Status {
          throw std::runtime_error("a secret of ours");
        });
    service->Bind<server_v1::DeliverEventRequest, server_v1::DeliverEventResponse>(
        [](Call&, const auto&, auto*) { return absl::OkStatus(); });
    service->Bind<server_v1::IssueDevTokenRequest, server_v1::IssueDevTokenResponse>(
        [](Call&, const auto& request, auto* response) {
          response->set_token(request.subject());
          return absl::OkStatus();
        });
    service->Bind<server_v1::AdvanceClockRequest, server_v1::AdvanceClockResponse>(
        [](Call&, const auto&, auto*) { return absl::OkStatus(); });
    return service;
  }

  ServerOptions MakeOptions(int port = 0) {
    ServerOptions options;
    options.address = absl::StrCat("127.0.0.1:", port);
    options.tls = tls_;
    options.surroundings = {&clock_, verifier_.get(), nullptr, &checks_, dev_};
    return options;
  }

  void Start(int workers, int queue_capacity, std::vector<std::unique_ptr<Service>> more = {}) {
    ServerModule module;
    module.name = "test";
    module.services.push_back(MakeService());
    for (auto& service : more) module.services.push_back(std::move(service));
    module.workers = workers;
    module.queue_capacity = queue_capacity;
    std::vector<ServerModule> modules;
    modules.push_back(std::move(module));
    auto server = Server::Start(MakeOptions(), std::move(modules));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // False when `done` does not come about in 10 s.
  static bool Eventually(const std::function<bool()>& done) {
    const absl::Time until = absl::Now() + absl::Seconds(10);
    while (!done()) {
      if (absl::Now() > until) return false;
      absl::SleepFor(absl::Milliseconds(2));
    }
    return true;
  }

  std::string dir_;
  SystemClock clock_;
  bool dev_ = true;
  tls::Identity* tls_ = nullptr;
  TypeChecks checks_;
  std::unique_ptr<auth::DevIssuer> issuer_;
  std::unique_ptr<auth::TokenVerifier> verifier_;
  std::atomic<int> entered_{0};
  Mutex passed_on_mutex_;
  // What the last ListParkedEvents would send to another service.
  std::string passed_on_ ABSL_GUARDED_BY(passed_on_mutex_);
  std::atomic<bool> open_{false};
  std::unique_ptr<Server> server_;
};

// How many ErrorInfo the status carries over the wire.
inline int ErrorInfosIn(const absl::Status& status) {
  return status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo").has_value() ? 1 : 0;
}

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_SERVER_TEST_FIXTURE_H_
