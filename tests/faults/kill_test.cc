// kill -9 of anything, at any moment, under a writing load: what was acknowledged is there, once.
// CARTERA_FAULT_ROUNDS=N for a long run.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"

namespace cartera::faults {
namespace {

int Rounds(int usual) {
  const char* given = std::getenv("CARTERA_FAULT_ROUNDS");
  return given != nullptr ? std::atoi(given) : usual;
}

// A PostgreSQL process that serves a client, by its number; 0 when there is none now.
pid_t SomeBackend(Fleet& fleet, std::mt19937& dice) {
  return static_cast<pid_t>(fleet.AskNumber(absl::StrCat(
      "SELECT coalesce((SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
      " AND pid <> pg_backend_pid() ORDER BY pid OFFSET ",
      dice() % 4, " LIMIT 1), 0)")));
}

// Kills `victim` at a moment of the dice, brings back what does not come back by itself, and waits
// until writes are answered again.
void Strike(Fleet& fleet, const Load& load, const std::string& victim, std::mt19937& dice) {
  const auto wait_us = static_cast<int64_t>(20'000 + dice() % 250'000);
  absl::SleepFor(absl::Microseconds(wait_us));
  std::printf("kill -9 %s after %lld us and %lld writes\n", victim.c_str(),
              static_cast<long long>(wait_us), static_cast<long long>(load.acknowledged()));
  std::fflush(stdout);
  if (victim == "postgres") {
    kill(fleet.PostgresPid(), SIGKILL);
  } else if (victim == "backend") {
    if (const pid_t pid = SomeBackend(fleet, dice); pid != 0) kill(pid, SIGKILL);
  } else {
    fleet.End(victim, SIGKILL);
    fleet.Launch(victim);
  }
  ASSERT_TRUE(load.AwaitProgress(20)) << "after kill -9 of " << victim;
}

void Play(Fleet::Shape shape, const std::vector<std::string>& victims, int rounds) {
  std::mt19937 dice(Seed());
  Fleet fleet(shape);
  Load load(fleet, 3, 2);
  ASSERT_TRUE(load.AwaitProgress(10));
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    // Each victim once before any twice.
    Strike(fleet, load, victims[static_cast<size_t>(round) % victims.size()], dice);
  }
  load.Stop();
  std::printf("%d kills, %lld writes acknowledged, %lld attempts repeated\n", rounds,
              static_cast<long long>(load.acknowledged()), static_cast<long long>(load.repeated()));
  load.ExpectAllThere();
  load.ExpectEffectsOnce();
  ExpectChainsVerify(fleet);
  ExpectNothingLeaks(fleet);
}

TEST(KillTest, OneProcess) {
  Play(Fleet::Shape::kOne, {"postgres", "carterad", "backend"}, Rounds(3));
}

TEST(KillTest, AProcessForEachService) {
  Play(Fleet::Shape::kSplit, {"review", "registry", "appraisal", "postgres", "backend"}, Rounds(3));
}

}  // namespace
}  // namespace cartera::faults
