#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/testing/test_database.h"
#include "libs/platform/rpc/error.h"
#include "registry_migrations.h"
#include "review_migrations.h"
#include "services/review/errors.h"
#include "services/review/store_authorisations.h"
#include "services/review/store_decisions.h"
#include "services/review/store_observations.h"
#include "services/review/store_rounds.h"
#include "services/review/store_submissions.h"

// The stores on a real PostgreSQL, as the role the service runs under.
namespace cartera::review {
namespace {

using lifecycle::State;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr pg::Query kSeed{"test.seed", R"sql(
  WITH a AS (INSERT INTO registry.agencies (id, display_name, type)
             VALUES ('state', 'State', 'ministry'), ('tax', 'Tax', 'agency'),
                    ('land', 'Land', 'agency'))
  INSERT INTO registry.agency_closure (ancestor, descendant, depth, from_day)
  VALUES ('state', 'state', 0, '0001-01-01'), ('tax', 'tax', 0, '0001-01-01'),
         ('land', 'land', 0, '0001-01-01'), ('state', 'tax', 1, '0001-01-01'),
         ('state', 'land', 1, '0001-01-01'))sql"};
constexpr pg::Query kSeedProject{"test.seed_project", R"sql(
  INSERT INTO registry.projects (id, title, description, lead_agency, kind, stage, classification,
      created_us)
  VALUES ('scnl', 'SCNL', '', 'tax', 'new', 'idea', 'internal', 1))sql"};
constexpr pg::Query kSeedParticipant{"test.seed_participant", R"sql(
  INSERT INTO registry.participants (project, id, agency, role, from_day)
  VALUES ('scnl', 'p1', 'land', 'beneficiary', '2020-01-01'))sql"};

class ReviewStoreTest : public testing::Test {
 protected:
  ReviewStoreTest() {
    const std::string uri = pg::TestCluster::Get().CreateDatabase(
        {{pg::SchemaSpec{"registry", registry::registry_migrations(), {}},
          pg::SchemaSpec{"review", review_migrations(), {"registry"}}}});
    registry_ = Open(uri, "cartera_registry", "registry");
    database_ = Open(uri, "cartera_review", "review");
    const absl::Status seeded =
        registry_->Write(Context(), nullptr, [](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
          tx.SeeEverything("facts of a test");
          RETURN_IF_ERROR(tx.Exec(kSeed).status());
          RETURN_IF_ERROR(tx.Exec(kSeedProject).status());
          RETURN_IF_ERROR(tx.Exec(kSeedParticipant).status());
          return "";
        });
    EXPECT_TRUE(seeded.ok()) << seeded;
    EXPECT_TRUE(Write([](pg::WriteTx& tx) {
                  Round round = Budget2027();
                  return InsertRound(tx, &round);
                }).ok());
  }

  std::unique_ptr<pg::Database> Open(const std::string& uri, const std::string& role,
                                     const std::string& schema) {
    return std::make_unique<pg::Database>(
        pg::Options{.uri = uri,
                    .role = role,
                    .schema = schema,
                    .clock = &clock_,
                    .log = [this](absl::string_view, absl::string_view cause) {
                      absl::StrAppend(&log_, cause);
                    }});
  }
  pg::CallContext Context() {
    return {.principal = "people/ana",
            .method = "/test/Do",
            .now = clock_.Now(),
            .deadline = absl::Now() + absl::Seconds(20)};
  }
  absl::Status Write(absl::FunctionRef<absl::Status(pg::WriteTx&)> body) {
    clock_.Advance(absl::Seconds(1));
    return database_->Write(Context(), nullptr,
                            [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
                              tx.SeeEverything("a store without its handlers");
                              RETURN_IF_ERROR(body(tx));
                              return "";
                            });
  }
  absl::Status Read(absl::FunctionRef<absl::Status(pg::Tx&)> body) {
    return database_->Read(Context(), [&](pg::Tx& tx) {
      tx.SeeEverything("a store without its handlers");
      return body(tx);
    });
  }

