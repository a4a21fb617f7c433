#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_TESTING_THREADS_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_TESTING_THREADS_H_

#include <atomic>
#include <thread>
#include <vector>

#include "libs/domain/simulation/executor.h"

namespace cartera::simulation {

// Threads made for each call; each takes the next task when it is done with one.
class Threads final : public Executor {
 public:
  explicit Threads(int count) : count_(count) {}
  void Run(int count, absl::FunctionRef<void(int)> task) override {
    std::atomic<int> next{0};
    const int used = count < count_ ? count : count_;
    std::vector<std::thread> threads;
    threads.reserve(static_cast<size_t>(used));
    for (int i = 0; i < used; ++i) {
      threads.emplace_back([&] {
        for (int at = next++; at < count; at = next++) task(at);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  int count_;
};

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_TESTING_THREADS_H_
