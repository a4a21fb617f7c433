#include "services/appraisal/testing/fixture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/text_format.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/pg/migrations.h"
#include "libs/platform/pg/testing/test_database.h"
#include "libs/platform/rpc/validate.h"
#include "registry_sql.h"
#include "services/appraisal/module.h"

namespace cartera::appraisal {
namespace {

constexpr char kIssuer[] = "test";

constexpr absl::string_view kSeed = R"sql(
  DO $seed$ BEGIN
    PERFORM set_config('cartera.now_us', '1700000000000000', true);
    INSERT INTO agencies (id, display_name, type)
      SELECT a, a, 'agency' FROM unnest('{gov,pspc,dfo,cra}'::text[]) a;
    INSERT INTO agency_parents (agency, parent, from_day)
      SELECT a, 'gov', '2020-01-01' FROM unnest('{pspc,dfo,cra}'::text[]) a;
    PERFORM rebuild_closure('gov');
    INSERT INTO people (id, display_name, issuer, subject, affiliation)
      SELECT p, p, 'test', p, a FROM (VALUES ('ana', 'pspc'), ('ben', 'pspc'), ('sig', 'pspc'),
        ('nor', 'pspc'), ('otto', 'dfo'), ('par', 'cra'), ('rita', 'gov'), ('aud', 'gov'),
        ('adm', 'gov')) AS v (p, a);
    INSERT INTO grants (id, person, role, agency, from_day)
      SELECT p, p, r, a, '2020-01-01' FROM (VALUES ('ana', 'formulator', 'pspc'),
        ('ben', 'finance_officer', 'pspc'), ('sig', 'signatory', 'pspc'),
        ('otto', 'formulator', 'dfo'), ('par', 'formulator', 'cra'),
        ('rita', 'budget_reviewer', 'gov'), ('aud', 'auditor', 'gov'),
        ('adm', 'access_administrator', 'gov')) AS v (p, r, a);
    INSERT INTO projects (id, title, description, lead_agency, kind, stage, classification,
                          created_us)
      VALUES ('tax', 'Tax', '', 'pspc', 'new', 'idea', 'open', 1),
             ('fish', 'Fish', '', 'dfo', 'new', 'idea', 'open', 1);
    INSERT INTO participants (project, id, agency, role, from_day)
      VALUES ('tax', 'cra', 'cra', 'co_deliverer', '2020-01-01');
  END $seed$)sql";

constexpr char kContent[] = R"pb(
  identification {
    summary: "Taxes on line"
    start_fiscal_year: 2027
    go_live_fiscal_year: 2028
    horizon_years: 3
    evidence { source: "mandate" }
  }
  problem { problem: "Paper takes weeks" affected_users: "120,000 people" }
  options {
    options { id: "none" title: "Nothing" kind: OPTION_KIND_DO_NOTHING reason: "Costly" }
    options {
      id: "new"
      title: "On line"
      kind: OPTION_KIND_DO_SOMETHING
      preferred: true
      reason: "Most for the money"
    }
  }
  costs {
    lines {
      id: "dev-2027"
      option: "new"
      fiscal_year: 2027
      category: COST_CATEGORY_DEVELOPMENT
      description: "Build"
      amount { unit: "CAD" amount_minor: 100000000 basis: PRICE_BASIS_REAL price_year: 2027 }
    }
    lines {
      id: "ops-2028"
      option: "new"
      fiscal_year: 2028
      category: COST_CATEGORY_OPERATION
      description: "Run"
      recurring: true
      amount { unit: "CAD" amount_minor: 20000000 basis: PRICE_BASIS_REAL price_year: 2027 }
    }
  }
  benefits {
    lines {
      id: "b-2028"
      option: "new"
      fiscal_year: 2028
      category: BENEFIT_CATEGORY_CASH_RELEASING
      description: "Less paper"
      amount { unit: "CAD" amount_minor: 90000000 basis: PRICE_BASIS_REAL price_year: 2027 }
    }
  }
  risks {
    risks {
      id: "r1"
      group: RISK_GROUP_TECHNOLOGY
      description: "Supplier fails"
      probability_bp: 2000
      impact: 3
      response: "Second source"
      owner: "PM"
    }
  }
)pb";

