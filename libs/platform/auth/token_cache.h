#ifndef CARTERA_LIBS_PLATFORM_AUTH_TOKEN_CACHE_H_
#define CARTERA_LIBS_PLATFORM_AUTH_TOKEN_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {

// Identities of tokens verified lately, by SHA-256 of the token. Bounded: two generations of half
// the size each, the older dropped whole when the younger is full. Thread-safe.
class TokenCache {
 public:
  // `entries_max` 0 or a `ttl` of zero keeps nothing.
  TokenCache(size_t entries_max, absl::Duration ttl) : half_(entries_max / 2), ttl_(ttl) {}

  // An entry is served from the instant of its verification until ttl later or its expiry,
  // whichever is first; a clock that was set back misses.
  std::optional<Identity> Find(const std::string& digest, absl::Time now);

  // `epoch` is what epoch() gave before the token was verified; a Clear in between drops the entry.
  void Insert(const std::string& digest, const Identity& identity, absl::Time now, int64_t epoch);

  // Forgets all, because keys changed.
  void Clear();
  int64_t epoch() const;
  TokenVerifier::CacheCounts counts() const;

 private:
  struct Entry {
    Identity identity;
    absl::Time from;
    absl::Time until;
  };
  using Generation = absl::flat_hash_map<std::string, Entry>;

  const size_t half_;
  const absl::Duration ttl_;
  mutable Mutex mutex_;
  Generation young_ ABSL_GUARDED_BY(mutex_);
  Generation old_ ABSL_GUARDED_BY(mutex_);
  int64_t epoch_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t hits_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t misses_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace cartera::auth

#endif  // CARTERA_LIBS_PLATFORM_AUTH_TOKEN_CACHE_H_