  static calendar::CivilDate Date(int year, int month, int day) {
    return *calendar::CivilDate::Make(year, month, day);
  }
  static Round Budget2027() {
    Round round;
    round.id = "b27";
    round.title = "Budget 2027";
    round.state = "open";
    round.methodology_version = "methodologies/chile-ict/versions/1";
    round.steps = {false, false};
    round.person_criteria = {"c3", "c5"};
    round.valuation_date = Date(2026, 6, 30);
    round.base_fiscal_year = 2027;
    round.price_year = 2026;
    round.windows.submission_until = Date(2026, 9, 30);
    round.windows.decision_until = Date(2026, 12, 31);
    return round;
  }
  static Submission MakeSubmission(const std::string& id) {
    Submission submission;
    submission.round = "b27";
    submission.id = id;
    submission.project = "scnl";
    submission.case_id = "main";
    submission.kind = "new";
    submission.lead_agency = "tax";
    return submission;
  }
  absl::Status Insert(const std::string& id) {
    return Write([&](pg::WriteTx& tx) {
      Submission submission = MakeSubmission(id);
      return InsertSubmission(tx, &submission);
    });
  }
  Submission Get(const std::string& id) {
    Submission found;
    EXPECT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto placed,
                                   FindSubmission(tx, "b27", id, clock_.Now(), Lock::kNone));
                  if (!placed.has_value()) return absl::NotFoundError(id);
                  found = placed->submission;
                  return absl::OkStatus();
                }).ok())
        << log_;
    return found;
  }
  absl::Status SetState(const std::string& id, State state, int iteration = 1) {
    return Write([&](pg::WriteTx& tx) -> absl::Status {
      Submission submission = MakeSubmission(id);
      submission.state = state;
      submission.iteration = iteration;
      return UpdateSubmission(tx, &submission);
    });
  }
  static YearAmount Cad(int year, int64_t amount_minor) {
    return {year, "12", money::Nominal(amount_minor, {"CAD", 2})};
  }
  absl::Status Decide(const std::string& id, Decision* decision) {
    return Write([&](pg::WriteTx& tx) -> absl::Status {
      decision->round = "b27";
      decision->submission = id;
      decision->outcome = "approve";
      decision->reason = "it pays";
      decision->decided_by = "Council of ministers";
      decision->recorded_by = "ana";
      decision->revision = "projects/scnl/cases/main/revisions/2";
      decision->revision_hash = "ab";
      decision->methodology_version = "methodologies/chile-ict/versions/1";
      decision->engine_version = "appraisal/v1";
      decision->seed = 42;
      decision->evaluation = decision->revision + "/evaluations/1";
      decision->evaluation_hash = "cd";
      decision->suggestion = "approve";
      decision->authorised = {Cad(2027, 100), Cad(2028, 50)};
      decision->authorised_until = Date(2028, 12, 31);
      decision->open_observations = {"o1"};
      decision->project = "scnl";
      RETURN_IF_ERROR(NumberDecision(tx, decision));
      Authorisation authorisation;
      authorisation.project = "scnl";
      authorisation.decision = NameOf(*decision);
      authorisation.state = authorisation::State::kEffective;
      authorisation.amounts = decision->authorised;
      authorisation.asked = {Cad(2027, 120), Cad(2028, 50), Cad(2029, 10)};
      authorisation.valid_from = Date(2026, 11, 1);
      authorisation.valid_until = Date(2028, 12, 31);
      decision->conditions = {
          {"plan", "precedent", "A signed plan.", "people/ana", Date(2027, 1, 31)}};
      decision->reasons = {"benefits_shown"};
      decision->against_suggestion = "The law asks for it.";
      decision->instrument = Instrument{"decree", "17", Date(2026, 11, 1), std::string(64, 'a')};
      decision->authorised_from = authorisation.valid_from;
      decision->yearly_continuation = true;
      RETURN_IF_ERROR(InsertAuthorisation(tx, decision->conditions, &authorisation));
      decision->authorisation = authorisation.id;
      return InsertDecision(tx, *decision);
    });
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  std::string log_;
  std::unique_ptr<pg::Database> registry_;
  std::unique_ptr<pg::Database> database_;
};

