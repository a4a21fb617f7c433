#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/oversight/store_cells.h"
#include "services/oversight/store_test_fixture.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAreArray;
using testing::Not;

std::vector<std::string> Texts(const std::vector<Cell>& cells) {
  std::vector<std::string> texts;
  for (const Cell& c : cells) {
    // No project hidden is a cell or none.
    if (c.count == 0) continue;
    const bool money = c.unit.has_value() && c.dimension != Cell::Dimension::kHidden;
    texts.push_back(absl::StrJoin(
        {absl::StrCat(static_cast<int>(c.dimension)), c.key, c.label, c.unit.value_or("-"), c.basis,
         absl::StrCat(c.price_year), absl::StrCat(c.count), money ? c.sum_minor : std::string()},
        "|"));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

class CellsTest : public StoreTest {
 protected:
  CellsTest() {
    const char* given = std::getenv("CARTERA_TEST_SEED");
    const unsigned seed = given == nullptr ? 20261122 : static_cast<unsigned>(std::atoi(given));
    std::cout << "seed " << seed << "\n";
    random_.seed(seed);
  }

  int Pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  template <typename List>
  std::string OneOf(const List& list) {
    return list[static_cast<size_t>(Pick(static_cast<int>(list.size())))];
  }

  void NewProject() {
    ProjectFacts facts{.id = absl::StrCat("p", projects_++),
                       .lead = OneOf(kAgencies),
                       .classification = Pick(2) == 0 ? "open" : "internal",
                       .minor = Pick(1000),
                       .price_year = Pick(2) * 2026,
                       .stage = OneOf(kStages),
                       .kind = Pick(2) == 0 ? "new" : "continuity"};
    if (Pick(4) != 0) facts.unit = Pick(2) == 0 ? "CAD" : "USD";
    Project(facts);
    if (Pick(5) == 0) Participant(facts.id, OneOf(kAgencies));
  }
  void Change() {
    if (projects_ == 0) return;
    const std::string id = absl::StrCat("p", Pick(projects_));
    switch (Pick(7)) {
      case 0:
        return Do(*registry_, {{"UPDATE projects SET lead_agency = $2 WHERE id = $1",
                                pg::Bind(id, OneOf(kAgencies))}});
      case 1:
        return Do(*registry_,
                  {{"UPDATE projects SET stage = $2 WHERE id = $1", pg::Bind(id, OneOf(kStages))}});
      case 2:
        return Do(*registry_,
                  {{"UPDATE projects SET classification = 'open' WHERE id = $1", pg::Bind(id)}});
      case 3:
        return Do(*registry_, {{"UPDATE projects SET budget_unit = 'CAD', budget_minor = $2,"
                                " budget_basis = 'nominal', budget_price_year = 0 WHERE id = $1",
                                pg::Bind(id, Pick(500))}});
      case 4:
        return Submission("r1", absl::StrCat("s", submissions_++), id, OneOf(kStates));
      case 5:
        return Do(*review_, {{"UPDATE submissions SET state = $2 WHERE id = $1",
                              pg::Bind(absl::StrCat("s", Pick(submissions_ + 1)), "approved")}});
      default:
        return Authorise(id, absl::StrCat("a", authorisations_++),
                         Pick(3) == 0 ? "revoked" : "effective", "CAD", {Pick(90), Pick(90)});
    }
  }
  void Fold() {
    const auto folded = FoldCells(*oversight_, Context());
    ASSERT_TRUE(folded.ok()) << folded.status();
  }
  // Now and at each of `instants`, for every caller and asked agency, cells are what facts say.
  void ExpectExact(std::vector<int64_t> instants) {
    const std::vector<std::vector<std::string>> callers = {
        {"root"}, {}, {"a1"}, {"b1"}, {"ministry-a"}, {"a2", "ministry-b"}};
    ASSERT_TRUE(
        oversight_
            ->ReadAsOf(Context(), std::nullopt,
                       [&](pg::Tx& tx) -> absl::Status {
                         tx.SeeEverything("both sums, past any caller's rows");
                         instants.push_back(tx.AsOfUs());
                         for (const int64_t at_us : instants) {
                           for (const auto& caller : callers) {
                             for (const std::string& agency : {"", "root", "ministry-a", "b1"}) {
                               const Scope scope{.seen_agencies = caller,
                                                 .caller_day = access::Day(clock_.Now()),
                                                 .agency = agency,
                                                 .as_of_us = at_us};
                               ASSIGN_OR_RETURN(const auto facts, SumFacts(tx, scope));
                               ASSIGN_OR_RETURN(const auto cells, ReadCells(tx, scope));
                               EXPECT_THAT(Texts(cells), ElementsAreArray(Texts(facts)))
                                   << "at " << at_us << " of " << agency << " for "
                                   << absl::StrJoin(caller, " ");
                             }
                           }
                         }
                         return absl::OkStatus();
                       })
            .ok());
  }

  static const std::vector<std::string> kAgencies, kStages, kStates;
  std::mt19937 random_;
  int projects_ = 0, submissions_ = 0, authorisations_ = 0;
};
const std::vector<std::string> CellsTest::kAgencies = {"a1", "a2", "b1", "ministry-a"};
const std::vector<std::string> CellsTest::kStages = {"idea", "concept", "delivery"};
const std::vector<std::string> CellsTest::kStates = {"draft", "submitted", "rejected"};

TEST_F(CellsTest, GiveWhatTheFactsGive_ToEveryCallerAtEveryInstantFoldedOrNot) {
  Round("r1");
  std::vector<int64_t> instants;
  for (int step = 0; step < 120; ++step) {
    if (Pick(3) == 0) {
      NewProject();
    } else {
      Change();
    }
    // Over the ends of months too.
    clock_.Advance(Pick(10) == 0 ? absl::Hours(24 * 20) : absl::Seconds(2));
    if (Pick(20) == 0) Fold();
    if (step % 30 == 7) {
      instants.push_back(absl::ToUnixMicros(clock_.Now()) - 1'500'000);
      ExpectExact({});
    }
  }
  ExpectExact(instants);
  Fold();
  ExpectExact(instants);
  // Ends of months are kept, and where none is near, the difference is summed.
  std::vector<int64_t> ends;
  ASSERT_TRUE(
      oversight_
          ->Read(Context(),
                 [&](pg::Tx& tx) -> absl::Status {
                   ASSIGN_OR_RETURN(
                       const auto rows,
                       tx.Exec({"test.ends", "SELECT at_us FROM cell_bases WHERE base <> 0"}));
                   for (const pg::Row row : rows) ends.push_back(row.Int64(0));
                   return absl::OkStatus();
                 })
          .ok());
  EXPECT_GT(ends.size(), 3u);
  ExpectExact(ends);
}

TEST_F(CellsTest, MadeAnewFromTheVersionsTheyAreTheSame) {
  Round("r1");
  for (int i = 0; i < 15; ++i) NewProject();
  for (int i = 0; i < 15; ++i) {
    clock_.Advance(absl::Hours(24 * 5));
    Change();
  }
  clock_.Advance(absl::Seconds(2));
  Fold();
  const std::string kept =
      "CREATE TABLE public.kept AS SELECT * FROM oversight.cells WHERE count <> 0";
  Tamper(kept);
  Tamper("SELECT registry.rebuild_project_changes(), review.rebuild_project_changes()");
  Tamper("SELECT rebuild_cells((SELECT at_us FROM cell_bases WHERE base = 0))");
  ASSERT_TRUE(
      admin_
          ->Maintain(
              Context(),
              [&](pg::Tx& tx) -> absl::Status {
                ASSIGN_OR_RETURN(
                    const auto rows,
                    tx.Exec({"test.same",
                             "(SELECT * FROM public.kept EXCEPT SELECT * FROM cells) UNION ALL"
                             " (SELECT * FROM cells WHERE count <> 0 EXCEPT SELECT * FROM "
                             "public.kept)"}));
                EXPECT_EQ(rows.size(), 0);
                return absl::OkStatus();
              })
          .ok());
}

}  // namespace
}  // namespace cartera::oversight
