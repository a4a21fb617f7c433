#include "libs/domain/math/v1/exp_log.h"

#include <cmath>
#include <limits>
#include <utility>

#include "gtest/gtest.h"
#include "libs/domain/math/testing/reference.h"

namespace cartera::math::v1 {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Claim {
  const char* name;
  double (*function)(double);
  long double (*truth)(long double);  // of the C library, for many points
  double error_max;
};

const Claim kClaims[] = {
    {"exp", &Exp, &std::exp, 0.65},
    {"expm1", &Expm1, &std::expm1, 0.95},
    {"log", &Log, &std::log, 0.85},
    {"log1p", &Log1p, &std::log1p, 0.85},
};

TEST(ExpLog, TheReferenceValuesAreMetWithinTheErrorsClaimed) {
  for (const Claim& claim : kClaims) {
    for (const Reference& reference : ReadReferences(claim.name)) {
      const double x = reference.arguments[0];
      EXPECT_LE(ErrorInLastPlaces(claim.function(x), reference.high, reference.low),
                claim.error_max)
          << claim.name << " " << x;
    }
  }
}

// Against long doubles of the C library, which have 11 bits more.
void ExpectError(const Claim& claim, double low, double high, int count) {
  EvenSequence points(1);
  double largest = 0.0;
  double at = 0.0;
  for (int i = 0; i < count; ++i) {
    const double x = points.Next(low, high);
    const double error = ErrorInLastPlaces(claim.function(x), claim.truth(x));
    if (error > largest) at = x;
    largest = std::max(largest, error);
  }
  EXPECT_LE(largest, claim.error_max) << claim.name << " at " << at;
}

TEST(ExpLog, ManyPointsAreWithinTheErrorsClaimed) {
  for (const auto& [low, high] : {std::pair{-707.0, 709.7}, {-1.0, 1.0}, {-20.0, 20.0}}) {
    ExpectError(kClaims[0], low, high, 50'000);
  }
  for (const auto& [low, high] : {std::pair{-36.0, 80.0}, {-1.0, 1.0}, {-0.4, 0.4}}) {
    ExpectError(kClaims[1], low, high, 50'000);
  }
  for (const auto& [low, high] :
       {std::pair{0.0, 1e6}, {0.5, 2.0}, {0.99, 1.01}, {1e-310, 1e-300}}) {
    ExpectError(kClaims[2], low, high, 50'000);
  }
  for (const auto& [low, high] : {std::pair{-1.0, 1.0}, {-0.01, 0.01}, {-0.5, 100.0}}) {
    ExpectError(kClaims[3], low, high, 50'000);
  }
}

TEST(ExpLog, PowersAreWithinTheErrorClaimed) {
  for (const Reference& reference : ReadReferences("pow")) {
    const double base = reference.arguments[0];
    const double exponent = reference.arguments[1];
    const double error = ErrorInLastPlaces(Pow(base, exponent), reference.high, reference.low);
    const bool small = reference.high < 0x1p-1022;
    EXPECT_LE(error, small ? 1.0 : 0.65) << base << " " << exponent;
  }
  EvenSequence points(2);
  for (int i = 0; i < 50'000; ++i) {
    const double base = points.Next(0.01, 3.0);
    const double exponent = points.Next(-20.0, 20.0);
    const double error = ErrorInLastPlaces(
        Pow(base, exponent),
        std::pow(static_cast<long double>(base), static_cast<long double>(exponent)));
    ASSERT_LE(error, 0.65) << base << " " << exponent;
  }
}

TEST(ExpLog, ThePairHasTwiceTheDigits) {
  for (const Reference& reference : ReadReferences("exp_pair")) {
    const Sum2 value = ExpAsPair({reference.arguments[0], reference.arguments[1]});
    const double error = std::fabs((value.high - reference.high) + (value.low - reference.low));
    EXPECT_LE(error, 0x1p-95 * reference.high) << reference.arguments[0];
  }
  EXPECT_EQ(ExpAsPair({0.0, 0.0}).high, 1.0);
  EXPECT_EQ(ExpAsPair({0.0, 0.0}).low, 0.0);
}

TEST(ExpLog, SpecialPointsAreExact) {
  EXPECT_EQ(Exp(0.0), 1.0);
  EXPECT_EQ(Exp(1.0), 0x1.5bf0a8b145769p+1);  // e, rounded
  EXPECT_EQ(Exp(kInfinity), kInfinity);
  EXPECT_EQ(Exp(-kInfinity), 0.0);
  EXPECT_EQ(Expm1(0.0), 0.0);
  EXPECT_TRUE(std::signbit(Expm1(-0.0)));
  EXPECT_EQ(Expm1(-kInfinity), -1.0);
  EXPECT_EQ(Expm1(kInfinity), kInfinity);
  EXPECT_EQ(Log(1.0), 0.0);
  EXPECT_EQ(Log(0.0), -kInfinity);
  EXPECT_EQ(Log(kInfinity), kInfinity);
  EXPECT_EQ(Log1p(0.0), 0.0);
  EXPECT_EQ(Log1p(-1.0), -kInfinity);
  EXPECT_EQ(Log1p(kInfinity), kInfinity);
  for (const double nan : {Log(-1.0), Log(-kInfinity), Log1p(-1.5), Exp(std::nan("")),
                           Log(std::nan("")), Expm1(std::nan("")), Log1p(std::nan("")),
                           Pow(-1.0, 2.0), Pow(std::nan(""), 1.0), Pow(2.0, std::nan(""))}) {
    EXPECT_TRUE(std::isnan(nan));
  }
  EXPECT_EQ(Pow(0.0, 0.0), 1.0);
  EXPECT_EQ(Pow(0.0, 2.5), 0.0);
  EXPECT_EQ(Pow(0.0, -2.5), kInfinity);
  EXPECT_EQ(Pow(1.0, kInfinity), 1.0);
  EXPECT_EQ(Pow(0.5, kInfinity), 0.0);
  EXPECT_EQ(Pow(kInfinity, -0.5), 0.0);
  EXPECT_EQ(Pow(2.0, -1074.0), 0x1p-1074);
  EXPECT_EQ(Pow(2.0, 1024.0), kInfinity);
  EXPECT_EQ(Pow(0.5, 1076.0), 0.0);
  EXPECT_EQ(Pow(0x1p-1074, 1.0), 0x1p-1074);
  EXPECT_EQ(Pow(std::numeric_limits<double>::max(), 1.0), std::numeric_limits<double>::max());
}

TEST(ExpLog, APowerThatIsADoubleIsExact) {
  for (int base = 2; base <= 60; ++base) {
    double power = 1.0;
    for (int exponent = 0; power <= 0x1p53; ++exponent) {
      ASSERT_EQ(Pow(base, exponent), power) << base << "^" << exponent;
      power *= base;
    }
  }
  EvenSequence points(3);
  for (int i = 0; i < 20'000; ++i) {
    const double x = std::floor(points.Next(1.0, 0x1p26));
    ASSERT_EQ(Pow(x * x, 0.5), x);
    ASSERT_EQ(Pow(x, 1.0), x);
    ASSERT_EQ(Pow(x, 2.0), x * x);
  }
}

TEST(ExpLog, TheEndsOfTheRange) {
  const double largest = std::numeric_limits<double>::max();
  EXPECT_LT(Exp(0x1.62e42fefa39efp+9), kInfinity);  // ln of the largest double, rounded down
  EXPECT_EQ(Exp(0x1.62e42fefa39f0p+9), kInfinity);
  EXPECT_EQ(Exp(-745.13), 0x1p-1074);
  EXPECT_EQ(Exp(-745.14), 0.0);
  EXPECT_NEAR(Log(largest), 709.782712893384, 1e-12);
  EXPECT_NEAR(Log(0x1p-1074), -744.4400719213812, 1e-12);
  for (double x = -745.0; x < -708.0; x += 0.01) {
    ASSERT_LE(ErrorInLastPlaces(Exp(x), std::exp(static_cast<long double>(x))), 1.0) << x;
  }
}

// Neighbours, and the seams where the reduction takes the next k.
TEST(ExpLog, NothingFallsWhereItShouldRise) {
  const auto rises = [](double (*f)(double), double from, int steps) {
    double x = from;
    for (int i = 0; i < steps; ++i) {
      const double next = std::nextafter(x, kInfinity);
      ASSERT_LE(f(x), f(next)) << x;
      x = next;
    }
  };
  for (int k = -40; k <= 40; ++k) {
    const double seam = (k + 0.5) * 0.6931471805599453;
    rises(&Exp, seam - 1e-13, 500);
    rises(&Expm1, seam - 1e-13, 500);
    rises(&Log, std::ldexp(0.7071067811865475, k) * (1 - 1e-13), 500);
  }
  for (const double seam : {-0.2928, 0.4142, 0.0, 0.5, 3.0}) rises(&Log1p, seam - 1e-13, 500);
  EvenSequence points(4);
  for (int i = 0; i < 500; ++i) {
    rises(&Exp, points.Next(-700.0, 700.0), 20);
    rises(&Log, points.Next(0.0, 10.0), 20);
    rises(&Log1p, points.Next(-1.0, 10.0), 20);
    rises(&Expm1, points.Next(-30.0, 30.0), 20);
  }
}

}  // namespace
}  // namespace cartera::math::v1
