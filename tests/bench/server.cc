#include "tests/bench/server.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/base/status_macros.h"
#include "tools/story/process.h"

namespace cartera::bench {
absl::StatusOr<std::unique_ptr<BenchServer>> BenchServer::Start(const std::string& bin) {
  std::unique_ptr<BenchServer> server(new BenchServer());
  char path[] = "/tmp/cartera-bench-XXXXXX";
  if (mkdtemp(path) == nullptr || chmod(path, 0755) != 0) {
    return absl::UnavailableError("cannot make a directory in /tmp");
  }
  server->data_dir_ = path;
  ASSIGN_OR_RETURN(
      const story::Outcome played,
      story::Run({absl::StrCat(bin, "/cartera-story"), "--carterad", absl::StrCat(bin, "/carterad"),
                  "--cartera", absl::StrCat(bin, "/cartera"), "--data-dir",
                  absl::StrCat(path, "/data"), "--port", "0", "--exit"},
                 {}));
  if (played.exit_code != 0) {
    return absl::InternalError(absl::StrCat("the story was not played:\n", played.output));
  }
  RETURN_IF_ERROR(server->Launch(bin));
  return server;
}

absl::Status BenchServer::Launch(const std::string& bin) {
  address_ = absl::StrCat("127.0.0.1:", story::FreePort());
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(pid_, story::Start({absl::StrCat(bin, "/carterad"), "--dev", "--data-dir",
                                       absl::StrCat(data_dir_, "/data"), "--rate", "0", "--port",
                                       address_.substr(address_.find(':') + 1)},
                                      {}));
  const rpc::Client client = rpc::Client::Dial(address_);
  if (!client.WaitUntilReady(absl::Seconds(60))) {
    return absl::UnavailableError("carterad does not answer");
  }
  start_time_ = absl::Now() - start;
  pg::Options options;
  options.uri = absl::StrCat("postgresql://cartera_admin@/cartera?host=", socket_dir());
  options.size = 2;
  options.clock = &clock_;
  admin_ = std::make_unique<pg::Database>(options);
  return admin_->Ping(absl::Now() + absl::Seconds(10));
}

BenchServer::~BenchServer() {
  admin_.reset();
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    story::Await(pid_);
  }
  std::error_code error;
  const std::filesystem::path home = std::filesystem::path(data_dir_) / "data" / "postgres";
  if (std::filesystem::is_symlink(home, error)) {
    std::filesystem::remove_all(std::filesystem::read_symlink(home, error), error);
  }
  std::filesystem::remove_all(data_dir_, error);
}

std::string BenchServer::socket_dir() const {
  return absl::StrCat(data_dir_, "/data/postgres/pgdata");
}

absl::StatusOr<rpc::CallOptions> BenchServer::As(const std::string& subject) const {
  server::v1::IssueDevTokenRequest request;
  request.set_subject(subject);
  server::v1::IssueDevTokenResponse response;
  RETURN_IF_ERROR(rpc::Client::Dial(address_).Call(request, &response, {}));
  rpc::CallOptions options;
  options.authorization = absl::StrCat("Bearer ", response.token());
  options.timeout = absl::Minutes(5);
  return options;
}

double BenchServer::resident_mib() const {
  std::ifstream file(absl::StrCat("/proc/", pid_, "/status"));
  std::string word;
  while (file >> word) {
    if (word == "VmRSS:") {
      double kib = 0;
      file >> kib;
      return kib / 1024;
    }
  }
  return 0;
}

absl::StatusOr<double> BenchServer::DiskMib() {
  double mib = 0;
  pg::CallContext context;
  RETURN_IF_ERROR(admin_->Read(context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result result,
                     tx.Exec({"bench.disk",
                              "SELECT pg_database_size('cartera') / 1048576.0"
                              "::float8"}));
    mib = result[0].Double(0);
    return absl::OkStatus();
  }));
  return mib;
}

}  // namespace cartera::bench
