#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::Agency;
using registry_v1::MoveAgencyRequest;
using registry_v1::MoveAgencyResponse;
using ::testing::ElementsAre;

class AgenciesTest : public RegistryTest {
 protected:
  static MoveAgencyRequest Move(const std::string& id, const std::string& parent, int from_days) {
    MoveAgencyRequest request;
    request.set_name(absl::StrCat("agencies/", id));
    request.set_parent(absl::StrCat("agencies/", parent));
    *request.mutable_from() = DayFromToday(host(), from_days);
    return request;
  }
  static Agency GetAgency(const std::string& id) {
    registry_v1::GetAgencyRequest request;
    request.set_name(absl::StrCat("agencies/", id));
    return host().As("max").Must<registry_v1::GetAgencyResponse>(request).agency();
  }
  static absl::Status Create(absl::string_view as, const std::string& id,
                             const std::string& parent) {
    registry_v1::CreateAgencyRequest request;
    request.set_agency_id(id);
    request.mutable_agency()->set_display_name(id);
    request.mutable_agency()->set_type(registry_v1::AGENCY_TYPE_MUNICIPALITY);
    request.mutable_agency()->set_parent(parent);
    return host().As(as).Try(request);
  }
};

TEST_F(AgenciesTest, AreRegisteredOnceBelowAnExistingOne) {
  EXPECT_EQ(Outcome(Create("root", "town", "agencies/ministry")), "OK");
  EXPECT_EQ(Outcome(Create("root", "town", "agencies/ministry")), "ALREADY_EXISTS NAME_TAKEN");
  EXPECT_EQ(Outcome(Create("root", "orphan", "agencies/nowhere")),
            "FAILED_PRECONDITION REFERENCE_MISSING");
  EXPECT_EQ(Outcome(Create("root", "self", "agencies/self")),
            "FAILED_PRECONDITION REFERENCE_MISSING");
  EXPECT_THAT(Faults(host().As("root").Try([] {
                registry_v1::CreateAgencyRequest request;
                request.set_agency_id("rootless");
                request.mutable_agency()->set_display_name("x");
                request.mutable_agency()->set_type(registry_v1::AGENCY_TYPE_AGENCY);
                return request;
              }())),
              ElementsAre("agency.parent REQUIRED"));
  EXPECT_EQ(GetAgency("town").parent(), "agencies/ministry");
}

TEST_F(AgenciesTest, AMoveHoldsFromItsDayAndRolesGoWithIt) {
  AddAgency(host(), "old-home", "gov");
  AddAgency(host(), "new-home", "gov");
  AddAgency(host(), "mover", "old-home");
  AddAgency(host(), "movers-unit", "mover");
  AddOfficer(host(), "olga", type::v1::ROLE_FORMULATOR, "old-home");
  AddOfficer(host(), "nora", type::v1::ROLE_FORMULATOR, "new-home");
  host().As("root").Must<MoveAgencyResponse>(Move("mover", "new-home", 3));
  EXPECT_EQ(GetAgency("mover").parent(), "agencies/old-home") << "until the day before";
  EXPECT_EQ(Outcome(host().As("olga").Try(ProjectRequest("move-1", "movers-unit"))), "OK");
  EXPECT_EQ(Outcome(host().As("nora").Try(ProjectRequest("move-2", "movers-unit"))),
            "PERMISSION_DENIED ROLE_MISSING");
  host().Advance(absl::Hours(3 * 24));
  EXPECT_EQ(GetAgency("mover").parent(), "agencies/new-home");
  EXPECT_EQ(Outcome(host().As("olga").Try(ProjectRequest("move-3", "movers-unit"))),
            "PERMISSION_DENIED ROLE_MISSING");
  EXPECT_EQ(Outcome(host().As("nora").Try(ProjectRequest("move-4", "movers-unit"))), "OK");
}

TEST_F(AgenciesTest, TheTreeStaysATree) {
  AddAgency(host(), "a", "gov");
  AddAgency(host(), "b", "a");
  AddAgency(host(), "c", "b");
  const std::string before = host().Fingerprint("registry");
  EXPECT_EQ(Outcome(host().As("root").Try(Move("a", "c", 1))), "FAILED_PRECONDITION MOVE_REFUSED");
  EXPECT_EQ(Outcome(host().As("root").Try(Move("a", "a", 1))), "FAILED_PRECONDITION MOVE_REFUSED");
  EXPECT_EQ(Outcome(host().As("root").Try(Move("gov", "a", 1))),
            "FAILED_PRECONDITION MOVE_REFUSED");
  EXPECT_EQ(Outcome(host().As("root").Try(Move("a", "nowhere", 1))),
            "FAILED_PRECONDITION REFERENCE_MISSING");
  EXPECT_EQ(Outcome(host().As("root").Try(Move("nobody", "a", 1))), "NOT_FOUND NOT_FOUND");
  EXPECT_EQ(host().Fingerprint("registry"), before);
}

TEST_F(AgenciesTest, AMoveComesAfterTheLastOne) {
  AddAgency(host(), "left", "gov");
  AddAgency(host(), "right", "gov");
  AddAgency(host(), "restless", "left");
  host().As("root").Must<MoveAgencyResponse>(Move("restless", "right", 10));
  const std::string before = host().Fingerprint("registry");
  for (const int days : {-1, 0, 5, 10}) {
    EXPECT_EQ(Outcome(host().As("root").Try(Move("restless", "left", days))),
              "FAILED_PRECONDITION MOVE_REFUSED")
        << days;
  }
  EXPECT_EQ(host().Fingerprint("registry"), before);
  host().As("root").Must<MoveAgencyResponse>(Move("restless", "left", 11));
}

TEST_F(AgenciesTest, AStaleEtagMovesNothing) {
  AddAgency(host(), "etagged", "gov");
  MoveAgencyRequest request = Move("etagged", "ministry", 1);
  request.set_etag(GetAgency("etagged").etag());
  host().As("root").Must<MoveAgencyResponse>(request);
  *request.mutable_from() = DayFromToday(host(), 2);
  request.set_parent("agencies/gov");
  EXPECT_EQ(Outcome(host().As("root").Try(request)), "ABORTED ETAG_STALE");
}

TEST_F(AgenciesTest, AListShowsTheTreeOfToday) {
  AddAgency(host(), "listed", "ministry");
  registry_v1::ListAgenciesRequest request;
  request.set_filter("parent = \"agencies/ministry\" AND id:list AND type = AGENCY");
  const auto page = host().As("max").Must<registry_v1::ListAgenciesResponse>(request);
  ASSERT_EQ(page.agencies_size(), 1);
  EXPECT_EQ(page.agencies(0).name(), "agencies/listed");
  request.set_filter("parent = unknown");
  EXPECT_EQ(host().As("max").Must<registry_v1::ListAgenciesResponse>(request).agencies_size(), 1);
}

}  // namespace
}  // namespace cartera::testing
