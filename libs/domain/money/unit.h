#ifndef CARTERA_LIBS_DOMAIN_MONEY_UNIT_H_
#define CARTERA_LIBS_DOMAIN_MONEY_UNIT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::money {

// What an amount is counted in: an ISO 4217 code or a declared unit of account. `decimals` is the
// number of digits of the minor unit (CAD 2, CLP 0, CLF 4).
struct Unit {
  std::string code;
  int decimals = 0;
  friend bool operator==(const Unit&, const Unit&) = default;
};

// The units that may be used: the active ISO 4217 codes (built in), and units of account declared
// by a jurisdiction (UTM). A value type.
class UnitTable {
 public:
  // The active codes of ISO 4217 list one that have a minor unit, CLF and the other funds codes
  // included; gold, special drawing rights and the like are not money here.
  static const UnitTable& Iso();

  // This table plus `declared`. Errors: INVALID_ARGUMENT for a code that is not 3 to 8 of A-Z and
  // 0-9 starting with a letter, decimals outside 0..6, or a code that stands already with other
  // decimals (the same unit again is allowed).
  absl::StatusOr<UnitTable> With(absl::Span<const Unit> declared) const;

  // The unit with `code` (exact, upper case). Errors: INVALID_ARGUMENT naming the code.
  absl::StatusOr<Unit> Find(absl::string_view code) const;

  // All units, by code.
  const std::vector<Unit>& units() const { return units_; }

 private:
  explicit UnitTable(std::vector<Unit> units) : units_(std::move(units)) {}
  std::vector<Unit> units_;  // sorted by code, each once
};

}  // namespace cartera::money

#endif  // CARTERA_LIBS_DOMAIN_MONEY_UNIT_H_
