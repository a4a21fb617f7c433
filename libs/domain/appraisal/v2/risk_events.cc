#include "libs/domain/appraisal/v2/risk_events.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v2/accounts.h"

namespace cartera::appraisal::v2 {
namespace {

bool Names(const Risk& risk, const Line& line) {
  return std::any_of(risk.lines.begin(), risk.lines.end(),
                     [&](const std::string& id) { return id == line.id; });
}

// The impact in the economic account's prices, as if due in the first year.
absl::StatusOr<int64_t> ImpactOf(const Ledger& ledger, const Risk& risk) {
  if (!risk.cost_impact.has_value()) return 0;
  const std::string path = RiskPath(risk, "cost_impact");
  ASSIGN_OR_RETURN(const int64_t in_unit, ledger.rates.Convert({risk.cost_impact->unit, path},
                                                               risk.cost_impact->amount_minor));
  const auto prices =
      ledger.prices.Convert(*risk.cost_impact, in_unit, "", ledger.horizon.first_fiscal_year);
  if (!prices.ok()) {
    return absl::Status(prices.status().code(), absl::StrCat(path, " ", prices.status().message()));
  }
  return prices->In(BasisOf(ledger, Account::kEconomic));
}

}  // namespace

absl::StatusOr<std::vector<RiskEvent>> RiskEventsOf(const Ledger& ledger, const Option& option) {
  std::vector<RiskEvent> events;
  const std::vector<const Line*> lines = LinesIn(ledger, option.id, Scope::kAllLines);
  const Option* preferred = FindPreferred(ledger.content);
  for (const Risk& risk : ledger.content.risks.risks) {
    RiskEvent event{
        .risk = &risk,
        .probability_bp = std::clamp(risk.residual_probability_bp.value_or(risk.probability_bp), 0,
                                     methodology::kWholeBp)};
    for (const Line* line : lines) {
      if (Names(risk, *line)) (line->is_cost ? event.costs : event.delays).push_back(line);
    }
    const bool strikes =
        risk.lines.empty() ? &option == preferred : !event.costs.empty() || !event.delays.empty();
    if (!strikes) continue;
    for (const bool is_cost : {true, false}) {
      std::vector<const Line*>& struck = is_cost ? event.costs : event.delays;
      if (!struck.empty()) continue;
      std::copy_if(lines.begin(), lines.end(), std::back_inserter(struck),
                   [&](const Line* line) { return line->is_cost == is_cost; });
    }
    ASSIGN_OR_RETURN(event.impact_minor, ImpactOf(ledger, risk));
    events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const RiskEvent& a, const RiskEvent& b) { return a.risk->id < b.risk->id; });
  return events;
}

}  // namespace cartera::appraisal::v2
