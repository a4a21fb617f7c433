// What the register's risks come to in money.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/option_account.h"
#include "libs/domain/appraisal/v2/risk_events.h"

namespace cartera::appraisal::v2 {

using methodology::kWholeBp;

absl::Status AddRiskCosts(const OptionAccount& of, FigureList& list) {
  const std::string unit = of.ledger.UnitText();
  Figure& expected = list.Money(
      {"expected_risk_cost", "expected cost of the risks", "sum of probability x likely impact"},
      0);
  Figure& exposure =
      list.Money({"risk_exposure", "cost if all risks came true", "sum of likely impacts"}, 0);
  absl::int128 expected_sum = 0, exposure_sum = 0;
  ASSIGN_OR_RETURN(const std::vector<RiskEvent> events, RiskEventsOf(of.ledger, of.option));
  for (const RiskEvent& event : events) {
    if (event.impact_minor == 0) continue;
    ASSIGN_OR_RETURN(
        const int64_t mean,
        v1::DivideHalfEven(absl::int128(event.impact_minor) * event.probability_bp, kWholeBp));
    expected_sum += mean;
    exposure_sum += event.impact_minor;
    Explanation input = Amount(absl::StrCat("risk ", event.risk->id), mean, unit);
    input.formula = absl::StrCat(event.probability_bp, " bp x impact");
    input.inputs = {Amount("impact", event.impact_minor, unit)};
    input.inputs[0].field_path = RiskPath(*event.risk, "cost_impact");
    exposure.explanation.inputs.push_back(input.inputs[0]);
    exposure.explanation.inputs.back().label = input.label;
    expected.explanation.inputs.push_back(std::move(input));
  }
  ASSIGN_OR_RETURN(expected.explanation.value, v1::DivideHalfEven(expected_sum, 1));
  ASSIGN_OR_RETURN(exposure.explanation.value, v1::DivideHalfEven(exposure_sum, 1));
  if (expected.explanation.inputs.empty()) {
    expected.note = exposure.note = "no risk of this option has an impact in money";
  }
  return absl::OkStatus();
}

}  // namespace cartera::appraisal::v2
