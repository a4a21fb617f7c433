// More than the server can do: who is refused, who is not, and that nothing is left behind.
#include <grpcpp/impl/codegen/sync_stream.h>

#include <future>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "libs/platform/rpc/server_test_fixture.h"

namespace cartera::rpc {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;

bool HasRetryInfo(const Reply& reply) {
  return reply.status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value();
}

// A stream of VerifyAudit, read page by page as the test says.
class Reader {
 public:
  Reader(const ByteClient& client, const std::string& authorization,
         absl::Duration timeout = absl::Seconds(20)) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    context_.AddMetadata("authorization", authorization);
    const grpc::internal::RpcMethod method("/cartera.oversight.v1.OversightService/VerifyAudit",
                                           grpc::internal::RpcMethod::SERVER_STREAMING);
    reader_.reset(grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
        client.channel().get(), method, &context_, ToBuffer("")));
  }
  bool Read() {
    grpc::ByteBuffer page;
    return reader_->Read(&page);
  }
  grpc::Status Cancel() {
    context_.TryCancel();
    return Finish();
  }
  grpc::Status Finish() {
    while (Read()) {
    }
    return reader_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
};

class ServerLoadTest : public ServerTest {
 protected:
  ServerLoadTest() : metrics_(*obs::Metrics::Create("")) {}
  // Its threads use what stands below.
  ~ServerLoadTest() override { server_.reset(); }

  void StartLoaded(int workers, int queue, int streams = 4) {
    std::vector<ServerModule> modules(1);
    modules[0].name = "test";
    modules[0].services.push_back(MakeService());
    modules[0].services.push_back(MakeEndlessService(deps_));
    modules[0].workers = workers;
    modules[0].queue_capacity = queue;
    ServerOptions options = MakeOptions();
    options.surroundings.metrics = metrics_.get();
    options.surroundings.rate = rate_.get();
    options.surroundings.deadline_max = deadline_max_;
    options.streams_max = streams;
    auto server = Server::Start(std::move(options), std::move(modules));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    client_ = std::make_unique<ByteClient>(server_->port());
  }

  // A bearer token that the server has seen and believed.
  std::string Known(absl::string_view subject) {
    std::string bearer = Bearer(subject);
    const bool was = open_.exchange(true);
    EXPECT_EQ(client_->Call(Path("ListParkedEvents"), "", bearer).code, StatusCode::OK);
    open_.store(was);
    return bearer;
  }
  std::future<Reply> Begin(const std::string& bearer,
                           absl::Duration timeout = absl::Seconds(20)) const {
    return std::async(std::launch::async, [this, bearer, timeout] {
      return client_->Call(Path("ListParkedEvents"), "", bearer, timeout);
    });
  }
  bool Shows(const std::string& line) {
    server_->Measure(*metrics_);
    return absl::StrContains(metrics_->Text(), line + "\n");
  }
  // Occupies the one worker, as somebody else.
  std::future<Reply> Hold() {
    const std::string holder = Known("holder");
    const int before = entered_.load();
    std::future<Reply> held = Begin(holder);
    EXPECT_TRUE(Eventually([&] { return entered_.load() == before + 1; }));
    return held;
  }
  void ExpectNothingLeft() {
    EXPECT_TRUE(Eventually([&] { return Shows("cartera_calls_under_way 0"); }));
    EXPECT_TRUE(Shows("cartera_queue_depth{module=\"test\"} 0"));
    EXPECT_TRUE(Shows("cartera_streams_open 0"));
    EXPECT_EQ(deps_.alive.load(), 0);
  }

  absl::Duration deadline_max_ = absl::InfiniteDuration();
  PageDeps deps_;
  std::unique_ptr<obs::Metrics> metrics_;
  std::unique_ptr<RateLimit> rate_;
  std::unique_ptr<ByteClient> client_;
};

