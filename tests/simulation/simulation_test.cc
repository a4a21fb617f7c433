// Hundreds of people at once, right and wrong, retried, doubled and against each other, while
// processes are killed: every answer and every row is as an independent model predicts.
// CARTERA_SIMULATION_MINUTES=60 and CARTERA_TEST_SEED=N for a long run of another order.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"
#include "tests/simulation/follower.h"
#include "tests/simulation/player.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"

namespace cartera::simulation {
namespace {

constexpr int kPlayers = 8;
constexpr int kShortSteps = 800;  // of all players together, without the flag
constexpr int kAgencies = 60;
constexpr int kReviewers = 20;

double Minutes() {
  const char* given = std::getenv("CARTERA_SIMULATION_MINUTES");
  return given == nullptr ? 0 : std::atof(given);
}

std::vector<std::string> CriteriaByPerson(faults::Fleet& fleet) {
  appraisal::v1::GetMethodologyVersionRequest get;
  get.set_name(testing::kMethodology);
  const auto found = fleet.As("officer-0").Must<appraisal::v1::GetMethodologyVersionResponse>(get);
  std::vector<std::string> criteria;
  for (const auto& criterion : found.methodology_version().criteria()) {
    if (criterion.by_person()) criteria.push_back(criterion.id());
  }
  return criteria;
}

class Simulation {
 public:
  explicit Simulation(uint32_t seed)
      : seed_(seed),
        fleet_(faults::Fleet::Shape::kOne),
        population_(fleet_, kAgencies, kReviewers) {
    CaseNames common;
    common.due_date = testing::DayFromToday(fleet_, 20);
    common.criteria = CriteriaByPerson(fleet_);
    follower_ = std::make_unique<Follower>(population_, fleet_);
    for (int i = 0; i < kPlayers; ++i) {
      players_.push_back(std::make_unique<Player>(population_, tally_, i, seed, common));
    }
  }

  // Until there were so many steps, or, with the flag, until the time is over.
  void Run() {
    const absl::Time end = absl::Now() + absl::Minutes(Minutes());
    std::atomic<bool> stopping{false};
    std::vector<std::thread> threads;
    threads.reserve(players_.size());
    for (auto& player : players_) {
      threads.emplace_back([&stopping, &player] {
        while (!stopping.load() && player->Play()) {
        }
        stopping.store(true);
      });
    }
    std::mt19937 dice(seed_);
    absl::Time told = absl::Now();
    while (!stopping.load() && (Minutes() > 0 ? absl::Now() < end : tally_.steps < kShortSteps)) {
      Strike(dice);
      if (absl::Now() - told > absl::Minutes(1)) {
        Tell();
        told = absl::Now();
      }
    }
    stopping.store(true);
    for (std::thread& thread : threads) thread.join();
    Tell();
  }

  void Tell() const {
    std::printf(
        "seed %u: %lld steps (%lld refused as predicted, %lld sent twice, %lld dry runs, %lld "
        "duels "
        "that %lld acts lost), %lld attempts repeated, %d kills, %lld events followed\n",
        seed_, static_cast<long long>(tally_.steps), static_cast<long long>(tally_.refused),
        static_cast<long long>(tally_.twice), static_cast<long long>(tally_.dry_runs),
        static_cast<long long>(tally_.duels), static_cast<long long>(tally_.duels_lost),
        static_cast<long long>(population_.repeated()), kills_,
        static_cast<long long>(follower_->events()));
    std::fflush(stdout);
  }

  void ExpectEveryRow() {
    int64_t submissions = 0, decisions = 0, authorisations = 0, observations = 0;
    std::mt19937 dice(seed_);
    for (const auto& player : players_) {
      for (const auto& played : player->cases()) {
        if (played->model.state == State::kNone) continue;
        ++submissions;
        decisions += played->model.decisions;
        authorisations += played->model.authorisations;
        observations += static_cast<int64_t>(played->model.observations.size());
        ExpectSubmission(*played, population_.Draw(Kind::kAuditor, played->agency, dice));
      }
    }
    const auto count = [&](const char* table) {
      return fleet_.AskNumber(absl::StrCat("SELECT count(*) FROM review.", table));
    };
    EXPECT_EQ(count("submissions"), submissions);
    EXPECT_EQ(count("decisions"), decisions);
    EXPECT_EQ(count("authorisations"), authorisations);
    EXPECT_EQ(count("observations"), observations);
    EXPECT_EQ(fleet_.AskNumber("SELECT count(*) FROM review.outbox WHERE parked"), 0);
  }

