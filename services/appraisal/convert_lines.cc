#include "services/appraisal/convert_lines.h"

#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"

namespace cartera::appraisal {
namespace {

// The domain's value of the same name as the contract's.
template <typename Enum>
Enum Read(std::optional<Enum> (*parse)(absl::string_view),
          const google::protobuf::EnumDescriptor* type, int value) {
  return parse(convert::EnumToText(type, value)).value_or(Enum::kUnspecified);
}

// An absent message is unknown, never zero.
absl::StatusOr<std::optional<money::Money>> ReadMoney(bool present, const type::v1::Money& proto) {
  if (!present) return std::nullopt;
  return convert::FromProto(proto);
}

absl::StatusOr<Quantity> ReadQuantity(const v1::Quantity& proto) {
  Quantity quantity;
  quantity.quantity_milli = proto.quantity_milli();
  quantity.unit = proto.unit();
  ASSIGN_OR_RETURN(quantity.unit_price, ReadMoney(proto.has_unit_price(), proto.unit_price()));
  quantity.unit_value = proto.unit_value();
  quantity.overhead_bp = proto.overhead_bp();
  quantity.growth_bp = proto.growth_bp();
  quantity.cloud_term = Read(ParseCloudTerm, v1::CloudTerm_descriptor(), proto.cloud_term());
  return quantity;
}

Course ReadCourse(const v1::Course& proto) {
  Course course{.last_fiscal_year = proto.last_fiscal_year(),
                .growth_bp = proto.growth_bp(),
                .ramp_bp = {proto.ramp_bp().begin(), proto.ramp_bp().end()},
                .steps = {}};
  for (const v1::Step& step : proto.steps()) {
    course.steps.push_back(
        {.from_fiscal_year = step.from_fiscal_year(), .amount_minor = step.amount_minor()});
  }
  return course;
}

Spread ReadSpread(const v1::Spread& proto) {
  return {.shape = Read(ParseSpreadShape, v1::SpreadShape_descriptor(), proto.shape()),
          .low_bp = proto.low_bp(),
          .likely_bp = proto.likely_bp(),
          .high_bp = proto.high_bp()};
}

absl::StatusOr<Confirmation> ReadConfirmation(const v1::Confirmation& proto) {
  Confirmation confirmation{
      .state = Read(ParseConfirmationState, v1::ConfirmationState_descriptor(), proto.state()),
      .body = proto.body(),
      .text = proto.text(),
      .amount = {}};
  ASSIGN_OR_RETURN(confirmation.amount, ReadMoney(proto.has_amount(), proto.amount()));
  return confirmation;
}

// What both kinds of line have.
template <typename Proto, typename Line>
absl::Status ReadShared(const Proto& proto, Line* line) {
  line->id = proto.id();
  line->option = proto.option();
  line->fiscal_year = proto.fiscal_year();
  line->description = proto.description();
  ASSIGN_OR_RETURN(line->amount, ReadMoney(proto.has_amount(), proto.amount()));
  line->evidence = ReadEvidence(proto.evidence());
  if (proto.has_quantity()) {
    ASSIGN_OR_RETURN(line->quantity, ReadQuantity(proto.quantity()));
  }
  line->course = ReadCourse(proto.course());
  line->budget_line = proto.budget_line();
  line->transfer = proto.transfer();
  line->price_index = proto.price_index();
  if (proto.has_spread()) line->spread = ReadSpread(proto.spread());
  ASSIGN_OR_RETURN(line->confirmation, ReadConfirmation(proto.confirmation()));
  return absl::OkStatus();
}

absl::StatusOr<CostLine> ReadCostLine(const v1::CostLine& proto) {
  CostLine line;
  RETURN_IF_ERROR(ReadShared(proto, &line));
  line.category = methodology::ParseCostCategory(
      convert::EnumToText(v1::CostCategory_descriptor(), proto.category()));
  line.funding_source = proto.funding_source();
  line.recurring = proto.recurring();
  line.bearer = Read(ParseBearer, v1::Bearer_descriptor(), proto.bearer());
  line.bearer_body = proto.bearer_body();
  if (proto.has_tax()) {
    line.tax = Tax{.rate_bp = proto.tax().rate_bp(),
                   .included = proto.tax().included(),
                   .recoverable = proto.tax().recoverable()};
  }
  line.resource = Read(ParseResource, v1::Resource_descriptor(), proto.resource());
  line.additionality =
      Read(ParseAdditionality, v1::Additionality_descriptor(), proto.additionality());
  line.spend_kind = Read(ParseSpendKind, v1::SpendKind_descriptor(), proto.spend_kind());
  line.sunk = proto.sunk();
  return line;
}

absl::StatusOr<BenefitLine> ReadBenefitLine(const v1::BenefitLine& proto) {
  BenefitLine line;
  RETURN_IF_ERROR(ReadShared(proto, &line));
  line.category = methodology::ParseBenefitCategory(
      convert::EnumToText(v1::BenefitCategory_descriptor(), proto.category()));
  line.beneficiary = proto.beneficiary();
  line.indicator = proto.indicator();
  line.measured_baseline = proto.measured_baseline();
  line.benefit_owner = proto.benefit_owner();
  line.importance = proto.importance();
  line.magnitude = proto.magnitude();
  line.gainer = Read(ParseBearer, v1::Bearer_descriptor(), proto.gainer());
  line.realisation_form =
      Read(ParseRealisationForm, v1::RealisationForm_descriptor(), proto.realisation_form());
  line.legacy_system = proto.legacy_system();
  line.gain_pool = proto.gain_pool();
  ASSIGN_OR_RETURN(line.gainer_income, ReadMoney(proto.has_gainer_income(), proto.gainer_income()));
  return line;
}

absl::StatusOr<Risk> ReadRisk(const v1::Risk& proto) {
  Risk risk{.id = proto.id(),
            .group = methodology::ParseRiskGroup(
                convert::EnumToText(v1::RiskGroup_descriptor(), proto.group())),
            .description = proto.description(),
            .probability_bp = proto.probability_bp(),
            .impact = proto.impact(),
            .response = proto.response(),
            .owner = proto.owner(),
            .lines = {proto.lines().begin(), proto.lines().end()},
            .cost_impact = {},
            .cost_impact_spread = {},
            .delay_low_months = proto.delay_low_months(),
            .delay_likely_months = proto.delay_likely_months(),
            .delay_high_months = proto.delay_high_months(),
            .residual_probability_bp = {},
            .residual_impact = proto.residual_impact()};
  ASSIGN_OR_RETURN(risk.cost_impact, ReadMoney(proto.has_cost_impact(), proto.cost_impact()));
  if (proto.has_cost_impact_spread()) {
    risk.cost_impact_spread = ReadSpread(proto.cost_impact_spread());
  }
  if (proto.has_residual_probability_bp()) {
    risk.residual_probability_bp = proto.residual_probability_bp();
  }
  return risk;
}

}  // namespace

Evidence ReadEvidence(const v1::Evidence& proto) {
  return {.source = proto.source(), .assumption = proto.assumption(), .note = proto.note()};
}

absl::StatusOr<Costs> ReadCosts(const v1::CostsSection& proto) {
  Costs costs;
  for (const v1::CostLine& line : proto.lines()) {
    ASSIGN_OR_RETURN(costs.lines.emplace_back(), ReadCostLine(line));
  }
  costs.method = proto.method();
  for (const v1::PlanningRate& rate : proto.planning_rates()) {
    costs.planning_rates.push_back({.from_unit = rate.from_unit(),
                                    .to_unit = rate.to_unit(),
                                    .rate_nano = rate.rate_nano(),
                                    .evidence = ReadEvidence(rate.evidence())});
  }
  costs.double_running = proto.double_running();
  return costs;
}

absl::StatusOr<Benefits> ReadBenefits(const v1::BenefitsSection& proto) {
  Benefits benefits;
  for (const v1::BenefitLine& line : proto.lines()) {
    ASSIGN_OR_RETURN(benefits.lines.emplace_back(), ReadBenefitLine(line));
  }
  benefits.method = proto.method();
  return benefits;
}

absl::StatusOr<Risks> ReadRisks(const v1::RisksSection& proto) {
  Risks risks;
  for (const v1::Risk& risk : proto.risks()) {
    ASSIGN_OR_RETURN(risks.risks.emplace_back(), ReadRisk(risk));
  }
  for (const v1::ProfileAnswer& answer : proto.profile()) {
    risks.profile.push_back({.question = answer.question(),
                             .rating = answer.rating(),
                             .justification = answer.justification()});
  }
  for (const v1::Mitigation& mitigation : proto.mitigations()) {
    risks.mitigations.push_back({.cause = mitigation.cause(),
                                 .mitigated_bp = mitigation.mitigated_bp(),
                                 .evidence = ReadEvidence(mitigation.evidence())});
  }
  return risks;
}

}  // namespace cartera::appraisal
