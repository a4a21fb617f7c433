#ifndef CARTERA_TESTS_SUPPORT_TEST_HOST_H_
#define CARTERA_TESTS_SUPPORT_TEST_HOST_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/platform/app/host.h"
#include "libs/platform/pg/audit.h"
#include "libs/platform/pg/database.h"

namespace cartera::testing {

// What a test does around every unary call: it may call before and after, and gives the status.
using UnaryCall = absl::FunctionRef<absl::Status(const google::protobuf::Message& request,
                                                 google::protobuf::Message* response)>;
using Around = std::function<absl::Status(const google::protobuf::Message& request,
                                          google::protobuf::Message* response, UnaryCall call)>;

// Someone who calls the server under one token (or none). Cheap to copy; ends with its host's run.
class Caller {
 public:
  Caller(rpc::Client client, std::string token, const Around* around = nullptr);

  // The status carries the details that came over the wire.
  absl::Status Call(const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;
  // A method of either kind: `each` gets every answer.
  absl::Status ForEach(const google::protobuf::Message& request,
                       absl::FunctionRef<void(const google::protobuf::Message&)> each) const;
  // The status alone, of a method of either kind.
  absl::Status Try(const google::protobuf::Message& request) const;
  // The answer; a failure fails the test and gives an empty one.
  template <typename Response>
  Response Must(const google::protobuf::Message& request) const {
    Response response;
    const absl::Status status = Call(request, &response);
    EXPECT_TRUE(status.ok()) << request.GetTypeName() << ": " << status;
    return response;
  }
  const std::string& token() const { return token_; }

 private:
  rpc::Client client_;
  std::string token_;
  const Around* around_;
};

// A server of the tests, in this process or in others, started with --dev.
class Server {
 public:
  virtual ~Server() = default;
  // With a fresh token of the built-in issuer for `subject`.
  virtual Caller As(absl::string_view subject) = 0;
  virtual absl::Time Now() const = 0;
  virtual const std::string& data_dir() const = 0;
};

// Modules as one server in this process: a database of its own, --dev, a free port, a private data
// directory that goes with it. Aborts the test process when it cannot start.
class TestHost final : public Server {
 public:
  explicit TestHost(std::vector<app::Module> modules) : TestHost(std::move(modules), {}) {}
  // With files that lie in the data directory before it starts, by path and content.
  TestHost(std::vector<app::Module> modules, const std::map<std::string, std::string>& files);
  ~TestHost() override;
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  Caller As(absl::string_view subject) override;
  Caller WithToken(absl::string_view token) {
    return {host_->client(), std::string(token), &around_};
  }
  Caller Anonymous() { return WithToken(""); }

  // From now on every unary call of its callers goes through `around`.
  void Surround(Around around) { around_ = std::move(around); }

  // Stops the server and starts it again on the same database and data directory.
  void Restart();
  void Advance(absl::Duration by) { clock_.Advance(absl::ToInt64Seconds(by)); }
  absl::Time Now() const override { return clock_.Now(); }
  app::Host& host() { return *host_; }
  const std::string& data_dir() const override { return data_dir_; }

  // Reads the database as its owner. The first column of the first row.
  int64_t AskNumber(const pg::Query& query, const pg::Params& params = {});
  std::string AskText(const pg::Query& query, const pg::Params& params = {});
  // One text that differs when any row of any table of the schema differs, audit, outbox and stored
  // answers included.
  std::string Fingerprint(absl::string_view schema);
  // Runs `body` while another transaction holds the tables ("registry.projects"): they can be read,
  // but whoever wants to lock or change a row waits.
  void WhileHeld(const std::vector<std::string>& tables, absl::FunctionRef<void()> body);
  // Recomputes all audit chains of the schema.
  pg::ChainReport VerifyChains(absl::string_view schema);

 private:
  void Start();
  pg::Database Owner(absl::string_view schema) const;

  const std::vector<app::Module> modules_;
  std::string data_dir_;
  std::string database_;
  SystemClock clock_;
  Around around_;
  std::unique_ptr<app::Host> host_;
};

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_TEST_HOST_H_
