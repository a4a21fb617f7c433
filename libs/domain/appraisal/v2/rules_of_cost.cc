// Rules on the cost: whether it is complete, credible and affordable, never how large it is.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/line_shares.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/appraisal/v2/rule_functions.h"
#include "libs/domain/money/text.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kScoreMax;
using methodology::kWholeBp;

bool IsRunning(CostCategory category) {
  return category == CostCategory::kOperation || category == CostCategory::kSupport ||
         category == CostCategory::kMaintenance;
}

// What the cost lines of the preferred option cover within the horizon.
struct CostCoverage {
  std::set<CostCategory> categories;
  std::set<int> running_years;
};

CostCoverage Cover(const RuleInput& input) {
  CostCoverage coverage;
  for (const CostLine& line : input.content.costs.lines) {
    if (line.option != input.preferred->option || !line.category.has_value()) continue;
    coverage.categories.insert(*line.category);
    if (!IsRunning(*line.category)) continue;
    const int last = std::min(std::max(line.fiscal_year, line.course.last_fiscal_year),
                              input.horizon.last_fiscal_year());
    for (int year = std::max(line.fiscal_year, input.horizon.first_fiscal_year); year <= last;
         ++year) {
      coverage.running_years.insert(year);
    }
  }
  return coverage;
}

// A figure of the whole cost for each of `count`, in the unit of the limits.
RuleResult CostPer(const RuleInput& input, absl::string_view figure, int64_t count,
                   absl::string_view what) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  if (count <= 0) return {0, absl::StrCat("The number of ", what, "s is not said.")};
  const std::optional<int64_t> each = ValueOf(figure, input.preferred, input.simulation);
  if (!each.has_value())
    return {std::nullopt, absl::StrCat("The cost per ", what, " is not known.")};
  const money::Unit& unit = input.preferred->npv.amount.unit;
  if (unit.code != input.criterion.limits_unit) {
    return {std::nullopt, absl::StrCat("The cost is in ", unit.code, ", the limits in ",
                                       input.criterion.limits_unit, "; a person must judge.")};
  }
  return {PointsKept(*each, input.criterion.limits_bp),
          absl::StrCat("It costs ", money::FormatAmountMinor(*each, unit.decimals), " ", unit.code,
                       " per ", what, " over the years counted.")};
}

}  // namespace

RuleResult CostComplete(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const CostCoverage coverage = Cover(input);
  if (coverage.categories.empty()) return {0, "The preferred option has no cost lines."};
  std::string missing;
  size_t present = 0;
  for (CostCategory category : input.methodology.required_cost_categories) {
    if (coverage.categories.count(category) > 0) {
      ++present;
    } else {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", methodology::Name(category));
    }
  }
  const size_t required = input.methodology.required_cost_categories.size();
  const std::string count = absl::StrCat(present, " of ", required, " required cost categories");
  if (present < required) {
    return {present * 2 >= required ? 2 : 1, absl::StrCat(count, "; missing: ", missing, ".")};
  }
  const int go_live = input.content.identification.go_live_fiscal_year;
  if (go_live == 0) return {3, absl::StrCat(count, ", but the year of first use is not said.")};
  for (int year = std::max(go_live, input.horizon.first_fiscal_year);
       year <= input.horizon.last_fiscal_year(); ++year) {
    if (coverage.running_years.count(year) > 0) continue;
    return {3, absl::StrCat(count, ", but no running costs in ", year, ".")};
  }
  if (!IsFilled(input.content.costs.double_running)) {
    return {3, absl::StrCat(count, " and running costs in every year of use, but it is not said ",
                            "how long old and new run side by side.")};
  }
  return {kScoreMax, absl::StrCat(count, ", running costs in every year of use, and the running ",
                                  "of old and new side by side.")};
}

RuleResult CostCredibility(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  bool has_all_spreads = true;
  bool has_line = false;
  for (const CostLine& line : input.content.costs.lines) {
    if (line.option != input.preferred->option || line.sunk) continue;
    has_line = true;
    has_all_spreads = has_all_spreads && line.spread.has_value();
  }
  if (!has_line) return {0, "The preferred option has no cost lines."};
  const auto share =
      ShareOfCosts(input.content, input.methodology, input.preferred->option,
                   [](const CostLine& line) { return IsFilled(line.evidence.source); });
  if (!share.ok()) return {std::nullopt, std::string(share.status().message())};
  if (!share->share_bp().has_value()) return {0, "The cost lines come to nothing."};
  const int points = PointsReached(*share->share_bp(), input.criterion.limits_bp);
  const std::string why = absl::StrCat(Percent(*share->share_bp()), " of the cost has evidence");
  if (has_all_spreads) return {points, why + ", and every line says how uncertain it is."};
  // Without a spread a number claims to be certain.
  return {std::min(points, kScoreMax - 1),
          why + ", but not every line says how uncertain it is, so 3 at best."};
}

RuleResult Affordability(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const std::optional<money::Money>& budget = input.content.identification.agency_ict_budget;
  if (!budget.has_value() || budget->amount_minor <= 0) {
    return {0, "The agency's yearly ICT budget is not said."};
  }
  const std::optional<int64_t> share_bp =
      ValueOf("agency.ict_budget_share", input.preferred, input.simulation);
  if (!share_bp.has_value()) {
    return {std::nullopt, "The cost cannot be compared with the agency's ICT budget."};
  }
  return {PointsKept(*share_bp, input.criterion.limits_bp),
          absl::StrCat("The dearest year takes ", Percent(*share_bp),
                       " of the agency's yearly ICT budget.")};
}

RuleResult CostPerUser(const RuleInput& input) {
  return CostPer(input, "economic.cost_per_user", input.content.identification.users_count, "user");
}

RuleResult CostPerTransaction(const RuleInput& input) {
  return CostPer(input, "economic.cost_per_transaction",
                 input.content.identification.transactions_per_year, "transaction");
}

}  // namespace cartera::appraisal::v2
