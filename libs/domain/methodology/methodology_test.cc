#include "libs/domain/methodology/methodology.h"

#include "gtest/gtest.h"

namespace cartera::methodology {
namespace {

TEST(Terms, EveryNameParsesBackToItsValue) {
  for (Section value : AllSections()) EXPECT_EQ(ParseSection(Name(value)), value);
  for (CostCategory value : AllCostCategories()) EXPECT_EQ(ParseCostCategory(Name(value)), value);
  for (BenefitCategory value : AllBenefitCategories()) {
    EXPECT_EQ(ParseBenefitCategory(Name(value)), value);
  }
  for (RiskGroup value : AllRiskGroups()) EXPECT_EQ(ParseRiskGroup(Name(value)), value);
  for (Outcome value : AllOutcomes()) EXPECT_EQ(ParseOutcome(Name(value)), value);
  for (Standing value : AllStandings()) EXPECT_EQ(ParseStanding(Name(value)), value);
  EXPECT_EQ(AllSections().size(), 16);
  EXPECT_EQ(AllCostCategories().size(), 12);
  EXPECT_FALSE(ParseCostCategory("depreciation").has_value());
}

TEST(RateBpAt, TakesTheLastStepThatHasBegun) {
  const Discounting norway{.schedule = {{0, 400}, {41, 300}, {76, 200}}};
  EXPECT_EQ(RateBpAt(norway, 0), 400);
  EXPECT_EQ(RateBpAt(norway, 40), 400);
  EXPECT_EQ(RateBpAt(norway, 41), 300);
  EXPECT_EQ(RateBpAt(norway, 76), 200);
  EXPECT_EQ(RateBpAt(norway, 500), 200);
}

TEST(RiskLevel, ReadsTheCellOfImpactAndProbability) {
  RiskMatrix matrix{.levels = {"low", "high"}, .probability_from_bp = {0, 1000, 3000, 5000, 7000}};
  matrix.level_by_cell[4][4] = 1;
  EXPECT_EQ(RiskLevel(matrix, 7000, 5), "high");
  EXPECT_EQ(RiskLevel(matrix, 6999, 5), "low");
  EXPECT_FALSE(RiskLevel(matrix, 10001, 5).has_value());
  EXPECT_FALSE(RiskLevel(matrix, 100, 0).has_value());
}

TEST(TwoPeopleDecide, IsCarefulAboutUnitsItDoesNotKnow) {
  Methodology methodology;
  const money::Money small = money::Nominal(99, {"CAD", 2});
  EXPECT_FALSE(TwoPeopleDecide(methodology, small));
  methodology.two_person_thresholds = {{.amount_minor = 100, .unit = "CAD"}};
  EXPECT_FALSE(TwoPeopleDecide(methodology, small));
  EXPECT_TRUE(TwoPeopleDecide(methodology, money::Nominal(100, {"CAD", 2})));
  EXPECT_TRUE(TwoPeopleDecide(methodology, money::Nominal(1, {"EUR", 2})));
}

TEST(InLanguage, FallsBackToEnglish) {
  const Text text = {{"en", "risk"}, {"es", "riesgo"}};
  EXPECT_EQ(InLanguage(text, "es"), "riesgo");
  EXPECT_EQ(InLanguage(text, "da"), "risk");
  EXPECT_EQ(InLanguage({}, "en"), "");
}

}  // namespace
}  // namespace cartera::methodology
