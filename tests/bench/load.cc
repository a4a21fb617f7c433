#include "tests/bench/load.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/mutex.h"

namespace cartera::bench {
namespace {

double Quantile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<size_t>(part * static_cast<double>(sorted.size())))];
}

}  // namespace

LoadResult RunLoad(const std::string& address, int callers, absl::Duration time,
                   const OneCall& call, int64_t calls_max) {
  LoadResult result;
  std::vector<double> all_ms;
  Mutex mutex;  // for what the threads add up: result, all_ms
  std::atomic<int64_t> turns{0};
  const absl::Time start = absl::Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&] {
      const rpc::Client client = rpc::Client::Dial(address);
      LoadResult own;
      std::vector<double> own_ms;
      while (absl::Now() < start + time) {
        const int64_t turn = turns++;
        if (turn >= calls_max) break;
        const absl::Time sent = absl::Now();
        const absl::Status status = call(client, turn);
        if (status.ok()) {
          ++own.calls;
          own_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - sent));
        } else if (absl::IsResourceExhausted(status)) {
          ++own.refused;
        } else {
          ++own.failed;
          own.first_failure = status;
        }
      }
      const MutexLock lock(&mutex);
      result.calls += own.calls;
      result.refused += own.refused;
      result.failed += own.failed;
      if (!own.first_failure.ok()) result.first_failure = own.first_failure;
      all_ms.insert(all_ms.end(), own_ms.begin(), own_ms.end());
    });
  }
  for (std::thread& thread : threads) thread.join();
  result.per_second =
      static_cast<double>(result.calls) / absl::ToDoubleSeconds(absl::Now() - start);
  std::sort(all_ms.begin(), all_ms.end());
  result.p50_ms = Quantile(all_ms, 0.50);
  result.p95_ms = Quantile(all_ms, 0.95);
  result.p99_ms = Quantile(all_ms, 0.99);
  return result;
}

}  // namespace cartera::bench
