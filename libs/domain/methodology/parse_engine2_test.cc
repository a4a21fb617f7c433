#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"

// What engine 2 reads besides, and what of it is refused. The Green Book pack has every such
// member, so each row below changes one place of it.
namespace cartera::methodology {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct Change {
  std::string from;
  std::string to;
};

// The pack in canonical form: no white space, keys in order.
std::string GreenBook() {
  for (const EmbeddedFile& file : Packs()) {
    if (file.name == "uk-green-book-2022-1.json") return canonical::Write(*ReadJson(file.text));
  }
  return "";
}

ParseResult After(const std::vector<Change>& changes) {
  std::string text = GreenBook();
  for (const Change& change : changes) {
    const size_t at = text.find(change.from);
    EXPECT_NE(at, std::string::npos) << change.from;
    if (at != std::string::npos) text.replace(at, change.from.size(), change.to);
  }
  const auto value = ReadJson(text);
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() ? Parse(*value) : ParseResult();
}

struct Refusal {
  std::string from;
  std::string to;
  std::string path;
  std::string says;
};

void ExpectRefused(const std::vector<Refusal>& rows) {
  for (const Refusal& row : rows) {
    SCOPED_TRACE(absl::StrCat(row.from, " -> ", row.to));
    const std::vector<Fault> faults = After({{row.from, row.to}}).faults;
    EXPECT_THAT(faults, Contains(AllOf(Field(&Fault::path, row.path),
                                       Field(&Fault::message, HasSubstr(row.says)))))
        << FormatFaults(faults);
  }
}

TEST(ParseEngine2, ReadsEveryMember) {
  const auto pack = ParseText(GreenBook());
  ASSERT_TRUE(pack.ok()) << pack.status();
  EXPECT_EQ(pack->engine, 2);
  EXPECT_EQ(pack->authority, "HM Treasury");
  EXPECT_EQ(pack->valid_from, "2022");
  ASSERT_EQ(pack->tiers.size(), 3);
  EXPECT_EQ(pack->tiers[0].id, "line");
  EXPECT_THAT(pack->tiers[0].project_kinds, ElementsAre("continuity"));
  EXPECT_EQ(pack->tiers[0].below_minor, 500'000'00);
  EXPECT_EQ(pack->tiers[0].unit, "GBP");
  EXPECT_EQ(pack->tiers[1].field_count_max, 25);
  EXPECT_EQ(pack->tiers[2].below_minor, std::nullopt);
  EXPECT_TRUE(pack->tiers[2].simulates);
  EXPECT_TRUE(pack->tiers[2].technical_opinion);
  EXPECT_EQ(pack->tiers[2].option_count_min, 3);
  EXPECT_EQ(pack->tiers[2].reviewer_count, 2);
  ASSERT_EQ(pack->stages.size(), 6);
  EXPECT_EQ(pack->stages[0].id, "exploration");
  EXPECT_FALSE(pack->stages[0].needs_net_present_value);
  EXPECT_EQ(pack->stages[0].sections[1].section, Section::kExploration);
  ASSERT_EQ(pack->thresholds.size(), 1);
  EXPECT_EQ(pack->thresholds[0].figure, "fiscal.total_cost");
  EXPECT_FALSE(pack->thresholds[0].strictly_above);
  EXPECT_THAT(pack->requirements,
              ElementsAre(Field(&Requirement::kind, RequirementKind::kCircular),
                          Field(&Requirement::kind, RequirementKind::kCircular),
                          Field(&Requirement::kind, RequirementKind::kServiceStandard)));
  EXPECT_EQ(InLanguage(pack->labels.at("decision.reject"), "en"), "Refusal");
  EXPECT_EQ(pack->weighting->method, WeightMethod::kDirect);
  ASSERT_EQ(pack->floors.size(), 2);
  EXPECT_EQ(pack->floors[0].floor_bp, 4000);
  EXPECT_EQ(pack->floors[0].knock_out_score, -1);
  EXPECT_EQ(pack->floors[1].criterion, "value_for_money");
  EXPECT_EQ(pack->floors[1].at_best, Outcome::kRequestIteration);
  EXPECT_EQ(pack->hints[1].comparison, "absent");
}

TEST(ParseEngine2, ReadsMoneyAndUncertainty) {
  const auto pack = ParseText(GreenBook());
  ASSERT_TRUE(pack.ok()) << pack.status();
  EXPECT_EQ(pack->price_series[0].index_micro_by_year.at(2023), 96'250'700);
  EXPECT_EQ(pack->price_series[0].assumed_growth_bp, 200);
  EXPECT_EQ(pack->tax_financing->cost_bp, 2000);
  EXPECT_EQ(pack->optimism_biases[1].categories[0], CostCategory::kOperation);
  EXPECT_EQ(pack->optimism_biases[0].causes[0].contribution_bp, 10'000);
  EXPECT_EQ(pack->value_bands[0].from_bp, std::nullopt);
  EXPECT_EQ(pack->value_bands[5].from_bp, 40'000);
  EXPECT_EQ(pack->value_bands_origin.standing, Standing::kFromSource);
  EXPECT_EQ(pack->unit_values[0].price_year, 0);
  EXPECT_EQ(pack->unit_values[1].price_year, 2019);
  EXPECT_EQ(pack->income_weights->elasticity_milli, 1300);
  EXPECT_EQ(pack->income_weights->reference_income_minor, 35'000'00);
  EXPECT_EQ(pack->income_weights->price_year, 2022);
  EXPECT_EQ(pack->frames->draws, 10'000);
  EXPECT_EQ(pack->frames->cost_percentile, 80);
  EXPECT_EQ(pack->frames->shared_correlation_bp, 3000);
  EXPECT_EQ(pack->risk_profile->questions[0].block, "consequence");
  EXPECT_EQ(InLanguage(pack->risk_profile->questions[0].anchors[4], "en"), "Very high");
  EXPECT_THAT(pack->risk_profile->complexity_from_centi, ElementsAre(100, 200, 300, 400));
  EXPECT_THAT(pack->risk_profile->level_by_cell[3], ElementsAre(1, 1, 2, 2));
}

TEST(ParseEngine2, RefusesItInAMethodologyOfEngine1) {
  const std::vector<Fault> faults = After({{"\"engine\":2", "\"engine\":1"}}).faults;
  std::vector<std::string> paths;
  for (const Fault& fault : faults) paths.push_back(fault.path);
  EXPECT_THAT(paths, UnorderedElementsAre(
                         "tiers", "stages", "thresholds", "price_series", "tax_financing", "frames",
                         "risk_profile", "value_bands", "unit_values", "optimism_biases",
                         "weighting", "requirements", "distribution", "floors", "hints", "labels"));
  ExpectRefused({{"\"engine\":2", "\"engine\":3", "engine", "from 1 to 2"}});
}

TEST(ParseEngine2, ReadsAndRefusesGrants) {
  const auto after = [](const std::string& grant, const std::string& sharing) {
    return After({{"\"tax_financing\"",
                   absl::StrCat("\"grants\":[{\"id\":\"half\",\"origin\":{\"standing\":"
                                "\"illustrative\"},\"share_bp\":5000,\"title\":{\"en\":\"Half\"},",
                                grant,
                                "}],\"gain_sharing\":{\"origin\":{\"standing\":\"illustrative\"},"
                                "\"others_above_minor\":1,\"share_bp\":5000,",
                                sharing, "},\"tax_financing\"")}});
  };
  const auto fine = after(R"("from_minor":10,"unit":"GBP","cap_minor":7)", R"("unit":"GBP")");
  ASSERT_THAT(fine.faults, IsEmpty());
  EXPECT_EQ(fine.methodology.grants[0].from_minor, 10);
  EXPECT_EQ(fine.methodology.grants[0].to_minor, std::nullopt);
  EXPECT_EQ(fine.methodology.grants[0].cap_minor, 7);
  EXPECT_EQ(fine.methodology.gain_sharing->others_above_minor, 1);
  const auto path = [](const ParseResult& result) {
    return result.faults.empty() ? "" : result.faults[0].path;
  };
  EXPECT_EQ(path(after(R"("from_minor":10,"to_minor":9,"unit":"GBP")", R"("unit":"GBP")")),
            "grants[id=half].to_minor");
  EXPECT_EQ(path(after(R"("from_minor":10,"unit":"pounds")", R"("unit":"GBP")")),
            "grants[id=half].unit");
  EXPECT_EQ(path(after(R"("from_minor":10,"unit":"GBP")", R"("unit":"pounds")")),
            "gain_sharing.unit");
}

TEST(ParseEngine2, RefusesTiersAndStages) {
  ExpectRefused({
      {"\"id\":\"short\"", "\"id\":\"line\"", "tiers[id=line]", "stands twice"},
      {"\"below_minor\":50000000,\"field_count_max\":10,\"id\":\"line\"",
       "\"field_count_max\":10,\"id\":\"line\"", "tiers[id=line].unit", "not a member known here"},
      {"\"option_count_min\":3,\"origin\":{\"standing\":\"illustrative\"},",
       "\"option_count_min\":3,\"origin\":{\"standing\":\"illustrative\"},"
       "\"project_kinds\":[\"new\"],",
       "tiers[id=full]", "must take every kind"},
      {"[\"continuity\"]", "[\"continuous\"]", "tiers[id=line].project_kinds", "no kind"},
      {"\"below_minor\":50000000", "\"below_minor\":0", "tiers[id=line].below_minor", "from 1"},
      {"\"technical_opinion\":false,\"title\":{\"en\":\"Yearly line of continuity\"},"
       "\"unit\":\"GBP\"",
       "\"technical_opinion\":false,\"title\":{\"en\":\"Yearly line of continuity\"},"
       "\"unit\":\"GPB\"",
       "tiers[id=line].unit", "no unit"},
      {"\"field_count_max\":25", "\"field_count_max\":3", "tiers[id=short].field_count_max",
       "fields are required"},
      {"\"field_count_max\":25", "\"field_count_max\":501", "tiers[id=short].field_count_max",
       "from 1 to 500"},
      {"\"existing_assets\"},{\"section\":\"costs\"}",
       "\"existing_assets\"},{\"section\":\"existing_assets\"}",
       "tiers[id=line].sections[existing_assets]", "stands twice"},
      {"\"identification.start_fiscal_year\"],\"section\":\"identification\"}",
       "\"costs.method\"],\"section\":\"identification\"}",
       "tiers[id=line].sections[identification]", "not of this section"},
      {"\"id\":\"exploration\"", "\"id\":\"dream\"", "stages[id=dream].id", "is none of"},
      {"\"id\":\"strategic\"", "\"id\":\"exploration\"", "stages[id=exploration]", "stands twice"},
      {"\"needs_net_present_value\":false", "\"needs_net_present_value\":0",
       "stages[id=exploration].needs_net_present_value", "true or false"},
  });
}

TEST(ParseEngine2, RefusesATierThatLeavesNothingToTheNext) {
  const std::vector<Fault> faults = After({{"\"below_minor\":200000000,", ""},
                                           {"\"title\":{\"en\":\"Short case\"},\"unit\":\"GBP\"",
                                            "\"title\":{\"en\":\"Short case\"}"}})
                                        .faults;
  EXPECT_THAT(faults,
              ElementsAre(Fault{"tiers[id=short]",
                                "takes every kind and amount, so none after it takes any"}));
}

TEST(ParseEngine2, RefusesRoutesRequirementsAndWords) {
  ExpectRefused({
      {"\"from_minor\":3000000000", "\"from_minor\":-1",
       "thresholds[id=treasury_approval].from_minor", "from 0"},
      {"\"kind\":\"circular\"", "\"kind\":\"rumour\"", "requirements[id=green-book-2022].kind",
       "not a known word"},
      {"\"id\":\"rpa\"", "\"id\":\"green-book-2022\"", "requirements[id=green-book-2022]",
       "stands twice"},
      {"\"decision.reject\"", "\"decision.defer\"", "labels.decision.defer", "names nothing"},
      {"\"decision.reject\":{\"en\"", "\"decision.reject\":{\"cy\"", "labels.decision.reject",
       "\"en\""},
      {"\"comparison\":\"below\"", "\"comparison\":\"absent\"", "hints[0].value",
       "not a member known here"},
      {"\"knock_out_score\":0", "\"knock_out_score\":4", "floors[1].knock_out_score",
       "from 0 to 3"},
      {"\"method\":\"direct\"", "\"method\":\"swing\",\"swings\":[100,101,50,50]",
       "weighting.swings[1]", "from 1 to 100"},
      {"\"method\":\"direct\"", "\"method\":\"swing\",\"swings\":[100,50]", "weighting.swings",
       "one for each dimension"},
      {"\"method\":\"direct\"", "\"method\":\"ahp\",\"comparisons\":[{\"milli\":[1000,110]}]",
       "weighting.comparisons[0].milli[1]", "from 111 to 9000"},
      {"\"method\":\"direct\"", "\"method\":\"ahp\",\"comparisons\":[{\"milli\":[1000]}]",
       "weighting.comparisons", "4 rows"},
  });
}

TEST(ParseEngine2, RefusesPricesAndBias) {
  ExpectRefused({
      {"\"2010\":69121700", "\"2010\":0", "price_series[id=general].index_micro_by_year.2010",
       "from 1"},
      {"\"2010\":69121700", "\"1899\":69121700",
       "price_series[id=general].index_micro_by_year.1899", "is not a year"},
      {"\"2010\":69121700", "\"02010\":69121700",
       "price_series[id=general].index_micro_by_year.02010", "is not a year"},
      {"\"assumed_growth_bp\":200", "\"assumed_growth_bp\":5001",
       "price_series[id=general].assumed_growth_bp", "from -5000 to 5000"},
      {"\"cost_bp\":2000", "\"cost_bp\":10001", "tax_financing.cost_bp", "from 0 to 10000"},
      {"\"cost_lower_bp\":1000", "\"cost_lower_bp\":20001",
       "optimism_biases[equipment_development].cost_lower_bp", "above the upper"},
      {"\"cost_upper_bp\":20000", "\"cost_upper_bp\":30001", "optimism_biases[0].cost_upper_bp",
       "from 0 to 30000"},
      {"\"duration_lower_bp\":1000", "\"duration_lower_bp\":5401",
       "optimism_biases[equipment_development].duration_lower_bp", "above the upper"},
      {"\"contribution_bp\":10000", "\"contribution_bp\":9999",
       "optimism_biases[equipment_development].causes", "add to 9999"},
      {"\"project_type\":\"outsourcing\"", "\"project_type\":\"equipment_development\"",
       "optimism_biases[equipment_development]", "stands twice"},
      {"[\"operation\",\"support\",\"maintenance\"]", "[\"operation\",\"operation\"]",
       "optimism_biases[outsourcing].categories", "stands twice"},
      {"{\"from_bp\":10000,\"title\":{\"en\":\"low\"}}", "{\"title\":{\"en\":\"low\"}}",
       "value_bands.bands[2].from_bp", "must rise"},
      {"{\"from_bp\":10000,\"title\":{\"en\":\"low\"}}",
       "{\"from_bp\":15000,\"title\":{\"en\":\"low\"}}", "value_bands.bands[3].from_bp",
       "must rise"},
      {"\"per\":\"qaly\"", "\"per\":\"\"", "unit_values[id=qaly].per", "not empty"},
      {"\"id\":\"wellby\"", "\"id\":\"qaly\"", "unit_values[id=qaly]", "stands twice"},
      {"\"elasticity_milli\":1300", "\"elasticity_milli\":5001", "distribution.elasticity_milli",
       "from 0 to 5000"},
  });
}

TEST(ParseEngine2, RefusesFramesAndProfile) {
  ExpectRefused({
      {"\"draws\":10000", "\"draws\":999", "frames.draws", "at least 1000"},
      {"\"draws\":10000", "\"draws\":1000001", "frames.draws", "to 1000000"},
      {"\"cost_percentile\":80", "\"cost_percentile\":49", "frames.cost_percentile", "below"},
      {"\"default_low_bp\":8000", "\"default_low_bp\":10001", "frames.default_low_bp", "to 10000"},
      {"\"default_high_bp\":15000", "\"default_high_bp\":9999", "frames.default_high_bp",
       "from 10000"},
      {"\"shared_correlation_bp\":3000", "\"shared_correlation_bp\":10000",
       "frames.shared_correlation_bp", "to 9999"},
      {"\"block\":\"consequence\"", "\"block\":\"luck\"",
       "risk_profile.questions[id=a_consequence].block", "\"consequence\" or \"complexity\""},
      {"\"block\":\"consequence\"", "\"block\":\"complexity\"", "risk_profile.questions",
       "at least one of consequence"},
      {"[100,200,300,400]", "[200,300,400,500]", "risk_profile.complexity_from_centi[0]",
       "starts at 100"},
      {"[100,200,300,400]", "[100,200,200,400]", "risk_profile.complexity_from_centi[2]",
       "must rise"},
      {"{\"levels\":[0,0,0,1]},", "", "risk_profile.consequences", "five rows"},
      {"{\"levels\":[0,0,0,1]}", "{\"levels\":[0,0,1]}", "risk_profile.consequences[0].levels",
       "4 numbers"},
      {"{\"levels\":[0,0,0,1]}", "{\"levels\":[0,0,0,3]}", "risk_profile.consequences[0].levels[3]",
       "from 0 to 2"},
      {"[{\"en\":\"Very low\"},{\"en\":\"Low\"},", "[{\"en\":\"Low\"},",
       "risk_profile.questions[id=a_consequence].anchors", "five texts"},
  });
}

// Every origin is looked at: a source that the file does not list is a fault wherever it stands.
TEST(ParseEngine2, RefusesAnOriginThatNamesNoSourceOfTheFile) {
  const std::pair<std::string, std::string> places[] = {
      {"\"distribution\":{\"elasticity_milli\":1300,", "distribution.origin.source"},
      {"\"floor_bp\":4000,", "floors[0].origin.source"},
      {"\"draws\":10000,", "frames.origin.source"},
      {"\"contribution_bp\":10000,\"id\":\"all_causes\",\"title\":{\"en\":\"All causes together: "
       "illustrative, no table of causes was found\"}}],\"cost_lower_bp\":1000,"
       "\"cost_upper_bp\":20000,\"duration_lower_bp\":1000,\"duration_upper_bp\":5400,",
       "optimism_biases[equipment_development].origin.source"},
      {"\"id\":\"green-book-2022\",\"kind\":\"circular\",\"mandatory\":true,",
       "requirements[id=green-book-2022].origin.source"},
      {"\"levels\":[\"low\",\"medium\",\"high\"],", "risk_profile.origin.source"},
      {"\"needs_net_present_value\":false,", "stages[id=exploration].origin.source"},
      {"\"tax_financing\":{\"cost_bp\":2000,", "tax_financing.origin.source"},
      {"\"id\":\"treasury_approval\",", "thresholds[id=treasury_approval].origin.source"},
      {"\"id\":\"line\",\"option_count_min\":0,", "tiers[id=line].origin.source"},
      {"\"id\":\"qaly\",", "unit_values[id=qaly].origin.source"},
      {"\"method\":\"direct\",", "weighting.origin.source"}};
  for (const auto& [before, path] : places) {
    SCOPED_TRACE(path);
    const std::string text = GreenBook();
    const size_t at = text.find(before);
    ASSERT_NE(at, std::string::npos);
    const size_t origin = text.find("\"origin\":{", at);
    const size_t end = text.find('}', origin);
    const std::string found = text.substr(at, end + 1 - at);
    const std::string changed = text.substr(at, origin - at) +
                                "\"origin\":{\"source\":\"hearsay\",\"standing\":\"from_source\"}";
    const std::vector<Fault> faults = After({{found, changed}}).faults;
    EXPECT_THAT(faults, ElementsAre(Fault{path, "\"hearsay\" is not among the sources"}));
  }
}

TEST(ParseEngine2, AcceptsTheLimitsThemselves) {
  const std::vector<std::vector<Change>> rows = {
      {{"\"field_count_max\":25", "\"field_count_max\":500"}},
      {{"\"assumed_growth_bp\":200", "\"assumed_growth_bp\":-5000"}},
      {{"\"assumed_growth_bp\":200", "\"assumed_growth_bp\":5000"}},
      {{"\"2010\":69121700", "\"1900\":1000000000000"}},
      {{"\"cost_bp\":2000", "\"cost_bp\":10000"}},
      {{"\"cost_lower_bp\":1000", "\"cost_lower_bp\":20000"}},
      {{"\"cost_upper_bp\":20000", "\"cost_upper_bp\":30000"}},
      {{"\"elasticity_milli\":1300", "\"elasticity_milli\":5000"}},
      {{"\"draws\":10000", "\"draws\":1000"}},
      {{"\"draws\":10000", "\"draws\":1000000"}},
      {{"\"cost_percentile\":80", "\"cost_percentile\":50"}},
      {{"\"default_low_bp\":8000", "\"default_low_bp\":10000"},
       {"\"default_high_bp\":15000", "\"default_high_bp\":10000"}},
      {{"\"shared_correlation_bp\":3000", "\"shared_correlation_bp\":9999"}},
      {{"\"knock_out_score\":0", "\"knock_out_score\":3"}},
      {{"\"method\":\"direct\"", "\"method\":\"swing\",\"swings\":[100,1,50,50]"}},
  };
  for (const std::vector<Change>& changes : rows) {
    EXPECT_THAT(FormatFaults(After(changes).faults), IsEmpty()) << changes[0].to;
  }
}

TEST(ParseEngine2, NamesAllFaultsAtOnce) {
  const std::vector<Fault> faults = After({{"\"cost_bp\":2000", "\"cost_bp\":-1"},
                                           {"\"draws\":10000", "\"draws\":-1"},
                                           {"\"kind\":\"circular\"", "\"kind\":\"x\""},
                                           {"\"per\":\"qaly\"", "\"per\":1"}})
                                        .faults;
  EXPECT_THAT(faults,
              UnorderedElementsAre(Field(&Fault::path, "tax_financing.cost_bp"),
                                   Field(&Fault::path, "frames.draws"),
                                   Field(&Fault::path, "requirements[id=green-book-2022].kind"),
                                   Field(&Fault::path, "unit_values[id=qaly].per")));
}

}  // namespace
}  // namespace cartera::methodology
