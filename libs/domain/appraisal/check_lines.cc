// The checks without which no figure can be computed.
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/money/text.h"

namespace cartera::appraisal::checker {
namespace {

// The first amount of the case, which all others must be like.
struct Reference {
  const money::Money* amount = nullptr;
  std::string path;
};

class LineChecker {
 public:
  LineChecker(const Input& input, Sink& sink) : input_(input), sink_(sink) {}

  void Run() {
    CheckHorizon();
    CheckOptionIds();
    CheckCostLines();
    CheckBenefitLines();
  }

 private:
  void Block(Section section, int row, std::string path, absl::string_view code,
             std::string message) {
    sink_.Add(row, {.severity = Severity::kBlocking,
                    .section = section,
                    .field_path = std::move(path),
                    .code = std::string(code),
                    .message = std::move(message),
                    .consequence = "No figure can be computed until this is mended."});
  }

  void CheckHorizon() {
    const Horizon& horizon = input_.horizon;
    if (horizon.years < 1 || horizon.years > kCaseYearsMax) {
      Block(Section::kIdentification, -1, "identification.horizon_years", "HORIZON_OUT_OF_RANGE",
            absl::StrCat("The horizon is ", horizon.years, " years; it must be 1 to ",
                         kCaseYearsMax, "."));
    }
    if (horizon.first_fiscal_year - kCaseYearsMax > input_.context.base_fiscal_year) {
      Block(Section::kIdentification, -1, "identification.start_fiscal_year", "START_TOO_LATE",
            absl::StrCat("Spending starts in ", horizon.first_fiscal_year, ", more than ",
                         kCaseYearsMax, " years after the base year ",
                         input_.context.base_fiscal_year, "."));
    }
  }

  void CheckOptionIds() {
    int row = 0;
    for (const Option& option : input_.content.options.options) {
      if (option.id.empty()) {
        Block(Section::kOptions, row, "options.options", "ID_MISSING",
              absl::StrCat("Option ", row + 1, " has no id; lines cannot refer to it."));
      } else if (!option_ids_.insert(option.id).second) {
        Block(Section::kOptions, row, OptionPath(option, "id"), "ID_TWICE",
              absl::StrCat("Two options have the id \"", option.id, "\"."));
      }
      ++row;
    }
  }

  template <typename Line>
  void CheckShared(Section section, int row, const Line& line, std::set<std::string>& ids,
                   std::string (*path)(const Line&, absl::string_view)) {
    if (line.id.empty()) {
      Block(section, row, path(line, "id"), "ID_MISSING",
            absl::StrCat("Line ", row + 1, " has no id."));
    } else if (!ids.insert(line.id).second) {
      Block(section, row, path(line, "id"), "ID_TWICE",
            absl::StrCat("Line ", row + 1, " has the id \"", line.id,
                         "\" that another line has already."));
    }
    if (option_ids_.count(line.option) == 0) {
      Block(section, row, path(line, "option"), "UNKNOWN_OPTION",
            absl::StrCat("Line \"", line.id, "\" belongs to option \"", line.option,
                         "\", which is not among the options."));
    }
    if (!line.category.has_value()) {
      Block(section, row, path(line, "category"), "CATEGORY_MISSING",
            absl::StrCat("Line \"", line.id, "\" has no category."));
    }
    CheckYear(section, row, line.id, line.fiscal_year, path(line, "fiscal_year"));
  }

  void CheckYear(Section section, int row, const std::string& id, int year, std::string path) {
    const Horizon& horizon = input_.horizon;
    if (horizon.Contains(year)) return;
    const bool is_sunk = year != 0 && year < input_.context.base_fiscal_year;
    Block(section, row, std::move(path), "YEAR_OUT_OF_HORIZON",
          absl::StrCat("Line \"", id, "\" is in fiscal year ", year, "; the case counts ",
                       horizon.first_fiscal_year, " to ", horizon.last_fiscal_year(), ".",
                       is_sunk ? " What is spent already cannot be avoided and is left out." : ""));
  }

