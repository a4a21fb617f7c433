#include "libs/platform/app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace cartera::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Parsed {
  std::optional<Config> config;
  int exit_code = 0;
  std::string said;
};

Parsed Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "carterad");
  Parsed parsed;
  ::testing::internal::CaptureStderr();
  parsed.config = ParseConfig("carterad", static_cast<int>(arguments.size()),
                              const_cast<char**>(arguments.data()), &parsed.exit_code);
  parsed.said = ::testing::internal::GetCapturedStderr();
  return parsed;
}

TEST(Config, ListensOnTheLoopback) {
  const Parsed parsed = Parse({});
  ASSERT_TRUE(parsed.config.has_value());
  EXPECT_EQ(parsed.config->host, "127.0.0.1");
}

TEST(Config, TakesNoPlainTextFromOtherMachinesUnlessTold) {
  for (const char* host : {"0.0.0.0", "10.1.2.3", "::", "carterad.example.gov", ""}) {
    const Parsed parsed = Parse({"--host", host});
    EXPECT_FALSE(parsed.config.has_value()) << host;
    EXPECT_EQ(parsed.exit_code, 2);
    EXPECT_THAT(parsed.said, AllOf(HasSubstr("--host"), HasSubstr("--tls-certificate"),
                                   HasSubstr("--insecure")));
    EXPECT_TRUE(Parse({"--host", host, "--insecure"}).config.has_value()) << host;
    EXPECT_TRUE(
        Parse({"--host", host, "--tls-certificate", "c", "--tls-key", "k"}).config.has_value())
        << host;
  }
  for (const char* host : {"localhost", "::1", "[::1]"}) {
    EXPECT_TRUE(Parse({"--host", host}).config.has_value()) << host;
  }
}

TEST(Config, SendsNoPlainTextToPeersOnOtherMachinesUnlessTold) {
  const Parsed parsed = Parse({"--peer", "review=10.1.2.3:7403"});
  EXPECT_FALSE(parsed.config.has_value());
  EXPECT_THAT(parsed.said, AllOf(HasSubstr("--peer review=10.1.2.3:7403"), HasSubstr("--tls-ca")));
  EXPECT_TRUE(Parse({"--peer", "review=10.1.2.3:7403", "--insecure"}).config.has_value());
  EXPECT_TRUE(Parse({"--peer", "review=10.1.2.3:7403", "--tls-ca", "a"}).config.has_value());
  EXPECT_TRUE(Parse({"--peer", "review=127.0.0.1:7403"}).config.has_value());
  EXPECT_TRUE(Parse({"--peer", "review=[::1]:7403"}).config.has_value());
}

TEST(Config, TakesNoPasswordOnTheCommandLine) {
  for (const char* database :
       {"host=db password=marked", "postgresql://cartera:marked@db/cartera",
        "postgres://db/cartera?password=marked", "host=db sslpassword=marked"}) {
    const Parsed parsed = Parse({"--database", database});
    EXPECT_FALSE(parsed.config.has_value()) << database;
    EXPECT_THAT(parsed.said, AllOf(HasSubstr("PGPASSFILE"), Not(HasSubstr("marked"))));
  }
  for (const char* database : {"host=/run/postgresql user=cartera",
                               "postgresql://cartera@db:5432/x", "postgresql:///x?host=/a:b@c"}) {
    EXPECT_TRUE(Parse({"--database", database}).config.has_value()) << database;
  }
}

TEST(Config, SaysWhichOptionsGoTogether) {
  const struct {
    std::vector<const char*> arguments;
    const char* says;
  } kCases[] = {
      {{"--tls-key", "k"}, "--tls-certificate and --tls-key go together"},
      {{"--tls-certificate", "c"}, "--tls-certificate and --tls-key go together"},
      {{"--tls-client-ca", "a"}, "--tls-client-ca needs"},
      {{"--tls-certificate", "c", "--tls-key", "k", "--peer", "review=127.0.0.1:1"},
       "needs --tls-ca"},
      {{"--jwks", "j"}, "--issuer and --jwks go together"},
      {{"--peer", "review"}, "--peer takes NAME=ADDRESS"},
  };
  for (const auto& c : kCases) {
    const Parsed parsed = Parse(c.arguments);
    EXPECT_FALSE(parsed.config.has_value());
    EXPECT_EQ(parsed.exit_code, 2);
    EXPECT_THAT(parsed.said, HasSubstr(c.says));
  }
}

}  // namespace
}  // namespace cartera::app
