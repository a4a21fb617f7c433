#include "services/registry/store_projects.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/registry/v1/project.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/registry/errors.h"

namespace cartera::registry {
namespace {

// The columns ReadProject reads, of a table aliased p.
#define PROJECT_COLUMNS                                                              \
  "p.id, p.title, p.description, p.lead_agency, p.kind, p.stage, p.budget_unit, "    \
  "p.budget_minor, p.budget_basis, p.budget_price_year, p.start_day::text, "         \
  "p.planned_end_day::text, p.responsible_person, p.classification, p.external_id, " \
  "p.created_us, p.valid_from_us"
constexpr int kProjectColumns = 17;

// The classification of the project aliased `t`, the line of its lead agency, and one text per
// participant: its line joined by spaces. $2 is the day.
#define PROJECT_PLACES(t)                                                                 \
  ", " t                                                                                  \
  ".classification"                                                                       \
  ", ARRAY(SELECT c.ancestor FROM registry.agency_closure c"                              \
  "         WHERE c.descendant = " t                                                      \
  ".lead_agency AND c.from_day <= $2::date"                                               \
  "           AND (c.until_day IS NULL OR c.until_day > $2::date) ORDER BY c.depth DESC)" \
  ", ARRAY(SELECT (SELECT string_agg(c.ancestor, ' ' ORDER BY c.depth DESC)"              \
  "                  FROM registry.agency_closure c"                                      \
  "                 WHERE c.descendant = x.agency AND c.from_day <= $2::date"             \
  "                   AND (c.until_day IS NULL OR c.until_day > $2::date))"               \
  "          FROM registry.participants x"                                                \
  "         WHERE x.project = " t                                                         \
  ".id AND x.from_day <= $2::date"                                                        \
  "           AND (x.until_day IS NULL OR x.until_day > $2::date))"

constexpr pg::Query kGetProject{
    "registry.get_project",
    "SELECT " PROJECT_COLUMNS PROJECT_PLACES("p") " FROM registry.projects p WHERE p.id = $1"};
constexpr pg::Query kLockProject{
    "registry.lock_project", "SELECT " PROJECT_COLUMNS PROJECT_PLACES(
                                 "p") " FROM registry.projects p WHERE p.id = $1 FOR UPDATE OF p"};
// Who may read it is decided by the project of today.
constexpr pg::Query kGetProjectAsOf{
    "registry.get_project_as_of",
    "SELECT " PROJECT_COLUMNS PROJECT_PLACES("t") " FROM registry.projects_as_of($3) p"
    "  JOIN registry.projects t ON t.id = p.id WHERE p.id = $1"};

constexpr pg::Query kLockProjects{"registry.lock_projects",
                                  "SELECT " PROJECT_COLUMNS
                                  " FROM registry.projects p WHERE p.id = ANY ($1::text[])"
                                  " OR p.external_id = ANY ($2::text[])"
                                  " ORDER BY p.id FOR UPDATE OF p"};

constexpr pg::Query kInsertProject{"registry.insert_project", R"sql(
  INSERT INTO registry.projects (id, title, description, lead_agency, kind, stage, budget_unit,
      budget_minor, budget_basis, budget_price_year, start_day, planned_end_day, responsible_person,
      classification, external_id, created_us)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::date, $12::date, $13, $14, $15, $16)
  RETURNING valid_from_us)sql"};

constexpr pg::Query kInsertLead{"registry.insert_lead", R"sql(
  INSERT INTO registry.project_leads (project, agency, from_day) VALUES ($1, $2, $3::date)
  ON CONFLICT (project, from_day) DO UPDATE SET agency = EXCLUDED.agency)sql"};

constexpr pg::Query kEndLead{"registry.end_lead", R"sql(
  UPDATE registry.project_leads SET until_day = $2::date
   WHERE project = $1 AND until_day IS NULL AND from_day < $2::date)sql"};

constexpr pg::Query kUpdateProject{"registry.update_project", R"sql(
  UPDATE registry.projects
     SET title = $2, description = $3, lead_agency = $4, kind = $5, stage = $6, budget_unit = $7,
         budget_minor = $8, budget_basis = $9, budget_price_year = $10, start_day = $11::date,
         planned_end_day = $12::date, responsible_person = $13, classification = $14,
         external_id = $15
   WHERE id = $1 RETURNING valid_from_us)sql"};

// $1 everything, $2 agencies whose subtree is seen, $3 the day.
constexpr absl::string_view kVisible =
    "FROM registry.projects p WHERE ($1 OR p.classification = 'open' OR p.lead_agency IN ("
    "SELECT c.descendant FROM registry.agency_closure c WHERE c.ancestor = ANY ($2::text[])"
    " AND c.from_day <= $3::date AND (c.until_day IS NULL OR c.until_day > $3::date))"
    " OR EXISTS (SELECT FROM registry.participants x JOIN registry.agency_closure c"
    " ON c.descendant = x.agency WHERE x.project = p.id AND c.ancestor = ANY ($2::text[])"
    " AND c.from_day <= $3::date AND (c.until_day IS NULL OR c.until_day > $3::date)"
    " AND x.from_day <= $3::date AND (x.until_day IS NULL OR x.until_day > $3::date)))";

constexpr pg::Query kListParticipants{"registry.list_participants", R"sql(
  SELECT project, id, agency, role, from_day::text, until_day::text, valid_from_us
    FROM registry.participants WHERE project = $1 ORDER BY id)sql"};
constexpr pg::Query kGetParticipant{"registry.get_participant", R"sql(
  SELECT project, id, agency, role, from_day::text, until_day::text, valid_from_us
    FROM registry.participants WHERE project = $1 AND id = $2 FOR UPDATE)sql"};
constexpr pg::Query kInsertParticipant{"registry.insert_participant", R"sql(
  INSERT INTO registry.participants (project, id, agency, role, from_day, until_day)
  VALUES ($1, $2, $3, $4, $5::date, $6::date) RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateParticipant{"registry.update_participant", R"sql(
  UPDATE registry.participants SET until_day = $3::date
   WHERE project = $1 AND id = $2 RETURNING valid_from_us)sql"};

absl::StatusOr<Project> ReadProject(const pg::Row& row, int at) {
  Project project;
  project.id = row.Text(at);
  project.title = row.Text(at + 1);
  project.description = row.Text(at + 2);
  project.lead_agency = row.Text(at + 3);
  project.kind = row.Text(at + 4);
  project.stage = row.Text(at + 5);
  ASSIGN_OR_RETURN(project.total_budget, convert::ReadMoney(row, at + 6));
  ASSIGN_OR_RETURN(project.start_date, convert::ReadDate(row, at + 10));
  ASSIGN_OR_RETURN(project.planned_end_date, convert::ReadDate(row, at + 11));
  project.responsible_person = row.OptionalText(at + 12).value_or("");
  project.classification = row.Text(at + 13);
  project.external_id = row.OptionalText(at + 14).value_or("");
  project.created_us = row.Int64(at + 15);
  project.version_us = row.Int64(at + 16);
  return project;
}

pg::Params BindProject(const Project& project) {
  pg::Params params;
  params.Add(project.id).Add(project.title).Add(project.description).Add(project.lead_agency);
  params.Add(project.kind).Add(project.stage);
  convert::AddMoney(project.total_budget, &params);
  convert::AddDate(project.start_date, &params);
  convert::AddDate(project.planned_end_date, &params);
  params.Add(convert::NullIfEmpty(project.responsible_person)).Add(project.classification);
  params.Add(convert::NullIfEmpty(project.external_id));
  return params;
}

absl::Status Explain(const absl::Status& status, const Project& project) {
  const std::string constraint = pg::ConstraintOf(status);
  if (constraint == "projects_pkey") return NameTaken(absl::StrCat("projects/", project.id));
  if (constraint == "projects_external_id") return ExternalIdTaken(project.external_id);
  if (constraint == "projects_lead_agency_fkey") {
    return NoSuchReference("project.lead_agency", absl::StrCat("agencies/", project.lead_agency));
  }
  if (constraint == "projects_responsible_person_fkey") {
    return NoSuchReference("project.responsible_person",
                           absl::StrCat("people/", project.responsible_person));
  }
  return status;
}

absl::StatusOr<Participant> ReadParticipant(const pg::Row& row) {
  Participant participant;
  participant.project = row.Text(0);
  participant.id = row.Text(1);
  participant.agency = row.Text(2);
  participant.role = row.Text(3);
  ASSIGN_OR_RETURN(participant.from, calendar::ParseDate(row.Text(4)));
  ASSIGN_OR_RETURN(participant.until, convert::ReadDate(row, 5));
  participant.version_us = row.Int64(6);
  return participant;
}

}  // namespace

absl::StatusOr<std::optional<PlacedProject>> FindProject(pg::Tx& tx, absl::string_view id,
                                                         absl::Time now, bool lock) {
  pg::Params params;
  params.Add(id).Add(access::Day(now));
  if (tx.AsOfUs() > 0) params.Add(tx.AsOfUs());
  const pg::Query& query = tx.AsOfUs() > 0 ? kGetProjectAsOf : lock ? kLockProject : kGetProject;
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(query, params));
  if (result.empty()) return std::nullopt;
  PlacedProject placed;
  ASSIGN_OR_RETURN(placed.project, ReadProject(result[0], 0));
  placed.open =
      result[0].Text(kProjectColumns) == "open" && placed.project.classification == "open";
  placed.lead = result[0].TextArray(kProjectColumns + 1);
  for (const std::string& line : result[0].TextArray(kProjectColumns + 2)) {
    placed.participants.push_back(absl::StrSplit(line, ' ', absl::SkipEmpty()));
  }
  return placed;
}