TEST_F(ReviewStoreTest, Round_ComesBackAsItWasStored) {
  ASSERT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(const auto round, FindRound(tx, "b27", Lock::kNone));
                EXPECT_TRUE(round.has_value());
                EXPECT_EQ(Digest(*round), Digest(Budget2027()));
                EXPECT_FALSE(round->steps.clear_required);
                EXPECT_THAT(round->person_criteria, ElementsAre("c3", "c5"));
                return absl::OkStatus();
              }).ok())
      << log_;
}

TEST_F(ReviewStoreTest, Submission_IsPlacedWithLeadAndParticipants) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  ASSERT_TRUE(Write([&](pg::WriteTx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(const auto placed,
                                 FindSubmission(tx, "b27", "s1", clock_.Now(), Lock::kUpdate));
                EXPECT_THAT(placed->places.lead, ElementsAre("state", "tax"));
                EXPECT_THAT(placed->places.participants, ElementsAre(ElementsAre("state", "land")));
                EXPECT_EQ(placed->submission.state, State::kDraft);
                EXPECT_EQ(placed->submission.iteration, 1);
                return absl::OkStatus();
              }).ok())
      << log_;
}

TEST_F(ReviewStoreTest, Submission_OfACaseIsOpenOncePerRound) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  EXPECT_EQ(rpc::ReasonOf(Insert("s2")), "CASE_ALREADY_IN_ROUND");
  EXPECT_EQ(rpc::ReasonOf(Insert("s1")), "NAME_TAKEN");
  ASSERT_TRUE(SetState("s1", State::kWithdrawn).ok());
  EXPECT_TRUE(Insert("s2").ok());
}

TEST_F(ReviewStoreTest, Submission_IsKnownAsOfAPastInstant) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  const int64_t then_us = Get("s1").version_us;
  ASSERT_TRUE(SetState("s1", State::kSigned).ok());
  EXPECT_EQ(Get("s1").state, State::kSigned);
  constexpr pg::Query kAsOf{"test.as_of",
                            "SELECT state FROM review_read.submission_versions_v1"
                            " WHERE valid_from_us <= $1 AND valid_to_us > $1"};
  ASSERT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(const auto before, tx.Exec(kAsOf, then_us - 1));
                EXPECT_TRUE(before.empty());
                ASSIGN_OR_RETURN(const auto then, tx.Exec(kAsOf, then_us));
                EXPECT_EQ(then[0].Text(0), "draft");
                ASSIGN_OR_RETURN(const auto now, tx.Exec(kAsOf, absl::ToUnixMicros(clock_.Now())));
                EXPECT_EQ(now[0].Text(0), "signed");
                return absl::OkStatus();
              }).ok())
      << log_;
}

TEST_F(ReviewStoreTest, LockOpenIterations_LeavesFirstDraftsAndCasesUnderReviewAlone) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  const auto open = [&] {
    size_t count = 99;
    EXPECT_TRUE(Write([&](pg::WriteTx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto found, LockOpenIterations(tx, "b27"));
                  count = found.size();
                  return absl::OkStatus();
                }).ok());
    return count;
  };
  EXPECT_EQ(open(), 0u);
  ASSERT_TRUE(SetState("s1", State::kInReview, 2).ok());
  EXPECT_EQ(open(), 0u);
  ASSERT_TRUE(SetState("s1", State::kIterationRequested).ok());
  EXPECT_EQ(open(), 1u);
  ASSERT_TRUE(SetState("s1", State::kSigned, 2).ok());
  EXPECT_EQ(open(), 1u);
}

