#include "services/review/store_submissions.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

// The columns ReadSubmission reads, of a table aliased s.
#define SUBMISSION_COLUMNS                                                              \
  "s.round, s.id, s.project, s.case_id, s.kind, s.state, s.revision, s.revision_hash, " \
  "s.authors, s.iteration, s.evaluation, s.reviewer, s.lead_agency, s.created_us, "     \
  "s.valid_from_us, s.ministry_rank, s.tier, s.earlier_tier, s.urgency, "               \
  "s.state_since_us, s.step_due_day::text, "                                            \
  "(SELECT count(*) FROM review.observations o WHERE o.round = s.round"                 \
  "    AND o.submission = s.id AND o.state <> 'closed'), "                              \
  "(SELECT count(*) FROM review.outbox e WHERE e.delivered_us IS NULL"                  \
  "    AND e.aggregate = 'projects/' || s.project), "                                   \
  "EXISTS (SELECT FROM review.clarifications q WHERE q.round = s.round"                 \
  "    AND q.submission = s.id AND q.answered_us IS NULL), "                            \
  "ARRAY(SELECT i.person FROM review.interest_declarations i WHERE i.round = s.round"   \
  "    AND i.submission = s.id AND i.conflict ORDER BY i.person), "                     \
  "ARRAY(SELECT i.person FROM review.interest_declarations i WHERE i.round = s.round"   \
  "    AND i.submission = s.id AND NOT i.conflict ORDER BY i.person), "                 \
  "s.co_reviewers, ARRAY(SELECT unnest(a.judges) FROM review.appeals a"                 \
  "    WHERE a.round = s.round AND a.submission = s.id), "                              \
  "coalesce((SELECT max(a.decision) FROM review.appeals a"                              \
  "    WHERE a.round = s.round AND a.submission = s.id), 0)"
constexpr int kSubmissionColumns = 29;

// Who acts for the reviewer on the day of the parameter.
#define STAND_INS(day)                                                   \
  "ARRAY(SELECT g.person || ' ' || g.delegate FROM review.delegations g" \
  "       WHERE g.person = ANY (s.reviewer || s.co_reviewers)"           \
  "         AND g.from_day <= " day " AND g.until_day >= " day " ORDER BY 1)"

// The line of the project's lead agency, and one text per participant: its line joined by spaces,
// of a project aliased p. `day` is the parameter of the day.
#define PROJECT_PLACES(day)                                                \
  "ARRAY(SELECT c.ancestor FROM registry_read.agency_closure_v1 c"         \
  "       WHERE c.descendant = p.lead_agency AND c.from_day <= " day       \
  "         AND (c.until_day IS NULL OR c.until_day > " day                \
  ") ORDER BY c.depth DESC), "                                             \
  "ARRAY(SELECT (SELECT string_agg(c.ancestor, ' ' ORDER BY c.depth DESC)" \
  "                FROM registry_read.agency_closure_v1 c"                 \
  "               WHERE c.descendant = x.agency AND c.from_day <= " day    \
  "                 AND (c.until_day IS NULL OR c.until_day > " day        \
  "))"                                                                     \
  "        FROM registry_read.participants_v1 x"                           \
  "       WHERE x.project = p.id AND x.from_day <= " day                   \
  "         AND (x.until_day IS NULL OR x.until_day > " day "))"

#define FROM_SUBMISSIONS \
  " FROM review.submissions s JOIN registry_read.projects_v1 p ON p.id = s.project "

constexpr pg::Query kGetSubmission{"review.get_submission",
                                   "SELECT " SUBMISSION_COLUMNS
                                   ", " PROJECT_PLACES("$3::date") ", " STAND_INS("$3::date")
                                       FROM_SUBMISSIONS "WHERE s.round = $1 AND s.id = $2"};
