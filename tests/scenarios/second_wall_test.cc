// The row policies of PostgreSQL behind the handlers' checks: what is shown when a check is
// missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/access/access.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/testing/test_database.h"
#include "services/all/modules.h"
#include "services/appraisal/store_cases.h"
#include "services/registry/store_projects.h"
#include "services/review/store_submissions.h"

namespace cartera {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Tables without row policies, and why.
const std::set<std::string>& Unguarded() {
  static const auto* const kTables = [] {
    auto* tables = new std::set<std::string>;
    for (const char* schema : {"registry", "appraisal", "review", "oversight"}) {
      // The write path, before and beside any caller. A chain is read by those whom oversight lets.
      for (const char* table :
           {"answers", "audit", "chain_heads", "outbox", "inbox", "schema_migrations"}) {
        tables->insert(absl::StrCat(schema, ".", table));
      }
    }
    // Sums, and which projects they have to be taken of anew; what is shown of them oversight
    // decides.
    for (const char* table : {"oversight.cells", "oversight.cell_bases", "registry.project_changes",
                              "review.project_changes"}) {
      tables->insert(table);
    }
    // Names of chains and hashes; oversight shows them to auditors, as it does the chains.
    for (const char* table : {"record_heads", "record_nodes", "record_keys", "checkpoints"}) {
      tables->insert(absl::StrCat("oversight.", table));
    }
    // Which files are taken; and hashes with the numbers of large objects, which the runtime role
    // may not read at all.
    tables->insert("registry.document_types");
    tables->insert("registry.contents");
    // Public to everybody registered.
    tables->insert("appraisal.methodology_versions");
    // What the rights of a caller are made of; the tree is shown to everybody registered.
    for (const char* table : {"agencies", "agency_parents", "agency_closure", "people", "grants"}) {
      tables->insert(absl::StrCat("registry.", table));
      tables->insert(absl::StrCat("registry.", table, "_history"));
    }
    tables->erase("registry.agency_closure_history");
    return tables;
  }();
  return *kTables;
}

// Two agencies below one root; tax has an internal project with a row in every guarded table.
constexpr absl::string_view kFacts[] = {
    R"sql(INSERT INTO registry.agencies (id, display_name, type) VALUES
      ('gov', 'Gov', 'government'), ('tax', 'Tax', 'agency'), ('health', 'Health', 'agency'))sql",
    R"sql(INSERT INTO registry.agency_parents (agency, parent, from_day) VALUES
      ('tax', 'gov', '2020-01-01'), ('health', 'gov', '2020-01-01'))sql",
    "SELECT registry.rebuild_closure(id) FROM registry.agencies",
    R"sql(INSERT INTO registry.people (id, display_name, issuer, subject, affiliation) VALUES
      ('ana', 'Ana', 'i', 'ana', 'tax'), ('ben', 'Ben', 'i', 'ben', 'health'),
      ('rex', 'Rex', 'i', 'rex', 'gov'))sql",
    R"sql(INSERT INTO registry.projects (id, title, description, lead_agency, kind, stage,
      classification, created_us) VALUES
      ('hidden', 'H', '', 'tax', 'new', 'idea', 'internal', 1),
      ('open', 'O', '', 'tax', 'new', 'idea', 'open', 1),
      ('hers', 'B', '', 'health', 'new', 'idea', 'internal', 1))sql",
    R"sql(INSERT INTO registry.project_leads (project, agency, from_day)
      SELECT id, lead_agency, '2020-01-01' FROM registry.projects)sql",
    R"sql(INSERT INTO registry.participants (project, id, agency, role, from_day)
      VALUES ('hidden', 'x', 'tax', 'affected', '2020-01-01'))sql",
    R"sql(INSERT INTO registry.operations (id, person, done, result, valid_from_us)
      VALUES ('op', 'ana', true, '', 1))sql",
    "INSERT INTO registry.contents (hash, size_bytes, bytes) VALUES (sha256('x'), 1, lo_create(0))",
    R"sql(INSERT INTO registry.documents (project, id, hash, file_name, media_type, size_bytes,
      person, created_us) SELECT 'hidden', left(encode(hash, 'hex'), 40), hash, 'x.txt',
      'text/plain', 1, 'ana', 1 FROM registry.contents)sql",
    R"sql(INSERT INTO registry.uploads (person, project, id, hash, file_name, media_type,
      size_bytes, held_bytes, bytes, touched_us)
      VALUES ('ana', 'hidden', 'x', sha256('x'), 'x.txt', 'text/plain', 1, 0, lo_create(0), 1))sql",
    R"sql(INSERT INTO appraisal.cases (project, id, title, stage, methodology, methodology_version,
      created_us) SELECT id, 'main', 'T', 'full', 'm', '1', 1 FROM registry.projects)sql",
    R"sql(INSERT INTO appraisal.case_locks (project, case_id, submission)
      VALUES ('hidden', 'main', 'rounds/b27/submissions/hidden'))sql",
    R"sql(INSERT INTO appraisal.case_sections (project, case_id, section, content, author)
      VALUES ('hidden', 'main', 'costs', '', 'ana'))sql",
    R"sql(INSERT INTO appraisal.revisions (project, case_id, number, content, content_hash,
      methodology, methodology_version, authors, created_us)
      VALUES ('hidden', 'main', 1, '', sha256(''), 'm', '1', '{ana}', 1))sql",
    R"sql(INSERT INTO appraisal.revision_figures (project, case_id, number, figure, unit, basis,
      price_year, amount_minor, line_count)
      VALUES ('hidden', 'main', 1, 'costs', 'CAD', 'nominal', 0, 1, 1))sql",
    R"sql(INSERT INTO appraisal.evaluations (project, case_id, number, id, revision_hash,
      methodology, methodology_version, methodology_hash, engine_version, seed, context, result,
      result_hash, created_us) VALUES ('hidden', 'main', 1, 'e', sha256(''), 'm', '1', sha256(''),
      '1', '1', '', '', sha256(''), 1))sql",
    R"sql(INSERT INTO appraisal.methodology_drafts (id, definition, editors, state)
      VALUES ('m', '{}', '{rex}', 'open'))sql",
    R"sql(INSERT INTO review.rounds (id, title, state, methodology_version, clear_required,
      endorse_required, person_criteria, valuation_day, base_fiscal_year, price_year,
      submission_until, decision_until) VALUES ('b27', 'B', 'open', 'm', true, true, '{}',
      '2027-01-01', 2027, 2027, '2027-06-01', '2027-09-01'))sql",
    R"sql(INSERT INTO review.submissions (round, id, project, case_id, kind, state, iteration,
      lead_agency, created_us)
      SELECT 'b27', id, id, 'main', 'new', 'in_review', 1, lead_agency, 1
        FROM registry.projects)sql",
    R"sql(INSERT INTO review.clearances (round, submission, office, revision_hash, person)
      VALUES ('b27', 'hidden', 'finance', '', 'ana'))sql",
    R"sql(INSERT INTO review.submission_asks (round, submission, revision, line, fiscal_year,
      budget_line, new_money, unit, amount_minor, basis, price_year)
      VALUES ('b27', 'hidden', 1, 0, 2027, 'l', true, 'CAD', 5, 'nominal', 0))sql",
    R"sql(INSERT INTO review.submission_figures (round, submission, revision, unit, basis,
      price_year, suggestion) VALUES ('b27', 'hidden', 1, 'CAD', 'nominal', 0, ''))sql",
    R"sql(INSERT INTO review.ceiling_sets (round, version, reason, proposed_by, in_force,
      created_us) VALUES ('b27', 1, 'r', 'rex', true, 1))sql",
    R"sql(INSERT INTO review.ceilings (round, version, line, agency, fiscal_year, unit,
      amount_minor, basis, price_year)
      VALUES ('b27', 1, 1, 'tax', 2027, 'CAD', 5, 'nominal', 0))sql",
    R"sql(INSERT INTO review.assessments (round, submission, iteration, criterion, revision_hash,
      score, reason, assessor) VALUES ('b27', 'hidden', 1, 'c', '', 1, 'r', 'rex'))sql",
    R"sql(INSERT INTO review.observations (round, submission, id, field, severity, text, due_day,
      state, author, revision)
      VALUES ('b27', 'hidden', 'o', '', 'must', 't', '2027-01-01', 'open', 'rex', 1))sql",
    R"sql(INSERT INTO review.observation_acts (round, submission, observation, number, kind, text,
      evidence, document_hash, answered_fields, person, at_us)
      VALUES ('b27', 'hidden', 'o', 1, 'reply', 't', '', '', '{}', 'ana', 1))sql",
    R"sql(INSERT INTO review.clarifications (round, submission, id, field, question, asked_by,
      asked_us) VALUES ('b27', 'hidden', 'q', '', 't', 'rex', 1))sql",
    R"sql(INSERT INTO review.interest_declarations (round, submission, person, conflict, reason)
      VALUES ('b27', 'hidden', 'rex', false, 'r'))sql",
    R"sql(INSERT INTO review.reviewer_profiles (person, skills, capacity)
      VALUES ('rex', '{new}', 5))sql",
    R"sql(INSERT INTO review.delegations (person, id, delegate, from_day, until_day, reason)
      VALUES ('rex', 'd', 'ben', '2027-01-01', '2027-02-01', 'r'))sql",
    R"sql(INSERT INTO review.decisions (round, submission, id, outcome, reason, decided_by,
      recorded_by, revision, revision_hash, methodology_version, engine_version, seed, evaluation,
      evaluation_hash, suggestion, open_observations, project, created_us) VALUES ('b27', 'hidden',
      1, 'approved', 'r', 'rex', 'rex', '', '', 'm', '1', 1, '', '', '', '{}', 'hidden', 1))sql",
    R"sql(INSERT INTO review.blind_scores (round, submission, iteration, criterion, seat, person,
      revision_hash, score, reason) VALUES ('b27', 'hidden', 1, 'c', 'rex', 'rex', '', 1, 'r'))sql",
    R"sql(INSERT INTO review.opinions (round, submission, number, iteration, revision_hash, finding,
      text, person, at_us) VALUES ('b27', 'hidden', 1, 1, '', 'favourable', 't', 'rex', 1))sql",
    R"sql(INSERT INTO review.votes (round, submission, iteration, person, revision_hash, choice,
      reason) VALUES ('b27', 'hidden', 1, 'rex', '', 'approve', 'r'))sql",
    R"sql(INSERT INTO review.appeals (round, submission, number, decision, grounds, person, judges,
      at_us) VALUES ('b27', 'hidden', 1, 1, 'g', 'ana', '{rex}', 1))sql",
    R"sql(INSERT INTO review.authorisations (project, id, decision, state, valid_from, valid_until,
      created_us) VALUES ('hidden', 'a', 'd', 'effective', '2027-01-01', '2028-01-01', 1))sql",
    R"sql(INSERT INTO review.authorisation_amounts (project, authorisation, asked, line,
      fiscal_year, budget_line, unit, amount_minor, basis, price_year)
      VALUES ('hidden', 'a', false, 0, 2027, 'l', 'CAD', 5, 'nominal', 0))sql",
    R"sql(INSERT INTO review.authorisation_acts (project, authorisation, number, kind, reason,
      person, at_us, state_before, state_after)
      VALUES ('hidden', 'a', 1, 'suspend', 'r', 'rex', 1, 'effective', 'suspended'))sql",
    R"sql(INSERT INTO review.conditions (project, authorisation, id, kind, text, owner, due_day,
      state) VALUES ('hidden', 'a', 'c', 'precedent', 't', 'o', '2027-01-01', 'open'))sql",
};

