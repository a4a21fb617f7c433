#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/oversight/store_test_fixture.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string Text(const type::v1::MoneyTotal& row) {
  const auto& total = row.total();
  return absl::StrCat(total.unit(), total.price_year() == 0 ? "" : absl::StrCat(total.price_year()),
                      " ", total.amount_minor(), " of ", row.count());
}

template <typename Rows>
std::vector<std::string> Texts(const Rows& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.push_back(Text(row));
  return out;
}

// "delivery: 3 projects, 1 unknown, CAD 5 of 2"
std::vector<std::string> Groups(
    const google::protobuf::RepeatedPtrField<v1::Breakdown>& breakdowns) {
  std::vector<std::string> out;
  for (const v1::Breakdown& b : breakdowns) {
    out.push_back(absl::StrCat(b.key(), ": ", b.projects_count(), " projects, ", b.unknown_count(),
                               " unknown, ", absl::StrJoin(Texts(b.budgets()), "; ")));
  }
  return out;
}

class PortfolioTest : public StoreTest {
 protected:
  absl::StatusOr<v1::PortfolioTotals> Totals(const std::string& person,
                                             const std::string& agency = "") {
    v1::GetPortfolioReportRequest request;
    request.set_agency(agency);
    ASSIGN_OR_RETURN(const auto pages, Ask<v1::GetPortfolioReportResponse>(person, request));
    if (pages.size() != 1) return absl::InternalError("not one message");
    return pages[0].totals();
  }
  // Everything that was written before is closed at the instant of the next report.
  void Close() { clock_.Advance(absl::Seconds(2)); }
};

TEST_F(PortfolioTest, TotalsKeepUnknownAndMixedUnitsApart) {
  Project({.id = "p1", .unit = "CAD", .minor = 100, .stage = "delivery"});
  Project({.id = "p2", .unit = "CAD", .minor = 23, .stage = "delivery"});
  Project({.id = "p3", .stage = "delivery"});
  Project({.id = "p4", .lead = "b1", .unit = "CAD", .minor = 7, .price_year = 2026});
  Project({.id = "p5", .lead = "b1", .unit = "USD", .minor = 9, .kind = "continuity"});
  Close();
  const auto totals = Totals("auditor");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->projects_count(), 5);
  EXPECT_EQ(totals->hidden_count(), "0");
  EXPECT_EQ(totals->unknown_count(), 1);
  EXPECT_EQ(totals->unconverted_count(), 1);
  EXPECT_THAT(Texts(totals->budgets()),
              ElementsAre("CAD 123 of 2", "CAD2026 7 of 1", "USD 9 of 1"));
  EXPECT_THAT(Groups(totals->by_stage()),
              ElementsAre("idea: 2 projects, 0 unknown, CAD2026 7 of 1; USD 9 of 1",
                          "delivery: 3 projects, 1 unknown, CAD 123 of 2"));
  EXPECT_THAT(Groups(totals->by_agency()),
              ElementsAre("agencies/a1: 3 projects, 1 unknown, CAD 123 of 2",
                          "agencies/b1: 2 projects, 0 unknown, CAD2026 7 of 1; USD 9 of 1"));
  EXPECT_EQ(totals->by_agency(0).label(), "Agency a1");
  EXPECT_THAT(Groups(totals->by_kind()),
              ElementsAre("new: 4 projects, 1 unknown, CAD 123 of 2; CAD2026 7 of 1",
                          "continuity: 1 projects, 0 unknown, USD 9 of 1"));
  EXPECT_THAT(Groups(totals->by_submission_state()),
              ElementsAre("none: 5 projects, 1 unknown, CAD 123 of 2; CAD2026 7 of 1; USD 9 of 1"));
}

