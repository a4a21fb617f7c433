#ifndef CARTERA_SERVICES_OVERSIGHT_CHECKPOINTER_H_
#define CARTERA_SERVICES_OVERSIGHT_CHECKPOINTER_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/platform/app/module.h"
#include "services/oversight/store_record.h"

namespace cartera::oversight {

// Puts the heads of all chains that grew since the last checkpoint into the record's tree and signs
// its new root; gives the last checkpoint when none grew. A new signing key of the key file is
// introduced by the one before it. Errors: NOT_FOUND while the record is empty; FAILED_PRECONDITION
// when the keys cannot be read; DATA_LOSS when the tree's own rows are not whole.
absl::StatusOr<StoredCheckpoint> MakeCheckpoint(app::Env& env, const pg::CallContext& context);

// Makes one twice a minute. Its thread ends with it.
class Checkpointer {
 public:
  explicit Checkpointer(app::Env& env);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

 private:
  void Run();

  app::Env& env_;
  Mutex mutex_;
  CondVar woken_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_CHECKPOINTER_H_
