#include "libs/domain/appraisal/v2/planning_rates.h"

#include <algorithm>
#include <set>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v2 {
namespace {

constexpr int kNanoDigits = 9;

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// The code of the unit that lines without a common one are brought to.
std::string CommonUnit(const CaseContent& content, absl::Span<const StatedUnit> lines) {
  std::set<std::string> of_lines, of_rates;
  for (const StatedUnit& line : lines) of_lines.insert(line.unit.code);
  for (const PlanningRate& rate : content.costs.planning_rates) of_rates.insert(rate.to_unit);
  if (of_lines.size() == 1) return *of_lines.begin();
  if (of_rates.size() == 1) return *of_rates.begin();
  return lines.empty() ? "" : lines.front().unit.code;
}

}  // namespace

PlanningRates::PlanningRates(const CaseContent& content,
                             const std::optional<money::Unit>& context_unit,
                             absl::Span<const StatedUnit> lines)
    : content_(content) {
  if (context_unit.has_value()) {
    unit_ = *context_unit;
    unit_path_ = "the evaluation";
  } else {
    unit_.code = CommonUnit(content, lines);
    const auto known = money::UnitTable::Iso().Find(unit_.code);
    if (known.ok()) unit_ = *known;
    unit_path_ = "costs.planning_rates";
  }
  for (const StatedUnit& line : lines) {
    if (line.unit.code != unit_.code) continue;
    unit_ = line.unit;
    unit_path_ = line.path;
    break;
  }
}

std::pair<const PlanningRate*, bool> PlanningRates::Find(absl::string_view from) const {
  const auto& rates = content_.costs.planning_rates;
  const auto leads = [&](absl::string_view a, absl::string_view b) {
    const auto found = std::find_if(rates.begin(), rates.end(), [&](const PlanningRate& rate) {
      return rate.from_unit == a && rate.to_unit == b && rate.rate_nano > 0;
    });
    return found == rates.end() ? nullptr : &*found;
  };
  if (const PlanningRate* rate = leads(from, unit_.code); rate != nullptr) return {rate, false};
  return {leads(unit_.code, from), true};
}

absl::StatusOr<int64_t> PlanningRates::Convert(const StatedUnit& from, int64_t amount_minor) const {
  if (from.unit.code == unit_.code) return amount_minor;
  const auto [rate, is_inverse] = Find(from.unit.code);
  if (rate == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        from.path, " is in ", from.unit.code, " and ", unit_path_, " in ", unit_.code,
        ": costs.planning_rates has no rate from ", from.unit.code, " to ", unit_.code));
  }
  // A rate is of major units, so the digits of the minor ones move the point.
  const int digits = kNanoDigits + from.unit.decimals - unit_.decimals;
  const int inverse_digits = kNanoDigits + unit_.decimals - from.unit.decimals;
  if (is_inverse) {
    return v1::DivideHalfEven(absl::int128(amount_minor) * PowerOfTen(inverse_digits),
                              rate->rate_nano);
  }
  return v1::DivideHalfEven(absl::int128(amount_minor) * rate->rate_nano, PowerOfTen(digits));
}

std::optional<Explanation> PlanningRates::RateOf(const money::Unit& from) const {
  if (from.code == unit_.code) return std::nullopt;
  const auto [rate, is_inverse] = Find(from.code);
  if (rate == nullptr) return std::nullopt;
  Explanation explanation{
      .label = absl::StrCat("planning rate: ", rate->to_unit, " for one ", rate->from_unit),
      .formula = is_inverse ? "amount / rate" : "amount x rate",
      .value = rate->rate_nano,
      .unit = "1e-9",
      .field_path = absl::StrCat("costs.planning_rates[from_unit=", rate->from_unit,
                                 ",to_unit=", rate->to_unit, "].rate_nano"),
      .source = rate->evidence.source};
  if (explanation.source.empty() && rate->evidence.assumption) explanation.source = "assumption";
  return explanation;
}

}  // namespace cartera::appraisal::v2