TEST_F(PortfolioTest, HiddenProjectsAreCountedButInNoSum) {
  Project({.id = "open", .unit = "CAD", .minor = 1});
  Project({.id = "shut", .classification = "internal", .unit = "CAD", .minor = 1000});
  Project({.id = "own", .lead = "b1", .classification = "internal", .unit = "CAD", .minor = 20});
  Project({.id = "part", .classification = "internal", .unit = "CAD", .minor = 300});
  Participant("part", "b1");
  Close();
  auto totals = Totals("bea");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->hidden_count(), "1-4");
  EXPECT_EQ(totals->projects_count(), 3);
  EXPECT_THAT(Texts(totals->budgets()), ElementsAre("CAD 321 of 3"));
  EXPECT_THAT(Groups(totals->by_agency()),
              ElementsAre("agencies/a1: 2 projects, 0 unknown, CAD 301 of 2",
                          "agencies/b1: 1 projects, 0 unknown, CAD 20 of 1"));
  for (int i = 0; i < 4; ++i) {
    Project(
        {.id = absl::StrCat("more", i), .classification = "internal", .unit = "CAD", .minor = 5});
  }
  Close();
  totals = Totals("bea");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->hidden_count(), "5");
  EXPECT_THAT(Texts(totals->budgets()), ElementsAre("CAD 321 of 3"));
  // Somebody of the same agency sees as much without a role; the auditor sees all.
  EXPECT_EQ(Totals("nobody")->projects_count(), 3);
  EXPECT_EQ(Totals("auditor")->hidden_count(), "0");
}

