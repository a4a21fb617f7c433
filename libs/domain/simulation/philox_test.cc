#include "libs/domain/simulation/philox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::simulation {
namespace {

using ::testing::ElementsAre;

// The three philox4x32 lines of 10 rounds in tests/kat_vectors of the Random123 distribution
// (D. E. Shaw Research, BSD-3-Clause).
TEST(Philox, GivesTheKnownAnswersOfRandom123) {
  EXPECT_THAT(Philox4x32({0, 0, 0, 0}, {0, 0}),
              ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  EXPECT_THAT(
      Philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(
      Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(Philox, AUniformNumberIsNeverZeroOrOne) {
  EXPECT_EQ(UniformFromBits(0), 0x1p-53);
  EXPECT_EQ(UniformFromBits(~uint64_t{0}), 1 - 0x1p-53);
  EXPECT_EQ(UniformFromBits(uint64_t{1} << 63), 0.5 + 0x1p-53);
}

TEST(Philox, ADrawIsWhatTheLayoutSaysItIs) {
  const Sequence sequence{.seed = 0x0123456789abcdef, .stream = 7, .line = 3};
  // Draw 16 * 2 + 8 + 5 is the second half of block 8 * 2 + 5.
  const auto words = Philox4x32({21, 0, 3, 7}, {0x89abcdef, 0x01234567});
  EXPECT_EQ(UniformAt(sequence, 45), UniformFromBits(uint64_t{words[3]} << 32 | words[2]));
  EXPECT_EQ(UniformAt(sequence, 37), UniformFromBits(uint64_t{words[1]} << 32 | words[0]));
}

TEST(Philox, AnotherSeedStreamLineOrDrawIsAnotherNumber) {
  const Sequence base{.seed = 1, .stream = 2, .line = 3};
  const double u = UniformAt(base, 4);
  EXPECT_NE(u, UniformAt({.seed = 2, .stream = 2, .line = 3}, 4));
  EXPECT_NE(u, UniformAt({.seed = 1 | uint64_t{1} << 40, .stream = 2, .line = 3}, 4));
  EXPECT_NE(u, UniformAt({.seed = 1, .stream = 3, .line = 3}, 4));
  EXPECT_NE(u, UniformAt({.seed = 1, .stream = 2, .line = 4}, 4));
  EXPECT_NE(u, UniformAt(base, 5));
  EXPECT_NE(u, UniformAt(base, 12));  // the other half of its block
}

}  // namespace
}  // namespace cartera::simulation
