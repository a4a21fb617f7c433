#ifndef CARTERA_LIBS_PLATFORM_PG_POOL_H_
#define CARTERA_LIBS_PLATFORM_PG_POOL_H_

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/platform/pg/connection.h"

namespace cartera::pg {

class Pool;

// A connection on loan to one thread; gives it back (or drops a broken one) when destroyed there.
class Lease {
 public:
  Lease(Pool* pool, std::unique_ptr<Connection> connection);
  ~Lease();
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }

 private:
  Pool* pool_;
  std::unique_ptr<Connection> connection_;
};

// At most options.size connections, opened when needed. Internal to this folder. Thread-safe.
class Pool {
 public:
  explicit Pool(const Options& options) : options_(options) {}

  // Errors: DEADLINE_EXCEEDED when none becomes free in time, UNAVAILABLE when connecting fails.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);
  // Connections on loan now.
  int lent();

 private:
  friend class Lease;
  void Return(std::unique_ptr<Connection> connection);  // nullptr: it was dropped

  const Options& options_;
  Mutex mutex_;
  CondVar free_;
  int lent_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_POOL_H_
