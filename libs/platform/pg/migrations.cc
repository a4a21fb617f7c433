#include "libs/platform/pg/migrations.h"

#include <algorithm>
#include <exception>
#include <map>
#include <pqxx/pqxx>

#include "PlatformMigrations.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

// Statements of schema set-up cannot bind names, so $owner$, $runtime$, $policy$, $schema$ and
// $other$ stand for identifiers that ValidName has checked. The policy role owns the few views
// through which row policies look beyond the caller's rows; the owner may hand it a view, but does
// not have its rights (NOINHERIT).
constexpr absl::string_view kCreateRoles = R"sql(
  DO $do$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '$owner$') THEN
      CREATE ROLE $owner$ NOLOGIN NOINHERIT NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '$policy$') THEN
      CREATE ROLE $policy$ NOLOGIN NOBYPASSRLS;
      GRANT $policy$ TO $owner$;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '$runtime$') THEN
      CREATE ROLE $runtime$ LOGIN NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT pg_has_role(current_user, '$owner$', 'MEMBER') THEN
      GRANT $owner$ TO CURRENT_USER;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- another database of this cluster was set up at the same moment
  END $do$;
)sql";

constexpr absl::string_view kCreateSchema = R"sql(
  CREATE SCHEMA IF NOT EXISTS $schema$ AUTHORIZATION $owner$;
  CREATE SCHEMA IF NOT EXISTS $schema$_read AUTHORIZATION $owner$;
  CREATE SCHEMA IF NOT EXISTS $schema$_past AUTHORIZATION $owner$;
  REVOKE ALL ON SCHEMA $schema$, $schema$_read, $schema$_past FROM PUBLIC;
  GRANT USAGE ON SCHEMA $schema$, $schema$_read, $schema$_past TO $runtime$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ IN SCHEMA $schema$
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO $runtime$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ IN SCHEMA $schema$
    GRANT USAGE ON SEQUENCES TO $runtime$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ IN SCHEMA $schema$
    GRANT EXECUTE ON FUNCTIONS TO $runtime$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ IN SCHEMA $schema$_read
    GRANT SELECT ON TABLES TO $runtime$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ IN SCHEMA $schema$_past
    GRANT SELECT ON TABLES TO $runtime$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $owner$ IN SCHEMA $schema$_read
    GRANT EXECUTE ON FUNCTIONS TO $runtime$;
  SET LOCAL ROLE $owner$;
  CREATE TABLE IF NOT EXISTS $schema$.schema_migrations (
    name       text        PRIMARY KEY,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
)sql";

// What another service publishes, now and later: its views and the functions beside them. To the
// owner too: its row policies may ask them.
constexpr absl::string_view kGrantRead = R"sql(
  GRANT USAGE ON SCHEMA $other$_read TO $runtime$, $owner$;
  GRANT SELECT ON ALL TABLES IN SCHEMA $other$_read TO $runtime$, $owner$;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA $other$_read TO $runtime$, $owner$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $other_owner$ IN SCHEMA $other$_read
    GRANT SELECT ON TABLES TO $runtime$, $owner$;
  ALTER DEFAULT PRIVILEGES FOR ROLE $other_owner$ IN SCHEMA $other$_read
    GRANT EXECUTE ON FUNCTIONS TO $runtime$, $owner$;
)sql";

constexpr Query kApplied{"pg.migrations_applied", R"sql(
  SELECT name, checksum FROM schema_migrations ORDER BY name)sql"};

bool ValidName(absl::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= 40 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), plain);
}

std::string Fill(absl::string_view sql, const std::string& schema, const std::string& other = "") {
  return absl::StrReplaceAll(sql, {{"$owner$", OwnerRole(schema)},
                                   {"$runtime$", RuntimeRole(schema)},
                                   {"$policy$", absl::StrCat("cartera_", schema, "_policy")},
                                   {"$schema$", schema},
                                   {"$other_owner$", OwnerRole(other)},
                                   {"$other$", other}});
}

std::string Checksum(absl::string_view text) { return absl::BytesToHexString(Sha256(text)); }

absl::StatusOr<std::vector<Migration>> AllMigrations(const SchemaSpec& spec) {
  std::vector<Migration> all(PlatformMigrations().begin(), PlatformMigrations().end());
  for (const Migration& migration : spec.migrations) {
    if (migration.name <= all.back().name) {
      return SchemaNotCurrent(absl::StrCat(spec.name, ": migration ", migration.name,
                                           " does not come after ", all.back().name));
    }
    all.push_back(migration);
  }
  return all;
}

// The number of leading migrations that are applied, unchanged and in order.
absl::StatusOr<size_t> CountApplied(const std::string& schema, const std::vector<Migration>& all,
                                    std::map<std::string, std::string> applied) {
  size_t count = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto found = applied.find(std::string(all[i].name));
    if (found == applied.end()) {
      continue;
    }
    if (found->second != Checksum(all[i].text)) {
      return SchemaNotCurrent(absl::StrCat(schema, ": migration ", all[i].name,
                                           " was changed after it had been applied"));
    }
    if (i != count) {
      return SchemaNotCurrent(absl::StrCat(schema, ": migration ", all[count].name,
                                           " was added before ", all[i].name,
                                           ", which is applied already"));
    }
    ++count;
    applied.erase(found);
  }
  if (!applied.empty()) {
    return SchemaNotCurrent(absl::StrCat(
        schema, ": the database was made by a newer version, with ", applied.begin()->first));
  }
  return count;
}

