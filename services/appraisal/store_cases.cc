#include "services/appraisal/store_cases.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

// The columns ReadCase reads, of a table aliased c.
#define CASE_COLUMNS                                                          \
  "c.project, c.id, c.title, c.stage, c.methodology, c.methodology_version, " \
  "c.locked, c.latest_revision, c.created_us, c.valid_from_us"
constexpr int kCaseColumns = 10;
constexpr int kPlacesColumns = 2;

// The line of the lead agency of a project aliased p, and one text per participant: its line joined
// by spaces. `day` is a placeholder.
#define PROJECT_PLACES(day)                                                \
  "ARRAY(SELECT t.ancestor FROM registry_read.agency_closure_v1 t"         \
  "       WHERE t.descendant = p.lead_agency AND t.from_day <= " day       \
  "::date"                                                                 \
  "         AND (t.until_day IS NULL OR t.until_day > " day                \
  "::date) ORDER BY t.depth DESC), "                                       \
  "ARRAY(SELECT (SELECT string_agg(t.ancestor, ' ' ORDER BY t.depth DESC)" \
  "                FROM registry_read.agency_closure_v1 t"                 \
  "               WHERE t.descendant = x.agency AND t.from_day <= " day    \
  "::date"                                                                 \
  "                 AND (t.until_day IS NULL OR t.until_day > " day        \
  "::date))"                                                               \
  "        FROM registry_read.participants_v1 x"                           \
  "       WHERE x.project = p.id AND x.from_day <= " day                   \
  "::date"                                                                 \
  "         AND (x.until_day IS NULL OR x.until_day > " day "::date))"

constexpr pg::Query kFindPlaces{
    "appraisal.find_places",
    "SELECT " PROJECT_PLACES("$2") " FROM registry_read.projects_v1 p WHERE p.id = $1"};

#define FIND_CASE \
  "SELECT " CASE_COLUMNS ", " PROJECT_PLACES("$3") ", p.kind FROM appraisal.cases c" \
  "  JOIN registry_read.projects_v1 p ON p.id = c.project"                          \
  " WHERE c.project = $1 AND c.id = $2"
constexpr pg::Query kFindCase{"appraisal.find_case", FIND_CASE};
constexpr pg::Query kFindCaseToWrite{"appraisal.find_case_to_write", FIND_CASE " FOR UPDATE OF c"};

constexpr pg::Query kLockCase{"appraisal.lock_case",
                              "SELECT " CASE_COLUMNS
                              " FROM appraisal.cases c"
                              " WHERE c.project = $1 AND c.id = $2 FOR UPDATE"};

constexpr pg::Query kInsertCase{"appraisal.insert_case", R"sql(
  INSERT INTO appraisal.cases (project, id, title, stage, methodology, methodology_version,
                               created_us)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING valid_from_us)sql"};

constexpr pg::Query kUpdateCaseState{"appraisal.update_case_state", R"sql(
  UPDATE appraisal.cases SET locked = $3, latest_revision = $4
   WHERE project = $1 AND id = $2 RETURNING valid_from_us)sql"};

constexpr pg::Query kAddCaseLock{"appraisal.add_case_lock", R"sql(
  INSERT INTO appraisal.case_locks (project, case_id, submission) VALUES ($1, $2, $3)
  ON CONFLICT DO NOTHING)sql"};
constexpr pg::Query kDropCaseLock{"appraisal.drop_case_lock", R"sql(
  DELETE FROM appraisal.case_locks WHERE project = $1 AND case_id = $2 AND submission = $3)sql"};
constexpr pg::Query kHasCaseLock{"appraisal.has_case_lock", R"sql(
  SELECT EXISTS (SELECT 1 FROM appraisal.case_locks WHERE project = $1 AND case_id = $2))sql"};

constexpr pg::Query kListSections{"appraisal.list_sections", R"sql(
  SELECT section, content, author, valid_from_us FROM appraisal.case_sections
   WHERE project = $1 AND case_id = $2 ORDER BY section)sql"};

