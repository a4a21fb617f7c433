// TLS at the real port: who may talk to whom, and certificates that are replaced meanwhile.
#include "libs/platform/rpc/credentials.h"
#include "libs/platform/rpc/server_test_fixture.h"
#include "libs/platform/tls/testing/test_authority.h"

namespace cartera::rpc {
namespace {

using ::testing::HasSubstr;

class TlsTest : public ServerTest {
 protected:
  TlsTest() : ours_(dir_), strangers_(dir_, "stranger") {
    ours_.Issue("server");
    ours_.Issue("caller");
    strangers_.Issue("intruder");
  }
  ~TlsTest() override { server_.reset(); }

  enum class Callers { kAnybody, kWithCertificate };
  void StartTls(Callers callers) {
    auto identity =
        tls::Identity::Create({ours_.PathOf("server.crt"), ours_.PathOf("server.key"),
                               callers == Callers::kAnybody ? "" : ours_.certificate()});
    ASSERT_TRUE(identity.ok()) << identity.status();
    identity_ = *std::move(identity);
    tls_ = identity_.get();
    Start(/*workers=*/2, /*queue_capacity=*/8);
  }
  // What a new connection answers.
  absl::Status Ask(const tls::Files& files, const char* host = "127.0.0.1") const {
    server_v1::GetServerInfoResponse response;
    return Client::Dial(absl::StrCat(host, ":", server_->port()), files)
        .Call(server_v1::GetServerInfoRequest(), &response, {.timeout = absl::Seconds(10)});
  }
  tls::Files As(const std::string& name) const {
    return {ours_.PathOf(name + ".crt"), ours_.PathOf(name + ".key"), ours_.certificate()};
  }
  tls::Files Anonymous() const { return {.authorities = ours_.certificate()}; }

  const tls::TestAuthority ours_;
  const tls::TestAuthority strangers_;
  std::unique_ptr<tls::Identity> identity_;
};

TEST_F(TlsTest, AServerIsWhoItsAuthoritySaysAndAtNoOtherName) {
  StartTls(Callers::kAnybody);
  EXPECT_TRUE(Ask(Anonymous()).ok()) << Ask(Anonymous());
  EXPECT_TRUE(Ask(Anonymous(), "localhost").ok());
  EXPECT_TRUE(Ask(As("caller")).ok()) << "a certificate nobody asked for does no harm";
  const absl::Status stranger = Ask({.authorities = strangers_.certificate()});
  EXPECT_TRUE(absl::IsUnavailable(stranger)) << stranger;
  EXPECT_TRUE(absl::IsUnavailable(Ask(Anonymous(), "127.0.0.2"))) << "not in the certificate";
  EXPECT_TRUE(absl::IsUnavailable(Ask({}))) << "plain text";
}

TEST_F(TlsTest, MutualTlsTakesOnlyCallersOfItsAuthority) {
  StartTls(Callers::kWithCertificate);
  EXPECT_TRUE(Ask(As("caller")).ok()) << Ask(As("caller"));
  EXPECT_TRUE(absl::IsUnavailable(Ask(Anonymous())));
  EXPECT_TRUE(absl::IsUnavailable(Ask(As("intruder"))));
  ours_.Issue("late", absl::Now() - absl::Hours(2), absl::Now() - absl::Hours(1));
  EXPECT_TRUE(absl::IsUnavailable(Ask(As("late")))) << "expired";
  EXPECT_TRUE(absl::IsUnavailable(Ask({})));
}

TEST_F(TlsTest, ReplacedCertificatesCountAtTheNextConnection) {
  StartTls(Callers::kAnybody);
  const Client before = Client::Dial(absl::StrCat("127.0.0.1:", server_->port()), Anonymous());
  const auto ask = [](const Client& client) {
    server_v1::GetServerInfoResponse response;
    return client.Call(server_v1::GetServerInfoRequest(), &response, {});
  };
  EXPECT_TRUE(ask(before).ok());
  // Another authority altogether.
  strangers_.Issue("server");
  EXPECT_TRUE(Ask({.authorities = strangers_.certificate()}).ok());
  EXPECT_TRUE(absl::IsUnavailable(Ask(Anonymous())));
  EXPECT_TRUE(ask(before).ok()) << "who is connected stays so";
  // A key that does not fit: the pair in use stays.
  std::filesystem::copy_file(ours_.PathOf("caller.key"), ours_.PathOf("server.key"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(Ask({.authorities = strangers_.certificate()}).ok());
}

TEST_F(TlsTest, AClientTakesAReplacedCertificateToo) {
  StartTls(Callers::kWithCertificate);
  const Client client = Client::Dial(absl::StrCat("127.0.0.1:", server_->port()), As("intruder"));
  const auto ask = [&client] {
    server_v1::GetServerInfoResponse response;
    return client.Call(server_v1::GetServerInfoRequest(), &response, {.timeout = absl::Seconds(5)});
  };
  EXPECT_TRUE(absl::IsUnavailable(ask()));
  ours_.Issue("intruder");
  EXPECT_TRUE(Eventually([&] { return ask().ok(); }));
}

TEST(StaysHere, KnowsTheLoopback) {
  for (const char* address : {"127.0.0.1", "127.0.0.1:7400", "127.1.2.3:1", "localhost",
                              "LocalHost:1", "::1", "[::1]:7400", "unix:/run/x"}) {
    EXPECT_TRUE(StaysHere(address)) << address;
  }
  for (const char* address : {"", "0.0.0.0", "0.0.0.0:7400", "::", "[::]:7400", "10.0.0.1",
                              "128.0.0.1", "127.0.0.1.example.gov", "localhost.example.gov:7400",
                              "[::ffff:1]:1", "2001:db8::1", "127", "dns:///127.0.0.1:1"}) {
    EXPECT_FALSE(StaysHere(address)) << address;
  }
}

TEST(AddressOf, PutsIpv6IntoBrackets) {
  EXPECT_EQ(AddressOf("127.0.0.1", 7400), "127.0.0.1:7400");
  EXPECT_EQ(AddressOf("localhost", 0), "localhost:0");
  EXPECT_EQ(AddressOf("::1", 7400), "[::1]:7400");
  EXPECT_EQ(AddressOf("[::1]", 7400), "[::1]:7400");
}

}  // namespace
}  // namespace cartera::rpc
