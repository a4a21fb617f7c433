#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_ASKED_AMOUNTS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_ASKED_AMOUNTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

namespace cartera::appraisal {

// Money that a case asks for in one fiscal year and out of one budget line; above zero.
struct AskedAmount {
  int fiscal_year = 0;
  std::string budget_line;
  money::Money amount;
  bool is_new_money = true;  // not in the budget already
  friend bool operator==(const AskedAmount&, const AskedAmount&) = default;
};

// What the applicant pays for the preferred option, in the money and the prices of its lines: every
// year of their courses, tax that is not got back on top, nothing in kind, nothing sunk, nothing
// that another body bears. By fiscal year, budget line, kind of money (unit, basis, price year),
// existing money first. Empty when no option is preferred; a line without an amount is left out.
// Errors: those of FlowOf, and OUT_OF_RANGE for a sum.
absl::StatusOr<std::vector<AskedAmount>> AskedAmounts(const CaseContent& content,
                                                      const methodology::Methodology& methodology);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_ASKED_AMOUNTS_H_
