#include "libs/platform/pg/admin/check.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/backup_store.h"
#include "libs/platform/pg/admin/chain_record.h"
#include "libs/platform/pg/admin/check_files.h"
#include "libs/platform/pg/admin/session.h"

namespace cartera::pg {
namespace {

constexpr absl::Duration kClockAhead = absl::Minutes(1);

constexpr Query kChecksums{"admin.checksums", R"sql(
  SELECT CASE WHEN current_setting('data_checksums') <> 'on' THEN -1
              ELSE (SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database) END)sql"};
constexpr Query kArchiver{"admin.archiver", R"sql(
  SELECT current_setting('archive_library') <> '',
         last_failed_time IS NOT NULL AND
           (last_archived_time IS NULL OR last_failed_time > last_archived_time),
         coalesce(last_failed_wal, ''),
         coalesce((extract(epoch FROM now() - last_archived_time) / 60)::bigint, -1),
         (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready')
    FROM pg_stat_archiver)sql"};
constexpr Query kNewestEntry{"admin.newest_entry", "SELECT coalesce(max(at_us), 0) FROM audit"};
constexpr Query kParked{"admin.parked", R"sql(
  SELECT count(DISTINCT aggregate) FILTER (WHERE parked), count(*) FROM outbox
   WHERE delivered_us IS NULL)sql"};
// A schema that keeps bytes outside of its rows has a function that names those that are damaged.
constexpr Query kKeepsContents{"admin.keeps_contents",
                               "SELECT (to_regprocedure('damaged_contents()') IS NOT NULL)::int"};
constexpr Query kDamagedContents{
    "admin.damaged_contents",
    "SELECT count(*), coalesce(min(hash), '') FROM damaged_contents() AS damaged (hash)"};

Finding Failed(absl::string_view what, const absl::Status& status) {
  return {std::string(what), Health::kFail, std::string(status.message())};
}

Finding CheckChecksums(Session& session) {
  const auto failures = session.AskNumber(kChecksums);
  if (!failures.ok()) return Failed("checksums", failures.status());
  if (*failures == 0) return {"checksums", Health::kOk, "On; no page was ever found damaged."};
  return {"checksums", Health::kFail,
          *failures < 0 ? "Off: a damaged page would not be noticed."
                        : absl::StrCat(*failures,
                                       " damaged pages were read: restore from a backup, "
                                       "and look at the disk.")};
}

Finding CheckArchive(Session& session) {
  const auto result = session.Ask(kArchiver);
  if (!result.ok()) return Failed("wal archive", result.status());
  const Row row = (*result)[0];
  if (!row.Bool(0)) {
    return {"wal archive", Health::kWarn, "Off until the first `cartera admin backup`."};
  }
  if (row.Bool(1)) {
    return {"wal archive", Health::kFail,
            absl::StrCat("Fails with ", row.Text(2), "; ", row.Int64(4),
                         " log files wait and fill the disk. The log in pgdata/log says why.")};
  }
  return {"wal archive", row.Int64(4) > 100 ? Health::kWarn : Health::kOk,
          absl::StrCat(row.Int64(3) < 0 ? "Nothing was archived since the start"
                                        : absl::StrCat("Last ", row.Int64(3), " minutes ago"),
                       "; ", row.Int64(4), " log files wait.")};
}

Finding CheckAmcheck(const Session& session) {
  const absl::StatusOr<OsUser> me = OsUserByUid(geteuid());
  if (!me.ok()) return Failed("tables and indexes", me.status());
  // parent-check reads more but locks out writers; this is fit for a server at work.
  const absl::Status status =
      RunToEnd({.argv = {absl::StrCat(kPostgresBinDir, "/pg_amcheck"), "--install-missing",
                         "--heapallindexed", absl::StrCat("--maintenance-db=", session.Uri()),
                         session.Uri()},
                .user = *me});
  if (!status.ok()) return Failed("tables and indexes", status);
  return {"tables and indexes", Health::kOk, "pg_amcheck finds nothing wrong."};
}

void CheckSchema(Session& session, const SchemaSpec& spec, std::vector<Finding>* findings) {
  const std::unique_ptr<Database> database = session.OpenDatabase(spec.name);
  const absl::Status current =
      AssertSchemaCurrent(*database, spec, absl::Now() + absl::Seconds(30));
  findings->push_back(current.ok() ? Finding{absl::StrCat("schema ", spec.name), Health::kOk,
                                             "As this program expects."}
                                   : Failed(absl::StrCat("schema ", spec.name), current));
  if (!current.ok()) return;
  Finding outbox{absl::StrCat("outbox ", spec.name), Health::kOk, ""};
  const absl::Status read = database->Read({}, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result, tx.Exec(kParked));
    const int64_t parked = result[0].Int64(0);
    outbox.says =
        absl::StrCat(result[0].Int64(1), " effects under way, ", parked,
                     parked == 0 ? " parked." : " parked: see `cartera admin outbox list`.");
    if (parked > 0) outbox.health = Health::kWarn;
    return absl::OkStatus();
  });
  findings->push_back(read.ok() ? outbox : Failed(outbox.what, read));
}

// The newest entry of the record must not lie in the future: then this clock, or the one before it,
// is wrong, and as-of questions with it.
Finding CheckClock(Session& session, const std::vector<std::string>& services, absl::Time now) {
  int64_t newest_us = 0;
  for (const std::string& service : services) {
    const std::unique_ptr<Database> database = session.OpenDatabase(service);
    const absl::Status read = database->Read({}, [&](Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Result result, tx.Exec(kNewestEntry));
      newest_us = std::max(newest_us, result[0].Int64(0));
      return absl::OkStatus();
    });
    if (!read.ok()) return Failed("clock", read);
  }
  const absl::Time newest = absl::FromUnixMicros(newest_us);
  const std::string says =
      absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()));
  if (newest <= now + kClockAhead) return {"clock", Health::kOk, absl::StrCat("It is ", says, ".")};
  return {"clock", Health::kFail,
          absl::StrCat("It is ", says, " here, but the record has an entry of ",
                       absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", newest, absl::UTCTimeZone()),
                       ": one of the two clocks was wrong (or a --dev server's was moved).")};
}