TEST_F(ReviewStoreTest, Assessments_AreReplacedAndBelongToTheirIteration) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  Submission submission = Get("s1");
  for (const int score : {1, 3}) {
    ASSERT_TRUE(Write([&](pg::WriteTx& tx) {
                  Assessment assessment{"c3", "ab", score, "because", "rosa", 0};
                  return PutAssessment(tx, submission, &assessment);
                }).ok())
        << log_;
  }
  const auto list = [&] {
    std::vector<Assessment> found;
    EXPECT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(found, ListAssessments(tx, submission));
                  return absl::OkStatus();
                }).ok());
    return found;
  };
  ASSERT_EQ(list().size(), 1u);
  EXPECT_EQ(list()[0].score, 3);
  submission.iteration = 2;
  EXPECT_THAT(list(), IsEmpty());
  constexpr pg::Query kKept{"test.kept", "SELECT score FROM review.assessments_history"};
  ASSERT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(const auto kept, tx.Exec(kKept));
                EXPECT_EQ(kept.size(), 1);
                EXPECT_EQ(kept[0].Int64(0), 1);
                return absl::OkStatus();
              }).ok());
}

TEST_F(ReviewStoreTest, Observation_CountsAsOpenUntilItIsClosed) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  Observation observation;
  observation.round = "b27";
  observation.submission = "s1";
  observation.id = "o1";
  observation.field = "costs.lines[id=dev].amount";
  observation.severity = "blocking";
  observation.text = "Why?";
  observation.due_date = Date(2026, 9, 1);
  observation.state = "open";
  observation.author = "rosa";
  observation.revision = 1;
  ASSERT_TRUE(Write([&](pg::WriteTx& tx) { return InsertObservation(tx, &observation); }).ok())
      << log_;
  EXPECT_EQ(Get("s1").open_observations, 1);
  observation.state = "replied";
  observation.reply = "Because.";
  observation.replied_by = "ana";
  ASSERT_TRUE(Write([&](pg::WriteTx& tx) { return UpdateObservation(tx, &observation); }).ok());
  EXPECT_EQ(Get("s1").open_observations, 1);
  observation.state = "closed";
  observation.closed_by = "rosa";
  ASSERT_TRUE(Write([&](pg::WriteTx& tx) { return UpdateObservation(tx, &observation); }).ok());
  EXPECT_EQ(Get("s1").open_observations, 0);
  EXPECT_EQ(
      rpc::ReasonOf(Write([&](pg::WriteTx& tx) { return InsertObservation(tx, &observation); })),
      "NAME_TAKEN");
}

TEST_F(ReviewStoreTest, Decision_ComesBackAsItWasTaken) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  Decision decision;
  ASSERT_TRUE(Decide("s1", &decision).ok()) << log_;
  EXPECT_EQ(NameOf(decision), "rounds/b27/submissions/s1/decisions/1");
  ASSERT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(const auto stored, FindDecision(tx, MakeSubmission("s1"), 1));
                EXPECT_TRUE(stored.has_value());
                EXPECT_EQ(Digest(*stored), Digest(decision));
                EXPECT_EQ(stored->authorised, decision.authorised);
                ASSIGN_OR_RETURN(const auto all, ListAuthorisations(tx, "scnl"));
                EXPECT_EQ(all.size(), 1u);
                EXPECT_THAT(all[0].asked,
                            ElementsAre(Cad(2027, 120), Cad(2028, 50), Cad(2029, 10)));
                EXPECT_EQ(all[0].decision, NameOf(decision));
                EXPECT_THAT(all[0].open_conditions, ElementsAre("plan"));
                return absl::OkStatus();
              }).ok())
      << log_;
  Decision second;
  ASSERT_TRUE(Decide("s1", &second).ok()) << log_;
  EXPECT_EQ(second.id, 2);
  EXPECT_EQ(second.authorisation, "2");
}