  // What the watcher was given is what the model says was done, in that order, and is all there is.
  void ExpectEveryEvent() {
    const auto chains = follower_->Finish();
    int64_t entries = 0;
    for (const auto& [chain, actions] : chains) entries += static_cast<int64_t>(actions.size());
    int64_t written = 0;
    for (const char* schema : {"registry", "appraisal", "review"}) {
      written += fleet_.AskNumber(absl::StrCat("SELECT count(*) FROM ", schema, ".audit"));
    }
    EXPECT_EQ(entries, written);
    for (const auto& player : players_) {
      for (const auto& played : player->cases()) {
        const auto found = chains.find(absl::StrCat("review/projects/", played->project));
        std::vector<std::string> actions;
        if (found != chains.end()) actions = found->second;
        // A duel leaves open in which order; where it does not, it is the model's.
        std::vector<std::string> predicted = played->model.record;
        std::sort(actions.begin(), actions.end());
        std::sort(predicted.begin(), predicted.end());
        EXPECT_EQ(actions, predicted) << played->project;
      }
    }
  }

  void ExpectNothingBroken() {
    faults::ExpectChainsVerify(fleet_);
    faults::ExpectNothingLeaks(fleet_);
  }

 private:
  // Now and then something is killed, and comes back.
  void Strike(std::mt19937& dice) {
    const absl::Duration wait = absl::Milliseconds(500 + dice() % (Minutes() > 0 ? 10'000 : 2'000));
    absl::SleepFor(wait);
    switch (dice() % 3) {
      case 0:
        kill(fleet_.PostgresPid(), SIGKILL);
        break;
      case 1:
        fleet_.End("carterad", SIGKILL);
        fleet_.Launch("carterad");
        break;
      default:
        fleet_.AskNumber(
            "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            " ORDER BY pid LIMIT 3) cut");
    }
    ++kills_;
    // The next stroke asks the database itself: it is there again once somebody is answered from
    // it.
    review::v1::GetRoundRequest get;
    get.set_name("rounds/round");
    review::v1::GetRoundResponse round;
    const absl::Status status =
        population_.Call(population_.Draw(Kind::kAuditor, 0, dice), get, &round);
    EXPECT_TRUE(status.ok()) << status;
  }

  void ExpectSubmission(const Played& played, const Actor& auditor) {
    review::v1::GetSubmissionRequest get;
    get.set_name(played.names.submission);
    review::v1::GetSubmissionResponse found;
    absl::Status status = population_.Call(auditor, get, &found);
    EXPECT_TRUE(status.ok()) << get.name() << ": " << status;
    const review::v1::Submission& submission = found.submission();
    EXPECT_EQ(review::v1::SubmissionState_Name(submission.state()),
              absl::StrCat("SUBMISSION_STATE_", Name(played.model.state)))
        << get.name();
    EXPECT_EQ(submission.iteration(), played.model.iteration) << get.name();
    EXPECT_EQ(submission.reviewer(),
              played.model.reviewer.empty() ? "" : absl::StrCat("people/", played.model.reviewer))
        << get.name();
    review::v1::ListObservationsRequest list;
    list.set_parent(get.name());
    review::v1::ListObservationsResponse observations;
    status = population_.Call(auditor, list, &observations);
    EXPECT_TRUE(status.ok()) << get.name() << ": " << status;
    std::map<std::string, CaseModel::Observation> seen;
    for (const auto& one : observations.observations()) {
      seen[one.name().substr(one.name().rfind('/') + 1)] = {
          one.severity() == type::v1::SEVERITY_BLOCKING,
          review::v1::ObservationState_Name(one.state())
              .substr(std::string("OBSERVATION_STATE_").size())};
    }
    EXPECT_TRUE(seen == played.model.observations) << get.name();
  }

  const uint32_t seed_;
  faults::Fleet fleet_;
  Population population_;
  Tally tally_;
  std::unique_ptr<Follower> follower_;
  std::vector<std::unique_ptr<Player>> players_;
  int kills_ = 0;
};

TEST(SimulationTest, EveryAnswerAndEveryRowIsAsTheModelPredicts) {
  Simulation simulation(faults::Seed());
  simulation.Run();
  simulation.ExpectEveryRow();
  simulation.ExpectEveryEvent();
  simulation.ExpectNothingBroken();
}

}  // namespace
}  // namespace cartera::simulation
