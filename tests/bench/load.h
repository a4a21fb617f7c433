#ifndef CARTERA_TESTS_BENCH_LOAD_H_
#define CARTERA_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/platform/rpc/client.h"

namespace cartera::bench {

// One call; `turn` counts from 0 over all callers of the run.
using OneCall = std::function<absl::Status(const rpc::Client&, int64_t turn)>;

struct LoadResult {
  int64_t calls = 0;    // answered OK
  int64_t refused = 0;  // RESOURCE_EXHAUSTED
  int64_t failed = 0;   // any other error
  absl::Status first_failure;
  double per_second = 0;  // of the calls answered OK
  double p50_ms = 0, p95_ms = 0, p99_ms = 0;
};

// Each caller has a connection of its own and calls again as soon as it is answered, until the time
// is over or `calls_max` turns were taken.
LoadResult RunLoad(const std::string& address, int callers, absl::Duration time,
                   const OneCall& call, int64_t calls_max = INT64_MAX);

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_LOAD_H_
