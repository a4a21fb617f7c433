#include "libs/platform/auth/token_cache.h"

#include <algorithm>
#include <utility>

namespace cartera::auth {

std::optional<Identity> TokenCache::Find(const std::string& digest, absl::Time now) {
  const MutexLock lock(&mutex_);
  for (const Generation* generation : {&young_, &old_}) {
    const auto found = generation->find(digest);
    if (found != generation->end() && now >= found->second.from && now < found->second.until) {
      ++hits_;
      return found->second.identity;
    }
  }
  ++misses_;
  return std::nullopt;
}

void TokenCache::Insert(const std::string& digest, const Identity& identity, absl::Time now,
                        int64_t epoch) {
  const absl::Time until = std::min(now + ttl_, identity.expires);
  const MutexLock lock(&mutex_);
  if (half_ == 0 || until <= now || epoch != epoch_) {
    return;
  }
  if (young_.size() >= half_ && !young_.contains(digest)) {
    old_ = std::exchange(young_, Generation());
  }
  old_.erase(digest);
  young_.insert_or_assign(digest, Entry{identity, now, until});
}

void TokenCache::Clear() {
  const MutexLock lock(&mutex_);
  young_.clear();
  old_.clear();
  ++epoch_;
}

int64_t TokenCache::epoch() const {
  const MutexLock lock(&mutex_);
  return epoch_;
}

TokenVerifier::CacheCounts TokenCache::counts() const {
  const MutexLock lock(&mutex_);
  return {hits_, misses_, young_.size() + old_.size()};
}

}  // namespace cartera::auth
