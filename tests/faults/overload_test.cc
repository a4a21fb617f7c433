// Ten times the calls that carterad has room for, most of them of one caller: the excess is refused
// at once and told when to come back, the others are served, and nothing is left over.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/platform/rpc/error.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"
#include "tests/support/registry_setup.h"

namespace cartera::faults {
namespace {

constexpr int kWorkers = 2;
constexpr int kQueue = 8;
constexpr int kGreedyThreads = 10 * (kWorkers + kQueue);
constexpr int kGreedyCalls = 3;  // of each thread
constexpr int kModestCalls = 60;
#ifdef CARTERA_SANITIZER
// A sanitizer keeps what was given back.
constexpr int64_t kMemoryGrowthMaxKib = 1024 * 1024;
#else
constexpr int64_t kMemoryGrowthMaxKib = 64 * 1024;
#endif

struct Answers {
  std::atomic<int> ok{0};
  std::atomic<int> refused{0};
  std::atomic<int> refused_without_delay{0};
  std::atomic<int> other{0};

  void Count(const absl::Status& status) {
    if (status.ok()) {
      ++ok;
    } else if (rpc::ReasonOf(status) == "OVERLOADED") {
      ++refused;
      if (!status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value()) {
        ++refused_without_delay;
      }
    } else {
      ++other;
      ADD_FAILURE() << status;
    }
  }
};

// The most memory the process ever had.
int64_t PeakKib(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string word; file >> word;) {
    int64_t kib = 0;
    if (word == "VmHWM:" && file >> kib) return kib;
  }
  return -1;
}

// Sent once: to repeat it is a client's business.
absl::Status Create(const Fleet& fleet, const testing::Caller& who, const std::string& id,
                    absl::Duration timeout = absl::Seconds(30)) {
  registry::v1::CreateProjectRequest request = testing::ProjectRequest(id, "tax");
  request.set_request_id(id);
  registry::v1::CreateProjectResponse response;
  return fleet.client().Call(
      request, &response,
      {.authorization = absl::StrCat("Bearer ", who.token()), .timeout = timeout});
}

TEST(OverloadTest, TheExcessOfOneCallerIsRefusedAndTheOthersAreServed) {
  Fleet fleet(Fleet::Shape::kOne, {"--workers", absl::StrCat(kWorkers), "--queue",
                                   absl::StrCat(kQueue), "--rate", "0"});
  testing::Bootstrap(fleet);
  testing::AddAgency(fleet, "tax", "gov");
  for (const char* who : {"ana", "ben", "cleo"}) {
    testing::AddOfficer(fleet, who, type::v1::ROLE_FORMULATOR, "tax");
  }
  testing::AddProject(fleet, "ana", "portal", "tax");
  const testing::Caller ana = fleet.As("ana");
  ASSERT_EQ(Create(fleet, ana, "first"), absl::OkStatus());
  const int64_t peak_before = PeakKib(fleet.pid("carterad"));

  Answers greedy, modest;
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kGreedyThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int call = 0; call < kGreedyCalls || !done.load(); ++call) {
        const absl::Status status = Create(fleet, ana, absl::StrCat("g", thread, "-", call));
        greedy.Count(status);
        // Comes back sooner than it was asked to, but not without a breath.
        if (!status.ok()) absl::SleepFor(absl::Milliseconds(20));
      }
    });
  }
  std::vector<std::thread> others;
  for (const char* who : {"ben", "cleo"}) {
    others.emplace_back([&, caller = fleet.As(who)] {
      registry::v1::GetProjectRequest request;
      request.set_name("projects/portal");
      for (int call = 0; call < kModestCalls; ++call) modest.Count(caller.Try(request));
    });
  }
  for (std::thread& other : others) other.join();
  done.store(true);
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(modest.ok.load(), 2 * kModestCalls);
  EXPECT_EQ(modest.refused.load(), 0);
  EXPECT_GT(greedy.ok.load(), 0);
  EXPECT_GT(greedy.refused.load(), greedy.ok.load() / 10) << "it was no overload";
  EXPECT_EQ(greedy.refused_without_delay.load(), 0);
  // Whoever was told OK has a project, whoever was refused has none.
  EXPECT_EQ(fleet.AskNumber("SELECT count(*) FROM registry.projects WHERE id LIKE 'g%-%'"),
            greedy.ok.load());
  EXPECT_EQ(fleet.Metric("cartera_calls_refused_total"), greedy.refused.load());
  const int64_t peak = PeakKib(fleet.pid("carterad"));
  EXPECT_LT(peak - peak_before, kMemoryGrowthMaxKib);
  ExpectNothingLeaks(fleet);
  std::cout << "greedy: " << greedy.ok << " served, " << greedy.refused
            << " refused; others: " << modest.ok << " served; memory grew by "
            << (peak - peak_before) / 1024 << " MiB\n";
}

// Forty callers who wait for a held table, a connection or their turn, and give up.
void WaitInVain(Fleet& fleet, const testing::Caller& who) {
  pg::Database owner = fleet.Owner("registry");
  const absl::Status held =
      owner.Maintain({.deadline = absl::Now() + absl::Seconds(30)}, [&](pg::Tx& tx) {
        const auto locked = tx.Exec({.name = "t.hold", .sql = "LOCK TABLE projects"});
        std::vector<std::thread> callers;
        for (int i = 0; i < 40; ++i) {
          callers.emplace_back([&, i] {
            const absl::Status status =
                Create(fleet, who, absl::StrCat("late", i), absl::Milliseconds(300));
            EXPECT_TRUE(absl::IsDeadlineExceeded(status) || absl::IsUnavailable(status)) << status;
          });
        }
        for (std::thread& caller : callers) caller.join();
        // On a busy machine a deadline reaches the server late: what is not over yet would be let
        // in.
        const absl::Time give_up = absl::Now() + absl::Seconds(10);
        while (fleet.Metric("cartera_calls_under_way") > 0 && absl::Now() < give_up) {
          absl::SleepFor(absl::Milliseconds(5));
        }
        return locked.status();
      });
  EXPECT_EQ(held, absl::OkStatus());
}

TEST(OverloadTest, CallsThatAreGivenUpLeaveNothingBehind) {
  Fleet fleet(Fleet::Shape::kOne, {"--workers", "1", "--queue", "64", "--rate", "0"});
  testing::Bootstrap(fleet);
  testing::AddAgency(fleet, "tax", "gov");
  testing::AddOfficer(fleet, "ana", type::v1::ROLE_FORMULATOR, "tax");
  const testing::Caller ana = fleet.As("ana");
  // gRPC keeps the threads that the first rush called for.
  WaitInVain(fleet, ana);
  const int threads = fleet.Threads();
  for (int wave = 0; wave < 3; ++wave) WaitInVain(fleet, ana);
  ExpectNothingLeaks(fleet, threads);
  EXPECT_EQ(fleet.AskNumber("SELECT count(*) FROM registry.projects WHERE id LIKE 'late%'"), 0);
  EXPECT_EQ(Create(fleet, ana, "after"), absl::OkStatus());
}

}  // namespace
}  // namespace cartera::faults
