#ifndef CARTERA_LIBS_PLATFORM_APP_UPKEEP_H_
#define CARTERA_LIBS_PLATFORM_APP_UPKEEP_H_

#include <thread>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/mutex.h"
#include "libs/platform/pg/database.h"

namespace cartera::app {

// Once at the start and then every minute: lets stored answers go that are older than they are
// promised, in small batches. Its thread ends with it.
class Upkeep {
 public:
  explicit Upkeep(std::vector<pg::Database*> databases);
  ~Upkeep();

 private:
  void Run();
  bool stopping();
  void Sweep(pg::Database& database);

  const std::vector<pg::Database*> databases_;
  Mutex mutex_;
  CondVar woken_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_UPKEEP_H_
