#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_LANES_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_LANES_H_

#include <cstddef>
#include <cstdint>

#include "libs/domain/simulation/kernels.h"

// kLanes doubles side by side, in the namespace of the file that includes this: kernels_scalar.cc,
// kernels_avx2.cc and kernels_avx512.cc, which say CARTERA_LANES (1, 4, 8) and CARTERA_LANES_SET.
// The operators are the language's own; with one lane the types are double and uint64_t.
#define CARTERA_INLINE inline __attribute__((always_inline))

namespace cartera::simulation::CARTERA_LANES_SET {

inline constexpr size_t kLanes = CARTERA_LANES;

#if CARTERA_LANES == 1
using Doubles = double;
using Words = uint64_t;
using Mask = bool;
#else
using Doubles = double __attribute__((vector_size(8 * CARTERA_LANES)));
using Words = uint64_t __attribute__((vector_size(8 * CARTERA_LANES)));
using Mask = decltype(Doubles{} < Doubles{});
#endif

CARTERA_INLINE Doubles Splat(double value) { return Doubles{} + value; }
CARTERA_INLINE Words SplatWord(uint64_t value) { return Words{} + value; }
CARTERA_INLINE Words BitsOf(Doubles value) { return __builtin_bit_cast(Words, value); }
CARTERA_INLINE Doubles DoublesOf(Words bits) { return __builtin_bit_cast(Doubles, bits); }

CARTERA_INLINE Doubles Load(const double* from) {
  Doubles value;
  __builtin_memcpy(&value, from, sizeof(value));
  return value;
}
CARTERA_INLINE void Store(double* to, Doubles value) {
  __builtin_memcpy(to, &value, sizeof(value));
}

#if CARTERA_LANES == 1

CARTERA_INLINE Words Iota() { return 0; }
CARTERA_INLINE Doubles Sqrt(Doubles value) { return __builtin_sqrt(value); }
// The lower 32 bits of each, multiplied to 64.
CARTERA_INLINE Words MultiplyLow(Words a, Words b) { return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF); }
CARTERA_INLINE bool Any(Mask mask) { return mask; }
CARTERA_INLINE Doubles Gather(const double* from, Words index) { return from[index]; }

#elif CARTERA_LANES == 4

using Int32s = int32_t __attribute__((vector_size(32)));
CARTERA_INLINE Words Iota() { return Words{0, 1, 2, 3}; }
CARTERA_INLINE Doubles Sqrt(Doubles value) { return __builtin_ia32_sqrtpd256(value); }
CARTERA_INLINE Words MultiplyLow(Words a, Words b) {
  return __builtin_bit_cast(Words, __builtin_ia32_pmuludq256(__builtin_bit_cast(Int32s, a),
                                                             __builtin_bit_cast(Int32s, b)));
}
CARTERA_INLINE bool Any(Mask mask) {
  return __builtin_ia32_movmskpd256(__builtin_bit_cast(Doubles, mask)) != 0;
}
CARTERA_INLINE Doubles Gather(const double* from, Words index) {
  return Doubles{from[index[0]], from[index[1]], from[index[2]], from[index[3]]};
}

#else

using Int32s = int32_t __attribute__((vector_size(64)));
using Int64s = long long __attribute__((vector_size(64)));
inline constexpr int kRoundingOfTheProcessor = 4;
CARTERA_INLINE Words Iota() { return Words{0, 1, 2, 3, 4, 5, 6, 7}; }
CARTERA_INLINE Doubles Sqrt(Doubles value) {
  return __builtin_ia32_sqrtpd512_mask(value, Doubles{}, -1, kRoundingOfTheProcessor);
}
CARTERA_INLINE Words MultiplyLow(Words a, Words b) {
  return __builtin_bit_cast(
      Words, __builtin_ia32_pmuludq512_mask(__builtin_bit_cast(Int32s, a),
                                            __builtin_bit_cast(Int32s, b), Int64s{}, -1));
}
CARTERA_INLINE bool Any(Mask mask) {
  return __builtin_ia32_cvtq2mask512(__builtin_bit_cast(Int64s, mask)) != 0;
}
// Eight loads: quicker than the processor's own gather, measured on Zen 4.
CARTERA_INLINE Doubles Gather(const double* from, Words index) {
  return Doubles{from[index[0]], from[index[1]], from[index[2]], from[index[3]],
                 from[index[4]], from[index[5]], from[index[6]], from[index[7]]};
}

#endif

}  // namespace cartera::simulation::CARTERA_LANES_SET

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_LANES_H_
