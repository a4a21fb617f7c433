#include "tests/support/test_host.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "cartera/server/v1/server_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/platform/pg/testing/test_database.h"
#include "libs/platform/rpc/client.h"
#include "tests/support/contract.h"

namespace cartera::testing {
namespace {

// Every table of schema $1 with the digest of its rows.
constexpr pg::Query kFingerprint{"test.fingerprint", R"sql(
  SELECT string_agg(format('%s %s', c.relname, (xpath('/row/d/text()', query_to_xml(format(
           'SELECT md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text), '''')) AS d'
           ' FROM %I.%I t', n.nspname, c.relname), false, true, '')))[1]), E'\n'
         ORDER BY c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relkind = 'r')sql"};

[[noreturn]] void Die(absl::string_view what) {
  std::fprintf(stderr, "test host: %s\n", std::string(what).c_str());
  std::abort();
}

std::string MakeDirectory() {
  char path[] = "/tmp/cartera-host.XXXXXX";
  if (mkdtemp(path) == nullptr) Die("mkdtemp");
  return path;
}

}  // namespace

Caller::Caller(rpc::Client client, std::string token, const Around* around)
    : client_(std::move(client)), token_(std::move(token)), around_(around) {}

absl::Status Caller::Call(const google::protobuf::Message& request,
                          google::protobuf::Message* response) const {
  rpc::CallOptions options;
  if (!token_.empty()) options.authorization = absl::StrCat("Bearer ", token_);
  const auto call = [&](const google::protobuf::Message& sent, google::protobuf::Message* answer) {
    return client_.Call(sent, answer, options);
  };
  if (around_ == nullptr || !*around_) return call(request, response);
  return (*around_)(request, response, call);
}

absl::Status Caller::ForEach(const google::protobuf::Message& request,
                             absl::FunctionRef<void(const google::protobuf::Message&)> each) const {
  const auto* method = rpc::MethodFor(request.GetDescriptor());
  if (method == nullptr) return absl::InternalError("no method takes this request");
  const std::unique_ptr<google::protobuf::Message> response = NewMessage(method->output_type());
  if (!method->server_streaming()) {
    const absl::Status status = Call(request, response.get());
    if (status.ok()) each(*response);
    return status;
  }
  rpc::CallOptions options;
  if (!token_.empty()) options.authorization = absl::StrCat("Bearer ", token_);
  return client_.Stream(request, response.get(), options, [&] {
    each(*response);
    return absl::OkStatus();
  });
}

absl::Status Caller::Try(const google::protobuf::Message& request) const {
  return ForEach(request, [](const google::protobuf::Message&) {});
}

TestHost::TestHost(std::vector<app::Module> modules,
                   const std::map<std::string, std::string>& files)
    : modules_(std::move(modules)),
      data_dir_(MakeDirectory()),
      database_(pg::TestCluster::Get().CreateDatabase()) {
  for (const auto& [path, content] : files) {
    const std::filesystem::path file = std::filesystem::path(data_dir_) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
  }
  Start();
}

TestHost::~TestHost() {
  host_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(data_dir_, ignored);
}

void TestHost::Start() {
  app::Host::Options options;
  options.config.data_dir = data_dir_;
  options.config.database = database_;
  options.config.port = 0;
  options.config.dev = true;
  options.config.workers = 4;
  options.config.rate_per_second = 0;  // a test asks faster than a person
  options.config.log_file = absl::StrCat(data_dir_, "/test.jsonl");
  options.checks = convert::SharedTypeChecks();
  options.authorise = access::RequireAtRoot;
  options.clock = &clock_;
  auto host = app::Host::Start(std::move(options), modules_);
  if (!host.ok()) Die(host.status().ToString());
  host_ = *std::move(host);
}

void TestHost::Restart() {
  host_.reset();
  Start();
}

Caller TestHost::As(absl::string_view subject) {
  server::v1::IssueDevTokenRequest request;
  request.set_subject(std::string(subject));
  return WithToken(Anonymous().Must<server::v1::IssueDevTokenResponse>(request).token());
}

pg::Database TestHost::Owner(absl::string_view schema) const {
  return pg::Database({.uri = database_, .schema = std::string(schema), .clock = &clock_});
}

std::string TestHost::AskText(const pg::Query& query, const pg::Params& params) {
  pg::Database database = Owner("public");
  std::string text;
  const absl::Status status = database.Read({}, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(query, params));
    if (result.empty()) return absl::NotFoundError("no row");
    text = result[0].Text(0);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << query.name << ": " << status;
  return text;
}

int64_t TestHost::AskNumber(const pg::Query& query, const pg::Params& params) {
  return std::strtoll(AskText(query, params).c_str(), nullptr, 10);
}

std::string TestHost::Fingerprint(absl::string_view schema) {
  return AskText(kFingerprint, pg::Bind(schema));
}

void TestHost::WhileHeld(const std::vector<std::string>& tables, absl::FunctionRef<void()> body) {
  pg::Database database = Owner("public");
  absl::Notification held, done;
  // On a thread of its own: the caller's may hold no connection while it calls the server.
  std::thread holder([&] {
    const absl::Status status = database.Maintain({}, [&](pg::Tx& tx) -> absl::Status {
      for (const std::string& table : tables) {
        const std::string lock = absl::StrCat("LOCK TABLE ", table, " IN EXCLUSIVE MODE");
        RETURN_IF_ERROR(tx.Exec({.name = "test.hold", .sql = lock, .once = true}).status());
      }
      held.Notify();
      done.WaitForNotification();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    if (!held.HasBeenNotified()) held.Notify();
  });
  held.WaitForNotification();
  body();
  done.Notify();
  holder.join();
}

pg::ChainReport TestHost::VerifyChains(absl::string_view schema) {
  pg::Database database = Owner(schema);
  pg::ChainReport report;
  const absl::Status status = database.Read({}, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(report, pg::VerifyChains(tx, std::nullopt, [](const pg::ChainFault& fault) {
                       ADD_FAILURE()
                           << fault.subject << " " << fault.seq << " " << pg::ToString(fault.kind);
                     }));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return report;
}

}  // namespace cartera::testing