  void CheckAmount(Section section, int row, const std::string& id,
                   const std::optional<money::Money>& amount, std::string path) {
    if (!amount.has_value()) {
      Block(section, row, std::move(path), "AMOUNT_MISSING",
            absl::StrCat("Line \"", id, "\" has no amount. Unknown is not zero: estimate it and ",
                         "mark it as an assumption."));
      return;
    }
    if (amount->amount_minor < 0) {
      Block(section, row, path, "AMOUNT_NEGATIVE",
            absl::StrCat("Line \"", id, "\" has the negative amount ", money::Format(*amount),
                         "; write a saving as a benefit."));
    }
    CheckLikeness(section, row, id, *amount, path);
  }

  void CheckLikeness(Section section, int row, const std::string& id, const money::Money& amount,
                     const std::string& path) {
    if (reference_.amount == nullptr) {
      reference_ = {.amount = &amount, .path = path};
      CheckAgainstRound(section, row, id, amount, path);
      return;
    }
    if (money::IsLike(amount, *reference_.amount)) return;
    const money::Money& other = *reference_.amount;
    const absl::string_view code = !(amount.unit == other.unit)  ? "UNIT_MIXED"
                                   : amount.basis != other.basis ? "PRICE_BASIS_MIXED"
                                                                 : "PRICE_YEAR_MIXED";
    Block(section, row, path, code,
          absl::StrCat("Line \"", id, "\" (", money::Format(amount), ") does not add to ",
                       reference_.path, " (", money::Format(other),
                       "): unit, price basis and price year must be the same."));
  }

  // One line stands for all, since all must be like it.
  void CheckAgainstRound(Section section, int row, const std::string& id,
                         const money::Money& amount, const std::string& path) {
    const money::PriceBasis basis = input_.methodology.discounting.rate_basis;
    if (input_.context.unit.has_value() && !(amount.unit == *input_.context.unit)) {
      Block(section, row, path, "UNIT_UNLIKE_ROUND",
            absl::StrCat("Line \"", id, "\" is in ", amount.unit.code, "; the round counts in ",
                         input_.context.unit->code, "."));
    }
    if (amount.basis != basis) {
      Block(section, row, path, "PRICE_BASIS_UNLIKE_RATE",
            absl::StrCat("Line \"", id, "\" is in ", money::Name(amount.basis),
                         " prices, but the method discounts ", money::Name(basis), " prices."));
    } else if (basis == money::PriceBasis::kReal &&
               amount.price_year != input_.context.price_year) {
      Block(section, row, path, "PRICE_YEAR_UNLIKE_ROUND",
            absl::StrCat("Line \"", id, "\" is in prices of ", amount.price_year,
                         "; the round counts in prices of ", input_.context.price_year, "."));
    }
  }

  void CheckCostLines() {
    std::set<std::string> ids;
    int row = 0;
    for (const CostLine& line : input_.content.costs.lines) {
      CheckShared(Section::kCosts, row, line, ids, CostPath);
      CheckAmount(Section::kCosts, row, line.id, line.amount, CostPath(line, "amount"));
      if (NamesDepreciation(line.description)) {
        Block(Section::kCosts, row, CostPath(line, "description"), "DEPRECIATION_AS_COST",
              absl::StrCat("Line \"", line.id, "\" is depreciation, which is no payment: enter ",
                           "the purchase in the year it is paid, and its renewal as refresh."));
      }
      ++row;
    }
  }

  void CheckBenefitLines() {
    std::set<std::string> ids;
    int row = 0;
    for (const BenefitLine& line : input_.content.benefits.lines) {
      CheckShared(Section::kBenefits, row, line, ids, BenefitPath);
      if (line.category != BenefitCategory::kNonMonetised) {
        CheckAmount(Section::kBenefits, row, line.id, line.amount, BenefitPath(line, "amount"));
      } else if (line.amount.has_value()) {
        Block(Section::kBenefits, row, BenefitPath(line, "amount"), "AMOUNT_ON_NON_MONETISED",
              absl::StrCat("Line \"", line.id, "\" is not monetised but has an amount: remove ",
                           "the amount or choose another category."));
      }
      ++row;
    }
  }

  const Input& input_;
  Sink& sink_;
  std::set<std::string> option_ids_;
  Reference reference_;
};

}  // namespace

bool NamesDepreciation(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  for (absl::string_view word :
       {"depreciat", "depreciac", "amortis", "amortiz", "avskrivning", "afskrivning"}) {
    if (lower.find(std::string(word)) != std::string::npos) return true;
  }
  return false;
}

void CheckLines(const Input& input, Sink& sink) { LineChecker(input, sink).Run(); }

}  // namespace cartera::appraisal::checker