constexpr pg::Query kLockSubmission{
    "review.lock_submission",
    "SELECT " SUBMISSION_COLUMNS ", " PROJECT_PLACES("$3::date") ", " STAND_INS("$3::date")
        FROM_SUBMISSIONS "WHERE s.round = $1 AND s.id = $2 FOR UPDATE OF s"};
constexpr pg::Query kGetPlaces{
    "review.get_places",
    "SELECT " PROJECT_PLACES("$2::date") " FROM registry_read.projects_v1 p WHERE p.id = $1"};

constexpr pg::Query kInsertSubmission{"review.insert_submission", R"sql(
  INSERT INTO review.submissions (round, id, project, case_id, kind, state, iteration, lead_agency,
      created_us, state_since_us, urgency)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateSubmission{"review.update_submission", R"sql(
  UPDATE review.submissions
     SET state = $3, revision = $4, revision_hash = $5, authors = $6, iteration = $7,
         evaluation = $8, reviewer = $9, ministry_rank = $10, tier = $11, earlier_tier = $12,
         state_since_us = $13, step_due_day = $14::date, co_reviewers = $15
   WHERE round = $1 AND id = $2 RETURNING valid_from_us)sql"};

constexpr pg::Query kLockOpenIterations{
    "review.lock_open_iterations",
    "SELECT " SUBMISSION_COLUMNS
    " FROM review.submissions s WHERE s.round = $1 AND (s.state = 'iteration_requested'"
    "    OR (s.iteration > 1 AND s.state IN ('draft', 'cleared', 'signed', 'endorsed')))"
    " ORDER BY s.id FOR UPDATE OF s"};

// $1 round or "-", $2 everything, $3 agencies whose subtree is seen, $4 the day.
constexpr absl::string_view kVisible = FROM_SUBMISSIONS
    "WHERE ($1 = '-' OR s.round = $1) AND ($2 OR p.lead_agency IN ("
    "SELECT c.descendant FROM registry_read.agency_closure_v1 c"
    " WHERE c.ancestor = ANY ($3::text[]) AND c.from_day <= $4::date"
    "   AND (c.until_day IS NULL OR c.until_day > $4::date))"
    " OR EXISTS (SELECT FROM registry_read.participants_v1 x"
    " JOIN registry_read.agency_closure_v1 c ON c.descendant = x.agency"
    " WHERE x.project = p.id AND c.ancestor = ANY ($3::text[])"
    "   AND x.from_day <= $4::date AND (x.until_day IS NULL OR x.until_day > $4::date)"
    "   AND c.from_day <= $4::date AND (c.until_day IS NULL OR c.until_day > $4::date)))";

constexpr pg::Query kFindPerson{"review.find_person", R"sql(
  SELECT ARRAY(SELECT c.ancestor FROM registry_read.agency_closure_v1 c
                WHERE c.descendant = p.affiliation
                  AND c.from_day <= $2::date AND (c.until_day IS NULL OR c.until_day > $2::date)
                ORDER BY c.depth DESC),
         ARRAY(SELECT g.role FROM registry_read.grants_v1 g WHERE g.person = p.id
                  AND g.from_day <= $2::date AND (g.until_day IS NULL OR g.until_day > $2::date)
                ORDER BY g.id),
         ARRAY(SELECT g.agency FROM registry_read.grants_v1 g WHERE g.person = p.id
                  AND g.from_day <= $2::date AND (g.until_day IS NULL OR g.until_day > $2::date)
                ORDER BY g.id)
    FROM registry_read.people_v1 p WHERE p.id = $1)sql"};

absl::StatusOr<Submission> ReadSubmission(const pg::Row& row, int at) {
  Submission submission;
  submission.round = row.Text(at);
  submission.id = row.Text(at + 1);
  submission.project = row.Text(at + 2);
  submission.case_id = row.Text(at + 3);
  submission.kind = row.Text(at + 4);
  ASSIGN_OR_RETURN(submission.state, StateFromStored(row.Text(at + 5)));
  submission.revision = static_cast<int>(row.Int64(at + 6));
  submission.revision_hash = row.Text(at + 7);
  submission.authors = row.TextArray(at + 8);
  submission.iteration = static_cast<int>(row.Int64(at + 9));
  submission.evaluation = row.Text(at + 10);
  submission.reviewer = row.OptionalText(at + 11).value_or("");
  submission.lead_agency = row.Text(at + 12);
  submission.created_us = row.Int64(at + 13);
  submission.version_us = row.Int64(at + 14);
  if (!row.IsNull(at + 15)) submission.ministry_rank = static_cast<int>(row.Int64(at + 15));
  submission.tier = row.Text(at + 16);
  submission.earlier_tier = row.Text(at + 17);
  submission.urgency = row.Text(at + 18);
  submission.state_since_us = row.Int64(at + 19);
  ASSIGN_OR_RETURN(submission.step_due_date, convert::ReadDate(row, at + 20));
  submission.open_observations = static_cast<int>(row.Int64(at + 21));
  submission.effects_pending = static_cast<int>(row.Int64(at + 22));
  submission.is_clock_stopped = row.Bool(at + 23);
  submission.conflicted = row.TextArray(at + 24);
  submission.disinterested = row.TextArray(at + 25);
  submission.co_reviewers = row.TextArray(at + 26);
  submission.judged_before = row.TextArray(at + 27);
  submission.appealed_decision = static_cast<int>(row.Int64(at + 28));
  return submission;
}

Places ReadPlaces(const pg::Row& row, int at) {
  Places places;
  places.lead = row.TextArray(at);
  for (const std::string& line : row.TextArray(at + 1)) {
    places.participants.push_back(absl::StrSplit(line, ' ', absl::SkipEmpty()));
  }
  return places;
}

}  // namespace

