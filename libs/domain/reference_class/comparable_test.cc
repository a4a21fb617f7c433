#include "libs/domain/reference_class/comparable.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/limits.h"

namespace cartera::reference_class {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

bool Any(const FinishedProject& /*project*/) { return true; }

FinishedProject Project(std::string kind, std::string sector, std::string region, int year,
                        int64_t cost_minor) {
  FinishedProject project;
  project.kinds = {std::move(kind)};
  project.sector = std::move(sector);
  project.region = std::move(region);
  project.year = year;
  project.cost_minor = cost_minor;
  return project;
}

void Add(ReferenceClass* to, int count, const FinishedProject& project) {
  to->projects.insert(to->projects.end(), static_cast<size_t>(count), project);
  CollectLabels(to);
}

FilterState StateOf(const Comparable& found, Filter filter) {
  for (const AppliedFilter& applied : found.filters) {
    if (applied.filter == filter) return applied.state;
  }
  ADD_FAILURE() << Name(filter);
  return FilterState::kNotAsked;
}

size_t FoundWith(const Comparable& found, Filter filter) {
  for (const AppliedFilter& applied : found.filters) {
    if (applied.filter == filter) return applied.found_with;
  }
  return 0;
}

const Sought kTaxInTheNorth = {.kind = "register",
                               .sector = "tax",
                               .region = "north",
                               .first_year = 2010,
                               .last_year = 2020,
                               .cost_minor = 900};

// 5 that are wholly alike, 6 that differ in one way each, and 20 of another kind.
ReferenceClass Class() {
  ReferenceClass of;
  Add(&of, 5, Project("register", "tax", "north", 2015, 900));
  Add(&of, 6, Project("register", "tax", "south", 2015, 900));
  Add(&of, 6, Project("register", "tax", "south", 2009, 900));
  Add(&of, 6, Project("register", "health", "north", 2015, 900));
  Add(&of, 6, Project("register", "tax", "north", 2015, 9'000));
  Add(&of, 20, Project("portal", "tax", "north", 2015, 900));
  return of;
}

TEST(FindComparable, GivesUpFiltersInOrderUntilEnoughAreLeft) {
  const Comparable found = *FindComparable(Class(), kTaxInTheNorth, Measure::kCostOverrun, Any);
  EXPECT_EQ(found.candidates, 49);
  // 5; without the region 11; without the years 17, which is enough.
  EXPECT_TRUE(found.enough);
  EXPECT_THAT(found.projects, SizeIs(17));
  EXPECT_EQ(StateOf(found, Filter::kRegion), FilterState::kGivenUp);
  EXPECT_EQ(FoundWith(found, Filter::kRegion), 5);
  EXPECT_EQ(StateOf(found, Filter::kYears), FilterState::kGivenUp);
  EXPECT_EQ(FoundWith(found, Filter::kYears), 11);
  EXPECT_EQ(StateOf(found, Filter::kSector), FilterState::kHeld);
  EXPECT_EQ(StateOf(found, Filter::kSize), FilterState::kHeld);
  EXPECT_EQ(StateOf(found, Filter::kKind), FilterState::kHeld);
}

TEST(FindComparable, GivesUpNothingWhenEnoughAreAlike) {
  ReferenceClass of = Class();
  Add(&of, 12, Project("register", "tax", "north", 2020, 900));
  const Comparable found = *FindComparable(of, kTaxInTheNorth, Measure::kCostOverrun, Any);
  EXPECT_THAT(found.projects, SizeIs(kProjectsMin));
  for (const Filter filter : kFilters) EXPECT_EQ(StateOf(found, filter), FilterState::kHeld);
}

TEST(FindComparable, SaysThatThereAreTooFewWhenNoFilterIsLeft) {
  ReferenceClass of;
  Add(&of, kProjectsMin - 1, Project("portal", "health", "south", 2000, 1));
  Add(&of, 1, Project("register", "tax", "north", 2015, 900));
  const Comparable enough = *FindComparable(of, kTaxInTheNorth, Measure::kCostOverrun, Any);
  EXPECT_TRUE(enough.enough);
  EXPECT_THAT(enough.projects, SizeIs(kProjectsMin));
  of.projects.erase(of.projects.begin());
  const Comparable few = *FindComparable(of, kTaxInTheNorth, Measure::kCostOverrun, Any);
  EXPECT_FALSE(few.enough);
  EXPECT_THAT(few.projects, SizeIs(kProjectsMin - 1));
  for (const Filter filter : kFilters) EXPECT_EQ(StateOf(few, filter), FilterState::kGivenUp);
}

TEST(FindComparable, LeavesAsideWhatTheClassDoesNotSay) {
  ReferenceClass of;
  Add(&of, 20, Project("register", "", "", 0, 900));
  const Comparable found = *FindComparable(of, kTaxInTheNorth, Measure::kCostOverrun, Any);
  EXPECT_THAT(found.projects, SizeIs(20));
  for (const Filter filter : {Filter::kRegion, Filter::kYears, Filter::kSector}) {
    EXPECT_EQ(StateOf(found, filter), FilterState::kNotInClass) << Name(filter);
  }
  EXPECT_EQ(StateOf(found, Filter::kSize), FilterState::kHeld);
}

// A cost among projects of the same cost would stand in the middle, whatever it is.
TEST(FindComparable, DoesNotChooseBySizeWhatIsToBePlacedByCost) {
  const Comparable found = *FindComparable(Class(), kTaxInTheNorth, Measure::kCost, Any);
  EXPECT_EQ(StateOf(found, Filter::kSize), FilterState::kNoUse);
}

TEST(FindComparable, CountsOnlyWhatSaysWhatIsCompared) {
  const Comparable found =
      *FindComparable(Class(), {}, Measure::kCostOverrun,
                      [](const FinishedProject& project) { return project.year == 2009; });
  EXPECT_EQ(found.candidates, 6);
  EXPECT_THAT(found.projects, SizeIs(6));
  EXPECT_FALSE(found.enough);
  for (const Filter filter : kFilters) EXPECT_EQ(StateOf(found, filter), FilterState::kNotAsked);
}

TEST(FindComparable, SizeBandHoldsBothItsEnds) {
  struct Row {
    int64_t cost_minor;
    bool inside;
  };
  for (const Row& row :
       std::vector<Row>{{299, false}, {300, true}, {900, true}, {2'700, true}, {2'701, false}}) {
    ReferenceClass of;
    Add(&of, 17, Project("register", "tax", "north", 2015, 900));
    Add(&of, 1, Project("register", "tax", "north", 2015, row.cost_minor));
    const Comparable found = *FindComparable(of, {.cost_minor = 900}, Measure::kCostOverrun, Any);
    EXPECT_THAT(found.projects, SizeIs(row.inside ? 18 : 17)) << row.cost_minor;
  }
}

TEST(FindComparable, OneEndOfTheYearsIsEnough) {
  ReferenceClass of;
  Add(&of, 17, Project("register", "tax", "north", 2015, 900));
  Add(&of, 3, Project("register", "tax", "north", 2014, 900));
  EXPECT_THAT(FindComparable(of, {.first_year = 2015}, Measure::kCost, Any)->projects, SizeIs(17));
  EXPECT_THAT(FindComparable(of, {.last_year = 2015}, Measure::kCost, Any)->projects, SizeIs(20));
}

TEST(Check, NamesEveryFaultAndWhatThereIs) {
  const absl::Status status = Check(Class(), {.kind = "portals",
                                              .sector = "defence",
                                              .region = "west",
                                              .first_year = 2020,
                                              .last_year = 2019,
                                              .cost_minor = 0,
                                              .size_factor = 1});
  for (const char* part :
       {"kind: \"portals\" is not one of portal, register", "sector: \"defence\"",
        "region: \"west\" is not one of north, south", "last_year: 2019 is not within 2020",
        "cost_minor: 0", "size_factor: 1 is not within 2 to 100"}) {
    EXPECT_THAT(status.message(), HasSubstr(part));
  }
}

TEST(Check, LimitsAtBothSides) {
  const ReferenceClass of = Class();
  for (const Sought& good :
       {Sought{.first_year = kYearMin, .last_year = kYearMin},
        Sought{.first_year = kYearMax, .last_year = kYearMax},
        Sought{.cost_minor = 1, .size_factor = kSizeFactorMin},
        Sought{.cost_minor = kAmountMinorMax, .size_factor = kSizeFactorMax}}) {
    EXPECT_TRUE(FindComparable(of, good, Measure::kDuration, Any).ok());
  }
  EXPECT_THAT(Check(of, {.first_year = kYearMin - 1}).message(), HasSubstr("first_year"));
  EXPECT_THAT(Check(of, {.last_year = kYearMax + 1}).message(), HasSubstr("last_year"));
  EXPECT_THAT(Check(of, {.cost_minor = kAmountMinorMax + 1}).message(), HasSubstr("cost_minor"));
  EXPECT_THAT(Check(of, {.size_factor = kSizeFactorMax + 1}).message(), HasSubstr("size_factor"));
}

}  // namespace
}  // namespace cartera::reference_class
