// The checks without which no figure can be computed.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/checker.h"

namespace cartera::appraisal::checker {
namespace {

class LineChecker {
 public:
  LineChecker(const Input& input, Sink& sink)
      : input_(input),
        identification_(Section::kIdentification, sink),
        options_(Section::kOptions, sink),
        costs_(Section::kCosts, sink),
        benefits_(Section::kBenefits, sink) {}

  void Run() {
    CheckHorizon();
    CheckOptionIds();
    CheckCostLines();
    CheckBenefitLines();
  }

 private:
  void CheckHorizon() {
    const Horizon& horizon = input_.horizon;
    if (horizon.years < 1 || horizon.years > kCaseYearsMax) {
      identification_.Block(-1, "identification.horizon_years", "HORIZON_OUT_OF_RANGE",
                            absl::StrCat("The horizon is ", horizon.years,
                                         " years; it must be 1 to ", kCaseYearsMax, "."));
    }
    if (horizon.first_fiscal_year - kCaseYearsMax > input_.context.base_fiscal_year) {
      identification_.Block(
          -1, "identification.start_fiscal_year", "START_TOO_LATE",
          absl::StrCat("Spending starts in ", horizon.first_fiscal_year, ", more than ",
                       kCaseYearsMax, " years after the base year ",
                       input_.context.base_fiscal_year, "."));
    }
  }

  void CheckOptionIds() {
    int row = 0;
    for (const Option& option : input_.content.options.options) {
      if (option.id.empty()) {
        options_.Block(row, "options.options", "ID_MISSING",
                       absl::StrCat("Option ", row + 1, " has no id; lines cannot refer to it."));
      } else if (!option_ids_.insert(option.id).second) {
        options_.Block(row, OptionPath(option, "id"), "ID_TWICE",
                       absl::StrCat("Two options have the id \"", option.id, "\"."));
      }
      ++row;
    }
  }

  template <typename Line>
  void CheckShared(Reporter& report, int row, const Line& line, std::set<std::string>& ids,
                   std::string (*path)(const Line&, absl::string_view)) {
    if (line.id.empty()) {
      report.Block(row, path(line, "id"), "ID_MISSING",
                   absl::StrCat("Line ", row + 1, " has no id."));
    } else if (!ids.insert(line.id).second) {
      report.Block(row, path(line, "id"), "ID_TWICE",
                   absl::StrCat("Line ", row + 1, " has the id \"", line.id,
                                "\" that another line has already."));
    }
    if (option_ids_.count(line.option) == 0) {
      report.Block(row, path(line, "option"), "UNKNOWN_OPTION",
                   absl::StrCat("Line \"", line.id, "\" belongs to option \"", line.option,
                                "\", which is not among the options."));
    }
    if (!line.category.has_value()) {
      report.Block(row, path(line, "category"), "CATEGORY_MISSING",
                   absl::StrCat("Line \"", line.id, "\" has no category."));
    }
  }

  void CheckYear(Reporter& report, int row, const std::string& id, int year, std::string path) {
    const Horizon& horizon = input_.horizon;
    if (horizon.Contains(year)) return;
    const bool is_spent = year != 0 && year < input_.context.base_fiscal_year;
    report.Block(
        row, std::move(path), "YEAR_OUT_OF_HORIZON",
        absl::StrCat("Line \"", id, "\" is in fiscal year ", year, "; the case counts ",
                     horizon.first_fiscal_year, " to ", horizon.last_fiscal_year(), ".",
                     is_spent ? " What is spent already cannot be avoided and is left out." : ""));
  }

  void CheckCostLines() {
    std::set<std::string> ids;
    int row = 0;
    for (const CostLine& line : input_.content.costs.lines) {
      CheckShared(costs_, row, line, ids, CostPath);
      // What is sunk counts in no figure, so that it may lie in the past.
      if (!line.sunk) {
        CheckYear(costs_, row, line.id, line.fiscal_year, CostPath(line, "fiscal_year"));
      }
      CheckStatement(input_, row, line, costs_);
      if (NamesDepreciation(line.description)) {
        costs_.Block(row, CostPath(line, "description"), "DEPRECIATION_AS_COST",
                     absl::StrCat("Line \"", line.id, "\" is depreciation, which is no payment: ",
                                  "enter the purchase in the year it is paid, and its renewal as ",
                                  "refresh."));
      }
      ++row;
    }
  }

  void CheckBenefitLines() {
    std::set<std::string> ids;
    int row = 0;
    for (const BenefitLine& line : input_.content.benefits.lines) {
      CheckShared(benefits_, row, line, ids, BenefitPath);
      CheckYear(benefits_, row, line.id, line.fiscal_year, BenefitPath(line, "fiscal_year"));
      CheckStatement(input_, row, line, benefits_);
      ++row;
    }
  }

  const Input& input_;
  Reporter identification_, options_, costs_, benefits_;
  std::set<std::string> option_ids_;
};

}  // namespace

void CheckLines(const Input& input, Sink& sink) { LineChecker(input, sink).Run(); }

}  // namespace cartera::appraisal::checker
