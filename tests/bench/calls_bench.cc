#include <atomic>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/platform/rpc/client.h"

namespace cartera {
namespace {

namespace reg = registry::v1;

constexpr absl::Duration kEach = absl::Seconds(3);

using OneCall = std::function<absl::Status(const rpc::Client&, int caller, int64_t n)>;

// Calls per second of `callers` threads for kEach, over two connections; failures are counted
// apart.
double Measure(const std::string& address, int callers, const OneCall& call, int64_t* failed) {
  std::atomic<int64_t> done{0}, wrong{0};
  const absl::Time end = absl::Now() + kEach;
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&, i] {
      const rpc::Client client = rpc::Client::Dial(address);
      for (int64_t n = 0; absl::Now() < end; ++n) {
        (call(client, i, n).ok() ? done : wrong)++;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  *failed += wrong.load();
  return static_cast<double>(done.load()) / absl::ToDoubleSeconds(kEach);
}

absl::Status Empty(const rpc::Client& client, int, int64_t) {
  server::v1::GetServerInfoResponse response;
  return client.Call(server::v1::GetServerInfoRequest(), &response, {});
}

class Registry {
 public:
  explicit Registry(std::string token) { options_.authorization = "Bearer " + token; }

  absl::Status Prepare(const rpc::Client& client, int projects) const {
    for (int i = 0; i < projects; ++i) {
      reg::CreateProjectRequest request;
      request.set_project_id(absl::StrCat("bench-", i));
      request.mutable_project()->set_title("Bench");
      request.mutable_project()->set_lead_agency("agencies/pspc");
      request.mutable_project()->set_kind(reg::PROJECT_KIND_NEW);
      request.mutable_project()->set_classification(reg::CLASSIFICATION_OPEN);
      reg::CreateProjectResponse response;
      const absl::Status status = client.Call(request, &response, options_);
      if (!status.ok() && !absl::IsAlreadyExists(status)) return status;
    }
    return absl::OkStatus();
  }
  absl::Status Read(const rpc::Client& client, int caller, int64_t) const {
    reg::GetProjectRequest request;
    request.set_name(absl::StrCat("projects/bench-", caller));
    reg::GetProjectResponse response;
    return client.Call(request, &response, options_);
  }
  absl::Status Write(const rpc::Client& client, int caller, int64_t n) const {
    reg::UpdateProjectRequest request;
    request.mutable_project()->set_name(absl::StrCat("projects/bench-", caller));
    request.mutable_project()->set_title(absl::StrCat("Bench ", n));
    request.mutable_update_mask()->add_paths("title");
    request.set_request_id(absl::StrCat(run_, "-", caller, "-", n));
    reg::UpdateProjectResponse response;
    return client.Call(request, &response, options_);
  }

 private:
  rpc::CallOptions options_;
  const int64_t run_ = absl::ToUnixMicros(absl::Now());
};

int Main(const std::string& address) {
  const rpc::Client client = rpc::Client::Dial(address);
  server::v1::IssueDevTokenRequest login;
  login.set_subject("ana");
  server::v1::IssueDevTokenResponse token;
  if (const absl::Status status = client.Call(login, &token, {}); !status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return 1;
  }
  const Registry registry(token.token());
  if (const absl::Status status = registry.Prepare(client, 32); !status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return 1;
  }
  int64_t failed = 0;
  std::printf("%-28s %10s %10s %10s\n", "calls per second, callers:", "1", "8", "32");
  const auto row = [&](const char* name, const OneCall& call) {
    std::printf("%-28s", name);
    for (const int callers : {1, 8, 32}) {
      std::printf(" %10.0f", Measure(address, callers, call, &failed));
      std::fflush(stdout);
    }
    std::printf("\n");
  };
  row("empty", Empty);
  row("read a project",
      [&](const rpc::Client& c, int i, int64_t n) { return registry.Read(c, i, n); });
  row("change a project",
      [&](const rpc::Client& c, int i, int64_t n) { return registry.Write(c, i, n); });
  std::printf("failed calls: %lld\n", static_cast<long long>(failed));
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace cartera

int main(int argc, char** argv) { return cartera::Main(argc > 1 ? argv[1] : "127.0.0.1:7400"); }