// libs/access remembers methods by their address: they live as long as the process, here too.
void KeepForEver(std::vector<std::unique_ptr<rpc::Service>>* services) {
  static auto* const kKept = new std::vector<std::unique_ptr<rpc::Service>>;
  for (auto& service : *services) kKept->push_back(std::move(service));
}

}  // namespace

v1::CaseContent SampleContent() {
  v1::CaseContent content;
  if (!google::protobuf::TextFormat::ParseFromString(kContent, &content)) std::abort();
  return content;
}

v1::EvaluationContext SampleEvaluationContext() {
  v1::EvaluationContext context;
  context.mutable_valuation_date()->set_year(2026);
  context.mutable_valuation_date()->set_month(5);
  context.mutable_valuation_date()->set_day(2);
  context.set_base_fiscal_year(2027);
  context.set_price_year(2027);
  context.set_seed(18'446'744'073'709'551'615u);
  return context;
}

class ServiceTest::TestEnv final : public app::Env {
 public:
  TestEnv(pg::Database* database, const Clock* clock, std::string data_dir)
      : database_(database), clock_(clock), data_dir_(std::move(data_dir)) {}
  pg::Database& database() override { return *database_; }
  const Clock& clock() const override { return *clock_; }
  rpc::Client client(const std::string&) override { return rpc::Client(); }
  const std::string& data_dir() const override { return data_dir_; }
  const std::string& secret() const override { return secret_; }
  int64_t epoch() const override { return 1; }
  bool stopping() const override { return false; }

 private:
  pg::Database* const database_;
  const Clock* const clock_;
  const std::string data_dir_;
  const std::string secret_ = std::string(32, 's');
};

ServiceTest::ServiceTest(const std::string& data_dir) {
  const app::Module module = Module();
  const std::string uri = pg::TestCluster::Get().CreateDatabase(
      {{pg::SchemaSpec{"registry", testing_sql::registry_sql(), {}},
        pg::SchemaSpec{module.name, module.migrations, module.reads}}});
  pg::Options options;
  options.uri = uri;
  options.clock = &clock_;
  options.schema = "registry";
  admin_ = std::make_unique<pg::Database>(options);
  Admin(kSeed);
  options.schema = module.name;
  options.role = pg::RuntimeRole(module.name);
  options.size = 8;
  database_ = std::make_unique<pg::Database>(options);
  env_ = std::make_unique<TestEnv>(database_.get(), &clock_, data_dir);
  auto instance = module.make(*env_);
  EXPECT_TRUE(instance.ok()) << instance.status();
  instance_ = *std::move(instance);
}

ServiceTest::~ServiceTest() { KeepForEver(&instance_.services); }

absl::StatusOr<const rpc::Service::Entry*> ServiceTest::Enter(
    const std::string& person, const google::protobuf::Message& request, rpc::Call* call) {
  rpc::Violations violations;
  rpc::Validate(request, "", convert::SharedTypeChecks(), &violations);
  RETURN_IF_ERROR(violations.ToStatus());
  std::vector<const rpc::Service::Entry*> entries;
  for (const auto& service : instance_.services) {
    for (const auto& entry : service->entries()) entries.push_back(entry.get());
  }
  for (const rpc::Service::Entry* const entry : entries) {
    if (entry->request->GetDescriptor() != request.GetDescriptor()) continue;
    call->method = &entry->method;
    call->authenticated = true;
    call->identity.issuer = kIssuer;
    call->identity.subject = person;
    call->context.principal = absl::StrCat(kIssuer, "|", person);
    call->context.method = entry->method.path;
    call->context.now = clock_.Now();
    call->context.deadline = absl::Now() + absl::Seconds(30);
    const auto* id = request.GetDescriptor()->FindFieldByName("request_id");
    const auto* dry = request.GetDescriptor()->FindFieldByName("validate_only");
    if (id != nullptr) {
      call->context.request_id = request.GetReflection()->GetString(request, id);
      call->context.request_hash = Sha256(request.SerializeAsString());
    }
    if (dry != nullptr) {
      call->context.validate_only = request.GetReflection()->GetBool(request, dry);
    }
    return entry;
  }
  return absl::UnimplementedError(request.GetDescriptor()->name());
}

