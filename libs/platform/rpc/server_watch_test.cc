// Streams that mostly wait: what they hold meanwhile, and how they end.
#include <grpcpp/impl/codegen/sync_stream.h>

#include <utility>
#include <vector>

#include "cartera/oversight/v1/event_service.pb.h"
#include "libs/platform/rpc/server_test_fixture.h"

namespace cartera::rpc {
namespace {

using grpc::StatusCode;

struct TideDeps {
  std::atomic<int> alive{0};
  std::atomic<int> asked{0};
  std::atomic<int> tide{0};  // pages there are
};

// Gives as many pages as the tide says, and waits for more.
class TidePages final : public Pages {
 public:
  explicit TidePages(TideDeps& deps) : deps_(deps) { ++deps_.alive; }
  ~TidePages() override { --deps_.alive; }
  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    ++deps_.asked;
    if (given_ < deps_.tide.load()) {
      static_cast<oversight::WatchEventsResponse*>(page)->set_cursor(absl::StrCat(++given_));
    }
    return true;
  }
  absl::Duration Rest() const override { return absl::Milliseconds(20); }

 private:
  TideDeps& deps_;
  int given_ = 0;
};

absl::StatusOr<std::unique_ptr<Pages>> Open(TideDeps& deps, Call&,
                                            const oversight::WatchEventsRequest&) {
  return std::make_unique<TidePages>(deps);
}

class Watcher {
 public:
  Watcher(const ByteClient& client, const std::string& authorization) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    context_.AddMetadata("authorization", authorization);
    const grpc::internal::RpcMethod method("/cartera.oversight.v1.EventService/WatchEvents",
                                           grpc::internal::RpcMethod::SERVER_STREAMING);
    reader_.reset(grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
        client.channel().get(), method, &context_, ToBuffer("")));
  }
  // "" at the end.
  std::string Cursor() {
    grpc::ByteBuffer bytes;
    oversight::WatchEventsResponse page;
    if (!reader_->Read(&bytes) || !page.ParseFromString(FromBuffer(bytes))) return "";
    return page.cursor();
  }
  grpc::Status Cancel() {
    context_.TryCancel();
    return Finish();
  }
  grpc::Status Finish() {
    while (!Cursor().empty()) {
    }
    return reader_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
};

class ServerWatchTest : public ServerTest {
 protected:
  ~ServerWatchTest() override { server_.reset(); }

  // One worker for all streams.
  void StartWatched(int streams, int watches) {
    std::vector<ServerModule> modules(1);
    modules[0].name = "test";
    modules[0].services.push_back(MakeService());
    modules[0].services.push_back(MakeEndlessService(endless_));
    auto events = std::make_unique<Service>("cartera.oversight.v1.EventService");
    events->BindWatch(deps_, Open, oversight::WatchEventsResponse::default_instance());
    modules[0].services.push_back(std::move(events));
    ServerOptions options = MakeOptions();
    options.streams_max = streams;
    options.watches_max = watches;
    options.stream_workers = 1;
    auto server = Server::Start(std::move(options), std::move(modules));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    client_ = std::make_unique<ByteClient>(server_->port());
  }

  TideDeps deps_;
  PageDeps endless_;
  std::unique_ptr<ByteClient> client_;
};

TEST_F(ServerWatchTest, WhoWaitsHoldsNoThreadAndHearsOfEveryPage) {
  StartWatched(/*streams=*/4, /*watches=*/64);
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (int i = 0; i < 4; ++i) {
    watchers.push_back(std::make_unique<Watcher>(*client_, Bearer(absl::StrCat("w", i))));
  }
  // All are asked again and again by the one worker.
  ASSERT_TRUE(Eventually([&] { return deps_.alive.load() == 4 && deps_.asked.load() > 40; }));
  deps_.tide = 2;
  for (auto& watcher : watchers) {
    EXPECT_EQ(watcher->Cursor(), "1");
    EXPECT_EQ(watcher->Cursor(), "2");
  }
  deps_.tide = 3;
  for (auto& watcher : watchers) EXPECT_EQ(watcher->Cursor(), "3");
}

TEST_F(ServerWatchTest, WatchesTakeNoPlaceFromReports) {
  StartWatched(/*streams=*/4, /*watches=*/16);
  Watcher first(*client_, Bearer("ana"));
  ASSERT_TRUE(Eventually([&] { return deps_.alive.load() == 1; }));
  // Of sixteen places one caller may have one.
  Watcher second(*client_, Bearer("ana"));
  EXPECT_EQ(second.Finish().error_code(), StatusCode::RESOURCE_EXHAUSTED);
  Watcher another(*client_, Bearer("ben"));
  EXPECT_TRUE(Eventually([&] { return deps_.alive.load() == 2; }));
}

TEST_F(ServerWatchTest, WhoGoesAwayWhileWaitingLeavesNothing) {
  StartWatched(/*streams=*/4, /*watches=*/16);
  {
    Watcher watcher(*client_, Bearer("ana"));
    ASSERT_TRUE(Eventually([&] { return deps_.alive.load() == 1; }));
    EXPECT_EQ(watcher.Cancel().error_code(), StatusCode::CANCELLED);
  }
  EXPECT_TRUE(Eventually([&] { return deps_.alive.load() == 0; }));
  Watcher again(*client_, Bearer("ana"));
  EXPECT_TRUE(Eventually([&] { return deps_.alive.load() == 1; }));
}

TEST_F(ServerWatchTest, AServerThatStopsDoesNotWaitForWatchers) {
  StartWatched(/*streams=*/4, /*watches=*/64);
  Watcher watcher(*client_, Bearer("ana"));
  ASSERT_TRUE(Eventually([&] { return deps_.alive.load() == 1; }));
  const absl::Time began = absl::Now();
  server_->Shutdown(absl::Seconds(60));
  EXPECT_LT(absl::Now() - began, absl::Seconds(30));
  EXPECT_EQ(watcher.Finish().error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(deps_.alive.load(), 0);
}

}  // namespace
}  // namespace cartera::rpc
