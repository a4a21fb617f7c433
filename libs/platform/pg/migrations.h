#ifndef CARTERA_LIBS_PLATFORM_PG_MIGRATIONS_H_
#define CARTERA_LIBS_PLATFORM_PG_MIGRATIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/base/embedded_file.h"
#include "libs/platform/pg/database.h"

namespace cartera::pg {

// A migration is a file NNNN_what.sql with NNNN >= 0001; 0000_platform.sql is this library's own.
using Migration = EmbeddedFile;

struct SchemaSpec {
  std::string name;                        // [a-z][a-z0-9_]*
  absl::Span<const Migration> migrations;  // sorted by name; applied after 0000_platform.sql
  std::vector<std::string> reads;          // schemas whose <name>_read views it may SELECT
};

// Brings the schema up to date, each migration in its own transaction, under an advisory lock;
// makes the roles cartera_<s>_owner, cartera_<s>_policy and cartera_<s> and the schemas <s> and
// <s>_read when missing. Migrations run as the owner with search_path = <s>; unqualified names are
// the schema's own. Row policies may name views of the schemas in `reads`: one that another
// process is about to make is waited for, 30 seconds. Idempotent. Errors: FAILED_PRECONDITION
// naming the file whose applied text differs, or which the database has and this program does not
// know (made by a newer version); INTERNAL naming the file and the server's message when a
// migration fails (that one is rolled back, earlier ones stay).
absl::Status Migrate(const std::string& admin_uri, const SchemaSpec& spec);

// Readiness: OK when exactly the migrations of `spec` are applied. Errors: FAILED_PRECONDITION.
absl::Status AssertSchemaCurrent(Database& database, const SchemaSpec& spec, absl::Time deadline);

// Role names of a schema.
std::string OwnerRole(absl::string_view schema);
std::string RuntimeRole(absl::string_view schema);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_MIGRATIONS_H_
