#include "libs/domain/math/v1/normal.h"

#include <cmath>

#include "libs/domain/math/v1/double_double.h"
#include "libs/domain/math/v1/exp_log.h"
#include "libs/domain/math/v1/series.h"

namespace cartera::math::v1 {
namespace {

using internal::ExpParts;
using internal::Horner;
using internal::kInfinity;
using internal::kNotANumber;
using series::kSqrtHalf;

constexpr double kErfMiddle = 0.75;  // up to here the series below

// erf(x) for |x| <= kErfMiddle.
double ErfMiddle(double x) { return x * Horner(series::kErf, x * x); }

// e^(x^2) erfc(x) for 0 <= x <= 28.
double ScaledErfc(double x) {
  return Horner(series::kScaledErfc, (x - 4.0) / (x + 4.0)) / (1.0 + 2.0 * x);
}

// factor e^(-square), where factor is about 1 or less.
double TimesExpMinus(Sum2 square, double factor) {
  const ExpParts parts = internal::SplitExp(-square.high, -square.low);
  return internal::Scale((parts.high + parts.low) * factor, parts.k);
}

// erfc(x) for kErfMiddle / 2 < x.
double ErfcTail(double x) { return x > 28.0 ? 0.0 : TimesExpMinus(Multiply(x, x), ScaledErfc(x)); }

}  // namespace

double Erf(double x) {
  if (x != x) return x;
  const double size = std::fabs(x);
  if (size <= kErfMiddle) return ErfMiddle(x);
  const double value = 1.0 - ErfcTail(size);
  return x < 0.0 ? -value : value;
}

double Erfc(double x) {
  if (x != x) return x;
  if (std::fabs(x) <= kErfMiddle / 2) return 1.0 - ErfMiddle(x);
  return x < 0.0 ? 2.0 - ErfcTail(-x) : ErfcTail(x);
}

double NormalCdf(double z) {
  if (z != z) return z;
  const double size = std::fabs(z);
  if (size <= kErfMiddle / 2) return 0.5 + 0.5 * ErfMiddle(z * kSqrtHalf);
  if (size > 39.0) return z < 0.0 ? 0.0 : 1.0;
  // The square is kept as a pair: half a unit in the last place of it would be hundreds of the
  // tail.
  const Sum2 square = Multiply(size, size);
  const double tail =
      TimesExpMinus({0.5 * square.high, 0.5 * square.low}, 0.5 * ScaledErfc(size * kSqrtHalf));
  return z < 0.0 ? tail : 1.0 - tail;
}

double NormalQuantile(double p) {
  if (!(p >= 0.0 && p <= 1.0)) return kNotANumber;
  if (p == 0.0) return -kInfinity;
  if (p == 1.0) return kInfinity;
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * Horner(series::kMiddleUp, r) / Horner(series::kMiddleDown, r);
  }
  const double depth = std::sqrt(-Log(q < 0.0 ? p : 1.0 - p));
  const double size =
      depth <= 5.0 ? Horner(series::kTailUp, depth - 1.6) / Horner(series::kTailDown, depth - 1.6)
                   : Horner(series::kFarUp, depth - 5.0) / Horner(series::kFarDown, depth - 5.0);
  return q < 0.0 ? -size : size;
}

}  // namespace cartera::math::v1
