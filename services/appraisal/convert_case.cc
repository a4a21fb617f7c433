#include "services/appraisal/convert_case.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/money/totals.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

Evidence ReadEvidence(const v1::Evidence& proto) {
  return {.source = proto.source(), .assumption = proto.assumption(), .note = proto.note()};
}

Identification ReadIdentification(const v1::IdentificationSection& proto) {
  return {.summary = proto.summary(),
          .scope = proto.scope(),
          .out_of_scope = proto.out_of_scope(),
          .start_fiscal_year = proto.start_fiscal_year(),
          .go_live_fiscal_year = proto.go_live_fiscal_year(),
          .horizon_years = proto.horizon_years(),
          .evidence = ReadEvidence(proto.evidence())};
}

Problem ReadProblem(const v1::ProblemSection& proto) {
  return {.problem = proto.problem(),
          .affected_users = proto.affected_users(),
          .user_needs_evidence = proto.user_needs_evidence(),
          .consequence_of_inaction = proto.consequence_of_inaction(),
          .evidence = ReadEvidence(proto.evidence())};
}

OptionKind ReadKind(v1::OptionKind kind) {
  return ParseOptionKind(convert::EnumToText(v1::OptionKind_descriptor(), kind))
      .value_or(OptionKind::kUnspecified);
}

Options ReadOptions(const v1::OptionsSection& proto) {
  Options options;
  for (const v1::Option& option : proto.options()) {
    options.options.push_back({.id = option.id(),
                               .title = option.title(),
                               .kind = ReadKind(option.kind()),
                               .description = option.description(),
                               .preferred = option.preferred(),
                               .reason = option.reason()});
  }
  options.comparison = proto.comparison();
  return options;
}

template <typename Line>
absl::StatusOr<std::optional<money::Money>> ReadAmount(const Line& line) {
  if (!line.has_amount()) return std::nullopt;
  return convert::FromProto(line.amount());
}

absl::StatusOr<Costs> ReadCosts(const v1::CostsSection& proto) {
  Costs costs;
  for (const v1::CostLine& line : proto.lines()) {
    CostLine& row = costs.lines.emplace_back();
    row.id = line.id();
    row.option = line.option();
    row.fiscal_year = line.fiscal_year();
    row.category = methodology::ParseCostCategory(
        convert::EnumToText(v1::CostCategory_descriptor(), line.category()));
    row.description = line.description();
    ASSIGN_OR_RETURN(row.amount, ReadAmount(line));
    row.budget_line = line.budget_line();
    row.funding_source = line.funding_source();
    row.recurring = line.recurring();
    row.evidence = ReadEvidence(line.evidence());
  }
  costs.method = proto.method();
  return costs;
}

absl::StatusOr<Benefits> ReadBenefits(const v1::BenefitsSection& proto) {
  Benefits benefits;
  for (const v1::BenefitLine& line : proto.lines()) {
    BenefitLine& row = benefits.lines.emplace_back();
    row.id = line.id();
    row.option = line.option();
    row.fiscal_year = line.fiscal_year();
    row.category = methodology::ParseBenefitCategory(
        convert::EnumToText(v1::BenefitCategory_descriptor(), line.category()));
    row.description = line.description();
    ASSIGN_OR_RETURN(row.amount, ReadAmount(line));
    row.beneficiary = line.beneficiary();
    row.indicator = line.indicator();
    row.measured_baseline = line.measured_baseline();
    row.benefit_owner = line.benefit_owner();
    row.importance = line.importance();
    row.magnitude = line.magnitude();
    row.evidence = ReadEvidence(line.evidence());
  }
  benefits.method = proto.method();
  return benefits;
}

Risks ReadRisks(const v1::RisksSection& proto) {
  Risks risks;
  for (const v1::Risk& risk : proto.risks()) {
    risks.risks.push_back({.id = risk.id(),
                           .group = methodology::ParseRiskGroup(
                               convert::EnumToText(v1::RiskGroup_descriptor(), risk.group())),
                           .description = risk.description(),
                           .probability_bp = risk.probability_bp(),
                           .impact = risk.impact(),
                           .response = risk.response(),
                           .owner = risk.owner()});
  }
  return risks;
}

