#ifndef CARTERA_LIBS_PLATFORM_PG_ERRORS_H_
#define CARTERA_LIBS_PLATFORM_PG_ERRORS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cartera::pg {

// Payloads on the statuses of this library (absl::Status::GetPayload): the ErrorInfo reason
// (UPPER_SNAKE), and for a refused statement its SQLSTATE and the constraint that refused it.
inline constexpr absl::string_view kReasonPayload = "cartera/reason";
inline constexpr absl::string_view kSqlStatePayload = "cartera/pg.sqlstate";
inline constexpr absl::string_view kConstraintPayload = "cartera/pg.constraint";
inline constexpr absl::string_view kResourcePayload = "cartera/resource";

// The payloads as text; empty when absent. Stores map 23505 and 23503 by ConstraintOf.
std::string ReasonOf(const absl::Status& status);
std::string SqlStateOf(const absl::Status& status);
std::string ConstraintOf(const absl::Status& status);
std::string ResourceOf(const absl::Status& status);

// The code for a SQLSTATE: 23503 FAILED_PRECONDITION, 23505 ALREADY_EXISTS, 40001 and 40P01
// ABORTED, 57014 DEADLINE_EXCEEDED, 08xxx, 57Pxx and 53xxx (disk full, no connection) UNAVAILABLE,
// 22021 INVALID_ARGUMENT, everything else INTERNAL.
absl::StatusCode CodeOfSqlState(absl::string_view sqlstate);

// The status of a refused statement. The server's message is never part of it.
absl::Status StatementError(absl::string_view sqlstate, absl::string_view constraint);

absl::Status AsOfNotClosed(int64_t at_us, int64_t closed_us);
absl::Status RequestIdReused(absl::string_view request_id);
absl::Status AnswerExpired(absl::string_view request_id, absl::string_view resource);
absl::Status CommitInDoubt();
absl::Status CommitLost();
absl::Status PoolTimeout();
absl::Status DatabaseUnavailable();
absl::Status DatabaseNotReached(absl::string_view why);  // for the operator: the cause is shown
absl::Status DeadlineOver();
absl::Status NulInText();
absl::Status SchemaNotCurrent(absl::string_view what);
absl::Status MigrationFailed(absl::string_view what);  // for the operator: the cause is shown
absl::Status NoSuchEffect(int64_t outbox_id);
absl::Status InternalBug();  // the cause goes to the log

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ERRORS_H_
