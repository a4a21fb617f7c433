#ifndef CARTERA_LIBS_PLATFORM_PG_DATABASE_H_
#define CARTERA_LIBS_PLATFORM_PG_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/platform/pg/tx.h"

namespace cartera::pg {

class Connection;
class Pool;
class WriteRun;

struct Options {
  std::string uri;               // libpq connection string or URI
  std::string role;              // SET ROLE when not empty
  std::string schema;            // search_path; must hold the platform migration for Write
  int size = 4;                  // connections at most
  const Clock* clock = nullptr;  // required; stamps versions; outlives the Database
  // How far the clocks of this and other servers may lie apart; as-of reads end that long before
  // now.
  absl::Duration clock_skew = absl::ZeroDuration();
  // How long past its deadline a call may wait to learn the fate of a commit in doubt.
  absl::Duration in_doubt_grace = absl::Seconds(1);
  // Called after a commit that left events in the outbox; must not block.
  std::function<void()> emitted;
  // Gets every round trip, failed ones too: the last query in it, where a transaction's own (pg.*)
  // only counts when there is no other, and how long it took. Must not block.
  std::function<void(absl::string_view query, absl::Duration took)> waited;
  // Gets the cause behind an INTERNAL or UNAVAILABLE (server message, query name); default: stderr.
  std::function<void(absl::string_view request_id, absl::string_view cause)> log;
};

enum class Isolation { kReadCommitted, kRepeatableRead, kSerializable };

// True while the calling thread holds a connection of any Database: no call to another service
// then.
bool LeaseHeldByThisThread();

// A pool of connections and the runners of transactions on them. Connects on first use, drops
// broken connections, waits for a free one no longer than the deadline. Thread-safe. Errors of all
// runners, besides those of `body`: UNAVAILABLE (no connection), DEADLINE_EXCEEDED, ABORTED
// (serialization conflicts used up the reruns), INTERNAL.
class Database {
 public:
  explicit Database(Options options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `body` on one snapshot (READ ONLY, REPEATABLE READ). `body` may run again after a
  // conflict.
  absl::Status Read(const CallContext& context, absl::FunctionRef<absl::Status(Tx&)> body);

  // Read whose Tx has AsOfUs() set: to `at`, or to the latest closed instant when nullopt.
  // Errors: FAILED_PRECONDITION AS_OF_NOT_CLOSED when an older writer may still be open at `at`.
  absl::Status ReadAsOf(const CallContext& context, std::optional<absl::Time> at,
                        absl::FunctionRef<absl::Status(Tx&)> body);

  // Read in which every statement finds the service's own tables as they were at `at`: what names
  // <schema>.<table> reads the view <schema>_past.<table> (keep_history, keep_past). Other
  // services' read views stay of the present, and so do rights. Errors: those of ReadAsOf.
  absl::Status ReadPast(const CallContext& context, absl::Time at,
                        absl::FunctionRef<absl::Status(Tx&)> body);

  // The write path: commits if and only if `body` returns OK, and then puts the answer (what `body`
  // returned, or the stored answer of a replay) into `*answer`. `body` may run up to 4 times.
  // With context.validate_only everything runs and is rolled back; request_id is then ignored.
  // A handler that decides upon a row must lock it (FOR UPDATE or FOR SHARE) or ask for
  // kSerializable. Errors: INVALID_ARGUMENT REQUEST_ID_REUSED, FAILED_PRECONDITION
  // REQUEST_ID_EXPIRED, UNAVAILABLE (nothing happened, safe to repeat), UNAVAILABLE
  // COMMIT_IN_DOUBT.
  absl::Status Write(const CallContext& context, std::string* answer,
                     absl::FunctionRef<absl::StatusOr<std::string>(WriteTx&)> body,
                     Isolation isolation = Isolation::kReadCommitted);

  // A plain read-write transaction for upkeep that is not a change of state (relay marks, sweeps):
  // no version, no audit, no stored answer.
  absl::Status Maintain(const CallContext& context, absl::FunctionRef<absl::Status(Tx&)> body);

  // One round trip on a pooled connection. Errors: UNAVAILABLE, DEADLINE_EXCEEDED.
  absl::Status Ping(absl::Time deadline);

  const Options& options() const { return options_; }
  // Connections lent to callers now.
  int connections_in_use() const;

 private:
  friend class RelayLease;
  // Runs `once` on a leased connection, again after a conflict or a connection lost in between,
  // unless it clears its flag.
  absl::Status Attempt(const CallContext& context,
                       absl::FunctionRef<absl::Status(Connection&, bool* may_rerun)> once);
  enum class Instant { kNow, kClosed, kPast };
  absl::Status RunRead(const CallContext& context, Instant instant, std::optional<absl::Time> at,
                       absl::FunctionRef<absl::Status(Tx&)> body);
  // The fate of a run whose commit got no answer: OK, COMMIT_LOST or COMMIT_IN_DOUBT.
  absl::Status ResolveInDoubt(const CallContext& context, const WriteRun& run);
  // The same, asked once; nothing when it is not decided or nobody answers.
  static std::optional<absl::Status> AskFate(Connection& connection, const CallContext& context,
                                             const WriteRun& run, absl::Time until);

  const Options options_;
  std::unique_ptr<Pool> pool_;
};

// Deletes the answers older than 7 days, keeping key and resource name, at most `limit` rows a
// call. Returns how many were swept.
absl::StatusOr<int64_t> SweepAnswers(Database& database, const CallContext& context,
                                     int64_t limit = 10000);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_DATABASE_H_