// A second version of everything that keeps its history.
constexpr absl::string_view kTouch = R"sql(
  DO $$ DECLARE h record; BEGIN
    FOR h IN SELECT schemaname, replace(tablename, '_history', '') AS kept FROM pg_tables
              WHERE tablename LIKE '%\_history' LOOP
      EXECUTE format('UPDATE %I.%I SET valid_from_us = valid_from_us', h.schemaname, h.kept);
    END LOOP;
  END $$)sql";

constexpr pg::Query kGuarded{"test.guarded", R"sql(
  SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname IN ('registry', 'appraisal', 'review', 'oversight') AND c.relkind IN ('r', 'p')
     AND (c.relrowsecurity AND c.relforcerowsecurity) = $1 ORDER BY 1)sql"};

class SecondWallTest : public testing::Test {
 protected:
  SecondWallTest() {
    std::vector<pg::SchemaSpec> specs;
    for (const app::Module& module : all::Modules()) {
      specs.push_back({module.name, module.migrations, module.reads});
    }
    uri_ = pg::TestCluster::Get().CreateDatabase(specs);
    admin_ = Open("registry", "");
    registry_ = Open("registry", "cartera_registry");
    access_.set_kind(type::v1::Access::KIND_ROLE);
    method_.access = &access_;
    for (const absl::string_view sql : kFacts) Admin(sql);
    clock_.Advance(absl::Seconds(1));
    Admin(kTouch);
    log_.clear();
  }

