#ifndef CARTERA_SERVICES_APPRAISAL_SIMULATIONS_H_
#define CARTERA_SERVICES_APPRAISAL_SIMULATIONS_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "libs/base/mutex.h"
#include "libs/domain/simulation/executor.h"

namespace cartera::appraisal {

// Where portfolios are drawn: threads of their own that the operating system lets wait for every
// other call's, and few places, so that what is held in memory is bounded. Thread-safe.
class Simulations final : public simulation::Executor {
 public:
  // A place, given back when it is destroyed.
  class Place {
   public:
    Place(Simulations* of, std::string principal) : of_(of), principal_(std::move(principal)) {}
    ~Place() { of_->Leave(principal_, drawing_); }
    // Before drawing, which takes most memory. Errors: RESOURCE_EXHAUSTED SIMULATIONS_BUSY when as
    // many are drawn as may be.
    absl::Status Draw();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    Simulations* const of_;
    const std::string principal_;
    bool drawing_ = false;
  };

  Simulations(int threads, int open_max, int drawing_max);
  ~Simulations() override;
  Simulations(const Simulations&) = delete;
  Simulations& operator=(const Simulations&) = delete;

  // Errors: RESOURCE_EXHAUSTED SIMULATIONS_BUSY when the principal has one open, or all places are
  // taken.
  absl::StatusOr<std::unique_ptr<Place>> Enter(const std::string& principal);
  // Several callers take turns, a task each.
  void Run(int count, absl::FunctionRef<void(int)> task) override;

  int open() const;
  int64_t tasks_run() const { return tasks_run_; }

 private:
  struct Batch {
    absl::FunctionRef<void(int)> task;
    int next = 0, count = 0, running = 0;
  };

  void Leave(const std::string& principal, bool drawing);
  void Work();

  const int open_max_, drawing_max_;
  mutable Mutex mutex_;
  CondVar has_work_;  // or closed_
  CondVar finished_;  // a batch
  std::set<std::string> open_ ABSL_GUARDED_BY(mutex_);
  int drawing_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<Batch*> batches_ ABSL_GUARDED_BY(mutex_);  // with tasks that nobody took
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<int64_t> tasks_run_{0};
  std::vector<std::thread> threads_;
};

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_SIMULATIONS_H_
