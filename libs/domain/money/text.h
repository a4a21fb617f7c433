#ifndef CARTERA_LIBS_DOMAIN_MONEY_TEXT_H_
#define CARTERA_LIBS_DOMAIN_MONEY_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/money/money.h"

namespace cartera::money {

// A nominal amount from "4,800,000.00 CAD" or "CLF 12.3456": '.' before the decimals, ',' between
// groups of three or nowhere, at most the unit's decimals (fewer are filled with zeros), '-' before
// the digits. Never through floating point. Errors: INVALID_ARGUMENT, OUT_OF_RANGE.
absl::StatusOr<Money> Parse(absl::string_view text, const UnitTable& units);

// The amount part alone, in minor units of a unit with `decimals`. Errors as Parse.
absl::StatusOr<int64_t> ParseAmountMinor(absl::string_view text, int decimals);

// "4,800,000.00 CAD": groups of three and the unit's decimals always. Real prices add their year:
// "4,800,000.00 CAD (2027 prices)". Total: every value has a text.
std::string Format(const Money& money);

// The amount part alone: "-4,800,000.00".
std::string FormatAmountMinor(int64_t amount_minor, int decimals);

}  // namespace cartera::money

#endif  // CARTERA_LIBS_DOMAIN_MONEY_TEXT_H_
