// Cost lines beyond what blocks the figures.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::checker {
namespace {

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

// Once an option's lines are driven by the use of a cloud, leaving it costs something.
void CheckCloudExit(const Input& input, Reporter& report) {
  std::set<std::string> with_cloud, with_exit;
  for (const CostLine& line : input.content.costs.lines) {
    if (line.category == CostCategory::kDecommissioning) with_exit.insert(line.option);
    if (line.quantity.has_value() && line.quantity->cloud_term != CloudTerm::kUnspecified) {
      with_cloud.insert(line.option);
    }
  }
  for (const std::string& option : with_cloud) {
    if (with_exit.count(option) > 0) continue;
    report.Add(Severity::kShould, -1, "costs.lines[category=decommissioning]", "CLOUD_WITHOUT_EXIT",
               absl::StrCat("Option \"", option, "\" pays for a cloud, but not for leaving it and ",
                            "getting the data back."),
               "The total cost of ownership is too low.");
  }
}

bool NamesNothing(absl::string_view text) {
  const std::string answer = absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
  return answer == "none" || answer == "no" || answer == "none." || answer == "-";
}

void CheckDoubleRunning(const Input& input, Reporter& report) {
  const auto& systems = input.content.existing_assets.systems;
  const bool switches_off = std::any_of(systems.begin(), systems.end(), [](const auto& system) {
    return system.switch_off_fiscal_year != 0;
  });
  const std::string& answer = input.content.costs.double_running;
  // A tier that compares options asks for all of the cost.
  const bool is_full = input.tier != nullptr && input.tier->option_count_min > 2;
  const Severity severity = is_full ? Severity::kMust : Severity::kShould;
  if (switches_off && !IsFilled(answer)) {
    report.Add(severity, -1, "costs.double_running", "DOUBLE_RUNNING_UNANSWERED",
               "A system is switched off: say for how long it runs beside the new one, and which "
               "lines carry that cost.",
               "The cost of the change is too low.");
  } else if (NamesNothing(answer)) {
    report.Add(severity, -1, "costs.double_running", "DOUBLE_RUNNING_WITHOUT_REASON",
               "Say why old and new do not run side by side.", "The answer may be questioned.");
  }
}

void CheckCategories(const Input& input, const std::set<CostCategory>& categories,
                     Reporter& report) {
  for (CostCategory required : input.methodology.required_cost_categories) {
    if (categories.count(required) > 0) continue;
    const absl::string_view name = methodology::Name(required);
    report.Add(input.IsShort() ? Severity::kShould : Severity::kMust, -1,
               absl::StrCat("costs.lines[category=", name, "]"), "COST_CATEGORY_MISSING",
               absl::StrCat("The preferred option has no cost of the category \"", name,
                            "\"; if there is none, enter a line of zero and say why."),
               "The total cost of ownership is incomplete.");
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
    if (line.option == preferred && line.category.has_value() && !line.sunk) {
      categories.insert(*line.category);
      // Years past every limit are findings of their own.
      const int last_year =
          std::min({LastYearOf(line), input.horizon.last_fiscal_year(), kYearMax});
      if (IsRunning(*line.category) && line.fiscal_year >= kYearMin) {
        for (int year = line.fiscal_year; year <= last_year; ++year) running_years.insert(year);
      }
    }
    ++row;
  }
  CheckCloudExit(input, report);
  CheckDoubleRunning(input, report);
  if (preferred.empty() || !input.Needs(Section::kCosts)) return;
  if (categories.empty()) {
    report.Add(Severity::kMust, -1, "costs.lines", "COSTS_MISSING",
               "The preferred option has no cost line.", "Nothing can be authorised.");
    return;
  }
  // Where no options are compared, spending goes on as it was.
  if (!input.Needs(Section::kOptions)) return;
  CheckCategories(input, categories, report);
  CheckRunningYears(input, running_years, report);
}

}  // namespace cartera::appraisal::checker
