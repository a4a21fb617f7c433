#ifndef CARTERA_SERVICES_OVERSIGHT_PORTFOLIO_H_
#define CARTERA_SERVICES_OVERSIGHT_PORTFOLIO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// The report made of `cells`, in any order. Groups come by key. Money rows: first those of the unit
// that most amounts stand in (of equals the first by code), then by unit code, nominal before real,
// price year. Errors: OUT_OF_RANGE TOTAL_TOO_LARGE, INTERNAL for a unit nobody declared.
absl::StatusOr<Portfolio> MakePortfolio(absl::Span<const Cell> cells);

// The total of one money cell. Errors as above.
absl::StatusOr<money::TotalRow> TotalOf(const Cell& cell);

// Puts the rows in the order above.
void SortTotals(std::vector<money::TotalRow>* rows);

// Amounts that do not stand in the unit of the first row: nothing is converted yet, so all of them.
int64_t UnconvertedCount(absl::Span<const money::TotalRow> rows);

// "0", "1-4" for one to four, else the number: few hidden projects could be told apart.
std::string HiddenCountText(int64_t count);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_PORTFOLIO_H_
