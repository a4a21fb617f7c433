#include "libs/platform/pg/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

// How long the server's own statement_timeout may come late before the connection is given up.
constexpr absl::Duration kTimeoutGrace = absl::Milliseconds(250);

constexpr Query kSetUp{"pg.set_up", R"sql(
  SELECT CASE WHEN $1 <> '' THEN set_config('role', $1, false) END,
         CASE WHEN $2 <> '' THEN set_config('search_path', $2 || ', pg_temp', false) END,
         set_config('bytea_output', 'hex', false),
         set_config('client_connection_check_interval', '1s', false),
         set_config('idle_in_transaction_session_timeout', '60s', false))sql"};
constexpr Query kCommitRead{"pg.commit", "COMMIT"};

struct ResultDeleter {
  void operator()(const PGresult* result) const { PQclear(const_cast<PGresult*>(result)); }
};

// Waits for the socket; false when the deadline passed first.
bool WaitSocket(int socket, short events, absl::Time deadline) {
  for (;;) {
    const absl::Duration left = deadline - absl::Now();
    // Bounded before it is rounded up: an infinite deadline is the largest int64.
    const int64_t ms = std::clamp<int64_t>(absl::ToInt64Milliseconds(left), -1, 59'999) + 1;
    pollfd descriptor{.fd = socket, .events = events, .revents = 0};
    const int ready = poll(&descriptor, 1, static_cast<int>(ms));
    if (ready > 0) {
      return true;
    }
    if (left <= absl::ZeroDuration()) {
      return false;
    }
  }
}

// Drives the asynchronous connect; returns what went wrong, or nothing.
std::optional<absl::Status> Connect(PGconn* conn, absl::Time deadline) {
  if (PQstatus(conn) == CONNECTION_BAD) {
    return DatabaseUnavailable();
  }
  for (PostgresPollingStatusType state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;
       state = PQconnectPoll(conn)) {
    if (state == PGRES_POLLING_FAILED) {
      return DatabaseUnavailable();
    }
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!WaitSocket(PQsocket(conn), events, deadline)) {
      return DeadlineOver();
    }
  }
  return std::nullopt;
}

// Whether it is a transaction's own, and no service's.
bool IsOwn(const Statement& statement) { return absl::StartsWith(statement.query.name, "pg."); }

// The query that a round trip is counted for.
absl::string_view NameOf(absl::Span<const Statement> statements) {
  for (auto at = statements.rbegin(); at != statements.rend(); ++at) {
    if (!IsOwn(*at)) return at->query.name;
  }
  return statements.back().query.name;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const Options& options,
                                                             absl::Time deadline) {
  const char* const names[] = {"dbname", "client_encoding", "fallback_application_name", nullptr};
  const char* const values[] = {options.uri.c_str(), "UTF8", "cartera", nullptr};
  PGconn* conn = PQconnectStartParams(names, values, /*expand_dbname=*/1);
  if (conn == nullptr) {
    return DatabaseUnavailable();
  }
  std::unique_ptr<Connection> connection(new Connection(options, conn));
  if (const auto error = Connect(conn, deadline); error.has_value()) {
    connection->Log(absl::StrCat("connect: ", PQerrorMessage(conn)));
    return *error;
  }
  if (PQsetnonblocking(conn, 1) != 0 || PQenterPipelineMode(conn) != 1) {
    return connection->Broken("pipeline mode");
  }
  PQsetNoticeProcessor(
      conn, [](void*, const char*) {}, nullptr);
  RETURN_IF_ERROR(
      connection->RunOne(kSetUp, Bind(options.role, options.schema), deadline).status());
  return connection;
}

Connection::~Connection() { PQfinish(conn_); }

void Connection::Log(absl::string_view cause) const {
  cause = absl::StripSuffix(cause, "\n");
  if (options_.log) {
    options_.log(request_id_, cause);
  } else {
    std::fprintf(stderr, "pg: request_id=%s %s\n", request_id_.c_str(), std::string(cause).c_str());
  }
}

