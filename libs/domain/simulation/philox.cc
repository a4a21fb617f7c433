#include "libs/domain/simulation/philox.h"

#include <bit>

namespace cartera::simulation {

std::array<uint32_t, 4> Philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const uint64_t first = uint64_t{counter[0]} * kPhiloxMultipliers[0];
    const uint64_t second = uint64_t{counter[2]} * kPhiloxMultipliers[1];
    counter = {
        static_cast<uint32_t>(second >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(second),
        static_cast<uint32_t>(first >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(first)};
    key[0] += kPhiloxWeyl[0];
    key[1] += kPhiloxWeyl[1];
  }
  return counter;
}

double UniformFromBits(uint64_t bits) {
  return std::bit_cast<double>((bits >> 12) | 0x3FF0000000000000) - (1 - 0x1p-53);
}

double UniformAt(const Sequence& sequence, uint64_t draw) {
  const uint64_t block = draw / 16 * 8 + draw % 8;
  const auto words = Philox4x32(
      {static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), sequence.line,
       sequence.stream},
      {static_cast<uint32_t>(sequence.seed), static_cast<uint32_t>(sequence.seed >> 32)});
  const int half = draw % 16 < 8 ? 0 : 2;
  return UniformFromBits(uint64_t{words[half + 1]} << 32 | words[half]);
}

}  // namespace cartera::simulation
