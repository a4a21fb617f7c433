#include <map>
#include <string>

#include "services/oversight/store_cells.h"
#include "services/oversight/store_test_fixture.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class InvariantsTest : public StoreTest {
 protected:
  void SetUp() override {
    Project({.id = "p1", .unit = "CAD", .minor = 100});
    Project({.id = "p2", .lead = "b1"});
    Do(*registry_, {{"INSERT INTO project_leads (project, agency, from_day) VALUES"
                     " ('p1', 'a1', '2026-01-01'), ('p2', 'b1', '2026-01-01')",
                     {}}});
    Do(*appraisal_,
       {{"INSERT INTO cases (project, id, title, stage, methodology, methodology_version,"
         " latest_revision, created_us) VALUES ('p1', 'c', 't', 'outline', 'm', '1', 1, 1)",
         {}},
        {"INSERT INTO revisions (project, case_id, number, content, content_hash, methodology,"
         " methodology_version, authors, created_us)"
         " VALUES ('p1', 'c', 1, 'words', sha256('words'), 'm', '1', '{}', 1)",
         {}}});
    clock_.Advance(absl::Seconds(2));
    ASSERT_TRUE(FoldCells(*oversight_, Context()).ok());
  }
  // The invariants that do not hold, with their examples.
  std::map<std::string, std::vector<std::string>> Broken() {
    std::map<std::string, std::vector<std::string>> broken;
    const auto answers = Ask<v1::CheckInvariantsResponse>("auditor", v1::CheckInvariantsRequest());
    EXPECT_TRUE(answers.ok()) << answers.status();
    for (const auto& a : *answers) {
      seen_[a.name()] = a.checked_count();
      EXPECT_EQ(a.holds(), a.differing_count() == 0);
      if (!a.holds()) broken[a.name()] = {a.examples().begin(), a.examples().end()};
    }
    return broken;
  }
  std::map<std::string, int64_t> seen_;
};

TEST_F(InvariantsTest, AllHoldAndSayWhatTheyLookedAt) {
  EXPECT_THAT(Broken(), IsEmpty());
  EXPECT_EQ(seen_["registry.leads"], 2);
  EXPECT_EQ(seen_["registry.closure"], 14);  // 6 agencies: themselves and 8 places above them
  EXPECT_EQ(seen_["appraisal.revisions"], 1);
  EXPECT_EQ(seen_["registry.chain_heads"], 2);
  EXPECT_GT(seen_["oversight.cells"], 10);
  EXPECT_EQ(seen_.size(), 13u);
}

TEST_F(InvariantsTest, OnlyTheCentreAndOversightAsk) {
  const auto answers = Ask<v1::CheckInvariantsResponse>("ana", v1::CheckInvariantsRequest());
  EXPECT_EQ(answers.status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(InvariantsTest, ACellThatIsNotWhatTheFactsSayIsFound) {
  Tamper(
      "UPDATE cells SET sum_minor = sum_minor + 1"
      " WHERE base = 0 AND agency = 'a1' AND dimension = 2");
  auto broken = Broken();
  ASSERT_THAT(broken["oversight.cells"], ElementsAre(HasSubstr("agency a1 dimension 2 idea CAD")));
  EXPECT_EQ(broken.size(), 1u);
  Tamper("DELETE FROM cells WHERE agency = 'b1'");
  EXPECT_EQ(Broken()["oversight.cells"].size(), 5u);
}

TEST_F(InvariantsTest, AFactChangedBehindTheCellsIsFound) {
  Do(*registry_, {{"UPDATE projects SET stage = 'idea' WHERE id = 'p1'", {}}});
  Tamper("UPDATE registry.projects_history SET stage = 'closed'");
  EXPECT_EQ(Broken().count("oversight.cells"), 1u);
}

TEST_F(InvariantsTest, RowsThatDoNotFitAreNamed) {
  Tamper("ALTER TABLE registry.project_leads DISABLE TRIGGER ALL");
  Tamper("UPDATE registry.project_leads SET agency = 'a2' WHERE project = 'p1'");
  Tamper("DELETE FROM registry.agency_closure WHERE descendant = 'a1' AND ancestor = 'root'");
  Tamper("UPDATE registry.chain_heads SET length = 7 WHERE subject = 'projects/p2'");
  Tamper("ALTER TABLE appraisal.revisions DROP CONSTRAINT revisions_check");
  Tamper("ALTER TABLE appraisal.revisions DISABLE TRIGGER ALL");
  Tamper("UPDATE appraisal.revisions SET content = 'other'");
  Tamper("ALTER TABLE review.answers DROP CONSTRAINT answers_pkey");
  Tamper(
      "INSERT INTO review.answers (principal, method, request_id, resource, at_us)"
      " SELECT 'p', 'm', 'id', '', n FROM generate_series(1, 2) n");
  const auto broken = Broken();
  EXPECT_EQ(broken.size(), 5u);
  EXPECT_THAT(broken.at("registry.leads"), ElementsAre("projects/p1"));
  EXPECT_THAT(broken.at("registry.closure"), ElementsAre("root over a1"));
  EXPECT_THAT(broken.at("registry.chain_heads"), ElementsAre("projects/p2"));
  EXPECT_THAT(broken.at("appraisal.revisions"), ElementsAre("projects/p1/cases/c/revisions/1"));
  EXPECT_THAT(broken.at("review.answers"), ElementsAre("m id"));
}

}  // namespace
}  // namespace cartera::oversight
