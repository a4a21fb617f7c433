#include "libs/domain/methodology/lights.h"

#include <cmath>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::methodology {
namespace {

using ::testing::HasSubstr;

std::string Denmark() {
  for (const EmbeddedFile& file : Packs()) {
    if (file.name == "denmark-it-project-1.json") return std::string(file.text);
  }
  return "";
}

LightRules OfDenmark() { return *ParseText(Denmark())->light_rules; }

// The table was seen on digst.dk, the lights of these rows computed from it; DKK million, months.
TEST(Lights, OfDanishStateProjects) {
  struct Row {
    double baseline, forecast, months;
    Light cost, schedule;
  };
  constexpr Light kG = Light::kGreen, kY = Light::kYellow, kR = Light::kRed;
  const LightRules rules = OfDenmark();
  for (const Row& row : {Row{50, 50, 0, kG, kG},
                         {50, 52, 0.5, kY, kG},
                         {50, 55, 1, kY, kY},
                         {50, 55.01, 3, kR, kY},
                         {80, 86, 3.1, kY, kR},
                         {80, 86.1, 2, kR, kY},
                         {200, 205, 0, kY, kG},
                         {20, 21.9, 1, kY, kY},
                         {20, 22.1, 1, kR, kY}}) {
    const auto minor = [](double millions) { return std::llround(millions * 1e8); };
    EXPECT_EQ(CostLight(rules, minor(row.baseline), minor(row.forecast)), row.cost) << row.forecast;
    EXPECT_EQ(ScheduleLight(rules, std::llround(row.months * 1000)), row.schedule) << row.months;
  }
}

TEST(Lights, LessAndSoonerIsGreen) {
  const LightRules rules = OfDenmark();
  EXPECT_EQ(CostLight(rules, 100, 99), Light::kGreen);
  EXPECT_EQ(ScheduleLight(rules, -5'000), Light::kGreen);
  EXPECT_EQ(CostLight(rules, 0, 1), Light::kRed);  // nothing was planned
  EXPECT_EQ(rules.origin.standing, Standing::kFromSource);
  EXPECT_EQ(rules.unit, "DKK");
}

TEST(Lights, NoProjectIsRedBeforeItIsYellow) {
  std::string text = Denmark();
  const std::string red = "\"late_red_above_milli_months\": ";
  text.replace(text.find(red) + red.size(), 4, "999");
  EXPECT_THAT(std::string(ParseText(text).status().message()),
              HasSubstr("lights.late_red_above_milli_months"));
}

}  // namespace
}  // namespace cartera::methodology
