#ifndef CARTERA_LIBS_DOMAIN_MONEY_MONEY_H_
#define CARTERA_LIBS_DOMAIN_MONEY_MONEY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/money/unit.h"

namespace cartera::money {

// Nominal: prices of the year they are paid in. Real: prices of one stated year.
enum class PriceBasis { kNominal, kReal };

// An amount in minor units (cents) of `unit`. `price_year` is a year for real prices and 0 for
// nominal ones. Unknown is an empty std::optional<Money>, never an amount of zero.
struct Money {
  int64_t amount_minor = 0;
  Unit unit;
  PriceBasis basis = PriceBasis::kNominal;
  int price_year = 0;
  friend bool operator==(const Money&, const Money&) = default;
};

// `amount_minor` nominal, or in prices of `price_year`; not checked.
Money Nominal(int64_t amount_minor, Unit unit);
Money Real(int64_t amount_minor, Unit unit, int price_year);

// OK when every field is in its range: |amount_minor| <= kAmountMinorMax, a unit of `units`, a
// price year within kYearMin..kYearMax exactly when real. Errors: INVALID_ARGUMENT, all at once.
absl::Status Check(const Money& money, const UnitTable& units);

// True when the two may be added: the same unit, price basis and price year.
bool IsLike(const Money& a, const Money& b);

// a + b, a - b. Errors: FAILED_PRECONDITION naming both sides and what differs (unit, basis, price
// year); OUT_OF_RANGE when the result passes kAmountMinorMax either side.
absl::StatusOr<Money> Add(const Money& a, const Money& b);
absl::StatusOr<Money> Subtract(const Money& a, const Money& b);

// money * rate_bp / 10,000, rounded half to even; the only place where money is rounded.
// Errors: INVALID_ARGUMENT for |rate_bp| > kRateBpMax, OUT_OF_RANGE past kAmountMinorMax.
absl::StatusOr<Money> MultiplyByRateBp(const Money& money, int64_t rate_bp);

// "nominal" and "real", and back. Errors: INVALID_ARGUMENT.
absl::string_view Name(PriceBasis basis);
absl::StatusOr<PriceBasis> ParsePriceBasis(absl::string_view name);

}  // namespace cartera::money

#endif  // CARTERA_LIBS_DOMAIN_MONEY_MONEY_H_
