#include "libs/platform/pg/admin/session.h"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/local/cluster_config.h"

namespace cartera::pg {
namespace {

constexpr Query kServices{"admin.services", R"sql(
  SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relname = 'chain_heads' AND c.relkind = 'r' ORDER BY n.nspname)sql"};

}  // namespace

bool HoldsDatabase(const std::string& data_dir) {
  std::error_code error;
  return std::filesystem::exists(data_dir + "/postgres/pgdata/PG_VERSION", error);
}

absl::StatusOr<std::unique_ptr<Session>> Session::Open(const std::string& data_dir,
                                                       const Progress& progress) {
  if (!HoldsDatabase(data_dir)) {
    return absl::FailedPreconditionError(
        absl::StrCat("There is no database in ", data_dir,
                     ", or this user may not look: name the server's data directory with "
                     "--data-dir, and run this as the user who owns it."));
  }
  ASSIGN_OR_RETURN(Cluster cluster, PlaceCluster(data_dir));
  std::unique_ptr<PrivatePostgres> own;
  if (const absl::StatusOr<int> lock = LockCluster(cluster); lock.ok()) {
    close(*lock);
    ASSIGN_OR_RETURN(own, PrivatePostgres::Start({.data_dir = data_dir, .progress = progress}));
  }
  return std::unique_ptr<Session>(new Session(std::move(cluster), std::move(own)));
}

Session::Session(const PrivatePostgres& postgres) : Session(postgres.cluster(), nullptr) {}

Session::Session(Cluster cluster, std::unique_ptr<PrivatePostgres> own)
    : cluster_(std::move(cluster)), own_(std::move(own)), database_(OpenDatabase("public")) {}

std::string Session::Uri(absl::string_view dbname) const {
  return ClusterUri(cluster_, kAdminRole, dbname);
}

std::unique_ptr<Database> Session::OpenDatabase(absl::string_view schema) {
  Options options;
  options.uri = Uri();
  options.schema = std::string(schema);
  options.size = 1;
  options.clock = &clock_;
  options.log = [this](absl::string_view, absl::string_view cause) { cause_ = std::string(cause); };
  return std::make_unique<Database>(std::move(options));
}

absl::Status Session::Said(const absl::Status& status) const {
  if (status.ok()) return status;
  return absl::FailedPreconditionError(
      absl::StrCat("The database in ", cluster_.home,
                   " says: ", cause_.empty() ? std::string(status.message()) : cause_));
}

absl::StatusOr<Result> Session::Ask(const Query& query, const Params& params) {
  Result result;
  cause_.clear();
  RETURN_IF_ERROR(Said(database_->Maintain({}, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(result, tx.Exec(query, params));
    return absl::OkStatus();
  })));
  return result;
}

absl::StatusOr<std::string> Session::AskText(const Query& query, const Params& params) {
  ASSIGN_OR_RETURN(const Result result, Ask(query, params));
  return result.empty() ? std::string() : result[0].OptionalText(0).value_or("");
}

absl::StatusOr<int64_t> Session::AskNumber(const Query& query, const Params& params) {
  ASSIGN_OR_RETURN(const std::string text, AskText(query, params));
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number))
    return absl::InternalError(absl::StrCat("not a number: ", text));
  return number;
}

absl::StatusOr<std::vector<std::string>> Session::Services() {
  ASSIGN_OR_RETURN(const Result result, Ask(kServices));
  std::vector<std::string> services;
  for (const Row row : result) services.push_back(row.Text(0));
  return services;
}

}  // namespace cartera::pg
