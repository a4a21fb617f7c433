#ifndef CARTERA_LIBS_PLATFORM_RPC_QUEUE_H_
#define CARTERA_LIBS_PLATFORM_RPC_QUEUE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"

namespace cartera::rpc {

// A bounded queue with its own workers: fair between principals (one task each in turn), and within
// a principal the nearest deadline first. Thread-safe.
class Queue {
 public:
  // `capacity` waiting tasks at most, `workers` threads.
  Queue(int capacity, int workers);
  // Drain() if that was not done.
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  // False when the queue is full or drained; the task is then not run.
  // `principal`: any number that stands for who calls.
  bool Push(uint64_t principal, absl::Time deadline, std::function<void()> task);
  // Takes no more tasks, runs those it has, joins the workers.
  void Drain();
  int64_t depth() const;

 private:
  struct Waiting {
    absl::Time deadline;
    uint64_t order;
    std::function<void()> task;
    // std::priority_queue gives the greatest: the nearest deadline must be that.
    bool operator<(const Waiting& other) const {
      return deadline != other.deadline ? deadline > other.deadline : order > other.order;
    }
  };
  void Work();
  std::function<void()> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int capacity_;
  mutable Mutex mutex_;
  CondVar has_work_;  // or drained_
  absl::flat_hash_map<uint64_t, std::priority_queue<Waiting>> by_principal_ ABSL_GUARDED_BY(mutex_);
  std::deque<uint64_t> turn_ ABSL_GUARDED_BY(mutex_);  // principals with waiting tasks
  int size_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t order_ ABSL_GUARDED_BY(mutex_) = 0;
  bool drained_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> workers_;
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_QUEUE_H_
