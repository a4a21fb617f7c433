#include "libs/platform/rpc/queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "libs/base/mutex.h"

namespace cartera::rpc {
namespace {

using ::testing::ElementsAre;

constexpr uint64_t kAna = 1;
constexpr uint64_t kBen = 2;

// A queue of one worker that stands still until Run: what is pushed meanwhile waits.
class HeldQueue {
 public:
  explicit HeldQueue(int capacity) : queue_(capacity, /*workers=*/1) {
    EXPECT_TRUE(queue_.Push({.principal = 99, .run = [this] {
                               holding_.Notify();
                               release_.WaitForNotification();
                             }}));
    holding_.WaitForNotification();
  }
  ~HeldQueue() {
    if (!release_.HasBeenNotified()) release_.Notify();
  }

  std::optional<Queue::Ticket> Push(uint64_t principal, const std::string& name,
                                    absl::Time deadline = absl::InfiniteFuture(), int weight = 1) {
    return queue_.Push({.principal = principal,
                        .deadline = deadline,
                        .weight = weight,
                        .run = [this, name] { Note(name); },
                        .displaced = [this, name] { Note(name + " gave way"); }});
  }
  std::vector<std::string> Run() {
    release_.Notify();
    queue_.Drain();
    const MutexLock lock(&mutex_);
    return ran_;
  }
  Queue& queue() { return queue_; }

 private:
  void Note(const std::string& what) {
    const MutexLock lock(&mutex_);
    ran_.push_back(what);
  }