TEST_F(ServerLoadTest, WhoFillsTheQueueGivesWayAtOnceToWhoComesNext) {
  StartLoaded(/*workers=*/1, /*queue=*/4);
  const std::string ana = Known("ana");
  const std::string ben = Known("ben");
  std::future<Reply> held = Hold();
  std::vector<std::future<Reply>> anas;
  for (int i = 0; i < 4; ++i) anas.push_back(Begin(ana));
  ASSERT_TRUE(Eventually([&] { return Shows("cartera_queue_depth{module=\"test\"} 4"); }));
  const Reply refused = client_->Call(Path("ListParkedEvents"), "", ana);
  EXPECT_EQ(refused.code, StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.reason(), "OVERLOADED");
  EXPECT_TRUE(HasRetryInfo(refused));

  std::future<Reply> bens = Begin(ben);
  const std::string given_way =
      "cartera_calls_refused_total{module=\"test\",reason=\"OVERLOADED\"} 2";
  ASSERT_TRUE(Eventually([&] { return Shows(given_way); }));
  open_.store(true);
  EXPECT_EQ(bens.get().code, StatusCode::OK);
  EXPECT_EQ(held.get().code, StatusCode::OK);
  int ran = 0;
  for (std::future<Reply>& one : anas) {
    const Reply reply = one.get();
    ran += reply.code == StatusCode::OK ? 1 : 0;
    EXPECT_EQ(reply.reason(), reply.code == StatusCode::OK ? "" : "OVERLOADED");
  }
  EXPECT_EQ(ran, 3);
  ExpectNothingLeft();
}

TEST_F(ServerLoadTest, MadeUpTokensShareOneTurn) {
  StartLoaded(1, 4);
  const std::string ben = Known("ben");
  std::future<Reply> held = Hold();
  std::vector<std::future<Reply>> made_up;
  for (int i = 0; i < 4; ++i) made_up.push_back(Begin(absl::StrCat("Bearer made.up.", i)));
  ASSERT_TRUE(Eventually([&] { return Shows("cartera_queue_depth{module=\"test\"} 4"); }));
  EXPECT_EQ(client_->Call(Path("ListParkedEvents"), "", "Bearer made.up.9").reason(), "OVERLOADED");
  std::vector<std::future<Reply>> bens;
  for (int i = 0; i < 2; ++i) bens.push_back(Begin(ben));
  ASSERT_TRUE(Eventually([&] {
    return Shows("cartera_calls_refused_total{module=\"test\",reason=\"OVERLOADED\"} 3");
  }));
  open_.store(true);
  for (std::future<Reply>& one : bens) EXPECT_EQ(one.get().code, StatusCode::OK);
  for (std::future<Reply>& one : made_up) EXPECT_NE(one.get().code, StatusCode::OK);
  held.get();
  ExpectNothingLeft();
}

TEST_F(ServerLoadTest, ADeadlineShorterThanTheQueueLeavesItsPlace) {
  StartLoaded(1, 1);
  const std::string ana = Known("ana");
  std::future<Reply> held = Hold();
  EXPECT_EQ(client_->Call(Path("ListParkedEvents"), "", ana, absl::Milliseconds(50)).code,
            StatusCode::DEADLINE_EXCEEDED);
  // The worker still stands: only the cancelled call's own leaving makes room.
  EXPECT_TRUE(Eventually([&] { return Shows("cartera_queue_depth{module=\"test\"} 0"); }));
  std::future<Reply> next = Begin(ana);
  ASSERT_TRUE(Eventually([&] { return Shows("cartera_queue_depth{module=\"test\"} 1"); }));
  open_.store(true);
  EXPECT_EQ(next.get().code, StatusCode::OK);
  held.get();
  ExpectNothingLeft();
}

