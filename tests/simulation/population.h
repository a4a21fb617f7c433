#ifndef CARTERA_TESTS_SIMULATION_POPULATION_H_
#define CARTERA_TESTS_SIMULATION_POPULATION_H_

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "libs/base/mutex.h"
#include "tests/faults/fleet.h"
#include "tests/simulation/case_model.h"

namespace cartera::simulation {

// The agencies and people of a simulated government, and calls in their names that are repeated
// until somebody answers for good. Calls from any thread.
class Population {
 public:
  // Agencies with two formulators and a signatory each; a centre of reviewers, approvers and budget
  // officers; an auditor. Enters all of them and opens the round "round".
  Population(faults::Fleet& fleet, int agencies, int reviewers);

  int agencies() const { return agencies_; }
  int people() const { return static_cast<int>(by_kind_.size()) * reviewers_ + 3 * agencies_; }
  std::string AgencyOf(int index) const;
  // Somebody of this kind for a case of agency `agency`.
  Actor Draw(Kind kind, int agency, std::mt19937& dice) const;

  // Repeats what nobody answered (the server away, overloaded or out of time); the final status.
  absl::Status Call(const Actor& as, const google::protobuf::Message& request,
                    google::protobuf::Message* response);
  int64_t repeated() const { return repeated_.load(); }
  // A bearer token that is good for some minutes.
  std::string TokenOf(const std::string& person);

 private:
  struct Token {
    std::string text;
    absl::Time issued = absl::InfinitePast();
  };

  faults::Fleet& fleet_;
  const int agencies_, reviewers_;
  std::map<Kind, int> by_kind_;  // how many of those of the centre
  std::atomic<int64_t> repeated_{0};
  Mutex mutex_;
  std::map<std::string, Token> tokens_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cartera::simulation

#endif  // CARTERA_TESTS_SIMULATION_POPULATION_H_
