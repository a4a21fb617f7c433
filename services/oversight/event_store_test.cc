// What watchers are given of the record: everything, once, in order, and nothing that is not
// theirs.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/oversight/v1/event_service.pb.h"
#include "services/oversight/store_events.h"
#include "services/oversight/store_record.h"
#include "services/oversight/store_test_fixture.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class EventTest : public StoreTest {
 protected:
  EventTest() {
    Project({.id = "p1"});
    Do(*appraisal_, {}, "projects/p1", "case.create");
    Project({.id = "p2", .lead = "b1", .classification = "internal"});
    Do(*registry_, {}, "agencies/a1", "agency.update");
    Do(*registry_, {}, "projects/p1", "project.update");
  }

  struct Seen {
    std::vector<std::string> ids;
    std::string cursor;
  };
  // What `person` is given until now.
  absl::StatusOr<Seen> Watch(const std::string& person, const std::string& cursor = "",
                             const std::string& project = "") {
    v1::WatchEventsRequest request;
    request.set_project(project);
    request.set_cursor(cursor);
    request.set_from_beginning(cursor.empty());
    request.set_until_now(true);
    ASSIGN_OR_RETURN(const auto pages, Ask<v1::WatchEventsResponse>(person, request));
    Seen seen;
    for (const auto& page : pages) {
      for (const auto& event : page.events()) seen.ids.push_back(event.id());
      if (!page.cursor().empty()) seen.cursor = page.cursor();
    }
    return seen;
  }
  std::vector<std::string> Ids(const std::string& person, const std::string& cursor = "",
                               const std::string& project = "") {
    const auto seen = Watch(person, cursor, project);
    EXPECT_TRUE(seen.ok()) << seen.status();
    return seen.value_or(Seen{}).ids;
  }

  // All entries, read `limit` at a time.
  std::vector<std::string> ReadInSteps(int limit) {
    std::vector<std::string> ids;
    EventPlace place;
    int64_t until = 0;
    for (bool more = true; more;) {
      const auto status = oversight_->Read(Context(), [&](pg::Tx& tx) -> absl::Status {
        ASSIGN_OR_RETURN(until, ReadEndedTxid(tx));
        ASSIGN_OR_RETURN(const auto events, ReadEvents(tx, place, until, "", limit));
        for (const StoredEvent& event : events) {
          ids.push_back(absl::StrCat(event.line.service, "/", event.subject, "/", event.line.seq));
        }
        more = events.size() == static_cast<size_t>(limit);
        place = PlaceAfter(place, events, !more, until);
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) break;
    }
    return ids;
  }
};

TEST_F(EventTest, EverythingComesInTheOrderInWhichItWasWritten) {
  EXPECT_THAT(Ids("ana"), ElementsAre("registry/projects/p1/1", "appraisal/projects/p1/1",
                                      "registry/projects/p1/2"));
}

TEST_F(EventTest, ACursorGoesOnBehindWhatWasGiven) {
  const auto first = Watch("ana");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Ids("ana", first->cursor), IsEmpty());
  Do(*review_, {}, "projects/p1", "submission.create");
  Do(*registry_, {}, "projects/p2", "project.update");
  EXPECT_THAT(Ids("ana", first->cursor), ElementsAre("review/projects/p1/1"));
  EXPECT_THAT(Ids("auditor", first->cursor),
              ElementsAre("review/projects/p1/1", "registry/projects/p2/2"));
}

