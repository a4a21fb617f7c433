#include "libs/domain/methodology/packs.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/sha256.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/parse.h"

// The numbers that the packs take from a source, and that what nobody published is illustrative.
namespace cartera::methodology {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

Methodology Pack(const std::string& name) {
  for (const EmbeddedFile& file : Packs()) {
    if (file.name != name) continue;
    auto read = ParseText(file.text);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? *std::move(read) : Methodology();
  }
  ADD_FAILURE() << "no pack " << name;
  return {};
}

// DF_t = DF_{t-1} / (1 + r_t), to six places as the tables print it.
std::map<int, double> FactorsOf(const Methodology& pack, const std::vector<int>& years) {
  std::map<int, double> factors;
  double factor = 1;
  for (int year = 1; year <= years.back(); ++year) {
    factor /= 1 + RateBpAt(pack.discounting, year) / double{kWholeBp};
    for (int wanted : years) {
      if (wanted == year) factors[year] = std::round(factor * 1e6) / 1e6;
    }
  }
  return factors;
}

std::vector<std::pair<int, int>> RatesOf(const Methodology& pack) {
  std::vector<std::pair<int, int>> rates;
  for (const DiscountStep& step : pack.discounting.schedule) {
    rates.emplace_back(step.from_year_offset, step.rate_bp);
  }
  return rates;
}

const Threshold* FindThreshold(const Methodology& pack, const std::string& id) {
  for (const Threshold& threshold : pack.thresholds) {
    if (threshold.id == id) return &threshold;
  }
  return nullptr;
}

const std::vector<std::string>& PacksOfEngine2() {
  static const auto* const kPacks = new std::vector<std::string>{
      "chile-ict-2.json", "denmark-it-project-1.json", "new-zealand-bbc-1.json",
      "norway-cofinancing-1.json", "uk-green-book-2022-1.json"};
  return *kPacks;
}

void CollectMembers(const canonical::Value& value, std::set<std::string>* names) {
  if (value.is_array()) {
    for (const canonical::Value& item : value.items()) CollectMembers(item, names);
  }
  if (!value.is_object() || value.Find("en") != nullptr) return;  // a text has languages
  for (const canonical::Value::Member& member : value.members()) {
    // What these hold is named by the file itself.
    const bool is_open =
        member.key == "sources" || member.key == "labels" || member.key == "index_micro_by_year";
    names->insert(member.key);
    if (!is_open) CollectMembers(member.value, names);
  }
}

TEST(Packs, HaveNoMemberThatTheFormatLeavesOut) {
  std::ifstream file("libs/domain/methodology/FORMAT.md");
  const std::string format{std::istreambuf_iterator<char>(file), {}};
  std::set<std::string> names;
  for (const EmbeddedFile& pack : Packs()) CollectMembers(*ReadJson(pack.text), &names);
  EXPECT_GT(names.size(), 80);
  for (const std::string& name : names) {
    EXPECT_THAT(format, HasSubstr("`" + name + "`"));
  }
}

// Adds each text in which a language of `title` is missing.
void CollectUntranslated(const canonical::Value& value, const canonical::Value& title,
                         std::vector<std::string>* texts) {
  if (value.is_array()) {
    for (const canonical::Value& item : value.items()) CollectUntranslated(item, title, texts);
  }
  if (!value.is_object()) return;
  for (const canonical::Value::Member& member : value.members()) {
    CollectUntranslated(member.value, title, texts);
  }
  const canonical::Value* english = value.Find("en");
  if (english == nullptr) return;
  for (const canonical::Value::Member& language : title.members()) {
    if (value.Find(language.key) == nullptr) texts->push_back(english->string_value());
  }
}

TEST(Packs, SayEverythingInTheLanguagesOfTheirTitle) {
  for (const std::string& name : PacksOfEngine2()) {
    for (const EmbeddedFile& file : Packs()) {
      if (file.name != name) continue;
      const canonical::Value value = *ReadJson(file.text);
      std::vector<std::string> texts;
      CollectUntranslated(value, *value.Find("title"), &texts);
      EXPECT_THAT(texts, IsEmpty()) << name;
    }
  }
}

// A line, one page of at most 25 fields, and the full case; six stages, the first without a
// solution and so without a net present value.
TEST(Packs, HaveThreeTiersAndSixStages) {
  for (const std::string& name : PacksOfEngine2()) {
    SCOPED_TRACE(name);
    const Methodology pack = Pack(name);
    ASSERT_THAT(pack.tiers, SizeIs(3));
    EXPECT_EQ(pack.tiers[0].id, "line");
    EXPECT_FALSE(pack.tiers[0].is_scored);
    EXPECT_TRUE(pack.tiers[1].is_scored);
    EXPECT_EQ(pack.tiers[0].option_count_min, 0);
    EXPECT_EQ(pack.tiers[1].id, "short");
    EXPECT_LE(pack.tiers[1].field_count_max, 25);
    EXPECT_FALSE(pack.tiers[1].simulates);
    EXPECT_EQ(pack.tiers[2].id, "full");
    EXPECT_GE(pack.tiers[2].option_count_min, 3);
    EXPECT_TRUE(pack.tiers[2].simulates);
    EXPECT_FALSE(pack.tiers[2].below_minor.has_value());
    EXPECT_THAT(pack.stages, SizeIs(6));
    EXPECT_FALSE(pack.stages[0].needs_net_present_value);
  }
}

// Nobody published weights, bands or the spread of an unspread line: they say so.
TEST(Packs, CallIllustrativeWhatNoSourceStates) {
  for (const std::string& name : PacksOfEngine2()) {
    SCOPED_TRACE(name);
    const Methodology pack = Pack(name);
    for (const Criterion& criterion : pack.criteria) {
      EXPECT_EQ(criterion.weight_origin.standing, Standing::kIllustrative) << criterion.id;
    }
    for (const Dimension& dimension : pack.dimensions) {
      EXPECT_EQ(dimension.origin.standing, Standing::kIllustrative) << dimension.id;
    }
    EXPECT_EQ(pack.suggestion.origin.standing, Standing::kIllustrative);
    EXPECT_EQ(pack.frames->default_origin.standing, Standing::kIllustrative);
  }
}

// Green Book 2022, STPR standard schedule; factors computed by chaining (year 31 steps at 3.0 %).
TEST(GreenBook, DiscountsByTheStandardSchedule) {
  const Methodology pack = Pack("uk-green-book-2022-1.json");
  EXPECT_THAT(RatesOf(pack), ElementsAre(Pair(0, 350), Pair(31, 300), Pair(76, 250), Pair(126, 200),
                                         Pair(201, 150), Pair(301, 100)));
  EXPECT_EQ(pack.discounting.rate_basis, money::PriceBasis::kReal);
  EXPECT_THAT(
      FactorsOf(pack, {1, 5, 10, 20, 30, 31, 35, 36, 40, 56, 75, 100, 125}),
      ElementsAre(Pair(1, 0.966184), Pair(5, 0.841973), Pair(10, 0.708919), Pair(20, 0.502566),
                  Pair(30, 0.356278), Pair(31, 0.345901), Pair(35, 0.307329), Pair(36, 0.298378),
                  Pair(40, 0.265105), Pair(56, 0.165204), Pair(75, 0.094214), Pair(100, 0.050818),
                  Pair(125, 0.027411)));
}

// Mott MacDonald (2002), as HM Treasury tables it: cost upper and lower, duration upper and lower.
TEST(GreenBook, HasTheBoundsOfOptimismBias) {
  const Methodology pack = Pack("uk-green-book-2022-1.json");
  std::vector<std::tuple<std::string, int, int, int, int>> bounds;
  for (const OptimismBias& bias : pack.optimism_biases) {
    bounds.emplace_back(bias.project_type, bias.cost_upper_bp, bias.cost_lower_bp,
                        bias.duration_upper_bp, bias.duration_lower_bp);
    EXPECT_EQ(bias.origin.source, "mott-macdonald");
  }
  EXPECT_THAT(bounds,
              ElementsAre(std::tuple("equipment_development", 20'000, 1000, 5400, 1000),
                          std::tuple("outsourcing", 4100, 0, 0, 0),
                          std::tuple("standard_buildings", 2400, 200, 400, 100),
                          std::tuple("non_standard_buildings", 5100, 400, 3900, 200),
                          std::tuple("standard_civil_engineering", 4400, 300, 2000, 100),
                          std::tuple("non_standard_civil_engineering", 6600, 600, 2500, 300)));
  EXPECT_THAT(
      pack.optimism_biases[1].categories,
      ElementsAre(CostCategory::kOperation, CostCategory::kSupport, CostCategory::kMaintenance));
}

// Green Book 2022: marginal excess tax burden 20 %, eta 1.3, deflator 2024 = 100; horizon of IT 10
// years and DfT's categories as econstack-data has them.
TEST(GreenBook, HasItsOtherParameters) {
  const Methodology pack = Pack("uk-green-book-2022-1.json");
  EXPECT_EQ(pack.tax_financing->cost_bp, 2000);
  EXPECT_EQ(pack.income_weights->elasticity_milli, 1300);
  EXPECT_EQ(pack.horizon_years, 10);
  EXPECT_THAT(pack.price_series[0].index_micro_by_year,
              ElementsAre(Pair(2010, 69'121'700), Pair(2015, 75'153'600), Pair(2018, 79'160'600),
                          Pair(2019, 81'108'500), Pair(2020, 85'213'700), Pair(2021, 85'635'800),
                          Pair(2022, 90'500'500), Pair(2023, 96'250'700), Pair(2024, 100'000'000)));
  std::vector<std::pair<int64_t, std::string>> bands;
  for (const ValueBand& band : pack.value_bands) {
    bands.emplace_back(band.from_bp.value_or(-1), InLanguage(band.title, "en"));
  }
  EXPECT_THAT(bands,
              ElementsAre(Pair(-1, "very poor"), Pair(0, "poor"), Pair(10'000, "low"),
                          Pair(15'000, "medium"), Pair(20'000, "high"), Pair(40'000, "very high")));
  std::map<std::string, int64_t> values;
  for (const UnitValue& value : pack.unit_values) values[value.id] = value.amount_minor;
  EXPECT_EQ(values["qaly"], 70'000'00);
  EXPECT_EQ(values["wellby"], 13'000'00);
  EXPECT_EQ(values["vpf"], 2'474'341'00);
  EXPECT_EQ(values["carbon_2024"], 268'97);
  EXPECT_EQ(values["carbon_2030"], 294'50);
}

// Only the rows of the risk form and the categories of value for money were seen.
TEST(GreenBook, TakesFewCriteriaFromASource) {
  std::vector<std::string> sourced;
  for (const Criterion& criterion : Pack("uk-green-book-2022-1.json").criteria) {
    if (criterion.origin.standing != Standing::kIllustrative) sourced.push_back(criterion.id);
  }
  EXPECT_THAT(sourced, ElementsAre("value_for_money", "risk_potential"));
}

// The causes for equipment (Table 17) and the scores of the risk form were not found.
TEST(GreenBook, SaysWhatWasNotFound) {
  const Methodology pack = Pack("uk-green-book-2022-1.json");
  for (const OptimismBias& bias : pack.optimism_biases) EXPECT_THAT(bias.causes, SizeIs(1));
  EXPECT_EQ(pack.risk_profile->origin.standing, Standing::kIllustrative);
  EXPECT_EQ(pack.frames->origin.standing, Standing::kIllustrative);
  EXPECT_EQ(pack.thresholds[0].origin.standing, Standing::kIllustrative);
}

// Rates as FRAM 3.5 has R-109; factors chained, year 41 among them as the trap of spot factors.
TEST(Norway, DiscountsInThreeSteps) {
  const Methodology pack = Pack("norway-cofinancing-1.json");
  EXPECT_THAT(RatesOf(pack), ElementsAre(Pair(0, 400), Pair(41, 300), Pair(76, 200)));
  EXPECT_THAT(
      FactorsOf(pack, {1, 5, 10, 20, 30, 31, 35, 36, 40, 41, 56, 75, 100, 125}),
      ElementsAre(Pair(1, 0.961538), Pair(5, 0.821927), Pair(10, 0.675564), Pair(20, 0.456387),
                  Pair(30, 0.308319), Pair(31, 0.296460), Pair(35, 0.253415), Pair(36, 0.243669),
                  Pair(40, 0.208289), Pair(41, 0.202222), Pair(56, 0.129799), Pair(75, 0.074022),
                  Pair(100, 0.045119), Pair(125, 0.027501)));
}

// Digdir: NOK 10 to 100 m, bounds included; R-108/23: external assurance from a P85 of NOK 300 m.
TEST(Norway, RoutesByItsThresholds) {
  const Methodology pack = Pack("norway-cofinancing-1.json");
  const Threshold* possible = FindThreshold(pack, "cofinancing_possible");
  const Threshold* exceeded = FindThreshold(pack, "cofinancing_exceeded");
  const Threshold* assured = FindThreshold(pack, "state_project_model");
  ASSERT_TRUE(possible != nullptr && exceeded != nullptr && assured != nullptr);
  EXPECT_EQ(possible->from_minor, 10'000'000'00);
  EXPECT_FALSE(possible->strictly_above);
  EXPECT_EQ(exceeded->from_minor, 100'000'000'00);
  EXPECT_TRUE(exceeded->strictly_above);
  EXPECT_EQ(assured->from_minor, 300'000'000'00);
  EXPECT_EQ(assured->figure, "simulation.cost_p85");
  EXPECT_FALSE(assured->strictly_above);
  EXPECT_EQ(assured->unit, "NOK");
}

// The tax-financing cost of 0.20 is from memory, P50 too; P85 was seen.
TEST(Norway, SaysWhatIsFromMemory) {
  const Methodology pack = Pack("norway-cofinancing-1.json");
  EXPECT_EQ(pack.tax_financing->cost_bp, 2000);
  EXPECT_EQ(pack.tax_financing->origin.standing, Standing::kIllustrative);
  EXPECT_EQ(pack.frames->cost_percentile, 85);
  EXPECT_EQ(pack.frames->steering_percentile, 50);
  EXPECT_EQ(pack.horizon_origin.standing, Standing::kIllustrative);
  EXPECT_THAT(pack.value_bands, IsEmpty());
  EXPECT_FALSE(pack.risk_profile.has_value());
}

// Finansministeriet, 7 January 2021: 3.5 % to year 35, 2.5 % to year 70; then 1.5 % from memory.
TEST(Denmark, DiscountsInThreeSteps) {
  const Methodology pack = Pack("denmark-it-project-1.json");
  EXPECT_THAT(RatesOf(pack), ElementsAre(Pair(0, 350), Pair(36, 250), Pair(71, 150)));
  EXPECT_THAT(
      FactorsOf(pack, {1, 5, 10, 20, 30, 31, 35, 36, 40, 56, 75, 100, 125}),
      ElementsAre(Pair(1, 0.966184), Pair(5, 0.841973), Pair(10, 0.708919), Pair(20, 0.502566),
                  Pair(30, 0.356278), Pair(31, 0.344230), Pair(35, 0.299977), Pair(36, 0.292660),
                  Pair(40, 0.265136), Pair(56, 0.178602), Pair(75, 0.117334), Pair(100, 0.080867),
                  Pair(125, 0.055734)));
  EXPECT_THAT(pack.sources.at("fm-2021"), HasSubstr("from memory"));
}

// Økonomistyrelsen: project basis above DKK 1 m, model from 15 m, Finance Committee above 70 m.
TEST(Denmark, RoutesByItsThresholds) {
  const Methodology pack = Pack("denmark-it-project-1.json");
  const Threshold* basis = FindThreshold(pack, "project_basis");
  const Threshold* council = FindThreshold(pack, "it_council");
  const Threshold* committee = FindThreshold(pack, "finance_committee");
  ASSERT_TRUE(basis != nullptr && council != nullptr && committee != nullptr);
  EXPECT_EQ(basis->from_minor, 1'000'000'00);
  EXPECT_TRUE(basis->strictly_above);
  EXPECT_EQ(council->from_minor, 15'000'000'00);
  EXPECT_FALSE(council->strictly_above);
  EXPECT_EQ(committee->from_minor, 70'000'000'00);
  EXPECT_TRUE(committee->strictly_above);
  EXPECT_EQ(pack.tiers[1].below_minor, 15'000'000'00);
  EXPECT_THAT(pack.risk_profile->levels, ElementsAre("normal", "elevated"));
  EXPECT_EQ(pack.risk_profile->origin.standing, Standing::kIllustrative);
  EXPECT_FALSE(pack.tax_financing.has_value());
}

// From 1 October 2024: 2 % to year 30, 1.5 % after; that 1 % begins at year 100 is from memory.
TEST(NewZealand, DiscountsInThreeSteps) {
  const Methodology pack = Pack("new-zealand-bbc-1.json");
  EXPECT_THAT(RatesOf(pack), ElementsAre(Pair(0, 200), Pair(31, 150), Pair(101, 100)));
  EXPECT_THAT(
      FactorsOf(pack, {1, 5, 10, 20, 30, 31, 35, 36, 40, 56, 75, 100, 125}),
      ElementsAre(Pair(1, 0.980392), Pair(5, 0.905731), Pair(10, 0.820348), Pair(20, 0.672971),
                  Pair(30, 0.552071), Pair(31, 0.543912), Pair(35, 0.512466), Pair(36, 0.504892),
                  Pair(40, 0.475701), Pair(56, 0.374867), Pair(75, 0.282503), Pair(100, 0.194703),
                  Pair(125, 0.151823)));
  EXPECT_THAT(pack.sources.at("rates-2024"), HasSubstr("from memory"));
}

// Dimensions are the five critical success factors; the risk questions are Australia's 7 and 14.
TEST(NewZealand, AsksByFiveFactorsAndTwoBlocks) {
  const Methodology pack = Pack("new-zealand-bbc-1.json");
  EXPECT_THAT(pack.dimensions, SizeIs(5));
  int consequence = 0;
  for (const ProfileQuestion& question : pack.risk_profile->questions) {
    consequence += question.block == "consequence";
  }
  EXPECT_EQ(consequence, 7);
  EXPECT_THAT(pack.risk_profile->questions, SizeIs(21));
  EXPECT_EQ(pack.risk_profile->origin.standing, Standing::kIllustrative);
  EXPECT_EQ(FindThreshold(pack, "major_project_monitoring")->from_minor, 25'000'000'00);
  EXPECT_EQ(FindThreshold(pack, "major_project_monitoring")->unit, "NZD");
}

// Version 1 decided cases: its bytes stay.
TEST(Chile, KeepsVersion1) {
  for (const EmbeddedFile& file : Packs()) {
    if (file.name != "chile-ict-1.json") continue;
    EXPECT_EQ(absl::BytesToHexString(Sha256(file.text)),
              "787781029d7e67040f4762f1ca19df9a9ac3f1847ff338cc5a0fb644a8cd29b5");
  }
}

// 7 criteria in use, 5 that the OECD recommends, and 5 of this pack.
TEST(Chile, Version2AddsFiveCriteria) {
  const Methodology one = Pack("chile-ict-1.json");
  const Methodology two = Pack("chile-ict-2.json");
  EXPECT_EQ(two.id, one.id);
  EXPECT_THAT(two.criteria, SizeIs(17));
  for (const Criterion& criterion : one.criteria) {
    EXPECT_NE(FindCriterion(two, criterion.id), nullptr) << criterion.id;
  }
  for (const char* id : {"user_needs", "security", "sovereignty", "reuse", "exit"}) {
    const Criterion* added = FindCriterion(two, id);
    ASSERT_NE(added, nullptr) << id;
    EXPECT_EQ(added->origin.standing, Standing::kIllustrative) << id;
  }
  EXPECT_EQ(two.discounting.origin.standing, Standing::kIllustrative);
}

}  // namespace
}  // namespace cartera::methodology
