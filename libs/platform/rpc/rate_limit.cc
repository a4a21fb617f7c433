#include "libs/platform/rpc/rate_limit.h"

#include <algorithm>
#include <utility>

namespace cartera::rpc {

RateLimit::Bucket& RateLimit::Find(const std::string& principal, absl::Time now) {
  if (const auto young = young_.find(principal); young != young_.end()) return young->second;
  Bucket bucket{options_.burst, now};
  if (const auto old = old_.find(principal); old != old_.end()) {
    bucket = old->second;
    old_.erase(old);
  }
  if (young_.size() >= std::max<size_t>(1, options_.principals_max / 2)) {
    old_ = std::move(young_);
    young_.clear();
  }
  return young_[principal] = bucket;
}

absl::Duration RateLimit::Take(const std::string& principal, absl::Time now) {
  if (options_.per_second <= 0) return absl::ZeroDuration();
  const MutexLock lock(&mutex_);
  Bucket& bucket = Find(principal, now);
  if (now > bucket.at) {
    const double gained = absl::ToDoubleSeconds(now - bucket.at) * options_.per_second;
    bucket.calls = std::min(options_.burst, bucket.calls + gained);
    bucket.at = now;
  }
  if (bucket.calls < 1) return absl::Seconds((1 - bucket.calls) / options_.per_second);
  bucket.calls -= 1;
  return absl::ZeroDuration();
}

}  // namespace cartera::rpc
