#ifndef CARTERA_TOOLS_CARTERA_CASE_COST_H_
#define CARTERA_TOOLS_CARTERA_CASE_COST_H_

#include <string>

#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/domain/money/money.h"

namespace cartera::cli {

// What a case says it takes to build its preferred option, without a server or a methodology.
struct CostToBuild {
  std::string option;  // its id
  int lines_count = 0;
  money::Money
      cost;  // of the lines that neither recur nor are sunk, over all years of their courses
  // From the first year of spending to the year of first use, by whole years; 0 when not stated.
  int months = 0;
};

// Errors: INVALID_ARGUMENT naming the line or the field: no preferred option or several, no such
// line, a line that cannot be counted (one of the methodology's unit values), lines in different
// units or prices.
absl::StatusOr<CostToBuild> CostToBuildOf(const appraisal::v1::CaseContent& content);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_CASE_COST_H_
