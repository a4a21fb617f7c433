// What would have to be otherwise for the net present value to be zero, and what it hangs on.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/option_account.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;
using methodology::kWholeBp;

constexpr size_t kTornadoBars = 10;

// The present value of the lines that `has` picks, with bias and the tax financing they cause.
template <typename Has>
absl::StatusOr<int64_t> PresentSum(const OptionAccount& of, Has has) {
  double sum = 0;
  for (const Line* line : of.lines) {
    if (!has(*line)) continue;
    ASSIGN_OR_RETURN(const double value,
                     PresentValueOf(of.ledger, of.factors, *line, of.worth.account));
    sum += value;
  }
  return v1::RoundToMinor(sum);
}

// By how much costs of this present value may rise before the option is worth nothing.
Explanation RiseOf(const OptionAccount& of, std::string label, int64_t pv_minor,
                   const FigureList& list) {
  Explanation rise{.label = std::move(label),
                   .formula = "NPV / present value",
                   .value = RatioBp(of.worth.npv, pv_minor),
                   .unit = "bp"};
  rise.inputs = {Amount("present value", pv_minor, of.ledger.UnitText())};
  rise.inputs[0].formula = list.SeeLines(true);
  return rise;
}

// To what share of themselves gains of this present value may fall.
Explanation FallOf(const OptionAccount& of, std::string label, int64_t pv_minor,
                   const FigureList& list) {
  Explanation fall{.label = std::move(label),
                   .formula = "(present value - NPV) / present value",
                   .value = RatioBp(pv_minor - of.worth.npv, pv_minor),
                   .unit = "bp"};
  fall.inputs = {Amount("present value", pv_minor, of.ledger.UnitText())};
  fall.inputs[0].formula = list.SeeLines(false);
  return fall;
}

struct Bar {
  const Line* line = nullptr;
  int64_t low_minor = 0;   // NPV at the low end of the line's spread
  int64_t high_minor = 0;  // and at the high end
  int64_t Swing() const {
    return high_minor > low_minor ? high_minor - low_minor : low_minor - high_minor;
  }
};

absl::StatusOr<std::vector<Bar>> BarsOf(const OptionAccount& of) {
  std::vector<Bar> bars;
  for (const Line* line : of.lines) {
    if (!Counts(of.worth.account, *line)) continue;
    const std::optional<Spread> spread = of.ledger.SpreadOf(*line);
    if (!spread.has_value()) continue;
    ASSIGN_OR_RETURN(const double value,
                     PresentValueOf(of.ledger, of.factors, *line, of.worth.account));
    const auto npv_at = [&](int share_bp) {
      const double change = value * static_cast<double>(share_bp - kWholeBp) / kWholeBp;
      return v1::RoundToMinor(static_cast<double>(of.worth.npv) +
                              (line->is_cost ? -change : change));
    };
    Bar bar{.line = line};
    ASSIGN_OR_RETURN(bar.low_minor, npv_at(spread->low_bp));
    ASSIGN_OR_RETURN(bar.high_minor, npv_at(spread->high_bp));
    bars.push_back(bar);
  }
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return a.Swing() > b.Swing(); });
  if (bars.size() > kTornadoBars) bars.resize(kTornadoBars);
  return bars;
}

absl::Status AddTornado(const OptionAccount& of, FigureList& list) {
  Figure& figure = list.Present(
      {"tornado", "net present value at the ends of each line's spread, largest swing first",
       "NPV - present value of the line x (share - 1), one line at a time"},
      of.worth.npv);
  ASSIGN_OR_RETURN(const std::vector<Bar> bars, BarsOf(of));
  if (bars.empty()) {
    figure.note = "needs spreads of lines";
    figure.explanation.inputs = {list.See("net_present_value")};
  }
  const std::string unit = of.ledger.UnitText();
  for (const Bar& bar : bars) {
    Explanation swing = Amount(std::string(bar.line->id), bar.Swing(), unit);
    swing.inputs = {Amount("NPV at low", bar.low_minor, unit),
                    Amount("NPV at high", bar.high_minor, unit)};
    for (Explanation& end : swing.inputs) {
      end.field_path = bar.line->SpreadOf().has_value() ? bar.line->Path("spread") : "";
      if (!end.field_path.empty()) continue;
      end.source = of.ledger.methodology.frames->default_origin.source;
      end.standing = of.ledger.methodology.frames->default_origin.standing;
    }
    swing.field_path = bar.line->Path(bar.line->SpreadOf().has_value() ? "spread" : "amount");
    figure.explanation.inputs.push_back(std::move(swing));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddSensitivity(const OptionAccount& of, FigureList& list) {
  Figure& costs = list.Plain({"switching_costs", "by how much costs may rise until NPV is 0",
                              "NPV / PVC; below 0: by how much they must fall"},
                             RatioBp(of.worth.npv, of.worth.pv_costs), "bp");
  for (const CostCategory category : methodology::AllCostCategories()) {
    ASSIGN_OR_RETURN(const int64_t minor, PresentSum(of, [&](const Line& line) {
                       return line.is_cost && line.cost->category == category;
                     }));
    if (minor <= 0) continue;
    costs.explanation.inputs.push_back(
        RiseOf(of, std::string(methodology::Name(category)), minor, list));
  }
  if (!costs.explanation.value.has_value()) costs.note = "none: there are no costs";
  Figure& gains =
      list.Plain({"switching_benefits", "share to which benefits may fall until NPV is 0",
                  "PVC / PVB; above 100 %: they must rise"},
                 RatioBp(of.worth.pv_costs, of.worth.pv_benefits), "bp");
  for (const BenefitCategory category : methodology::AllBenefitCategories()) {
    ASSIGN_OR_RETURN(const int64_t minor, PresentSum(of, [&](const Line& line) {
                       return !line.is_cost && line.benefit->category == category;
                     }));
    if (minor <= 0) continue;
    gains.explanation.inputs.push_back(
        FallOf(of, std::string(methodology::Name(category)), minor, list));
  }
  if (!gains.explanation.value.has_value()) gains.note = "none: there are no benefits";
  return AddTornado(of, list);
}

}  // namespace cartera::appraisal::v2
