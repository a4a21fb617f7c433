#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_

#include "libs/domain/simulation/lanes.h"

// The functions of libs/domain/math/v1 for kLanes numbers, without branches on single lanes: the
// same bits where both are defined (kernels_test.cc). Where the numbers come from is said there.
namespace cartera::simulation::CARTERA_LANES_SET {

inline constexpr double kLn2High = 0x1.62e42fee00000p-1, kLn2Low = 0x1.a39ef35793c76p-33;

// c[0] + x (c[1] + x (...)), by Horner.
template <size_t kCount>
CARTERA_INLINE Doubles Horner(const double (&c)[kCount], Doubles x) {
  Doubles sum = Splat(c[kCount - 1]);
  for (size_t k = kCount - 1; k-- > 0;) sum = sum * x + c[k];
  return sum;
}

// e^x = 2^k (high + low), where e^(x + x_low) is meant; `shifted` holds k in its lowest bits.
struct ExpParts {
  Doubles shifted, high, low;
};

CARTERA_INLINE ExpParts SplitExp(Doubles x, Doubles x_low) {
  constexpr double kLog2E = 0x1.71547652b82fep+0;
  constexpr double kRound = 0x1.8p52;
  constexpr double kSeries[] = {1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,
                                1.0 / 720,     1.0 / 5040,     1.0 / 40320,     1.0 / 362880,
                                1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
  const Doubles shifted = x * kLog2E + kRound;
  const Doubles k = shifted - kRound;
  const Doubles r_high = x - k * kLn2High;
  const Doubles r_low = x_low - k * kLn2Low;
  const Doubles r = r_high + r_low;
  const Doubles r_rest = (r_high - r) + r_low;
  const Doubles sum = 1.0 + r;
  const Doubles sum_rest = (1.0 - sum) + r;
  return {shifted, sum, sum_rest + (r_rest + r_rest * r + r * r * Horner(kSeries, r))};
}

// value 2^k, where that is a normal number.
CARTERA_INLINE Doubles ScaleBy(Doubles value, Doubles shifted) {
  return DoublesOf(BitsOf(value) + (BitsOf(shifted) << 52));
}

// e^x for |x| <= 700.
CARTERA_INLINE Doubles Exp(Doubles x) {
  const ExpParts parts = SplitExp(x, Splat(0.0));
  return ScaleBy(parts.high + parts.low, parts.shifted);
}

// ln x for a positive normal x.
CARTERA_INLINE Doubles Log(Doubles x) {
  constexpr double kRest[] = {0x1.5555555555558p-1, 0x1.99999999952e2p-2, 0x1.2492492df14bfp-2,
                              0x1.c71c62e57c0cfp-3, 0x1.7462b4ac51915p-3, 0x1.39fe603f8739ep-3,
                              0x1.2b584c80de001p-3};
  constexpr uint64_t kOne = 0x3FF0000000000000, kSqrtHalf = 0x3FE6A09E667F3BCD;
  constexpr double kCarrier = 0x1p52 + 1023;  // what stands above the biased exponent
  const Words shifted = BitsOf(x) + (kOne - kSqrtHalf);
  const Doubles k = DoublesOf((shifted >> 52) | 0x4330000000000000) - kCarrier;
  const Doubles f = DoublesOf((shifted & 0x000FFFFFFFFFFFFF) + kSqrtHalf) - 1.0;
  const Doubles half_square = 0.5 * f * f;
  const Doubles s = f / (2.0 + f);
  const Doubles z = s * s;
  const Doubles rest = s * (half_square + z * Horner(kRest, z)) + (k * kLn2Low + 0.0);
  return k * kLn2High - ((half_square - rest) - f);
}

// Ratios of polynomials for the middle, the tails and the far tails (PPND16).
inline constexpr double kMiddleUp[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                       1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                       4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                       3.3430575583588128105e+4, 2.5090809287301226727e+3};
inline constexpr double kMiddleDown[] = {1.0,
                                         4.2313330701600911252e+1,
                                         6.8718700749205790830e+2,
                                         5.3941960214247511077e+3,
                                         2.1213794301586595867e+4,
                                         3.9307895800092710610e+4,
                                         2.8729085735721942674e+4,
                                         5.2264952788528545610e+3};
inline constexpr double kTailUp[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                     5.76949722146069140550e0,  3.64784832476320460504e0,
                                     1.27045825245236838258e0,  2.41780725177450611770e-1,
                                     2.27238449892691845833e-2, 7.74545014278341407640e-4};
inline constexpr double kTailDown[] = {1.0,
                                       2.05319162663775882187e0,
                                       1.67638483018380384940e0,
                                       6.89767334985100004550e-1,
                                       1.48103976427480074590e-1,
                                       1.51986665636164571966e-2,
                                       5.47593808499534494600e-4,
                                       1.05075007164441684324e-9};
inline constexpr double kFarUp[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
inline constexpr double kFarDown[] = {1.0,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};

// Horner with the coefficients of `a` where `first`, else of `b`.
CARTERA_INLINE Doubles HornerOfEither(Mask first, const double (&a)[8], const double (&b)[8],
                                      Doubles x) {
  Doubles sum = first ? Splat(a[7]) : Splat(b[7]);
  for (size_t k = 7; k-- > 0;) sum = sum * x + (first ? Splat(a[k]) : Splat(b[k]));
  return sum;
}

// The quantile of the standard normal for u in (0, 1), u and 1 - u both normal numbers.
CARTERA_INLINE Doubles InverseNormal(Doubles u) {
  const Doubles q = u - 0.5;
  const Mask lower = q < 0.0;
  const Doubles distance = lower ? -q : q;
  const Mask middle = distance <= 0.425;
  const Mask low_tail = lower & (distance > 0.425);
  const Doubles depth = Sqrt(-Log(lower ? u : 1.0 - u));
  const Doubles x = middle ? 0.180625 - q * q : depth - 1.6;
  const Doubles up = HornerOfEither(middle, kMiddleUp, kTailUp, x);
  const Doubles down = HornerOfEither(middle, kMiddleDown, kTailDown, x);
  Doubles size = (middle ? q * up : up) / down;
  const Mask far = depth > 5.0;
  if (Any(far)) {
    const Doubles y = depth - 5.0;
    size = far ? Horner(kFarUp, y) / Horner(kFarDown, y) : size;
  }
  return low_tail ? -size : size;
}

// The square as a sum of two doubles, by halves of 26 bits (Dekker).
struct Square {
  Doubles high, low;
};

CARTERA_INLINE Square SquareOf(Doubles x) {
  const Doubles scaled = x * (0x1p27 + 1);
  const Doubles head = scaled - (scaled - x);
  const Doubles rest = x - head;
  const Doubles square = x * x;
  return {square, ((head * head - square) + head * rest + rest * head) + rest * rest};
}

// P(Z < z), held into [2^-53, 1 - 2^-53].
CARTERA_INLINE Doubles NormalCdf(Doubles z) {
  constexpr double kErf[] = {0x1.20dd750429b6dp+0,   -0x1.812746b0379e0p-2,  0x1.ce2f21a0424c3p-4,
                             -0x1.b82ce31257412p-6,  0x1.565bcd03657c0p-8,   -0x1.c02db1220cfe6p-11,
                             0x1.f9a2afa3a8f86p-14,  -0x1.f4c5debf1228ap-17, 0x1.b90ecd4aeec12p-20,
                             -0x1.564f71bbc0d35p-23, 0x1.8a312cb07e6ccp-27};
  constexpr double kScaledErfc[] = {
      0x1.3ba5916e9fd7fp+0,   -0x1.1df1ad154a28fp-3,  0x1.f7f5df66fd693p-7,
      0x1.16ecefcfa53e0p-4,   -0x1.9ddb23c3e87e9p-4,  0x1.7fee004e11958p-4,
      -0x1.0fb06dfe56bbcp-4,  0x1.3079edf69c8c1p-5,   -0x1.0962388275ee7p-6,
      0x1.49c6727ef8298p-8,   -0x1.8d4a9c4626a70p-11, -0x1.a1df20f90b476p-13,
      0x1.3be06814345eap-13,  -0x1.9959a647892bdp-16, -0x1.788c610cecef8p-17,
      0x1.7f2ab0df7bb7fp-18,  0x1.3b5310e04330dp-22,  -0x1.bb109f7cc4d63p-21,
      0x1.41c517b922a77p-24,  0x1.d8301872c9038p-24,  -0x1.3866f4de619dep-26,
      -0x1.e41a276e46899p-27, 0x1.0a7cf86f44568p-29,  0x1.61b7cfc6699ccp-30};
  constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;
  constexpr double kFurthest = 9;  // beyond it P is below 2^-53
  const Mask lower = z < 0.0;
  Doubles size = lower ? -z : z;
  size = size > kFurthest ? Splat(kFurthest) : size;
  const Square square = SquareOf(size);
  const ExpParts parts = SplitExp(-(0.5 * square.high), -(0.5 * square.low));
  const Doubles x = size * kSqrtHalf;
  const Doubles scaled = Horner(kScaledErfc, (x - 4.0) / (x + 4.0)) / (1.0 + 2.0 * x);
  Doubles tail = ScaleBy((parts.high + parts.low) * (0.5 * scaled), parts.shifted);
  tail = tail < 0x1p-53 ? Splat(0x1p-53) : tail;
  const Doubles outer = lower ? tail : 1.0 - tail;
  const Doubles y = z * kSqrtHalf;
  const Doubles inner = 0.5 + 0.5 * (y * Horner(kErf, y * y));
  return size <= 0.375 ? inner : outer;
}

}  // namespace cartera::simulation::CARTERA_LANES_SET

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_
