#include "services/registry/import_jobs.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/platform/obs/log.h"
#include "libs/platform/rpc/error.h"
#include "services/registry/convert.h"
#include "services/registry/errors.h"
#include "services/registry/store_agencies.h"
#include "services/registry/store_projects.h"

namespace cartera::registry {
namespace {

constexpr pg::Query kInsertOperation{"registry.insert_operation", R"sql(
  INSERT INTO registry.operations (id, person, done, result, valid_from_us)
  VALUES ($1, $2, $3, $4, $5))sql"};
constexpr pg::Query kStoreOperation{"registry.store_operation", R"sql(
  UPDATE registry.operations SET done = $2, result = $3, valid_from_us = $4 WHERE id = $1)sql"};
constexpr pg::Query kGetOperation{"registry.get_operation",
                                  "SELECT person, result FROM registry.operations WHERE id = $1"};
constexpr pg::Query kKnownAgencies{"registry.known_agencies",
                                   "SELECT id FROM registry.agencies WHERE id = ANY ($1::text[])"};

// Of the agencies $1 those that exist and do not stand below $2 on the day $3.
constexpr pg::Query kOutsideAgencies{"registry.outside_agencies", R"sql(
  SELECT a.id FROM registry.agencies a
   WHERE a.id = ANY ($1::text[]) AND NOT EXISTS (
     SELECT FROM registry.agency_closure c
      WHERE c.descendant = a.id AND c.ancestor = $2 AND c.from_day <= $3::date
        AND (c.until_day IS NULL OR c.until_day > $3::date)))sql"};

using Rows = std::vector<const SheetRow*>;

// The projects that the rows may mean.
struct KnownProjects {
  std::map<std::string, Project> by_external_id;
  std::set<std::string> ids;

  // The project that the row speaks of: the one with its external id.
  const Project* Find(const SheetRow& row) const {
    const auto found = by_external_id.find(row.project.external_id);
    return found == by_external_id.end() ? nullptr : &found->second;
  }
};

absl::StatusOr<KnownProjects> LockKnown(pg::WriteTx& tx, const Sheet& sheet) {
  std::vector<std::string> ids, external_ids;
  for (const SheetRow& row : sheet.rows) {
    ids.push_back(row.project.id);
    external_ids.push_back(row.project.external_id);
  }
  ASSIGN_OR_RETURN(std::vector<Project> projects, LockProjects(tx, ids, external_ids));
  KnownProjects known;
  for (Project& project : projects) {
    known.ids.insert(project.id);
    if (project.external_id.empty()) continue;
    const std::string key = project.external_id;
    known.by_external_id.emplace(key, std::move(project));
  }
  return known;
}

void Reject(const SheetRow& row, absl::string_view column, absl::string_view field,
            absl::string_view code, absl::string_view message, v1::Operation* operation) {
  operation->set_rejected_count(operation->rejected_count() + 1);
  operation->set_findings_count(operation->findings_count() + 1);
  if (operation->findings_size() >= kFindingsMax) return;
  v1::ImportFinding& finding = *operation->add_findings();
  finding.set_row(row.row);
  finding.set_column(std::string(column));
  finding.set_field(std::string(field));
  finding.set_code(std::string(code));
  finding.set_message(std::string(message));
  finding.set_rejected(true);
}

// The rows whose agency, and whose project's present lead, stand below `parent` or are new, and
// whose id is not another project's.
absl::StatusOr<Rows> RowsInside(pg::WriteTx& tx, const Sheet& sheet, const KnownProjects& known,
                                const std::string& parent, absl::Time now,
                                v1::Operation* operation) {
  std::set<std::string> asked;
  for (const SheetRow& row : sheet.rows) asked.insert(row.project.lead_agency);
  for (const auto& [id, project] : known.by_external_id) asked.insert(project.lead_agency);
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kOutsideAgencies, std::vector<std::string>(asked.begin(), asked.end()),
                           parent, access::Day(now)));
  std::set<std::string> outside;
  for (const pg::Row row : result) outside.insert(row.Text(0));
  Rows rows;
  for (const SheetRow& row : sheet.rows) {
    const Project* project = known.Find(row);
    const std::string& present =
        project == nullptr ? row.project.lead_agency : project->lead_agency;
    if (outside.contains(present) || outside.contains(row.project.lead_agency)) {
      // Who leads a project that the caller may not see is not told.
      const std::string leader = outside.contains(row.project.lead_agency)
                                     ? absl::StrCat("agencies/", row.project.lead_agency)
                                     : "another agency";
      Reject(row, sheet.agency_column, "project.lead_agency", "OUTSIDE_PARENT",
             absl::StrCat(leader, " leads it, which is not below agencies/", parent), operation);
    } else if (project == nullptr && known.ids.contains(row.project.id)) {
      Reject(
          row, "", "project_id", "ID_TAKEN",
          absl::StrCat("projects/", row.project.id,
                       " exists and does not have this external id; give it that, or another id"),
          operation);
    } else {
      rows.push_back(&row);
    }
  }
  return rows;
}

