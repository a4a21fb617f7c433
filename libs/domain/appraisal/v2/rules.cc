#include "libs/domain/appraisal/v2/rules.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v1/rules.h"
#include "libs/domain/appraisal/v2/rule_functions.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Criterion;
using methodology::kScoreMax;
using methodology::Methodology;

// Figures that rules read, as facts: what gains are worth against the cost, in whichever way, and
// what the whole costs, for whatever it is divided by.
constexpr absl::string_view kNetValue = "figures.net_value";
constexpr absl::string_view kTotalCost = "figures.total_cost";
constexpr absl::string_view kFigureFacts[] = {kNetValue, kTotalCost};

// Rules of version 1 that decided cases and stay as they are.
RuleResult AsInV1(const RuleInput& input) {
  const v1::RuleResult result = v1::FindRule(input.criterion.rule)
                                    ->apply({input.content, input.methodology, input.criterion,
                                             input.horizon, input.preferred});
  return {result.score, result.why};
}

absl::string_view LacksUnit(const Methodology&, const Criterion& criterion) {
  return criterion.limits_unit.empty() ? "its limits are amounts, so limits_unit is needed" : "";
}

absl::string_view LacksRequirements(const Methodology& methodology, const Criterion&) {
  const auto is_mandatory = [](const methodology::Requirement& r) { return r.mandatory; };
  return std::any_of(methodology.requirements.begin(), methodology.requirements.end(), is_mandatory)
             ? ""
             : "the methodology has no mandatory requirement";
}

absl::string_view LacksProfile(const Methodology& methodology, const Criterion&) {
  return methodology.risk_profile.has_value() ? "" : "the methodology has no risk profile";
}

absl::string_view LacksFrames(const Methodology& methodology, const Criterion&) {
  return methodology.frames.has_value() && methodology.frames->draws > 0
             ? ""
             : "the methodology simulates nothing";
}

std::vector<Rule> RulesOfVersion1() {
  return {
      {.id = "fields_filled", .takes_facts = true, .apply = AsInV1},
      {.id = "options_considered",
       .facts = {"options.options", "existing_assets.reuse_considered"},
       .apply = AsInV1},
      {.id = "benefit_cost_ratio",
       .limits = LimitUse::kReach,
       .facts = {kNetValue},
       .apply = ValueForMoney,
       .limits_are = "benefit-cost ratio in basis points"},
      {.id = "benefits_identified",
       .facts = {"benefits.lines.indicator", "benefits.lines.measured_baseline",
                 "benefits.lines.benefit_owner", "benefits.lines.evidence"},
       .apply = AsInV1},
      {.id = "risks_managed", .facts = {"risks.risks"}, .apply = AsInV1},
  };
}

std::vector<Rule> RulesOfForm() {
  return {
      {.id = "options_with_minimum",
       .facts = {"options.options", "options.comparison"},
       .apply = OptionsWithMinimum},
      {.id = "user_need",
       .facts = {"problem.affected_users", "problem.user_needs_evidence", "iteration.user_testing"},
       .apply = UserNeed},
      {.id = "reuse",
       .facts = {"existing_assets.existing_systems", "existing_assets.reuse_considered",
                 "technology.interoperability"},
       .apply = Reuse},
      {.id = "exit_and_switch_off",
       .facts = {"technology.exit_plan", "existing_assets.switch_off", "existing_assets.systems"},
       .apply = ExitAndSwitchOff},
      {.id = "security_and_sovereignty",
       .facts = {"security.security", "security.privacy", "security.sovereignty"},
       .apply = SecurityAndSovereignty},
      {.id = "requirements_met",
       .facts = {"alignment.requirements"},
       .apply = RequirementsMet,
       .lacks = LacksRequirements},
  };
}

std::vector<Rule> RulesOfCost() {
  return {
      {.id = "cost_complete",
       .facts = {"costs.lines.category", "costs.lines.fiscal_year", "costs.lines.course",
                 "costs.double_running"},
       .apply = CostComplete},
      {.id = "cost_credibility",
       .limits = LimitUse::kReach,
       .facts = {"costs.lines.evidence", "costs.lines.spread"},
       .apply = CostCredibility,
       .limits_are = "share of the cost with evidence in basis points"},
      {.id = "affordability",
       .limits = LimitUse::kStayWithin,
       .facts = {kTotalCost, "identification.agency_ict_budget"},
       .apply = Affordability,
       .limits_are = "cost of the dearest year as a share of the yearly budget in basis points"},
      {.id = "cost_per_user",
       .limits = LimitUse::kStayWithin,
       .facts = {kTotalCost, "identification.users_count"},
       .apply = CostPerUser,
       .lacks = LacksUnit,
       .limits_are = "cost per user over the years counted in minor units of limits_unit"},
      {.id = "cost_per_transaction",
       .limits = LimitUse::kStayWithin,
       .facts = {kTotalCost, "identification.transactions_per_year"},
       .apply = CostPerTransaction,
       .lacks = LacksUnit,
       .limits_are = "cost per transaction in minor units of limits_unit"},
  };
}

