// Cost lines, benefit lines and risks beyond what blocks the figures.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::checker {
namespace {

// Adds findings of one section.
class Reporter {
 public:
  Reporter(Section section, Sink& sink) : section_(section), sink_(sink) {}

  void Add(Severity severity, int row, std::string path, absl::string_view code,
           std::string message, std::string consequence) {
    sink_.Add(row, {.severity = severity,
                    .section = section_,
                    .field_path = std::move(path),
                    .code = std::string(code),
                    .message = std::move(message),
                    .consequence = std::move(consequence)});
  }

  void CheckEvidence(int row, const std::string& id, const Evidence& evidence,
                     const std::string& path) {
    if (IsFilled(evidence.source) || evidence.assumption) return;
    Add(Severity::kShould, row, path, "EVIDENCE_MISSING",
        absl::StrCat("Line \"", id, "\" names no evidence and is not marked as an assumption."),
        "The score for evidence suffers.");
  }

 private:
  Section section_;
  Sink& sink_;
};

std::string PreferredId(const Input& input) {
  const Option* preferred = FindPreferred(input.content);
  return preferred == nullptr ? "" : preferred->id;
}

bool IsRunning(CostCategory category) {
  return category == CostCategory::kOperation || category == CostCategory::kSupport ||
         category == CostCategory::kMaintenance;
}

void CheckRunningYears(const Input& input, const std::set<int>& running_years, Reporter& report) {
  const int go_live = input.content.identification.go_live_fiscal_year;
  // An impossible horizon is a finding of its own.
  if (go_live == 0 || input.horizon.years > kCaseYearsMax) return;
  std::string missing;
  for (int year = std::max(go_live, input.horizon.first_fiscal_year);
       year <= input.horizon.last_fiscal_year(); ++year) {
    if (running_years.count(year) == 0)
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", year);
  }
  if (missing.empty()) return;
  report.Add(Severity::kShould, -1, "costs.lines", "RUNNING_COST_GAP",
             absl::StrCat("The preferred option has no operation, support or maintenance in ",
                          missing, "."),
             "The total cost of ownership is too low.");
}

void CheckBenefitMeasure(const BenefitLine& line, int row, Reporter& report) {
  if (line.category == BenefitCategory::kNonMonetised) {
    for (const auto& [field, value] :
         {std::pair("importance", line.importance), std::pair("magnitude", line.magnitude)}) {
      if (value >= 1 && value <= 5) continue;
      report.Add(
          Severity::kMust, row, BenefitPath(line, field), "WEIGHT_MISSING",
          absl::StrCat("Line \"", line.id, "\" is not monetised: its ", field, " must be 1 to 5."),
          "The benefit cannot be weighed.");
    }
  }
  if (!IsFilled(line.indicator) || !IsFilled(line.measured_baseline)) {
    report.Add(Severity::kShould, row, BenefitPath(line, "indicator"), "BASELINE_MISSING",
               absl::StrCat("Line \"", line.id, "\" has no indicator with its value today."),
               "Whether it comes true cannot be measured.");
  }
  if (!IsFilled(line.benefit_owner)) {
    report.Add(Severity::kShould, row, BenefitPath(line, "benefit_owner"), "BENEFIT_OWNER_MISSING",
               absl::StrCat("Nobody answers for the benefit of line \"", line.id, "\"."),
               "Benefits without an owner seldom come true.");
  }
}

// The same hour cannot leave a budget and be used for something else.
void CheckDoubleCount(const Input& input, Reporter& report) {
  std::map<std::tuple<std::string, int, std::string>, const BenefitLine*> seen;
  int row = 0;
  for (const BenefitLine& line : input.content.benefits.lines) {
    const std::string text = absl::AsciiStrToLower(absl::StripAsciiWhitespace(line.description));
    const auto [found, is_new] = seen.try_emplace({line.option, line.fiscal_year, text}, &line);
    if (!is_new && !text.empty() && found->second->category != line.category) {
      report.Add(Severity::kShould, row, BenefitPath(line, "category"), "COUNTED_TWICE",
                 absl::StrCat("Line \"", line.id, "\" and line \"", found->second->id,
                              "\" name the same gain of the same year in two categories."),
                 "If it is one gain, the benefits are too high.");
    }
    ++row;
  }
}

void CheckRisk(const Risk& risk, int row, Reporter& report) {
  const auto must = [&](absl::string_view field, absl::string_view code, absl::string_view what) {
    report.Add(Severity::kMust, row, RiskPath(risk, field), code,
               absl::StrCat("Risk \"", risk.id, "\" ", what), "The risk is not managed.");
  };
  if (!risk.group.has_value()) must("group", "RISK_GROUP_MISSING", "belongs to no group.");
  if (!IsFilled(risk.response)) must("response", "RISK_RESPONSE_MISSING", "has no response.");
  if (!IsFilled(risk.owner)) must("owner", "RISK_OWNER_MISSING", "has no owner.");
  if (risk.probability_bp < 0 || risk.probability_bp > methodology::kWholeBp) {
    must("probability_bp", "PROBABILITY_OUT_OF_RANGE", "has a probability outside 0 to 100 %.");
  }
  if (risk.impact < 1 || risk.impact > 5 || risk.probability_bp == 0) {
    report.Add(Severity::kShould, row, RiskPath(risk, "impact"), "RISK_NOT_RATED",
               absl::StrCat("Risk \"", risk.id, "\" needs a probability and an impact of 1 to 5."),
               "It has no place in the risk matrix.");
  }
}

}  // namespace

