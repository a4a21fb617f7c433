#include <future>
#include <vector>

#include "libs/platform/rpc/server_test_fixture.h"

namespace cartera::rpc {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

using ServerCallTest = ServerTest;

TEST_F(ServerCallTest, AnswersOverTcpAndNamesTheCall) {
  Start(/*workers=*/2, /*queue_capacity=*/8);
  const Reply reply =
      ByteClient(server_->port())
          .Call(Path("GetServerInfo"), "", "", absl::Seconds(5),
                [](grpc::ClientContext& context) { context.AddMetadata("x-call-id", "mine-1"); });
  ASSERT_EQ(reply.code, StatusCode::OK) << reply.status;
  server_v1::GetServerInfoResponse response;
  ASSERT_TRUE(response.ParseFromString(reply.bytes));
  EXPECT_EQ(response.version(), "test");
  EXPECT_EQ(reply.call_id, "mine-1");
}

TEST_F(ServerCallTest, RefusesWhatItCannotRead) {
  Start(2, 8);
  const ByteClient client(server_->port());
  const struct {
    const char* method;
    std::string bytes;
  } kCases[] = {
      {"GetServerInfo", "\xff\xff\xff"},
      {"GetServerInfo", std::string("\x0a", 1)},  // a length without its text
      {"IssueDevToken", std::string("\x0a\x7f"
                                    "short")},  // longer than the message
  };
  for (const auto& c : kCases) {
    const Reply reply = client.Call(Path(c.method), c.bytes);
    EXPECT_EQ(reply.code, StatusCode::INVALID_ARGUMENT) << reply.status;
    EXPECT_EQ(reply.reason(), "MALFORMED_REQUEST");
    EXPECT_EQ(ErrorInfosIn(reply.status), 1);
  }
}

TEST_F(ServerCallTest, NamesTheTextThatIsNotUtf8) {
  Start(2, 8);
  const Reply reply = ByteClient(server_->port())
                          .Call(Path("IssueDevToken"),
                                "\x0a\x04"
                                "caf\xe9");  // Latin-1
  EXPECT_EQ(reply.code, StatusCode::INVALID_ARGUMENT) << reply.status;
  EXPECT_EQ(reply.reason(), "INVALID_REQUEST");
  ASSERT_EQ(FaultsOf(reply.status).size(), 1u);
  EXPECT_EQ(FaultsOf(reply.status)[0].field, "subject");
  EXPECT_EQ(FaultsOf(reply.status)[0].reason, "NOT_UTF8");
}

TEST_F(ServerCallTest, RefusesFieldsItDoesNotKnowAndReportsAllFaults) {
  Start(2, 8);
  const Reply unknown =
      ByteClient(server_->port()).Call(Path("GetServerInfo"), std::string("\x78\x01", 2));
  EXPECT_EQ(unknown.code, StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(unknown.reason(), "INVALID_REQUEST");
  server_v1::IssueDevTokenRequest request;
  request.set_lifetime_s(-1);
  const Reply two =
      ByteClient(server_->port()).Call(Path("IssueDevToken"), request.SerializeAsString());
  const auto faults = FaultsOf(two.status);
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].field, "subject");
  EXPECT_EQ(faults[1].field, "lifetime_s");
}

TEST_F(ServerCallTest, RefusesMessagesBeyondFourMebibytes) {
  Start(2, 8);
  const Reply reply =
      ByteClient(server_->port()).Call(Path("IssueDevToken"), std::string(5 * 1024 * 1024, '\n'));
  EXPECT_EQ(reply.code, StatusCode::RESOURCE_EXHAUSTED) << reply.status;
}

TEST_F(ServerCallTest, RefusesCallersWithoutAGoodToken) {
  Start(2, 8);
  open_.store(true);
  const ByteClient client(server_->port());
  const std::string good = Bearer("ana");
  std::string forged = good;
  forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
  const struct {
    std::string authorization;
    const char* reason;
  } kCases[] = {
      {"", "TOKEN_MISSING"},
      {"Bearer ", "TOKEN_MISSING"},
      {"Bearer garbage", "TOKEN_MALFORMED"},
      {"Basic YW5hOmFuYQ==", "TOKEN_MALFORMED"},
      {forged, "TOKEN_SIGNATURE"},
      {absl::StrCat("Bearer ",
                    *issuer_->IssueToken("ana", absl::Now() - absl::Hours(2), absl::Hours(1))),
       "TOKEN_EXPIRED"},
  };
  for (const auto& c : kCases) {
    const Reply reply = client.Call(Path("ListParkedEvents"), "", c.authorization);
    EXPECT_EQ(reply.code, StatusCode::UNAUTHENTICATED) << c.authorization;
    EXPECT_EQ(reply.reason(), c.reason) << c.authorization;
    EXPECT_EQ(ErrorInfosIn(reply.status), 1);
  }
  EXPECT_EQ(entered_.load(), 0);
  EXPECT_EQ(client.Call(Path("ListParkedEvents"), "", good).code, StatusCode::OK);
}

