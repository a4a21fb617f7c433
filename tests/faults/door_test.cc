// The services as processes of their own, reached and reaching one another by other doors than
// plain text at 127.0.0.1.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/platform/tls/testing/test_authority.h"
#include "tests/faults/fleet.h"
#include "tests/faults/load.h"
#include "tools/story/process.h"

namespace cartera::faults {
namespace {

std::string Loopback() {
  const int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool six = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  std::printf(six ? "at ::1\n" : "at 127.0.0.1: this machine has no IPv6\n");
  return six ? "::1" : "127.0.0.1";
}

absl::Status Ask(const std::string& address, const tls::Files& files) {
  server::v1::GetServerInfoResponse response;
  return rpc::Client::Dial(address, files)
      .Call(server::v1::GetServerInfoRequest(), &response, {.timeout = absl::Seconds(10)});
}

TEST(DoorTest, ServicesApartSpeakMutualTlsWithOneAnotherAtAnIpv6Address) {
  char folder[] = "/tmp/cartera-door.XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const tls::TestAuthority authority(folder);
  authority.Issue("server");
  const std::vector<std::string> files = {"--tls-certificate", authority.PathOf("server.crt"),
                                          "--tls-key",         authority.PathOf("server.key"),
                                          "--tls-ca",          authority.certificate()};
  std::vector<std::string> options = files;
  options.insert(options.end(), {"--host", Loopback(), "--tls-client-ca", authority.certificate()});
  {
    Fleet fleet(Fleet::Shape::kSplit, options);
    // A case is entered, signed, submitted and withdrawn: review asks registry and appraisal, and
    // its events go to appraisal.
    Load load(fleet, /*project_writers=*/0, /*submission_writers=*/1);
    EXPECT_TRUE(load.AwaitProgress(4));
    load.Stop();
    load.ExpectAllThere();
    load.ExpectEffectsOnce();
    // By no other way does anybody get through, so neither did they.
    for (const std::string& name : fleet.names()) {
      const std::string address = fleet.AddressOf(name);
      EXPECT_TRUE(absl::IsUnavailable(Ask(address, {}))) << name;
      EXPECT_TRUE(absl::IsUnavailable(Ask(address, {.authorities = authority.certificate()})))
          << name;
      EXPECT_TRUE(absl::StrContains(fleet.Output(), absl::StrCat("listening on ", address)));
    }
    std::vector<std::string> line = {absl::StrCat(CARTERA_BIN_DIR, "/cartera"), "server", "info",
                                     "--server", fleet.AddressOf("registry")};
    line.insert(line.end(), files.begin(), files.end());
    const auto asked = story::Run(line, {});
    ASSERT_TRUE(asked.ok()) << asked.status();
    EXPECT_EQ(asked->exit_code, 0) << asked->output;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cartera::faults