std::vector<Rule> RulesOfBenefitAndRisk() {
  return {
      {.id = "benefits_owned",
       .facts = {"benefits.lines.indicator", "benefits.lines.measured_baseline",
                 "benefits.lines.benefit_owner"},
       .apply = BenefitsOwned},
      {.id = "benefits_evidenced",
       .limits = LimitUse::kReach,
       .facts = {"benefits.lines.evidence"},
       .apply = BenefitsEvidenced,
       .limits_are = "share of the gains in money with evidence in basis points"},
      {.id = "benefits_confirmed",
       .limits = LimitUse::kReach,
       .facts = {"benefits.lines.confirmation"},
       .apply = BenefitsConfirmed,
       .limits_are = "share of the gains of other bodies that they confirm in basis points"},
      {.id = "non_monetised_value",
       .limits = LimitUse::kReach,
       .facts = {"benefits.lines.importance", "benefits.lines.magnitude"},
       .apply = NonMonetisedValue,
       .limits_are = "importance x magnitude, 1 to 25"},
      {.id = "value_for_money",
       .limits = LimitUse::kReach,
       .facts = {kNetValue},
       .apply = ValueForMoney,
       .limits_are = "benefit-cost ratio in basis points"},
      {.id = "simulated_npv",
       .limits = LimitUse::kReach,
       .facts = {kNetValue},
       .apply = SimulatedNpv,
       .lacks = LacksFrames,
       .limits_are = "probability of a positive net present value in basis points"},
      {.id = "risk_profile",
       .facts = {"risks.profile"},
       .apply = RiskProfileLevel,
       .lacks = LacksProfile},
      {.id = "risk_treatment",
       .limits = LimitUse::kReach,
       .facts = {"risks.risks.owner", "risks.risks.response", "risks.risks.residual"},
       .apply = RiskTreatment,
       .limits_are = "share of the risks in basis points"},
  };
}

const std::vector<Rule>& Table() {
  static const std::vector<Rule>* const kTable = [] {
    auto* table = new std::vector<Rule>();
    for (const std::vector<Rule>& part :
         {RulesOfVersion1(), RulesOfForm(), RulesOfCost(), RulesOfBenefitAndRisk()}) {
      table->insert(table->end(), part.begin(), part.end());
    }
    return table;
  }();
  return *kTable;
}

}  // namespace

int PointsReached(int64_t value, const std::vector<int64_t>& limits) {
  int points = 0;
  for (int64_t limit : limits) points += value >= limit;
  return std::min(points, kScoreMax);
}

int PointsKept(int64_t value, const std::vector<int64_t>& limits) {
  int passed = 0;
  for (int64_t limit : limits) passed += value > limit;
  return std::max(0, kScoreMax - passed);
}

std::string Percent(int64_t share_bp) {
  const int64_t magnitude = share_bp < 0 ? -share_bp : share_bp;
  return absl::StrFormat("%s%d.%02d %%", share_bp < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

absl::Span<const Rule> Rules() { return Table(); }

const Rule* FindRule(absl::string_view id) {
  for (const Rule& rule : Table()) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

std::vector<std::string> FactsOf(const Criterion& criterion) {
  const Rule* rule = FindRule(criterion.rule);
  if (criterion.kind == methodology::CriterionKind::kByPerson || rule == nullptr ||
      rule->takes_facts) {
    return criterion.facts;
  }
  return std::vector<std::string>(rule->facts.begin(), rule->facts.end());
}

bool IsFact(absl::string_view fact) {
  if (methodology::ParseSection(fact).has_value() || FindField(fact) != nullptr) return true;
  for (absl::string_view rows :
       {"options.options", "costs.lines", "costs.planning_rates", "benefits.lines", "risks.risks",
        "risks.profile", "risks.mitigations", "existing_assets.systems",
        "alignment.requirements"}) {
    if (fact == rows || absl::StartsWith(fact, absl::StrCat(rows, "."))) return true;
  }
  return std::find(std::begin(kFigureFacts), std::end(kFigureFacts), fact) !=
         std::end(kFigureFacts);
}

}  // namespace cartera::appraisal::v2
