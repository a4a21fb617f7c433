// The bits of version 1. They must be the same on every machine: the test
// domain_math_without_avx2_and_fma runs this again with the C library's choices hidden. If a
// compiler or a change of the code turns this red, past evaluations no longer replay: make a
// version 2 and leave version 1 alone.
#include <bit>
#include <cstdint>

#include "gtest/gtest.h"
#include "libs/domain/math/testing/reference.h"
#include "libs/domain/math/v1/exp_log.h"
#include "libs/domain/math/v1/normal.h"

namespace cartera::math::v1 {
namespace {

// FNV-1a over the bits of f at 50,000 points, not-a-numbers as one.
template <typename Function>
uint64_t HashOfBits(Function f, double low, double high) {
  EvenSequence points(7);
  uint64_t hash = 0xCBF29CE484222325;
  for (int i = 0; i < 50'000; ++i) {
    const double value = f(points.Next(low, high));
    uint64_t bits = value == value ? std::bit_cast<uint64_t>(value) : 0x7FF8000000000000;
    for (int byte = 0; byte < 8; ++byte, bits >>= 8) {
      hash = (hash ^ (bits & 0xFF)) * 0x100000001B3;
    }
  }
  return hash;
}

TEST(Bits, OfVersionOneNeverChange) {
  EXPECT_EQ(HashOfBits(&Exp, -750.0, 715.0), 0xEEB606D7E42F0E30);
  EXPECT_EQ(HashOfBits(&Exp, -2.0, 2.0), 0x1DAE0F5F6F221F5C);
  EXPECT_EQ(HashOfBits(&Expm1, -45.0, 100.0), 0x231D8096BA2E427C);
  EXPECT_EQ(HashOfBits(&Expm1, -0.5, 0.5), 0x9F55EC3F0BEB9D5C);
  EXPECT_EQ(HashOfBits(&Log, -1.0, 1e9), 0xE803750C946DC648);
  EXPECT_EQ(HashOfBits(&Log, 0.5, 2.0), 0xC5C81A8549E45737);
  EXPECT_EQ(HashOfBits(&Log1p, -1.1, 50.0), 0xE4205AF94691A3C1);
  EXPECT_EQ(HashOfBits(&Erf, -6.5, 6.5), 0x84BB6A6AF3D5FCD0);
  EXPECT_EQ(HashOfBits(&Erfc, -6.0, 28.5), 0x2B7B202E89E7DEEE);
  EXPECT_EQ(HashOfBits(&NormalCdf, -40.0, 9.0), 0xF68CD27C5DA204A2);
  EXPECT_EQ(HashOfBits(&NormalQuantile, -0.01, 1.01), 0x28A614B14CF48E31);
  EXPECT_EQ(HashOfBits([](double x) { return NormalQuantile(Exp(x)); }, -745.0, 0.0),
            0x3E104014D8079DB3);
  const auto root = [](double x) { return Pow(x, 1.0 / 365.0); };
  EXPECT_EQ(HashOfBits(root, -0.1, 20.0), 0x09C0AF94717EAB8D);
  EXPECT_EQ(HashOfBits([](double x) { return Pow(1.04, x); }, -20'000.0, 20'000.0),
            0xC6EDBEFCE454B2AC);
}

}  // namespace
}  // namespace cartera::math::v1