void CheckCosts(const Input& input, Sink& sink) {
  Reporter report(Section::kCosts, sink);
  const std::string preferred = PreferredId(input);
  std::set<CostCategory> categories;
  std::set<int> running_years;
  int row = 0;
  for (const CostLine& line : input.content.costs.lines) {
    report.CheckEvidence(row, line.id, line.evidence, CostPath(line, "evidence"));
    if (!IsFilled(line.budget_line)) {
      report.Add(Severity::kNote, row, CostPath(line, "budget_line"), "BUDGET_LINE_MISSING",
                 absl::StrCat("Line \"", line.id, "\" names no budget line."),
                 "It can be authorised only as a sum.");
    }
    if (line.option == preferred && line.category.has_value()) {
      categories.insert(*line.category);
      if (IsRunning(*line.category)) running_years.insert(line.fiscal_year);
    }
    ++row;
  }
  if (preferred.empty()) return;
  if (categories.empty()) {
    report.Add(Severity::kMust, -1, "costs.lines", "COSTS_MISSING",
               "The preferred option has no cost line.", "Nothing can be authorised.");
    return;
  }
  for (CostCategory required : input.methodology.required_cost_categories) {
    if (categories.count(required) > 0) continue;
    const absl::string_view name = methodology::Name(required);
    report.Add(Severity::kMust, -1, absl::StrCat("costs.lines[category=", name, "]"),
               "COST_CATEGORY_MISSING",
               absl::StrCat("The preferred option has no cost of the category \"", name,
                            "\"; if there is none, enter a line of zero and say why."),
               "The total cost of ownership is incomplete.");
  }
  CheckRunningYears(input, running_years, report);
}

void CheckBenefits(const Input& input, Sink& sink) {
  Reporter report(Section::kBenefits, sink);
  const std::string preferred = PreferredId(input);
  const int go_live = input.content.identification.go_live_fiscal_year;
  bool has_benefit = false;
  bool has_benefit_in_use = false;
  int row = 0;
  for (const BenefitLine& line : input.content.benefits.lines) {
    report.CheckEvidence(row, line.id, line.evidence, BenefitPath(line, "evidence"));
    CheckBenefitMeasure(line, row, report);
    const bool counts = line.option == preferred && !preferred.empty();
    has_benefit = has_benefit || counts;
    has_benefit_in_use = has_benefit_in_use || (counts && line.fiscal_year >= go_live);
    if (counts && go_live != 0 && line.fiscal_year < go_live) {
      report.Add(Severity::kMust, row, BenefitPath(line, "fiscal_year"), "BENEFIT_BEFORE_GO_LIVE",
                 absl::StrCat("Line \"", line.id, "\" counts a benefit in ", line.fiscal_year,
                              ", but the solution is used from ", go_live, " on."),
                 "The benefits are too high.");
    }
    ++row;
  }
  CheckDoubleCount(input, report);
  if (preferred.empty()) return;
  if (!has_benefit) {
    report.Add(Severity::kMust, -1, "benefits.lines", "BENEFITS_MISSING",
               "The preferred option has no benefit line.", "Nothing stands against its costs.");
  } else if (!has_benefit_in_use) {
    report.Add(Severity::kMust, -1, "benefits.lines", "NO_BENEFIT_AFTER_GO_LIVE",
               absl::StrCat("The preferred option has no benefit from ", go_live,
                            " on, when the solution is used."),
               "Nothing stands against its running costs.");
  }
}

void CheckRisks(const Input& input, Sink& sink) {
  Reporter report(Section::kRisks, sink);
  std::set<std::string> ids;
  std::set<RiskGroup> groups;
  int row = 0;
  for (const Risk& risk : input.content.risks.risks) {
    if (!ids.insert(risk.id).second) {
      report.Add(Severity::kMust, row, RiskPath(risk, "id"), "ID_TWICE",
                 absl::StrCat("Two risks have the id \"", risk.id, "\"."), "");
    }
    CheckRisk(risk, row, report);
    if (risk.group.has_value()) groups.insert(*risk.group);
    ++row;
  }
  if (input.content.risks.risks.empty()) return;
  for (RiskGroup group : methodology::AllRiskGroups()) {
    if (groups.count(group) > 0) continue;
    const absl::string_view name = methodology::Name(group);
    report.Add(Severity::kShould, -1, absl::StrCat("risks.risks[group=", name, "]"),
               "RISK_GROUP_NOT_COVERED",
               absl::StrCat("No risk of the group \"", name, "\" is named."),
               "The score for risk suffers.");
  }
}

}  // namespace cartera::appraisal::checker
