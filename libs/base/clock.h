#ifndef CARTERA_LIBS_BASE_CLOCK_H_
#define CARTERA_LIBS_BASE_CLOCK_H_

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
// forward (never back), so that stories over years can be played.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now() + absl::Seconds(offset_s_.load()); }
  // Moves the clock forward by `seconds` (>= 0; negative is ignored). Returns the whole offset in
  // seconds.
  int64_t Advance(int64_t seconds) { return offset_s_ += seconds > 0 ? seconds : 0; }

 private:
  std::atomic<int64_t> offset_s_{0};
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
