#include "services/review/store_tasks.h"

#include <array>
#include <utility>

#include "cartera/review/v1/task.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"

namespace cartera::review {
namespace {

// $1, $2 kinds and agencies of what the person may do, $3 the day, $4 the person, $5 the person's
// agency, $6 whether that is the root of its tree, $7 that root.
#define TODAY(row) \
  row ".from_day <= $3::date AND (" row ".until_day IS NULL OR " row ".until_day > $3::date)"

// The person holds one of the seats (ids), or acts for who does.
#define IS_SEATED(seats)                          \
  "($4 = ANY (" seats                             \
  ") OR EXISTS (SELECT FROM review.delegations g" \
  "   WHERE g.person = ANY (" seats               \
  ") AND g.delegate = $4"                         \
  "     AND g.from_day <= $3::date AND g.until_day >= $3::date))"
#define IS_REVIEWER IS_SEATED("ARRAY[s.reviewer]")

// What the tier of the submission s asks for, by the list of its round.
#define OF_TIER(list, otherwise) \
  "coalesce(r." list "[array_position(r.tiers, s.tier)], " otherwise ")"

// As lifecycle::LastDayToHandIn says.
#define LAST_DAY(iteration)                                   \
  "CASE WHEN " iteration                                      \
  " > 1 THEN coalesce(r.iteration_until, r.submission_until)" \
  "     ELSE r.submission_until END"

// A criterion that people score and that has no score in this iteration of the submission s.
#define MISSES_A_SCORE                                                                       \
  "(s.tier <> ALL (r.unscored_tiers) AND EXISTS (SELECT FROM unnest(r.person_criteria) AS k" \
  "  WHERE NOT EXISTS (SELECT FROM review.assessments a WHERE a.round = s.round"             \
  "    AND a.submission = s.id AND a.iteration = s.iteration AND a.criterion = k"            \
  "    AND a.revision_hash = s.revision_hash)))"

// Several score, each for themselves: a criterion that one of the seats has not scored.
#define IS_BLIND "cardinality(s.co_reviewers) > 0"
#define MISSES_A_BLIND_SCORE(seats)                                              \
  "EXISTS (SELECT FROM unnest(" seats                                            \
  ") AS h (holder) CROSS JOIN unnest(r.person_criteria) AS k"                    \
  " WHERE NOT EXISTS (SELECT FROM review.blind_scores b WHERE b.round = s.round" \
  "   AND b.submission = s.id AND b.iteration = s.iteration AND b.criterion = k" \
  "   AND b.seat = h.holder AND b.revision_hash = s.revision_hash))"
// The seats of the person and of those they act for.
#define OWN_SEATS                                                                  \
  "ARRAY(SELECT o.holder FROM unnest(s.reviewer || s.co_reviewers) AS o (holder) " \
  "WHERE " IS_SEATED("ARRAY[o.holder]") ")"
#define HAS_OPINION                                               \
  "EXISTS (SELECT FROM review.opinions n WHERE n.round = s.round" \
  "   AND n.submission = s.id AND n.iteration = s.iteration"      \
  "   AND n.revision_hash = s.revision_hash)"
#define VOTES                                                      \
  "review.votes v WHERE v.round = s.round AND v.submission = s.id" \
  " AND v.iteration = s.iteration AND v.revision_hash = s.revision_hash"

#define OFFICE_CLEARED(office)                                      \
  "EXISTS (SELECT FROM review.clearances l WHERE l.round = s.round" \
  "   AND l.submission = s.id AND l.office = '" office "' AND l.revision_hash <> '')"

#define SUBMISSION_NAME "'rounds/' || s.round || '/submissions/' || s.id"
#define OF_PROJECT(row) " JOIN registry_read.projects_v1 p ON p.id = " row ".project "
#define WITH_ROUND " JOIN review.rounds r ON r.id = s.round "

// Every branch: kind, name, project, its title and lead, what it is about, owner, due day, whether
// it is a judgement, and of which submission.
#define STEPS \
  "SELECT step.kind, " SUBMISSION_NAME " AS name, s.project, p.title, p.lead_agency AS lead," \
  "       '' AS about, '' AS owner,"                                                         \
  "       CASE WHEN s.state IN ('draft', 'cleared', 'signed', 'endorsed')"                   \
  "              THEN " LAST_DAY("s.iteration")                                              \
  "            WHEN s.state = 'iteration_requested'"                                         \
  "              THEN least(s.step_due_day, " LAST_DAY("s.iteration + 1") ")"                \
  "            ELSE coalesce(s.step_due_day, r.decision_until) END AS due_day,"              \
  "       step.judges, s.round, s.id AS submission, s.authors"                               \
  "  FROM review.submissions s" WITH_ROUND OF_PROJECT("s")                                   \
  "  JOIN (VALUES ('draft', true, NULL::boolean, 'clear_technology', false),"                \
  "               ('draft', true, NULL, 'clear_finance', false),"                            \
  "               ('draft', false, NULL, 'sign', false),"                                    \
  "               ('cleared', NULL, NULL, 'sign', false),"                                   \
  "               ('signed', NULL, true, 'endorse', false),"                                 \
  "               ('signed', NULL, false, 'submit', false),"                                 \
  "               ('endorsed', NULL, NULL, 'submit', false),"                                \
  "               ('submitted', NULL, NULL, 'assign_reviewer', false),"                      \
  "               ('screening', NULL, NULL, 'start_review', true),"                          \
  "               ('screening', NULL, NULL, 'add_reviewer', false)," \
  "               ('in_review', NULL, NULL, 'add_reviewer', false)," \
  "               ('in_review', NULL, NULL, 'assess', true)," \
  "               ('in_review', NULL, NULL, 'agree_scores', true)," \
  "               ('in_review', NULL, NULL, 'give_opinion', true)," \
  "               ('in_review', NULL, NULL, 'vote', true)," \
  "               ('in_review', NULL, NULL, 'decide', true),"                                \
  "               ('iteration_requested', NULL, NULL, 'revise', false))"                     \
  "       AS step (state, clears, endorses, kind, judges)"                                   \
  "    ON step.state = s.state AND coalesce(step.clears = r.clear_required, true)"           \
  "   AND coalesce(step.endorses = r.endorse_required, true)"                                \
  " WHERE s.state NOT IN ('approved', 'approved_with_observations', 'rejected', 'deferred'," \
  "                       'withdrawn')"                                                      \
  "   AND (r.state = 'open'"                                                                 \
  "        OR s.state NOT IN ('draft', 'cleared', 'signed', 'endorsed'))"                    \
  "   AND CASE step.kind WHEN 'clear_technology' THEN NOT " OFFICE_CLEARED("technology")     \
  "                      WHEN 'clear_finance' THEN NOT " OFFICE_CLEARED("finance")           \
  "                      WHEN 'start_review' THEN " IS_REVIEWER                              \
  "                      WHEN 'assess' THEN CASE WHEN " IS_BLIND \
  "                             THEN " MISSES_A_BLIND_SCORE(OWN_SEATS) \
  "                             ELSE " IS_REVIEWER " AND " MISSES_A_SCORE " END" \
  "                      WHEN 'agree_scores' THEN " IS_BLIND " AND " IS_REVIEWER \
  "                        AND " MISSES_A_SCORE \
  "                        AND NOT " MISSES_A_BLIND_SCORE("s.reviewer || s.co_reviewers") \
  "                      WHEN 'add_reviewer' THEN 1 + cardinality(s.co_reviewers)" \
  "                        < " OF_TIER("tier_reviewers", "1") \
  "                      WHEN 'give_opinion' THEN " OF_TIER("tier_opinions", "false") \
  "                        AND NOT " HAS_OPINION \
  "                      WHEN 'vote' THEN " OF_TIER("tier_quorums", "0") " > 0" \
  "                        AND (NOT EXISTS (SELECT FROM " VOTES \
  "                             AND v.person = $4))" \
  "                      WHEN 'decide' THEN NOT " MISSES_A_SCORE \
  "                        AND (" HAS_OPINION " OR NOT " OF_TIER("tier_opinions", "false") ")" \
  "                        AND (SELECT count(*) FROM " VOTES ")" \
  "                            >= " OF_TIER("tier_quorums", "0") \
  "                      ELSE true END"

#define OBSERVATIONS \
  "SELECT CASE o.state WHEN 'open' THEN 'answer_observation' ELSE 'close_observation' END,"    \
  "       " SUBMISSION_NAME " || '/observations/' || o.id, s.project, p.title, p.lead_agency," \
  "       o.field || ': ' || left(o.text, 300), '',"                                           \
  "       CASE o.state WHEN 'open' THEN o.due_day"                                             \
  "                    ELSE coalesce(s.step_due_day, r.decision_until) END,"                   \
  "       o.state = 'replied', s.round, s.id, s.authors"                                       \
  "  FROM review.observations o"                                                               \
  "  JOIN review.submissions s ON s.round = o.round AND s.id = o.submission" WITH_ROUND        \
      OF_PROJECT("s")                                                                          \
  " WHERE o.state IN ('open', 'replied') AND s.state NOT IN ('rejected', 'deferred',"          \
  "                                                          'withdrawn')"                     \
  "   AND (o.state = 'open' OR s.state NOT IN ('screening', 'in_review') OR " IS_REVIEWER ")"

#define CLARIFICATIONS                                                                   \
  "SELECT 'answer_clarification', " SUBMISSION_NAME                                      \
  " || '/clarifications/' || q.id,"                                                      \
  "       s.project, p.title, p.lead_agency, left(q.question, 300), '', NULL::date,"     \
  "       false, s.round, s.id, s.authors"                                               \
  "  FROM review.clarifications q"                                                       \
  "  JOIN review.submissions s ON s.round = q.round AND s.id = q.submission" OF_PROJECT( \
      "s") " WHERE q.answered_us IS NULL AND s.state IN ('submitted', 'screening', 'in_review')"

#define CONDITIONS \
  "SELECT CASE c.state WHEN 'met' THEN 'judge_condition' ELSE 'meet_condition' END,"          \
  "       'projects/' || c.project || '/authorisations/' || c.authorisation"                  \
  "         || '/conditions/' || c.id,"                                                       \
  "       c.project, p.title, p.lead_agency, left(c.text, 300), c.owner, c.due_day,"          \
  "       c.state = 'met', s.round, s.id, s.authors"                                          \
  "  FROM review.conditions c"                                                                \
  "  JOIN review.authorisations a ON a.project = c.project AND a.id = c.authorisation"        \
  "  JOIN review.submissions s ON s.round = split_part(a.decision, '/', 2)"                   \
  "                           AND s.id = split_part(a.decision, '/', 4)" OF_PROJECT("c")      \
  " WHERE c.state <> 'accepted' AND a.state <> 'revoked'"                                     \
  "   AND (c.state <> 'met' OR c.met_by <> $4)"

// Sixty days before the last one.
#define LAPSING \
  "SELECT 'use_authorisation', 'projects/' || a.project || '/authorisations/' || a.id,"  \
  "       a.project, p.title, p.lead_agency, '', '', a.valid_until, false, '', '',"      \
  "       '{}'::text[]"                                                                  \
  "  FROM review.authorisations a" OF_PROJECT("a")                                       \
  " WHERE a.state IN ('provisional', 'effective')"                                       \
  "   AND a.valid_until >= $3::date AND a.valid_until < $3::date + 60"

#define CEILINGS                                                                          \
  "SELECT 'confirm_ceilings', 'rounds/' || n.round, '', '', $7, left(n.reason, 300), ''," \
  "       r.submission_until, false, n.round, '', '{}'::text[]"                           \
  "  FROM review.ceiling_sets n JOIN review.rounds r ON r.id = n.round"                   \
  " WHERE n.confirmed_by IS NULL AND NOT n.in_force AND (n.proposed_by <> $4)"            \
  "   AND r.state <> 'closed'"                                                            \
  "   AND n.version = (SELECT max(m.version) FROM review.ceiling_sets m"                  \
  "                     WHERE m.round = n.round)"

// As lifecycle::ConflictOfInterest says: a root bars only its own people, and only from its own.
#define CONFLICTS \
  "('people/' || $4 = ANY (w.authors)"                                                         \
  " OR EXISTS (SELECT FROM review.interest_declarations i WHERE i.round = w.round"             \
  "      AND i.submission = w.submission AND i.person = $4 AND i.conflict)"                    \
  " OR EXISTS (SELECT FROM review.appeals e WHERE e.round = w.round" \
  "      AND e.submission = w.submission AND $4 = ANY (e.judges))" \
  " OR EXISTS (SELECT FROM (SELECT w.lead UNION ALL" \
  "        SELECT x.agency FROM registry_read.participants_v1 x"                               \
  "         WHERE x.project = w.project AND " TODAY("x") ") AS party (agency)"                 \
  "      WHERE party.agency = $5"                                                              \
  "         OR (NOT $6 AND EXISTS (SELECT FROM registry_read.agency_closure_v1 c"              \
  "              WHERE c.descendant = party.agency AND c.depth > 0 AND " TODAY("c") ")"        \
  "            AND EXISTS (SELECT FROM registry_read.agency_closure_v1 c WHERE " TODAY("c")    \
  "              AND ((c.ancestor = $5 AND c.descendant = party.agency)"                       \
  "                   OR (c.ancestor = party.agency AND c.descendant = $5))))))"

#define TASK_COLUMNS "w.kind, w.name, w.project, w.title, w.lead, w.about, w.owner, w.due_day::text"
#define WAITING \
  "FROM (SELECT DISTINCT h.kind, c.descendant AS agency" \
    "        FROM unnest($1::text[], $2::text[]) AS h (kind, agency)" \
    "        JOIN registry_read.agency_closure_v1 c" \
    "          ON c.ancestor = h.agency AND " TODAY("c") ") held" \
    " JOIN (" STEPS " UNION ALL " OBSERVATIONS " UNION ALL " CLARIFICATIONS \
    " UNION ALL " CONDITIONS " UNION ALL " LAPSING " UNION ALL " CEILINGS ") w" \
    "   ON w.kind = held.kind AND w.lead = held.agency" \
    " WHERE NOT (w.judges AND " CONFLICTS ")"

absl::StatusOr<Task> ReadTask(const pg::Row& row, int at) {
  Task task{row.Text(at),     row.Text(at + 1), row.Text(at + 2), row.Text(at + 3),
            row.Text(at + 4), row.Text(at + 5), row.Text(at + 6), std::nullopt};
  ASSIGN_OR_RETURN(task.due_date, convert::ReadDate(row, at + 7));
  return task;
}

pg::Params Asked(const access::Caller& caller, const std::vector<MayDo>& may_do, absl::Time now) {
  std::vector<std::string> kinds, agencies;
  for (const MayDo& one : may_do) {
    kinds.push_back(one.kind);
    agencies.push_back(one.agency);
  }
  const access::Place root = caller.Root();
  pg::Params params;
  params.Add(kinds).Add(agencies).Add(access::Day(now)).Add(caller.person).Add(caller.affiliation);
  params.Add(caller.affiliation_place.size() == 1).Add(root.empty() ? "" : root.front());
  return params;
}

}  // namespace

absl::Span<const list::Field> TaskFields() {
  static const std::vector<list::EnumName>* const kKinds =
      new std::vector<list::EnumName>(convert::EnumNames(v1::TaskKind_descriptor()));
  using list::FieldType;
  static const auto* const kFields = new std::array<list::Field, 4>{{
      {.name = "name", .column = "w.name", .sortable = true},
      {.name = "kind", .column = "w.kind", .type = FieldType::kEnum, .enum_names = *kKinds},
      {.name = "due_date",
       .column = "w.due_day",
       .type = FieldType::kDate,
       .nullable = true,
       .sortable = true},
      {.name = "project",
       .column = "w.project",
       .type = FieldType::kResource,
       .resource_prefix = "projects/"},
  }};
  return *kFields;
}

const list::Field& TaskKey() {
  static const list::Field* const kKey =
      new list::Field{.name = "key", .column = "(w.name || ' ' || w.kind)", .sortable = true};
  return *kKey;
}

absl::StatusOr<TaskPage> ListTasks(pg::Tx& tx, const access::Caller& caller,
                                   const std::vector<MayDo>& may_do, absl::Time now,
                                   const convert::ListPage& page) {
  ASSIGN_OR_RETURN(const pg::Result rows, page.Run(tx, "review.list_tasks", TASK_COLUMNS, WAITING,
                                                   Asked(caller, may_do, now)));
  TaskPage found;
  for (int i = 0; i < page.Count(rows); ++i) {
    ASSIGN_OR_RETURN(Task task, ReadTask(rows[i], page.key_columns()));
    found.tasks.push_back(std::move(task));
  }
  ASSIGN_OR_RETURN(found.next_token, page.NextToken(rows));
  return found;
}

}  // namespace cartera::review
