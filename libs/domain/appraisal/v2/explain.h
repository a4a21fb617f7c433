#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_EXPLAIN_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_EXPLAIN_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/accounts.h"
#include "libs/domain/appraisal/v2/worth.h"

namespace cartera::appraisal::v2 {

// The trees of one account of one option. The years with their lines stand in one figure of each
// side; other figures refer to it.
class Trees {
 public:
  enum class Side : uint8_t { kCosts, kBenefits };

  Trees(const Ledger& ledger, absl::Span<const double> factors,
        const std::vector<const Line*>& lines, const Worth& worth)
      : ledger_(ledger), factors_(factors), lines_(lines), worth_(worth) {}

  // Each year with an amount, undiscounted: its lines, and what they were converted with.
  absl::StatusOr<std::vector<Explanation>> YearsOfLines(Side side) const;
  // The same discounted: lines, bias, tax financing and the discount factor with its rate.
  absl::StatusOr<std::vector<Explanation>> DiscountedYearsOfLines(Side side) const;
  // Each year's sum and its discount factor, without the lines: `see` says where these stand.
  absl::StatusOr<std::vector<Explanation>> DiscountedYears(Side side, const std::string& see) const;
  // Each year's sum, the same way.
  std::vector<Explanation> Years(Side side, const std::string& see) const;

 private:
  // The lines of a year, followed by the planning rates and price indices they were made with.
  absl::StatusOr<std::vector<Explanation>> LinesOf(Side side, int fiscal_year,
                                                   money::PriceBasis basis) const;
  absl::StatusOr<Explanation> DiscountedYear(Side side, size_t at, int64_t minor) const;
  // Adds bias and tax financing to a year's lines.
  void AddUplifts(size_t at, money::PriceBasis basis, Explanation& sum) const;
  std::vector<Explanation> BiasOf(int fiscal_year, money::PriceBasis basis) const;
  absl::StatusOr<Explanation> FactorOf(int fiscal_year) const;
  Explanation YearOf(Side side, int fiscal_year, int64_t minor) const;

  const Ledger& ledger_;
  absl::Span<const double> factors_;
  const std::vector<const Line*>& lines_;
  const Worth& worth_;
};

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_EXPLAIN_H_