constexpr pg::Query kWriteSections{"appraisal.write_sections", R"sql(
  INSERT INTO appraisal.case_sections (project, case_id, section, content, author)
  SELECT $1, $2, s.section, s.content, s.author
    FROM unnest($3::text[], $4::bytea[], $5::text[]) AS s (section, content, author)
  ON CONFLICT (project, case_id, section)
  DO UPDATE SET content = EXCLUDED.content, author = EXCLUDED.author)sql"};

constexpr pg::Query kListAuthors{"appraisal.list_authors", R"sql(
  SELECT author FROM appraisal.case_sections
   WHERE project = $1 AND case_id = $2 AND author <> ''
  UNION
  SELECT author FROM appraisal.case_sections_history
   WHERE project = $1 AND case_id = $2 AND author <> ''
  ORDER BY author)sql"};

// $1 project or "-", $2 everything, $3 agencies whose subtree is seen, $4 the day.
constexpr absl::string_view kVisible =
    "FROM appraisal.cases c JOIN registry_read.projects_v1 p ON p.id = c.project"
    " WHERE ($1::text = '-' OR c.project = $1) AND ($2::bool OR p.lead_agency IN ("
    "SELECT t.descendant FROM registry_read.agency_closure_v1 t"
    " WHERE t.ancestor = ANY ($3::text[])"
    " AND t.from_day <= $4::date AND (t.until_day IS NULL OR t.until_day > $4::date))"
    " OR EXISTS (SELECT FROM registry_read.participants_v1 x"
    " JOIN registry_read.agency_closure_v1 t ON t.descendant = x.agency"
    " WHERE x.project = c.project AND t.ancestor = ANY ($3::text[])"
    " AND x.from_day <= $4::date AND (x.until_day IS NULL OR x.until_day > $4::date)"
    " AND t.from_day <= $4::date AND (t.until_day IS NULL OR t.until_day > $4::date)))";

constexpr pg::Query kUnknownPeople{"appraisal.unknown_people", R"sql(
  SELECT asked.id FROM unnest($1::text[]) AS asked (id)
   WHERE NOT EXISTS (SELECT FROM registry_read.people_v1 p WHERE p.id = asked.id)
   ORDER BY asked.id)sql"};

StoredCase ReadCase(const pg::Row& row, int at) {
  StoredCase stored;
  stored.project = row.Text(at);
  stored.id = row.Text(at + 1);
  stored.title = row.Text(at + 2);
  stored.stage = row.Text(at + 3);
  stored.methodology = {row.Text(at + 4), row.Text(at + 5)};
  stored.locked = row.Bool(at + 6);
  stored.latest_revision = static_cast<int>(row.Int64(at + 7));
  stored.created_us = row.Int64(at + 8);
  stored.version_us = row.Int64(at + 9);
  return stored;
}

ProjectPlaces ReadPlaces(const pg::Row& row, int at) {
  ProjectPlaces places;
  places.lead = row.TextArray(at);
  for (const std::string& line : row.TextArray(at + 1)) {
    places.participants.push_back(absl::StrSplit(line, ' ', absl::SkipEmpty()));
  }
  return places;
}

}  // namespace

absl::StatusOr<std::optional<ProjectPlaces>> FindPlaces(pg::Tx& tx, absl::string_view project,
                                                        absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kFindPlaces, project, access::Day(now)));
  if (result.empty()) return std::nullopt;
  return ReadPlaces(result[0], 0);
}

absl::StatusOr<std::optional<PlacedCase>> FindCase(pg::Tx& tx, absl::string_view project,
                                                   absl::string_view id, absl::Time now,
                                                   bool lock) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(lock ? kFindCaseToWrite : kFindCase, project, id, access::Day(now)));
  if (result.empty()) return std::nullopt;
  return PlacedCase{ReadCase(result[0], 0), ReadPlaces(result[0], kCaseColumns),
                    result[0].Text(kCaseColumns + kPlacesColumns)};
}

absl::StatusOr<std::optional<StoredCase>> LockCase(pg::WriteTx& tx, absl::string_view project,
                                                   absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLockCase, project, id));
  if (result.empty()) return std::nullopt;
  return ReadCase(result[0], 0);
}