  std::unique_ptr<pg::Database> Open(const std::string& schema, const std::string& role) {
    return std::make_unique<pg::Database>(
        pg::Options{.uri = uri_,
                    .role = role,
                    .schema = schema,
                    .size = 1,  // every transaction on one session
                    .clock = &clock_,
                    .log = [this](absl::string_view, absl::string_view cause) {
                      absl::StrAppend(&log_, cause, "\n");
                    }});
  }
  pg::CallContext Context() {
    return {.principal = "test",
            .method = "/test/Do",
            .now = clock_.Now(),
            .deadline = absl::Now() + absl::Seconds(30)};
  }
  // As the superuser, whom no policy holds.
  void Admin(absl::string_view sql) {
    const auto status =
        admin_->Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
          RETURN_IF_ERROR(tx.Exec({"test.admin", sql, true}).status());
          return "";
        });
    ASSERT_TRUE(status.ok()) << sql << "\n" << log_;
  }
  // The first column of every row.
  std::vector<std::string> Ask(pg::Database& database, const pg::Query& query,
                               const pg::Params& params = {}, const std::string& as = "") {
    std::vector<std::string> rows;
    const auto status = database.Read(Context(), [&](pg::Tx& tx) -> absl::Status {
      rows.clear();
      if (!as.empty()) RETURN_IF_ERROR(access::LoadCaller(tx, CallOf(as)).status());
      ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(query, params));
      for (const pg::Row row : result) rows.push_back(row.OptionalText(0).value_or("NULL"));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status << log_;
    return rows;
  }
  std::string Count(pg::Database& database, const std::string& table, const std::string& as = "") {
    const std::string sql = absl::StrCat("SELECT count(*)::text FROM ", table);
    const auto rows = Ask(database, {"test.count", sql, true}, {}, as);
    return rows.empty() ? "nothing" : rows[0];
  }
  rpc::Call CallOf(const std::string& person) {
    rpc::Call call;
    call.method = &method_;
    call.identity.issuer = "i";
    call.identity.subject = person;
    call.context = Context();
    return call;
  }
  // Runs `body` after the rights of `person` were loaded.
  absl::Status ReadAs(pg::Database& database, const std::string& person,
                      absl::FunctionRef<absl::Status(pg::Tx&)> body) {
    return database.Read(Context(), [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(access::LoadCaller(tx, CallOf(person)).status());
      return body(tx);
    });
  }
  std::string WriteAs(pg::Database& database, const std::string& person, absl::string_view sql) {
    const auto status =
        database.Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
          if (!person.empty()) RETURN_IF_ERROR(access::LoadCaller(tx, CallOf(person)).status());
          ASSIGN_OR_RETURN(const pg::Result result, tx.Exec({"test.write", sql, true}));
          written_ = result.affected();
          return "";
        });
    return status.ok() ? absl::StrCat(written_, " written") : pg::SqlStateOf(status);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};  // 2027-01-15
  std::string log_;
  std::string uri_;
  int64_t written_ = 0;
  type::v1::Access access_;
  rpc::Method method_;
  std::unique_ptr<pg::Database> admin_, registry_;
};

