// Secrets are in their files and nowhere else: not in logs, error texts, arguments or environments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/faults/fleet.h"
#include "tests/support/registry_setup.h"

namespace cartera::faults {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// What must not be seen, by what it is.
using Secrets = std::vector<std::pair<std::string, std::string>>;

void ExpectFreeOf(const Secrets& secrets, const std::string& text, const std::string& where) {
  for (const auto& [what, secret] : secrets) {
    ASSERT_GE(secret.size(), 8u) << what;
    EXPECT_FALSE(absl::StrContains(text, secret)) << what << " stands in " << where;
  }
}

// One server for all.
class SecretsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { running_ = new Fleet(Fleet::Shape::kOne); }
  static void TearDownTestSuite() { delete running_; }
  Fleet& fleet() { return *running_; }

 private:
  static Fleet* running_;
};
Fleet* SecretsTest::running_ = nullptr;

TEST_F(SecretsTest, StayInTheirFiles) {
  Fleet& fleet = this->fleet();
  testing::Bootstrap(fleet);
  const testing::Caller ana = fleet.As("ana");
  const std::string forged = absl::StrCat(ana.token().substr(0, ana.token().rfind('.')), ".",
                                          "MarkedSignatureMarkedSignature");
  const fs::path data = fleet.data_dir();
  const std::string key = ReadAll(data / "internal.key");
  Secrets secrets = {
      {"a token", ana.token()},
      {"a token's signature", std::string(ana.token().substr(ana.token().rfind('.') + 1))},
      {"a refused token", "MarkedSignature"},
      {"the internal key", key},
      {"the internal key in hex", absl::BytesToHexString(key)},
      {"the internal key in Base64", absl::Base64Escape(key).substr(0, 40)},
      {"the internal key in Base64 for URLs", absl::WebSafeBase64Escape(key).substr(0, 40)}};
  // Its private part: "d" of a JSON web key.
  const std::string issuer = ReadAll(data / "dev-issuer.pem");
  const size_t part = issuer.find("\"d\":\"");
  ASSERT_NE(part, std::string::npos);
  secrets.emplace_back("the issuer's private key", issuer.substr(part + 5, 40));

  registry::v1::GetProjectRequest request;
  request.set_name("projects/absent");
  ExpectFreeOf(secrets, ana.Try(request).ToString(), "an error");
  ExpectFreeOf(secrets, testing::Caller(fleet.client(), forged).Try(request).ToString(),
               "an error");
  ExpectFreeOf(
      secrets,
      testing::Caller(fleet.client(), key.substr(0, 4) + ana.token()).Try(request).ToString(),
      "an error");

  ExpectFreeOf(secrets, fleet.Output(), "what the server says");
  int logs = 0;
  for (const fs::directory_entry& file : fs::recursive_directory_iterator(data / "log")) {
    ExpectFreeOf(secrets, ReadAll(file.path()), file.path().string());
    logs += file.file_size() > 0 ? 1 : 0;
  }
  EXPECT_GT(logs, 0);
  int processes = 0;
  for (const fs::directory_entry& process : fs::directory_iterator("/proc")) {
    const std::string command = ReadAll(process.path() / "cmdline");
    ExpectFreeOf(secrets, command, process.path().string());
    ExpectFreeOf(secrets, ReadAll(process.path() / "environ"), process.path().string());
    if (absl::StrContains(command, data.string())) ++processes;
  }
  EXPECT_GE(processes, 2) << "carterad and PostgreSQL at least";
}

TEST_F(SecretsTest, AServerLeavesNoCoreAndItsFolderIsItsOwn) {
  Fleet& fleet = this->fleet();
  for (const pid_t pid : {fleet.pid("carterad"), fleet.PostgresPid()}) {
    const std::string limits = ReadAll(absl::StrCat("/proc/", pid, "/limits"));
    EXPECT_THAT(limits, ::testing::ContainsRegex("Max core file size +0 +0 "));
  }
  struct stat found = {};
  ASSERT_EQ(stat(fleet.data_dir().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0067, 0u);
  EXPECT_EQ(fleet.End("carterad", SIGTERM), 0);
  const mode_t mode = found.st_mode & 07777;
  chmod(fleet.data_dir().c_str(), 0755);
  fleet.Spawn("carterad");
  int status = 0;
  ASSERT_EQ(waitpid(fleet.pid("carterad"), &status, 0), fleet.pid("carterad"));
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_THAT(fleet.Output(), ::testing::HasSubstr("others may enter it"));
  chmod(fleet.data_dir().c_str(), mode);
  fleet.Launch("carterad");
}

}  // namespace
}  // namespace cartera::faults
