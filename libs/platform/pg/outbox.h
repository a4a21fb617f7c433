#ifndef CARTERA_LIBS_PLATFORM_PG_OUTBOX_H_
#define CARTERA_LIBS_PLATFORM_PG_OUTBOX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/platform/pg/database.h"

namespace cartera::pg {

// After this many failures a row is parked, and its aggregate with it.
inline constexpr int kDeliveryAttemptsMax = 5;
// How long after a receiver could not be reached its effects are tried again. That is no failure of
// the effect, and never parks it.
inline constexpr absl::Duration kReceiverPause = absl::Seconds(1);
// Delivered effects are kept so long, by sender and receiver.
inline constexpr absl::Duration kDeliveredKept = absl::Hours(30 * 24);

struct OutboxRow {
  int64_t id = 0;
  std::string aggregate;
  std::string type;
  std::string payload;
  int64_t at_us = 0;
  int attempts = 0;
  std::string last_error;
};

// The right to be the one relay of a schema: a session advisory lock on a connection of its own.
// Released by destruction, or when the connection or process dies.
class RelayLease {
 public:
  // nullptr when another relay holds it. Errors: UNAVAILABLE, DEADLINE_EXCEEDED.
  static absl::StatusOr<std::unique_ptr<RelayLease>> TryAcquire(Database& database,
                                                                absl::Time deadline);
  ~RelayLease();
  // One round trip; a relay asks before each batch and stops when the lease is lost.
  bool StillHeld(absl::Time deadline);

 private:
  explicit RelayLease(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// The relay's side of the outbox. Only context.deadline is used of the contexts.
// Rows come ordered by (transaction id, id), only from transactions older than every open one, so a
// slow early writer is never skipped. A row that waits for its next attempt, or is parked, holds
// back all later rows of its aggregate; a relay that fails on a row must skip the rest of its
// aggregate in the batch, too.
absl::StatusOr<std::vector<OutboxRow>> FetchDeliverable(Database& database,
                                                        const CallContext& context, int limit);
absl::Status MarkDelivered(Database& database, const CallContext& context,
                           absl::Span<const int64_t> ids);
// Counts the failure; next attempt after 1, 2, 4, 8 s; parked after kDeliveryAttemptsMax.
absl::Status MarkFailed(Database& database, const CallContext& context, int64_t id,
                        absl::string_view why);
// The receiver is away: tries the rows again after kReceiverPause.
absl::Status MarkPostponed(Database& database, const CallContext& context,
                           absl::Span<const int64_t> ids, absl::string_view why);
absl::StatusOr<std::vector<OutboxRow>> ListParked(Database& database, const CallContext& context,
                                                  int limit);
// Makes a parked or waiting row due now with all attempts before it. NOT_FOUND when there is none.
absl::Status Retry(Database& database, const CallContext& context, int64_t id);
// Aggregates with a parked row.
absl::StatusOr<int64_t> CountParked(Database& database, const CallContext& context);

// Deletes effects that were delivered more than kDeliveredKept ago; looks at the `limit` oldest.
// Returns how many were swept.
absl::StatusOr<int64_t> SweepOutbox(Database& database, const CallContext& context,
                                    int64_t limit = 1000);
// All effects with a smaller id that were ever sent are delivered: they will not be sent again.
absl::StatusOr<int64_t> SettledId(Database& database, const CallContext& context);
// The receiver's side: forgets effects of `source` below its SettledId, received more than
// kDeliveredKept ago.
absl::StatusOr<int64_t> SweepInbox(Database& database, const CallContext& context,
                                   absl::string_view source, int64_t settled_id,
                                   int64_t limit = 1000);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_OUTBOX_H_
