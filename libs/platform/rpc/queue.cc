#include "libs/platform/rpc/queue.h"

#include <utility>

namespace cartera::rpc {

Queue::Queue(int capacity, int workers) : capacity_(capacity) {
  workers_.reserve(workers);
  for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { Work(); });
}

Queue::~Queue() { Drain(); }

bool Queue::Push(uint64_t principal, absl::Time deadline, std::function<void()> task) {
  const MutexLock lock(&mutex_);
  if (drained_ || size_ >= capacity_) return false;
  auto& waiting = by_principal_[principal];
  if (waiting.empty()) turn_.push_back(principal);
  waiting.push({deadline, order_++, std::move(task)});
  ++size_;
  has_work_.NotifyOne();
  return true;
}

std::function<void()> Queue::Take() {
  const uint64_t principal = turn_.front();
  turn_.pop_front();
  auto& waiting = by_principal_[principal];
  // top() is const only to protect the order, which pop() restores.
  std::function<void()> task = std::move(const_cast<Waiting&>(waiting.top()).task);
  waiting.pop();
  if (waiting.empty()) {
    by_principal_.erase(principal);
  } else {
    turn_.push_back(principal);
  }
  --size_;
  return task;
}

void Queue::Work() {
  for (;;) {
    std::function<void()> task;
    {
      const MutexLock lock(&mutex_);
      while (size_ == 0 && !drained_) has_work_.Wait(&mutex_);
      if (size_ == 0) return;
      task = Take();
    }
    task();
  }
}

void Queue::Drain() {
  {
    const MutexLock lock(&mutex_);
    drained_ = true;
    has_work_.NotifyAll();
  }
  for (std::thread& worker : workers_) {
    if (worker.joinable()) worker.join();
  }
}

int64_t Queue::depth() const {
  const MutexLock lock(&mutex_);
  return size_;
}

}  // namespace cartera::rpc
