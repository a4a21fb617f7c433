#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_CHECK_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/platform/pg/local/cluster.h"
#include "libs/platform/pg/migrations.h"

namespace cartera::pg {

enum class Health { kOk, kWarn, kFail };
absl::string_view ToString(Health health);  // "OK", "WARN", "FAIL"

struct Finding {
  std::string what;  // "wal archive"
  Health health = Health::kOk;
  std::string says;  // one sentence, and what to do about it
};

struct CheckOptions {
  std::string data_dir;
  std::vector<SchemaSpec> schemas;  // what this program expects
  std::string certificate;          // PEM file whose expiry is looked at; "" for none
  bool quick = false;               // without reading the whole database and record
  Progress progress;
};

// Looks over an installation: files, disk, clock, database, record, outbox, backups. Starts the
// private PostgreSQL for that long when no server runs it; changes nothing but the amcheck
// extension, which it adds. Errors: FAILED_PRECONDITION when there is nothing to look at.
absl::StatusOr<std::vector<Finding>> Check(const CheckOptions& options);

// When the last certificate of a PEM file's first one ends, against `now`.
Finding CheckCertificate(const std::string& path, absl::Time now);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_CHECK_H_
