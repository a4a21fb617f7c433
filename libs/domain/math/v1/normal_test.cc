#include "libs/domain/math/v1/normal.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"
#include "libs/domain/math/testing/reference.h"

namespace cartera::math::v1 {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Normal, TheReferenceValuesAreMetWithinTheErrorsClaimed) {
  const struct {
    const char* name;
    double (*function)(double);
    double error_max;
  } kClaims[] = {{"erf", &Erf, 1.6},
                 {"erfc", &Erfc, 3.0},
                 {"normal_cdf", &NormalCdf, 3.5},
                 {"normal_quantile", &NormalQuantile, 5.0}};
  for (const auto& claim : kClaims) {
    for (const Reference& reference : ReadReferences(claim.name)) {
      const double x = reference.arguments[0];
      EXPECT_LE(ErrorInLastPlaces(claim.function(x), reference.high, reference.low),
                claim.error_max)
          << claim.name << " " << x;
    }
  }
}

TEST(Normal, ManyPointsAreWithinTheErrorsClaimed) {
  EvenSequence points(5);
  double erf_largest = 0.0;
  double erfc_largest = 0.0;
  double cdf_largest = 0.0;
  for (int i = 0; i < 50'000; ++i) {
    const double x = points.Next(-3.0, 3.0);
    const double far = points.Next(-3.0, 26.0);
    erf_largest =
        std::max(erf_largest, ErrorInLastPlaces(Erf(x), std::erf(static_cast<long double>(x))));
    erfc_largest = std::max(erfc_largest,
                            ErrorInLastPlaces(Erfc(far), std::erfc(static_cast<long double>(far))));
    const double z = points.Next(-8.0, 8.0);
    cdf_largest = std::max(
        cdf_largest,
        ErrorInLastPlaces(NormalCdf(z), 0.5L * std::erfc(-z * 0.70710678118654752440084436L)));
  }
  EXPECT_LE(erf_largest, 1.6);
  EXPECT_LE(erfc_largest, 3.0);
  EXPECT_LE(cdf_largest, 3.5);
}

TEST(Normal, SpecialPointsAreExact) {
  EXPECT_EQ(Erf(0.0), 0.0);
  EXPECT_EQ(Erf(kInfinity), 1.0);
  EXPECT_EQ(Erf(-kInfinity), -1.0);
  EXPECT_EQ(Erfc(0.0), 1.0);
  EXPECT_EQ(Erfc(-kInfinity), 2.0);
  EXPECT_EQ(Erfc(kInfinity), 0.0);
  EXPECT_EQ(NormalCdf(0.0), 0.5);
  EXPECT_EQ(NormalCdf(-kInfinity), 0.0);
  EXPECT_EQ(NormalCdf(kInfinity), 1.0);
  EXPECT_EQ(NormalQuantile(0.5), 0.0);
  EXPECT_EQ(NormalQuantile(0.0), -kInfinity);
  EXPECT_EQ(NormalQuantile(1.0), kInfinity);
  for (const double p : {-0.1, 1.1, std::nan("")}) EXPECT_TRUE(std::isnan(NormalQuantile(p))) << p;
  EXPECT_TRUE(std::isnan(NormalCdf(std::nan(""))));
  EXPECT_TRUE(std::isnan(Erf(std::nan(""))));
  EXPECT_TRUE(std::isnan(Erfc(std::nan(""))));
}

// The z of methodologies' P80, P85, P90 and P95, to nine digits.
TEST(Normal, TheUsualPercentiles) {
  EXPECT_NEAR(NormalQuantile(0.80), 0.841621234, 5e-10);
  EXPECT_NEAR(NormalQuantile(0.85), 1.036433389, 5e-10);
  EXPECT_NEAR(NormalQuantile(0.90), 1.281551566, 5e-10);
  EXPECT_NEAR(NormalQuantile(0.95), 1.644853627, 5e-10);
}

TEST(Normal, IsOddAndInvertsTheDistribution) {
  EvenSequence points(6);
  for (int i = 0; i < 20'000; ++i) {
    const double z = points.Next(-37.0, 5.0);
    const double p = NormalCdf(z);
    // A last place of p is p / density of z.
    const double steepness = std::exp(-0.5 * z * z) / 2.5066282746310002;
    ASSERT_NEAR(NormalQuantile(p), z, 8 * LastPlace(p) / steepness + 8 * LastPlace(z)) << z;
    ASSERT_EQ(Erf(-z), -Erf(z));
    const double exact = std::floor(points.Next(0.0, 0x1p40)) * 0x1p-41;
    ASSERT_EQ(NormalQuantile(1.0 - exact), -NormalQuantile(exact)) << exact;
  }
}

// Rises over any step of 2^-40 of the argument, seams included; single last places may not.
TEST(Normal, RisesFromStepToStep) {
  const auto rises = [](double (*f)(double), double from, double to, double step) {
    double before = f(from);
    for (double x = from + step; x <= to; x += step) {
      const double value = f(x);
      ASSERT_LE(before, value) << x;
      before = value;
    }
  };
  rises(&NormalCdf, -38.5, 9.0, 1e-3);
  rises(&Erf, -6.5, 6.5, 1e-4);
  rises(&NormalQuantile, 1e-6, 1.0 - 1e-6, 1e-5);
  for (const double seam : {-0.375, 0.375, -1.0, 1.0, -3.0, 2.0}) {
    rises(&NormalCdf, seam - 1e-8, seam + 1e-8, 0x1p-40);
  }
  for (const double seam : {-0.75, 0.75}) rises(&Erf, seam - 1e-8, seam + 1e-8, 0x1p-40);
  for (const double seam : {0.075, 0.925, 0.5, 0.3}) {
    rises(&NormalQuantile, seam - 1e-8, seam + 1e-8, 0x1p-40);
  }
  const double far = std::exp(-25.0);
  rises(&NormalQuantile, far * (1 - 1e-9), far * (1 + 1e-9), far * 0x1p-40);
}

}  // namespace
}  // namespace cartera::math::v1
