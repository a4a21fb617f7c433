// Whether the amounts of a case add: one unit or planning rates, one price basis or price series.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/money/text.h"

namespace cartera::appraisal::checker {
namespace {

// An amount that figures are made from.
struct Stated {
  money::Money amount;
  Section section;
  int row;
  std::string subject;  // "Line \"c1\""
  std::string path;
  absl::string_view price_index;
};

class Collector {
 public:
  explicit Collector(const Input& input) : input_(input) {}

  std::vector<Stated> Run() {
    int row = 0;
    for (const CostLine& line : input_.content.costs.lines) {
      if (!line.sunk) AddLine(Section::kCosts, row, line, CostPath);
      ++row;
    }
    row = 0;
    for (const BenefitLine& line : input_.content.benefits.lines) {
      if (line.category != BenefitCategory::kNonMonetised) {
        AddLine(Section::kBenefits, row, line, BenefitPath);
      }
      ++row;
    }
    row = 0;
    for (const Risk& risk : input_.content.risks.risks) {
      if (risk.cost_impact.has_value()) {
        Add(Section::kRisks, row, absl::StrCat("Risk \"", risk.id, "\""), *risk.cost_impact,
            RiskPath(risk, "cost_impact"), "");
      }
      ++row;
    }
    return std::move(stated_);
  }

 private:
  void Add(Section section, int row, std::string subject, money::Money amount, std::string path,
           absl::string_view price_index) {
    stated_.push_back({.amount = std::move(amount),
                       .section = section,
                       .row = row,
                       .subject = std::move(subject),
                       .path = std::move(path),
                       .price_index = price_index});
  }

  template <typename Line>
  void AddLine(Section section, int row, const Line& line,
               std::string (*path)(const Line&, absl::string_view)) {
    const std::string subject = absl::StrCat("Line \"", line.id, "\"");
    if (line.amount.has_value()) {
      Add(section, row, subject, *line.amount, path(line, "amount"), line.price_index);
    } else if (line.quantity.has_value()) {
      const std::optional<money::Money> price = PriceOf(*line.quantity);
      const bool own = line.quantity->unit_price.has_value();
      if (!price.has_value()) return;
      Add(section, row, subject, *price,
          path(line, own ? "quantity.unit_price" : "quantity.unit_value"), line.price_index);
    }
  }

  std::optional<money::Money> PriceOf(const Quantity& quantity) const {
    if (quantity.unit_price.has_value()) return quantity.unit_price;
    for (const methodology::UnitValue& value : input_.methodology.unit_values) {
      if (value.id != quantity.unit_value) continue;
      const auto unit = money::UnitTable::Iso().Find(value.unit);
      if (!unit.ok()) return std::nullopt;
      return value.price_year == 0 ? money::Nominal(value.amount_minor, *unit)
                                   : money::Real(value.amount_minor, *unit, value.price_year);
    }
    return std::nullopt;
  }

  const Input& input_;
  std::vector<Stated> stated_;
};

class MoneyChecker {
 public:
  MoneyChecker(const Input& input, Sink& sink)
      : input_(input), sink_(sink), stated_(Collector(input).Run()) {
    for (const methodology::PriceSeries& series : input_.methodology.price_series) {
      if (!series.index_micro_by_year.empty()) series_.insert(series.id);
    }
  }

  // Engine 1 converts nothing: all amounts must be like the first, and that like the round's.
  void RunWithoutConversion() {
    for (const Stated& stated : stated_) {
      // Engine 1 does not read what risks cost.
      if (stated.section == Section::kRisks) continue;
      const Stated& first = stated_.front();
      if (&stated == &first) {
        CheckUnitOfRound(stated);
        CheckPricesOfRound(stated);
      } else if (!money::IsLike(stated.amount, first.amount)) {
        BlockUnlike(stated, first);
      }
    }
  }

  void RunWithConversion() {
    CheckRates();
    const std::string unit = UnitOfCase();
    const auto in_unit = std::find_if(stated_.begin(), stated_.end(), [&unit](const Stated& one) {
      return one.amount.unit.code == unit;
    });
    const std::string other =
        in_unit == stated_.end()
            ? absl::StrCat("the round (", unit, ")")
            : absl::StrCat(in_unit->path, " (", money::Format(in_unit->amount), ")");
    for (const Stated& stated : stated_) {
      const std::string& code = stated.amount.unit.code;
      if (code != unit && !HasRate(code, unit)) {
        Block(stated, "UNIT_WITHOUT_RATE",
              absl::StrCat(stated.subject, " (", money::Format(stated.amount), ") does not add to ",
                           other, ": enter a planning rate from ", code, " to ", unit, "."));
      }
      if (series_.count("general") == 0) CheckPricesOfRound(stated);
      if (!stated.price_index.empty() && series_.count(std::string(stated.price_index)) == 0) {
        Block(stated, "UNKNOWN_PRICE_INDEX",
              absl::StrCat(stated.subject, " follows the price series \"", stated.price_index,
                           "\", which the method does not have."));
      }
    }
  }

 private:
  void Block(const Stated& stated, absl::string_view code, std::string message) {
    Reporter(stated.section, sink_).Block(stated.row, stated.path, code, std::move(message));
  }

