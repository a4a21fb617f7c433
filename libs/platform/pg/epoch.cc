#include "libs/platform/pg/epoch.h"

#include <exception>
#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

// Readable by whoever connects as the owner alone; the server shows the number to everybody.
constexpr char kMake[] = R"sql(
  SELECT pg_advisory_xact_lock(hashtext('cartera migrations'));
  SET LOCAL client_min_messages = warning;
  CREATE SCHEMA IF NOT EXISTS cartera_server;
  CREATE TABLE IF NOT EXISTS cartera_server.epochs (
    epoch             bigint PRIMARY KEY CHECK (epoch >= 1),
    at                timestamptz NOT NULL DEFAULT now(),
    restored_until_us bigint,  -- NULL for the first
    known_until_us    bigint,
    chains_ahead      bigint
  );
  INSERT INTO cartera_server.epochs (epoch)
  SELECT 1 WHERE NOT EXISTS (SELECT FROM cartera_server.epochs);
)sql";
constexpr char kCurrent[] = "SELECT max(epoch) FROM cartera_server.epochs";
constexpr char kRaise[] = R"sql(
  INSERT INTO cartera_server.epochs (epoch, restored_until_us, known_until_us, chains_ahead)
  SELECT $1, $2, $3, $4 WHERE $1 > (SELECT max(epoch) FROM cartera_server.epochs))sql";

// Runs `body` in one transaction.
template <typename Body>
absl::Status InTransaction(const std::string& uri, const Body& body) {
  try {
    pqxx::connection connection(uri);
    pqxx::work work(connection);
    const absl::Status status = body(work);
    if (status.ok()) work.commit();
    return status;
  } catch (const pqxx::broken_connection&) {
    return DatabaseUnavailable();
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("epoch: ", error.what()));
  }
}

}  // namespace

absl::StatusOr<int64_t> OpenEpoch(const std::string& admin_uri) {
  int64_t epoch = 0;
  const absl::Status status = InTransaction(admin_uri, [&epoch](pqxx::work& work) {
    work.exec(kMake);
    epoch = work.exec1(kCurrent)[0].as<int64_t>();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return epoch;
}

absl::Status RaiseEpoch(const std::string& admin_uri, const Restored& restored) {
  return InTransaction(admin_uri, [&restored](pqxx::work& work) -> absl::Status {
    work.exec(kMake);
    const pqxx::result raised = work.exec_params(kRaise, restored.epoch, restored.restored_until_us,
                                                 restored.known_until_us, restored.chains_ahead);
    if (raised.affected_rows() == 1) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("The record's epoch is at ", restored.epoch, " or above already."));
  });
}

}  // namespace cartera::pg
