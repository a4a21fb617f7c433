// Effects between services when the relay dies, when two of them run, when the receiver is away and
// when an effect cannot be taken in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdio.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/review/v1/submission.pb.h"
#include "cartera/server/v1/server_service.pb.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"
#include "tests/support/registry_setup.h"

namespace cartera::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Moves the clock of one process, so that pauses between attempts take no time.
void Advance(const Fleet& fleet, const std::string& name, int seconds) {
  server::v1::AdvanceClockRequest request;
  request.set_seconds(seconds);
  server::v1::AdvanceClockResponse response;
  EXPECT_EQ(fleet.ClientOf(name).Call(request, &response, {}), absl::OkStatus());
}

// What `cartera admin outbox <words>` prints to the administrator at the process `name`.
std::string Outbox(Fleet& fleet, const std::string& name, const std::string& words) {
  const std::string line = absl::StrCat("CARTERA_TOKEN=", fleet.As(testing::kAdministrator).token(),
                                        " ", CARTERA_BIN_DIR, "/cartera --server ",
                                        fleet.AddressOf(name), " admin outbox ", words, " 2>&1");
  FILE* pipe = popen(line.c_str(), "r");
  std::string output;
  char buffer[4096];
  while (fgets(buffer, sizeof(buffer), pipe) != nullptr) output += buffer;
  pclose(pipe);
  return output;
}

template <typename Done>
bool Eventually(const Done& done) {
  const absl::Time give_up = absl::Now() + absl::Minutes(1);
  while (!done() && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(20));
  return done();
}

TEST(RelayTest, OfTwoRelaysOneDeliversAndTheOtherTakesOver) {
  Fleet fleet(Fleet::Shape::kSplit);
  const std::string twin = fleet.AddTwin("review");
  constexpr char kHolders[] =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1128485461";
  Load load(fleet, 0, 3);
  ASSERT_TRUE(load.AwaitProgress(20));
  EXPECT_TRUE(Eventually([&] { return fleet.AskNumber(kHolders) == 1; }));
  // First the one that came first, hence delivers; its calls are repeated until it is back.
  for (const std::string& victim : {std::string("review"), twin}) {
    fleet.End(victim, SIGKILL);
    if (victim == "review") fleet.Launch(victim);
    ASSERT_TRUE(load.AwaitProgress(20));
    EXPECT_TRUE(Eventually([&] { return fleet.AskNumber(kHolders) == 1; }));
  }
  load.Stop();
  load.ExpectEffectsOnce();
  load.ExpectAllThere();
}

TEST(RelayTest, AnEffectThatCannotBeTakenInHoldsBackItsProjectOnlyAndIsShown) {
  Fleet fleet(Fleet::Shape::kOne);
  Load load(fleet, 0, 2);
  ASSERT_TRUE(load.AwaitProgress(8));
  // Not JSON: appraisal can make nothing of it, today or tomorrow.
  const std::string poison = fleet.Change(
      "INSERT INTO review.outbox (txid, aggregate, type, payload, at_us)"
      " VALUES (pg_current_xact_id(), 'projects/entered-0', 'review.submitted', 'poison', 0)"
      " RETURNING id::text");
  ASSERT_TRUE(load.AwaitProgress(40));
  EXPECT_TRUE(Eventually([&] {
    Advance(fleet, "carterad", 20);
    return fleet.AskNumber("SELECT count(*) FROM review.outbox WHERE parked") == 1;
  }));
  load.Stop();
  constexpr char kPending[] =
      "SELECT count(*) FROM review.outbox WHERE delivered_us IS NULL AND aggregate = $1";
  EXPECT_TRUE(
      Eventually([&] { return fleet.AskNumber(kPending, pg::Bind("projects/entered-1")) == 0; }));
  EXPECT_GT(fleet.AskNumber(kPending, pg::Bind("projects/entered-0")), 1);
  EXPECT_TRUE(Eventually([&] { return fleet.Metric("cartera_relay_parked") == 1; }));
  review::v1::GetSubmissionRequest get;
  get.set_name(
      fleet.AskText("SELECT 'rounds/round/submissions/' || id FROM review.submissions"
                    " WHERE project = 'entered-0' ORDER BY created_us DESC LIMIT 1"));
  EXPECT_GT(
      fleet.As("ana").Must<review::v1::GetSubmissionResponse>(get).submission().effects_pending(),
      0);
  EXPECT_THAT(Outbox(fleet, "carterad", "list --output json"), HasSubstr("projects/entered-0"));

  // A cure that changes nothing in the case, so that the rest can be counted.
  fleet.Change(
      absl::StrCat("UPDATE review.outbox SET payload ="
                   " '{\"case\":\"projects/x/cases/x\",\"submission\":\"none\"}'"
                   " WHERE id = ",
                   poison, " RETURNING ''"));
  Outbox(fleet, "carterad", absl::StrCat("retry review ", poison));
  load.ExpectEffectsOnce();
  EXPECT_THAT(Outbox(fleet, "carterad", "list --output json"),
              Not(HasSubstr("projects/entered-0")));
  EXPECT_TRUE(Eventually([&] { return fleet.Metric("cartera_relay_parked") == 0; }));
}

TEST(RelayTest, AReceiverThatIsAwayParksNothing) {
  Fleet fleet(Fleet::Shape::kSplit);
  Load load(fleet, 0, 2);
  ASSERT_TRUE(load.AwaitProgress(20));
  fleet.End("appraisal", SIGKILL);
  // The writers wait for appraisal; what they had emitted waits with them.
  fleet.Change(
      "INSERT INTO review.outbox (txid, aggregate, type, payload, at_us)"
      " VALUES (pg_current_xact_id(), 'projects/x', 'review.submitted',"
      " '{\"case\":\"projects/x/cases/x\",\"submission\":\"none\"}', 0) RETURNING ''");
  for (int i = 0; i < 20; ++i) {
    Advance(fleet, "review", 2);  // more would make its tokens of the future
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_EQ(fleet.AskNumber("SELECT count(*) FROM review.outbox WHERE parked OR attempts > 0"), 0);
  EXPECT_GT(fleet.AskNumber("SELECT count(*) FROM review.outbox WHERE delivered_us IS NULL"), 0);
  fleet.Launch("appraisal");
  ASSERT_TRUE(load.AwaitProgress(10));
  load.Stop();
  load.ExpectEffectsOnce();
}

}  // namespace
}  // namespace cartera::faults
