#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_KERNELS_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_KERNELS_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/simulation/philox.h"

// The inner loops, once per instruction set, from one source (lanes.h, lanes_math.h,
// kernels_body.h). Every lane does the same additions, multiplications, divisions and square roots
// in the same order, so that all sets give the same bits.
namespace cartera::simulation {

enum class InstructionSet { kScalar, kAvx2, kAvx512 };
absl::string_view Name(InstructionSet set);

// Arrays given to a kernel hold `n` draws, n a multiple of this.
inline constexpr size_t kGroup = 16;

// The normal quantile of 1 - 2^-53 is 8.2; what is further out is drawn here.
inline constexpr double kNormalMax = 8.3;

// A triangle in the form its quantile needs: low + sqrt(u rise), high - sqrt((1 - u) fall).
struct Triangle {
  double low = 0, high = 0;
  double rise = 0;   // (high - low)(mode - low)
  double fall = 0;   // (high - low)(high - mode)
  double split = 0;  // P(X < mode)
};

// Lognormal below `threshold`, Pareto from it on.
struct Splice {
  double mu = 0, sigma = 0;  // of the logarithm of the body
  double body_mass = 1;      // P(X < threshold)
  double body_share = 1;     // the body's own P(X < threshold), before it is cut
  double threshold = 1, log_threshold = 0;
  double minus_inverse_index = -1;  // -1 / alpha
};

// Cubics over cells of the distance q of a probability from 0 or 1: 16 cells an octave from 2^-10
// to 1/2, rows of four coefficients in (q - left end); 144 rows for the lower side, then the upper.
inline constexpr int kTableOctaves = 9;
inline constexpr int kTableCellsPerOctave = 16;
inline constexpr int kTableCells = kTableOctaves * kTableCellsPerOctave;
inline constexpr double kTableFrom = 0x1p-10;
// Probabilities nearer to 0 or 1 than this are not for the table.
inline constexpr double kTableTail = 0.001;

// One of them: its position and the probability.
struct TailDraw {
  size_t at = 0;
  double u = 0;
};

struct Kernels {
  InstructionSet set = InstructionSet::kScalar;
  // u[i] = UniformAt(sequence, first + i); `first` is a multiple of kGroup.
  void (*uniforms)(const Sequence& sequence, uint64_t first, size_t n, double* u);
  // z[i] = quantile of the standard normal (AS241), and its inverse into [2^-53, 1 - 2^-53].
  void (*inverse_normal)(const double* u, size_t n, double* z);
  void (*normal_cdf)(const double* z, size_t n, double* u);
  void (*exp)(const double* x, size_t n, double* y);
  void (*log)(const double* x, size_t n, double* y);
  // x[i] from the uniform u[i]; x may be u.
  void (*scale)(double low, double width, const double* u, size_t n, double* x);
  void (*triangle)(const Triangle& shape, const double* u, size_t n, double* x);
  void (*lognormal)(double mu, double sigma, const double* z, size_t n, double* x);
  void (*splice)(const Splice& shape, const double* u, size_t n, double* x);
  // low + width x cubic. Puts those that are not for the table, whose x are wrong, into `tails`,
  // which has room for n, and returns how many.
  size_t (*table)(const double* rows, double low, double width, const double* u, size_t n,
                  double* x, TailDraw* tails);
  // out[i] = sum of weights[k] in[k][i], k rising; `out` may be none of `in`.
  void (*mix)(const double* const* in, const double* weights, size_t count, size_t n, double* out);
  // a[i] += a_weight x[i], b[i] += b_weight x[i]
  void (*add_to_both)(double a_weight, double b_weight, const double* x, size_t n, double* a,
                      double* b);
  // Adds to out[0..2] the sums of (x - shift), (x - shift) a, (x - shift) b.
  void (*co_moments)(const double* x, double shift, const double* a, const double* b, size_t n,
                     double* out);
};

// What this build has and this processor can run, the fastest last; never empty.
std::vector<InstructionSet> SupportedInstructionSets();
// That of SupportedInstructionSets(), or the scalar one when it is not among them.
const Kernels& KernelsFor(InstructionSet set);
const Kernels& FastestKernels();

// The tables of the single files; null where the build has none.
const Kernels* ScalarKernels();
const Kernels* Avx2Kernels();
const Kernels* Avx512Kernels();

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_KERNELS_H_
