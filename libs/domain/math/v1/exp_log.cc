#include "libs/domain/math/v1/exp_log.h"

#include "libs/domain/math/v1/double_double.h"

namespace cartera::math::v1 {

using internal::ExpParts;
using internal::kInfinity;
using internal::kNotANumber;
using internal::LogParts;
using internal::Sum2;

double Expm1(double x) {
  if (x != x || x == 0.0) return x;  // keeps the sign of zero
  // Beyond these the value is infinite, or -1 to the last bit.
  if (x > 710.0) return kInfinity;
  if (x < -40.0) return -1.0;
  const ExpParts parts = internal::SplitExp(x, 0.0);
  if (parts.k == 0) {
    // high + low without the 1 that they hold: x is what was added to it.
    const double rest = parts.low - ((1.0 - parts.high) + x);
    return x + rest;
  }
  if (parts.k > 60) return internal::Scale(parts.high + parts.low, parts.k);
  const double power = internal::PowerOfTwo(parts.k);
  const Sum2 whole = internal::Add(parts.high * power, -1.0);
  return whole.high + (whole.low + parts.low * power);
}

double Log1p(double x) {
  if (!(x > -1.0)) return x == -1.0 ? -kInfinity : kNotANumber;
  if (x == 0.0 || x == kInfinity) return x;
  // sqrt 1/2 - 1 and sqrt 2 - 1: within, 1 + x is never formed.
  if (x > -0.2928 && x < 0.4142) return internal::LogOf(0.0, x, 0.0);
  const Sum2 u = internal::Add(1.0, x);
  const LogParts parts = internal::SplitLog(u.high);
  return internal::LogOf(parts.k, parts.m - 1.0, u.low / u.high);
}

namespace {

// ln x to about 2^-100 + 2^-70 of itself, x positive and finite: 2 atanh(s) = 2s (1 + s^2/3 +
// s^4/5 + ...) with s = (m - 1) / (m + 1); the first terms as pairs, the rest as doubles.
Sum2 LogAsPair(double x) {
  // 1/9, 1/11, ... 1/29; s^2 < 0.0295.
  constexpr double kRest[] = {1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
                              1.0 / 21, 1.0 / 23, 1.0 / 25, 1.0 / 27, 1.0 / 29};
  constexpr Sum2 kThird = {1.0 / 3, 0x1.5555555555555p-56};
  constexpr Sum2 kFifth = {1.0 / 5, -0x1.999999999999ap-57};
  constexpr Sum2 kSeventh = {1.0 / 7, 0x1.2492492492492p-57};
  const bool tiny = x < 0x1p-1022;
  const LogParts parts = internal::SplitLog(tiny ? x * 0x1p54 : x);
  const double k = tiny ? parts.k - 54 : parts.k;
  const Sum2 s = internal::Divide({parts.m - 1.0, 0.0}, internal::Add(parts.m, 1.0));
  const Sum2 z = internal::Multiply(s, s);
  Sum2 series = internal::Add(kSeventh, {z.high * internal::Horner(kRest, z.high), 0.0});
  series = internal::Add(kFifth, internal::Multiply(z, series));
  series = internal::Add(kThird, internal::Multiply(z, series));
  series = internal::Multiply(z, series);
  series = internal::Add({1.0, 0.0}, series);
  const Sum2 of_m = internal::Multiply({2.0 * s.high, 2.0 * s.low}, series);
  // ln 2 in three parts; the first product is exact.
  constexpr double kLn2Lowest = 0x1.cc01f97b57a08p-87;
  const Sum2 of_k = internal::Add(k * internal::kLn2High,
                                  internal::Multiply({internal::kLn2Low, kLn2Lowest}, {k, 0.0}));
  return internal::Add(of_k, of_m);
}

}  // namespace

double Pow(double base, double exponent) {
  if (exponent == 0.0 || base == 1.0) return 1.0;
  if (!(base >= 0.0) || exponent != exponent) return kNotANumber;
  const bool grows = (base > 1.0) == (exponent > 0.0);
  const double size = exponent < 0.0 ? -exponent : exponent;
  if (base == 0.0 || base == kInfinity || size == kInfinity) return grows ? kInfinity : 0.0;
  if (size > 0x1p64) return grows ? kInfinity : 0.0;  // |ln base| >= 2^-53
  const Sum2 power = internal::Multiply(LogAsPair(base), {exponent, 0.0});
  if (power.high > 710.0) return kInfinity;
  if (power.high < -746.0) return 0.0;
  const ExpParts parts = internal::SplitExp(power.high, power.low);
  return internal::Scale(parts.high + parts.low, parts.k);
}

}  // namespace cartera::math::v1
