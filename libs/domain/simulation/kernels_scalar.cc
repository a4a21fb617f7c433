#define CARTERA_LANES 1
#define CARTERA_LANES_SET scalar
#include "libs/domain/simulation/kernels_body.h"

namespace cartera::simulation {

const Kernels* ScalarKernels() { return &scalar::kTable; }

}  // namespace cartera::simulation
