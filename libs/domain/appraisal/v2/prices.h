#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PRICES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PRICES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

namespace cartera::appraisal::v2 {

// The series of lines that name none, and the one that makes money of different years comparable.
inline constexpr absl::string_view kGeneralSeries = "general";

// One amount of one year, twice.
struct InPrices {
  int64_t nominal_minor = 0;  // as it is paid
  int64_t real_minor = 0;     // in the prices of the case's price year
  int64_t In(money::PriceBasis basis) const {
    return basis == money::PriceBasis::kReal ? real_minor : nominal_minor;
  }
};

// Nominal and real amounts by the price series of a methodology. Exact fractions of integers, each
// rounded half to even.
//
// Without a general series nothing is converted: all lines must be in the prices that the rates are
// meant for, and both amounts are that one.
class Prices {
 public:
  // Both must outlive this. Real prices are those of `price_year`.
  Prices(const methodology::Methodology& methodology, int price_year);

  // An amount stated like `like` (its own amount does not matter), due in `fiscal_year`. A real
  // amount follows its series from its price year to the fiscal year; what is then more or less
  // than the general series stays in its real amount. Empty `series`: the general one.
  // Errors: NOT_FOUND for a series that there is not; FAILED_PRECONDITION when a conversion needs a
  // series and there is none; OUT_OF_RANGE.
  absl::StatusOr<InPrices> Convert(const money::Money& like, int64_t amount_minor,
                                   absl::string_view series, int fiscal_year) const;

  // The indices that Convert used for its amount in `basis`; none when it changed nothing.
  absl::StatusOr<std::vector<Explanation>> IndicesOf(const money::Money& like,
                                                     absl::string_view series, int fiscal_year,
                                                     money::PriceBasis basis) const;

  // Millionths of the series' base. Errors: NOT_FOUND, OUT_OF_RANGE.
  absl::StatusOr<int64_t> IndexMicro(absl::string_view series, int fiscal_year) const;

  // What amounts wanted in `basis` are in: the basis itself with a general series, else that of the
  // rates.
  money::PriceBasis BasisFor(money::PriceBasis wanted) const;
  bool has_general() const { return has_general_; }
  int price_year() const { return price_year_; }

 private:
  const methodology::PriceSeries* Find(absl::string_view series) const;
  absl::StatusOr<int64_t> Scale(int64_t amount_minor, absl::string_view series, int from_year,
                                int to_year) const;
  absl::StatusOr<Explanation> IndexOf(absl::string_view series, int fiscal_year) const;

  const methodology::Methodology& methodology_;
  int price_year_;
  bool has_general_;
};

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PRICES_H_
