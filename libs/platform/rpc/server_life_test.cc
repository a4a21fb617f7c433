#include <grpcpp/impl/codegen/sync_stream.h>

#include <future>
#include <thread>

#include "grpc/health/v1/health.pb.h"
#include "libs/platform/rpc/server_test_fixture.h"

namespace cartera::rpc {
namespace {

using grpc::StatusCode;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

using ServerLifeTest = ServerTest;

HealthCheckResponse::ServingStatus HealthOf(const ByteClient& client, const std::string& service,
                                            StatusCode* code = nullptr) {
  HealthCheckRequest request;
  request.set_service(service);
  const Reply reply = client.Call("/grpc.health.v1.Health/Check", request.SerializeAsString());
  if (code != nullptr) *code = reply.code;
  HealthCheckResponse response;
  response.ParseFromString(reply.bytes);
  return response.status();
}

TEST_F(ServerLifeTest, HealthIsToldPerService) {
  Start(2, 8);
  const ByteClient client(server_->port());
  StatusCode code = StatusCode::OK;
  HealthOf(client, kService, &code);
  EXPECT_EQ(code, StatusCode::NOT_FOUND) << "nobody has said that it serves";
  server_->SetServing(kService, true);
  EXPECT_EQ(HealthOf(client, kService), HealthCheckResponse::SERVING);
  EXPECT_EQ(HealthOf(client, ""), HealthCheckResponse::SERVING);
  server_->SetServing(kService, false);
  EXPECT_EQ(HealthOf(client, kService), HealthCheckResponse::NOT_SERVING);
  HealthOf(client, "cartera.no.such.v1.Service", &code);
  EXPECT_EQ(code, StatusCode::NOT_FOUND);
}

TEST_F(ServerLifeTest, AWatcherHearsOfTheShutdownAndDoesNotHoldIt) {
  Start(2, 8);
  server_->SetServing(kService, true);
  const ByteClient client(server_->port());
  grpc::ClientContext context;
  const grpc::internal::RpcMethod watch("/grpc.health.v1.Health/Watch",
                                        grpc::internal::RpcMethod::SERVER_STREAMING);
  HealthCheckRequest request;
  request.set_service(kService);
  const std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader(
      grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
          client.channel().get(), watch, &context, ToBuffer(request.SerializeAsString())));
  grpc::ByteBuffer received;
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&received));
  ASSERT_TRUE(response.ParseFromString(FromBuffer(received)));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  const absl::Time before = absl::Now();
  std::thread stop([&] { server_->Shutdown(absl::Seconds(20)); });
  ASSERT_TRUE(reader->Read(&received));
  ASSERT_TRUE(response.ParseFromString(FromBuffer(received)));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  while (reader->Read(&received)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
  stop.join();
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
}

TEST_F(ServerLifeTest, ReflectionListsTheServicesAndHealth) {
  Start(1, 8);
  const ByteClient client(server_->port());
  grpc::ClientContext context;
  const grpc::internal::RpcMethod method(
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
      grpc::internal::RpcMethod::BIDI_STREAMING);
  const std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
          client.channel().get(), method, &context));
  const auto ask = [&](const std::string& request) {
    grpc::ByteBuffer received;
    stream->Write(ToBuffer(request));
    return stream->Read(&received) ? FromBuffer(received) : std::string();
  };
  const std::string services = ask("\x3a\x01*");  // field 7, list_services: "*"
  EXPECT_THAT(services, HasSubstr(kService));
  EXPECT_THAT(services, HasSubstr("grpc.health.v1.Health"));
  // Field 4, file_containing_symbol: the health contract must be linked in.
  EXPECT_THAT(ask("\x22\x15grpc.health.v1.Health"), HasSubstr("HealthCheckRequest"));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServerLifeTest, ShutdownLetsCallsUnderWayFinishAndTakesNoNewOnes) {
  Start(1, 8);
  const ByteClient client(server_->port());
  const auto blocked = [&] { return client.Call(Path("ListParkedEvents"), "", Bearer("ana")); };
  auto running = std::async(std::launch::async, blocked);
  ASSERT_TRUE(Eventually([&] { return entered_.load() == 1; }));
  auto stop = std::async(std::launch::async, [&] { server_->Shutdown(absl::Seconds(20)); });
  ASSERT_TRUE(Eventually([&] {
    return ByteClient(server_->port())
               .Call(Path("GetServerInfo"), "", "", absl::Milliseconds(200))
               .code == StatusCode::UNAVAILABLE;
  }));
  open_.store(true);
  EXPECT_EQ(running.get().code, StatusCode::OK);
  stop.get();
  server_->Shutdown(absl::Seconds(1));  // again: nothing
}

TEST_F(ServerLifeTest, ShutdownEndsWhatDoesNotFinishInItsGrace) {
  Start(1, 8);
  const ByteClient client(server_->port());
  auto running = std::async(
      std::launch::async, [&] { return client.Call(Path("ListParkedEvents"), "", Bearer("ana")); });
  ASSERT_TRUE(Eventually([&] { return entered_.load() == 1; }));
  const absl::Time before = absl::Now();
  server_->Shutdown(absl::Milliseconds(200));
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
  EXPECT_NE(running.get().code, StatusCode::OK);
}

TEST_F(ServerLifeTest, ASecondServerOnThePortIsRefused) {
  Start(1, 8);
  const auto second = Server::Start(MakeOptions(server_->port()), {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(second.status()), "ADDRESS_TAKEN");
  EXPECT_EQ(ByteClient(server_->port()).Call(Path("GetServerInfo"), "").code, StatusCode::OK);
}

TEST_F(ServerLifeTest, AServiceWithAMethodUnboundDoesNotStart) {
  std::vector<ServerModule> modules(1);
  modules[0].name = "test";
  modules[0].services.push_back(std::make_unique<Service>(kService));
  EXPECT_EQ(Server::Start(MakeOptions(), std::move(modules)).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ServerLifeTest, AStreamWhoseReaderGoesAwayIsLetGo) {
  PageDeps deps;
  std::vector<std::unique_ptr<Service>> more;
  more.push_back(MakeEndlessService(deps));
  Start(1, 8, std::move(more));
  const Client client = Client::Dial(absl::StrCat("127.0.0.1:", server_->port()));
  CallOptions options;
  options.authorization = Bearer("ana");
  for (int reader = 0; reader < 8; ++reader) {
    int pages = 0;
    oversight::VerifyAuditResponse response;
    const absl::Status status = client.Stream(
        oversight::VerifyAuditRequest(), &response, options,
        [&] { return ++pages < 5 ? absl::OkStatus() : absl::CancelledError("enough"); });
    EXPECT_EQ(status, absl::CancelledError("enough"));
    EXPECT_EQ(pages, 5);
  }
  EXPECT_TRUE(Eventually([&] { return deps.alive.load() == 0; }));
  options.authorization.clear();
  oversight::VerifyAuditResponse response;
  EXPECT_EQ(client
                .Stream(oversight::VerifyAuditRequest(), &response, options,
                        [] { return absl::OkStatus(); })
                .code(),
            absl::StatusCode::kUnauthenticated);
  server_.reset();
}

}  // namespace
}  // namespace cartera::rpc