absl::StatusOr<std::vector<Project>> LockProjects(pg::Tx& tx, const std::vector<std::string>& ids,
                                                  const std::vector<std::string>& external_ids) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLockProjects, ids, external_ids));
  std::vector<Project> projects;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Project project, ReadProject(row, 0));
    projects.push_back(std::move(project));
  }
  return projects;
}

absl::Status InsertProject(pg::WriteTx& tx, Project* project) {
  project->created_us = tx.NowUs();
  const auto result = tx.Exec(kInsertProject, BindProject(*project).Add(project->created_us));
  if (!result.ok()) return Explain(result.status(), *project);
  project->version_us = (*result)[0].Int64(0);
  tx.ExecLater(kInsertLead, pg::Bind(project->id, project->lead_agency, access::Day(tx.Now())));
  return absl::OkStatus();
}

absl::Status UpdateProject(pg::WriteTx& tx, Project* project, bool lead_changed) {
  const auto result = tx.Exec(kUpdateProject, BindProject(*project));
  if (!result.ok()) return Explain(result.status(), *project);
  project->version_us = (*result)[0].Int64(0);
  if (lead_changed) {
    const std::string today = access::Day(tx.Now());
    tx.ExecLater(kEndLead, pg::Bind(project->id, today));
    tx.ExecLater(kInsertLead, pg::Bind(project->id, project->lead_agency, today));
  }
  return absl::OkStatus();
}

