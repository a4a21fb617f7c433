#ifndef CARTERA_SERVICES_OVERSIGHT_EVENT_TIDE_H_
#define CARTERA_SERVICES_OVERSIGHT_EVENT_TIDE_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/platform/pg/database.h"

namespace cartera::oversight {

// How far the events reach that can be given in order, for all watchers of a process: a thousand
// who wait ask the database as often as one. Thread-safe.
class EventTide {
 public:
  explicit EventTide(pg::Database& database) : database_(database) {}

  // Every transaction before the one returned has ended. `fresh`: as of now, not of a moment ago.
  absl::StatusOr<int64_t> Ended(const pg::CallContext& context, bool fresh);

 private:
  pg::Database& database_;
  Mutex mutex_;
  int64_t ended_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time read_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_EVENT_TIDE_H_
