#ifndef CARTERA_LIBS_PLATFORM_PG_EPOCH_H_
#define CARTERA_LIBS_PLATFORM_PG_EPOCH_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace cartera::pg {

// The epoch counts the lives of a record: 1 for a new database, higher after each restore, because
// a restore takes back what was acknowledged later. Whoever keeps a position in the record (a
// cursor, a receipt) keeps the epoch beside it.
struct Restored {
  int64_t epoch = 0;              // the new one
  int64_t restored_until_us = 0;  // the last transaction that is in it, microseconds since 1970
  int64_t known_until_us = 0;     // the old server is known to have written until then
  int64_t chains_ahead = 0;       // published chain heads that the record does not reach any more
};

// The current epoch; makes the first one. Idempotent. Errors: UNAVAILABLE, INTERNAL.
absl::StatusOr<int64_t> OpenEpoch(const std::string& admin_uri);

// Begins `restored.epoch`. Errors: FAILED_PRECONDITION when it is not above the current one.
absl::Status RaiseEpoch(const std::string& admin_uri, const Restored& restored);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_EPOCH_H_