// The sections that are texts only.
void ReadTexts(const v1::CaseContent& proto, CaseContent* content) {
  const auto& theory = proto.theory_of_change();
  content->theory_of_change = {theory.outputs(), theory.outcomes(), theory.preconditions()};
  const auto& assets = proto.existing_assets();
  content->existing_assets = {assets.existing_systems(), assets.reuse_considered(),
                              assets.switch_off()};
  const auto& technology = proto.technology();
  content->technology = {technology.solution(), technology.rationale(), technology.maturity(),
                         technology.interoperability(), technology.exit_plan()};
  const auto& security = proto.security();
  content->security = {security.security(), security.privacy(), security.sovereignty()};
  const auto& alignment = proto.alignment();
  content->alignment = {alignment.strategic_objectives(), alignment.contribution(),
                        alignment.laws_and_standards()};
  const auto& commissioning = proto.commissioning();
  content->commissioning = {commissioning.procurement_method(), commissioning.risk_allocation(),
                            commissioning.rationale()};
  const auto& iteration = proto.iteration();
  content->iteration = {iteration.delivery_approach(), iteration.user_testing(),
                        iteration.stop_criteria()};
  const auto& governance = proto.governance();
  content->governance = {governance.senior_responsible_owner(), governance.project_manager(),
                         governance.steering(), governance.capacity()};
  const auto& stakeholders = proto.stakeholders();
  content->stakeholders = {stakeholders.stakeholders(), stakeholders.impacts(),
                           stakeholders.engagement()};
}

template <typename Line>
int RealPriceYear(const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    if (line.amount.has_value() && line.amount->basis == money::PriceBasis::kReal) {
      return line.amount->price_year;
    }
  }
  return 0;
}

template <typename Line>
absl::Status AddFigure(absl::string_view figure, const std::vector<Line>& lines,
                       const std::string& option, std::vector<RevisionFigure>* figures) {
  money::Totals totals;
  for (const Line& line : lines) {
    if (line.option == option && line.amount.has_value()) totals.Add(*line.amount);
  }
  const auto rows = totals.Rows();
  if (!rows.ok()) return TotalTooLarge(figure);
  for (const money::TotalRow& row : *rows) {
    figures->push_back({.figure = std::string(figure),
                        .unit = row.total.unit.code,
                        .basis = std::string(money::Name(row.total.basis)),
                        .price_year = row.total.price_year,
                        .amount_minor = row.total.amount_minor,
                        .line_count = row.count});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CaseContent> FromProto(const v1::CaseContent& proto) {
  CaseContent content;
  content.identification = ReadIdentification(proto.identification());
  content.problem = ReadProblem(proto.problem());
  content.options = ReadOptions(proto.options());
  ASSIGN_OR_RETURN(content.costs, ReadCosts(proto.costs()));
  ASSIGN_OR_RETURN(content.benefits, ReadBenefits(proto.benefits()));
  content.risks = ReadRisks(proto.risks());
  ReadTexts(proto, &content);
  return content;
}

CaseContext DraftContext(const CaseContent& content, absl::Time now) {
  CaseContext context;
  context.valuation_date = convert::DayOf(now);
  context.base_fiscal_year = content.identification.start_fiscal_year > 0
                                 ? content.identification.start_fiscal_year
                                 : context.valuation_date.year();
  context.price_year = RealPriceYear(content.costs.lines);
  if (context.price_year == 0) context.price_year = RealPriceYear(content.benefits.lines);
  if (context.price_year == 0) context.price_year = context.base_fiscal_year;
  return context;
}

absl::StatusOr<std::vector<RevisionFigure>> FiguresOf(const CaseContent& content) {
  std::vector<RevisionFigure> figures;
  const Option* preferred = FindPreferred(content);
  if (preferred == nullptr) return figures;
  RETURN_IF_ERROR(AddFigure("costs", content.costs.lines, preferred->id, &figures));
  RETURN_IF_ERROR(AddFigure("benefits", content.benefits.lines, preferred->id, &figures));
  return figures;
}

}  // namespace cartera::appraisal