constexpr absl::string_view kCountProjects = "SELECT count(*)::text FROM registry.projects";
constexpr pg::Query kProjects{"test.projects", "SELECT id FROM registry.projects ORDER BY id"};

TEST_F(SecondWallTest, EveryTableIsGuardedOrListedHere) {
  const std::vector<std::string> open = Ask(*admin_, kGuarded, pg::Bind(false));
  EXPECT_EQ(std::set<std::string>(open.begin(), open.end()), Unguarded());
}

TEST_F(SecondWallTest, RuntimeRolesOwnNothingAndPassNoPolicy) {
  EXPECT_THAT(Ask(*admin_, {"test.roles", R"sql(
      SELECT rolname FROM pg_roles r WHERE rolname LIKE 'cartera\_%'
         AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
       ORDER BY 1)sql"}),
              IsEmpty());
  EXPECT_THAT(Ask(*admin_, {"test.owned", R"sql(
      SELECT r.rolname FROM pg_roles r
       WHERE r.rolname ~ '^cartera_(registry|appraisal|review|oversight)$'
         AND (EXISTS (SELECT FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o')
              OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)))sql"}),
              IsEmpty());
  EXPECT_THAT(
      Ask(*admin_, {"test.logins", R"sql(
      SELECT rolname FROM pg_roles WHERE rolname ~ '^cartera_(registry|appraisal|review|oversight)'
         AND rolcanlogin ORDER BY 1)sql"}),
      ElementsAre("cartera_appraisal", "cartera_oversight", "cartera_registry", "cartera_review"));
}

TEST_F(SecondWallTest, WithoutALoadedCallerNoGuardedTableShowsARow) {
  const std::vector<std::string> guarded = Ask(*admin_, kGuarded, pg::Bind(true));
  EXPECT_GE(guarded.size(), 20U);
  for (const std::string& table : guarded) {
    const std::string schema = table.substr(0, table.find('.'));
    EXPECT_NE(Count(*admin_, table), "0") << table << " is empty: this test says nothing of it";
    EXPECT_EQ(Count(*Open(schema, absl::StrCat("cartera_", schema)), table), "0") << table;
    EXPECT_EQ(Count(*Open(schema, absl::StrCat("cartera_", schema, "_owner")), table), "0")
        << table;
  }
}

TEST_F(SecondWallTest, PublishedViewsAndPastVersionsShowNoMoreThanTheTables) {
  const auto oversight = Open("oversight", "cartera_oversight");
  for (const char* from :
       {"registry_read.projects_v1", "registry_read.participants_v1", "registry_read.documents_v1",
        "appraisal_read.cases_v1", "appraisal_read.revisions_v1",
        "appraisal_read.revision_figures_v1", "review_read.submissions_v1",
        "review_read.authorisations_v1", "registry_read.project_versions_v1",
        "review_read.submission_versions_v1", "review_read.authorisation_versions_v1"}) {
    EXPECT_EQ(Count(*oversight, from), "0") << from;
    EXPECT_NE(Count(*oversight, from, "rex"), "0") << from;
  }
  const pg::Query versions{"test.versions", R"sql(
      SELECT id || ' ' || count(*) FROM registry_read.project_versions_v1
       GROUP BY id ORDER BY id)sql"};
  EXPECT_THAT(Ask(*oversight, versions, {}, "ana"), ElementsAre("hidden 2", "open 2"));
  EXPECT_THAT(Ask(*oversight, versions, {}, "ben"), ElementsAre("hers 2", "open 2"));
  EXPECT_EQ(Count(*oversight, "review_read.submission_versions_v1", "ben"), "2");
}

TEST_F(SecondWallTest, ACallerIsShownItsPlaceTheOpenOnesAndWhatItTakesPartIn) {
  EXPECT_THAT(Ask(*registry_, kProjects, {}, "ana"), ElementsAre("hidden", "open"));
  EXPECT_THAT(Ask(*registry_, kProjects, {}, "ben"), ElementsAre("hers", "open"));
  EXPECT_THAT(Ask(*registry_, kProjects, {}, "rex"), ElementsAre("hers", "hidden", "open"));
  Admin(R"sql(INSERT INTO registry.participants (project, id, agency, role, from_day)
      VALUES ('hidden', 'h', 'health', 'affected', '2027-01-16'))sql");
  const auto appraisal = Open("appraisal", "cartera_appraisal");
  EXPECT_THAT(Ask(*registry_, kProjects, {}, "ben"), ElementsAre("hers", "open")) << "not yet";
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(Ask(*registry_, kProjects, {}, "ben"), ElementsAre("hers", "hidden", "open"));
  EXPECT_EQ(Count(*appraisal, "appraisal.cases", "ben"), "2") << "an open project opens no case";
  Admin("UPDATE registry.participants SET until_day = '2027-01-16' WHERE id = 'h'");
  EXPECT_THAT(Ask(*registry_, kProjects, {}, "ben"), ElementsAre("hers", "open")) << "no more";
  EXPECT_EQ(Count(*appraisal, "appraisal.cases", "ben"), "1");
}

TEST_F(SecondWallTest, AHandedOverProjectTakesAllBelowItAlong) {
  const auto review = Open("review", "cartera_review");
  EXPECT_EQ(Count(*review, "review.observations", "ben"), "0");
  Admin("UPDATE registry.projects SET lead_agency = 'health' WHERE id = 'hidden'");
  EXPECT_EQ(Count(*review, "review.observations", "ben"), "1");
  EXPECT_EQ(Count(*review, "review.authorisation_amounts", "ben"), "1");
}

// The reading functions of the handlers, called by somebody who may not see, with no check after.
TEST_F(SecondWallTest, AHandlerThatForgotItsCheckShowsNothing) {
  const auto appraisal = Open("appraisal", "cartera_appraisal");
  const auto review = Open("review", "cartera_review");
  for (const char* person : {"ana", "ben"}) {
    const bool sees = std::string(person) == "ana";
    EXPECT_TRUE(ReadAs(*registry_, person, [&](pg::Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto project,
                                   registry::FindProject(tx, "hidden", clock_.Now(), false));
                  EXPECT_EQ(project.has_value(), sees);
                  ASSIGN_OR_RETURN(const auto participants,
                                   registry::ListParticipants(tx, "hidden"));
                  EXPECT_EQ(participants.size(), sees ? 1U : 0U);
                  return absl::OkStatus();
                }).ok());
    EXPECT_TRUE(ReadAs(*appraisal, person, [&](pg::Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto found,
                                   appraisal::FindCase(tx, "hidden", "main", clock_.Now(), false));
                  EXPECT_EQ(found.has_value(), sees);
                  return absl::OkStatus();
                }).ok());
    EXPECT_TRUE(ReadAs(*review, person, [&](pg::Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto found,
                                   review::FindSubmission(tx, "b27", "hidden", clock_.Now(),
                                                          review::Lock::kNone));
                  EXPECT_EQ(found.has_value(), sees);
                  return absl::OkStatus();
                }).ok());
  }
}

