#ifndef CARTERA_TESTS_FAULTS_FLEET_H_
#define CARTERA_TESTS_FAULTS_FLEET_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/rpc/client.h"
#include "tests/support/test_host.h"

namespace cartera::faults {

// The real programs as processes of this machine, on a data directory of their own: what can be
// killed. Everything ends with this object, or with the test process. Used by the test's main
// thread; client() by any.
class Fleet final : public testing::Server {
 public:
  enum class Shape {
    kOne,   // carterad
    kSplit  // a process for each service; registry's runs PostgreSQL, the others join
  };
  // `more` options go to every process; this object calls by --host, and over TLS with --tls-ca and
  // the certificate, if they are among them. Aborts the test process when one does not start.
  enum class Start { kNow, kLater };  // later: by Spawn and Await
  explicit Fleet(Shape shape, std::vector<std::string> more = {}, Start start = Start::kNow);
  ~Fleet() override;

  testing::Caller As(absl::string_view subject) override;
  absl::Time Now() const override { return absl::Now(); }
  const std::string& data_dir() const override { return data_dir_; }
  const rpc::Client& client() const { return client_; }

  // "carterad", or the services' names, in the order of starting.
  const std::vector<std::string>& names() const { return names_; }
  pid_t pid(const std::string& name) const { return processes_.at(name).pid; }
  // Sends the signal and waits for the end. The exit code, or 128 + the signal that killed it.
  int End(const std::string& name, int signal);
  // Starts what has ended, on the same port, and waits until it answers. Launch is both.
  void Spawn(const std::string& name);
  void Await(const std::string& name);
  void Launch(const std::string& name);
  // One more process of a service of a split fleet, which joins: "review" gives "review-twin".
  std::string AddTwin(const std::string& name);
  // A client of one process alone.
  rpc::Client ClientOf(const std::string& name) const;
  std::string AddressOf(const std::string& name) const;
  // The number of the private PostgreSQL's server process; 0 when there is none.
  pid_t PostgresPid() const;

  // Asks the database as its owner. The first column of the first row.
  int64_t AskNumber(const std::string& sql, const pg::Params& params = {}) const;
  std::string AskText(const std::string& sql, const pg::Params& params = {}) const;
  // The same for a statement that changes something.
  std::string Change(const std::string& sql) const;
  pg::Database Owner(absl::string_view schema) const;

  // The sum of a metric over its labels and all processes.
  double Metric(absl::string_view name) const;
  // Threads of all processes, without those that gRPC's pools start and end as they like.
  int Threads() const;
  // What the processes said so far.
  std::string Output() const;

 private:
  std::string Ask(const std::string& sql, const pg::Params& params, bool changes) const;
  struct Process {
    std::string binary;
    int port = 0;
    int metrics_port = 0;
    std::vector<std::string> options;
    pid_t pid = 0;
  };
  bool Answers(const std::string& name) const;

  std::string data_dir_;
  std::string outside_database_;
  std::string host_ = "127.0.0.1";
  tls::Files tls_;  // of this object as a caller
  std::vector<std::string> names_;
  std::map<std::string, Process> processes_;
  int output_ = -1;
  rpc::Client client_;
  SystemClock clock_;
};

// The number a test draws from: CARTERA_TEST_SEED, or always the same one. Printed.
uint32_t Seed();

}  // namespace cartera::faults

#endif  // CARTERA_TESTS_FAULTS_FLEET_H_