TEST_F(ServerLoadTest, CallsBeyondTheRateAreToldWhenToComeBack) {
  rate_ = std::make_unique<RateLimit>(RateLimit::Options{.per_second = 0.01, .burst = 2});
  open_.store(true);
  StartLoaded(1, 4);
  const std::string ana = Bearer("ana");
  const auto call = [&](const std::string& bearer) {
    return client_->Call(Path("ListParkedEvents"), "", bearer);
  };
  EXPECT_EQ(call(ana).code, StatusCode::OK);
  EXPECT_EQ(call(ana).code, StatusCode::OK);
  const Reply third = call(Bearer("ana"));  // another token of the same person
  EXPECT_EQ(third.code, StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(third.reason(), "RATE_LIMITED");
  EXPECT_TRUE(HasRetryInfo(third));
  EXPECT_EQ(call(Bearer("ben")).code, StatusCode::OK);
  EXPECT_EQ(client_->Call(Path("GetServerInfo"), "").code, StatusCode::OK) << "asks for no token";
  clock_.Advance(101);
  EXPECT_EQ(call(Bearer("ana")).code, StatusCode::OK);
  EXPECT_TRUE(Shows("cartera_calls_refused_total{module=\"test\",reason=\"RATE_LIMITED\"} 1"));
  ExpectNothingLeft();
}

TEST_F(ServerLoadTest, AReaderWhoStandsStillHoldsBackNobodyElse) {
  StartLoaded(1, 4, /*streams=*/8);
  Reader still(*client_, Bearer("ana"));
  ASSERT_TRUE(still.Read());
  // It makes what HTTP/2 takes without being read, and then nothing.
  int made = -1;
  ASSERT_TRUE(Eventually([&] {
    const int before = std::exchange(made, deps_.made.load());
    absl::SleepFor(absl::Milliseconds(100));
    return before == made;
  }));
  const ByteClient other(server_->port());
  Reader reads(other, Bearer("ben"));
  for (int page = 0; page < 200; ++page) ASSERT_TRUE(reads.Read()) << page;
  open_.store(true);
  EXPECT_EQ(other.Call(Path("ListParkedEvents"), "", Bearer("cleo")).code, StatusCode::OK);
  EXPECT_TRUE(Shows("cartera_streams_open 2"));
  reads.Cancel();
  still.Cancel();
  ExpectNothingLeft();
}

TEST_F(ServerLoadTest, OpenStreamsAreCountedAllAndEachCallersOwn) {
  StartLoaded(1, 4, /*streams=*/8);  // two of one caller
  std::vector<std::unique_ptr<Reader>> open;
  for (const char* who : {"ana", "ana", "ben", "ben", "cleo", "cleo", "dora"}) {
    open.push_back(std::make_unique<Reader>(*client_, Bearer(who)));
    ASSERT_TRUE(open.back()->Read()) << who;
  }
  const grpc::Status third = Reader(*client_, Bearer("ana")).Finish();
  EXPECT_EQ(third.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(third.error_details(), HasSubstr("TOO_MANY_STREAMS"));
  EXPECT_THAT(third.error_details(), HasSubstr("RetryInfo"));
  open.push_back(std::make_unique<Reader>(*client_, Bearer("dora")));
  ASSERT_TRUE(open.back()->Read());
  EXPECT_EQ(Reader(*client_, Bearer("emil")).Finish().error_code(), StatusCode::RESOURCE_EXHAUSTED);
  // Eight are open, and each goes on.
  for (auto& one : open) EXPECT_TRUE(one->Read());
  open[0]->Cancel();
  open.erase(open.begin());
  ASSERT_TRUE(Eventually([&] { return Shows("cartera_streams_open 7"); }));
  Reader again(*client_, Bearer("ana"));
  EXPECT_TRUE(again.Read());
  again.Cancel();
  for (auto& one : open) one->Cancel();
  ExpectNothingLeft();
}

TEST_F(ServerLoadTest, AStreamThatNobodyReadsEndsWithItsTime) {
  deadline_max_ = absl::Milliseconds(300);
  StartLoaded(1, 4, 4);
  Reader still(*client_, Bearer("ana"), absl::Seconds(3600));
  ASSERT_TRUE(still.Read());
  ExpectNothingLeft();
  EXPECT_FALSE(still.Finish().ok());
}

}  // namespace
}  // namespace cartera::rpc
