#include "libs/domain/simulation/kernels.h"

namespace cartera::simulation {
namespace {

bool Runs(InstructionSet set) {
#if defined(__x86_64__)
  switch (set) {
    case InstructionSet::kScalar:
      return true;
    case InstructionSet::kAvx2:
      return Avx2Kernels() != nullptr && __builtin_cpu_supports("avx2");
    case InstructionSet::kAvx512:
      return Avx512Kernels() != nullptr && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return set == InstructionSet::kScalar;
}

}  // namespace

absl::string_view Name(InstructionSet set) {
  switch (set) {
    case InstructionSet::kScalar:
      return "scalar";
    case InstructionSet::kAvx2:
      return "AVX2";
    case InstructionSet::kAvx512:
      return "AVX-512";
  }
  return "unknown";
}

std::vector<InstructionSet> SupportedInstructionSets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::kScalar, InstructionSet::kAvx2, InstructionSet::kAvx512}) {
    if (Runs(set)) sets.push_back(set);
  }
  return sets;
}

const Kernels& KernelsFor(InstructionSet set) {
  if (set == InstructionSet::kAvx512 && Runs(set)) return *Avx512Kernels();
  if (set == InstructionSet::kAvx2 && Runs(set)) return *Avx2Kernels();
  return *ScalarKernels();
}

const Kernels& FastestKernels() {
  static const Kernels& fastest = KernelsFor(SupportedInstructionSets().back());
  return fastest;
}

}  // namespace cartera::simulation
