#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_

#include "libs/domain/simulation/lanes.h"

// Functions of kLanes numbers without branches on single lanes. They decide draws, so a change of
// one bit is another generator name (philox.h).
namespace cartera::simulation::CARTERA_LANES_SET {

// c[0] + x (c[1] + x (...)), by Horner.
template <size_t kCount>
CARTERA_INLINE Doubles Horner(const double (&c)[kCount], Doubles x) {
  Doubles sum = Splat(c[kCount - 1]);
  for (size_t k = kCount - 1; k-- > 0;) sum = sum * x + c[k];
  return sum;
}

// e^x for |x| <= 700: x = k ln 2 + r, the series of e^r, k into the exponent.
CARTERA_INLINE Doubles Exp(Doubles x) {
  constexpr double kLog2E = 0x1.71547652b82fep+0;
  constexpr double kLn2High = 0x1.62e42fee00000p-1, kLn2Low = 0x1.a39ef35793c76p-33;
  constexpr double kRound = 0x1.8p52;  // adding it leaves an integer in the lowest bits
  constexpr double kSeries[] = {1.0,
                                1.0,
                                1.0 / 2,
                                1.0 / 6,
                                1.0 / 24,
                                1.0 / 120,
                                1.0 / 720,
                                1.0 / 5040,
                                1.0 / 40320,
                                1.0 / 362880,
                                1.0 / 3628800,
                                1.0 / 39916800,
                                1.0 / 479001600,
                                1.0 / 6227020800};
  const Doubles shifted = x * kLog2E + kRound;
  const Doubles k = shifted - kRound;
  const Doubles r = (x - k * kLn2High) - k * kLn2Low;
  return DoublesOf(BitsOf(Horner(kSeries, r)) + (BitsOf(shifted) << 52));
}

// ln x for a positive normal x: x = 2^k m with m in [sqrt 1/2, sqrt 2), ln m by the polynomial of
// fdlibm's e_log.c (Sun Microsystems, 1993) in s = (m - 1) / (m + 1).
CARTERA_INLINE Doubles Log(Doubles x) {
  constexpr double kLn2High = 6.93147180369123816490e-01, kLn2Low = 1.90821492927058770002e-10;
  constexpr double kOdd[] = {6.666666666666735130e-01, 2.857142874366239149e-01,
                             1.818357216161805012e-01, 1.479819860511658591e-01};
  constexpr double kEven[] = {3.999999999940941908e-01, 2.222219843214978396e-01,
                              1.531383769920937332e-01};
  constexpr uint64_t kOne = 0x3FF0000000000000, kSqrtHalf = 0x3FE6A09E667F3BCD;
  constexpr double kCarrier = 0x1p52 + 1023;  // what stands above the biased exponent
  const Words shifted = BitsOf(x) + (kOne - kSqrtHalf);
  const Doubles k = DoublesOf((shifted >> 52) | 0x4330000000000000) - kCarrier;
  const Doubles f = DoublesOf((shifted & 0x000FFFFFFFFFFFFF) + kSqrtHalf) - 1.0;
  const Doubles half_square = 0.5 * f * f;
  const Doubles s = f / (2.0 + f);
  const Doubles z = s * s;
  const Doubles w = z * z;
  const Doubles rest = w * Horner(kEven, w) + z * Horner(kOdd, w);
  return s * (half_square + rest) + k * kLn2Low - half_square + f + k * kLn2High;
}

// Coefficients of PPND16, M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988): ratios
// of polynomials for the middle, the tails and the far tails; relative error about 1e-16.
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
  const Mask upper = q > 0.0;
  const Doubles size = upper ? q : -q;
  const Mask middle = size <= 0.425;
  const Doubles depth = Sqrt(-Log(upper ? 1.0 - u : u));
  const Doubles x = middle ? 0.180625 - q * q : depth - 1.6;
  const Doubles ratio = HornerOfEither(middle, kMiddleUp, kTailUp, x) /
                        HornerOfEither(middle, kMiddleDown, kTailDown, x);
  Doubles tail = ratio;
  const Mask far = depth > 5.0;
  if (Any(far)) {
    const Doubles y = depth - 5.0;
    tail = far ? Horner(kFarUp, y) / Horner(kFarDown, y) : ratio;
  }
  return middle ? q * ratio : (upper ? tail : -tail);
}

// P(Z < z), into [2^-53, 1 - 2^-53]: Hart's algorithm 5666 as given by G. West, "Better
// approximations to cumulative normal functions" (Wilmott, 2005).
CARTERA_INLINE Doubles NormalCdf(Doubles z) {
  constexpr double kUp[] = {220.206867912376,    221.213596169931, 112.079291497871,
                            33.912866078383,     6.37396220353165, 0.700383064443688,
                            3.52624965998911e-02};
  constexpr double kDown[] = {440.413735824752, 793.826512519948,    637.333633378831,
                              296.564248779674, 86.7807322029461,    16.064177579207,
                              1.75566716318264, 8.83883476483184e-02};
  constexpr double kFurthest = 9;  // beyond it P is below 2^-53
  const Mask upper = z > 0.0;
  Doubles size = upper ? z : -z;
  size = size > kFurthest ? Splat(kFurthest) : size;
  const Doubles density = Exp(size * size * -0.5);
  Doubles below = density * Horner(kUp, size) / Horner(kDown, size);
  const Mask far = size >= 7.07106781186547;
  if (Any(far)) {
    Doubles fraction = size + 0.65;
    fraction = size + 4.0 / fraction;
    fraction = size + 3.0 / fraction;
    fraction = size + 2.0 / fraction;
    fraction = size + 1.0 / fraction;
    below = far ? density / fraction / 2.506628274631 : below;
  }
  below = below < 0x1p-53 ? Splat(0x1p-53) : below;
  return upper ? 1.0 - below : below;
}

}  // namespace cartera::simulation::CARTERA_LANES_SET

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_
