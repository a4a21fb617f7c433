#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_SESSION_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_SESSION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/clock.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/local/private_postgres.h"

namespace cartera::pg {

// A way into the private PostgreSQL of a data directory as its administrator: of the server that
// runs it, or of one started for as long as this object lives. Not thread-safe.
class Session {
 public:
  // Errors: FAILED_PRECONDITION when there is no database in `data_dir`, or it does not start.
  static absl::StatusOr<std::unique_ptr<Session>> Open(const std::string& data_dir,
                                                       const Progress& progress);
  // On a PostgreSQL that the caller started; it outlives the session.
  explicit Session(const PrivatePostgres& postgres);

  const Cluster& cluster() const { return cluster_; }
  bool server_runs() const { return own_ == nullptr; }
  std::string Uri(absl::string_view dbname = "cartera") const;

  // One statement in a transaction of its own. Errors: FAILED_PRECONDITION with what the database
  // said.
  absl::StatusOr<Result> Ask(const Query& query, const Params& params = {});
  // The first column of the first row as text; "" when there is none.
  absl::StatusOr<std::string> AskText(const Query& query, const Params& params = {});
  absl::StatusOr<int64_t> AskNumber(const Query& query, const Params& params = {});

  // For transactions in the schema of a service. Ends before the session does.
  std::unique_ptr<Database> OpenDatabase(absl::string_view schema);
  // The schemas that keep a record (services), by name.
  absl::StatusOr<std::vector<std::string>> Services();

 private:
  Session(Cluster cluster, std::unique_ptr<PrivatePostgres> own);
  absl::Status Said(const absl::Status& status) const;

  const Cluster cluster_;
  const std::unique_ptr<PrivatePostgres> own_;  // null when a server runs it
  SystemClock clock_;
  std::string cause_;  // what the database said last
  std::unique_ptr<Database> database_;
};

// True when `data_dir` holds a database of ours.
bool HoldsDatabase(const std::string& data_dir);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_SESSION_H_
