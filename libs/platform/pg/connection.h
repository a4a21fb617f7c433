#ifndef CARTERA_LIBS_PLATFORM_PG_CONNECTION_H_
#define CARTERA_LIBS_PLATFORM_PG_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/query.h"

struct pg_conn;  // libpq's PGconn

namespace cartera::pg {

// A query with its values, ready to be sent.
struct Statement {
  Query query;
  Params params;
};

// One session with the server, in libpq's pipeline mode: any number of statements cost one round
// trip. Internal to this folder. Not thread-safe.
class Connection {
 public:
  // Connects and sets role and search_path. Errors: UNAVAILABLE, DEADLINE_EXCEEDED.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const Options& options,
                                                          absl::Time deadline);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends the statements in one go and waits for all; the first error stops the rest. Waits a
  // moment past the deadline for the server's own timeout, then gives the connection up (broken()).
  absl::StatusOr<std::vector<Result>> Run(absl::Span<const Statement> statements,
                                          absl::Time deadline);
  // The last result of Run.
  absl::StatusOr<Result> RunOne(const Query& query, const Params& params, absl::Time deadline);

  // Ends a read-only transaction without waiting; the answer is collected before the next
  // statement.
  void EndWithoutWaiting();

  // True when the session must not be used again.
  bool broken() const { return broken_; }
  // True when the server closed this idle session, or it holds an unfinished transaction.
  bool Unusable(absl::Time deadline);
  bool InTransaction() const;
  bool InFailedTransaction() const;
  // True when a statement since the last ForgetConflict was refused with 40001 or 40P01.
  bool conflict() const { return conflict_; }
  void ForgetConflict() { conflict_ = false; }
  void MarkConflict() { conflict_ = true; }

  // The statement_timeout that holds outside of what a transaction sets for itself, as far as
  // known.
  std::optional<int64_t> session_timeout_ms() const { return session_timeout_ms_; }
  void set_session_timeout_ms(int64_t timeout_ms) { session_timeout_ms_ = timeout_ms; }
  // After a transaction that may have been rolled back, and its setting with it.
  void ForgetSessionTimeout() { session_timeout_ms_.reset(); }

  // Statements sent, but for those named pg.*.
  int64_t statements() const { return statements_; }
  absl::Time last_used() const { return last_used_; }
  const Options& options() const { return options_; }
  // For the log only: the cause behind a status that hides it.
  void Log(absl::string_view cause) const;
  void set_request_id(absl::string_view id) { request_id_ = std::string(id); }

 private:
  Connection(const Options& options, pg_conn* conn) : options_(options), conn_(conn) {}

  struct Sent {
    const Statement* statement;
    bool prepares;
  };
  absl::StatusOr<std::vector<Sent>> Send(absl::Span<const Statement> statements);
  absl::StatusOr<std::vector<Result>> Receive(const std::vector<Sent>& sent, absl::Time deadline);
  absl::Status Drain(absl::Time deadline);
  // Waits until a result can be taken without blocking.
  absl::Status AwaitResult(absl::Time deadline);
  absl::Status ErrorOf(const pg_result* result, absl::string_view query);
  absl::Status Broken(absl::string_view what);

  const Options& options_;
  pg_conn* conn_;
  bool broken_ = false;
  bool conflict_ = false;
  bool drain_ = false;
  int64_t statements_ = 0;
  std::optional<int64_t> session_timeout_ms_;
  absl::Time last_used_ = absl::InfinitePast();
  std::string request_id_;
  std::unordered_map<std::string, absl::string_view> prepared_;  // name -> text
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_CONNECTION_H_
