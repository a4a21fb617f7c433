#ifndef CARTERA_TESTS_SIMULATION_FOLLOWER_H_
#define CARTERA_TESTS_SIMULATION_FOLLOWER_H_

#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "libs/base/mutex.h"
#include "tests/simulation/population.h"

namespace cartera::simulation {

// An auditor's client of WatchEvents, who goes on with the last cursor whenever the server is gone.
// Says at once when an event is out of its chain's order.
class Follower {
 public:
  explicit Follower(Population& population, faults::Fleet& fleet);
  ~Follower();

  // Waits for all there is, then ends. The actions of each chain, by "service/subject", in order.
  std::map<std::string, std::vector<std::string>> Finish();
  int64_t events() const;
  int64_t repeated() const { return repeated_; }

 private:
  void Follow(faults::Fleet& fleet);
  void Take(const google::protobuf::Message& page);

  Population& population_;
  mutable Mutex mutex_;
  std::map<std::string, std::vector<std::string>> chains_ ABSL_GUARDED_BY(mutex_);
  std::string cursor_ ABSL_GUARDED_BY(mutex_);
  int64_t events_ ABSL_GUARDED_BY(mutex_) = 0;
  bool finishing_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t repeated_ = 0;  // events given a second time
  std::thread thread_;
};

}  // namespace cartera::simulation

#endif  // CARTERA_TESTS_SIMULATION_FOLLOWER_H_
