#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_KERNELS_BODY_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_KERNELS_BODY_H_

#include "libs/domain/simulation/lanes.h"
#include "libs/domain/simulation/lanes_math.h"

// The kernels of kernels.h for one instruction set.
namespace cartera::simulation::CARTERA_LANES_SET {

// What becomes of x[i] for all i, kLanes at a time.
#define CARTERA_FOR_LANES(i, n) for (size_t i = 0; i < (n); i += kLanes)

CARTERA_INLINE Doubles UniformOf(Words bits) {
  return DoublesOf((bits >> 12) | 0x3FF0000000000000) - (1 - 0x1p-53);
}

inline void Uniforms(const Sequence& sequence, uint64_t first, size_t n, double* u) {
  for (size_t i = 0; i < n; i += kGroup) {
    for (size_t part = 0; part < kGroup / 2; part += kLanes) {
      const Words block = Iota() + ((first + i) / 2 + part);
      // Only the lower halves of these count: what a product leaves above them is never read.
      Words x0 = block;
      Words x1 = block >> 32;
      Words x2 = SplatWord(sequence.line);
      Words x3 = SplatWord(sequence.stream);
      auto key0 = static_cast<uint32_t>(sequence.seed);
      auto key1 = static_cast<uint32_t>(sequence.seed >> 32);
#pragma GCC unroll 10
      for (int round = 0; round < kPhiloxRounds; ++round) {
        const Words product0 = MultiplyLow(x0, SplatWord(kPhiloxMultipliers[0]));
        const Words product1 = MultiplyLow(x2, SplatWord(kPhiloxMultipliers[1]));
        x0 = (product1 >> 32) ^ x1 ^ uint64_t { key0 };
        x1 = product1;
        x2 = (product0 >> 32) ^ x3 ^ uint64_t { key1 };
        x3 = product0;
        key0 += kPhiloxWeyl[0];
        key1 += kPhiloxWeyl[1];
      }
      Store(u + i + part, UniformOf((x0 & 0xFFFFFFFF) | (x1 << 32)));
      Store(u + i + kGroup / 2 + part, UniformOf((x2 & 0xFFFFFFFF) | (x3 << 32)));
    }
  }
}

inline void InverseNormals(const double* u, size_t n, double* z) {
  CARTERA_FOR_LANES(i, n) { Store(z + i, InverseNormal(Load(u + i))); }
}

inline void NormalCdfs(const double* z, size_t n, double* u) {
  CARTERA_FOR_LANES(i, n) { Store(u + i, NormalCdf(Load(z + i))); }
}

inline void Exps(const double* x, size_t n, double* y) {
  CARTERA_FOR_LANES(i, n) { Store(y + i, Exp(Load(x + i))); }
}

inline void Logs(const double* x, size_t n, double* y) {
  CARTERA_FOR_LANES(i, n) { Store(y + i, Log(Load(x + i))); }
}

inline void Scale(double low, double width, const double* u, size_t n, double* x) {
  CARTERA_FOR_LANES(i, n) { Store(x + i, Load(u + i) * width + low); }
}

inline void TriangleDraws(const Triangle& shape, const double* u, size_t n, double* x) {
  const Triangle t = shape;  // the compiler need not fear that x overwrites it
  CARTERA_FOR_LANES(i, n) {
    const Doubles p = Load(u + i);
    const Mask rising = p < t.split;
    const Doubles root = Sqrt(rising ? p * t.rise : (1.0 - p) * t.fall);
    Store(x + i, rising ? t.low + root : t.high - root);
  }
}

inline void LognormalDraws(double mu, double sigma, const double* z, size_t n, double* x) {
  CARTERA_FOR_LANES(i, n) {
    // A sum of normal numbers may reach further than a single one can.
    Doubles bounded = Load(z + i);
    bounded = bounded > kNormalMax ? Splat(kNormalMax) : bounded;
    bounded = bounded < -kNormalMax ? Splat(-kNormalMax) : bounded;
    Store(x + i, Exp(bounded * sigma + mu));
  }
}

inline void SpliceDraws(const Splice& shape, const double* u, size_t n, double* x) {
  const Splice s = shape;
  const double body_scale = s.body_share / s.body_mass;
  const double tail_mass = 1 - s.body_mass;
  CARTERA_FOR_LANES(i, n) {
    const Doubles p = Load(u + i);
    const Mask body = p < s.body_mass;
    Doubles inner = p * body_scale;
    inner = inner < 0x1p-53 ? Splat(0x1p-53) : inner;
    inner = inner > 1 - 0x1p-53 ? Splat(1 - 0x1p-53) : inner;
    Doubles left = (1.0 - p) / tail_mass;
    left = left > 1.0 ? Splat(1.0) : left;
    const Doubles value = Exp(body ? InverseNormal(inner) * s.sigma + s.mu
                                   : Log(left) * s.minus_inverse_index + s.log_threshold);
    // The body ends where the tail begins, whatever the last bit of either says.
    const Mask at_most = value < s.threshold;
    Store(x + i, at_most == body ? value : Splat(s.threshold));
  }
}

inline size_t TableDraws(const double* rows, double low, double width, const double* u, size_t n,
                         double* x, TailDraw* tails) {
  size_t found = 0;
  constexpr int kCellBits = 4;  // 2^4 = kTableCellsPerOctave
  constexpr uint64_t kFirst = (uint64_t{1023 - 10} << kCellBits);
  CARTERA_FOR_LANES(i, n) {
    const Doubles p = Load(u + i);
    const Mask upper = p >= 0.5;
    Doubles q = upper ? 1.0 - p : p;
    if (Any(q < kTableTail)) {
      for (size_t k = i; k < i + kLanes; ++k) {
        if (u[k] < kTableTail || 1.0 - u[k] < kTableTail) tails[found++] = {k, u[k]};
      }
    }
    q = q < kTableFrom ? Splat(kTableFrom) : q;
    q = q >= 0.5 ? Splat(0.5 - 0x1p-54) : q;
    const Words bits = BitsOf(q);
    const Doubles d = q - DoublesOf(bits & ~((uint64_t{1} << (52 - kCellBits)) - 1));
    Words row = (bits >> (52 - kCellBits)) - kFirst;
    row += upper ? SplatWord(kTableCells) : SplatWord(0);
    row *= 4;
    const Doubles c0 = Gather(rows, row), c1 = Gather(rows + 1, row);
    const Doubles c2 = Gather(rows + 2, row), c3 = Gather(rows + 3, row);
    Store(x + i, (((c3 * d + c2) * d + c1) * d + c0) * width + low);
  }
  return found;
}

inline void Mix(const double* const* in, const double* weights, size_t count, size_t n,
                double* out) {
  constexpr size_t kParts = kGroup / kLanes;
  for (size_t i = 0; i < n; i += kGroup) {
    Doubles sums[kParts] = {};
    for (size_t k = 0; k < count; ++k) {
      const double* from = in[k] + i;
      const double weight = weights[k];
      for (size_t part = 0; part < kParts; ++part) {
        sums[part] = sums[part] + Load(from + part * kLanes) * weight;
      }
    }
    for (size_t part = 0; part < kParts; ++part) Store(out + i + part * kLanes, sums[part]);
  }
}

inline void AddToBoth(double a_weight, double b_weight, const double* x, size_t n, double* a,
                      double* b) {
  CARTERA_FOR_LANES(i, n) {
    const Doubles value = Load(x + i);
    Store(a + i, Load(a + i) + value * a_weight);
    Store(b + i, Load(b + i) + value * b_weight);
  }
}

// The eight partial sums of a group's half, added in one order.
CARTERA_INLINE double SumOfEight(const double* s) {
  return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

inline void CoMoments(const double* x, double shift, const double* a, const double* b, size_t n,
                      double* out) {
  constexpr size_t kParts = 8 / kLanes;
  Doubles sums[kParts] = {}, sums_a[kParts] = {}, sums_b[kParts] = {};
  for (size_t i = 0; i < n; i += 8) {
    for (size_t part = 0; part < kParts; ++part) {
      const size_t at = i + part * kLanes;
      const Doubles d = Load(x + at) - shift;
      sums[part] = sums[part] + d;
      sums_a[part] = sums_a[part] + d * Load(a + at);
      sums_b[part] = sums_b[part] + d * Load(b + at);
    }
  }
  double lanes[3][8];
  for (size_t part = 0; part < kParts; ++part) {
    Store(lanes[0] + part * kLanes, sums[part]);
    Store(lanes[1] + part * kLanes, sums_a[part]);
    Store(lanes[2] + part * kLanes, sums_b[part]);
  }
  for (size_t k = 0; k < 3; ++k) out[k] += SumOfEight(lanes[k]);
}

inline constexpr Kernels kTable = {
    CARTERA_LANES == 8   ? InstructionSet::kAvx512
    : CARTERA_LANES == 4 ? InstructionSet::kAvx2
                         : InstructionSet::kScalar,
    Uniforms,
    InverseNormals,
    NormalCdfs,
    Exps,
    Logs,
    Scale,
    TriangleDraws,
    LognormalDraws,
    SpliceDraws,
    TableDraws,
    Mix,
    AddToBoth,
    CoMoments,
};

}  // namespace cartera::simulation::CARTERA_LANES_SET

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_KERNELS_BODY_H_