absl::Status Connection::Broken(absl::string_view what) {
  broken_ = true;
  Log(absl::StrCat(what, ": ", PQerrorMessage(conn_)));
  return DatabaseUnavailable();
}

bool Connection::InTransaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(conn_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool Connection::InFailedTransaction() const {
  return PQtransactionStatus(conn_) == PQTRANS_INERROR;
}

absl::StatusOr<std::vector<Result>> Connection::Run(absl::Span<const Statement> statements,
                                                    absl::Time deadline) {
  for (const Statement& statement : statements) {
    RETURN_IF_ERROR(statement.params.status());
    if (!IsOwn(statement)) ++statements_;
  }
  if (broken_) {
    return DatabaseUnavailable();
  }
  const absl::Time start = absl::Now();
  if (start >= deadline) {
    return DeadlineOver();
  }
  RETURN_IF_ERROR(Drain(deadline));
  ASSIGN_OR_RETURN(const std::vector<Sent> sent, Send(statements));
  auto results = Receive(sent, deadline);
  last_used_ = absl::Now();
  if (options_.waited) {
    options_.waited(NameOf(statements), last_used_ - start);
  }
  return results;
}

absl::StatusOr<Result> Connection::RunOne(const Query& query, const Params& params,
                                          absl::Time deadline) {
  const Statement statement{query, params};
  ASSIGN_OR_RETURN(auto results, Run(absl::MakeConstSpan(&statement, 1), deadline));
  return std::move(results.back());
}

absl::StatusOr<std::vector<Connection::Sent>> Connection::Send(
    absl::Span<const Statement> statements) {
  std::vector<Sent> sent;
  std::vector<const char*> data;
  std::vector<int> lengths, formats;
  // Prepared earlier in this very batch, so not yet known to have succeeded.
  std::unordered_map<std::string, absl::string_view> fresh;
  for (const Statement& statement : statements) {
    // Parsed under no name, a statement is gone with the next one.
    const std::string name(statement.query.once ? "" : statement.query.name);
    if (statement.query.once) {
      fresh.erase(name);
    }
    const auto known = prepared_.find(name);
    if (known != prepared_.end() && known->second != statement.query.sql) {
      Log(absl::StrCat("two queries are named ", name));
      return InternalBug();
    }
    if (known == prepared_.end() && fresh.emplace(name, statement.query.sql).second) {
      // Named for whoever reads the server's log or pg_stat_activity.
      const std::string sql =
          absl::StrCat("/* ", statement.query.name, " */ ", statement.query.sql);
      if (PQsendPrepare(conn_, name.c_str(), sql.c_str(), 0, nullptr) != 1) {
        return Broken("prepare");
      }
      sent.push_back({&statement, true});
    }
    data.clear();
    lengths.clear();
    formats.clear();
    for (const Params::Value& value : statement.params.values()) {
      data.push_back(value.null ? nullptr : value.data.c_str());
      lengths.push_back(static_cast<int>(value.data.size()));
      formats.push_back(value.binary ? 1 : 0);
    }
    if (PQsendQueryPrepared(conn_, name.c_str(), static_cast<int>(data.size()), data.data(),
                            lengths.data(), formats.data(), 0) != 1) {
      return Broken("send");
    }
    sent.push_back({&statement, false});
  }
  if (PQpipelineSync(conn_) != 1) {
    return Broken("sync");
  }
  return sent;
}

absl::Status Connection::AwaitResult(absl::Time deadline) {
  for (;;) {
    const int unsent = PQflush(conn_);
    if (unsent < 0) {
      return Broken("flush");
    }
    if (unsent == 0 && PQisBusy(conn_) == 0) {
      return absl::OkStatus();
    }
    const short events = static_cast<short>(POLLIN | (unsent > 0 ? POLLOUT : 0));
    if (!WaitSocket(PQsocket(conn_), events, deadline + kTimeoutGrace)) {
      broken_ = true;
      Log("gave up a connection whose answer did not come in time");
      return DeadlineOver();
    }
    // A closed connection may still hold the server's last words: PQgetResult hands them out.
    if (PQconsumeInput(conn_) == 0 && PQisBusy(conn_) != 0) {
      return Broken("receive");
    }
  }
}

absl::StatusOr<std::vector<Result>> Connection::Receive(const std::vector<Sent>& sent,
                                                        absl::Time deadline) {
  std::vector<Result> results;
  absl::Status first_error;
  size_t at = 0;
  for (;;) {
    RETURN_IF_ERROR(AwaitResult(deadline));
    std::shared_ptr<const PGresult> result(PQgetResult(conn_), ResultDeleter());
    if (PQstatus(conn_) == CONNECTION_BAD) {
      return Broken("receive");
    }
    if (result == nullptr) {
      ++at;  // the end of one statement's results
      if (at > sent.size()) {
        return Broken("protocol");
      }
      continue;
    }
    switch (PQresultStatus(result.get())) {
      case PGRES_PIPELINE_SYNC:
        if (!first_error.ok()) {
          return first_error;
        }
        return results;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
        if (sent[at].prepares) {
          const Query& query = sent[at].statement->query;
          if (!query.once) {
            prepared_.emplace(std::string(query.name), query.sql);
          }
        } else {
          results.emplace_back(std::move(result));
        }
        break;
      case PGRES_PIPELINE_ABORTED:
        break;  // follows the error that is kept
      default:
        if (first_error.ok()) {
          first_error =
              ErrorOf(result.get(), at < sent.size() ? sent[at].statement->query.name : "");
        }
    }
  }
}

absl::Status Connection::ErrorOf(const PGresult* result, absl::string_view query) {
  const auto field = [result](int code) {
    const char* text = PQresultErrorField(result, code);
    return absl::string_view(text == nullptr ? "" : text);
  };
  const absl::string_view sqlstate = field(PG_DIAG_SQLSTATE);
  const absl::string_view severity = field(PG_DIAG_SEVERITY_NONLOCALIZED);
  conflict_ = conflict_ || sqlstate == "40001" || sqlstate == "40P01";
  // A plan made before a migration cannot be used again: start afresh.
  const bool stale_plan = sqlstate == "0A000" || sqlstate == "26000";
  if (severity == "FATAL" || severity == "PANIC" || stale_plan) {
    broken_ = true;
  }
  absl::Status status = StatementError(sqlstate, field(PG_DIAG_CONSTRAINT_NAME));
  if (status.code() == absl::StatusCode::kInternal ||
      status.code() == absl::StatusCode::kUnavailable) {
    Log(absl::StrCat("query ", query, ": ", sqlstate, " ", field(PG_DIAG_MESSAGE_PRIMARY), " ",
                     field(PG_DIAG_MESSAGE_DETAIL), " ", field(PG_DIAG_CONTEXT)));
  }
  return status;
}

void Connection::EndWithoutWaiting() {
  const Statement end{kCommitRead, {}};
  if (broken_ || !prepared_.contains(std::string(kCommitRead.name))) {
    // The first time it must be prepared, so wait for once; a read has nothing to lose by an error.
    (void)RunOne(kCommitRead, {}, absl::Now() + absl::Seconds(1));
    return;
  }
  if (!Send(absl::MakeConstSpan(&end, 1)).ok() || PQflush(conn_) < 0) {
    broken_ = true;
    return;
  }
  drain_ = true;
}

absl::Status Connection::Drain(absl::Time deadline) {
  if (!drain_) {
    return absl::OkStatus();
  }
  drain_ = false;
  const Statement end{kCommitRead, {}};
  return Receive({{&end, false}}, deadline).status();
}

bool Connection::Unusable(absl::Time deadline) {
  if (broken_ || !Drain(deadline).ok() || PQtransactionStatus(conn_) != PQTRANS_IDLE) {
    return true;
  }
  // An idle session has nothing to say, except that it is being closed.
  pollfd descriptor{.fd = PQsocket(conn_), .events = POLLIN, .revents = 0};
  return poll(&descriptor, 1, 0) != 0;
}

}  // namespace cartera::pg
