#include "services/appraisal/convert_case.h"

#include <optional>
#include <utility>

#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/money/totals.h"
#include "services/appraisal/convert_lines.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

// An absent date is unknown.
absl::StatusOr<std::optional<calendar::CivilDate>> ReadDate(bool present,
                                                            const google::type::Date& proto) {
  if (!present) return std::nullopt;
  return convert::FromProto(proto);
}

absl::StatusOr<Identification> ReadIdentification(const v1::IdentificationSection& proto) {
  Identification identification{.summary = proto.summary(),
                                .scope = proto.scope(),
                                .out_of_scope = proto.out_of_scope(),
                                .start_fiscal_year = proto.start_fiscal_year(),
                                .go_live_fiscal_year = proto.go_live_fiscal_year(),
                                .horizon_years = proto.horizon_years(),
                                .evidence = ReadEvidence(proto.evidence()),
                                .asset_life_years = proto.asset_life_years(),
                                .users_count = proto.users_count(),
                                .transactions_per_year = proto.transactions_per_year(),
                                .agency_ict_budget = {},
                                .project_type = proto.project_type()};
  if (proto.has_agency_ict_budget()) {
    ASSIGN_OR_RETURN(identification.agency_ict_budget,
                     convert::FromProto(proto.agency_ict_budget()));
  }
  return identification;
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

ExistingAssets ReadExistingAssets(const v1::ExistingAssetsSection& proto) {
  ExistingAssets assets{.existing_systems = proto.existing_systems(),
                        .reuse_considered = proto.reuse_considered(),
                        .switch_off = proto.switch_off(),
                        .systems = {}};
  for (const v1::LegacySystem& system : proto.systems()) {
    assets.systems.push_back({.id = system.id(),
                              .title = system.title(),
                              .switch_off_fiscal_year = system.switch_off_fiscal_year(),
                              .switch_off_milestone = system.switch_off_milestone()});
  }
  return assets;
}

absl::StatusOr<Alignment> ReadAlignment(const v1::AlignmentSection& proto) {
  Alignment alignment{.strategic_objectives = proto.strategic_objectives(),
                      .contribution = proto.contribution(),
                      .laws_and_standards = proto.laws_and_standards(),
                      .requirements = {}};
  for (const v1::RequirementAnswer& answer : proto.requirements()) {
    RequirementAnswer& row = alignment.requirements.emplace_back();
    row.requirement = answer.requirement();
    row.compliance =
        ParseCompliance(convert::EnumToText(v1::Compliance_descriptor(), answer.compliance()))
            .value_or(Compliance::kUnspecified);
    ASSIGN_OR_RETURN(row.date, ReadDate(answer.has_date(), answer.date()));
    row.reason = answer.reason();
    row.evidence = ReadEvidence(answer.evidence());
  }
  return alignment;
}

absl::StatusOr<Exploration> ReadExploration(const v1::ExplorationSection& proto) {
  Exploration exploration{.value_of_solving = proto.value_of_solving(),
                          .what_will_be_learnt = proto.what_will_be_learnt(),
                          .learnt_by = {},
                          .cost_limit = {},
                          .stop_rule = proto.stop_rule(),
                          .stop_by = {}};
  ASSIGN_OR_RETURN(exploration.learnt_by, ReadDate(proto.has_learnt_by(), proto.learnt_by()));
  if (proto.has_cost_limit()) {
    ASSIGN_OR_RETURN(exploration.cost_limit, convert::FromProto(proto.cost_limit()));
  }
  ASSIGN_OR_RETURN(exploration.stop_by, ReadDate(proto.has_stop_by(), proto.stop_by()));
  return exploration;
}

// The sections that are texts only.
void ReadTexts(const v1::CaseContent& proto, CaseContent* content) {
  const auto& theory = proto.theory_of_change();
  content->theory_of_change = {theory.outputs(), theory.outcomes(), theory.preconditions()};
  const auto& technology = proto.technology();
  content->technology = {technology.solution(), technology.rationale(), technology.maturity(),
                         technology.interoperability(), technology.exit_plan()};
  const auto& security = proto.security();
  content->security = {security.security(), security.privacy(), security.sovereignty()};
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
    const auto& stated = line.quantity.has_value() ? line.quantity->unit_price : line.amount;
    if (stated.has_value() && stated->basis == money::PriceBasis::kReal) return stated->price_year;
  }
  return 0;
}

// The sum of a line's years. A line that says no amount yet counts in no total.
template <typename Line>
absl::Status AddLine(const Line& line, const methodology::Methodology& methodology,
                     money::Totals* totals) {
  const absl::StatusOr<LineFlow> flow = FlowOf(line, methodology);
  if (absl::IsOutOfRange(flow.status())) return flow.status();
  if (!flow.ok()) return absl::OkStatus();
  // kCourseYearsMax x kAmountMinorMax fits in 63 bits.
  static_assert(kCourseYearsMax <= 92 && kAmountMinorMax <= 100'000'000'000'000'000);
  money::Money sum = flow->like;
  for (const auto& [year, minor] : flow->minor_by_year) sum.amount_minor += minor;
  totals->Add(sum);
  return absl::OkStatus();
}

absl::Status AddFigure(absl::string_view figure, const money::Totals& totals,
                       std::vector<RevisionFigure>* figures) {
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
  ASSIGN_OR_RETURN(content.identification, ReadIdentification(proto.identification()));
  content.problem = ReadProblem(proto.problem());
  content.options = ReadOptions(proto.options());
  ASSIGN_OR_RETURN(content.costs, ReadCosts(proto.costs()));
  ASSIGN_OR_RETURN(content.benefits, ReadBenefits(proto.benefits()));
  ASSIGN_OR_RETURN(content.risks, ReadRisks(proto.risks()));
  content.existing_assets = ReadExistingAssets(proto.existing_assets());
  ASSIGN_OR_RETURN(content.alignment, ReadAlignment(proto.alignment()));
  ASSIGN_OR_RETURN(content.exploration, ReadExploration(proto.exploration()));
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

absl::StatusOr<std::vector<RevisionFigure>> FiguresOf(const CaseContent& content,
                                                      const methodology::Methodology& methodology) {
  std::vector<RevisionFigure> figures;
  const Option* preferred = FindPreferred(content);
  if (preferred == nullptr) return figures;
  money::Totals costs, benefits;
  for (const CostLine& line : content.costs.lines) {
    if (line.option != preferred->id || line.sunk) continue;
    if (!AddLine(line, methodology, &costs).ok()) return TotalTooLarge("costs");
  }
  for (const BenefitLine& line : content.benefits.lines) {
    if (line.option != preferred->id) continue;
    if (!AddLine(line, methodology, &benefits).ok()) return TotalTooLarge("benefits");
  }
  RETURN_IF_ERROR(AddFigure("costs", costs, &figures));
  RETURN_IF_ERROR(AddFigure("benefits", benefits, &figures));
  return figures;
}

}  // namespace cartera::appraisal
