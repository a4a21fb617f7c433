#ifndef CARTERA_LIBS_PLATFORM_APP_WATCH_H_
#define CARTERA_LIBS_PLATFORM_APP_WATCH_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/platform/obs/metrics.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/tls/identity.h"

namespace cartera::app {

// Looks now and then whether the data directory's disk fills up, whether PostgreSQL still archives
// its log, and when the TLS certificate ends; says so in metrics, and in the server's log when it
// gets worse.
class Watch {
 public:
  struct Options {
    std::string data_dir;
    pg::Database* database = nullptr;   // outlives the watch
    tls::Identity* identity = nullptr;  // outlives the watch; null: no TLS
    obs::Metrics* metrics = nullptr;    // outlives the watch
    absl::Duration every = absl::Minutes(1);
    std::function<absl::StatusOr<pg::DiskSpace>(const std::string&)> space = pg::SpaceAt;
  };
  explicit Watch(Options options);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  void Run();
  void LookAtDisk();
  void LookAtArchive();
  void LookAtCertificate();

  const Options options_;
  bool disk_low_ = false;  // as said last; of the thread alone
  bool archive_failing_ = false;
  tls::Life certificate_ = tls::Life::kGood;
  Mutex mutex_;
  CondVar ending_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_WATCH_H_
