#include "libs/domain/appraisal/v1/tco.h"

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v1 {
namespace {

absl::StatusOr<int64_t> Narrow(absl::int128 sum) {
  if (sum > kPresentValueMinorMax || sum < -kPresentValueMinorMax) {
    return absl::OutOfRangeError("a sum of lines is too large to be computed");
  }
  return static_cast<int64_t>(sum);
}

// Integer sums do not depend on the order of lines; only the result is checked for its size.
template <typename Key>
absl::StatusOr<std::map<Key, int64_t>> NarrowAll(const std::map<Key, absl::int128>& sums) {
  std::map<Key, int64_t> narrowed;
  for (const auto& [key, sum] : sums) {
    ASSIGN_OR_RETURN(narrowed[key], Narrow(sum));
  }
  return narrowed;
}

int UpliftBp(absl::Span<const methodology::Uplift> uplifts, CostCategory category) {
  for (const methodology::Uplift& uplift : uplifts) {
    if (uplift.category == category) return uplift.uplift_bp;
  }
  return 0;
}

}  // namespace

absl::StatusOr<FlowTable> TabulateFlows(const CaseContent& content, absl::string_view option) {
  std::map<std::pair<int, CostCategory>, absl::int128> costs;
  std::map<int, absl::int128> benefits;
  FlowTable table;
  for (const CostLine& line : content.costs.lines) {
    if (line.option != option || !line.category.has_value() || !line.amount.has_value()) continue;
    costs[{line.fiscal_year, *line.category}] += line.amount->amount_minor;
  }
  for (const BenefitLine& line : content.benefits.lines) {
    if (line.option != option || !line.category.has_value()) continue;
    if (*line.category == BenefitCategory::kNonMonetised) {
      ++table.non_monetised_count;
    } else if (line.amount.has_value()) {
      benefits[line.fiscal_year] += line.amount->amount_minor;
    }
  }
  ASSIGN_OR_RETURN(table.costs, NarrowAll(costs));
  ASSIGN_OR_RETURN(table.benefits, NarrowAll(benefits));
  return table;
}

absl::StatusOr<int64_t> TotalCostOfOwnership(const FlowTable& flows) {
  absl::int128 sum = 0;
  for (const auto& [cell, amount_minor] : flows.costs) sum += amount_minor;
  return Narrow(sum);
}

YearFlows FlowsByYear(const FlowTable& flows, absl::Span<const methodology::Uplift> uplifts,
                      int base_fiscal_year, int count) {
  YearFlows by_year;
  by_year.costs.assign(static_cast<size_t>(count), 0.0);
  by_year.benefits.assign(static_cast<size_t>(count), 0.0);
  const auto index = [base_fiscal_year](int year) { return year - base_fiscal_year; };
  // Map order: by year, then category, whatever the order of the lines.
  for (const auto& [cell, amount_minor] : flows.costs) {
    const int at = index(cell.first);
    if (at < 0 || at >= count) continue;
    double amount = static_cast<double>(amount_minor);
    const int uplift_bp = UpliftBp(uplifts, cell.second);
    if (uplift_bp != 0) amount = amount * (1.0 + static_cast<double>(uplift_bp) / 10'000);
    by_year.costs[static_cast<size_t>(at)] += amount;
  }
  for (const auto& [year, amount_minor] : flows.benefits) {
    const int at = index(year);
    if (at < 0 || at >= count) continue;
    by_year.benefits[static_cast<size_t>(at)] += static_cast<double>(amount_minor);
  }
  return by_year;
}

}  // namespace cartera::appraisal::v1
