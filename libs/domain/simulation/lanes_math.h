#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_

#include "libs/domain/math/v1/series.h"
#include "libs/domain/simulation/lanes.h"

// The functions of libs/domain/math/v1 for kLanes numbers, without branches on single lanes: the
// same bits where both are defined (kernels_test.cc). The numbers are those of series.h.
namespace cartera::simulation::CARTERA_LANES_SET {

namespace series = math::v1::series;

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
  constexpr double kRound = 0x1.8p52;
  const Doubles shifted = x * series::kLog2E + kRound;
  const Doubles k = shifted - kRound;
  const Doubles r_high = x - k * series::kLn2High;
  const Doubles r_low = x_low - k * series::kLn2Low;
  const Doubles r = r_high + r_low;
  const Doubles r_rest = (r_high - r) + r_low;
  const Doubles sum = 1.0 + r;
  const Doubles sum_rest = (1.0 - sum) + r;
  return {shifted, sum, sum_rest + (r_rest + r_rest * r + r * r * Horner(series::kExp, r))};
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
  constexpr uint64_t kOne = 0x3FF0000000000000, kSqrtHalf = 0x3FE6A09E667F3BCD;
  constexpr double kCarrier = 0x1p52 + 1023;  // what stands above the biased exponent
  const Words shifted = BitsOf(x) + (kOne - kSqrtHalf);
  const Doubles k = DoublesOf((shifted >> 52) | 0x4330000000000000) - kCarrier;
  const Doubles f = DoublesOf((shifted & 0x000FFFFFFFFFFFFF) + kSqrtHalf) - 1.0;
  const Doubles half_square = 0.5 * f * f;
  const Doubles s = f / (2.0 + f);
  const Doubles z = s * s;
  const Doubles rest =
      s * (half_square + z * Horner(series::kLogRest, z)) + (k * series::kLn2Low + 0.0);
  return k * series::kLn2High - ((half_square - rest) - f);
}

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
  const Doubles up = HornerOfEither(middle, series::kMiddleUp, series::kTailUp, x);
  const Doubles down = HornerOfEither(middle, series::kMiddleDown, series::kTailDown, x);
  Doubles size = (middle ? q * up : up) / down;
  const Mask far = depth > 5.0;
  if (Any(far)) {
    const Doubles y = depth - 5.0;
    size = far ? Horner(series::kFarUp, y) / Horner(series::kFarDown, y) : size;
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
  constexpr double kFurthest = 9;  // beyond it P is below 2^-53
  const Mask lower = z < 0.0;
  Doubles size = lower ? -z : z;
  size = size > kFurthest ? Splat(kFurthest) : size;
  const Square square = SquareOf(size);
  const ExpParts parts = SplitExp(-(0.5 * square.high), -(0.5 * square.low));
  const Doubles x = size * series::kSqrtHalf;
  const Doubles scaled = Horner(series::kScaledErfc, (x - 4.0) / (x + 4.0)) / (1.0 + 2.0 * x);
  Doubles tail = ScaleBy((parts.high + parts.low) * (0.5 * scaled), parts.shifted);
  tail = tail < 0x1p-53 ? Splat(0x1p-53) : tail;
  const Doubles outer = lower ? tail : 1.0 - tail;
  const Doubles y = z * series::kSqrtHalf;
  const Doubles inner = 0.5 + 0.5 * (y * Horner(series::kErf, y * y));
  return size <= 0.375 ? inner : outer;
}

}  // namespace cartera::simulation::CARTERA_LANES_SET

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_LANES_MATH_H_
