#include "libs/domain/appraisal/sample_case.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::appraisal {
namespace {

constexpr int64_t kThousand = 1'000'00;

const money::Unit kCad{.code = "CAD", .decimals = 2};

money::Money Amount(int64_t amount_minor) { return money::Real(amount_minor, kCad, 2027); }

void AddCost(CaseContent& content, const std::string& option, int year, CostCategory category,
             int64_t amount_minor) {
  content.costs.lines.push_back({.id = absl::StrCat("c", content.costs.lines.size() + 1),
                                 .option = option,
                                 .fiscal_year = year,
                                 .category = category,
                                 .description = std::string(methodology::Name(category)),
                                 .amount = Amount(amount_minor),
                                 .budget_line = "22-11",
                                 .funding_source = "own budget",
                                 .recurring = category == CostCategory::kOperation,
                                 .evidence = {.source = "offer of 2026"}});
}

void AddBenefit(CaseContent& content, int year, int64_t amount_minor) {
  content.benefits.lines.push_back({.id = absl::StrCat("b", content.benefits.lines.size() + 1),
                                    .option = "new",
                                    .fiscal_year = year,
                                    .category = BenefitCategory::kCashReleasing,
                                    .description = "fewer paper forms",
                                    .amount = Amount(amount_minor),
                                    .beneficiary = "applicant",
                                    .indicator = "paper forms a year",
                                    .measured_baseline = "120,000 in 2025",
                                    .benefit_owner = "head of service",
                                    .evidence = {.source = "statistics of 2025"}});
}

void AddLines(CaseContent& content) {
  AddCost(content, "new", 2027, CostCategory::kDevelopment, 4'000 * kThousand);
  AddCost(content, "new", 2028, CostCategory::kDevelopment, 5'000 * kThousand);
  AddCost(content, "new", 2028, CostCategory::kSecurity, 600 * kThousand);
  AddCost(content, "new", 2028, CostCategory::kTrainingAndChange, 400 * kThousand);
  for (int year = 2029; year <= 2035; ++year) {
    AddCost(content, "new", year, CostCategory::kOperation, 2'000 * kThousand);
  }
  AddCost(content, "new", 2036, CostCategory::kOperation, 1'900 * kThousand);
  AddCost(content, "new", 2036, CostCategory::kDecommissioning, 100 * kThousand);
  constexpr int64_t kRamp[] = {1'250, 2'500, 3'750, 5'000, 5'000, 5'000, 5'000, 5'000};
  for (int i = 0; i < 8; ++i) AddBenefit(content, 2029 + i, kRamp[i] * kThousand);
}

void AddTexts(CaseContent& content) {
  content.identification = {.summary = "Applications on line",
                            .scope = "Forms and case handling",
                            .out_of_scope = "Payments",
                            .start_fiscal_year = 2027,
                            .go_live_fiscal_year = 2029,
                            .horizon_years = 10,
                            .evidence = {.source = "mandate of 2026"}};
  content.problem = {"Paper forms take weeks",
                     "120,000 applicants",
                     "Interviews of 2025",
                     "Waiting grows",
                     {.source = "annual report"}};
  content.theory_of_change = {"A form on line", "Shorter waiting", "Applicants use it"};
  content.existing_assets = {"Archive", "The shared form platform was tried", "Archive in 2030"};
  content.options.comparison = "By cost over ten years";
  content.technology = {"Shared platform", "Known", "In use elsewhere", "Open interfaces",
                        "Data returned on exit"};
  content.security = {"Tested every year", "Impact assessed", "Data stay in the country"};
  content.costs.method = "Offers";
  content.benefits.method = "Time study";
  content.alignment = {"Digital strategy", "Fewer paper processes", "Administrative procedure law"};
  content.commissioning = {"Framework contract", "Supplier bears delay", "Known scope"};
  content.iteration = {"Releases every month", "Every month with ten users", "No use after a year"};
  content.governance = {"Director", "Project manager", "Board every month", "Two of six hired"};
  content.stakeholders = {"Applicants, archive", "Archive changes its work", "Agreed in writing"};
  content.exploration = {.value_of_solving = "Two weeks for each applicant",
                         .what_will_be_learnt = "Whether the archive can be read",
                         .learnt_by = *calendar::CivilDate::Make(2026, 6, 30),
                         .cost_limit = Amount(100'000),
                         .stop_rule = "When the archive cannot be read",
                         .stop_by = *calendar::CivilDate::Make(2026, 9, 30)};
}

methodology::Tier TierOf(std::string id, const std::vector<Section>& sections,
                         int option_count_min) {
  methodology::Tier tier;
  tier.id = std::move(id);
  for (const Section section : sections) tier.sections.push_back({.section = section});
  tier.option_count_min = option_count_min;
  return tier;
}

}  // namespace

CaseContent SampleCase() {
  CaseContent content;
  AddTexts(content);
  content.options.options = {
      {"none", "Do nothing", OptionKind::kDoNothing, "Paper", false, "Waiting grows"},
      {"least", "Scan", OptionKind::kDoMinimum, "Scan the forms", false, "Saves little"},
      {"new", "On line", OptionKind::kDoSomething, "Forms on line", true, "Most for the money"}};
  AddLines(content);
  AddCost(content, "least", 2027, CostCategory::kAcquisition, 1'000 * kThousand);
  constexpr RiskGroup kGroups[] = {RiskGroup::kGovernance, RiskGroup::kTechnology,
                                   RiskGroup::kImplementation, RiskGroup::kStrategy};
  for (RiskGroup group : kGroups) {
    content.risks.risks.push_back({.id = std::string(methodology::Name(group)),
                                   .group = group,
                                   .description = "Something goes wrong",
                                   .probability_bp = 2000,
                                   .impact = 3,
                                   .response = "Watch it",
                                   .owner = "Project manager"});
  }
  return content;
}

EvaluationContext SampleContext() {
  EvaluationContext context;
  context.basis = {.valuation_date = *calendar::CivilDate::Make(2026, 5, 2),
                   .base_fiscal_year = 2027,
                   .price_year = 2027,
                   .unit = money::Unit{.code = "CAD", .decimals = 2}};
  context.seed = 18'446'744'073'709'551'615u;
  context.series_vintages = {{"series/deflator", "2026-04"}};
  return context;
}

methodology::Methodology Chile() {
  for (const EmbeddedFile& file : methodology::Packs()) {
    if (file.name == "chile-ict-1.json") return *methodology::ParseText(file.text);
  }
  return {};
}

methodology::Methodology ChileOfEngine2() {
  methodology::Methodology method = Chile();
  method.engine = 2;
  method.unit_values = {{.id = "hour", .amount_minor = 2'350, .unit = "CAD", .price_year = 2027}};
  method.requirements = {{.id = "privacy", .title = {{"en", "Privacy Act"}}, .mandatory = true},
                         {.id = "open", .title = {{"en", "Open standards"}}}};
  method.risk_profile = methodology::RiskProfile{
      .questions = {{.id = "size", .block = "complexity", .title = {{"en", "Size"}}}}};
  method.optimism_biases = {{.project_type = "equipment", .causes = {{.id = "cause"}}}};
  method.tiers = {TierOf("line", {Section::kCosts}, 0),
                  TierOf("full", {Section::kOptions, Section::kCosts, Section::kBenefits}, 3)};
  methodology::Stage exploration;
  exploration.id = "exploration";
  exploration.sections = {
      {.section = Section::kExploration, .required_fields = {"exploration.stop_rule"}}};
  method.stages = {exploration};
  return method;
}

CaseContent SampleCaseOfEngine2() {
  CaseContent content = SampleCase();
  content.identification.asset_life_years = 8;
  content.identification.project_type = "equipment";
  content.existing_assets.systems = {{"archive", "Archive", 2030, "Archive read-only"}};
  content.costs.double_running = "Half a year, in lines c4 and c5";
  content.alignment.requirements = {{.requirement = "privacy", .compliance = Compliance::kComplies},
                                    {.requirement = "open", .compliance = Compliance::kComplies}};
  content.risks.profile = {{.question = "size", .rating = 3, .justification = "Six suppliers"}};
  content.risks.mitigations = {
      {.cause = "cause", .mitigated_bp = 5'000, .evidence = {.source = "review"}}};
  CostLine& cloud = content.costs.lines[4];
  cloud.amount.reset();
  cloud.quantity = Quantity{.quantity_milli = 40'000,
                            .unit = "virtual machines",
                            .unit_price = money::Real(5'000'00, kCad, 2027),
                            .cloud_term = CloudTerm::kOnDemand};
  cloud.course = {.last_fiscal_year = 2036, .growth_bp = 250, .ramp_bp = {5'000}};
  cloud.tax = Tax{.rate_bp = 1'300, .included = false, .recoverable = true};
  cloud.spread =
      Spread{.shape = SpreadShape::kPert, .low_bp = 8'000, .likely_bp = 10'000, .high_bp = 15'000};
  cloud.bearer = Bearer::kMunicipality;
  cloud.bearer_body = "municipalities";
  cloud.confirmation = {.state = ConfirmationState::kConfirmed, .body = "association"};
  BenefitLine& time = content.benefits.lines[1];
  time.category = BenefitCategory::kSocietal;
  time.amount.reset();
  time.quantity = Quantity{.quantity_milli = 9'000'000, .unit = "hours", .unit_value = "hour"};
  time.gain_pool = "hours of applicants";
  time.description = "time of applicants";
  time.legacy_system = "archive";
  content.risks.risks[0].lines = {"c1"};
  content.risks.risks[0].cost_impact = money::Real(100, kCad, 2027);
  content.risks.risks[0].cost_impact_spread =
      Spread{.shape = SpreadShape::kTriangular, .low_bp = 1, .likely_bp = 2, .high_bp = 3};
  content.risks.risks[0].delay_high_months = 6;
  content.risks.risks[0].residual_probability_bp = 1'000;
  return content;
}

methodology::Methodology Atlantis() {
  constexpr absl::string_view kJson = R"json({
    "id": "atlantis", "version": "7", "title": {"en": "Atlantis", "la": "Atlantis insula"},
    "sources": {"tide-act": "Tide Act, section 4"},
    "dimensions": [
      {"id": "dryness", "title": {"en": "Dryness"}, "weight_bp": 6000,
       "origin": {"standing": "official", "source": "tide-act"}},
      {"id": "thrift", "title": {"en": "Thrift"}, "weight_bp": 4000,
       "origin": {"standing": "official", "source": "tide-act"}}],
    "criteria": [
      {"id": "a", "title": {"en": "Money"}, "dimension": "thrift", "weight_bp": 4000,
       "kind": "by_rule", "rule": "benefit_cost_ratio", "limits_bp": [1, 2, 3, 20000],
       "anchors": [{"en": "0"}, {"en": "1"}, {"en": "2"}, {"en": "3"}, {"en": "4"}],
       "origin": {"standing": "official", "source": "tide-act"},
       "weight_origin": {"standing": "official", "source": "tide-act"}},
      {"id": "b", "title": {"en": "Above water"}, "dimension": "dryness", "weight_bp": 6000,
       "kind": "by_person", "facts": ["problem"],
       "anchors": [{"en": "0"}, {"en": "1"}, {"en": "2"}, {"en": "3"}, {"en": "4"}],
       "origin": {"standing": "official", "source": "tide-act"},
       "weight_origin": {"standing": "official", "source": "tide-act"}}],
    "sections": [{"section": "problem", "required_fields": ["problem.problem"]}],
    "required_cost_categories": ["refresh"],
    "discounting": {"schedule": [{"from_year_offset": 0, "rate_bp": 350}], "rate_basis": "real",
      "timing": "year_start", "origin": {"standing": "official", "source": "tide-act"}},
    "horizon": {"years": 20, "origin": {"standing": "illustrative"}},
    "uplifts": [{"category": "development", "uplift_bp": 10000,
      "origin": {"standing": "from_source", "source": "tide-act"}}],
    "suggestion": {"bands": [{"from_bp": 0, "outcome": "request_iteration"},
      {"from_bp": 9000, "outcome": "approve"}], "origin": {"standing": "illustrative"}},
    "steps": {"clear_required": true, "endorse_required": true},
    "risk_matrix": {"levels": ["wet"], "probability_from_bp": [0, 1, 2, 3, 4],
      "impacts": [{"levels": [0, 0, 0, 0, 0]}, {"levels": [0, 0, 0, 0, 0]},
        {"levels": [0, 0, 0, 0, 0]}, {"levels": [0, 0, 0, 0, 0]}, {"levels": [0, 0, 0, 0, 0]}],
      "origin": {"standing": "illustrative"}},
    "decision_reasons": []
  })json";
  return *methodology::ParseText(kJson);
}

}  // namespace cartera::appraisal
