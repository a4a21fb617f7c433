#include "libs/platform/rpc/queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    EXPECT_TRUE(queue_.Push(/*principal=*/99, absl::InfiniteFuture(), [this] {
      holding_.Notify();
      release_.WaitForNotification();
    }));
    holding_.WaitForNotification();
  }
  ~HeldQueue() {
    if (!release_.HasBeenNotified()) release_.Notify();
  }

  bool Push(uint64_t principal, const std::string& name,
            absl::Time deadline = absl::InfiniteFuture()) {
    return queue_.Push(principal, deadline, [this, name] {
      const MutexLock lock(&mutex_);
      ran_.push_back(name);
    });
  }
  std::vector<std::string> Run() {
    release_.Notify();
    queue_.Drain();
    const MutexLock lock(&mutex_);
    return ran_;
  }
  Queue& queue() { return queue_; }

 private:
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
  ASSERT_TRUE(queue.Push(kAna, absl::InfiniteFuture(), [&] {
    first_runs.Notify();
    second_runs.WaitForNotification();
  }));
  ASSERT_TRUE(queue.Push(kAna, absl::InfiniteFuture(), [&] {
    first_runs.WaitForNotification();
    second_runs.Notify();
  }));
  queue.Drain();
}

}  // namespace
}  // namespace cartera::rpc