  absl::Notification holding_;
  absl::Notification release_;
  Mutex mutex_;
  std::vector<std::string> ran_ ABSL_GUARDED_BY(mutex_);
  Queue queue_;
};

TEST(Queue, TakesPrincipalsInTurn) {
  HeldQueue queue(10);
  for (const char* name : {"a1", "a2", "a3"}) ASSERT_TRUE(queue.Push(kAna, name));
  ASSERT_TRUE(queue.Push(kBen, "b1"));
  EXPECT_THAT(queue.Run(), ElementsAre("a1", "b1", "a2", "a3"));
}

TEST(Queue, TakesTheNearestDeadlineOfAPrincipalFirst) {
  HeldQueue queue(10);
  const absl::Time now = absl::Now();
  ASSERT_TRUE(queue.Push(kAna, "in 3 s", now + absl::Seconds(3)));
  ASSERT_TRUE(queue.Push(kAna, "in 1 s", now + absl::Seconds(1)));
  ASSERT_TRUE(queue.Push(kAna, "never"));
  ASSERT_TRUE(queue.Push(kAna, "in 2 s", now + absl::Seconds(2)));
  EXPECT_THAT(queue.Run(), ElementsAre("in 1 s", "in 2 s", "in 3 s", "never"));
}

TEST(Queue, KeepsTheOrderOfArrivalAmongEqualDeadlines) {
  HeldQueue queue(10);
  for (const char* name : {"1", "2", "3", "4"}) ASSERT_TRUE(queue.Push(kAna, name));
  EXPECT_THAT(queue.Run(), ElementsAre("1", "2", "3", "4"));
}

TEST(Queue, ANearDeadlineGivesNoTurnBeforeAnotherPrincipal) {
  HeldQueue queue(10);
  ASSERT_TRUE(queue.Push(kAna, "a1"));
  ASSERT_TRUE(queue.Push(kBen, "b1"));
  ASSERT_TRUE(queue.Push(kBen, "b now", absl::Now()));
  EXPECT_THAT(queue.Run(), ElementsAre("a1", "b now", "b1"));
}

TEST(Queue, RefusesBeyondItsCapacity) {
  HeldQueue queue(2);
  EXPECT_TRUE(queue.Push(kAna, "1"));
  EXPECT_TRUE(queue.Push(kBen, "2"));
  EXPECT_EQ(queue.queue().depth(), 2);
  EXPECT_FALSE(queue.Push(kAna, "3"));
  EXPECT_FALSE(queue.Push(/*principal=*/3, "4"));
  EXPECT_THAT(queue.Run(), ElementsAre("1", "2"));
}

TEST(Queue, OneAloneMayFillItAndGivesWayToOthers) {
  HeldQueue queue(4);
  for (const char* name : {"a1", "a2", "a3", "a4"}) ASSERT_TRUE(queue.Push(kAna, name));
  EXPECT_FALSE(queue.Push(kAna, "a5"));
  EXPECT_TRUE(queue.Push(kBen, "b1"));
  EXPECT_TRUE(queue.Push(kBen, "b2"));
  EXPECT_FALSE(queue.Push(kBen, "b3")) << "both have two";
  EXPECT_EQ(queue.queue().depth(), 4);
  EXPECT_THAT(queue.Run(), ElementsAre("a4 gave way", "a3 gave way", "a1", "b1", "a2", "b2"));
}

TEST(Queue, TheFurthestDeadlineGivesWayFirst) {
  HeldQueue queue(3);
  const absl::Time now = absl::Now();
  ASSERT_TRUE(queue.Push(kAna, "in 3 s", now + absl::Seconds(3)));
  ASSERT_TRUE(queue.Push(kAna, "in 1 s", now + absl::Seconds(1)));
  ASSERT_TRUE(queue.Push(kAna, "in 2 s", now + absl::Seconds(2)));
  ASSERT_TRUE(queue.Push(kBen, "b1"));
  EXPECT_THAT(queue.Run(), ElementsAre("in 3 s gave way", "in 1 s", "b1", "in 2 s"));
}

TEST(Queue, HeavyTasksTakeMoreOfTheRoom) {
  HeldQueue queue(10);
  EXPECT_FALSE(queue.Push(kAna, "11", absl::InfiniteFuture(), 11)) << "heavier than all there is";
  ASSERT_TRUE(queue.Push(kAna, "6", absl::InfiniteFuture(), 6));
  EXPECT_FALSE(queue.Push(kBen, "5", absl::InfiniteFuture(), 5))
      << "nothing would be left of Ana's";
  ASSERT_TRUE(queue.Push(kAna, "3", absl::InfiniteFuture(), 3));
  ASSERT_TRUE(queue.Push(kBen, "4", absl::InfiniteFuture(), 4));
  EXPECT_EQ(queue.queue().depth(), 10);
  EXPECT_THAT(queue.Run(), ElementsAre("3 gave way", "6", "4"));
}

TEST(Queue, ACancelledTaskGivesItsPlaceBack) {
  HeldQueue queue(1);
  const auto ticket = queue.Push(kAna, "1");
  ASSERT_TRUE(ticket.has_value());
  EXPECT_FALSE(queue.Push(kAna, "2"));
  EXPECT_TRUE(queue.queue().Cancel(*ticket));
  EXPECT_EQ(queue.queue().depth(), 0);
  EXPECT_FALSE(queue.queue().Cancel(*ticket)) << "it is gone already";
  const auto third = queue.Push(kAna, "3");
  ASSERT_TRUE(third.has_value());
  EXPECT_THAT(queue.Run(), ElementsAre("3"));
  EXPECT_FALSE(queue.queue().Cancel(*third)) << "it has run";
}

TEST(Queue, OnePrincipalNeverHasEveryWorker) {
  Queue queue(10, /*workers=*/3);
  absl::Notification release;
  absl::Notification ben_ran;
  std::atomic<int> running{0};
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(queue.Push({.principal = kAna, .run = [&] {
                              ++running;
                              release.WaitForNotification();
                            }}));
  }
  while (running.load() < 2) absl::SleepFor(absl::Milliseconds(1));
  ASSERT_TRUE(queue.Push({.principal = kBen, .run = [&] { ben_ran.Notify(); }}));
  EXPECT_TRUE(ben_ran.WaitForNotificationWithTimeout(absl::Seconds(10)));
  EXPECT_EQ(running.load(), 2);
  release.Notify();
  queue.Drain();
  EXPECT_EQ(running.load(), 4);
}

TEST(Queue, DrainRunsWhatWaitsAndTakesNoMore) {
  HeldQueue queue(10);
  ASSERT_TRUE(queue.Push(kAna, "1"));
  ASSERT_TRUE(queue.Push(kAna, "2"));
  EXPECT_THAT(queue.Run(), ElementsAre("1", "2"));
  EXPECT_FALSE(queue.Push(kAna, "late"));
  EXPECT_EQ(queue.queue().depth(), 0);
  queue.queue().Drain();
}

TEST(Queue, RunsAsManyTasksAtOnceAsItHasWorkers) {
  Queue queue(10, /*workers=*/2);
  absl::Notification first_runs;
  absl::Notification second_runs;
  ASSERT_TRUE(queue.Push({.principal = kAna, .run = [&] {
                            first_runs.Notify();
                            second_runs.WaitForNotification();
                          }}));
  ASSERT_TRUE(queue.Push({.principal = kBen, .run = [&] {
                            first_runs.WaitForNotification();
                            second_runs.Notify();
                          }}));
  queue.Drain();
}

}  // namespace
}  // namespace cartera::rpc
