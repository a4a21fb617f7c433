#include "libs/domain/appraisal/v1/rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::v1 {
namespace {

using methodology::kScoreMax;

// Rules over lines use "all", "any" and sets, never counts, so that splitting a line changes
// nothing.

std::vector<const Field*> FieldsOfFacts(const std::vector<std::string>& facts) {
  std::vector<const Field*> fields;
  for (const Field& field : AllFields()) {
    for (const std::string& fact : facts) {
      if (field.path == fact || absl::StartsWith(field.path, absl::StrCat(fact, "."))) {
        fields.push_back(&field);
        break;
      }
    }
  }
  return fields;
}

RuleResult FieldsFilled(const RuleInput& input) {
  const std::vector<const Field*> fields = FieldsOfFacts(input.criterion.facts);
  std::string missing;
  size_t filled = 0;
  for (const Field* field : fields) {
    if (field->is_filled(input.content)) {
      ++filled;
    } else {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", field->path);
    }
  }
  const std::string why =
      absl::StrCat(filled, " of ", fields.size(), " fields are filled in",
                   missing.empty() ? "." : absl::StrCat("; missing: ", missing, "."));
  if (filled == fields.size()) return {kScoreMax, why};
  if (filled == 0) return {0, why};
  if (filled + 1 == fields.size() && fields.size() >= 3) return {3, why};
  return {filled * 2 >= fields.size() ? 2 : 1, why};
}

RuleResult OptionsConsidered(const RuleInput& input) {
  const std::vector<Option>& options = input.content.options.options;
  int preferred = 0;
  bool has_reasons = true;
  for (const Option& option : options) {
    preferred += option.preferred;
    has_reasons = has_reasons && IsFilled(option.reason);
  }
  if (options.size() < 2) {
    return {0, absl::StrCat("There are ", options.size(), " options; two are the least.")};
  }
  if (FindDoNothing(input.content) == nullptr) return {1, "Doing nothing is not an option."};
  if (preferred != 1) return {2, "Not exactly one option is preferred."};
  if (!has_reasons) return {2, "An option lacks the reason why it was or was not chosen."};
  if (options.size() < 3) return {3, "Doing nothing is compared with one option only."};
  if (!IsFilled(input.content.existing_assets.reuse_considered)) {
    return {3, "It is not said whether existing systems were looked at for reuse."};
  }
  return {kScoreMax, absl::StrCat(options.size(), " options, doing nothing included, each with ",
                                  "its reason, and reuse looked at.")};
}

// What the cost lines of the preferred option cover.
struct CostCoverage {
  std::set<CostCategory> categories;
  std::set<int> running_years;
  bool all_evidenced = true;
};

CostCoverage Cover(const CaseContent& content, absl::string_view option) {
  CostCoverage coverage;
  for (const CostLine& line : content.costs.lines) {
    if (line.option != option || !line.category.has_value()) continue;
    coverage.categories.insert(*line.category);
    if (*line.category == CostCategory::kOperation || *line.category == CostCategory::kSupport ||
        *line.category == CostCategory::kMaintenance) {
      coverage.running_years.insert(line.fiscal_year);
    }
    coverage.all_evidenced =
        coverage.all_evidenced && (IsFilled(line.evidence.source) || line.evidence.assumption);
  }
  return coverage;
}

RuleResult CostComplete(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const CostCoverage coverage = Cover(input.content, input.preferred->option);
  if (coverage.categories.empty()) return {0, "The preferred option has no cost lines."};
  std::string missing;
  size_t present = 0;
  for (CostCategory category : input.methodology.required_cost_categories) {
    if (coverage.categories.count(category) > 0) {
      ++present;
    } else {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", methodology::Name(category));
    }
  }
  const size_t required = input.methodology.required_cost_categories.size();
  if (present < required) {
    return {present * 2 >= required ? 2 : 1,
            absl::StrCat(present, " of ", required, " required cost categories; missing: ", missing,
                         ".")};
  }
  const int go_live = input.content.identification.go_live_fiscal_year;
  if (go_live == 0) return {3, "All required categories, but the year of first use is not said."};
  for (int year = std::max(go_live, input.horizon.first_fiscal_year);
       year <= input.horizon.last_fiscal_year(); ++year) {
    if (coverage.running_years.count(year) > 0) continue;
    return {3, absl::StrCat("All required categories, but no running costs in ", year, ".")};
  }
  if (!coverage.all_evidenced) return {3, "All required categories, but a line lacks evidence."};
  return {kScoreMax, "All required categories, running costs in every year of use, and evidence."};
}

RuleResult BenefitCostRatio(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const OptionFigures& figures = *input.preferred;
  const int64_t benefits = figures.incremental_pv_benefits.amount.amount_minor;
  if (benefits <= 0 && figures.non_monetised_count > 0) {
    return {std::nullopt, "No benefit is in money; a person must weigh those that are not."};
  }
  if (!figures.incremental_bcr.ratio_bp.has_value()) {
    if (figures.incremental_npv.amount.amount_minor > 0) {
      return {kScoreMax, "It costs no more than doing nothing and gains more."};
    }
    return {0, "There are no additional costs and no additional benefits."};
  }
  const int64_t ratio_bp = *figures.incremental_bcr.ratio_bp;
  int score = 0;
  for (int64_t limit_bp : input.criterion.limits_bp) score += ratio_bp >= limit_bp;
  const int64_t magnitude = ratio_bp < 0 ? -ratio_bp : ratio_bp;
  return {score, absl::StrFormat("Against doing nothing, benefits are %s%d.%02d %% of the costs.",
                                 ratio_bp < 0 ? "-" : "", magnitude / 100, magnitude % 100)};
}

RuleResult BenefitsIdentified(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  bool any = false;
  bool any_measured = false;
  bool all_measured = true, all_owned = true, all_evidenced = true;
  for (const BenefitLine& line : input.content.benefits.lines) {
    if (line.option != input.preferred->option) continue;
    const bool is_measured = IsFilled(line.indicator) && IsFilled(line.measured_baseline);
    any = true;
    any_measured = any_measured || is_measured;
    all_measured = all_measured && is_measured;
    all_owned = all_owned && IsFilled(line.benefit_owner);
    all_evidenced = all_evidenced && (IsFilled(line.evidence.source) ||
                                      (line.evidence.assumption && IsFilled(line.evidence.note)));
  }
  if (!any) return {0, "The preferred option has no benefit lines."};
  if (!any_measured) return {1, "No benefit has an indicator with its value today."};
  if (!all_measured) return {2, "Some benefits have no indicator with its value today."};
  if (!all_owned) return {2, "Some benefits have no owner."};
  if (!all_evidenced) return {3, "Some benefits lack evidence or an argued assumption."};
  return {kScoreMax, "Every benefit has an indicator, its value today, an owner and evidence."};
}

RuleResult RisksManaged(const RuleInput& input) {
  const std::vector<Risk>& risks = input.content.risks.risks;
  if (risks.empty()) return {0, "No risks are named."};
  size_t managed = 0, rated = 0;
  std::set<RiskGroup> groups;
  for (const Risk& risk : risks) {
    managed += IsFilled(risk.response) && IsFilled(risk.owner);
    rated += risk.probability_bp > 0 && risk.impact >= 1 && risk.impact <= 5;
    if (risk.group.has_value()) groups.insert(*risk.group);
  }
  const std::string count =
      absl::StrCat(managed, " of ", risks.size(), " risks have a response and an owner");
  if (managed < risks.size()) return {managed * 2 >= risks.size() ? 2 : 1, count + "."};
  if (rated < risks.size()) return {2, count + ", but some have no probability or impact."};
  if (groups.size() < methodology::AllRiskGroups().size()) {
    return {3, absl::StrCat(count, "; ", groups.size(), " of 4 groups are covered.")};
  }
  return {kScoreMax, count + ", and all four groups are covered."};
}

const std::vector<Rule>& Table() {
  static const std::vector<Rule>* const kTable = new std::vector<Rule>{
      {"fields_filled", true, 0, {}, FieldsFilled},
      {"options_considered",
       false,
       0,
       {"options.options", "existing_assets.reuse_considered"},
       OptionsConsidered},
      {"cost_complete",
       false,
       0,
       {"costs.lines.category", "costs.lines.fiscal_year", "costs.lines.evidence"},
       CostComplete},
      {"benefit_cost_ratio",
       false,
       kScoreMax,
       {"costs.lines.amount", "benefits.lines.amount"},
       BenefitCostRatio},
      {"benefits_identified",
       false,
       0,
       {"benefits.lines.indicator", "benefits.lines.measured_baseline",
        "benefits.lines.benefit_owner", "benefits.lines.evidence"},
       BenefitsIdentified},
      {"risks_managed", false, 0, {"risks.risks"}, RisksManaged},
  };
  return *kTable;
}

}  // namespace

absl::Span<const Rule> Rules() { return Table(); }

const Rule* FindRule(absl::string_view id) {
  for (const Rule& rule : Table()) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

std::vector<std::string> FactsOf(const methodology::Criterion& criterion) {
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
       {"options.options", "costs.lines", "benefits.lines", "risks.risks"}) {
    if (fact == rows || absl::StartsWith(fact, absl::StrCat(rows, "."))) return true;
  }
  return false;
}

}  // namespace cartera::appraisal::v1