TEST_F(SecondWallTest, NobodyWritesRowsOfAPlaceItDoesNotSee) {
  const auto appraisal = Open("appraisal", "cartera_appraisal");
  const auto review = Open("review", "cartera_review");
  constexpr absl::string_view kRetitleHidden =
      "UPDATE registry.projects SET title = 'x' WHERE id = 'hidden'";
  EXPECT_EQ(WriteAs(*registry_, "ana", kRetitleHidden), "1 written");
  EXPECT_EQ(WriteAs(*registry_, "ben", kRetitleHidden), "0 written");
  EXPECT_EQ(WriteAs(*registry_, "", kRetitleHidden), "0 written");
  EXPECT_EQ(
      WriteAs(*registry_, "ben", "UPDATE registry.projects SET title = 'x' WHERE id = 'open'"),
      "42501")
      << "shown, not his";
  EXPECT_EQ(WriteAs(*registry_, "ben",
                    "UPDATE registry.projects SET lead_agency = 'tax' WHERE id = 'hers'"),
            "42501");
  EXPECT_EQ(WriteAs(*registry_, "ana", "DELETE FROM registry.projects"), "42501");
  constexpr absl::string_view kNewCase =
      R"sql(INSERT INTO appraisal.cases (project, id, title, stage, methodology,
        methodology_version, created_us) VALUES ('hidden', 'two', 'T', 'full', 'm', '1', 1))sql";
  EXPECT_EQ(WriteAs(*appraisal, "ben", kNewCase), "42501");
  EXPECT_EQ(WriteAs(*appraisal, "ana", kNewCase), "1 written");
  EXPECT_EQ(WriteAs(*review, "ben", "UPDATE review.observations SET state = 'closed'"),
            "0 written");
}