absl::Status ServiceTest::Handle(const std::string& person,
                                 const google::protobuf::Message& request,
                                 google::protobuf::Message* response) {
  rpc::Call call;
  ASSIGN_OR_RETURN(const rpc::Service::Entry* const entry, Enter(person, request, &call));
  return entry->unary(call, request, response);
}

absl::StatusOr<std::unique_ptr<ServiceTest::Stream>> ServiceTest::Open(
    const std::string& person, const google::protobuf::Message& request) {
  auto stream = std::make_unique<Stream>();
  ASSIGN_OR_RETURN(const rpc::Service::Entry* const entry, Enter(person, request, &stream->call_));
  stream->call_.cancelled = [raw = stream.get()] { return raw->cancelled_.load(); };
  ASSIGN_OR_RETURN(stream->pages_, entry->stream(stream->call_, request));
  return stream;
}

v1::Case ServiceTest::MustCreate(const std::string& person, const std::string& project,
                                 const std::string& case_id, const v1::CaseContent& content) {
  v1::CreateCaseRequest request;
  request.set_parent(absl::StrCat("projects/", project));
  request.set_case_id(case_id);
  request.mutable_case_()->set_title("The case");
  request.mutable_case_()->set_stage(v1::CASE_STAGE_FULL);
  request.mutable_case_()->set_methodology_version("methodologies/chile-ict/versions/1");
  *request.mutable_content() = content;
  const auto response = Do<v1::CreateCaseResponse>(person, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->case_() : v1::Case();
}

v1::Revision ServiceTest::MustFreeze(const std::string& person, const std::string& case_name) {
  v1::CreateRevisionRequest request;
  request.set_parent(case_name);
  const auto response = Do<v1::CreateRevisionResponse>(person, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->revision() : v1::Revision();
}

v1::Evaluation ServiceTest::MustEvaluate(const std::string& person, const std::string& revision,
                                         const v1::EvaluationContext& context) {
  v1::EvaluateRevisionRequest request;
  request.set_revision(revision);
  *request.mutable_context() = context;
  const auto response = Do<v1::EvaluateRevisionResponse>(person, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->evaluation() : v1::Evaluation();
}

absl::Status ServiceTest::Deliver(const std::string& type, const std::string& case_name,
                                  const std::string& submission) {
  const std::string payload =
      canonical::Write(canonical::Value().Set("case", case_name).Set("submission", submission));
  for (const app::Subscription& subscription : instance_.subscriptions) {
    if (subscription.type != type) continue;
    const pg::CallContext context{.principal = "services/review",
                                  .method = "/relay",
                                  .now = clock_.Now(),
                                  .deadline = absl::Now() + absl::Seconds(30)};
    std::string answer;
    return database_->Write(context, &answer, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
      tx.SeeEverything("an event of another service");
      RETURN_IF_ERROR(subscription.handle(tx, case_name, payload));
      return std::string();
    });
  }
  return absl::NotFoundError(type);
}

std::string ServiceTest::Admin(absl::string_view sql) {
  const pg::CallContext context{.deadline = absl::Now() + absl::Seconds(30)};
  std::string value;
  const absl::Status status = admin_->Maintain(context, [&](pg::Tx& tx) -> absl::Status {
    tx.SeeEverything("a view's owner is under its row policies, too");
    ASSIGN_OR_RETURN(const pg::Result result,
                     tx.Exec(pg::Query{.name = "test.admin", .sql = sql, .once = true}));
    value = result.empty() ? "" : result[0].OptionalText(0).value_or("NULL");
    return absl::OkStatus();
  });
  if (!status.ok()) value = absl::StrCat("refused: ", status.ToString());
  return value;
}

absl::Status ServiceTest::AsRuntimeRole(absl::string_view sql) {
  const pg::CallContext context{.deadline = absl::Now() + absl::Seconds(30)};
  return database_->Maintain(context, [&](pg::Tx& tx) {
    return tx.Exec(pg::Query{.name = "test.runtime", .sql = sql, .once = true}).status();
  });
}

}  // namespace cartera::appraisal
