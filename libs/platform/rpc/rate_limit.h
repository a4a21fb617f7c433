#ifndef CARTERA_LIBS_PLATFORM_RPC_RATE_LIMIT_H_
#define CARTERA_LIBS_PLATFORM_RPC_RATE_LIMIT_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"

namespace cartera::rpc {

// A token bucket per principal: `burst` calls at once, `per_second` in the long run. Thread-safe.
class RateLimit {
 public:
  struct Options {
    double per_second = 500;  // 0 or less: no limit
    double burst = 2000;      // from 1
    // Beyond as many principals, those who have not called longest are forgotten; one who comes
    // again has a full bucket.
    size_t principals_max = 10000;
  };
  explicit RateLimit(const Options& options) : options_(options) {}

  // Zero: the call may go on. Else how long until the next one may. A clock that went back gives
  // nothing and takes nothing.
  absl::Duration Take(const std::string& principal, absl::Time now);

 private:
  struct Bucket {
    double calls = 0;  // that may go on at once
    absl::Time at;
  };
  using Buckets = absl::flat_hash_map<std::string, Bucket>;
  Bucket& Find(const std::string& principal, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  Mutex mutex_;
  // Two generations of half the size each; the older goes whole when the younger is full.
  Buckets young_ ABSL_GUARDED_BY(mutex_);
  Buckets old_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_RATE_LIMIT_H_
