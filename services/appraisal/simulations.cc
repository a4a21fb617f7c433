#include "services/appraisal/simulations.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

// Of 19: other threads get about nine times as much of a processor that is asked for by both.
constexpr int kNiceness = 10;

}  // namespace

Simulations::Simulations(int threads, int open_max, int drawing_max)
    : open_max_(open_max), drawing_max_(drawing_max) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Simulations::~Simulations() {
  {
    const MutexLock lock(&mutex_);
    closed_ = true;
  }
  has_work_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

absl::StatusOr<std::unique_ptr<Simulations::Place>> Simulations::Enter(
    const std::string& principal) {
  const MutexLock lock(&mutex_);
  if (open_.contains(principal)) return SimulationsBusy("you have one under way");
  if (open_.size() >= static_cast<size_t>(open_max_)) {
    return SimulationsBusy("this server has as many under way as it may");
  }
  open_.insert(principal);
  return std::make_unique<Place>(this, principal);
}

absl::Status Simulations::Place::Draw() {
  const MutexLock lock(&of_->mutex_);
  if (of_->drawing_ == of_->drawing_max_) return SimulationsBusy("as many are drawn as may be");
  ++of_->drawing_;
  drawing_ = true;
  return absl::OkStatus();
}

void Simulations::Leave(const std::string& principal, bool drawing) {
  const MutexLock lock(&mutex_);
  open_.erase(principal);
  if (drawing) --drawing_;
}

int Simulations::open() const {
  const MutexLock lock(&mutex_);
  return static_cast<int>(open_.size());
}

void Simulations::Run(int count, absl::FunctionRef<void(int)> task) {
  if (count <= 0) return;
  Batch batch{.task = task, .count = count};
  const MutexLock lock(&mutex_);
  batches_.push_back(&batch);
  has_work_.NotifyAll();
  while (batch.next < batch.count || batch.running > 0) finished_.Wait(&mutex_);
}

void Simulations::Work() {
  // Of this thread alone, as Linux has it.
  static_cast<void>(setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + kNiceness));
  mutex_.Lock();
  while (true) {
    while (batches_.empty() && !closed_) has_work_.Wait(&mutex_);
    if (batches_.empty()) break;
    Batch* const batch = batches_.front();
    batches_.pop_front();
    const int at = batch->next++;
    if (batch->next < batch->count) batches_.push_back(batch);
    ++batch->running;
    mutex_.Unlock();
    batch->task(at);
    ++tasks_run_;
    mutex_.Lock();
    if (--batch->running == 0 && batch->next == batch->count) finished_.NotifyAll();
  }
  mutex_.Unlock();
}

}  // namespace cartera::appraisal
