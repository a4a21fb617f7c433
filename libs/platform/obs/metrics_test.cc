#include "libs/platform/obs/metrics.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace cartera::obs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string HttpGet(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = absl::StrCat("GET ", path, " HTTP/1.0\r\n\r\n");
    if (write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      for (ssize_t got = 0; (got = read(fd, buffer, sizeof(buffer))) > 0;) {
        answer.append(buffer, static_cast<size_t>(got));
      }
    }
  }
  close(fd);
  return answer;
}

TEST(Metrics, Text_ShowsWhatWasCounted) {
  auto metrics = Metrics::Create("");
  ASSERT_TRUE(metrics.ok());
  EXPECT_EQ((*metrics)->port(), 0);
  (*metrics)->RpcFinished("registry", "GetProject", "OK", 0.002, 3);
  (*metrics)->RpcFinished("registry", "GetProject", "OK", 0.2, 4);
  (*metrics)->QueueDepth("registry", 7);
  (*metrics)->CallRefused("review", "OVERLOADED");
  (*metrics)->QueryFinished("projects.get", 0.0002);
  (*metrics)->PoolInUse("registry", 3);
  (*metrics)->RelayParked("review", 1);
  (*metrics)->BuildInfo("0.1.0", "abc");
  const std::string text = (*metrics)->Text();
  for (const char* line :
       {"cartera_rpc_total{code=\"OK\",method=\"GetProject\",service=\"registry\"} 2",
        "cartera_rpc_seconds_count{method=\"GetProject\",service=\"registry\"} 2",
        "cartera_rpc_seconds_bucket{method=\"GetProject\",service=\"registry\",le=\"0.0025\"} 1",
        "cartera_queue_depth{module=\"registry\"} 7",
        "cartera_calls_refused_total{module=\"review\",reason=\"OVERLOADED\"} 1",
        "cartera_query_seconds_count{query=\"projects.get\"} 1",
        "cartera_pool_in_use{pool=\"registry\"} 3", "cartera_relay_parked{service=\"review\"} 1",
        "cartera_build_info{commit=\"abc\",version=\"0.1.0\"} 1"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, Create_ServesOnAFreePortAndRefusesATakenOne) {
  auto metrics = Metrics::Create("127.0.0.1:0");
  ASSERT_TRUE(metrics.ok()) << metrics.status();
  ASSERT_GT((*metrics)->port(), 0);
  (*metrics)->CallRefused("registry", "RATE_LIMITED");
  const std::string answer = HttpGet((*metrics)->port(), "/metrics");
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  EXPECT_THAT(
      answer,
      HasSubstr("cartera_calls_refused_total{module=\"registry\",reason=\"RATE_LIMITED\"} 1"));
  EXPECT_EQ(Metrics::Create(absl::StrCat("127.0.0.1:", (*metrics)->port())).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(Metrics::Create("9464").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Metrics, LabelSets_AreBounded) {
  auto metrics = Metrics::Create("");
  ASSERT_TRUE(metrics.ok());
  for (int i = 0; i < 5000; ++i) {
    (*metrics)->CallRefused(absl::StrCat("m", i), "OVERLOADED");
  }
  const std::string text = (*metrics)->Text();
  EXPECT_THAT(text, HasSubstr("{module=\"m4095\",reason=\"OVERLOADED\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("{module=\"m4096\"")));
  EXPECT_THAT(text, HasSubstr("{module=\"other\",reason=\"other\"} 904"));
}

TEST(Metrics, RpcFinished_CountsFromManyThreads) {
  auto metrics = Metrics::Create("");
  ASSERT_TRUE(metrics.ok());
  constexpr int kCalls = 20000;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kCalls; ++i) {
        (*metrics)->RpcFinished("registry", "GetProject", "OK", 0.001, 1);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  std::printf("RpcFinished: %.0f ns a call, two threads\n", took.count() / kCalls);
  EXPECT_THAT((*metrics)->Text(), HasSubstr("service=\"registry\"} 40000"));
}

}  // namespace
}  // namespace cartera::obs
