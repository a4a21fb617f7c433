#include "tests/faults/load.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/platform/pg/audit.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"

namespace cartera::faults {
namespace {

using testing::Caller;

constexpr absl::Duration kPatience = absl::Minutes(1);
constexpr const char* kSchemas[] = {"registry", "appraisal", "review", "oversight"};

// What a careful client repeats: nothing happened, or nobody knows.
bool MayRepeat(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

}  // namespace

Load::Load(Fleet& fleet, int project_writers, int submission_writers) : fleet_(fleet) {
  SetUp(project_writers, submission_writers);
  for (int i = 0; i < static_cast<int>(writers_.size()); ++i) {
    Writer* writer = writers_[i].get();
    writer->thread = std::thread([this, writer, i] {
      writer->case_id.empty() ? WriteProjects(writer, i) : WriteSubmissions(writer, i);
    });
  }
}

Load::~Load() { Stop(); }

void Load::SetUp(int project_writers, int submission_writers) {
  testing::Bootstrap(fleet_);
  testing::AddAgency(fleet_, "tax", "gov");
  testing::AddOfficer(fleet_, "ana", type::v1::ROLE_FORMULATOR, "tax");
  testing::AddOfficer(fleet_, "sig", type::v1::ROLE_SIGNATORY, "tax");
  testing::AddOfficer(fleet_, "olga", type::v1::ROLE_BUDGET_OFFICER, "gov");
  for (const char* person : {"ana", "sig"}) callers_.emplace(person, fleet_.As(person));
  for (int i = 0; i < project_writers; ++i) writers_.push_back(std::make_unique<Writer>());
  if (submission_writers == 0) return;
  testing::OpenRound(fleet_, "olga", "round");
  for (int i = 0; i < submission_writers; ++i) {
    auto writer = std::make_unique<Writer>();
    const std::string project = absl::StrCat("entered-", i);
    writer->case_id = "case";
    testing::AddProject(fleet_, "ana", project, "tax");
    writer->titles[project] = absl::StrCat("Project ", project);
    writer->revision_hash = testing::AddFrozenCase(fleet_, "ana", project, "case");
    writer->case_id = absl::StrCat("projects/", project, "/cases/case");
    writers_.push_back(std::move(writer));
  }
}

void Load::Stop() {
  stopping_.store(true);
  for (const auto& writer : writers_) {
    if (writer->thread.joinable()) writer->thread.join();
  }
}

bool Load::AwaitProgress(int64_t count) const {
  const int64_t wanted = acknowledged() + count;
  const absl::Time give_up = absl::Now() + kPatience;
  while (acknowledged() < wanted && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(5));
  return acknowledged() >= wanted;
}

template <typename Response, typename Request>
bool Load::Send(Writer* writer, const Caller& caller, Request request,
                const std::string& request_id, Response* response) {
  request.set_request_id(request_id);
  const absl::Time give_up = absl::Now() + kPatience;
  absl::Status status;
  for (;;) {
    response->Clear();
    status = caller.Call(request, response);
    if (status.ok() || !MayRepeat(status) || absl::Now() > give_up) break;
    ++repeated_;
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_TRUE(status.ok()) << request.GetTypeName() << " " << request_id << ": " << status;
  if (!status.ok()) return false;
  writer->done.push_back(
      {std::make_shared<Request>(request), std::make_shared<Response>(*response), &caller});
  ++acknowledged_;
  return true;
}

void Load::WriteProjects(Writer* writer, int number) {
  namespace v1 = registry::v1;
  const Caller& ana = callers_.at("ana");
  for (int n = 0; !stopping_.load(); ++n) {
    const std::string id = absl::StrCat("w", number, "-", n);
    v1::CreateProjectResponse made;
    if (!Send(writer, ana, testing::ProjectRequest(id, "tax"), absl::StrCat(id, "-create"),
              &made)) {
      return;
    }
    v1::UpdateProjectRequest update;
    *update.mutable_project() = made.project();
    update.mutable_project()->set_title(absl::StrCat("Changed ", id));
    update.mutable_update_mask()->add_paths("title");
    update.set_etag(made.project().etag());
    v1::UpdateProjectResponse changed;
    if (!Send(writer, ana, update, absl::StrCat(id, "-update"), &changed)) return;
    writer->titles[id] = absl::StrCat("Changed ", id);
  }
}

void Load::WriteSubmissions(Writer* writer, int number) {
  namespace v1 = review::v1;
  const Caller& ana = callers_.at("ana");
  for (; !stopping_.load(); ++writer->cycles) {
    const std::string id = absl::StrCat("s", number, "-", writer->cycles);
    const std::string name = absl::StrCat("rounds/round/submissions/", id);
    v1::CreateSubmissionRequest create;
    create.set_parent("rounds/round");
    create.set_submission_id(id);
    create.mutable_submission()->set_case_(writer->case_id);
    create.mutable_submission()->set_kind(v1::SUBMISSION_KIND_NEW);
    v1::CreateSubmissionResponse created;
    if (!Send(writer, ana, create, absl::StrCat(id, "-create"), &created)) return;
    v1::SignSubmissionRequest sign;
    sign.set_name(name);
    sign.set_revision_hash(writer->revision_hash);
    v1::SignSubmissionResponse is_signed;
    if (!Send(writer, callers_.at("sig"), sign, absl::StrCat(id, "-sign"), &is_signed)) return;
    v1::SubmitSubmissionRequest submit;
    submit.set_name(name);
    v1::SubmitSubmissionResponse submitted;
    if (!Send(writer, ana, submit, absl::StrCat(id, "-submit"), &submitted)) return;
    v1::WithdrawSubmissionRequest withdraw;
    withdraw.set_name(name);
    withdraw.set_reason("Entered by a test.");
    v1::WithdrawSubmissionResponse withdrawn;
    if (!Send(writer, callers_.at("sig"), withdraw, absl::StrCat(id, "-withdraw"), &withdrawn))
      return;
  }
}

void Load::ExpectAllThere() {
  int64_t projects = 0, submissions = 0;
  for (const auto& writer : writers_) {
    for (const Acknowledged& done : writer->done) {
      std::unique_ptr<google::protobuf::Message> again(done.response->New());
      const absl::Status status = done.caller->Call(*done.request, again.get());
      EXPECT_TRUE(status.ok()) << done.request->ShortDebugString() << ": " << status;
      EXPECT_EQ(again->SerializeAsString(), done.response->SerializeAsString())
          << done.request->ShortDebugString();
    }
    for (const auto& [id, title] : writer->titles) {
      EXPECT_EQ(fleet_.AskText("SELECT title FROM registry.projects WHERE id = $1", pg::Bind(id)),
                title);
    }
    projects += static_cast<int64_t>(writer->titles.size());
    submissions += writer->cycles;
  }
  EXPECT_EQ(fleet_.AskNumber("SELECT count(*) FROM registry.projects"), projects);
  EXPECT_EQ(fleet_.AskNumber("SELECT count(*) FROM review.submissions"), submissions);
  for (const char* schema : {"registry", "review"}) {
    EXPECT_EQ(fleet_.AskNumber(absl::StrCat(
                  "SELECT count(*) FROM (SELECT 1 FROM (SELECT convert_from(entry, 'UTF8')::json e"
                  " FROM ",
                  schema,
                  ".audit) a WHERE e->>'request_id' <> '' GROUP BY e->>'request_id',"
                  " e->>'action', e->>'resource' HAVING count(*) > 1) twice")),
              0)
        << schema;
  }
}

void Load::ExpectEffectsOnce() {
  constexpr char kUndelivered[] = "SELECT count(*) FROM review.outbox WHERE delivered_us IS NULL";
  const absl::Time give_up = absl::Now() + kPatience;
  while (fleet_.AskNumber(kUndelivered) > 0 && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_EQ(fleet_.AskNumber(kUndelivered), 0);
  EXPECT_EQ(fleet_.AskNumber("SELECT count(*) FROM review.outbox WHERE parked"), 0);
  // Each effect is in the receiver's inbox, and none that was not sent.
  EXPECT_EQ(fleet_.AskNumber("SELECT count(*) FROM review.outbox o FULL JOIN appraisal.inbox i"
                             " ON i.source = 'review' AND i.id = o.id"
                             " WHERE o.id IS NULL OR i.id IS NULL"),
            0);
  for (const auto& writer : writers_) {
    if (writer->case_id.empty()) continue;
    // Locked and unlocked once for each cycle, in turn.
    std::string expected;
    for (int i = 0; i < writer->cycles; ++i) expected += "case.lock case.unlock ";
    EXPECT_EQ(fleet_.AskText("SELECT coalesce(string_agg(e->>'action' || ' ', '' ORDER BY seq), '')"
                             " FROM (SELECT seq, convert_from(entry, 'UTF8')::json e"
                             " FROM appraisal.audit) a WHERE e->>'resource' = $1"
                             " AND e->>'action' IN ('case.lock', 'case.unlock')",
                             pg::Bind(writer->case_id)),
              expected);
  }
}

void ExpectChainsVerify(Fleet& fleet) {
  for (const char* schema : kSchemas) {
    pg::Database database = fleet.Owner(schema);
    const absl::Status status = database.Read({}, [&](pg::Tx& tx) {
      return pg::VerifyChains(tx, std::nullopt,
                              [&](const pg::ChainFault& fault) {
                                ADD_FAILURE() << schema << " " << fault.subject << " " << fault.seq
                                              << " " << pg::ToString(fault.kind);
                              })
          .status();
    });
    EXPECT_TRUE(status.ok()) << schema << ": " << status;
  }
}

void ExpectNothingLeaks(Fleet& fleet, int threads) {
  constexpr char kOpen[] =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
      " AND pid <> pg_backend_pid() AND state <> 'idle'";
  // One for each relay, held by its session.
  constexpr char kLocks[] =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid <> 1128485461";
  // What leaked stays; a relay at work does not. So each is to be nothing once, not all together.
  const auto settles = [](const auto& none) {
    const absl::Time give_up = absl::Now() + absl::Seconds(30);
    while (absl::Now() < give_up) {
      if (none()) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  };
  EXPECT_TRUE(settles([&] { return fleet.AskNumber(kOpen) == 0; })) << "an open transaction";
  EXPECT_TRUE(settles([&] { return fleet.AskNumber(kLocks) == 0; })) << "an advisory lock";
  EXPECT_TRUE(settles([&] { return fleet.Metric("cartera_pool_in_use") == 0; }))
      << "a connection is leased";
  for (const char* gauge :
       {"cartera_calls_under_way", "cartera_queue_depth", "cartera_streams_open"}) {
    EXPECT_TRUE(settles([&] { return fleet.Metric(gauge) == 0; })) << gauge;
  }
  EXPECT_TRUE(settles([&] { return threads == 0 || fleet.Threads() <= threads; })) << "a thread";
}

}  // namespace cartera::faults
