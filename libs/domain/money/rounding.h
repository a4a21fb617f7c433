#ifndef CARTERA_LIBS_DOMAIN_MONEY_ROUNDING_H_
#define CARTERA_LIBS_DOMAIN_MONEY_ROUNDING_H_

#include "absl/numeric/int128.h"

namespace cartera::money {

// numerator / denominator to the nearest integer, a half to the even one; denominator > 0.
inline absl::int128 DivideHalfEven(absl::int128 numerator, absl::int128 denominator) {
  const bool negative = numerator < 0;
  const absl::int128 magnitude = negative ? -numerator : numerator;
  absl::int128 quotient = magnitude / denominator;
  const absl::int128 twice_rest = 2 * (magnitude % denominator);
  if (twice_rest > denominator || (twice_rest == denominator && quotient % 2 == 1)) quotient += 1;
  return negative ? -quotient : quotient;
}

}  // namespace cartera::money

#endif  // CARTERA_LIBS_DOMAIN_MONEY_ROUNDING_H_
