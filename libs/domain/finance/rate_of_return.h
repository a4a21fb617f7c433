#ifndef CARTERA_LIBS_DOMAIN_FINANCE_RATE_OF_RETURN_H_
#define CARTERA_LIBS_DOMAIN_FINANCE_RATE_OF_RETURN_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::finance {

// The rates above -100 % at which the net present value is zero. None and several are answers: no
// single one of several stands for the project.
struct RatesOfReturn {
  enum class Count : uint8_t {
    kNone,
    kOne,
    kSeveral,
    kEvery,  // all flows are zero
  };
  struct Rate {
    double rate;  // 0.1 is 10 % per period or year
    // The net present value reaches zero there, as far as 30 digits can tell, without crossing it.
    bool touches;
  };

  Count count = Count::kNone;
  std::vector<Rate> rates;  // rising
};

// Internal rate of return per period: flows[0] at time 0, flows[1] one period later, and so on.
// (Which year the first flow falls in does not change it.) Zeros at either end do not count.
// Errors: INVALID_ARGUMENT past the limits of limits.h, among them kSignChangesMax; OUT_OF_RANGE
// when a rate is so near to -100 %, or so large, that a double cannot say it.
absl::StatusOr<RatesOfReturn> Irr(absl::Span<const double> flows);

// The same per year for flows on days, in any order; several on one day are added. A flow at d days
// is discounted by (1 + rate)^(d / days of a year).
absl::StatusOr<RatesOfReturn> Xirr(absl::Span<const DatedFlow> flows, DayCount day_count);

// Modified rate of return per period: what is paid is financed at `finance_rate` from the start,
// what comes in is reinvested at `reinvest_rate` to the end of the last period:
//   (value of the gains at the end / present value of the payments)^(1 / periods) - 1.
// None when nothing is paid, nothing comes in, or there is one flow. Errors: INVALID_ARGUMENT,
// OUT_OF_RANGE.
absl::StatusOr<std::optional<double>> Mirr(absl::Span<const double> flows, double finance_rate,
                                           double reinvest_rate);

}  // namespace cartera::finance

#endif  // CARTERA_LIBS_DOMAIN_FINANCE_RATE_OF_RETURN_H_
