#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "appraisal_schema.h"
#include "google/protobuf/struct.pb.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/backup.h"
#include "libs/platform/pg/admin/check.h"
#include "libs/platform/pg/admin/restore.h"
#include "libs/platform/pg/admin/upgrade.h"
#include "oversight_schema.h"
#include "registry_schema.h"
#include "review_schema.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

// Verbs that act on a data directory of this machine instead of calling a server.
namespace cartera::cli {
namespace {

constexpr size_t kChainsShown = 20;

using Fields = std::vector<std::pair<std::string, std::string>>;

absl::StatusOr<std::string> Needed(const Invocation& invocation, const char* flag) {
  if (invocation.Has(flag)) return invocation.Get(flag);
  return absl::InvalidArgumentError(absl::StrCat("--", flag, " must be given"));
}

// What takes time is told on the error output; percentages overwrite one another on a terminal.
pg::Progress ProgressOf(const Invocation& invocation) {
  return [err = invocation.err, terminal = invocation.err_is_terminal](absl::string_view text) {
    const bool passing = terminal && absl::StrContains(text, '%');
    *err << (passing ? "\r" : "") << text << (passing ? "" : "\n") << std::flush;
  };
}

std::string Instant(int64_t us) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromUnixMicros(us), absl::UTCTimeZone());
}

// Fields for people, or as one JSON object with snake_case keys.
void Print(const Invocation& invocation, const Fields& fields) {
  if (invocation.IsTable()) {
    *invocation.out << RenderFields(fields, invocation.style);
    return;
  }
  google::protobuf::Struct object;
  for (const auto& [key, value] : fields) {
    std::string name = key;
    for (char& c : name) c = c == ' ' ? '_' : c;
    (*object.mutable_fields())[name].set_string_value(value);
  }
  *invocation.out << ToJson(object, invocation.globals.output == Output::kJson);
}

// What this program's services expect of their schemas.
std::vector<pg::SchemaSpec> ExpectedSchemas() {
  return {{"registry", registry_schema(), {}},
          {"appraisal", appraisal_schema(), {}},
          {"review", review_schema(), {}},
          {"oversight", oversight_schema(), {}}};
}

void PrintFindings(const Invocation& invocation, const std::vector<pg::Finding>& findings) {
  if (!invocation.IsTable()) {
    google::protobuf::Struct object;
    auto* list = (*object.mutable_fields())["findings"].mutable_list_value();
    for (const pg::Finding& finding : findings) {
      auto& fields = *list->add_values()->mutable_struct_value()->mutable_fields();
      fields["what"].set_string_value(finding.what);
      fields["health"].set_string_value(std::string(pg::ToString(finding.health)));
      fields["says"].set_string_value(finding.says);
    }
    *invocation.out << ToJson(object, invocation.globals.output == Output::kJson);
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const pg::Finding& finding : findings) {
    rows.push_back({std::string(pg::ToString(finding.health)), finding.what, finding.says});
  }
  *invocation.out << RenderTable({{.title = "HEALTH", .whole = true},
                                  {.title = "WHAT", .whole = true},
                                  {.title = "FOUND", .wrap = true}},
                                 rows, invocation.style);
}

// The published heads that a restored record does not reach.
void PrintChainsAhead(const Invocation& invocation, const pg::RestoreReport& report) {
  if (report.chains_ahead.empty()) return;
  *invocation.err << "Published in the backup " << report.heads_of
                  << ", and now in the future of the record or rewritten (service, subject, "
                     "published length, length now):\n";
  for (size_t i = 0; i < report.chains_ahead.size() && i < kChainsShown; ++i) {
    const pg::HeadFault& fault = report.chains_ahead[i];
    *invocation.err << "  " << fault.service << "  " << fault.subject << "  "
                    << fault.published_length << "  " << fault.length
                    << (fault.rewritten ? "  rewritten" : "") << "\n";
  }
  if (report.chains_ahead.size() > kChainsShown) {
    *invocation.err << "  and " << report.chains_ahead.size() - kChainsShown << " more\n";
  }
}

}  // namespace

