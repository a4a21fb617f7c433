#ifndef CARTERA_SERVICES_OVERSIGHT_ERRORS_H_
#define CARTERA_SERVICES_OVERSIGHT_ERRORS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Every error of oversight that a client may act on, by name.
namespace cartera::oversight {

// OUT_OF_RANGE: a sum does not fit in 64 bits; ask for fewer agencies.
absl::Status TotalTooLarge(absl::string_view unit);
// CANCELLED: the caller went away.
absl::Status CallerGone();
// NOT_FOUND: there is no checkpoint, or none of this size.
absl::Status NoCheckpoint(int64_t size);
// INVALID_ARGUMENT: which entry is asked for, of what is no service with chains or of none.
absl::Status NotAnEntry(bool known_service);
// NOT_FOUND: the chain is not as long in the record.
absl::Status NoEntry(absl::string_view service, absl::string_view subject, int64_t sequence);
// FAILED_PRECONDITION: too many entries stand between this one and the next head.
absl::Status ProofTooLong(int64_t entries_max);
// INVALID_ARGUMENT: a proof is from a size to one that is not smaller and that the record has.
absl::Status SizesOutOfOrder(int64_t latest);
// DATA_LOSS: rows of the record's tree are missing; checks and exports say which entries still fit.
absl::Status RecordDamaged();
// FAILED_PRECONDITION: events were taken back by a restore after the cursor was given.
absl::Status CursorBeforeRestore();
// FAILED_PRECONDITION: the file of the keys that sign checkpoints cannot be read; the log says why.
absl::Status RecordKeysUnreadable();

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_ERRORS_H_
