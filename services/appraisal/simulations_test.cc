#include "services/appraisal/simulations.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "libs/platform/rpc/error.h"

namespace cartera::appraisal {
namespace {

TEST(Simulations, RunsEveryTaskOnceForSeveralCallersAtATime) {
  Simulations simulations(3, 2, 1);
  std::vector<std::thread> callers;
  callers.reserve(4);
  std::vector<std::vector<std::atomic<int>>> runs(4);
  for (auto& ran : runs) ran = std::vector<std::atomic<int>>(200);
  for (auto& ran : runs) {
    callers.emplace_back([&] { simulations.Run(200, [&](int at) { ++ran[at]; }); });
  }
  for (std::thread& caller : callers) caller.join();
  for (const auto& ran : runs) {
    EXPECT_TRUE(std::all_of(ran.begin(), ran.end(), [](const auto& one) { return one == 1; }));
  }
  EXPECT_EQ(simulations.tasks_run(), 800);
  simulations.Run(0, [](int) { ADD_FAILURE(); });
}

TEST(Simulations, LetsOtherThreadsGoFirst) {
  Simulations simulations(1, 1, 1);
  const int here = getpriority(PRIO_PROCESS, 0);
  int there = here;
  simulations.Run(1, [&](int) { there = getpriority(PRIO_PROCESS, 0); });
  EXPECT_EQ(there, std::min(19, here + 10));
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), here);
}

TEST(Simulations, HasAPlaceForEachPrincipalAndFewInAll) {
  Simulations simulations(1, 2, 1);
  auto ana = simulations.Enter("ana");
  ASSERT_TRUE(ana.ok());
  const absl::Status again = simulations.Enter("ana").status();
  EXPECT_EQ(again.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(rpc::ReasonOf(again), "SIMULATIONS_BUSY");
  const auto ben = simulations.Enter("ben");
  ASSERT_TRUE(ben.ok());
  EXPECT_FALSE(simulations.Enter("rita").ok());
  EXPECT_EQ(simulations.open(), 2);
  EXPECT_TRUE((*ana)->Draw().ok());
  EXPECT_EQ(rpc::ReasonOf((*ben)->Draw()), "SIMULATIONS_BUSY");
  ana->reset();
  EXPECT_TRUE((*ben)->Draw().ok());
  EXPECT_EQ(simulations.open(), 1);
  EXPECT_TRUE(simulations.Enter("ana").ok());  // and given back at once
}

}  // namespace
}  // namespace cartera::appraisal
