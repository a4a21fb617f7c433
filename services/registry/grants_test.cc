#include <future>

#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::CreateGrantRequest;
using registry_v1::CreateGrantResponse;
using registry_v1::RevokeGrantRequest;
using registry_v1::RevokeGrantResponse;
using type::v1::Role;

class GrantsTest : public RegistryTest {
 protected:
  static CreateGrantRequest Grant(const std::string& id, const std::string& person, Role role,
                                  const std::string& agency) {
    CreateGrantRequest request;
    request.set_grant_id(id);
    request.mutable_grant()->set_person(absl::StrCat("people/", person));
    request.mutable_grant()->set_role(role);
    request.mutable_grant()->set_agency(absl::StrCat("agencies/", agency));
    return request;
  }
  static RevokeGrantRequest Revoke(const std::string& id) {
    RevokeGrantRequest request;
    request.set_name(absl::StrCat("grants/", id));
    return request;
  }
  // Whether the person may create a project at tax now; stores nothing.
  static std::string MayCreate(const std::string& person) {
    auto request = ProjectRequest("probe", "tax");
    request.set_validate_only(true);
    return Outcome(host().As(person).Try(request));
  }
};

constexpr char kNo[] = "PERMISSION_DENIED ROLE_MISSING";

TEST_F(GrantsTest, NobodyGrantsToThemselves) {
  const std::string before = host().Fingerprint("registry");
  EXPECT_EQ(
      Outcome(host().As("root").Try(Grant("own", "root", type::v1::ROLE_BUDGET_OFFICER, "tax"))),
      "PERMISSION_DENIED SELF_GRANT");
  EXPECT_EQ(host().Fingerprint("registry"), before);
}

TEST_F(GrantsTest, WritingACaseAndJudgingItNeverMeetInOnePerson) {
  AddPerson(host(), "mia", "tax");
  const Caller root = host().As("root");
  root.Must<CreateGrantResponse>(Grant("mia-1", "mia", type::v1::ROLE_FORMULATOR, "tax"));
  root.Must<CreateGrantResponse>(Grant("mia-2", "mia", type::v1::ROLE_SIGNATORY, "tax"));
  for (const Role role : {type::v1::ROLE_BUDGET_REVIEWER, type::v1::ROLE_APPROVER,
                          type::v1::ROLE_TECHNICAL_REVIEWER, type::v1::ROLE_PANEL}) {
    // Wherever the places are.
    for (const char* place : {"tax", "health", "gov"}) {
      EXPECT_EQ(Outcome(root.Try(Grant("mia-3", "mia", role, place))),
                "FAILED_PRECONDITION ROLES_MUST_NOT_MERGE")
          << type::v1::Role_Name(role) << " at " << place;
    }
  }
  root.Must<RevokeGrantResponse>(Revoke("mia-1"));
  root.Must<RevokeGrantResponse>(Revoke("mia-2"));
  root.Must<CreateGrantResponse>(Grant("mia-3", "mia", type::v1::ROLE_APPROVER, "gov"));
}

TEST_F(GrantsTest, AGrantOfTheFutureCountsForMergingToo) {
  AddPerson(host(), "fay", "tax");
  const Caller root = host().As("root");
  auto later = Grant("fay-1", "fay", type::v1::ROLE_APPROVER, "gov");
  *later.mutable_grant()->mutable_from() = DayFromToday(host(), 30);
  root.Must<CreateGrantResponse>(later);
  EXPECT_EQ(Outcome(root.Try(Grant("fay-2", "fay", type::v1::ROLE_FORMULATOR, "tax"))),
            "FAILED_PRECONDITION ROLES_MUST_NOT_MERGE");
}

TEST_F(GrantsTest, TwoGrantsAtOnceDoNotMergeWhatMustNot) {
  for (int round = 0; round < 10; ++round) {
    const std::string id = absl::StrCat("twin-", round);
    AddPerson(host(), id, "tax");
    const auto give = [&](const std::string& grant, Role role) {
      return std::async(std::launch::async, [=, root = host().As("root")] {
        return Outcome(root.Try(Grant(grant, id, role, "gov")));
      });
    };
    auto writer = give(id + "-w", type::v1::ROLE_FORMULATOR);
    auto judge = give(id + "-j", type::v1::ROLE_APPROVER);
    const std::string first = writer.get();
    const std::string second = judge.get();
    EXPECT_NE(first == "OK", second == "OK") << first << " and " << second;
  }
}

TEST_F(GrantsTest, ARevokedGrantCountsAtOnce) {
  AddOfficer(host(), "rob", type::v1::ROLE_FORMULATOR, "tax");
  EXPECT_EQ(MayCreate("rob"), "OK");
  const Caller rob = host().As("rob");  // the token lives on
  host().As("root").Must<RevokeGrantResponse>(Revoke("rob-formulator-tax"));
  EXPECT_EQ(Outcome(rob.Try(ProjectRequest("late", "tax"))), kNo);
}