TEST_F(EventTest, OnlyWhatTheCallerMayFollowIsGiven) {
  EXPECT_THAT(Ids("bea"), ElementsAre("registry/projects/p2/1"));
  EXPECT_THAT(Ids("auditor"), ElementsAre("registry/projects/p1/1", "appraisal/projects/p1/1",
                                          "registry/projects/p2/1", "registry/agencies/a1/1",
                                          "registry/projects/p1/2"));
  EXPECT_EQ(Watch("nobody").status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(EventTest, OneProjectIsWatchedByWhoMayReadItsHistory) {
  EXPECT_THAT(Ids("bea", "", "projects/p2"), ElementsAre("registry/projects/p2/1"));
  EXPECT_EQ(Watch("ana", "", "projects/p2").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Watch("ana", "", "projects/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Watch("nobody", "", "projects/p1").status().code(),
            absl::StatusCode::kPermissionDenied);
}

// Rights are those of the page, not those of the day on which the cursor was given.
TEST_F(EventTest, ARightThatWasTakenBackEndsTheEvents) {
  const auto first = Watch("ana");
  ASSERT_TRUE(first.ok()) << first.status();
  Do(*registry_, {}, "projects/p1", "project.update");
  Do(*registry_, {{"UPDATE grants SET until_day = '2020-01-02' WHERE person = $1",
                   pg::Bind(std::string("ana"))}});
  EXPECT_EQ(Watch("ana", first->cursor).status().code(), absl::StatusCode::kPermissionDenied);
}

// A transaction that began first and ends last must neither be skipped nor overtake its chain.
TEST_F(EventTest, ASlowEarlyWriterIsWaitedFor) {
  const auto first = Watch("auditor");
  ASSERT_TRUE(first.ok()) << first.status();
  Seen meanwhile;
  const auto status =
      registry_->Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
        // Takes its transaction id; its entry is chained when it commits, behind the other's.
        RETURN_IF_ERROR(tx.Exec({"test.txid", "SELECT pg_current_xact_id()", true}).status());
        Do(*registry_, {}, "projects/p1", "overtakes");
        Do(*review_, {}, "projects/p1", "waits");
        ASSIGN_OR_RETURN(meanwhile, Watch("auditor", first->cursor));
        RETURN_IF_ERROR(tx.Audit({.subject = "projects/p1", .action = "early"}));
        return "";
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(meanwhile.ids, IsEmpty());
  const auto after = Ids("auditor", meanwhile.cursor);
  EXPECT_THAT(after,
              testing::UnorderedElementsAre("registry/projects/p1/3", "registry/projects/p1/4",
                                            "review/projects/p1/1"));
  const auto place = [&](const std::string& id) {
    return std::find(after.begin(), after.end(), id) - after.begin();
  };
  EXPECT_LT(place("registry/projects/p1/3"), place("registry/projects/p1/4"));
}

// One transaction may write more than a page holds, in many chains.
TEST_F(EventTest, ReadInStepsOfAnySizeItIsTheSameList) {
  const auto status =
      registry_->Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
        for (int i = 0; i < 17; ++i) {
          RETURN_IF_ERROR(
              tx.Audit({.subject = absl::StrCat("projects/bulk", i % 5), .action = "x"}));
        }
        return "";
      });
  ASSERT_TRUE(status.ok()) << status;
  Do(*review_, {}, "projects/bulk1", "y");
  const std::vector<std::string> whole = ReadInSteps(1000);
  EXPECT_THAT(whole, SizeIs(5 + 17 + 1));
  for (const int limit : {1, 2, 3, 7, 16, 17, 22, 23, 24}) {
    EXPECT_EQ(ReadInSteps(limit), whole) << limit;
  }
}

TEST_F(EventTest, ACursorThatWasChangedOrIsOfAnEarlierLifeIsRefused) {
  const auto first = Watch("ana");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Watch("ana", first->cursor + "A").status().code(), absl::StatusCode::kInvalidArgument);
  epoch_ = 2;
  EXPECT_EQ(Watch("ana", first->cursor).status().code(), absl::StatusCode::kFailedPrecondition);
  v1::WatchEventsRequest both;
  both.set_cursor(first->cursor);
  both.set_from_beginning(true);
  EXPECT_EQ(Ask<v1::WatchEventsResponse>("ana", both).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cartera::oversight
