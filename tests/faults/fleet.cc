#include "tests/faults/fleet.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/local/os_process.h"
#include "libs/platform/rpc/credentials.h"
#include "tools/story/process.h"

namespace cartera::faults {
namespace {

constexpr absl::Duration kStartPatience = absl::Minutes(2);

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "fleet: %s\n", what.c_str());
  std::abort();
}

std::string MakeDirectory() {
  char path[] = "/tmp/cartera-faults.XXXXXX";
  if (mkdtemp(path) == nullptr) Die("mkdtemp");
  return path;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The answer to GET /metrics; empty when nobody answers.
std::string GetMetrics(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  constexpr absl::string_view kRequest = "GET /metrics HTTP/1.0\r\n\r\n";
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) > 0) {
    char buffer[16384];
    for (ssize_t size; (size = recv(fd, buffer, sizeof(buffer), 0)) > 0;) text.append(buffer, size);
  }
  close(fd);
  return text;
}

}  // namespace

uint32_t Seed() {
  const char* given = std::getenv("CARTERA_TEST_SEED");
  const auto seed =
      static_cast<uint32_t>(given != nullptr ? std::strtoul(given, nullptr, 10) : 20261122);
  std::printf("seed %u (CARTERA_TEST_SEED sets another)\n", seed);
  return seed;
}

Fleet::Fleet(Shape shape, std::vector<std::string> more, Start start) : data_dir_(MakeDirectory()) {
  output_ = open((data_dir_ + "/output").c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  names_ = shape == Shape::kOne
               ? std::vector<std::string>{"carterad"}
               : std::vector<std::string>{"registry", "appraisal", "review", "oversight"};
  const std::map<std::string, std::string*> ours = {{"--database", &outside_database_},
                                                    {"--host", &host_},
                                                    {"--tls-ca", &tls_.authorities},
                                                    {"--tls-certificate", &tls_.certificate},
                                                    {"--tls-key", &tls_.key}};
  for (size_t i = 0; i + 1 < more.size(); ++i) {
    if (const auto known = ours.find(more[i]); known != ours.end()) *known->second = more[i + 1];
  }
  std::vector<std::string> peers, addresses;
  for (const std::string& name : names_) {
    Process& process = processes_[name];
    process.binary =
        absl::StrCat(CARTERA_BIN_DIR, "/", shape == Shape::kOne ? "" : "cartera-", name);
    process.port = story::FreePort();
    process.metrics_port = story::FreePort();
    process.options = more;
    if (name != names_.front()) process.options.push_back("--join");
    addresses.push_back(absl::StrCat(name, "=", AddressOf(name)));
  }
  for (const std::string& name : names_) {
    for (size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) continue;
      processes_[name].options.push_back("--peer");
      processes_[name].options.push_back(addresses[i]);
    }
  }
  client_ = rpc::Client::Dial(
      shape == Shape::kOne ? AddressOf("carterad") : absl::StrJoin(addresses, ","), tls_);
  if (start == Start::kLater) return;
  Launch(names_.front());  // runs PostgreSQL; the others may start at once
  for (size_t i = 1; i < names_.size(); ++i) Spawn(names_[i]);
  for (size_t i = 1; i < names_.size(); ++i) Await(names_[i]);
}

Fleet::~Fleet() {
  if (::testing::Test::HasFailure()) std::fprintf(stderr, "%s\n", Output().c_str());
  for (auto name = names_.rbegin(); name != names_.rend(); ++name) {
    if (processes_[*name].pid != 0) End(*name, SIGTERM);
  }
  close(output_);
  std::error_code ignored;
  std::filesystem::remove_all(data_dir_, ignored);
}

testing::Caller Fleet::As(absl::string_view subject) {
  server::v1::IssueDevTokenRequest request;
  request.set_subject(std::string(subject));
  const testing::Caller anybody(client_, "");
  return {client_, anybody.Must<server::v1::IssueDevTokenResponse>(request).token()};
}