TEST_F(SecondWallTest, RightsEndWithTheirTransactionHoweverItEnds) {
  const pg::Query count{"test.count_projects", kCountProjects};
  const auto none = [&](absl::string_view after) {
    EXPECT_THAT(Ask(*registry_, count), ElementsAre("0")) << after;
  };
  EXPECT_THAT(Ask(*registry_, count, {}, "rex"), ElementsAre("3"));
  none("a read");
  EXPECT_EQ(WriteAs(*registry_, "rex", "UPDATE registry.projects SET title = title"), "3 written");
  none("a commit");
  EXPECT_EQ(WriteAs(*registry_, "rex", "SELECT 1 / 0"), "22012");
  none("an error");
  EXPECT_FALSE(ReadAs(*registry_, "rex", [](pg::Tx&) { return absl::CancelledError("x"); }).ok());
  none("a body that gave up");
  EXPECT_TRUE(registry_
                  ->Read(Context(),
                         [&](pg::Tx& tx) -> absl::Status {
                           const rpc::Call call = CallOf("rex");
                           const access::AskedCaller asked = access::AskCaller(tx, call);
                           tx.EndWithNext();
                           ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(count));
                           EXPECT_EQ(result[0].Text(0), "3")
                               << "the rights travel before the statement";
                           return access::Answer(asked).status();
                         })
                  .ok());
  none("a read of one round trip");
  EXPECT_TRUE(registry_
                  ->Maintain(Context(),
                             [&](pg::Tx& tx) -> absl::Status {
                               tx.SeeEverything("a test");
                               return absl::OkStatus();
                             })
                  .ok());
  none("everything seen, sent with the commit");
}

TEST_F(SecondWallTest, WhoIsNotRegisteredSeesNotEvenWhatIsOpen) {
  EXPECT_FALSE(ReadAs(*registry_, "stranger", [](pg::Tx&) { return absl::OkStatus(); }).ok());
  EXPECT_TRUE(registry_
                  ->Read(Context(),
                         [&](pg::Tx& tx) -> absl::Status {
                           EXPECT_FALSE(access::LoadCaller(tx, CallOf("stranger")).ok());
                           ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kProjects));
                           EXPECT_TRUE(result.empty());
                           return absl::OkStatus();
                         })
                  .ok());
}

}  // namespace
}  // namespace cartera
