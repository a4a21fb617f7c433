#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_PHILOX_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_PHILOX_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"

// Random numbers that are a function of (seed, stream, line, draw), so that any of them can be made
// anywhere, at any time, in any order. Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel
// random numbers: as easy as 1, 2, 3" (SC11).
namespace cartera::simulation {

// What a result names: the generator and the layout of draws below. Another layout is another name.
inline constexpr absl::string_view kGenerator = "philox4x32-10/layout-1";

inline constexpr uint32_t kPhiloxMultipliers[2] = {0xD2511F53, 0xCD9E8D57};
inline constexpr uint32_t kPhiloxWeyl[2] = {0x9E3779B9, 0xBB67AE85};
inline constexpr int kPhiloxRounds = 10;

// One block of four words.
std::array<uint32_t, 4> Philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// One sequence of draws. `stream` is a case's, `line` the position of a line in it.
struct Sequence {
  uint64_t seed = 0;
  uint32_t stream = 0;
  uint32_t line = 0;
};

// Streams that no case may have.
inline constexpr uint32_t kDriverStream = 0xFFFFFFFF;
inline constexpr uint32_t kShuffleStream = 0xFFFFFFFE;

// The uniform number of a draw, an odd multiple of 2^-53 inside (0, 1). Draws come in groups of 16:
// draw 16 g + j and draw 16 g + 8 + j (j below 8) are the two halves of block 8 g + j, whose
// counter is (block low, block high, line, stream) and whose key is the seed, low word first.
double UniformAt(const Sequence& sequence, uint64_t draw);

// 64 bits as such a number: the upper 52 and a half.
double UniformFromBits(uint64_t bits);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_PHILOX_H_
