#include "libs/platform/rpc/queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cartera::rpc {

Queue::Queue(int capacity, int workers)
    : capacity_(capacity), running_max_(std::max(1, workers - 1)) {
  workers_.reserve(workers);
  for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { Work(); });
}

Queue::~Queue() { Drain(); }

Queue::Task Queue::TakeOut(Principals::iterator owner, std::set<Waiting>::iterator waiting) {
  Principal& principal = owner->second;
  Task task = std::move(principal.waiting.extract(waiting).value().task);
  principal.weight -= task.weight;
  weight_ -= task.weight;
  if (principal.waiting.empty()) {
    turn_.erase(std::find(turn_.begin(), turn_.end(), owner->first));
    if (principal.running == 0) principals_.erase(owner);
  }
  return task;
}

bool Queue::MakeRoom(const Task& task, std::vector<Task>* displaced) {
  const auto pusher = principals_.find(task.principal);
  const int after = task.weight + (pusher == principals_.end() ? 0 : pusher->second.weight);
  while (weight_ + task.weight > capacity_) {
    const auto heaviest = std::max_element(
        principals_.begin(), principals_.end(),
        [](const auto& a, const auto& b) { return a.second.weight < b.second.weight; });
    if (heaviest == principals_.end() || heaviest->second.waiting.empty()) return false;
    // It gives way only to one who has no more than it keeps.
    const auto last = std::prev(heaviest->second.waiting.end());
    if (heaviest->second.weight - last->task.weight < after) return false;
    displaced->push_back(TakeOut(heaviest, last));
  }
  return true;
}

std::optional<Queue::Ticket> Queue::Push(Task task) {
  std::vector<Task> displaced;
  std::optional<Ticket> ticket;
  {
    const MutexLock lock(&mutex_);
    if (!drained_ && MakeRoom(task, &displaced)) {
      ticket = Ticket{task.principal, task.deadline, order_++};
      Principal& principal = principals_[task.principal];
      if (principal.waiting.empty()) turn_.push_back(task.principal);
      principal.weight += task.weight;
      weight_ += task.weight;
      principal.waiting.insert({ticket->deadline, ticket->order, std::move(task)});
      has_work_.NotifyOne();
    }
  }
  for (const Task& gone : displaced) gone.displaced();
  return ticket;
}

bool Queue::Cancel(const Ticket& ticket) {
  Task task;  // destroyed without the lock
  const MutexLock lock(&mutex_);
  const auto owner = principals_.find(ticket.principal);
  if (owner == principals_.end()) return false;
  const auto found = owner->second.waiting.find({ticket.deadline, ticket.order, {}});
  if (found == owner->second.waiting.end()) return false;
  task = TakeOut(owner, found);
  return true;
}

std::optional<Queue::Task> Queue::Take() {
  const auto next = std::find_if(turn_.begin(), turn_.end(), [&](uint64_t principal) {
    mutex_.AssertHeld();
    return principals_.find(principal)->second.running < running_max_;
  });
  if (next == turn_.end()) return std::nullopt;
  const auto owner = principals_.find(*next);
  ++owner->second.running;
  // To the end of the turn; TakeOut strikes it off when nothing more waits.
  turn_.erase(next);
  turn_.push_back(owner->first);
  return TakeOut(owner, owner->second.waiting.begin());
}

void Queue::Work() {
  for (;;) {
    std::optional<Task> task;
    {
      const MutexLock lock(&mutex_);
      for (task = Take(); !task.has_value(); task = Take()) {
        if (drained_ && weight_ == 0) return;
        has_work_.Wait(&mutex_);
      }
    }
    task->run();
    const uint64_t principal = task->principal;
    task.reset();
    const MutexLock lock(&mutex_);
    const auto owner = principals_.find(principal);
    --owner->second.running;
    if (owner->second.running == 0 && owner->second.waiting.empty()) principals_.erase(owner);
    // Another worker may wait for this one to be free, or for the end.
    if (drained_) has_work_.NotifyAll();
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
  return weight_;
}

}  // namespace cartera::rpc
