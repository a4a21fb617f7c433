#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_EXECUTOR_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_EXECUTOR_H_

#include "absl/functional/function_ref.h"

namespace cartera::simulation {

// Who runs the parts of a simulation. The domain makes no threads; the result does not depend on
// how many there are.
class Executor {
 public:
  virtual ~Executor() = default;
  // Calls task(0) ... task(count - 1), each once, in any order and on any threads, and returns when
  // all have returned.
  virtual void Run(int count, absl::FunctionRef<void(int)> task) = 0;
};

// One after the other, on the caller's thread.
class SerialExecutor final : public Executor {
 public:
  void Run(int count, absl::FunctionRef<void(int)> task) override {
    for (int i = 0; i < count; ++i) task(i);
  }
};

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_EXECUTOR_H_