absl::StatusOr<std::optional<PlacedSubmission>> FindSubmission(pg::Tx& tx, absl::string_view round,
                                                               absl::string_view id, absl::Time now,
                                                               Lock lock) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(lock == Lock::kUpdate ? kLockSubmission : kGetSubmission, round, id,
                           access::Day(now)));
  if (result.empty()) return std::nullopt;
  PlacedSubmission placed;
  ASSIGN_OR_RETURN(placed.submission, ReadSubmission(result[0], 0));
  placed.places = ReadPlaces(result[0], kSubmissionColumns);
  for (const std::string& pair : result[0].TextArray(kSubmissionColumns + 2)) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(pair, ' ');
    placed.stand_ins.push_back({parts.first, parts.second});
  }
  return placed;
}

absl::StatusOr<std::optional<Places>> FindPlaces(pg::Tx& tx, absl::string_view project,
                                                 absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetPlaces, project, access::Day(now)));
  if (result.empty()) return std::nullopt;
  return ReadPlaces(result[0], 0);
}

absl::Status InsertSubmission(pg::WriteTx& tx, Submission* submission) {
  submission->created_us = tx.NowUs();
  submission->state_since_us = submission->created_us;
  const auto result = tx.Exec(kInsertSubmission, submission->round, submission->id,
                              submission->project, submission->case_id, submission->kind,
                              StoredName(submission->state), submission->iteration,
                              submission->lead_agency, submission->created_us, submission->urgency);
  if (!result.ok()) {
    const std::string constraint = pg::ConstraintOf(result.status());
    if (constraint == "submissions_pkey") return NameTaken(NameOf(*submission));
    if (constraint == "submissions_open_case") {
      return CaseAlreadyInRound(CaseNameOf(*submission),
                                absl::StrCat("rounds/", submission->round));
    }
    return result.status();
  }
  submission->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status UpdateSubmission(pg::WriteTx& tx, Submission* submission) {
  pg::Params params;
  params.Add(submission->round).Add(submission->id).Add(StoredName(submission->state));
  params.Add(submission->revision).Add(submission->revision_hash).Add(submission->authors);
  params.Add(submission->iteration).Add(submission->evaluation);
  params.Add(convert::NullIfEmpty(submission->reviewer)).Add(submission->ministry_rank);
  params.Add(submission->tier).Add(submission->earlier_tier).Add(submission->state_since_us);
  convert::AddDate(submission->step_due_date, &params);
  params.Add(submission->co_reviewers);
  const auto result = tx.Exec(kUpdateSubmission, params);
  if (!result.ok() && pg::ConstraintOf(result.status()) == "submissions_open_case") {
    return CaseAlreadyInRound(CaseNameOf(*submission), absl::StrCat("rounds/", submission->round));
  }
  RETURN_IF_ERROR(result.status());
  submission->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Submission>> LockOpenIterations(pg::Tx& tx, absl::string_view round) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLockOpenIterations, round));
  std::vector<Submission> submissions;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Submission submission, ReadSubmission(row, 0));
    submissions.push_back(std::move(submission));
  }
  return submissions;
}