TEST_F(PortfolioTest, AnAgencyIsThatAgencyAndAllBelowIt) {
  Project({.id = "p1", .lead = "a1", .unit = "CAD", .minor = 1});
  Project({.id = "p2", .lead = "a2", .classification = "internal", .unit = "CAD", .minor = 2});
  Project({.id = "p3", .lead = "ministry-a", .unit = "CAD", .minor = 4});
  Project({.id = "p4", .lead = "b1", .classification = "internal", .unit = "CAD", .minor = 8});
  Close();
  auto totals = Totals("ana", "agencies/ministry-a");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_THAT(Texts(totals->budgets()), ElementsAre("CAD 5 of 2"));
  EXPECT_EQ(totals->hidden_count(), "1-4");  // p2: a1 does not see its neighbour
  totals = Totals("ana", "agencies/a1");
  EXPECT_THAT(Texts(totals->budgets()), ElementsAre("CAD 1 of 1"));
  EXPECT_EQ(totals->hidden_count(), "0");
  const auto none = Totals("ana", "agencies/nowhere");
  EXPECT_EQ(none.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Totals("stranger").status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(PortfolioTest, SubmissionsAndAuthorisationsAreForThoseWhoSeeThePlace) {
  Project({.id = "p1", .unit = "CAD", .minor = 1});
  Project({.id = "p2", .unit = "CAD", .minor = 2});
  Round("r1");
  Round("r2");
  Submission("r1", "s1", "p1", "rejected");
  clock_.Advance(absl::Seconds(1));
  Submission("r2", "s2", "p1", "approved");
  Authorise("p1", "1", "effective", "CAD", {100, 50});
  Authorise("p1", "2", "revoked", "CAD", {7000});
  Close();
  auto totals = Totals("ana");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_THAT(Groups(totals->by_submission_state()),
              ElementsAre("none: 1 projects, 0 unknown, CAD 2 of 1",
                          "approved: 1 projects, 0 unknown, CAD 1 of 1"));
  EXPECT_THAT(Texts(totals->authorised()), ElementsAre("CAD 150 of 2"));
  totals = Totals("bea");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_THAT(Groups(totals->by_submission_state()),
              ElementsAre("not_shown: 2 projects, 0 unknown, CAD 3 of 2"));
  EXPECT_THAT(totals->authorised(), IsEmpty());
}

TEST_F(PortfolioTest, APastInstantGivesTheSameAnswerForEver) {
  Project({.id = "p1", .unit = "CAD", .minor = 1, .stage = "idea"});
  Project({.id = "p2", .unit = "CAD", .minor = 2});
  Round("r1");
  Submission("r1", "s1", "p1", "submitted");
  Close();
  v1::GetPortfolioReportRequest request;
  request.set_include_projects(true);
  const auto first = Ask<v1::GetPortfolioReportResponse>("auditor", request);
  ASSERT_TRUE(first.ok()) << first.status();
  *request.mutable_as_of() = (*first)[0].totals().as_of();

  Do(*registry_,
     {{"UPDATE projects SET stage = 'delivery', budget_minor = 50 WHERE id = 'p1'", {}}});
  Do(*review_, {{"UPDATE submissions SET state = 'approved'", {}}});
  Authorise("p1", "1", "effective", "CAD", {100});
  Project({.id = "p3", .unit = "USD", .minor = 9});
  Close();
  const auto again = Ask<v1::GetPortfolioReportResponse>("auditor", request);
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_EQ(first->size(), 2u);
  ASSERT_EQ(again->size(), 2u);
  for (int i : {0, 1}) EXPECT_EQ((*again)[i].DebugString(), (*first)[i].DebugString());
  EXPECT_EQ((*first)[1].projects().rows(0).submission_state(), "submitted");

  request.clear_as_of();
  const auto now = Ask<v1::GetPortfolioReportResponse>("auditor", request);
  ASSERT_TRUE(now.ok()) << now.status();
  const auto& row = (*now)[1].projects().rows(0);
  EXPECT_EQ(row.stage(), "delivery");
  EXPECT_EQ(row.total_budget().amount_minor(), 50);
  EXPECT_EQ(row.submission_state(), "approved");
  EXPECT_THAT(Texts(row.authorised()), ElementsAre("CAD 100 of 1"));
  EXPECT_EQ((*now)[1].projects().rows_size(), 3);

  *request.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(clock_.Now()) + 1);
  const auto future = Ask<v1::GetPortfolioReportResponse>("auditor", request);
  EXPECT_EQ(future.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(rpc::ReasonOf(future.status()), "AS_OF_NOT_CLOSED");
}

TEST_F(PortfolioTest, ProjectsComeInMessagesOf200ByIdAndOnlyThoseSeen) {
  // More than one read goes over (5,000 projects each), and whole reads show nothing.
  Do(*registry_,
     {{"INSERT INTO projects (id, title, description, lead_agency, kind, stage, classification,"
       " created_us) SELECT to_char(n, 'FM000000'), 't', '', CASE WHEN n > 10000 THEN 'b1' ELSE "
       "'a1'"
       " END, 'new', 'idea', 'internal', 1 FROM generate_series(1, 10250) n",
       {}}});
  Close();
  v1::GetPortfolioReportRequest request;
  request.set_include_projects(true);
  const auto pages = Ask<v1::GetPortfolioReportResponse>("bea", request);
  ASSERT_TRUE(pages.ok()) << pages.status();
  EXPECT_EQ((*pages)[0].totals().projects_count(), 250);
  EXPECT_EQ((*pages)[0].totals().unknown_count(), 250);
  EXPECT_EQ((*pages)[0].totals().hidden_count(), "10000");
  ASSERT_EQ(pages->size(), 3u);
  EXPECT_EQ((*pages)[1].projects().rows_size(), 200);
  EXPECT_EQ((*pages)[2].projects().rows_size(), 50);
  EXPECT_EQ((*pages)[1].projects().rows(0).project(), "projects/010001");
  EXPECT_EQ((*pages)[2].projects().rows(49).project(), "projects/010250");
  const auto all = Ask<v1::GetPortfolioReportResponse>("auditor", request);
  ASSERT_TRUE(all.ok()) << all.status();
  std::string last;
  int count = 0;
  for (const auto& page : *all) {
    for (const auto& row : page.projects().rows()) {
      EXPECT_LT(last, row.project());
      last = row.project();
      ++count;
    }
  }
  EXPECT_EQ(count, 10250);
}

TEST_F(PortfolioTest, AnEmptyPortfolioIsZeroAndNoRows) {
  Close();
  v1::GetPortfolioReportRequest request;
  request.set_include_projects(true);
  const auto pages = Ask<v1::GetPortfolioReportResponse>("auditor", request);
  ASSERT_TRUE(pages.ok()) << pages.status();
  ASSERT_EQ(pages->size(), 1u);
  EXPECT_EQ((*pages)[0].totals().hidden_count(), "0");
  EXPECT_EQ((*pages)[0].totals().budgets_size(), 0);
}

}  // namespace
}  // namespace cartera::oversight
