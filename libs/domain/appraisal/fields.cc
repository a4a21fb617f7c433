#include "libs/domain/appraisal/fields.h"

#include "absl/strings/ascii.h"

namespace cartera::appraisal {
namespace {

constexpr Field kFields[] = {
    {Section::kIdentification, "identification.summary",
     [](const CaseContent& c) { return IsFilled(c.identification.summary); }},
    {Section::kIdentification, "identification.scope",
     [](const CaseContent& c) { return IsFilled(c.identification.scope); }},
    {Section::kIdentification, "identification.out_of_scope",
     [](const CaseContent& c) { return IsFilled(c.identification.out_of_scope); }},
    {Section::kIdentification, "identification.start_fiscal_year",
     [](const CaseContent& c) { return c.identification.start_fiscal_year != 0; }},
    {Section::kIdentification, "identification.go_live_fiscal_year",
     [](const CaseContent& c) { return c.identification.go_live_fiscal_year != 0; }},
    {Section::kIdentification, "identification.horizon_years",
     [](const CaseContent& c) { return c.identification.horizon_years != 0; }},
    {Section::kIdentification, "identification.evidence",
     [](const CaseContent& c) {
       return IsFilled(c.identification.evidence.source) || c.identification.evidence.assumption;
     }},
    {Section::kProblem, "problem.problem",
     [](const CaseContent& c) { return IsFilled(c.problem.problem); }},
    {Section::kProblem, "problem.affected_users",
     [](const CaseContent& c) { return IsFilled(c.problem.affected_users); }},
    {Section::kProblem, "problem.user_needs_evidence",
     [](const CaseContent& c) { return IsFilled(c.problem.user_needs_evidence); }},
    {Section::kProblem, "problem.consequence_of_inaction",
     [](const CaseContent& c) { return IsFilled(c.problem.consequence_of_inaction); }},
    {Section::kProblem, "problem.evidence",
     [](const CaseContent& c) {
       return IsFilled(c.problem.evidence.source) || c.problem.evidence.assumption;
     }},
    {Section::kTheoryOfChange, "theory_of_change.outputs",
     [](const CaseContent& c) { return IsFilled(c.theory_of_change.outputs); }},
    {Section::kTheoryOfChange, "theory_of_change.outcomes",
     [](const CaseContent& c) { return IsFilled(c.theory_of_change.outcomes); }},
    {Section::kTheoryOfChange, "theory_of_change.preconditions",
     [](const CaseContent& c) { return IsFilled(c.theory_of_change.preconditions); }},
    {Section::kExistingAssets, "existing_assets.existing_systems",
     [](const CaseContent& c) { return IsFilled(c.existing_assets.existing_systems); }},
    {Section::kExistingAssets, "existing_assets.reuse_considered",
     [](const CaseContent& c) { return IsFilled(c.existing_assets.reuse_considered); }},
    {Section::kExistingAssets, "existing_assets.switch_off",
     [](const CaseContent& c) { return IsFilled(c.existing_assets.switch_off); }},
    {Section::kOptions, "options.comparison",
     [](const CaseContent& c) { return IsFilled(c.options.comparison); }},
    {Section::kTechnology, "technology.solution",
     [](const CaseContent& c) { return IsFilled(c.technology.solution); }},
    {Section::kTechnology, "technology.rationale",
     [](const CaseContent& c) { return IsFilled(c.technology.rationale); }},
    {Section::kTechnology, "technology.maturity",
     [](const CaseContent& c) { return IsFilled(c.technology.maturity); }},
    {Section::kTechnology, "technology.interoperability",
     [](const CaseContent& c) { return IsFilled(c.technology.interoperability); }},
    {Section::kTechnology, "technology.exit_plan",
     [](const CaseContent& c) { return IsFilled(c.technology.exit_plan); }},
    {Section::kSecurity, "security.security",
     [](const CaseContent& c) { return IsFilled(c.security.security); }},
    {Section::kSecurity, "security.privacy",
     [](const CaseContent& c) { return IsFilled(c.security.privacy); }},
    {Section::kSecurity, "security.sovereignty",
     [](const CaseContent& c) { return IsFilled(c.security.sovereignty); }},
    {Section::kCosts, "costs.method",
     [](const CaseContent& c) { return IsFilled(c.costs.method); }},
    {Section::kBenefits, "benefits.method",
     [](const CaseContent& c) { return IsFilled(c.benefits.method); }},
    {Section::kAlignment, "alignment.strategic_objectives",
     [](const CaseContent& c) { return IsFilled(c.alignment.strategic_objectives); }},
    {Section::kAlignment, "alignment.contribution",
     [](const CaseContent& c) { return IsFilled(c.alignment.contribution); }},
    {Section::kAlignment, "alignment.laws_and_standards",
     [](const CaseContent& c) { return IsFilled(c.alignment.laws_and_standards); }},
    {Section::kCommissioning, "commissioning.procurement_method",
     [](const CaseContent& c) { return IsFilled(c.commissioning.procurement_method); }},
    {Section::kCommissioning, "commissioning.risk_allocation",
     [](const CaseContent& c) { return IsFilled(c.commissioning.risk_allocation); }},
    {Section::kCommissioning, "commissioning.rationale",
     [](const CaseContent& c) { return IsFilled(c.commissioning.rationale); }},
    {Section::kIteration, "iteration.delivery_approach",
     [](const CaseContent& c) { return IsFilled(c.iteration.delivery_approach); }},
    {Section::kIteration, "iteration.user_testing",
     [](const CaseContent& c) { return IsFilled(c.iteration.user_testing); }},
    {Section::kIteration, "iteration.stop_criteria",
     [](const CaseContent& c) { return IsFilled(c.iteration.stop_criteria); }},
    {Section::kGovernance, "governance.senior_responsible_owner",
     [](const CaseContent& c) { return IsFilled(c.governance.senior_responsible_owner); }},
    {Section::kGovernance, "governance.project_manager",
     [](const CaseContent& c) { return IsFilled(c.governance.project_manager); }},
    {Section::kGovernance, "governance.steering",
     [](const CaseContent& c) { return IsFilled(c.governance.steering); }},
    {Section::kGovernance, "governance.capacity",
     [](const CaseContent& c) { return IsFilled(c.governance.capacity); }},
    {Section::kStakeholders, "stakeholders.stakeholders",
     [](const CaseContent& c) { return IsFilled(c.stakeholders.stakeholders); }},
    {Section::kStakeholders, "stakeholders.impacts",
     [](const CaseContent& c) { return IsFilled(c.stakeholders.impacts); }},
    {Section::kStakeholders, "stakeholders.engagement",
     [](const CaseContent& c) { return IsFilled(c.stakeholders.engagement); }},
    {Section::kExploration, "exploration.value_of_solving",
     [](const CaseContent& c) { return IsFilled(c.exploration.value_of_solving); }},
    {Section::kExploration, "exploration.what_will_be_learnt",
     [](const CaseContent& c) { return IsFilled(c.exploration.what_will_be_learnt); }},
    {Section::kExploration, "exploration.learnt_by",
     [](const CaseContent& c) { return c.exploration.learnt_by.has_value(); }},
    {Section::kExploration, "exploration.cost_limit",
     [](const CaseContent& c) { return c.exploration.cost_limit.has_value(); }},
    {Section::kExploration, "exploration.stop_rule",
     [](const CaseContent& c) { return IsFilled(c.exploration.stop_rule); }},
    {Section::kExploration, "exploration.stop_by",
     [](const CaseContent& c) { return c.exploration.stop_by.has_value(); }},
};

constexpr Field kLaterFields[] = {
    {Section::kIdentification, "identification.asset_life_years",
     [](const CaseContent& c) { return c.identification.asset_life_years != 0; }},
    {Section::kIdentification, "identification.users_count",
     [](const CaseContent& c) { return c.identification.users_count != 0; }},
    {Section::kIdentification, "identification.transactions_per_year",
     [](const CaseContent& c) { return c.identification.transactions_per_year != 0; }},
    {Section::kIdentification, "identification.agency_ict_budget",
     [](const CaseContent& c) { return c.identification.agency_ict_budget.has_value(); }},
    {Section::kIdentification, "identification.project_type",
     [](const CaseContent& c) { return IsFilled(c.identification.project_type); }},
    {Section::kCosts, "costs.double_running",
     [](const CaseContent& c) { return IsFilled(c.costs.double_running); }},
};

}  // namespace

absl::Span<const Field> LaterFields() { return kLaterFields; }

absl::Span<const Field> AllFields() { return kFields; }

std::vector<Field> FieldsOf(Section section) {
  std::vector<Field> fields;
  for (const Field& field : kFields) {
    if (field.section == section) fields.push_back(field);
  }
  return fields;
}

const Field* FindField(absl::string_view path) {
  for (const Field& field : kFields) {
    if (field.path == path) return &field;
  }
  for (const Field& field : kLaterFields) {
    if (field.path == path) return &field;
  }
  return nullptr;
}

bool IsFilled(absl::string_view text) { return !absl::StripAsciiWhitespace(text).empty(); }

bool IsEmpty(const CaseContent& content, Section section) {
  for (const Field& field : kFields) {
    if (field.section == section && field.is_filled(content)) return false;
  }
  for (const Field& field : kLaterFields) {
    if (field.section == section && field.is_filled(content)) return false;
  }
  switch (section) {
    case Section::kExistingAssets:
      return content.existing_assets.systems.empty();
    case Section::kAlignment:
      return content.alignment.requirements.empty();
    case Section::kOptions:
      return content.options.options.empty();
    case Section::kCosts:
      return content.costs.lines.empty();
    case Section::kBenefits:
      return content.benefits.lines.empty();
    case Section::kRisks:
      return content.risks.risks.empty() && content.risks.profile.empty() &&
             content.risks.mitigations.empty();
    default:
      return true;
  }
}

}  // namespace cartera::appraisal