absl::Span<const list::Field> SubmissionFields() {
  static const std::vector<list::EnumName>* const kStates =
      new std::vector<list::EnumName>(convert::EnumNames(v1::SubmissionState_descriptor()));
  static const std::vector<list::EnumName>* const kKinds =
      new std::vector<list::EnumName>(convert::EnumNames(v1::SubmissionKind_descriptor()));
  using list::FieldType;
  static const auto* const kFields = new std::array<list::Field, 7>{{
      {.name = "id", .column = "s.id", .sortable = true},
      {.name = "state", .column = "s.state", .type = FieldType::kEnum, .enum_names = *kStates},
      {.name = "kind", .column = "s.kind", .type = FieldType::kEnum, .enum_names = *kKinds},
      {.name = "case",
       .column = "('projects/' || s.project || '/cases/' || s.case_id)",
       .type = FieldType::kResource},
      {.name = "lead_agency",
       .column = "s.lead_agency",
       .type = FieldType::kResource,
       .resource_prefix = "agencies/"},
      {.name = "reviewer",
       .column = "s.reviewer",
       .type = FieldType::kResource,
       .nullable = true,
       .resource_prefix = "people/"},
      {.name = "step_due_date",
       .column = "s.step_due_day",
       .type = FieldType::kDate,
       .nullable = true,
       .sortable = true},
  }};
  return *kFields;
}

const list::Field& SubmissionKey() {
  static const list::Field* const kKey =
      new list::Field{.name = "name", .column = "(s.id || ' ' || s.round)", .sortable = true};
  return *kKey;
}

absl::StatusOr<SubmissionPage> ListSubmissions(pg::Tx& tx, absl::string_view round, bool everything,
                                               const std::vector<std::string>& seen, absl::Time now,
                                               const convert::ListPage& page) {
  pg::Params params;
  params.Add(round).Add(everything).Add(seen).Add(access::Day(now));
  ASSIGN_OR_RETURN(
      const pg::Result rows,
      page.Run(tx, "review.list_submissions", SUBMISSION_COLUMNS ", " PROJECT_PLACES("$4::date"),
               kVisible, std::move(params)));
  SubmissionPage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    PlacedSubmission placed;
    ASSIGN_OR_RETURN(placed.submission, ReadSubmission(rows[i], page.key_columns()));
    placed.places = ReadPlaces(rows[i], page.key_columns() + kSubmissionColumns);
    out.submissions.push_back(std::move(placed));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

absl::StatusOr<std::optional<ReviewerRecord>> FindPerson(pg::Tx& tx, absl::string_view person,
                                                         absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kFindPerson, person, access::Day(now)));
  if (result.empty()) return std::nullopt;
  return ReviewerRecord{result[0].TextArray(0), result[0].TextArray(1), result[0].TextArray(2)};
}

}  // namespace cartera::review