absl::Span<const list::Field> ProjectFields() {
  static const std::vector<list::EnumName>* const kKinds =
      new std::vector<list::EnumName>(convert::EnumNames(v1::ProjectKind_descriptor()));
  static const std::vector<list::EnumName>* const kStages =
      new std::vector<list::EnumName>(convert::EnumNames(v1::ProjectStage_descriptor()));
  static const std::vector<list::EnumName>* const kClasses =
      new std::vector<list::EnumName>(convert::EnumNames(v1::Classification_descriptor()));
  using list::FieldType;
  static const auto* const kFields = new std::array<list::Field, 11>{{
      {.name = "id", .column = "p.id", .sortable = true},
      {.name = "title", .column = "p.title", .sortable = true},
      {.name = "lead_agency",
       .column = "p.lead_agency",
       .type = FieldType::kResource,
       .resource_prefix = "agencies/"},
      {.name = "kind", .column = "p.kind", .type = FieldType::kEnum, .enum_names = *kKinds},
      {.name = "stage", .column = "p.stage", .type = FieldType::kEnum, .enum_names = *kStages},
      {.name = "classification",
       .column = "p.classification",
       .type = FieldType::kEnum,
       .enum_names = *kClasses},
      {.name = "total_budget.unit", .column = "p.budget_unit", .nullable = true},
      {.name = "total_budget.amount_minor",
       .column = "p.budget_minor",
       .type = FieldType::kInt,
       .nullable = true,
       .sortable = true},
      {.name = "start_date", .column = "p.start_day", .type = FieldType::kDate, .nullable = true},
      {.name = "planned_end_date",
       .column = "p.planned_end_day",
       .type = FieldType::kDate,
       .nullable = true,
       .sortable = true},
      {.name = "external_id", .column = "p.external_id", .nullable = true},
  }};
  return *kFields;
}

const list::Field& ProjectKey() { return ProjectFields()[0]; }

absl::StatusOr<ProjectPage> ListProjects(pg::Tx& tx, const access::Caller& caller, absl::Time now,
                                         const convert::ListPage& page) {
  pg::Params params;
  params.Add(caller.is_service).Add(caller.SeenAgencies()).Add(access::Day(now));
  ASSIGN_OR_RETURN(const pg::Result rows,
                   page.Run(tx, "registry.list_projects", PROJECT_COLUMNS, kVisible, params));
  ProjectPage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    ASSIGN_OR_RETURN(Project project, ReadProject(rows[i], page.key_columns()));
    out.projects.push_back(std::move(project));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

absl::StatusOr<std::vector<Participant>> ListParticipants(pg::Tx& tx, absl::string_view project) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListParticipants, project));
  std::vector<Participant> participants;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Participant participant, ReadParticipant(row));
    participants.push_back(std::move(participant));
  }
  return participants;
}

absl::StatusOr<std::optional<Participant>> FindParticipant(pg::Tx& tx, absl::string_view project,
                                                           absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetParticipant, project, id));
  if (result.empty()) return std::nullopt;
  return ReadParticipant(result[0]);
}

absl::Status InsertParticipant(pg::WriteTx& tx, Participant* participant) {
  pg::Params params;
  params.Add(participant->project).Add(participant->id).Add(participant->agency);
  params.Add(participant->role).Add(calendar::FormatDate(participant->from));
  convert::AddDate(participant->until, &params);
  const auto result = tx.Exec(kInsertParticipant, params);
  if (!result.ok()) {
    const std::string constraint = pg::ConstraintOf(result.status());
    if (constraint == "participants_pkey") {
      return NameTaken(
          absl::StrCat("projects/", participant->project, "/participants/", participant->id));
    }
    if (constraint == "participants_agency_fkey") {
      return NoSuchReference("participant.agency", absl::StrCat("agencies/", participant->agency));
    }
    return result.status();
  }
  participant->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status UpdateParticipant(pg::WriteTx& tx, Participant* participant) {
  pg::Params params;
  params.Add(participant->project).Add(participant->id);
  convert::AddDate(participant->until, &params);
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kUpdateParticipant, params));
  participant->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

}  // namespace cartera::registry
