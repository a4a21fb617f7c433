#include "libs/domain/appraisal/v2/rules.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/sample_case.h"
#include "libs/domain/appraisal/v2/testing/sample_method.h"

// Every rule at both sides of each of its limits.
namespace cartera::appraisal::v2 {
namespace {

using ::testing::HasSubstr;

const std::vector<int64_t> kQuarters = {2500, 5000, 7500, 10000};

// What a rule is given; each row of a table changes one thing.
struct Situation {
  CaseContent content = SampleCase();
  methodology::Methodology method = Lemuria();
  EvaluationContext context = SampleContext();
  Horizon horizon{.first_fiscal_year = 2027, .years = 10};
  OptionFigures figures = FiguresOf({});
  std::optional<SimulationFigures> simulation;
  methodology::Criterion criterion;

  RuleResult Apply() const {
    const Rule* rule = FindRule(criterion.rule);
    EXPECT_NE(rule, nullptr) << criterion.rule;
    if (rule == nullptr) return {};
    const OptionFigures* preferred = FindPreferred(content) == nullptr ? nullptr : &figures;
    return rule->apply({content, method, criterion, context, horizon, preferred, simulation});
  }
};

Situation Of(const std::string& rule, std::vector<int64_t> limits = {}) {
  Situation situation;
  situation.criterion = ByRule(rule, std::move(limits));
  return situation;
}

struct Row {
  std::optional<int> score;
  std::string why;  // part of it
  std::function<void(Situation&)> change;
};

void ExpectRows(const Situation& start, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    Situation situation = start;
    row.change(situation);
    const RuleResult result = situation.Apply();
    EXPECT_EQ(result.score, row.score) << row.why << " / " << result.why;
    EXPECT_THAT(result.why, HasSubstr(row.why));
  }
}

void PreferNone(Situation& s) {
  for (Option& option : s.content.options.options) option.preferred = false;
}

TEST(Rules, OptionsWithMinimum) {
  const Situation start = Of("options_with_minimum");
  ExpectRows(
      start,
      {{4, "3 options, doing nothing and the minimum included", [](Situation&) {}},
       {3, "not said how they were compared",
        [](Situation& s) { s.content.options.comparison = " "; }},
       {3, "\"least\" lacks the reason",
        [](Situation& s) { s.content.options.options[1].reason.clear(); }},
       {3, "none besides",
        [](Situation& s) {
          s.content.options.options.pop_back();
          s.content.options.options[1].preferred = true;
        }},
       {2, "the minimum is not one",
        [](Situation& s) { s.content.options.options[1].kind = OptionKind::kDoSomething; }},
       {1, "0 are preferred", PreferNone},
       {1, "2 are preferred", [](Situation& s) { s.content.options.options[0].preferred = true; }},
       {1, "doing nothing is not one",
        [](Situation& s) { s.content.options.options[0].kind = OptionKind::kDoSomething; }},
       {0, "1 options; two", [](Situation& s) { s.content.options.options.resize(1); }}});
}

TEST(Rules, UserNeed) {
  ExpectRows(Of("user_need"),
             {{4, "they will test", [](Situation&) {}},
              {3, "no testing", [](Situation& s) { s.content.iteration.user_testing = ""; }},
              {2, "whose it is", [](Situation& s) { s.content.problem.affected_users = ""; }},
              {2, "no evidence", [](Situation& s) { s.content.problem.user_needs_evidence = ""; }},
              {1, "no evidence",
               [](Situation& s) {
                 s.content.problem.user_needs_evidence = "";
                 s.content.iteration.user_testing = "";
               }},
              {0, "Neither users nor", [](Situation& s) {
                 s.content.problem = {};
                 s.content.iteration.user_testing = "";
               }}});
}

TEST(Rules, Reuse) {
  ExpectRows(Of("reuse"),
             {{4, "interfaces are described", [](Situation&) {}},
              {3, "nothing is said of interfaces",
               [](Situation& s) { s.content.technology.interoperability = ""; }},
              {2, "what exists is not named",
               [](Situation& s) { s.content.existing_assets.existing_systems = ""; }},
              {1, "not whether it can be used again",
               [](Situation& s) { s.content.existing_assets.reuse_considered = ""; }},
              {1, "not said what exists", [](Situation& s) { s.content.existing_assets = {}; }},
              {0, "not said what exists", [](Situation& s) {
                 s.content.existing_assets = {};
                 s.content.technology.interoperability = "";
               }}});
}

TEST(Rules, ExitAndSwitchOff) {
  const auto archive = [](int year, const std::string& milestone) {
    return [year, milestone](Situation& s) {
      s.content.existing_assets.systems = {{"archive", "Archive", year, milestone}};
    };
  };
  ExpectRows(
      Of("exit_and_switch_off"),
      {{4, "every one of 0 systems", [](Situation&) {}},
       {4, "every one of 1 systems", archive(2030, "m3")},
       {3, "no year for the switch-off of archive", archive(0, "")},
       {2, "switch-off of archive has no milestone", archive(2030, "")},
       {1, "no end of what", [](Situation& s) { s.content.existing_assets.switch_off = ""; }},
       {1, "no way out", [](Situation& s) { s.content.technology.exit_plan = ""; }},
       {0, "no way out of the solution, and no end", [](Situation& s) {
          s.content.technology.exit_plan = "";
          s.content.existing_assets.switch_off = "";
        }}});
}

TEST(Rules, SecurityAndSovereignty) {
  ExpectRows(
      Of("security_and_sovereignty"),
      {{4, "all answered", [](Situation&) {}},
       {2, "missing: sovereignty", [](Situation& s) { s.content.security.sovereignty = ""; }},
       {1, "missing: privacy, sovereignty",
        [](Situation& s) {
          s.content.security = {"Tested", "", ""};
        }},
       {0, "0 of 3", [](Situation& s) { s.content.security = {}; }}});
}

TEST(Rules, RequirementsMet) {
  Situation start = Of("requirements_met");
  for (const char* id : {"law", "circular", "service", "security"}) {
    start.method.requirements.push_back({.id = id, .mandatory = true});
    start.content.alignment.requirements.push_back(
        {.requirement = id, .compliance = Compliance::kComplies});
  }
  start.method.requirements.push_back({.id = "optional"});
  const auto answer = [](Compliance compliance, int year, int month, int day,
                         const std::string& reason) {
    return [=](Situation& s) {
      RequirementAnswer& first = s.content.alignment.requirements[0];
      first.compliance = compliance;
      if (year > 0) first.date = *calendar::CivilDate::Make(year, month, day);
      first.reason = reason;
    };
  };
  // The day of valuation is 2 May 2026.
  ExpectRows(
      start,
      {{4, "4 of 4 mandatory requirements are answered and met", [](Situation&) {}},
       {4, "answered and met", answer(Compliance::kNotApplicable, 0, 0, 0, "no law applies")},
       {2, "no reason): law", answer(Compliance::kNotApplicable, 0, 0, 0, "")},
       {3, "exempt for a time: law", answer(Compliance::kWillComplyBy, 2026, 5, 2, "")},
       {2, "a date that is missing or past", answer(Compliance::kWillComplyBy, 2026, 5, 1, "")},
       {2, "a date that is missing or past", answer(Compliance::kWillComplyBy, 0, 0, 0, "")},
       {3, "exempt for a time: law", answer(Compliance::kExemptUntil, 2027, 1, 1, "minister")},
       {2, "no reason", answer(Compliance::kExemptUntil, 2027, 1, 1, "")},
       {1, "3 of 4", answer(Compliance::kUnspecified, 0, 0, 0, "")},
       {1, "missing: service, security",
        [](Situation& s) { s.content.alignment.requirements.resize(2); }},
       {0, "1 of 4", [](Situation& s) { s.content.alignment.requirements.resize(1); }}});
}

TEST(Rules, CostComplete) {
  Situation start = Of("cost_complete");
  start.content.costs.double_running = "Half a year";
  ExpectRows(start,
             {{4, "2 of 2 required cost categories, running costs", [](Situation&) {}},
              {3, "side by side", [](Situation& s) { s.content.costs.double_running = ""; }},
              {3, "year of first use",
               [](Situation& s) { s.content.identification.go_live_fiscal_year = 0; }},
              {3, "no running costs in 2028",
               [](Situation& s) { s.content.identification.go_live_fiscal_year = 2028; }},
              {2, "1 of 2 required cost categories; missing: refresh",
               [](Situation& s) { s.method.required_cost_categories[1] = CostCategory::kRefresh; }},
              {1, "1 of 3",
               [](Situation& s) {
                 s.method.required_cost_categories = {
                     CostCategory::kOperation, CostCategory::kRefresh, CostCategory::kConnectivity};
               }},
              {0, "no cost lines", [](Situation& s) { s.content.costs.lines.clear(); }},
              {0, "No option", PreferNone}});
}

TEST(Rules, CostCompleteSeesTheYearsOfACourse) {
  Situation situation = Of("cost_complete");
  situation.content.costs.double_running = "None";
  std::vector<CostLine>& lines = situation.content.costs.lines;
  std::erase_if(lines, [](const CostLine& line) {
    return line.category == CostCategory::kOperation && line.fiscal_year != 2029;
  });
  EXPECT_EQ(situation.Apply().score, 3);
  for (CostLine& line : lines) {
    if (line.category == CostCategory::kOperation) line.course.last_fiscal_year = 2036;
  }
  EXPECT_EQ(situation.Apply().score, 4);
}

// Two lines of 1,000 together; `with_evidence` of it in the first, which has evidence.
void SplitCost(Situation& s, int64_t with_evidence) {
  CostLine line = s.content.costs.lines[0];
  line.spread = Spread{SpreadShape::kTriangular, 9000, 10000, 12000};
  line.amount->amount_minor = with_evidence;
  CostLine other = line;
  other.id = "other";
  other.evidence = {.assumption = true, .note = "as last time"};
  other.amount->amount_minor = 10'000 - with_evidence;
  s.content.costs.lines = {line, other};
}

TEST(Rules, CostCredibility) {
  const auto share = [](int64_t bp) { return [bp](Situation& s) { SplitCost(s, bp); }; };
  ExpectRows(Of("cost_credibility", kQuarters),
             {{4, "100.00 % of the cost has evidence, and every line", share(10'000)},
              {3, "99.99 %", share(9'999)},
              {3, "75.00 %", share(7'500)},
              {2, "74.99 %", share(7'499)},
              {2, "50.00 %", share(5'000)},
              {1, "49.99 %", share(4'999)},
              {1, "25.00 %", share(2'500)},
              {0, "24.99 %", share(2'499)},
              {3, "3 at best",
               [](Situation& s) {
                 SplitCost(s, 10'000);
                 s.content.costs.lines[1].spread.reset();
               }},
              {1, "3 at best",
               [](Situation& s) {
                 SplitCost(s, 2'500);
                 s.content.costs.lines[1].spread.reset();
               }},
              {4, "100.00 %",
               [](Situation& s) {
                 SplitCost(s, 5'000);
                 s.content.costs.lines[1].sunk = true;
                 s.content.costs.lines[1].spread.reset();
               }},
              {std::nullopt, "several units",
               [](Situation& s) {
                 SplitCost(s, 5'000);
                 s.content.costs.lines[1].amount->unit = {.code = "CLP", .decimals = 0};
               }},
              {0, "come to nothing", [](Situation& s) {
                 SplitCost(s, 0);
                 s.content.costs.lines.pop_back();
               }}});
}

TEST(Rules, Affordability) {
  Situation start = Of("affordability", {500, 1000, 2000, 4000});
  start.content.identification.agency_ict_budget =
      money::Real(1, {.code = "CAD", .decimals = 2}, 2027);
  const auto share = [](int64_t bp) {
    return [bp](Situation& s) { s.figures = FiguresOf({{"agency.ict_budget_share", bp}}); };
  };
  ExpectRows(start, {{4, "The dearest year takes 5.00 %", share(500)},
                     {3, "5.01 %", share(501)},
                     {3, "10.00 %", share(1000)},
                     {2, "10.01 %", share(1001)},
                     {1, "20.01 %", share(2001)},
                     {1, "40.00 %", share(4000)},
                     {0, "40.01 %", share(4001)},
                     {std::nullopt, "cannot be compared", [](Situation&) {}},
                     {0, "budget is not said",
                      [](Situation& s) { s.content.identification.agency_ict_budget.reset(); }}});
}

TEST(Rules, CostPerUserAndPerTransaction) {
  for (const std::string what : {"user", "transaction"}) {
    Situation start = Of("cost_per_" + what, {10'00, 20'00, 30'00, 40'00});
    start.criterion.limits_unit = "CAD";
    start.content.identification.users_count = 1;
    start.content.identification.transactions_per_year = 1;
    const auto each = [what](int64_t minor) {
      return [=](Situation& s) { s.figures = FiguresOf({{"economic.cost_per_" + what, minor}}); };
    };
    ExpectRows(start, {{4, "It costs 10.00 CAD per " + what, each(10'00)},
                       {3, "10.01 CAD", each(10'01)},
                       {2, "30.00 CAD", each(30'00)},
                       {1, "30.01 CAD", each(30'01)},
                       {0, "40.01 CAD", each(40'01)},
                       {std::nullopt, "is not known", [](Situation&) {}},
                       {std::nullopt, "the limits in NOK",
                        [each](Situation& s) {
                          each(10'00)(s);
                          s.criterion.limits_unit = "NOK";
                        }},
                       {0, "is not said", [](Situation& s) {
                          s.content.identification.users_count = 0;
                          s.content.identification.transactions_per_year = 0;
                        }}});
  }
}

TEST(Rules, BenefitsOwned) {
  const auto all = [](void (*change)(BenefitLine&)) {
    return [change](Situation& s) {
      for (BenefitLine& line : s.content.benefits.lines) change(line);
    };
  };
  ExpectRows(
      Of("benefits_owned"),
      {{4, "Every benefit", [](Situation&) {}},
       {3, "have no owner", [](Situation& s) { s.content.benefits.lines[0].benefit_owner = ""; }},
       {3, "no indicator", [](Situation& s) { s.content.benefits.lines[0].indicator = ""; }},
       {2, "and some no indicator",
        [](Situation& s) {
          s.content.benefits.lines[0].indicator = "";
          s.content.benefits.lines[1].benefit_owner = "";
        }},
       {1, "as well as", all([](BenefitLine& line) { line.benefit_owner = ""; })},
       {1, "as well as", all([](BenefitLine& line) { line.measured_baseline = ""; })},
       {0, "or an indicator",
        all([](BenefitLine& line) { line.benefit_owner = line.indicator = ""; })},
       {0, "no benefit lines", [](Situation& s) { s.content.benefits.lines.clear(); }}});
}

// Two gains of 10,000 together; `part` of it in the first.
void SplitGain(Situation& s, int64_t part) {
  BenefitLine line = s.content.benefits.lines[0];
  line.gainer = Bearer::kMunicipality;
  line.confirmation.state = ConfirmationState::kConfirmed;
  line.amount->amount_minor = part;
  BenefitLine other = line;
  other.id = "other";
  other.evidence = {};
  other.confirmation.state = ConfirmationState::kDisputed;
  other.amount->amount_minor = 10'000 - part;
  s.content.benefits.lines = {line, other};
}

TEST(Rules, BenefitsEvidencedAndConfirmed) {
  const auto share = [](int64_t bp) { return [bp](Situation& s) { SplitGain(s, bp); }; };
  for (const auto& [rule, words] :
       {std::pair("benefits_evidenced", "of the gains in money have evidence"),
        std::pair("benefits_confirmed", "of the gains that are laid on them")}) {
    ExpectRows(Of(rule, kQuarters), {{4, words, share(10'000)},
                                     {3, "99.99 %", share(9'999)},
                                     {3, "75.00 %", share(7'500)},
                                     {2, "74.99 %", share(7'499)},
                                     {1, "25.00 %", share(2'500)},
                                     {0, "24.99 %", share(2'499)}});
  }
  ExpectRows(Of("benefits_confirmed", kQuarters),
             {{4, "none needs confirming",
               [](Situation& s) {
                 SplitGain(s, 0);
                 for (BenefitLine& line : s.content.benefits.lines) line.gainer = Bearer::kCitizens;
               }},
              {0, "0.00 %", [](Situation& s) {
                 SplitGain(s, 10'000);
                 s.content.benefits.lines[0].confirmation.state = ConfirmationState::kAsked;
               }}});
  ExpectRows(Of("benefits_evidenced", kQuarters),
             {{std::nullopt, "a person must judge",
               [](Situation& s) { s.content.benefits.lines.clear(); }}});
}

TEST(Rules, NonMonetisedValue) {
  const auto weight = [](int importance, int magnitude) {
    return [=](Situation& s) {
      BenefitLine line{.id = "trust", .option = "new"};
      line.category = BenefitCategory::kNonMonetised;
      line.importance = importance;
      line.magnitude = magnitude;
      s.content.benefits.lines.push_back(line);
    };
  };
  ExpectRows(Of("non_monetised_value", {4, 9, 16, 25}),
             {{0, "No benefit without a price", [](Situation&) {}},
              {0, "magnitude 3", weight(3, 1)},
              {1, "magnitude 4", weight(2, 2)},
              {1, "magnitude 8", weight(4, 2)},
              {2, "magnitude 9", weight(3, 3)},
              {3, "magnitude 20", weight(4, 5)},
              {4, "\"trust\", has importance x magnitude 25", weight(5, 5)}});
}

TEST(Rules, ValueForMoney) {
  const auto ratio = [](int64_t bp) {
    return [bp](Situation& s) { s.figures.incremental_bcr.ratio_bp = bp; };
  };
  for (const char* rule : {"value_for_money", "benefit_cost_ratio"}) {
    ExpectRows(Of(rule, {5'000, 10'000, 15'000, 20'000}),
               {{4, "200.00 % of the costs", ratio(20'000)},
                {3, "199.99 %", ratio(19'999)},
                {2, "100.00 %", ratio(10'000)},
                {1, "99.99 %", ratio(9'999)},
                {0, "49.99 %", ratio(4'999)},
                {0, "-3.00 %", ratio(-300)},
                {4, "no more than doing nothing", [](Situation&) {}},
                {0, "no additional costs",
                 [](Situation& s) { s.figures.incremental_npv.amount.amount_minor = 0; }},
                {std::nullopt, "a person must weigh", [](Situation& s) {
                   s.figures.incremental_pv_benefits.amount.amount_minor = 0;
                   s.figures.non_monetised_count = 1;
                 }}});
  }
}

TEST(Rules, SimulatedNpv) {
  const auto probability = [](int bp) {
    return [bp](Situation& s) {
      s.simulation.emplace();
      s.simulation->draws = 10'000;
      s.simulation->positive_npv_bp = bp;
    };
  };
  ExpectRows(Of("simulated_npv", {5'000, 6'500, 8'000, 9'000}),
             {{4, "In 90.00 % of 10000 draws", probability(9'000)},
              {3, "89.99 %", probability(8'999)},
              {2, "65.00 %", probability(6'500)},
              {1, "64.99 %", probability(6'499)},
              {0, "49.99 %", probability(4'999)},
              {std::nullopt, "not simulated", [](Situation&) {}},
              {0, "No option", PreferNone}});
}

TEST(Rules, RiskTreatment) {
  const auto treated = [](size_t count) {
    return [count](Situation& s) {
      for (size_t i = 0; i < count; ++i) {
        s.content.risks.risks[i].residual_probability_bp = 0;
        s.content.risks.risks[i].residual_impact = 1;
      }
    };
  };
  ExpectRows(Of("risk_treatment", kQuarters),
             {{0, "0 of 4 risks", treated(0)},
              {1, "1 of 4", treated(1)},
              {2, "2 of 4", treated(2)},
              {3, "3 of 4", treated(3)},
              {4, "4 of 4", treated(4)},
              {3, "3 of 4",
               [treated](Situation& s) {
                 treated(4)(s);
                 s.content.risks.risks[0].owner = "";
               }},
              {3, "3 of 4",
               [treated](Situation& s) {
                 treated(4)(s);
                 s.content.risks.risks[0].residual_impact = 6;
               }},
              {0, "No risks", [](Situation& s) { s.content.risks.risks.clear(); }}});
}

TEST(Rules, RiskProfile) {
  const auto rate = [](int a1, int a2, int b1, int b2) {
    return [=](Situation& s) {
      s.content.risks.profile = {{"a1", a1, ""}, {"a2", a2, ""}, {"b1", b1, ""}, {"b2", b2, ""}};
    };
  };
  // Rows by consequence; columns from 1.00, 2.50 and 3.50 on.
  ExpectRows(Of("risk_profile"),
             {{4, "The risk profile is \"low\"", rate(3, 1, 2, 2)},
              {2, "\"medium\". Consequence 3 of 5 (highest), complexity 2.50", rate(3, 1, 3, 2)},
              {2, "complexity 3.00", rate(3, 1, 3, 3)},
              {0, "\"high\"", rate(3, 1, 3, 4)},
              {2, "Consequence 2", rate(1, 2, 5, 5)},
              {0, "Rated highest: Money; Suppliers; Priority; Novelty", rate(2, 5, 1, 5)},
              {0, "1 of 4 questions of the risk profile are not answered: b1", rate(1, 1, 0, 1)},
              {0, "not answered: a2", rate(1, 6, 1, 1)}});
}

// The rules of version 1 keep their meaning.
TEST(Rules, OfVersion1) {
  Situation fields = Of("fields_filled");
  fields.criterion.facts = {"stakeholders"};
  ExpectRows(fields, {{4, "3 of 3 fields", [](Situation&) {}},
                      {3, "missing: stakeholders.impacts",
                       [](Situation& s) { s.content.stakeholders.impacts = ""; }},
                      {0, "0 of 3", [](Situation& s) { s.content.stakeholders = {}; }}});
  ExpectRows(Of("options_considered"),
             {{4, "3 options", [](Situation&) {}},
              {3, "reuse", [](Situation& s) { s.content.existing_assets.reuse_considered = ""; }}});
  ExpectRows(Of("risks_managed"),
             {{4, "all four groups", [](Situation&) {}},
              {3, "3 of 4 groups", [](Situation& s) { s.content.risks.risks.pop_back(); }}});
  ExpectRows(Of("benefits_identified"),
             {{4, "Every benefit", [](Situation&) {}}, {3, "lack evidence", [](Situation& s) {
                                                          s.content.benefits.lines[0].evidence = {};
                                                        }}});
}

TEST(Rules, StateFactsThatExist) {
  for (const Rule& rule : Rules()) {
    EXPECT_EQ(rule.takes_facts, rule.facts.empty()) << rule.id;
    EXPECT_EQ(rule.limits == LimitUse::kNone, rule.limits_are.empty()) << rule.id;
    for (absl::string_view fact : rule.facts) EXPECT_TRUE(IsFact(fact)) << rule.id << " " << fact;
  }
  EXPECT_FALSE(IsFact("figures.moon"));
  EXPECT_FALSE(IsFact("costs.lin"));
  EXPECT_EQ(FindRule("moon"), nullptr);
}

}  // namespace
}  // namespace cartera::appraisal::v2
