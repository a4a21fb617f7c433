#ifndef CARTERA_LIBS_PLATFORM_RPC_QUEUE_H_
#define CARTERA_LIBS_PLATFORM_RPC_QUEUE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"

namespace cartera::rpc {

// A bounded queue with its own workers: fair between principals (one task each in turn), and within
// a principal the nearest deadline first. One principal alone may fill it and yet keeps nobody out:
// when it is full, whoever has most waiting gives way, and of several workers one is never taken by
// a principal that has all the others. Thread-safe.
class Queue {
 public:
  struct Task {
    uint64_t principal = 0;  // any number that stands for who calls
    absl::Time deadline = absl::InfiniteFuture();
    int weight = 1;  // of the capacity, from 1
    std::function<void()> run;
    std::function<void()> displaced;  // instead of run: it gave way
  };
  // Names a waiting task.
  struct Ticket {
    uint64_t principal = 0;
    absl::Time deadline;
    uint64_t order = 0;
  };

  // `capacity`: what waiting tasks may weigh together. `workers`: threads.
  Queue(int capacity, int workers);
  // Drain() if that was not done.
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  // Nothing when the queue is full, or drained: no part of the task is then called. Else exactly
  // one of run, displaced, or a Cancel that answers true ends it.
  std::optional<Ticket> Push(Task task);
  // Takes a waiting task out. False when it waits no more.
  bool Cancel(const Ticket& ticket);
  // Takes no more tasks, runs those it has, joins the workers.
  void Drain();
  // What waits, by weight.
  int64_t depth() const;

 private:
  struct Waiting {
    absl::Time deadline;
    uint64_t order;
    Task task;
    bool operator<(const Waiting& other) const {
      return deadline != other.deadline ? deadline < other.deadline : order < other.order;
    }
  };
  struct Principal {
    std::set<Waiting> waiting;
    int weight = 0;   // of those waiting
    int running = 0;  // workers it has
  };
  using Principals = absl::flat_hash_map<uint64_t, Principal>;

  void Work();
  // The next task whose principal may have a worker; none when there is no such.
  std::optional<Task> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Task TakeOut(Principals::iterator owner, std::set<Waiting>::iterator waiting)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Makes room for `task` at the cost of heavier principals. False: there are none.
  bool MakeRoom(const Task& task, std::vector<Task>* displaced)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int capacity_;
  const int running_max_;  // of one principal
  mutable Mutex mutex_;
  CondVar has_work_;  // or drained_
  Principals principals_ ABSL_GUARDED_BY(mutex_);
  std::deque<uint64_t> turn_ ABSL_GUARDED_BY(mutex_);  // principals with waiting tasks
  int weight_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t order_ ABSL_GUARDED_BY(mutex_) = 0;
  bool drained_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> workers_;
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_QUEUE_H_
