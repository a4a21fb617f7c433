#ifndef CARTERA_LIBS_DOMAIN_MATH_V1_EXP_LOG_H_
#define CARTERA_LIBS_DOMAIN_MATH_V1_EXP_LOG_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "libs/domain/math/v1/double_double.h"
#include "libs/domain/math/v1/series.h"

// Exponentials and logarithms out of + - x / and integer operations only, so that every machine
// gives the same bits. Version 1 of a function never changes a bit: what has decided must replay.
//
// "Largest error" is the distance to the true value in units of its last place, as measured by
// exp_log_test.cc; a correctly rounded function has 0.5. All rise where the function rises.
// Not-a-number gives not-a-number.
namespace cartera::math::v1 {

// e^x. Largest error 0.65, below 2^-1022 1.0. Infinite from 709.79 on, 0 from -745.14 down.
inline double Exp(double x);
// e^x - 1, exact in its relative error for small x. Largest error 0.95.
double Expm1(double x);
// ln x. Largest error 0.85. Minus infinity at 0, not a number below.
inline double Log(double x);
// ln(1 + x), exact in its relative error for small x. Largest error 0.85.
double Log1p(double x);
// base^exponent for a base of at least 0; not a number for a negative base, whatever the exponent:
// growth factors are not negative. Largest error 0.65, below 2^-1022 1.0. So a power that is a
// double is exact. base^0 = 1 for every base, as C says.
double Pow(double base, double exponent);
// e^x as a pair, |x| <= 690: to 2^-95 of itself, for deciding signs that a double cannot.
Sum2 ExpAsPair(Sum2 x);

namespace internal {

using series::kLn2High;
using series::kLn2Low;
using series::kLog2E;
inline constexpr double kNotANumber = __builtin_nan("");
inline constexpr double kInfinity = __builtin_inf();

// c[0] + x (c[1] + x (...)).
template <size_t kCount>
constexpr double Horner(const double (&c)[kCount], double x) {
  double sum = c[kCount - 1];
  for (size_t k = kCount - 1; k-- > 0;) sum = sum * x + c[k];
  return sum;
}

// e^x = 2^k (high + low), high about 1: the series of e^r for x = k ln 2 + r.
struct ExpParts {
  int64_t k;
  double high;
  double low;
};

// Of e^(x + x_low), |x| < 2^20, x_low far below x.
inline ExpParts SplitExp(double x, double x_low) {
  constexpr double kRound = 0x1.8p52;  // adding it leaves an integer in the lowest bits
  const double shifted = x * kLog2E + kRound;
  const double k = shifted - kRound;
  const double r_high = x - k * kLn2High;
  const double r_low = x_low - k * kLn2Low;
  const double r = r_high + r_low;
  const double r_rest = (r_high - r) + r_low;
  const double sum = 1.0 + r;
  const double sum_rest = (1.0 - sum) + r;
  return {std::bit_cast<int64_t>(shifted) - std::bit_cast<int64_t>(kRound), sum,
          sum_rest + (r_rest + r_rest * r + r * r * Horner(series::kExp, r))};
}

// 2^k for -1022 <= k <= 1023.
inline double PowerOfTwo(int64_t k) { return std::bit_cast<double>((k + 1023) << 52); }

// value x 2^k for |k| < 2044, rounded once.
inline double Scale(double value, int64_t k) {
  const int64_t half = ((k + 4096) >> 1) - 2048;
  return value * PowerOfTwo(half) * PowerOfTwo(k - half);
}

// x = 2^k m with m in [sqrt 1/2, sqrt 2), for a positive normal x.
struct LogParts {
  double k;
  double m;
};
inline LogParts SplitLog(double x) {
  constexpr uint64_t kOne = 0x3FF0000000000000;
  constexpr uint64_t kSqrtHalf = 0x3FE6A09E667F3BCD;
  const uint64_t shifted = std::bit_cast<uint64_t>(x) + (kOne - kSqrtHalf);
  return {static_cast<double>(static_cast<int64_t>(shifted >> 52) - 1023),
          std::bit_cast<double>((shifted & 0x000FFFFFFFFFFFFF) + kSqrtHalf)};
}

// ln(2^k (1 + f)) + low, for f in [sqrt 1/2 - 1, sqrt 2 - 1) and a low far below the result.
// The error of R (series.h) is below 2^-60 of the result.
inline double LogOf(double k, double f, double low) {
  const double half_square = 0.5 * f * f;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double rest = s * (half_square + z * Horner(series::kLogRest, z)) + (k * kLn2Low + low);
  return k * kLn2High - ((half_square - rest) - f);
}

}  // namespace internal

inline double Exp(double x) {
  // Beyond these the scaling below overflows or underflows by itself.
  const double from_below = x < -746.0 ? -746.0 : x;
  const internal::ExpParts parts = internal::SplitExp(from_below > 710.0 ? 710.0 : from_below, 0.0);
  // Not a number has no k: any would do, as the sum is not a number either.
  const int64_t k = x == x ? parts.k : 0;
  return internal::Scale(parts.high + parts.low, k);
}

inline double Log(double x) {
  const bool tiny = x < 0x1p-1022;
  const internal::LogParts parts = internal::SplitLog(tiny ? x * 0x1p54 : x);
  const double value = internal::LogOf(tiny ? parts.k - 54 : parts.k, parts.m - 1.0, 0.0);
  if (x > 0.0 && x < internal::kInfinity) return value;
  return x == 0.0 ? -internal::kInfinity : x > 0.0 ? x : internal::kNotANumber;
}

}  // namespace cartera::math::v1

#endif  // CARTERA_LIBS_DOMAIN_MATH_V1_EXP_LOG_H_