  void BlockUnlike(const Stated& stated, const Stated& first) {
    const absl::string_view code = !(stated.amount.unit == first.amount.unit)  ? "UNIT_MIXED"
                                   : stated.amount.basis != first.amount.basis ? "PRICE_BASIS_MIXED"
                                                                               : "PRICE_YEAR_MIXED";
    Block(stated, code,
          absl::StrCat(stated.subject, " (", money::Format(stated.amount), ") does not add to ",
                       first.path, " (", money::Format(first.amount),
                       "): unit, price basis and price year must be the same."));
  }

  void CheckUnitOfRound(const Stated& stated) {
    const std::optional<money::Unit>& unit = input_.context.unit;
    if (!unit.has_value() || stated.amount.unit == *unit) return;
    Block(stated, "UNIT_UNLIKE_ROUND",
          absl::StrCat(stated.subject, " is in ", stated.amount.unit.code, "; the round counts in ",
                       unit->code, "."));
  }

  void CheckPricesOfRound(const Stated& stated) {
    const money::PriceBasis basis = input_.methodology.discounting.rate_basis;
    if (stated.amount.basis != basis) {
      Block(stated, "PRICE_BASIS_UNLIKE_RATE",
            absl::StrCat(stated.subject, " is in ", money::Name(stated.amount.basis),
                         " prices, but the method discounts ", money::Name(basis), " prices."));
    } else if (basis == money::PriceBasis::kReal &&
               stated.amount.price_year != input_.context.price_year) {
      Block(stated, "PRICE_YEAR_UNLIKE_ROUND",
            absl::StrCat(stated.subject, " is in prices of ", stated.amount.price_year,
                         "; the round counts in prices of ", input_.context.price_year, "."));
    }
  }

  // The round's; else the only one of the amounts, else the only one that rates lead to, else that
  // of the first amount.
  std::string UnitOfCase() const {
    if (input_.context.unit.has_value()) return input_.context.unit->code;
    std::set<std::string> of_amounts, of_rates;
    for (const Stated& stated : stated_) of_amounts.insert(stated.amount.unit.code);
    for (const PlanningRate& rate : input_.content.costs.planning_rates) {
      of_rates.insert(rate.to_unit);
    }
    if (of_amounts.size() == 1) return *of_amounts.begin();
    if (of_rates.size() == 1) return *of_rates.begin();
    return stated_.empty() ? "" : stated_.front().amount.unit.code;
  }

  // Either way round; never by a third unit.
  bool HasRate(const std::string& a, const std::string& b) const {
    const auto& rates = input_.content.costs.planning_rates;
    return std::any_of(rates.begin(), rates.end(), [&](const PlanningRate& rate) {
      const bool joins =
          (rate.from_unit == a && rate.to_unit == b) || (rate.from_unit == b && rate.to_unit == a);
      return joins && rate.rate_nano > 0;
    });
  }

  bool IsKnown(const std::string& unit) const {
    return money::UnitTable::Iso().Find(unit).ok() ||
           std::any_of(stated_.begin(), stated_.end(),
                       [&unit](const Stated& one) { return one.amount.unit.code == unit; });
  }

  void CheckRates() {
    Reporter report(Section::kCosts, sink_);
    std::set<std::pair<std::string, std::string>> pairs;
    for (const PlanningRate& rate : input_.content.costs.planning_rates) {
      const std::string path = absl::StrCat("costs.planning_rates[from_unit=", rate.from_unit,
                                            ",to_unit=", rate.to_unit, "]");
      const auto block = [&](absl::string_view code, absl::string_view what) {
        report.Block(-1, path, code,
                     absl::StrCat("The planning rate from ", rate.from_unit, " to ", rate.to_unit,
                                  " ", what));
      };
      for (const std::string& unit : {rate.from_unit, rate.to_unit}) {
        if (!IsKnown(unit)) {
          block("UNKNOWN_UNIT", absl::StrCat("names \"", unit, "\", which is no currency."));
        }
      }
      if (rate.from_unit == rate.to_unit) block("RATE_TO_ITSELF", "leads to the same unit.");
      if (rate.rate_nano <= 0) block("RATE_OUT_OF_RANGE", "must be above zero.");
      // The inverse is the same rate.
      if (!pairs.insert(std::minmax(rate.from_unit, rate.to_unit)).second) {
        block("RATE_TWICE", "is given twice: a case plans with one rate.");
      }
      if (!IsFilled(rate.evidence.source) && !rate.evidence.assumption) {
        report.Add(Severity::kShould, -1, path, "EVIDENCE_MISSING",
                   absl::StrCat("The planning rate from ", rate.from_unit, " to ", rate.to_unit,
                                " names no evidence and is not marked as an assumption."),
                   "The score for evidence suffers.");
      }
    }
  }

  const Input& input_;
  Sink& sink_;
  std::vector<Stated> stated_;
  std::set<std::string> series_;
};

}  // namespace

void CheckMoney(const Input& input, Sink& sink) {
  MoneyChecker checker(input, sink);
  input.methodology.engine == 1 ? checker.RunWithoutConversion() : checker.RunWithConversion();
}

}  // namespace cartera::appraisal::checker