void EnsureSchema(pqxx::connection& connection, const std::string& schema) {
  pqxx::work work(connection);
  // Twice: a rival on another database of this cluster may make the first one give way half done.
  work.exec(Fill(kCreateRoles, schema));
  work.exec(Fill(kCreateRoles, schema));
  work.exec(Fill(kCreateSchema, schema));
  work.commit();
}

std::map<std::string, std::string> ReadApplied(pqxx::connection& connection,
                                               const std::string& schema) {
  pqxx::work work(connection);
  std::map<std::string, std::string> applied;
  for (const auto& row : work.exec("SELECT name, checksum FROM " + schema + ".schema_migrations")) {
    applied[row[0].c_str()] = row[1].c_str();
  }
  return applied;
}

// How long to wait for the process that brings a schema up to date whose views this one asks for.
constexpr absl::Duration kNeighbourWait = absl::Seconds(30);

// Sets *neighbour_missing when a table or view is named that is not there.
absl::Status Apply(pqxx::connection& connection, const std::string& schema,
                   const Migration& migration, bool* neighbour_missing) {
  const std::string name(migration.name);
  try {
    pqxx::work work(connection);
    work.exec("SET LOCAL ROLE " + OwnerRole(schema));
    work.exec("SET LOCAL search_path = " + schema + ", pg_temp");
    // A backfill of a kept table is a change like any other and needs a version time.
    work.exec(R"sql(SELECT set_config('cartera.now_us',
        (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text, true))sql");
    work.exec(std::string(migration.text));
    work.exec_params("INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)", name,
                     Checksum(migration.text));
    work.commit();
  } catch (const pqxx::sql_error& error) {
    *neighbour_missing = dynamic_cast<const pqxx::undefined_table*>(&error) != nullptr;
    return MigrationFailed(absl::StrCat(schema, ": ", name, ": ", error.what()));
  }
  return absl::OkStatus();
}

absl::Status MigrateConnected(pqxx::connection& connection, const SchemaSpec& spec,
                              bool* neighbour_missing) {
  ASSIGN_OR_RETURN(const std::vector<Migration> all, AllMigrations(spec));
  {
    // One at a time; held by the session, so over all the transactions to come.
    pqxx::nontransaction lock(connection);
    lock.exec("SET client_min_messages = warning");
    lock.exec("SELECT pg_advisory_lock(hashtext('cartera migrations'))");
  }
  EnsureSchema(connection, spec.name);
  for (const std::string& other : spec.reads) {
    EnsureSchema(connection, other);
    pqxx::work work(connection);
    work.exec(Fill(kGrantRead, spec.name, other));
    work.commit();
  }
  ASSIGN_OR_RETURN(const size_t done,
                   CountApplied(spec.name, all, ReadApplied(connection, spec.name)));
  for (size_t i = done; i < all.size(); ++i) {
    RETURN_IF_ERROR(Apply(connection, spec.name, all[i], neighbour_missing));
  }
  return absl::OkStatus();
}

}  // namespace

std::string OwnerRole(absl::string_view schema) {
  return absl::StrCat("cartera_", schema, "_owner");
}
std::string RuntimeRole(absl::string_view schema) { return absl::StrCat("cartera_", schema); }

absl::Status Migrate(const std::string& admin_uri, const SchemaSpec& spec) {
  if (!ValidName(spec.name) || !std::all_of(spec.reads.begin(), spec.reads.end(), ValidName)) {
    return MigrationFailed(absl::StrCat("not a schema name: ", spec.name));
  }
  try {
    const absl::Time until = absl::Now() + kNeighbourWait;
    for (;;) {
      bool neighbour_missing = false;
      {
        pqxx::connection connection(admin_uri);
        absl::Status status = MigrateConnected(connection, spec, &neighbour_missing);
        if (!neighbour_missing || spec.reads.empty() || absl::Now() >= until) return status;
      }
      // Without the lock: another process is about to make what is missing.
      absl::SleepFor(absl::Milliseconds(50));
    }
  } catch (const pqxx::broken_connection& error) {
    return DatabaseNotReached(error.what());
  } catch (const std::exception& error) {
    return MigrationFailed(absl::StrCat(spec.name, ": ", error.what()));
  }
}

absl::Status AssertSchemaCurrent(Database& database, const SchemaSpec& spec, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<Migration> all, AllMigrations(spec));
  std::map<std::string, std::string> applied;
  RETURN_IF_ERROR(database.Read({.deadline = deadline}, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result, tx.Exec(kApplied));
    for (const Row row : result) {
      applied[row.Text(0)] = row.Text(1);
    }
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const size_t count, CountApplied(spec.name, all, std::move(applied)));
  if (count < all.size()) {
    return SchemaNotCurrent(
        absl::StrCat(spec.name, ": migration ", all[count].name, " is missing"));
  }
  return absl::OkStatus();
}

}  // namespace cartera::pg
