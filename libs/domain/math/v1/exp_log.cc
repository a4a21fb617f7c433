#include "libs/domain/math/v1/exp_log.h"

#include "libs/domain/math/v1/double_double.h"

namespace cartera::math::v1 {

using internal::ExpParts;
using internal::kInfinity;
using internal::kNotANumber;
using internal::LogParts;

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
  const Sum2 whole = Add(parts.high * power, -1.0);
  return whole.high + (whole.low + parts.low * power);
}

double Log1p(double x) {
  if (!(x > -1.0)) return x == -1.0 ? -kInfinity : kNotANumber;
  if (x == 0.0 || x == kInfinity) return x;
  // sqrt 1/2 - 1 and sqrt 2 - 1: within, 1 + x is never formed.
  if (x > -0.2928 && x < 0.4142) return internal::LogOf(0.0, x, 0.0);
  const Sum2 u = Add(1.0, x);
  const LogParts parts = internal::SplitLog(u.high);
  return internal::LogOf(parts.k, parts.m - 1.0, u.low / u.high);
}

namespace {

constexpr double kLn2Lowest = 0x1.cc01f97b57a08p-87;  // what ln 2 has beyond kLn2Low

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
  const Sum2 s = Divide({parts.m - 1.0, 0.0}, Add(parts.m, 1.0));
  const Sum2 z = Multiply(s, s);
  Sum2 series = Add(kSeventh, {z.high * internal::Horner(kRest, z.high), 0.0});
  series = Add(kFifth, Multiply(z, series));
  series = Add(kThird, Multiply(z, series));
  series = Multiply(z, series);
  series = Add({1.0, 0.0}, series);
  const Sum2 of_m = Multiply({2.0 * s.high, 2.0 * s.low}, series);
  // The first product is exact.
  const Sum2 of_k =
      Add(k * internal::kLn2High, Multiply({internal::kLn2Low, kLn2Lowest}, {k, 0.0}));
  return Add(of_k, of_m);
}

}  // namespace

Sum2 ExpAsPair(Sum2 x) {
  constexpr double kRound = 0x1.8p52;
  constexpr Sum2 kThird = Divide({1.0, 0.0}, {3.0, 0.0});
  constexpr Sum2 kFifth = Divide({1.0, 0.0}, {5.0, 0.0});
  constexpr Sum2 kSeventh = Divide({1.0, 0.0}, {7.0, 0.0});
  // 1/8, 1/(8 9), ... 1/(8 9 ... 13).
  constexpr double kRest[] = {1.0 / 8, 1.0 / 72, 1.0 / 720, 1.0 / 7920, 1.0 / 95040, 1.0 / 1235520};
  const double shifted = x.high * internal::kLog2E + kRound;
  const double k = shifted - kRound;
  Sum2 r = Add(x, Multiply({-internal::kLn2Low, -kLn2Lowest}, {k, 0.0}));
  r = Add(-k * internal::kLn2High, r);
  // e^(r/16) - 1 by its series, 1 + r/2 (1 + r/3 (1 + ...)), then squared four times.
  r = {r.high / 16, r.low / 16};
  const auto step = [&r](Sum2 reciprocal, Sum2 inner) {
    return Add(1.0, Multiply(Multiply(r, reciprocal), inner));
  };
  Sum2 series = Add(1.0, {r.high * internal::Horner(kRest, r.high), 0.0});
  series = step(kSeventh, series);
  series = step({kThird.high / 2, kThird.low / 2}, series);
  series = step(kFifth, series);
  series = step({0.25, 0.0}, series);
  series = step(kThird, series);
  series = step({0.5, 0.0}, series);
  Sum2 grown = Multiply(r, series);
  for (int i = 0; i < 4; ++i) {
    grown = Add({2 * grown.high, 2 * grown.low}, Multiply(grown, grown));
  }
  const Sum2 value = Add(1.0, grown);
  const auto exponent = static_cast<int64_t>(k);
  return {internal::Scale(value.high, exponent), internal::Scale(value.low, exponent)};
}

double Pow(double base, double exponent) {
  if (exponent == 0.0 || base == 1.0) return 1.0;
  if (!(base >= 0.0) || exponent != exponent) return kNotANumber;
  const bool grows = (base > 1.0) == (exponent > 0.0);
  const double size = exponent < 0.0 ? -exponent : exponent;
  if (base == 0.0 || base == kInfinity || size == kInfinity) return grows ? kInfinity : 0.0;
  if (size > 0x1p64) return grows ? kInfinity : 0.0;  // |ln base| >= 2^-53
  const Sum2 power = Multiply(LogAsPair(base), {exponent, 0.0});
  if (power.high > 710.0) return kInfinity;
  if (power.high < -746.0) return 0.0;
  const ExpParts parts = internal::SplitExp(power.high, power.low);
  return internal::Scale(parts.high + parts.low, parts.k);
}

}  // namespace cartera::math::v1