TEST_F(ReviewStoreTest, Decision_NeverChanges) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  Decision decision;
  ASSERT_TRUE(Decide("s1", &decision).ok()) << log_;
  constexpr pg::Query kAttempts[] = {
      {"test.a1", "UPDATE review.decisions SET outcome = 'reject'"},
      {"test.a2", "DELETE FROM review.decisions"},
      {"test.a3", "UPDATE review.authorisation_amounts SET amount_minor = amount_minor + 1"},
      {"test.a4", "DELETE FROM review.authorisation_amounts"},
      {"test.a5", "UPDATE review.submissions_history SET state = 'approved'"},
      {"test.a6", "DELETE FROM review.conditions"},
      {"test.a7",
       "UPDATE review.conditions SET state = 'accepted', met_by = 'ana', judged_by = 'ana'"},
      {"test.a8", "UPDATE review.authorisation_acts SET reason = 'x'"},
  };
  ASSERT_TRUE(Write([&](pg::WriteTx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(auto held, FindAuthorisation(tx, "scnl", "1", Lock::kUpdate));
                AuthorisationAct act;
                act.kind = "suspend";
                act.reason = "An audit.";
                act.state_before = "effective";
                return ActOnAuthorisation(tx, act, &*held);
              }).ok())
      << log_;
  for (const pg::Query& attempt : kAttempts) {
    EXPECT_FALSE(Write([&](pg::WriteTx& tx) { return tx.Exec(attempt).status(); }).ok())
        << attempt.sql;
  }
}

TEST_F(ReviewStoreTest, AuthorisationsView_HasOneRowPerAuthorisedAmount) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  Decision decision;
  ASSERT_TRUE(Decide("s1", &decision).ok()) << log_;
  constexpr pg::Query kView{"test.view",
                            "SELECT fiscal_year, amount_minor, unit, basis, price_year, state"
                            "  FROM review_read.authorisations_v1 WHERE project = 'scnl'"
                            " ORDER BY fiscal_year"};
  ASSERT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(const auto rows, tx.Exec(kView));
                EXPECT_EQ(rows.size(), 2);
                EXPECT_EQ(rows[0].Int64(1), 100);
                EXPECT_EQ(rows[1].Int64(0), 2028);
                EXPECT_EQ(rows[0].Text(5), "effective");
                return absl::OkStatus();
              }).ok())
      << log_;
}

TEST_F(ReviewStoreTest, List_ShowsLeadAndParticipatingAgenciesTheirOwnOnly) {
  ASSERT_TRUE(Insert("s1").ok()) << log_;
  const list::PageTokens tokens(std::string(32, 'k'));
  const auto count = [&](const std::vector<std::string>& seen, absl::string_view filter) {
    const auto page = convert::ListPage::Make({"/test/List", "rounds/-", filter, "", "", 0, "ana"},
                                              SubmissionFields(), SubmissionKey(), tokens,
                                              kListSubmissionsParameters + 1);
    EXPECT_TRUE(page.ok()) << page.status();
    size_t rows = 99;
    EXPECT_TRUE(Read([&](pg::Tx& tx) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto found,
                                   ListSubmissions(tx, "-", false, seen, clock_.Now(), *page));
                  rows = found.submissions.size();
                  return absl::OkStatus();
                }).ok())
        << log_;
    return rows;
  };
  EXPECT_EQ(count({"tax"}, ""), 1u);
  EXPECT_EQ(count({"land"}, ""), 1u);
  EXPECT_EQ(count({"state"}, "state = DRAFT"), 1u);
  EXPECT_EQ(count({"state"}, "case = \"projects/scnl/cases/main\""), 1u);
  EXPECT_EQ(count({"state"}, "state = IN_REVIEW"), 0u);
  EXPECT_EQ(count({"sea"}, ""), 0u);
  EXPECT_EQ(count({}, ""), 0u);
}

}  // namespace
}  // namespace cartera::review
