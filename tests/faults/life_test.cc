// Stopping in order, and first starts that happen at once.
#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"
#include "tests/support/registry_setup.h"

namespace cartera::faults {
namespace {

TEST(LifeTest, AStopLetsTheCallUnderWayFinishAndTakesNoOther) {
  Fleet fleet(Fleet::Shape::kOne);
  testing::Bootstrap(fleet);
  testing::AddAgency(fleet, "tax", "gov");
  testing::AddOfficer(fleet, "ana", type::v1::ROLE_FORMULATOR, "tax");
  const registry::v1::Project project = testing::AddProject(fleet, "ana", "portal", "tax");
  const testing::Caller ana = fleet.As("ana");
  registry::v1::UpdateProjectRequest update;
  *update.mutable_project() = project;
  update.mutable_project()->set_title("Changed while stopping");
  update.mutable_update_mask()->add_paths("title");

  // Somebody holds the row, so that the call is under way for as long as we like.
  pg::Database owner = fleet.Owner("registry");
  absl::Status under_way, refused;
  std::thread call, stop;
  int code = -1;
  const absl::Status held =
      owner.Maintain({.deadline = absl::Now() + absl::Seconds(30)}, [&](pg::Tx& tx) {
        const auto locked = tx.Exec(
            {.name = "t.hold", .sql = "SELECT 1 FROM projects WHERE id = 'portal' FOR UPDATE"});
        call = std::thread([&] { under_way = ana.Try(update); });
        while (fleet.AskNumber("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type ="
                               " 'Lock'") == 0) {
          absl::SleepFor(absl::Milliseconds(5));
        }
        stop = std::thread([&] { code = fleet.End("carterad", SIGTERM); });
        // By another thread: this one holds a connection.
        std::thread([&] {
          for (int i = 0; refused.ok() && i < 1000; ++i) {
            refused = ana.Try(testing::ProjectRequest(absl::StrCat("late-", i), "tax"));
          }
        }).join();
        return locked.status();
      });
  EXPECT_EQ(held, absl::OkStatus());
  call.join();
  stop.join();
  EXPECT_EQ(under_way, absl::OkStatus());
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_EQ(code, 0);
  fleet.Launch("carterad");
  EXPECT_EQ(fleet.AskText("SELECT title FROM registry.projects WHERE id = 'portal'"),
            "Changed while stopping");
}

TEST(LifeTest, ServersThatMigrateAtOnceAllStart) {
  Fleet fleet(Fleet::Shape::kSplit, {}, Fleet::Start::kLater);
  fleet.Spawn("registry");
  fleet.Await("registry");  // its process runs PostgreSQL
  for (const char* name : {"appraisal", "review", "oversight"}) fleet.Spawn(name);
  for (const char* name : {"appraisal", "review", "oversight"}) fleet.Await(name);
  testing::Bootstrap(fleet);
  ExpectChainsVerify(fleet);
}

}  // namespace
}  // namespace cartera::faults
