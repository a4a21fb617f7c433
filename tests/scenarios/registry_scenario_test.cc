// A government registers its agencies, people and projects; the record of it verifies, holds every
// change, and outlives a restart.
#include "absl/strings/match.h"
#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::CreateProjectResponse;
using registry_v1::Project;
using registry_v1::UpdateProjectRequest;
using registry_v1::UpdateProjectResponse;

// "action resource actor" of every entry of every chain, oldest first.
constexpr pg::Query kRecord{"test.record", R"sql(
  SELECT coalesce(string_agg(format('%s %s %s', e->>'action', e->>'resource', e->>'actor'), E'\n'
                             ORDER BY at_us, subject, seq), '')
    FROM (SELECT *, convert_from(entry, 'UTF8')::json AS e FROM registry.audit) a)sql"};
constexpr pg::Query kEntries{"test.entries", "SELECT count(*) FROM registry.audit"};
constexpr pg::Query kTitles{"test.titles", R"sql(
  SELECT count(*) FROM registry.projects_history WHERE id = $1)sql"};

class RegistryScenario : public RegistryTest {
 protected:
  static int64_t Entries() { return host().AskNumber(kEntries); }

  // Makes the call and expects exactly `entries` more in the record.
  template <typename Response>
  static Response Recorded(absl::string_view as, const google::protobuf::Message& request,
                           int entries) {
    const int64_t before = Entries();
    auto response = host().As(as).Must<Response>(request);
    EXPECT_EQ(Entries() - before, entries) << request.GetTypeName();
    return response;
  }

  static UpdateProjectRequest Retitle(const Project& project, const std::string& title) {
    UpdateProjectRequest request;
    *request.mutable_project() = project;
    request.mutable_project()->set_title(title);
    request.mutable_update_mask()->add_paths("title");
    request.set_etag(project.etag());
    return request;
  }
};

TEST_F(RegistryScenario, EveryChangeIsInTheRecordOnceAndNothingElse) {
  const Project made =
      Recorded<CreateProjectResponse>("ana", ProjectRequest("portal", "tax"), 1).project();
  UpdateProjectRequest update = Retitle(made, "Citizens' portal");
  update.set_request_id("retitle-1");
  Recorded<UpdateProjectResponse>("ana", update, 1);
  Recorded<UpdateProjectResponse>("ana", update, 0);  // the replay
  update.set_request_id("retitle-2");
  update.set_validate_only(true);
  const int64_t before = Entries();
  EXPECT_EQ(Outcome(host().As("ana").Try(update)), "ABORTED ETAG_STALE");
  EXPECT_EQ(Outcome(host().As("ben").Try(Retitle(made, "Mine"))), "PERMISSION_DENIED ROLE_MISSING");
  EXPECT_EQ(Entries(), before);

  registry_v1::AddParticipantRequest add;
  add.set_parent("projects/portal");
  add.set_participant_id("health");
  add.mutable_participant()->set_agency("agencies/health");
  add.mutable_participant()->set_role(registry_v1::PARTICIPANT_ROLE_CO_FUNDER);
  Recorded<registry_v1::AddParticipantResponse>("ana", add, 1);
  registry_v1::EndParticipantRequest end;
  end.set_name("projects/portal/participants/health");
  *end.mutable_until() = DayFromToday(host(), 30);
  Recorded<registry_v1::EndParticipantResponse>("ana", end, 1);

  AddAgency(host(), "archive", "ministry");
  registry_v1::MoveAgencyRequest move;
  move.set_name("agencies/archive");
  move.set_parent("agencies/tax");
  *move.mutable_from() = DayFromToday(host(), 1);
  Recorded<registry_v1::MoveAgencyResponse>("root", move, 1);
  AddOfficer(host(), "zoe", type::v1::ROLE_SIGNATORY, "tax");
  registry_v1::RevokeGrantRequest revoke;
  revoke.set_name("grants/zoe-signatory-tax");
  Recorded<registry_v1::RevokeGrantResponse>("root", revoke, 1);

  const std::string record = host().AskText(kRecord);
  for (const char* line :
       {"agency.create agencies/gov people/root", "person.create people/root people/root",
        "grant.create grants/root-administrator people/root",
        "project.create projects/portal people/ana", "project.update projects/portal people/ana",
        "participant.add projects/portal/participants/health people/ana",
        "participant.end projects/portal/participants/health people/ana",
        "agency.create agencies/archive people/root", "agency.move agencies/archive people/root",
        "person.create people/zoe people/root", "grant.create grants/zoe-signatory-tax people/root",
        "grant.revoke grants/zoe-signatory-tax people/root"}) {
    EXPECT_THAT(record, ::testing::HasSubstr(line));
  }
  const pg::ChainReport report = host().VerifyChains("registry");
  EXPECT_EQ(report.faults, 0);
  EXPECT_EQ(report.entries, Entries());
}

TEST_F(RegistryScenario, OfTwoWhoChangeAtOnceOneIsToldToReadAgain) {
  const Project read = AddProject(host(), "ana", "contended", "tax");
  int won = 0;
  for (const char* who : {"ana", "cara"}) {
    const absl::Status status = host().As(who).Try(Retitle(read, who));
    won += status.ok() ? 1 : 0;
    if (!status.ok()) {
      EXPECT_EQ(Outcome(status), "ABORTED ETAG_STALE");
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(Get("ana", "contended").title(), "ana");
}

TEST_F(RegistryScenario, MetricsTimeEveryQueryByItsName) {
  AddProject(host(), "ana", "timed", "tax");
  Get("ana", "timed");
  const std::string metrics = host().host().metrics().Text();
  for (const char* query : {"registry.get_project", "pg.commit"}) {
    EXPECT_TRUE(absl::StrContains(
        metrics, absl::StrCat("cartera_query_seconds_count{query=\"", query, "\"}")))
        << query;
  }
}

TEST_F(RegistryScenario, ARestartKeepsEverything) {
  auto request = ProjectRequest("lasting", "tax");
  request.set_request_id("lasting-1");
  const auto made = host().As("ana").Must<CreateProjectResponse>(request);
  host().As("ana").Must<UpdateProjectResponse>(Retitle(made.project(), "Renamed"));
  for (const char* id : {"last-1", "last-2"}) AddProject(host(), "ana", id, "tax");
  registry_v1::ListProjectsRequest list;
  list.set_filter("id:last-");
  list.set_page_size(1);
  list.set_page_token(
      host().As("ana").Must<registry_v1::ListProjectsResponse>(list).next_page_token());
  const std::string before = host().Fingerprint("registry");
  const std::string token = host().As("ana").token();

  host().Restart();

  EXPECT_EQ(host().Fingerprint("registry"), before);
  EXPECT_EQ(Get("ana", "lasting").title(), "Renamed");
  // Tokens, page tokens and answered requests hold across the restart; the bootstrap code does not.
  const Caller ana = host().WithToken(token);
  EXPECT_EQ(ana.Must<CreateProjectResponse>(request).SerializeAsString(), made.SerializeAsString());
  const auto page = ana.Must<registry_v1::ListProjectsResponse>(list);
  ASSERT_EQ(page.projects_size(), 1);
  EXPECT_EQ(page.projects(0).name(), "projects/last-2");
  EXPECT_EQ(host().AskNumber(kTitles, pg::Bind("lasting")), 1);
  EXPECT_EQ(host().VerifyChains("registry").faults, 0);
}

}  // namespace
}  // namespace cartera::testing
