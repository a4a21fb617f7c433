#include "libs/domain/reference_class/read.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/reference_class/limits.h"
#include "libs/domain/reference_class/place.h"
#include "libs/domain/reference_class/shipped.h"

namespace cartera::reference_class {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

absl::StatusOr<ReferenceClass> FromText(absl::string_view text) {
  return Read(text, money::UnitTable::Iso());
}
std::string Why(absl::string_view text) { return std::string(FromText(text).status().message()); }

TEST(Read, EveryColumn) {
  const ReferenceClass of = *FromText(
      "title,kinds,sector,region,year,unit,cost,final_cost,months,final_months,benefit,"
      "final_benefit,outcome\r\n"
      "Tax register,register; portal ,tax,north,2019,CAD,\"1,000.50\",1500.75,24,30,200,150,MS\r\n"
      "Land register,,,,,,,,,,,,\r\n");
  ASSERT_THAT(of.projects, SizeIs(2));
  EXPECT_EQ(of.unit, (money::Unit{"CAD", 2}));
  const FinishedProject& project = of.projects[0];
  EXPECT_EQ(project.title, "Tax register");
  EXPECT_THAT(project.kinds, ElementsAre("register", "portal"));
  EXPECT_EQ(project.sector, "tax");
  EXPECT_EQ(project.region, "north");
  EXPECT_EQ(project.year, 2019);
  EXPECT_EQ(project.cost_minor, 100'050);
  EXPECT_EQ(project.final_cost_minor, 150'075);
  EXPECT_EQ(project.months, 24);
  EXPECT_EQ(project.final_months, 30);
  EXPECT_EQ(project.benefit_minor, 20'000);
  EXPECT_EQ(project.final_benefit_minor, 15'000);
  EXPECT_EQ(project.outcome, Outcome::kModeratelySatisfactory);
  EXPECT_EQ(ValueOf(project, Measure::kCostOverrun), 15'000);
  EXPECT_EQ(ValueOf(project, Measure::kDurationOverrun), 12'500);
  EXPECT_EQ(ValueOf(project, Measure::kBenefit), 7'500);
  EXPECT_EQ(of.projects[1], (FinishedProject{.title = "Land register"}));
  EXPECT_THAT(of.kinds, ElementsAre(Label{"portal", ""}, Label{"register", ""}));
  EXPECT_THAT(of.sectors, ElementsAre(Label{"tax", ""}));
  EXPECT_THAT(of.regions, ElementsAre(Label{"north", ""}));
}

TEST(Read, NamesEveryFault) {
  const std::string why =
      Why("title,unit,cost,final_cost,months,year,outcome,price\n"
          "A,USD,0,5,12.5,1,good,1\n"
          "B,CAD,-1,x,0,2019,MS,1\n"
          ",USD,1,10001,1201,2201,,1\n");
  for (const char* part :
       {"header, column H: \"price\" is not one of title, kinds", "row 2, column cost (C): is not",
        "row 2, column months (E): \"12.5\" is not a whole number within 1 to 1200",
        "row 2, column year (F)", "row 2, column outcome (G): \"good\" is not one of HU",
        "row 3, column unit (B): CAD, but a row before has USD", "row 3, column cost (C): is not",
        "row 3, column final_cost (D)", "row 3, column months (E)",
        "row 4, column title (A): must be given", "row 4, column months (E): \"1201\"",
        "row 4, column year (F): \"2201\"",
        "row 4, column final_cost (D): what came of it is more"}) {
    EXPECT_THAT(why, HasSubstr(part));
  }
}

TEST(Read, RefusesWhatIsNoClass) {
  EXPECT_THAT(Why("title\n"), HasSubstr("no rows"));
  EXPECT_THAT(Why("kinds\nregister\n"), HasSubstr("no column title"));
  EXPECT_THAT(Why("title,cost\nA,5\n"), HasSubstr("column cost (B): an amount needs its unit"));
  EXPECT_THAT(Why("title,unit\nA,ABC\n"), HasSubstr("column unit (B)"));
  EXPECT_THAT(Why("title,kinds\nA\n"), HasSubstr("row 2"));
  EXPECT_THAT(Why("title\nA\x01\n"), HasSubstr("row 2"));
  EXPECT_THAT(Why("title,sector\nA,\xE2\x80\xAEtax\n"), HasSubstr("column sector (B)"));
  EXPECT_THAT(Why("title,sector\nA,\"tax\nand more\"\n"), HasSubstr("column sector (B)"));
  EXPECT_FALSE(FromText("").ok());
}

TEST(Read, LimitsAtBothSides) {
  std::string text = "title\n";
  for (size_t i = 0; i < kProjectsMax; ++i) absl::StrAppend(&text, "A\n");
  EXPECT_TRUE(FromText(text).ok());
  EXPECT_FALSE(FromText(absl::StrCat(text, "A\n")).ok());
  EXPECT_TRUE(FromText("title,months,year\nA,1,1900\nA,1200,2200\n").ok());
  EXPECT_FALSE(FromText("title,year\nA,1899\n").ok());
  EXPECT_TRUE(FromText("title,unit,cost,final_cost\nA,USD,0.01,100.00\n").ok());
  EXPECT_FALSE(FromText("title,unit,cost,final_cost\nA,USD,0.01,100.01\n").ok());
}

// The numbers were counted in the World Bank's own list with another program.
TEST(Shipped, WorldBankHoldsWhatItSays) {
  EXPECT_THAT(ShippedIds(), ElementsAre("canada-2016-2019", kUsualClass));
  const ReferenceClass of = *LoadShipped("world-bank-digital");
  EXPECT_THAT(of.projects, SizeIs(1'065));
  EXPECT_EQ(of.unit->code, "USD");
  EXPECT_EQ(CountWith(of, Measure::kCost), 1'065);
  for (const Measure measure :
       {Measure::kDuration, Measure::kCostOverrun, Measure::kDurationOverrun, Measure::kBenefit}) {
    EXPECT_EQ(CountWith(of, measure), 0) << Name(measure);
  }
  EXPECT_THAT(of.kinds, SizeIs(7));
  EXPECT_THAT(of.sectors, SizeIs(16));
  EXPECT_THAT(of.regions, SizeIs(6));
  EXPECT_THAT(of.licence, HasSubstr("CC BY 4.0"));
  EXPECT_THAT(LoadShipped("mars").status().message(), HasSubstr("world-bank-digital"));
}

// By another program: of 98 budgets 29 fell, 3 stayed; the 49th, 79th, 84th and 89th ratio.
TEST(Shipped, CanadaHoldsBudgetsOfTwoYears) {
  const ReferenceClass of = *LoadShipped("canada-2016-2019");
  EXPECT_THAT(of.projects, SizeIs(98));
  EXPECT_THAT(of.sectors, SizeIs(20));
  const auto placements = *Place(of, {}, {.cost_uplift_bp = 0});
  ASSERT_THAT(placements, SizeIs(2));
  const Placement& overrun = placements[1];
  EXPECT_EQ(overrun.measure, Measure::kCostOverrun);
  EXPECT_EQ(overrun.coverings[0].value, 12'286);
  EXPECT_EQ(overrun.coverings[1].value, 24'318);
  EXPECT_EQ(overrun.coverings[2].value, 26'810);
  EXPECT_EQ(overrun.coverings[3].value, 42'923);
  EXPECT_EQ(overrun.own->below, 29);
  EXPECT_EQ(overrun.own->equal, 3);
  EXPECT_FALSE(CountOutcomes(of, {})->has_value());
}

// HU 12, U 80, MU 158, MS 370, S 295, HS 25; without a rating 125.
TEST(Shipped, WorldBankRatings) {
  const OutcomeCounts outcomes = **CountOutcomes(*LoadShipped("world-bank-digital"), {});
  EXPECT_THAT(outcomes.counts, ElementsAre(12, 80, 158, 370, 295, 25));
  EXPECT_EQ(outcomes.satisfactory, 690);
  EXPECT_EQ(outcomes.comparable.candidates, 940);
}

TEST(Shipped, WorldBankCosts) {
  const auto placements = *Place(*LoadShipped("world-bank-digital"), {}, {});
  ASSERT_THAT(placements, SizeIs(1));
  EXPECT_EQ(placements[0].values.front(), 10'000'000);  // 0.1 million dollars
  EXPECT_EQ(placements[0].values.back(), 45'000'000'000);
  EXPECT_EQ(placements[0].coverings[0].value, 650'000'000);
  EXPECT_EQ(placements[0].coverings[3].value, 4'000'000'000);
}

}  // namespace
}  // namespace cartera::reference_class
