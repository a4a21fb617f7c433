// Benefit lines beyond what blocks the figures.
#include <algorithm>
#include <map>
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

void CheckMeasure(const BenefitLine& line, int row, Reporter& report) {
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

// Years that can be gone through.
std::pair<int, int> YearsOf(const BenefitLine& line) {
  return {std::max(line.fiscal_year, kYearMin), std::min(LastYearOf(line), kYearMax)};
}

// The same gain named twice in one year.
void CheckSameText(const Input& input, Reporter& report) {
  std::map<std::tuple<std::string, std::string, int>, const BenefitLine*> seen;
  int row = 0;
  for (const BenefitLine& line : input.content.benefits.lines) {
    const std::string text = absl::AsciiStrToLower(absl::StripAsciiWhitespace(line.description));
    const BenefitLine* other = nullptr;
    const auto [first_year, last_year] = YearsOf(line);
    for (int year = first_year; year <= last_year && !text.empty(); ++year) {
      const auto [found, is_new] = seen.try_emplace({line.option, text, year}, &line);
      if (!is_new && found->second->category != line.category) other = found->second;
    }
    if (other != nullptr) {
      report.Add(Severity::kShould, row, BenefitPath(line, "category"), "COUNTED_TWICE",
                 absl::StrCat("Line \"", line.id, "\" and line \"", other->id,
                              "\" name the same gain of the same year in two categories."),
                 "If it is one gain, the benefits are too high.");
    }
    ++row;
  }
}

bool IsCut(const BenefitLine& line) {
  return line.realisation_form == RealisationForm::kBudgetCut ||
         (line.realisation_form == RealisationForm::kUnspecified &&
          line.category == BenefitCategory::kCashReleasing);
}

bool IsTimeValue(const BenefitLine& line) {
  if (IsCut(line) || line.category == BenefitCategory::kNonMonetised) return false;
  return line.realisation_form == RealisationForm::kRedeployment ||
         line.realisation_form == RealisationForm::kMoreOutput ||
         line.category == BenefitCategory::kNonCash || line.category == BenefitCategory::kSocietal;
}

// One hour cannot leave a budget and be worth something to somebody too.
void CheckPools(const Input& input, Reporter& report) {
  std::map<std::tuple<std::string, std::string, int>, const BenefitLine*> cuts;
  for (const BenefitLine& line : input.content.benefits.lines) {
    const auto [first_year, last_year] = YearsOf(line);
    if (line.gain_pool.empty() || !IsCut(line)) continue;
    for (int year = first_year; year <= last_year; ++year) {
      cuts.try_emplace({line.option, line.gain_pool, year}, &line);
    }
  }
  int row = 0;
  for (const BenefitLine& line : input.content.benefits.lines) {
    const auto [first_year, last_year] = YearsOf(line);
    for (int year = first_year; year <= last_year && IsTimeValue(line); ++year) {
      const auto found = cuts.find({line.option, line.gain_pool, year});
      if (line.gain_pool.empty() || found == cuts.end()) continue;
      report.Add(
          Severity::kMust, row, BenefitPath(line, "gain_pool"), "POOL_COUNTED_TWICE",
          absl::StrCat("Line \"", found->second->id, "\" takes \"", line.gain_pool,
                       "\" out of a budget and line \"", line.id, "\" counts its value, both in ",
                       year, ". What is cut cannot be used: split it into two pools."),
          "One hour is counted twice.");
      break;
    }
    ++row;
  }
}

void CheckTransfer(const BenefitLine& line, int row, Reporter& report) {
  if (!line.transfer || line.category == BenefitCategory::kNonMonetised) return;
  if (line.category == BenefitCategory::kCashReleasing) {
    report.Add(Severity::kNote, row, BenefitPath(line, "transfer"), "TRANSFER_IN_BUDGET",
               absl::StrCat("Line \"", line.id, "\" is a transfer: somebody else pays it."),
               "It counts in budgets, not for society.");
    return;
  }
  report.Add(Severity::kMust, row, BenefitPath(line, "transfer"), "TRANSFER_AS_GAIN",
             absl::StrCat("Line \"", line.id,
                          "\" is a transfer, so somebody loses what is gained: ", "it is no ",
                          line.category.has_value() ? std::string(methodology::Name(*line.category))
                                                    : std::string(),
                          " gain. Enter it as cash-releasing, or leave it out."),
             "The benefits are too high.");
}

void CheckLegacy(const Input& input, const BenefitLine& line, int row, Reporter& report) {
  if (line.legacy_system.empty()) return;
  const auto& systems = input.content.existing_assets.systems;
  const auto found = std::find_if(systems.begin(), systems.end(), [&line](const auto& system) {
    return system.id == line.legacy_system;
  });
  const auto add = [&](Severity severity, absl::string_view code, absl::string_view what) {
    report.Add(severity, row, BenefitPath(line, "legacy_system"), code,
               absl::StrCat("Line \"", line.id, "\" saves the system \"", line.legacy_system,
                            "\", ", what),
               "A saving without a switch-off does not come true.");
  };
  if (found == systems.end()) {
    add(Severity::kMust, "UNKNOWN_SYSTEM", "which is not among existing_assets.systems.");
  } else if (found->switch_off_fiscal_year == 0 || !IsFilled(found->switch_off_milestone)) {
    add(Severity::kMust, "SAVING_WITHOUT_SWITCH_OFF",
        absl::StrCat("which has no ", found->switch_off_fiscal_year == 0 ? "year" : "milestone",
                     " of its switch-off."));
  } else if (line.fiscal_year < found->switch_off_fiscal_year) {
    add(Severity::kShould, "SAVING_BEFORE_SWITCH_OFF",
        absl::StrCat("from ", line.fiscal_year, " on, but it is switched off in ",
                     found->switch_off_fiscal_year, "."));
  }
}

// Weights divide by it.
void CheckIncome(const BenefitLine& line, int row, Reporter& report) {
  if (!line.gainer_income.has_value() || line.gainer_income->amount_minor > 0) return;
  report.Add(
      Severity::kMust, row, BenefitPath(line, "gainer_income"), "INCOME_NOT_POSITIVE",
      absl::StrCat("The income of those who gain by line \"", line.id, "\" must be more than 0."),
      "Its gain cannot be weighed by income.");
}

}  // namespace

