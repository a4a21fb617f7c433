#include <cstddef>
#include <cstdint>

#include "libs/domain/simulation/kernels.h"

// All that the standard library brings is included above, for any processor; what follows is for
// those that have AVX2. Other compilers and processors do without.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CARTERA_LANES 4
#define CARTERA_LANES_SET avx2
#pragma GCC push_options
#pragma GCC target("avx2")
#include "libs/domain/simulation/kernels_body.h"
#pragma GCC pop_options

namespace cartera::simulation {

const Kernels* Avx2Kernels() { return &avx2::kTable; }

}  // namespace cartera::simulation

#else

namespace cartera::simulation {

const Kernels* Avx2Kernels() { return nullptr; }

}  // namespace cartera::simulation

#endif
