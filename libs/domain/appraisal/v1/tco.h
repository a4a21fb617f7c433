#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_TCO_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_TCO_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v1 {

// Sums of one option's lines, exact integers in minor units. Lines without an amount or category
// are left out (the check finds them).
struct FlowTable {
  std::map<std::pair<int, CostCategory>, int64_t> costs;  // by fiscal year and category
  std::map<int, int64_t> benefits;                        // monetised, by fiscal year
  int non_monetised_count = 0;
};

// Errors: OUT_OF_RANGE when a cell passes kPresentValueMinorMax; independent of the order of lines.
absl::StatusOr<FlowTable> TabulateFlows(const CaseContent& content, absl::string_view option);

// Total cost of ownership: all cells, undiscounted, without uplift. Errors: OUT_OF_RANGE.
absl::StatusOr<int64_t> TotalCostOfOwnership(const FlowTable& flows);

// Costs (with the uplift of their category) and benefits by year from `base_fiscal_year` on, as
// doubles for discounting; `count` years. Years outside are left out.
struct YearFlows {
  std::vector<double> costs;
  std::vector<double> benefits;
};
YearFlows FlowsByYear(const FlowTable& flows, absl::Span<const methodology::Uplift> uplifts,
                      int base_fiscal_year, int count);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_TCO_H_
