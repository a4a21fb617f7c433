#ifndef CARTERA_LIBS_PLATFORM_APP_RELAY_H_
#define CARTERA_LIBS_PLATFORM_APP_RELAY_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/mutex.h"
#include "libs/platform/app/module.h"
#include "libs/platform/auth/internal_key.h"
#include "libs/platform/obs/metrics.h"
#include "libs/platform/pg/outbox.h"

namespace cartera::app {

// Delivers one module's outbox to the services its routes name: at least once, in order per
// aggregate, by one relay at a time whatever the number of processes. Its thread ends with it.
class Relay {
 public:
  struct Options {
    std::string service;
    std::vector<Route> routes;
    pg::Database* database = nullptr;
    const Clock* clock = nullptr;
    const auth::InternalKey* key = nullptr;
    obs::Metrics* metrics = nullptr;
    std::function<rpc::Client(const std::string&)> client;
  };
  explicit Relay(Options options);
  ~Relay();
  // There is something to deliver now. Does not block.
  void Wake();

 private:
  // Waits for Wake, the end, or `at_most`.
  void Rest(absl::Duration at_most);
  void Run();
  // How many events were delivered or failed.
  absl::StatusOr<int> DeliverBatch();
  // What is to be noted of a row that could not be delivered.
  absl::Status NoteFailure(const pg::OutboxRow& row, const absl::Status& why);
  // Errors: those of the receivers. Adds to `away` a receiver that cannot be reached, and calls
  // nobody who is in it.
  absl::Status Deliver(const pg::OutboxRow& row, std::set<std::string>* away);
  absl::Status DeliverTo(const Route& route, const pg::OutboxRow& row);
  // Now and then: sweeps what was delivered, counts what is parked.
  absl::Status KeepUp();
  pg::CallContext Context() const;

  const Options options_;
  Mutex mutex_;
  CondVar woken_;
  bool wake_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> stopping_{false};
  // The rest belongs to the thread.
  absl::Time next_upkeep_ = absl::InfinitePast();
  std::map<std::string, int64_t> settled_;  // by receiver: what it has yet to be told
  std::thread thread_;
};

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_RELAY_H_
