#ifndef CARTERA_LIBS_PLATFORM_PG_TX_H_
#define CARTERA_LIBS_PLATFORM_PG_TX_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/platform/pg/query.h"

namespace cartera::pg {

class Connection;
struct Statement;

// Who calls what, and until when. Filled once by the RPC wrapper.
struct CallContext {
  std::string principal;                  // "" for the system itself
  std::string method;                     // "/cartera.registry.v1.RegistryService/CreateProject"
  std::string request_id;                 // "" = none
  std::string request_hash;               // of the request without request_id; compared on a replay
  absl::Time now = absl::InfinitePast();  // when the call arrived
  absl::Time deadline = absl::InfiniteFuture();
  bool validate_only = false;
  std::string trace;
  // Sent for the call so far, a transaction's own (pg.*) left out. One thread at a time has the
  // call.
  mutable int64_t statements = 0;
};

// One entry of a subject's hash chain. Written as canonical JSON (audit.h), never changed.
struct AuditEntry {
  std::string subject;       // the chain: "projects/ab12"
  std::string action;        // "submit"
  std::string resource;      // "rounds/2027/submissions/s1"
  std::string state_digest;  // SHA-256 of the state after the change: 32 bytes or empty
  std::string detail;        // UTF-8 text, free form
};

// An effect for another service, delivered at least once, in order per aggregate.
struct Event {
  std::string aggregate;  // "projects/ab12"
  std::string type;       // "review.decided.v1"
  std::string payload;    // bytes
};

// Stands for the rows of a statement that was asked and not awaited yet.
enum class Asked : size_t {};

// A transaction lent to a body by Database. Not thread-safe; not to be kept.
class Tx {
 public:
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  // Runs one statement. Errors: errors.h (SQLSTATE table); INVALID_ARGUMENT for NUL or bad UTF-8 in
  // text. After an error the transaction can only be rolled back: return the error (mapped or not).
  absl::StatusOr<Result> Exec(const Query& query, const Params& params = {});
  template <typename First, typename... Rest>
  requires(!std::same_as<std::remove_cvref_t<First>, Params>) absl::StatusOr<Result> Exec(
      const Query& query, const First& first, const Rest&... rest) {
    return Exec(query, Bind(first, rest...));
  }
  // Queues a statement whose rows nobody needs; it travels with the next Exec or with the commit,
  // at no round trip of its own. Its error appears there.
  void ExecLater(const Query& query, Params params = {});
  // Queues a statement whose rows are wanted after others have been queued: it travels with the
  // next Exec, or when Answer asks for its rows.
  Asked Ask(const Query& query, Params params = {});
  // The rows of an asked statement; once.
  absl::StatusOr<Result> Answer(Asked asked);
  // The next Exec is the last statement of this Read, so the end of the transaction travels with
  // it: a read of one object is then one round trip. INTERNAL for a statement after it.
  void EndWithNext() { ends_with_next_ = true; }

  // Lets the rest of this transaction see and write the rows of every place, past the row policies:
  // for what is no caller's, such as an event of another service. `reason` says why, in the
  // transaction's setting cartera.seen_why. No round trip. tests/tidy lists who may call it.
  void SeeEverything(absl::string_view reason);

  // The instant of a ReadAsOf or ReadPast in microseconds since 1970, for the `<table>_as_of($n)`
  // functions; 0 in every other transaction.
  int64_t AsOfUs() const { return as_of_us_; }

 protected:
  Tx(Connection* connection, absl::Time deadline);
  ~Tx();
  // Queues BEGIN (the given statement) and the time limit of every statement to come.
  void Begin(const Query& begin);
  // The same for a read, whose COMMIT the body may let travel with its last statement.
  void BeginRead(const Query& begin, const Query& commit);
  // From now on statements read `schema` as it was at AsOfUs().
  void ReadPast(absl::string_view schema);
  // The statement as this transaction runs it.
  Query InTime(const Query& query);
  // Sends what is queued plus `last`; the result of `last`. After a failure every later call fails
  // so.
  absl::StatusOr<Result> Flush(Statement last);
  absl::StatusOr<Result> FlushQueued();

  friend class Database;
  Connection* const connection_;
  const absl::Time deadline_;
  std::vector<Statement> queued_;
  std::vector<std::pair<size_t, Asked>> asked_;  // place in queued_
  std::vector<std::pair<Asked, Result>> answers_;
  size_t asked_count_ = 0;
  std::optional<Query> commit_;  // of a read
  bool ends_with_next_ = false;
  std::optional<int64_t> kept_timeout_ms_;  // queued for the session
  absl::Status failed_;
  int64_t as_of_us_ = 0;
  std::string past_schema_;             // of a ReadPast
  std::deque<std::string> past_texts_;  // of statements that are not kept
};

// A transaction of the write path. Statements of kept tables stamp their versions with NowUs().
class WriteTx : public Tx {
 public:
  // The version time of this transaction in microseconds since 1970: read from the injected clock
  // after the transaction announced itself as an open writer.
  int64_t NowUs() const { return now_us_; }
  absl::Time Now() const { return absl::FromUnixMicros(now_us_); }
  const CallContext& context() const { return context_; }

  // True when this request_id was answered before with the same request: authorise, then return any
  // string; the stored answer is given. Audit and Emit refuse with INTERNAL.
  bool Replayed() const { return replayed_; }

  // Who acts, as the record names them ("people/ana"); until set, the principal.
  void SetActor(absl::string_view actor) { actor_ = std::string(actor); }
  const std::string& actor() const { return actor_.empty() ? context_.principal : actor_; }

  // Adds to the chain of entry.subject, written at commit. INTERNAL on a replay or a bad digest.
  absl::Status Audit(AuditEntry entry);
  // Adds to the outbox, written at commit. INTERNAL on a replay.
  absl::Status Emit(Event event);
  // The resource this request_id made or changed: what is kept when the answer expires.
  void NameResource(absl::string_view name) { resource_ = std::string(name); }
  // True the first time (source, id) is seen; false when its effect has happened before.
  absl::StatusOr<bool> FirstDelivery(absl::string_view source, int64_t id);

 private:
  friend class Database;
  friend class WriteRun;
  WriteTx(Connection* connection, const CallContext& context);
  ~WriteTx() = default;

  const CallContext& context_;
  int64_t now_us_ = 0;
  std::string xid_;
  bool replayed_ = false;
  std::string stored_answer_;
  std::string resource_;
  std::string actor_;
  std::vector<AuditEntry> audit_;
  std::vector<Event> events_;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_TX_H_