absl::Status InsertCase(pg::WriteTx& tx, StoredCase* stored) {
  stored->created_us = tx.NowUs();
  const auto result =
      tx.Exec(kInsertCase, stored->project, stored->id, stored->title, stored->stage,
              stored->methodology.methodology, stored->methodology.version, stored->created_us);
  if (!result.ok()) {
    const bool taken = pg::ConstraintOf(result.status()) == "cases_pkey";
    return taken ? NameTaken(NameOf(*stored)) : result.status();
  }
  stored->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<bool> SetCaseLock(pg::WriteTx& tx, const StoredCase& stored,
                                 absl::string_view submission, bool locks) {
  tx.ExecLater(locks ? kAddCaseLock : kDropCaseLock,
               pg::Bind(stored.project, stored.id, submission));
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kHasCaseLock, stored.project, stored.id));
  return result[0].Bool(0);
}

absl::Status UpdateCaseState(pg::WriteTx& tx, StoredCase* stored) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kUpdateCaseState, stored->project, stored->id,
                                                    stored->locked, stored->latest_revision));
  stored->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<StoredSection>> ListSections(pg::Tx& tx, const StoredCase& stored) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListSections, stored.project, stored.id));
  std::vector<StoredSection> sections;
  for (const pg::Row row : result) {
    sections.push_back({row.Text(0), row.Bytes(1), row.Text(2), row.Int64(3)});
  }
  return sections;
}

void WriteSections(pg::WriteTx& tx, const StoredCase& stored,
                   const std::vector<StoredSection>& sections) {
  std::vector<std::string> names, contents, authors;
  for (const StoredSection& section : sections) {
    names.push_back(section.section);
    contents.push_back(section.content);
    authors.push_back(section.author);
  }
  pg::Params params;
  params.Add(stored.project).Add(stored.id).Add(names).AddBytesArray(contents).Add(authors);
  tx.ExecLater(kWriteSections, std::move(params));
}

absl::StatusOr<std::vector<std::string>> ListAuthors(pg::Tx& tx, const StoredCase& stored) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListAuthors, stored.project, stored.id));
  std::vector<std::string> authors;
  for (const pg::Row row : result) authors.push_back(row.Text(0));
  return authors;
}

absl::Span<const list::Field> CaseFields() {
  using list::FieldType;
  static const auto* const kStages =
      new std::vector<list::EnumName>(convert::EnumNames(v1::CaseStage_descriptor()));
  static const auto* const kFields = new std::array<list::Field, 4>{{
      {.name = "id", .column = "c.id", .sortable = true},
      {.name = "title", .column = "c.title"},
      {.name = "stage", .column = "c.stage", .type = FieldType::kEnum, .enum_names = *kStages},
      {.name = "locked", .column = "c.locked", .type = FieldType::kBool},
  }};
  return *kFields;
}

const list::Field& CaseKey() {
  static constexpr list::Field kKey{
      .name = "name", .column = "(c.project || '/' || c.id)", .sortable = true};
  return kKey;
}

absl::StatusOr<CasePage> ListCases(pg::Tx& tx, absl::string_view project, const SeenCases& seen,
                                   absl::Time now, const convert::ListPage& page) {
  pg::Params params;
  params.Add(project).Add(seen.all).Add(seen.agencies).Add(access::Day(now));
  ASSIGN_OR_RETURN(const pg::Result rows,
                   page.Run(tx, "appraisal.list_cases", CASE_COLUMNS, kVisible, params));
  CasePage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    out.cases.push_back(ReadCase(rows[i], page.key_columns()));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

absl::StatusOr<std::vector<std::string>> UnknownPeople(pg::Tx& tx,
                                                       const std::vector<std::string>& people) {
  std::vector<std::string> unknown;
  if (people.empty()) return unknown;
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kUnknownPeople, people));
  for (const pg::Row row : result) unknown.push_back(row.Text(0));
  return unknown;
}

}  // namespace cartera::appraisal
