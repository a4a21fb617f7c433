#ifndef CARTERA_LIBS_DOMAIN_MATH_V1_DOUBLE_DOUBLE_H_
#define CARTERA_LIBS_DOMAIN_MATH_V1_DOUBLE_DOUBLE_H_

// Pairs of doubles whose exact sum is the number meant, about 106 bits (T. J. Dekker, "A
// floating-point technique for extending the available precision", Numer. Math. 18, 1971; D. E.
// Knuth's two-sum). No fused multiply-add, so products are split. For numbers well inside the
// range of a double: nothing here guards against overflow.
namespace cartera::math::v1 {

struct Sum2 {
  double high;
  double low;  // at most half a unit in the last place of `high`
};

// a + b exactly.
constexpr Sum2 Add(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

// a + b exactly, for |a| >= |b| or a = 0.
constexpr Sum2 AddSmaller(double a, double b) {
  const double sum = a + b;
  return {sum, (a - sum) + b};
}

// Sums and products of pairs, to about 2^-102 of themselves; sums of opposite sign lose digits.
constexpr Sum2 Add(double a, Sum2 b) {
  const Sum2 sum = Add(a, b.high);
  return AddSmaller(sum.high, sum.low + b.low);
}

constexpr Sum2 Add(Sum2 a, Sum2 b) {
  const Sum2 high = Add(a.high, b.high);
  const Sum2 low = Add(a.low, b.low);
  const Sum2 sum = AddSmaller(high.high, high.low + low.high);
  return AddSmaller(sum.high, sum.low + low.low);
}

// a x b exactly, for |a|, |b| < 2^995 and a product that does not underflow.
constexpr Sum2 Multiply(double a, double b) {
  constexpr double kSplit = 0x1p27 + 1;
  const double a_scaled = a * kSplit;
  const double a_high = a_scaled - (a_scaled - a);
  const double a_low = a - a_high;
  const double b_scaled = b * kSplit;
  const double b_high = b_scaled - (b_scaled - b);
  const double b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

constexpr Sum2 Multiply(Sum2 a, Sum2 b) {
  const Sum2 product = Multiply(a.high, b.high);
  return AddSmaller(product.high, product.low + (a.high * b.low + a.low * b.high));
}

constexpr Sum2 Divide(Sum2 a, Sum2 b) {
  const double first = a.high / b.high;
  const Sum2 taken = Multiply(b, {first, 0.0});
  const Sum2 rest = Add(a, {-taken.high, -taken.low});
  return AddSmaller(first, (rest.high + rest.low) / b.high);
}

}  // namespace cartera::math::v1

#endif  // CARTERA_LIBS_DOMAIN_MATH_V1_DOUBLE_DOUBLE_H_
