#include "services/oversight/errors.h"

#include "absl/strings/str_cat.h"
#include "libs/platform/rpc/error.h"

namespace cartera::oversight {

using absl::StatusCode;
using rpc::Error;

absl::Status TotalTooLarge(absl::string_view unit) {
  return Error(StatusCode::kOutOfRange, "TOTAL_TOO_LARGE",
               absl::StrCat("a total in ", unit, " does not fit in 64 bits; ask for one agency"));
}

absl::Status NoCheckpoint(int64_t size) {
  return Error(StatusCode::kNotFound, "NOT_FOUND",
               size == 0 ? "there is no checkpoint yet: the first is made within a minute"
                         : absl::StrCat("no checkpoint has the size ", size));
}

absl::Status SizesOutOfOrder(int64_t latest) {
  rpc::Violations faults;
  faults.Add("to_size", "NOT_IN_THE_RECORD",
             absl::StrCat("must be at least from_size and at most ", latest));
  return faults.ToStatus();
}

absl::Status NotAnEntry(bool known_service) {
  rpc::Violations faults;
  if (known_service) {
    faults.Add("service", "REQUIRED", "must say whose chain the entry is of");
  } else {
    faults.Add("service", "UNKNOWN_SERVICE", "must be appraisal, registry or review");
  }
  return faults.ToStatus();
}

absl::Status NoEntry(absl::string_view service, absl::string_view subject, int64_t sequence) {
  return Error(
      StatusCode::kNotFound, "NOT_FOUND",
      absl::StrCat("the record of ", subject, " in ", service, " has no entry ", sequence));
}

absl::Status ProofTooLong(int64_t entries_max) {
  return Error(StatusCode::kFailedPrecondition, "PROOF_TOO_LONG",
               absl::StrCat("more than ", entries_max,
                            " entries stand between this one and the checkpoint after it; export "
                            "the record of the subject instead"))
      .Precondition("ENTRIES", "sequence", "too far from the next checkpoint");
}

absl::Status RecordDamaged() {
  return Error(StatusCode::kDataLoss, "RECORD_DAMAGED",
               "rows of the record's tree are missing from the database");
}

absl::Status CursorBeforeRestore() {
  return Error(StatusCode::kFailedPrecondition, "CURSOR_BEFORE_RESTORE",
               "a backup was restored after this cursor was given, so that it says nothing now; "
               "begin anew and leave out the events whose ids you have");
}

absl::Status RecordKeysUnreadable() {
  return Error(StatusCode::kFailedPrecondition, "RECORD_KEYS_UNREADABLE",
               "the server cannot read the keys that sign the record; its log says why")
      .Precondition("KEYS", "record-keys", "unreadable");
}

absl::Status CallerGone() {
  return Error(StatusCode::kCancelled, "CANCELLED", "the caller went away");
}

}  // namespace cartera::oversight