int Fleet::End(const std::string& name, int signal) {
  Process& process = processes_.at(name);
  int status = 0;
  kill(process.pid, signal);
  waitpid(process.pid, &status, 0);
  process.pid = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool Fleet::Answers(const std::string& name) const {
  server::v1::GetServerInfoResponse response;
  return ClientOf(name)
      .Call(server::v1::GetServerInfoRequest(), &response, {.timeout = absl::Seconds(2)})
      .ok();
}

void Fleet::Launch(const std::string& name) {
  Spawn(name);
  Await(name);
}

void Fleet::Spawn(const std::string& name) {
  Process& process = processes_.at(name);
  pg::Command command;
  command.argv = {process.binary,   "--dev",
                  "--data-dir",     data_dir_,
                  "--port",         absl::StrCat(process.port),
                  "--metrics-port", absl::StrCat(process.metrics_port)};
  if (!absl::c_linear_search(process.options, "--workers")) {
    command.argv.insert(command.argv.end(), {"--workers", "4"});
  }
  command.argv.insert(command.argv.end(), process.options.begin(), process.options.end());
  command.user = *pg::OsUserByUid(geteuid());
  command.output_fd = output_;
  command.death_signal = SIGKILL;
  auto pid = pg::Spawn(command);
  if (!pid.ok()) Die(pid.status().ToString());
  process.pid = *pid;
}

void Fleet::Await(const std::string& name) {
  const Process& process = processes_.at(name);
  const absl::Time give_up = absl::Now() + kStartPatience;
  while (!Answers(name)) {
    if (waitpid(process.pid, nullptr, WNOHANG) != 0 || absl::Now() > give_up) {
      Die(absl::StrCat(name, " did not start:\n", Output()));
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
}

std::string Fleet::AddTwin(const std::string& name) {
  const std::string twin = name + "-twin";
  processes_[twin] = processes_.at(name);
  processes_[twin].port = story::FreePort();
  processes_[twin].metrics_port = story::FreePort();
  names_.push_back(twin);
  Launch(twin);
  return twin;
}

rpc::Client Fleet::ClientOf(const std::string& name) const {
  return rpc::Client::Dial(AddressOf(name), tls_);
}

std::string Fleet::AddressOf(const std::string& name) const {
  return rpc::AddressOf(host_, processes_.at(name).port);
}

pid_t Fleet::PostgresPid() const {
  std::ifstream file(data_dir_ + "/postgres/pgdata/postmaster.pid");
  pid_t pid = 0;
  file >> pid;
  return pid;
}

pg::Database Fleet::Owner(absl::string_view schema) const {
  const std::string address =
      outside_database_.empty()
          ? std::string(absl::StripSuffix(ReadFile(data_dir_ + "/postgres-address"), "\n"))
          : outside_database_;
  return pg::Database({.uri = address, .schema = std::string(schema), .clock = &clock_});
}

std::string Fleet::Ask(const std::string& sql, const pg::Params& params, bool changes) const {
  pg::Database database = Owner("public");
  std::string text;
  const auto body = [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result result,
                     tx.Exec({.name = "test.ask", .sql = sql, .once = true}, params));
    if (result.empty()) return absl::NotFoundError("no row");
    text = result[0].Text(0);
    return absl::OkStatus();
  };
  const pg::CallContext context{.deadline = absl::Now() + absl::Seconds(30)};
  const absl::Status status =
      changes ? database.Maintain(context, body) : database.Read(context, body);
  EXPECT_TRUE(status.ok()) << sql << ": " << status;
  return text;
}

std::string Fleet::AskText(const std::string& sql, const pg::Params& params) const {
  return Ask(sql, params, false);
}

std::string Fleet::Change(const std::string& sql) const { return Ask(sql, {}, true); }

int64_t Fleet::AskNumber(const std::string& sql, const pg::Params& params) const {
  return std::strtoll(AskText(absl::StrCat("SELECT (", sql, ")::text"), params).c_str(), nullptr,
                      10);
}

double Fleet::Metric(absl::string_view name) const {
  double sum = 0;
  for (const auto& [process_name, process] : processes_) {
    const std::string text = GetMetrics(process.metrics_port);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      if (!absl::StartsWith(line, name) || line.size() == name.size() ||
          (line[name.size()] != '{' && line[name.size()] != ' ')) {
        continue;
      }
      double value = 0;
      if (absl::SimpleAtod(line.substr(line.rfind(' ') + 1), &value)) sum += value;
    }
  }
  return sum;
}

int Fleet::Threads() const {
  int threads = 0;
  for (const auto& [name, process] : processes_) {
    std::error_code ignored;
    const std::filesystem::directory_iterator tasks(absl::StrCat("/proc/", process.pid, "/task"),
                                                    ignored);
    const std::string own = std::filesystem::path(process.binary).filename().string().substr(0, 15);
    threads += static_cast<int>(std::count_if(begin(tasks), end(tasks), [&](const auto& task) {
      return absl::StripAsciiWhitespace(ReadFile(task.path() / "comm")) == own;
    }));
  }
  return threads;
}

std::string Fleet::Output() const { return ReadFile(data_dir_ + "/output"); }

}  // namespace cartera::faults
