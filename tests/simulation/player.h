#ifndef CARTERA_TESTS_SIMULATION_PLAYER_H_
#define CARTERA_TESTS_SIMULATION_PLAYER_H_

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/simulation/population.h"
#include "tests/simulation/requests.h"

namespace cartera::simulation {

// What all players count.
struct Tally {
  std::atomic<int64_t> steps{0};  // answers compared with the model's
  std::atomic<int64_t> refused{0};
  std::atomic<int64_t> twice{0};  // the same request again, later or at the same moment
  std::atomic<int64_t> dry_runs{0};
  std::atomic<int64_t> duels{0};
  std::atomic<int64_t> duels_lost{0};  // acts of duels that somebody else's act made impossible
};

// One case of the simulation: what it must be, and what it is called.
struct Played {
  CaseModel model;
  CaseNames names;
  int agency = 0;
  std::string project;
  int revisions_wanted = 1;
  std::string first_etag;
};

// Plays cases of its own, one act after another, as whoever may or may not do it, and compares
// every answer with the model's. A thread each; draws from its own seed.
class Player {
 public:
  Player(Population& population, Tally& tally, int number, uint32_t seed, CaseNames common);

  // One act, or a duel of several at the same moment. False once something was not as predicted.
  bool Play();
  const std::vector<std::unique_ptr<Played>>& cases() const { return cases_; }

 private:
  Played* Pick();
  bool Begin(Played* played);
  bool Freeze(Played* played);
  Step DrawStep(const Played& played);
  Step DrawUseful(const Played& played);
  std::string SomeObservation(const Played& played);
  Act UsefulUnderReview(const Played& played);

  bool PlayStep(Played* played);
  bool PlayDuel(Played* played);
  Answer Send(const Step& step, const Exchange& exchange);
  bool SendAgain(const Step& step, const Exchange& exchange, const Answer& expected);
  bool SendWithAnotherBody(const Step& step, const Exchange& exchange);
  bool Compare(const Played& played, const Step& step, const Answer& expected, const Answer& got);
  void Note(const Step& step, const Exchange& exchange, Played* played);
  std::string NextId();

  Population& population_;
  Tally& tally_;
  const int number_;
  std::mt19937 dice_;
  const CaseNames common_;
  std::vector<std::unique_ptr<Played>> cases_;
  int64_t next_id_ = 0;
  int64_t next_observation_ = 0;
};

}  // namespace cartera::simulation

#endif  // CARTERA_TESTS_SIMULATION_PLAYER_H_