TEST_F(GrantsTest, AGrantHoldsFromItsFirstDayUntilItsLast) {
  AddPerson(host(), "tim", "tax");
  auto grant = Grant("tim-1", "tim", type::v1::ROLE_FORMULATOR, "tax");
  *grant.mutable_grant()->mutable_from() = DayFromToday(host(), 2);
  *grant.mutable_grant()->mutable_until() = DayFromToday(host(), 4);
  host().As("root").Must<CreateGrantResponse>(grant);
  EXPECT_EQ(MayCreate("tim"), kNo) << "not begun";
  host().Advance(absl::Hours(48));
  EXPECT_EQ(MayCreate("tim"), "OK");
  host().Advance(absl::Hours(48));
  EXPECT_EQ(MayCreate("tim"), kNo) << "until is the first day without";
}

TEST_F(GrantsTest, AGrantEndsNotBeforeItBegins) {
  auto grant = Grant("backwards", "max", type::v1::ROLE_FORMULATOR, "tax");
  *grant.mutable_grant()->mutable_from() = DayFromToday(host(), 2);
  *grant.mutable_grant()->mutable_until() = DayFromToday(host(), 1);
  EXPECT_EQ(Outcome(host().As("root").Try(grant)), "FAILED_PRECONDITION DAY_TOO_EARLY");
}

TEST_F(GrantsTest, RevokingNeverMakesAGrantLonger) {
  AddPerson(host(), "eve", "tax");
  auto grant = Grant("eve-1", "eve", type::v1::ROLE_FORMULATOR, "tax");
  *grant.mutable_grant()->mutable_from() = DayFromToday(host(), -30);
  *grant.mutable_grant()->mutable_until() = DayFromToday(host(), -10);
  const Caller root = host().As("root");
  root.Must<CreateGrantResponse>(grant);
  EXPECT_EQ(root.Must<RevokeGrantResponse>(Revoke("eve-1")).grant().until().SerializeAsString(),
            grant.grant().until().SerializeAsString());
  // One that has not begun never holds.
  auto later = Grant("eve-2", "eve", type::v1::ROLE_FORMULATOR, "tax");
  *later.mutable_grant()->mutable_from() = DayFromToday(host(), 5);
  root.Must<CreateGrantResponse>(later);
  EXPECT_EQ(root.Must<RevokeGrantResponse>(Revoke("eve-2")).grant().until().SerializeAsString(),
            later.grant().from().SerializeAsString());
}

TEST_F(GrantsTest, AnAdministratorGivesOnlyBelowTheirPlace) {
  AddOfficer(host(), "adam", type::v1::ROLE_ACCESS_ADMINISTRATOR, "tax");
  const Caller adam = host().As("adam");
  EXPECT_EQ(Outcome(adam.Try(Grant("adam-1", "max", type::v1::ROLE_SIGNATORY, "health"))), kNo);
  EXPECT_EQ(Outcome(adam.Try(Grant("adam-2", "max", type::v1::ROLE_SIGNATORY, "ministry"))), kNo);
  EXPECT_EQ(Outcome(adam.Try(Grant("adam-3", "max", type::v1::ROLE_SIGNATORY, "tax"))), "OK");
  const auto seen = adam.Must<registry_v1::ListGrantsResponse>(registry_v1::ListGrantsRequest());
  EXPECT_GT(seen.grants_size(), 0);
  for (const auto& grant : seen.grants()) EXPECT_EQ(grant.agency(), "agencies/tax");
}

TEST_F(GrantsTest, OnePersonPerSubjectAndTheIssuersNameIsNotForAll) {
  registry_v1::CreatePersonRequest request;
  request.set_person_id("ana-again");
  request.mutable_person()->set_display_name("Ana again");
  request.mutable_person()->set_issuer("https://cartera.invalid/dev");
  request.mutable_person()->set_subject("ana");
  request.mutable_person()->set_affiliation("agencies/tax");
  EXPECT_EQ(Outcome(host().As("root").Try(request)), "ALREADY_EXISTS SUBJECT_TAKEN");
  request.set_person_id("ana");
  EXPECT_EQ(Outcome(host().As("root").Try(request)), "ALREADY_EXISTS NAME_TAKEN");
  registry_v1::GetPersonRequest get;
  get.set_name("people/ana");
  using Response = registry_v1::GetPersonResponse;
  EXPECT_EQ(host().As("ben").Must<Response>(get).person().subject(), "");
  EXPECT_EQ(host().As("ana").Must<Response>(get).person().subject(), "ana");
  EXPECT_EQ(host().As("root").Must<Response>(get).person().subject(), "ana");
}

TEST_F(GrantsTest, BootstrapHappensOnce) {
  registry_v1::BootstrapRequest request;
  request.set_code("anything");
  request.set_person_id("mallory");
  request.set_display_name("Mallory");
  request.set_root_agency_id("mallory");
  request.set_root_display_name("Mallory");
  EXPECT_EQ(Outcome(host().As("mallory").Try(request)), "FAILED_PRECONDITION BOOTSTRAP_CODE_USED");
}

}  // namespace
}  // namespace cartera::testing