absl::Status MakeAgencies(pg::WriteTx& tx, const Rows& rows, const std::string& parent,
                          absl::Time now, v1::Operation* operation) {
  std::map<std::string, std::string> wanted;
  for (const SheetRow* row : rows) wanted.emplace(row->project.lead_agency, row->agency_name);
  std::vector<std::string> ids;
  for (const auto& [id, name] : wanted) ids.push_back(id);
  ASSIGN_OR_RETURN(const pg::Result known, tx.Exec(kKnownAgencies, ids));
  for (const pg::Row row : known) wanted.erase(row.Text(0));
  for (const auto& [id, name] : wanted) {
    Agency agency;
    agency.id = id;
    agency.display_name = name.empty() ? id : name;
    agency.type = "agency";
    agency.parent = parent;
    agency.parent_from = convert::DayOf(now);
    RETURN_IF_ERROR(InsertAgency(tx, &agency));
    RETURN_IF_ERROR(tx.Audit({absl::StrCat("agencies/", id), "agency.create",
                              absl::StrCat("agencies/", id), Digest(agency), "import"}));
    operation->set_agencies_created_count(operation->agencies_created_count() + 1);
  }
  return absl::OkStatus();
}

// What the sheet says about a known project, on top of what it does not speak of.
Project Merge(const Project& known, const Sheet& sheet, const Project& from_sheet) {
  Project merged = known;
  merged.title = from_sheet.title;
  merged.lead_agency = from_sheet.lead_agency;
  if (sheet.has_description) merged.description = from_sheet.description;
  if (sheet.has_budget) merged.total_budget = from_sheet.total_budget;
  if (sheet.has_planned_end) merged.planned_end_date = from_sheet.planned_end_date;
  return merged;
}

absl::Status WriteRow(pg::WriteTx& tx, const Sheet& sheet, const SheetRow& row,
                      const Project* known, v1::Operation* operation) {
  Project project = row.project;
  const std::string name = absl::StrCat("projects/", known == nullptr ? project.id : known->id);
  if (known == nullptr) {
    RETURN_IF_ERROR(InsertProject(tx, &project));
    operation->set_created_count(operation->created_count() + 1);
    return tx.Audit({name, "project.create", name, Digest(project), "import"});
  }
  project = Merge(*known, sheet, row.project);
  if (Digest(project) == Digest(*known)) {
    operation->set_unchanged_count(operation->unchanged_count() + 1);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(UpdateProject(tx, &project, project.lead_agency != known->lead_agency));
  operation->set_updated_count(operation->updated_count() + 1);
  return tx.Audit({name, "project.update", name, Digest(project), "import"});
}

}  // namespace

absl::Status WriteSheet(pg::WriteTx& tx, const Sheet& sheet, const std::string& parent,
                        absl::Time now, v1::Operation* operation,
                        const std::function<bool(int)>& progress) {
  // What stands outside `parent` must be known, to be refused; RowsInside lets nothing of it
  // through.
  tx.SeeEverything("an import meets projects of other places");
  ASSIGN_OR_RETURN(const KnownProjects known, LockKnown(tx, sheet));
  ASSIGN_OR_RETURN(const Rows rows, RowsInside(tx, sheet, known, parent, now, operation));
  RETURN_IF_ERROR(MakeAgencies(tx, rows, parent, now, operation));
  int done = operation->rejected_count();
  for (const SheetRow* row : rows) {
    RETURN_IF_ERROR(WriteRow(tx, sheet, *row, known.Find(*row), operation));
    if (!progress(++done)) {
      return rpc::Error(absl::StatusCode::kCancelled, "CANCELLED",
                        "the import was cancelled; nothing was written");
    }
  }
  operation->set_rows_done(done);
  return absl::OkStatus();
}

