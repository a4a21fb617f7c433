#ifndef CARTERA_LIBS_BASE_CLOCK_H_
#define CARTERA_LIBS_BASE_CLOCK_H_

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cartera {

// Where "now" comes from. Everything that needs the time is handed one of these; only main makes
// it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock plus an offset that only grows: the server's clock under --dev may be moved
// forward (never back), so that stories over years can be played. When the machine's clock is set
// back, this one stands still until it is caught up: what was answered as of an instant stays so.
class SystemClock final : public Clock {
 public:
  SystemClock() = default;
  // The machine's clock is `machine`, for tests; it outlives this.
  explicit SystemClock(const Clock* machine) : machine_(machine) {}

  absl::Time Now() const override {
    const absl::Time machine = machine_ == nullptr ? absl::Now() : machine_->Now();
    const int64_t now_ns = absl::ToUnixNanos(machine + absl::Seconds(offset_s_.load()));
    int64_t latest_ns = latest_ns_.load();
    while (now_ns > latest_ns && !latest_ns_.compare_exchange_weak(latest_ns, now_ns)) {
    }
    return absl::FromUnixNanos(std::max(now_ns, latest_ns));
  }
  // Moves the clock forward by `seconds` (>= 0; negative is ignored). Returns the whole offset in
  // seconds.
  int64_t Advance(int64_t seconds) { return offset_s_ += seconds > 0 ? seconds : 0; }

 private:
  const Clock* machine_ = nullptr;
  std::atomic<int64_t> offset_s_{0};
  mutable std::atomic<int64_t> latest_ns_{0};
};

// A clock that stands still until told otherwise, for tests.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time start) : now_us_(absl::ToUnixMicros(start)) {}
  absl::Time Now() const override { return absl::FromUnixMicros(now_us_.load()); }
  void Advance(absl::Duration by) { now_us_ += absl::ToInt64Microseconds(by); }

 private:
  std::atomic<int64_t> now_us_;
};

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_CLOCK_H_
