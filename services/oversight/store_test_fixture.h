#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_TEST_FIXTURE_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_TEST_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "appraisal_sql.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "libs/access/access.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/testing/test_database.h"
#include "oversight_migrations.h"
#include "registry_sql.h"
#include "review_sql.h"
#include "services/oversight/service.h"

namespace cartera::oversight {

// Facts written into the real schemas of all services through the write path, and OversightService
// as the server would call it. The tree: root > ministry-a > a1, a2; root > ministry-b > b1.
class StoreTest : public testing::Test, public app::Env {
 protected:
  StoreTest()
      : uri_(pg::TestCluster::Get().CreateDatabase(
            {{{"registry", registry_sql(), {}},
              {"appraisal", appraisal_sql(), {"registry"}},
              {"review", review_sql(), {"registry", "appraisal"}},
              {"oversight", oversight_migrations(), {"registry", "appraisal", "review"}}}})),
        registry_(Open("registry", "cartera_registry")),
        appraisal_(Open("appraisal", "cartera_appraisal")),
        review_(Open("review", "cartera_review")),
        oversight_(Open("oversight", "cartera_oversight")),
        admin_(Open("oversight", "")),
        deps_(*this),
        services_(MakeServices(deps_)) {
    Agency("root", "");
    Agency("ministry-a", "root");
    Agency("a1", "ministry-a");
    Agency("a2", "ministry-a");
    Agency("ministry-b", "root");
    Agency("b1", "ministry-b");
    Person("auditor", "root", "auditor", "root");
    Person("ana", "a1", "formulator", "a1");
    Person("bea", "b1", "formulator", "b1");
    Person("nobody", "b1", "", "");
  }

  // app::Env
  pg::Database& database() override { return *oversight_; }
  const Clock& clock() const override { return clock_; }
  rpc::Client client(const std::string&) override { return {}; }
  const std::string& data_dir() const override { return uri_; }
  const std::string& secret() const override { return uri_; }
  int64_t epoch() const override { return epoch_; }
  bool stopping() const override { return false; }

  std::unique_ptr<pg::Database> Open(const std::string& schema, const std::string& role) {
    return std::make_unique<pg::Database>(
        pg::Options{.uri = uri_, .role = role, .schema = schema, .size = 2, .clock = &clock_});
  }

  static pg::CallContext Context() {
    return {.principal = "test", .method = "/test/Do", .deadline = absl::Now() + absl::Seconds(30)};
  }