TEST_F(ServerCallTest, APersonsTokenIsNoServicesToken) {
  Start(2, 8);
  const Reply reply = ByteClient(server_->port()).Call(Path("DeliverEvent"), "", Bearer("ana"));
  EXPECT_EQ(reply.code, StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(reply.reason(), "SERVICE_ONLY");
}

TEST_F(ServerCallTest, MethodsOfTheDevServerDoNotExistWithoutDev) {
  dev_ = false;
  Start(2, 8);
  const Reply reply = ByteClient(server_->port()).Call(Path("AdvanceClock"), "", Bearer("ana"));
  EXPECT_EQ(reply.code, StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(reply.reason(), "DEV_ONLY");
}

TEST_F(ServerCallTest, AnUnknownMethodIsUnimplemented) {
  Start(2, 8);
  EXPECT_EQ(ByteClient(server_->port()).Call(Path("NoSuchMethod"), "").code,
            StatusCode::UNIMPLEMENTED);
}

TEST_F(ServerCallTest, AnExceptionEndsOneCallAndShowsNothing) {
  Start(1, 8);
  const ByteClient client(server_->port());
  server_v1::RetryEventRequest request;
  request.set_service("review");
  request.set_event_id(1);
  const Reply reply = client.Call(Path("RetryEvent"), request.SerializeAsString(), Bearer("ana"));
  EXPECT_EQ(reply.code, StatusCode::INTERNAL);
  EXPECT_THAT(std::string(reply.status.message()), Not(HasSubstr("secret")));
  EXPECT_THAT(std::string(reply.status.message()), HasSubstr(reply.call_id));
  EXPECT_EQ(client.Call(Path("GetServerInfo"), "").code, StatusCode::OK);
}

TEST_F(ServerCallTest, ACallWhoseDeadlinePassesInTheQueueIsNotRun) {
  Start(/*workers=*/1, /*queue_capacity=*/8);
  const ByteClient client(server_->port());
  auto first = std::async(std::launch::async,
                          [&] { return client.Call(Path("ListParkedEvents"), "", Bearer("ana")); });
  ASSERT_TRUE(Eventually([&] { return entered_.load() == 1; }));
  const Reply late =
      client.Call(Path("ListParkedEvents"), "", Bearer("ben"), absl::Milliseconds(100));
  EXPECT_EQ(late.code, StatusCode::DEADLINE_EXCEEDED);
  open_.store(true);
  EXPECT_EQ(first.get().code, StatusCode::OK);
  EXPECT_EQ(client.Call(Path("GetServerInfo"), "").code, StatusCode::OK);  // the queue moved on
  EXPECT_EQ(entered_.load(), 1);
}

TEST_F(ServerCallTest, AFullQueueSaysWhenToTryAgain) {
  Start(/*workers=*/1, /*queue_capacity=*/1);
  const ByteClient client(server_->port());
  const auto blocked = [&] { return client.Call(Path("ListParkedEvents"), "", Bearer("ana")); };
  auto first = std::async(std::launch::async, blocked);
  ASSERT_TRUE(Eventually([&] { return entered_.load() == 1; }));
  // Waits in the only place, unless a probe below was quicker; then it comes again.
  auto second = std::async(std::launch::async, [&] {
    for (;;) {
      const Reply reply = blocked();
      if (reply.code != StatusCode::RESOURCE_EXHAUSTED) return reply;
    }
  });
  Reply refused;
  ASSERT_TRUE(Eventually([&] {
    refused = client.Call(Path("GetServerInfo"), "", "", absl::Milliseconds(50));
    return refused.code == StatusCode::RESOURCE_EXHAUSTED;
  }));
  EXPECT_EQ(refused.reason(), "OVERLOADED");
  EXPECT_EQ(ErrorInfosIn(refused.status), 1);
  google::rpc::RetryInfo retry;
  const auto payload = refused.status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(retry.ParseFromString(std::string(*payload)));
  EXPECT_GT(retry.retry_delay().seconds() + retry.retry_delay().nanos(), 0);
  open_.store(true);
  EXPECT_EQ(first.get().code, StatusCode::OK);
  EXPECT_EQ(second.get().code, StatusCode::OK);
}

TEST_F(ServerCallTest, CancelledCallsGiveTheirPlacesBack) {
  constexpr int kPlaces = 16;
  Start(/*workers=*/1, kPlaces);
  const ByteClient client(server_->port());
  auto first = std::async(std::launch::async,
                          [&] { return client.Call(Path("ListParkedEvents"), "", Bearer("ana")); });
  ASSERT_TRUE(Eventually([&] { return entered_.load() == 1; }));
  for (int round = 0; round < 3; ++round) {
    std::vector<std::future<Reply>> calls;
    for (int i = 0; i < kPlaces; ++i) {
      calls.push_back(std::async(std::launch::async, [&] {
        return client.Call(Path("ListParkedEvents"), "", Bearer("ben"), absl::Milliseconds(50));
      }));
    }
    for (auto& call : calls) EXPECT_NE(call.get().code, StatusCode::OK);
  }
  open_.store(true);
  EXPECT_EQ(first.get().code, StatusCode::OK);
  ASSERT_TRUE(
      Eventually([&] { return client.Call(Path("GetServerInfo"), "").code == StatusCode::OK; }));
  EXPECT_EQ(entered_.load(), 1);  // none of the cancelled ones ran
  std::vector<std::future<Reply>> calls;
  for (int i = 0; i < kPlaces; ++i) {
    calls.push_back(
        std::async(std::launch::async, [&] { return client.Call(Path("GetServerInfo"), ""); }));
  }
  for (auto& call : calls) EXPECT_EQ(call.get().code, StatusCode::OK);
}

TEST_F(ServerCallTest, AHandlerLearnsThatItsCallerWentAway) {
  Start(1, 8);
  const ByteClient client(server_->port());
  const Reply reply =
      client.Call(Path("ListParkedEvents"), "", Bearer("ana"), absl::Milliseconds(100));
  EXPECT_EQ(reply.code, StatusCode::DEADLINE_EXCEEDED);
  // open_ was never set: only cancellation can free the one worker.
  EXPECT_EQ(client.Call(Path("GetServerInfo"), "").code, StatusCode::OK);
}

}  // namespace
}  // namespace cartera::rpc