void CheckBenefits(const Input& input, Sink& sink) {
  Reporter report(Section::kBenefits, sink);
  const std::string preferred = PreferredId(input);
  const int go_live = input.content.identification.go_live_fiscal_year;
  bool has_benefit = false;
  bool has_benefit_in_use = false;
  int row = 0;
  for (const BenefitLine& line : input.content.benefits.lines) {
    report.CheckEvidence(row, line.id, line.evidence, BenefitPath(line, "evidence"));
    CheckMeasure(line, row, report);
    CheckTransfer(line, row, report);
    CheckLegacy(input, line, row, report);
    CheckIncome(line, row, report);
    const bool counts = line.option == preferred && !preferred.empty();
    has_benefit = has_benefit || counts;
    has_benefit_in_use = has_benefit_in_use || (counts && LastYearOf(line) >= go_live);
    if (counts && go_live != 0 && line.fiscal_year < go_live) {
      report.Add(Severity::kMust, row, BenefitPath(line, "fiscal_year"), "BENEFIT_BEFORE_GO_LIVE",
                 absl::StrCat("Line \"", line.id, "\" counts a benefit in ", line.fiscal_year,
                              ", but the solution is used from ", go_live, " on."),
                 "The benefits are too high.");
    }
    ++row;
  }
  CheckSameText(input, report);
  CheckPools(input, report);
  if (preferred.empty() || !input.Needs(Section::kBenefits)) return;
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

}  // namespace cartera::appraisal::checker
