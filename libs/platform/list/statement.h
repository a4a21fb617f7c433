#ifndef CARTERA_LIBS_PLATFORM_LIST_STATEMENT_H_
#define CARTERA_LIBS_PLATFORM_LIST_STATEMENT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/query.h"

namespace cartera::list {

inline constexpr int kStatementsMax = 500;

// The query of the list `name` ("registry.list_projects") with the text `sql`, kept until the
// process ends, because a connection prepares a query once and compares its text ever after.
// Another text has another name; values do not count, since they are bound. `name`: at most 46
// bytes, so that the whole stays below PostgreSQL's 63. Thread-safe. Errors: RESOURCE_EXHAUSTED
// when the process keeps kStatementsMax texts already.
absl::StatusOr<pg::Query> KeepStatement(absl::string_view name, absl::string_view sql);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_STATEMENT_H_