  // Runs statements in one transaction; with a subject, under an entry of its chain.
  struct Step {
    absl::string_view sql;
    pg::Params params;
  };
  void Do(pg::Database& database, const std::vector<Step>& steps, const std::string& subject = "",
          const std::string& action = "", const std::string& detail = "") {
    const auto status =
        database.Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
          tx.SeeEverything("facts of a test");
          for (const Step& step : steps) {
            RETURN_IF_ERROR(tx.Exec({"test.step", step.sql, true}, step.params).status());
          }
          if (!subject.empty()) {
            tx.SetActor("people/ana");
            RETURN_IF_ERROR(tx.Audit(
                {.subject = subject, .action = action, .resource = subject, .detail = detail}));
          }
          return "";
        });
    ASSERT_TRUE(status.ok()) << status;
  }

  // As somebody who may do anything to the database.
  void Tamper(absl::string_view sql) {
    const auto status = admin_->Maintain(Context(), [&](pg::Tx& tx) {
      tx.SeeEverything("a view's owner is under its row policies, too");
      return tx.Exec({"test.tamper", sql, true}).status();
    });
    ASSERT_TRUE(status.ok()) << status;
  }

  void Agency(const std::string& id, const std::string& parent) {
    Do(*registry_, {{"INSERT INTO agencies (id, display_name, type) VALUES ($1, $2, 'agency')",
                     pg::Bind(id, "Agency " + id)}});
    if (!parent.empty()) {
      Do(*registry_, {{"INSERT INTO agency_parents (agency, parent, from_day)"
                       " VALUES ($1, $2, '2020-01-01')",
                       pg::Bind(id, parent)}});
    }
    Do(*registry_, {{"SELECT rebuild_closure($1)", pg::Bind(id)}});
  }

  void Person(const std::string& id, const std::string& agency, const std::string& role,
              const std::string& at) {
    Do(*registry_, {{"INSERT INTO people (id, display_name, issuer, subject, affiliation)"
                     " VALUES ($1, $1, 'https://id', $1, $2)",
                     pg::Bind(id, agency)}});
    if (!role.empty()) {
      Do(*registry_, {{"INSERT INTO grants (id, person, role, agency, from_day)"
                       " VALUES ('g-' || $1, $1, $2, $3, '2020-01-01')",
                       pg::Bind(id, role, at)}});
    }
  }

  struct ProjectFacts {
    std::string id;
    std::string lead = "a1";
    std::string classification = "open";
    std::optional<std::string> unit;  // no unit: the budget is unknown
    int64_t minor = 0;
    int price_year = 0;
    std::string stage = "idea";
    std::string kind = "new";
  };
  void Project(const ProjectFacts& p) {
    pg::Params params = pg::Bind(p.id, p.lead, p.kind, p.stage, p.classification, p.unit);
    if (p.unit.has_value()) {
      params.Add(p.minor).Add(p.price_year == 0 ? "nominal" : "real").Add(p.price_year);
    } else {
      params.AddNull().AddNull().AddNull();
    }
    Do(*registry_,
       {{"INSERT INTO projects (id, title, description, lead_agency, kind, stage, classification,"
         " budget_unit, budget_minor, budget_basis, budget_price_year, created_us)"
         " VALUES ($1, 'Project ' || $1, '', $2, $3, $4, $5, $6, $7, $8, $9, 1)",
         std::move(params)}},
       "projects/" + p.id, "project.create");
  }

  void Participant(const std::string& project, const std::string& agency) {
    Do(*registry_, {{"INSERT INTO participants (project, id, agency, role, from_day)"
                     " VALUES ($1, $2, $2, 'co_deliverer', '2020-01-01')",
                     pg::Bind(project, agency)}});
  }

  void Round(const std::string& id) {
    Do(*review_, {{"INSERT INTO rounds (id, title, state, methodology_version, clear_required,"
                   " endorse_required, person_criteria, valuation_day, base_fiscal_year,"
                   " price_year, submission_until, decision_until)"
                   " VALUES ($1, $1, 'open', 'm', true, true, '{}', '2027-01-01', 2027, 2027,"
                   " '2027-06-01', '2027-09-01')",
                   pg::Bind(id)}});
  }
  void Submission(const std::string& round, const std::string& id, const std::string& project,
                  const std::string& state) {
    Do(*review_,
       {{"INSERT INTO submissions (round, id, project, case_id, kind, state, iteration,"
         " lead_agency, created_us) VALUES ($1, $2, $3, $2, 'new', $4, 1, 'a1', 1)",
         pg::Bind(round, id, project, state)}},
       "projects/" + project, "submission.create");
  }
  void Authorise(const std::string& project, const std::string& id, const std::string& state,
                 const std::string& unit, std::vector<int64_t> minors) {
    std::vector<Step> steps = {
        {"INSERT INTO authorisations (project, id, decision, state, valid_from, valid_until,"
         " created_us) VALUES ($1, $2, $1 || $2, $3, '2027-01-01', '2028-12-31', 1)",
         pg::Bind(project, id, state)}};
    for (size_t i = 0; i < minors.size(); ++i) {
      for (const bool asked : {false, true}) {
        steps.push_back(
            {"INSERT INTO authorisation_amounts (project, authorisation, asked, line,"
             " fiscal_year, budget_line, unit, amount_minor, basis, price_year)"
             " VALUES ($1, $2, $3, $4, 2027, '29.07', $5, $6, 'nominal', 0)",
             pg::Bind(project, id, asked, static_cast<int64_t>(i), unit, minors[i])});
      }
    }
    Do(*review_, steps, "projects/" + project, "authorise");
  }

  std::vector<const rpc::Service::Entry*> Entries() const {
    std::vector<const rpc::Service::Entry*> entries;
    for (const auto& service : services_) {
      for (const auto& entry : service->entries()) entries.push_back(entry.get());
    }
    return entries;
  }

  rpc::Call CallOf(const std::string& person) const {
    rpc::Call call;
    call.identity = {.issuer = "https://id", .subject = person};
    call.context = {.deadline = absl::Now() + absl::Seconds(30)};
    call.context.now = clock_.Now();
    return call;
  }
  // All messages of the method of `request`, asked by `person`.
  template <typename Response, typename Request>
  absl::StatusOr<std::vector<Response>> Ask(const std::string& person, const Request& request) {
    for (const rpc::Service::Entry* entry : Entries()) {
      if (entry->method.descriptor->input_type() != Request::descriptor()) continue;
      rpc::Call call = CallOf(person);
      call.method = &entry->method;
      ASSIGN_OR_RETURN(const auto pages, entry->stream(call, request));
      std::vector<Response> responses;
      for (;;) {
        Response response;
        ASSIGN_OR_RETURN(const bool more, pages->Next(&response));
        if (!more) return responses;
        responses.push_back(std::move(response));
      }
    }
    return absl::NotFoundError("no such method");
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};  // 2027-01-15
  const std::string uri_;
  int64_t epoch_ = 1;
  std::unique_ptr<pg::Database> registry_, appraisal_, review_, oversight_, admin_;
  Deps deps_;
  std::vector<std::unique_ptr<rpc::Service>> services_;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_TEST_FIXTURE_H_