void CheckChains(Session& session, std::vector<Finding>* findings) {
  const auto all = VerifyAllChains(session);
  if (!all.ok()) {
    findings->push_back(Failed("chains", all.status()));
    return;
  }
  for (const ServiceChains& chains : *all) {
    const std::string what = absl::StrCat("chains ", chains.service);
    if (chains.faults.empty()) {
      findings->push_back(
          {what, Health::kOk,
           absl::StrCat(chains.entries, " entries in ", chains.chains, " chains are consistent.")});
      continue;
    }
    const size_t shown = std::min<size_t>(chains.faults.size(), 3);
    findings->push_back(
        {what, Health::kFail,
         absl::StrCat(chains.faults.size(), " chains are broken, first: ",
                      absl::StrJoin(chains.faults.begin(),
                                    chains.faults.begin() + static_cast<int>(shown), "; "))});
  }
}

// Files outside of the rows are compared with their hashes.
void CheckContents(Session& session, const std::string& service, std::vector<Finding>* findings) {
  const std::unique_ptr<Database> database = session.OpenDatabase(service);
  const std::string what = absl::StrCat("files ", service);
  bool keeps = false;
  Finding finding{what, Health::kOk, "Every one has its hash."};
  const absl::Status read = database->Read({}, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result kept, tx.Exec(kKeepsContents));
    keeps = kept[0].Int64(0) == 1;
    if (!keeps) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Result damaged, tx.Exec(kDamagedContents));
    if (damaged[0].Int64(0) == 0) return absl::OkStatus();
    finding = {what, Health::kFail,
               absl::StrCat(damaged[0].Int64(0), " are damaged or gone, first: SHA-256 ",
                            damaged[0].Text(1), ". Restore from a backup.")};
    return absl::OkStatus();
  });
  if (!read.ok()) finding = Failed(what, read);
  if (keeps || !read.ok()) findings->push_back(std::move(finding));
}

}  // namespace

absl::string_view ToString(Health health) {
  return health == Health::kOk ? "OK" : health == Health::kWarn ? "WARN" : "FAIL";
}

absl::StatusOr<std::vector<Finding>> Check(const CheckOptions& given) {
  CheckOptions options = given;
  if (!options.progress) options.progress = [](absl::string_view) {};
  ASSIGN_OR_RETURN(const std::unique_ptr<Session> session,
                   Session::Open(options.data_dir, options.progress));
  const absl::Time now = absl::Now();
  std::vector<Finding> findings = {CheckPermissions(options.data_dir, session->cluster()),
                                   CheckDisk("disk", session->cluster().pgdata),
                                   CheckLastBackup(options.data_dir, now), CheckArchive(*session)};
  std::error_code error;
  if (const auto last = ReadLastBackup(options.data_dir);
      last.ok() && std::filesystem::is_directory(last->store, error)) {
    findings.push_back(CheckDisk("backup disk", last->store));
  }
  if (!options.certificate.empty()) {
    findings.push_back(CheckCertificate(options.certificate, now));
  }
  findings.push_back(CheckChecksums(*session));
  for (const SchemaSpec& spec : options.schemas) CheckSchema(*session, spec, &findings);
  ASSIGN_OR_RETURN(const std::vector<std::string> services, session->Services());
  findings.push_back(CheckClock(*session, services, now));
  if (!options.quick) {
    options.progress("Reading every table and index ...");
    findings.push_back(CheckAmcheck(*session));
    options.progress("Recomputing the record's hash chains ...");
    CheckChains(*session, &findings);
    options.progress("Comparing files with their hashes ...");
    for (const std::string& service : services) CheckContents(*session, service, &findings);
  }
  return findings;
}

}  // namespace cartera::pg