absl::StatusOr<int> AdminBackup(Invocation& invocation) {
  pg::BackupOptions options;
  ASSIGN_OR_RETURN(options.data_dir, Needed(invocation, "data-dir"));
  ASSIGN_OR_RETURN(options.to, Needed(invocation, "to"));
  if (invocation.Has("keep") &&
      (!absl::SimpleAtoi(invocation.Get("keep"), &options.keep) || options.keep < 1)) {
    return absl::InvalidArgumentError("--keep: must be a whole number from 1 on");
  }
  options.progress = ProgressOf(invocation);
  ASSIGN_OR_RETURN(const pg::BackupReport report, pg::TakeBackup(options));
  Print(invocation, {{"backup", report.manifest.name},
                     {"reaches any instant from", Instant(report.manifest.finished_us)},
                     {"database", absl::StrCat(report.manifest.database_bytes >> 20, " MiB")},
                     {"hash chains", absl::StrCat(report.manifest.chains_count)},
                     {"epoch", absl::StrCat(report.manifest.epoch)},
                     {"older ones removed", absl::StrCat(report.removed.size())}});
  return kExitOk;
}

absl::StatusOr<int> AdminRestore(Invocation& invocation) {
  pg::RestoreOptions options;
  ASSIGN_OR_RETURN(options.from, Needed(invocation, "from"));
  ASSIGN_OR_RETURN(options.to_data_dir, Needed(invocation, "to-data-dir"));
  options.backup = invocation.Get("backup");
  if (invocation.Has("at")) {
    const absl::StatusOr<absl::Time> at = TimeFromText(invocation.Get("at"));
    if (!at.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--at: ", at.status().message()));
    }
    options.at = *at;
  }
  options.progress = ProgressOf(invocation);
  ASSIGN_OR_RETURN(const pg::RestoreReport report, pg::Restore(options));
  int64_t entries = 0;
  for (const pg::ServiceChains& chains : report.chains) entries += chains.entries;
  Print(invocation,
        {{"backup", report.backup},
         {"last transaction", Instant(report.restored_until_us)},
         {"lost", absl::StrCat("what was acknowledged later; the old server wrote until ",
                               Instant(report.known_until_us), " at least")},
         {"record", absl::StrCat(entries, " entries verified: consistent")},
         {"published chains ahead", absl::StrCat(report.chains_ahead.size())},
         {"epoch", absl::StrCat(report.epoch)}});
  PrintChainsAhead(invocation, report);
  *invocation.err << "Start carterad with --data-dir " << options.to_data_dir
                  << ", and take a backup: its log is not kept until then.\n";
  return kExitOk;
}

absl::StatusOr<int> AdminUpgrade(Invocation& invocation) {
  pg::UpgradeOptions options;
  ASSIGN_OR_RETURN(options.data_dir, Needed(invocation, "data-dir"));
  options.reload = invocation.Has("reload");
  options.progress = ProgressOf(invocation);
  if (invocation.Has("confirm")) {
    RETURN_IF_ERROR(pg::ConfirmUpgrade(options.data_dir));
    *invocation.out << "The old database is gone.\n";
    return kExitOk;
  }
  if (invocation.Has("check")) {
    ASSIGN_OR_RETURN(const pg::UpgradePlan plan, pg::CheckUpgrade(options));
    Print(invocation, {{"from", absl::StrCat("PostgreSQL ", plan.from_major)},
                       {"to", absl::StrCat("PostgreSQL ", plan.to_major)},
                       {"files", absl::StrCat(plan.database_bytes >> 20, " MiB")},
                       {"free", absl::StrCat(plan.free_bytes >> 20, " MiB")}});
    return kExitOk;
  }
  ASSIGN_OR_RETURN(const pg::UpgradeReport report, pg::Upgrade(options));
  Print(invocation, {{"from", absl::StrCat("PostgreSQL ", report.plan.from_major)},
                     {"to", absl::StrCat("PostgreSQL ", report.plan.to_major)},
                     {"compared", absl::StrCat(report.rows, " rows in ", report.tables,
                                               " tables, and every chain's head: the same")},
                     {"old database", report.old_pgdata}});
  *invocation.err << "Start the server and look; then take a backup, and delete the old database "
                     "with --confirm.\n";
  return kExitOk;
}

absl::StatusOr<int> AdminCheck(Invocation& invocation) {
  pg::CheckOptions options;
  ASSIGN_OR_RETURN(options.data_dir, Needed(invocation, "data-dir"));
  options.schemas = ExpectedSchemas();
  options.certificate = invocation.Get("certificate");
  options.quick = invocation.Has("quick");
  options.progress = ProgressOf(invocation);
  ASSIGN_OR_RETURN(const std::vector<pg::Finding> findings, pg::Check(options));
  PrintFindings(invocation, findings);
  pg::Health worst = pg::Health::kOk;
  for (const pg::Finding& finding : findings) worst = std::max(worst, finding.health);
  return static_cast<int>(worst);
}

}  // namespace cartera::cli