ImportJobs::~ImportJobs() {
  cancelled_.store(true);
  std::thread thread;
  {
    const MutexLock lock(&mutex_);
    thread = std::move(thread_);
  }
  if (thread.joinable()) thread.join();
}

absl::Status ImportJobs::Reserve() {
  const MutexLock lock(&mutex_);
  if (busy_) return ImportBusy();
  busy_ = true;
  return absl::OkStatus();
}

void ImportJobs::Release() {
  const MutexLock lock(&mutex_);
  busy_ = false;
}

void ImportJobs::Run(const rpc::Call& call, const std::string& actor, Sheet sheet,
                     const std::string& parent, v1::Operation operation) {
  pg::CallContext context = call.context;
  context.request_id.clear();
  context.validate_only = false;
  context.deadline = absl::Now() + kImportTimeMax;
  const MutexLock lock(&mutex_);
  if (thread_.joinable()) thread_.join();
  name_ = operation.name();
  rows_done_.store(0);
  cancelled_.store(false);
  thread_ = std::thread([this, context = std::move(context), actor, sheet = std::move(sheet),
                         parent, operation = std::move(operation)]() mutable {
    Work(std::move(context), actor, sheet, parent, std::move(operation));
    Release();
  });
}

void ImportJobs::Work(pg::CallContext context, const std::string& actor, const Sheet& sheet,
                      const std::string& parent, v1::Operation operation) {
  std::string unused;
  v1::Operation result = operation;
  const absl::Status status =
      env_.database().Write(context, &unused, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
        result = operation;
        tx.SetActor(actor);
        RETURN_IF_ERROR(WriteSheet(tx, sheet, parent, context.now, &result, [this](int done) {
          rows_done_.store(done);
          return !cancelled_.load() && !env_.stopping();
        }));
        result.set_done(true);
        RETURN_IF_ERROR(StoreOperation(tx, result));
        return std::string();
      });
  if (status.ok()) return;
  // Nothing of the sheet was written; say so in the operation.
  operation.set_done(true);
  operation.set_cancelled(absl::IsCancelled(status));
  operation.set_error_reason(rpc::ReasonOf(status));
  operation.set_error_message(rpc::WireMessage(status, operation.name()));
  context.deadline = absl::Now() + absl::Seconds(10);
  const absl::Status stored =
      env_.database().Write(context, &unused, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
        tx.SeeEverything("an import that failed says so");
        RETURN_IF_ERROR(StoreOperation(tx, operation));
        return std::string();
      });
  obs::Log(
      obs::Severity::kWarning, "import failed",
      {{"operation", operation.name()}, {"cause", status.ToString()}, {"stored", stored.ok()}});
}

int ImportJobs::RowsDone(const std::string& name) const {
  const MutexLock lock(&mutex_);
  return busy_ && name_ == name ? rows_done_.load() : -1;
}

void ImportJobs::Cancel(const std::string& name) {
  const MutexLock lock(&mutex_);
  if (busy_ && name_ == name) cancelled_.store(true);
}

absl::Status InsertOperation(pg::WriteTx& tx, const std::string& person,
                             const v1::Operation& operation) {
  return tx
      .Exec(kInsertOperation, IdOf(operation.name()), person, operation.done(),
            pg::Bytes{operation.SerializeAsString()}, tx.NowUs())
      .status();
}

absl::Status StoreOperation(pg::WriteTx& tx, const v1::Operation& operation) {
  return tx
      .Exec(kStoreOperation, IdOf(operation.name()), operation.done(),
            pg::Bytes{operation.SerializeAsString()}, tx.NowUs())
      .status();
}

absl::StatusOr<std::optional<StoredOperation>> FindOperation(pg::Tx& tx, absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetOperation, id));
  if (result.empty()) return std::nullopt;
  StoredOperation stored;
  stored.person = result[0].Text(0);
  if (!stored.operation.ParseFromString(result[0].Bytes(1))) {
    return absl::InternalError("a stored operation cannot be read");
  }
  return stored;
}

}  // namespace cartera::registry
