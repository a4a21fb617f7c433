#ifndef CARTERA_TESTS_BENCH_SIMULATION_H_
#define CARTERA_TESTS_BENCH_SIMULATION_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/table.h"

namespace cartera::bench {

struct SimulationSize {
  int cases = 554;  // as many as a real published portfolio has
  int lines = 20;
  int64_t draws = 10'000;
  int threads = 2;
  uint64_t seed = 20261122;
};

// The rows of Monte Carlo: a whole portfolio with all outputs beside the bare generator, with full
// correlation matrices, and beside the same in NumPy (simulation_numpy.py, in `folder`; the row
// is left out where python3 has no numpy).
absl::Status MeasureSimulation(const SimulationSize& size, const std::string& folder,
                               const std::function<void(const std::string&)>& say,
                               std::vector<Measure>* measures);

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_SIMULATION_H_
